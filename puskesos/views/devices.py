"""Telephones and computers of the field: who uses them, what waits on them, and taking their trust away."""

import json
from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from puskesos import access, trace
from puskesos.forms.fields import LineField, PlainForm
from puskesos.models import KirimanLapangan, KunciSegel, PemakaianPerangkat, Perangkat
from puskesos.sync import backup, devices, keys
from puskesos.sync.acting import act_for
from puskesos.views.frame import attempt

AMBER, RED = timedelta(days=1), timedelta(days=3)
MOST = 300


class RevokeForm(PlainForm):
    alasan = LineField(200, label="Mengapa dicabut", help_text="Misalnya: HP hilang, petugas berhenti.")


class ImportForm(PlainForm):
    berkas = forms.FileField(
        label="Berkas cadangan (.slrt)", allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".slrt,application/octet-stream,text/plain"}),
        help_text="Disimpan petugas dari halaman antrean di HP-nya, dibawa dengan flashdisk atau dikirim.",
    )  # fmt: skip


@require_GET
@access.needs("perangkat", "R")
def listing(request):
    """Who has not been in touch and what waits there; an officer sees the own devices only."""
    all_of_them = access.can(request.by, "perangkat", "A")
    rows = PemakaianPerangkat.objects.select_related("perangkat", "petugas", "penugasan")
    if not all_of_them:
        rows = rows.filter(petugas_id=request.by.petugas_id)
    rows = sorted(rows.order_by("-terakhir")[:MOST], key=lambda row: (row.tertua is None, row.tertua or row.terakhir))
    trace.record_list(request.by, "perangkat", [row.perangkat_id for row in rows])
    shown = [_shown(row, request.now) for row in rows]
    may_write = access.can(request.by, "keluhan", "C")
    context = {
        "rows": shown, "all": all_of_them, "seal": KunciSegel.objects.first(), "can_import": _tray(request.by),
        "late": sum(one["tone"] == "red" for one in shown), "may_write": may_write,
        "start": reverse("puskesos:lapor") if may_write else "",
    }  # fmt: skip
    return render(request, "puskesos/devices/list.html", context)


def _tray(by):
    return access.can(by, "kiriman", "U")


def _tone(row, now):
    """Unsent for more than a day is amber, for more than three red (ux §2.2)."""
    age = now - row.tertua if row.tertua and row.menunggu else timedelta(0)
    return "red" if age > RED else "yellow" if age > AMBER else "blue" if row.menunggu else ""


def _shown(row, now):
    days = (now - row.tertua).days if row.tertua and row.menunggu else 0
    return {"row": row, "tone": _tone(row, now), "days": days, "words": f"{row.menunggu}, sejak {days} hari"}


@require_http_methods(["GET", "POST"])
@access.needs("perangkat", "A")
def device(request, id):
    """One device with everybody who uses it; to revoke it, or to trust it again."""
    found = Perangkat.objects.select_related("dicabut_oleh").filter(pk=id).first()
    if found is None:
        raise Http404
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and request.POST.get("aksi") == "pulihkan":
        devices.restore(by=request.by, now=request.now, id=id)
        messages.success(request, "Perangkat dipercaya lagi.")
        return redirect("puskesos:perangkat-satu", id=id)
    if request.method == "POST" and form.is_valid() and attempt(
        form, devices.revoke, by=request.by, now=request.now, id=id, alasan=form.cleaned_data["alasan"]
    ):  # fmt: skip
        messages.success(request, "Perangkat dicabut. Mulai sekarang tidak mendapat kunci dan tidak dapat mengirim.")
        return redirect("puskesos:perangkat-satu", id=id)
    if request.method == "GET":
        trace.record(request.by, trace.Aksi.BACA, found)
    uses = found.pemakaian.select_related("petugas", "penugasan").order_by("-terakhir")
    arrived = KirimanLapangan.objects.filter(perangkat=found).select_related("petugas", "keluhan")[:20]
    context = {"device": found, "form": form, "uses": uses, "arrived": arrived}
    return render(request, "puskesos/devices/device.html", context, status=422 if form.errors else 200)


@require_POST
@access.needs("perangkat", "A")
def rotate(request):
    """A new generation of the seal; what was sealed before still opens."""
    made = keys.rotate(by=request.by, now=request.now)
    messages.success(request, f"Kunci segel generasi {made.generasi} berlaku. Amplop lama tetap dapat dibuka.")
    return redirect("puskesos:perangkat")


# --- backup files ----------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@access.needs("kiriman", "U")
def import_backup(request):
    """Envelopes from a flash disk, through the same door; the result says what became of each."""
    form = ImportForm(request.POST or None, request.FILES or None)
    lines = None
    if request.method == "POST" and form.is_valid():
        lines = attempt(
            form, backup.bring_in, by=request.by, now=request.now, file=form.cleaned_data["berkas"], act_for=act_for
        )
    status = 422 if request.method == "POST" and lines is None else 200
    context = {"form": form, "lines": lines, "words": WORDS, "ids": [line.id for line in lines or () if line.kiriman]}
    return render(request, "puskesos/devices/import.html", context, status=status)


WORDS = {
    "baru": "Diterima", "sudah_ada": "Sudah ada", "ditampung": "Menunggu keputusan", "konflik": "Isi berbeda",
    "tidak_sah": "Tidak terbaca", "dibuang": "Sudah dibuang", "laporan_belum_ada": "Laporannya tidak ada",
    "ditolak": "Ditolak",
}  # fmt: skip


@require_POST
@access.needs("kiriman", "U")
def import_receipt(request):
    """The file that goes back to the telephone, so that it can mark what the city has."""
    told = backup.receipt(by=request.by, now=request.now, ids=_ids(request.POST.getlist("id")))
    response = HttpResponse(json.dumps(told, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="tanda-terima-{request.now:%Y%m%d-%H%M}.json"'
    return response


def _ids(texts):
    found = []
    for text in texts[: backup.MOST_ITEMS]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
