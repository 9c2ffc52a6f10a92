"""The family's consent on a case: taken back, or given anew; what lies with agencies is decided on its own pages."""

from django.views.decorators.http import require_http_methods

from puskesos import access, consent
from puskesos.forms.moves import ConsentAgainForm, WithdrawConsentForm
from puskesos.views.moves import serve
from rujukan import restriction


@require_http_methods(["GET", "POST"])
@access.needs("permintaan", "C")
def page(request, id):
    """Whichever of the two the case stands for; the other one cannot be meant."""
    keluhan = access.peek_keluhan(request.by, id)
    if consent.taken_back(consent.of(keluhan)):
        return serve(request, id, ConsentAgainForm)
    return serve(request, id, WithdrawConsentForm, stage=restriction.withdraw_consent)
