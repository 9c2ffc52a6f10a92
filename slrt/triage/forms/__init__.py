"""One form per move of the secretariat, by the code that stands in its address /keluhan/<id>/telaah/<code>/."""

from slrt.triage.forms.owner import AssignForm, HandlerForm, PriorityForm, SendBackForm, TakeForm
from slrt.triage.forms.plan import (
    ApproveForm,
    RatifyForm,
    RevisePlanForm,
    SubmitForm,
    TelaahForm,
    TryOtherForm,
    UrgentForm,
)
from slrt.triage.forms.referral import ReferForm

# In the order of their buttons: the first that is open to somebody is the main one.
FORMS = {
    form.code: form
    for form in (
        ApproveForm, RatifyForm, ReferForm, TakeForm, TelaahForm, SubmitForm, UrgentForm, TryOtherForm, SendBackForm,
        RevisePlanForm, AssignForm, PriorityForm, HandlerForm,
    )
}  # fmt: skip

__all__ = ["FORMS"]
