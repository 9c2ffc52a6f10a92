"""The page on which a Puskesos refers to a place of the neighbourhood."""

from django.views.decorators.http import require_http_methods

from puskesos import access
from puskesos.views.moves import serve
from slrt.triage.forms.nearby import NearbyForm


@require_http_methods(["GET", "POST"])
@access.needs("rujukan", "C")
def refer(request, id):
    return serve(request, id, NearbyForm)
