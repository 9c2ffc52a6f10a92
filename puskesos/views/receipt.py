"""What the family takes home: the slip with number and code, and the list of papers that are still missing."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_GET

from puskesos import access, catalogue, intake, qr, slips, trace
from puskesos.models import Kelengkapan, Warga


@require_GET
@access.needs("keluhan", "R")
def receipt(request, id):
    """The slip, on A4 or with ?lebar=58 on a roll; a `rahasia` one says nothing of what it is about."""
    keluhan = _printed(request, id, "tanda terima")
    code = keluhan.tracking_code()
    page = f"{settings.PUBLIC_URL.rstrip('/')}/s/"
    address = f"{page}{code}"
    return render(request, "puskesos/receipt.html", {
        **_sheet(request, keluhan), "code": code, "address": address, "status_page": page.partition("://")[2],
        "qr": qr.square(address), "temporary": slips.temporary_number(keluhan),
        "narrow_roll": request.GET.get("lebar") == "58", "may_register": access.can(request.by, "keluhan", "C"),
    })  # fmt: skip


@require_GET
@access.needs("keluhan", "R")
def missing_papers(request, id):
    """What is missing and how to get it, for the family to take along."""
    keluhan = _printed(request, id, "kekurangan")
    return render(request, "puskesos/missing.html", _sheet(request, keluhan))


def _printed(request, id, what):
    keluhan = access.peek_keluhan(request.by, id)
    trace.record(request.by, trace.Aksi.CETAK, keluhan, apa=what)
    return keluhan


def _sheet(request, keluhan):
    needs = _needs(keluhan)
    return {
        "keluhan": keluhan, "klien": Warga.objects.get(pk=keluhan.klien_id), "office": office(keluhan.kelurahan_id),
        "needs": needs, "all_there": not any(one["missing"] for one in needs),
        "notice": f"puskesos/notice/{intake.NOTICE_VERSION}-short.html",
    }  # fmt: skip


def _needs(keluhan):
    """Each need with the papers that are not there yet, the compulsory ones first."""
    rows = Kelengkapan.objects.filter(kebutuhan__keluhan=keluhan).exclude(status=Kelengkapan.Status.ADA)
    rows = rows.select_related("persyaratan").order_by(
        "kebutuhan__urutan", "-persyaratan__wajib", "persyaratan__urutan"
    )
    by_need = {}
    for row in rows:
        by_need.setdefault(row.kebutuhan_id, []).append(row)
    return [{"need": need, "missing": by_need.get(need.pk, [])} for need in keluhan.kebutuhan.all()]


def office(kelurahan):
    """The desk where the family asks: of their kelurahan, or of the one that receives them while there is none."""
    desk = catalogue.table("Puskesos").get(kelurahan)
    if desk and desk.pengampu_id and desk.status == "BELUM":
        host = catalogue.table("Puskesos").get(desk.pengampu_id) or desk
        return _named(host, desk.pengampu_id)
    return _named(desk, kelurahan)


def _named(desk, place):
    row = catalogue.wilayah(place)
    usual = f"Puskesos {row.nama}" if row.tingkat == "KELURAHAN" else f"Meja layanan Kecamatan {row.nama}"
    facts = {name: getattr(desk, name, "") for name in ("alamat", "telepon", "jam_layanan")}
    return {"nama": (desk and desk.nama_meja) or usual, **facts}
