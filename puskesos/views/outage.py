"""The page of a database that does not answer."""

import logging

from django.http import JsonResponse
from django.shortcuts import render

from puskesos.views.again import sent

log = logging.getLogger(__name__)


def unavailable(request, error):
    """503 with a time to try again, never a traceback (reliability §4.2)."""
    log.error("database not reachable: %s", type(error).__name__)
    if request.path.startswith("/api/"):
        response = JsonResponse({"detail": "Server sedang tidak dapat dihubungi. Coba lagi sebentar."}, status=503)
    else:
        response = render(None, "503.html", {"again": sent(request)}, status=503)
    response["Retry-After"] = "10"
    return response
