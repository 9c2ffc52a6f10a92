"""The verification page: identity, papers and the DTSEN check, with what is still missing (ux §5, screen 19)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from puskesos import access, verification
from puskesos.forms.checklist import ChecklistForm
from puskesos.next_step import ground_moves
from puskesos.refusals import IllegalMove, Stale
from puskesos.views.conflict import conflict
from puskesos.views.frame import attempt

RELATED = ("klien", "keluarga", "pemilik", "usulan_oleh")


@access.needs("verifikasi", "CUA")
@require_http_methods(["GET", "POST"])
def verify_page(request, id):
    """Fill in the checklist; “Tandai lengkap” keeps the ticks and names what is missing."""
    if request.method == "GET":
        return _show(request, access.open_keluhan(request.by, id, related=RELATED))
    keluhan = access.peek_keluhan(request.by, id)
    form = ChecklistForm(request.POST, by=request.by, keluhan=keluhan, now=request.now)
    try:
        ChecklistForm.check(keluhan, request.by)
        missing = _save(request, form)
    except (Stale, IllegalMove) as refused:
        return conflict(request, id, refused, form)
    if missing is None:
        return _show(request, keluhan, form, status=422)
    return _answer(request, id, missing)


def _save(request, form):
    if not form.is_valid():
        return None
    return attempt(form, form.stage, by=request.by, now=request.now, id=form.keluhan.pk,
                   versi=form.cleaned_data["versi"], **form.arguments())  # fmt: skip


def _answer(request, id, missing):
    """Saved: back to the page; but somebody who meant “complete” is told at once what is missing."""
    if missing and request.POST.get("aksi") == "lengkap":
        keluhan = access.peek_keluhan(request.by, id)
        return _show(request, keluhan, missing=missing, status=422)
    messages.success(request, "Berkas lengkap." if request.POST.get("aksi") == "lengkap" else ChecklistForm.done)
    return redirect("puskesos:verifikasi", id=id)


def _show(request, keluhan, form=None, *, missing=None, status=200):
    form = form or ChecklistForm(by=request.by, keluhan=keluhan, now=request.now)
    context = {
        "keluhan": keluhan, "form": form, "missing": missing, "gaps": verification.gaps(keluhan, request.now),
        "editable": _editable(keluhan, request.by),
        "check": verification.standing_dtsen(keluhan.klien_id, timezone.localdate(request.now)),
        "buttons": [one for one in ground_moves(keluhan, request.by, request.now) if one.url != request.path],
    }  # fmt: skip
    return render(request, "puskesos/checklist.html", context, status=status)


def _editable(keluhan, by):
    try:
        ChecklistForm.check(keluhan, by)
    except IllegalMove:
        return False
    return True
