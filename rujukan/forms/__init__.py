"""One form per step on a referral, by the code in its address /rujukan/<id>/langkah/<code>/."""

from rujukan.forms.answering import (
    AcceptForm,
    AskDocumentsForm,
    DeclineForm,
    GrantForm,
    ProcessForm,
    ProgressForm,
    ServedForm,
    WaitListForm,
)
from rujukan.forms.handling import (
    ApproveForm,
    ContactForm,
    DocumentsSentForm,
    ExpireForm,
    KeepForm,
    RedirectForm,
    ReviseForm,
    SubmitForm,
    WithdrawForm,
)

# In the order of their buttons: the first that is open to somebody is the main one.
FORMS = {
    form.code: form
    for form in (
        AcceptForm, ServedForm, GrantForm, ProcessForm, DocumentsSentForm, AskDocumentsForm, WaitListForm, DeclineForm,
        ApproveForm, SubmitForm, ReviseForm, ProgressForm, ContactForm, RedirectForm, KeepForm, WithdrawForm,
        ExpireForm,
    )
}  # fmt: skip

__all__ = ["FORMS"]
