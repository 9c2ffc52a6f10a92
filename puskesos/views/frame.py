"""What every page shares: trying a stage function on a form, and the pages of the errors."""

import sys

from django.db import InterfaceError, OperationalError, transaction
from django.shortcuts import render

from puskesos.refusals import IllegalMove, NotAllowed, Refused, Stale
from puskesos.views import rescue
from puskesos.views.again import sent
from puskesos.views.outage import unavailable


def attempt(form, stage, **arguments):
    """Call one stage function; a Refused becomes an error at its field, everything typed stays.

    Returns what the stage returned, or None after a refusal. Stale, IllegalMove and NotAllowed go on to the caller:
    the page itself is out of date or not for this person.
    """
    try:
        with transaction.atomic():
            return stage(**arguments)
    except (Stale, IllegalMove, NotAllowed):
        raise
    except Refused as refused:
        refuse_on(form, refused)
        return None


def refuse_on(form, refused):
    """Put the sentence of a Refused at its field, or on top of the form."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """A bug, or a database lost before the view began (session, account, assignment)."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable(request, error)
    # Without the request: no context processor may fail a second time.
    return render(None, "500.html", {"again": sent(request)}, status=500)



def csrf_failed(request, reason=""):
    """A form with a stale token: a long one has become a draft to go on with, any other is sent again."""
    return rescue.after_csrf_failure(request) or render(request, "403_csrf.html", status=403)
