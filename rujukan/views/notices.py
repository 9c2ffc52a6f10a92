"""My notices: unread first, opened or marked as read one by one or all at once."""

from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from puskesos import access
from puskesos.models import Keluhan
from rujukan.context import unread
from rujukan.models import Kiriman, Rujukan

MOST_SHOWN = 100


def _mine(request):
    return Kiriman.objects.filter(petugas=request.user.pk, kanal=Kiriman.Kanal.APLIKASI)


@require_GET
@access.everyone
def listing(request):
    """The latest hundred; those not read yet stand on top."""
    rows = list(_mine(request).order_by(F("dibaca_pada").desc(nulls_first=True), "-created_at")[:MOST_SHOWN])
    new = sorted((row for row in rows if not row.dibaca_pada), key=lambda row: row.created_at, reverse=True)
    old = sorted((row for row in rows if row.dibaca_pada), key=lambda row: row.created_at, reverse=True)
    desk = bool(request.by) and request.by.is_kota and access.can(request.by, "triase", "UA")
    context = {"new": new, "old": old, "outlook": desk}
    return render(request, "rujukan/notices.html", context)


@require_POST
@access.everyone
def open_notice(request, id):
    """Mark one notice as read and go where it leads, if that may still be seen."""
    row = _mine(request).filter(pk=id).first()
    if row is None:
        raise Http404
    unread(request.user.pk).filter(pk=id).update(dibaca_pada=request.now)
    return redirect(_target(request, row))


def _target(request, row):
    if row.keluhan_id and not row.rujukan_id:
        seen = Keluhan.objects.visible_to(request.by).filter(pk=row.keluhan_id).first() if request.by else None
        return seen.get_absolute_url() if seen else "rujukan:pemberitahuan"
    if row.jabatan == "MANAJER" and not row.rujukan_id:
        return "rujukan:pengingat" if access.can(request.by, "triase", "A") else "rujukan:pemberitahuan"
    if row.jabatan == "SEKRETARIAT" and access.can(request.by, "instansi", "U"):
        return "/instansi/?tampil=dipastikan"  # a page of the upper floor: down here only its address is known
    if row.jabatan in {"PDP", "PEMOHON"} and access.can(request.by, "permintaan", "CA"):
        return "/permintaan/"  # of the upper floor, too
    if row.rujukan_id and access.can(request.by, "rujukan", "CRA"):
        seen = Rujukan.objects.visible_to(request.by).filter(pk=row.rujukan_id).first()
        return seen.get_absolute_url() if seen else "rujukan:pemberitahuan"
    return "rujukan:pemberitahuan"


@require_POST
@access.everyone
def read_all(request):
    unread(request.user.pk).update(dibaca_pada=request.now)
    return redirect("rujukan:pemberitahuan")
