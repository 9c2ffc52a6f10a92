"""Autosave of the intake sheet, and throwing a draft away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from puskesos import access, drafts
from puskesos.numbering import is_uuid7
from puskesos.refusals import Refused
from puskesos.views import rescue


@login_not_required
@require_POST
def draft_save(request, id):
    """Autosave: 204 when there is nothing more to keep, 401 without a session, and never a redirect."""
    if not request.user.is_authenticated:
        return JsonResponse({"detail": "Sesi Anda habis. Masuk lagi di tab lain, lalu lanjutkan."}, status=401)
    return _draft_save(request, id)


@access.needs("keluhan", "C")
def _draft_save(request, id):
    if not is_uuid7(id):
        return JsonResponse({"detail": "Tanda draf ini tidak dikenal."}, status=400)
    try:
        with transaction.atomic():
            draf = drafts.save_draft(by=request.by, now=request.now, id=id, typed=rescue.typed_values(request.POST))
    except Refused as refused:
        return JsonResponse({"detail": refused.sentence}, status=refused.status)
    return JsonResponse({"disimpan": request.now}) if draf else HttpResponse(status=204)


draft_save.hak = _draft_save.hak


@require_POST
@access.needs("keluhan", "C")
def draft_discard(request, id):
    """Throw one's own draft away, with the files uploaded for it."""
    if drafts.discard(by=request.by, id=id):
        messages.success(request, "Draf dihapus.")
    return redirect("puskesos:keluhan-baru")
