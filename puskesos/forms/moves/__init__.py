"""One form per move of the ground floor: the facts its stage needs, in the words of the officer."""

from puskesos.forms.moves.checking import (
    AskFamilyForm,
    CompletedForm,
    ContactForm,
    DtsenForm,
    GiveUpForm,
    NoteForm,
    VerifyForm,
)
from puskesos.forms.moves.consent import ConsentAgainForm, WithdrawConsentForm
from puskesos.forms.moves.correcting import AddNeedForm, CorrectForm, DropNeedForm
from puskesos.forms.moves.deciding import (
    DeclineForm,
    ForwardAgainForm,
    ForwardForm,
    ForwardTriedForm,
    ForwardUrgentForm,
    HandleLocalForm,
    ProposeForm,
    TryAgainLocalForm,
)
from puskesos.forms.moves.ending import CannotForm, CloseForm, MergeForm, ReopenForm, WithdrawForm
from puskesos.forms.moves.household import HouseholdCheckForm
from puskesos.forms.moves.outcomes import LocalResultForm
from puskesos.forms.moves.schedule import EndWaitForm, WaitForm
from puskesos.forms.moves.survey import SurveyOnBehalfForm
from puskesos.forms.moves.telling import TellFamilyForm

# What stands under /keluhan/<id>/langkah/<code>/; telling the family is served upstairs with the same form.
FORMS = {
    form.code: form
    for form in (
        VerifyForm, AskFamilyForm, CompletedForm, GiveUpForm, HandleLocalForm, ForwardForm, ForwardUrgentForm,
        ForwardTriedForm, ForwardAgainForm, LocalResultForm, TryAgainLocalForm, CloseForm, ReopenForm, CannotForm,
        MergeForm, WithdrawForm, ProposeForm, DeclineForm, CorrectForm, AddNeedForm, DropNeedForm,
        WaitForm, EndWaitForm,
    )
}  # fmt: skip

__all__ = ["FORMS", "ConsentAgainForm", "ContactForm", "DtsenForm", "HouseholdCheckForm", "NoteForm",
           "SurveyOnBehalfForm", "TellFamilyForm", "WithdrawConsentForm"]  # fmt: skip
