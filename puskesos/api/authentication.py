"""Who calls: a token, or the session of a browser; and the place its owner acts for."""

import hmac
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from rest_framework import authentication, exceptions

from puskesos import gate, identity
from puskesos.middleware import load_acting

KEY = 40  # characters of what the database keeps
EXPIRED = "Token ini sudah kedaluwarsa. Minta token baru dengan nama pengguna dan kata sandi."


def expiry(token):
    """Until when a token holds: signing in again prolongs it."""
    return token.created + timedelta(days=settings.API_TOKEN_DAYS)


def said(token):
    """The token as its owner gets it: what the database keeps, and a mark that only the key of the house can make.

    Whoever reads the table, or a backup of it, can call nothing with that.
    """
    return token.key + _mark(token.key)


def _mark(key):
    return identity.blind_index(key, purpose="token_api").hex()[:24]


def _kept(text):
    """What the database keeps of a token that was said rightly, else ""."""
    key, mark = text[:KEY], text[KEY:]
    return key if hmac.compare_digest(mark.encode("utf-8", "replace"), _mark(key).encode()) else ""


class ActingTokenAuthentication(authentication.TokenAuthentication):
    """`Authorization: Token …`; the place to act for is the header `X-Penugasan`, else the person's first.

    A place that is not (or no longer) the caller's is none at all: nothing is done for another place by mistake.
    """

    def authenticate(self, request):
        found = super().authenticate(request)
        if found:
            self._act(request, found[0], request.headers.get("X-Penugasan"))
        return found

    def authenticate_credentials(self, key):
        petugas, token = super().authenticate_credentials(_kept(key))
        if expiry(token) <= timezone.now():
            raise exceptions.AuthenticationFailed(EXPIRED, code="token_kedaluwarsa")
        return petugas, token

    def _act(self, request, petugas, chosen):
        inner = request._request
        by, inner.assignments = load_acting(petugas, chosen, gate.client(request))
        known = not chosen or any(str(one.id) == chosen.lower() for one in inner.assignments)
        inner.by, inner.wrong_place = (by, False) if known else (None, True)


class BrowserAuthentication(authentication.SessionAuthentication):
    """The session of our own pages; changing calls need the CSRF token, acting is as the middleware found it."""

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            sentence = "Tanda keamanan halaman (CSRF) tidak cocok. Ambil lagi dari /api/v1/sesi/, lalu ulangi."
            raise exceptions.PermissionDenied(sentence, code="csrf") from None
