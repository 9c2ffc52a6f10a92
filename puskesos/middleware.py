"""What every request passes: the acting assignment, honest refusals, and headers that keep case pages off disks."""

from django.conf import settings
from django.contrib.auth import logout
from django.db import InterfaceError, OperationalError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from puskesos import gate
from puskesos.models import Penugasan
from puskesos.refusals import Refused
from puskesos.views.outage import unavailable

SESSION_KEY = "penugasan"
LAST_ACT = "terakhir"
NOTED = 60  # seconds: a session is written once a minute, not with every request
# What open pages ask by themselves is no sign of somebody in front of them.
ASKED_BY_PAGES = ("/antrean/baru/", "/api/v1/sesi/", "/api/v1/sinkron/", "/api/v1/paket/katalog/")


def load_acting(petugas, chosen=None, asal=""):
    """(acting Penugasan with its hats, all active ones): the chosen place, else the first; (None, []) without any."""
    today = timezone.localdate()
    active = list(Penugasan.objects.active(today).filter(petugas=petugas).order_by("created_at", "id"))
    by = next((one for one in active if str(one.id) == str(chosen)), active[0] if active else None)
    if by:
        by.petugas, by.asal = petugas, asal
        by.hats = (by, *(one for one in active if one.tempat_id == by.tempat_id and one.id != by.id))
        for hat in by.hats:
            hat.petugas = petugas
    return by, active


class IdleMiddleware:
    """Ends the session of somebody who went away: a telephone or desk left open is not one's own for half a day.

    What waits on a device, and what a long form holds, is not touched: it goes the way of any session that ended.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SESSION_IDLE and request.session.session_key and request.user.is_authenticated:
            self._look_at(request, int(timezone.now().timestamp()))
        return self.get_response(request)

    def _look_at(self, request, now):
        quiet = now - request.session.get(LAST_ACT, now)
        if quiet > settings.SESSION_IDLE:
            logout(request)
        elif not request.path.startswith(ASKED_BY_PAGES) and (quiet > NOTED or LAST_ACT not in request.session):
            request.session[LAST_ACT] = now


class ActingMiddleware:
    """Sets request.by from the session and the database on every request: an ended assignment ends at once."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.by, request.assignments, request.now = None, [], timezone.now()
        if request.user.is_authenticated:
            chosen = request.session.get(SESSION_KEY)
            request.by, request.assignments = load_acting(request.user, chosen, gate.client(request))
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Somebody without an active assignment, or with a temporary password, reaches only pages for everyone."""
        if not request.user.is_authenticated or getattr(view, "hak", None) in {"everyone", "open"}:
            return None
        if request.path.startswith(("/api/", "/sehat/")):
            return None  # the API asks for the assignment itself (api.base.HasRight)
        if request.user.ganti_sandi:
            return redirect("puskesos:profil")
        return None if request.by else redirect("puskesos:tanpa-tugas")

    def process_exception(self, request, error):
        """A Refused that no form caught becomes a page or JSON of its own status.

        The request's transaction (ATOMIC_REQUESTS) has already been rolled back on its way here.
        """
        if not isinstance(error, Refused):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": error.sentence, "kode": error.code}, status=error.status)
        page = "403.html" if error.status == 403 else "409.html"
        return render(request, page, {"sentence": error.sentence}, status=error.status)


class DatabaseDownMiddleware:
    """A database lost inside a view is 503 (views/outage.py); one lost on the way to it ends in frame.server_error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        return unavailable(request, error) if isinstance(error, OperationalError | InterfaceError) else None


class PrivacyHeadersMiddleware:
    """Pages of signed-in people are never stored by browser or proxy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated or "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
