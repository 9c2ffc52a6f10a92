"""STAGE: blank sheets of paper with a serial each, and writing one of them into the system: once only."""

from dataclasses import replace
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from puskesos import catalogue, intake, trace
from puskesos.access import require
from puskesos.models import FormulirKertas, Riwayat
from puskesos.numbering import new_serial, normalise_serial
from puskesos.refusals import NotAllowed, Refused
from puskesos.steps import add_line

MOST_SHEETS = 50


@transaction.atomic
def print_sheets(*, by, now, wilayah, jumlah):
    """New blank sheets for a kelurahan or a kecamatan in reach: their rows, in the order of printing."""
    require(by, "keluhan", "C")
    _require_reach(by, wilayah)
    if not 0 < jumlah <= MOST_SHEETS:
        raise Refused(f"Cetak 1 sampai {MOST_SHEETS} lembar sekaligus.", field="jumlah")
    rows = FormulirKertas.objects.bulk_create(
        FormulirKertas(seri=new_serial(), wilayah_id=wilayah, dicetak_oleh_id=by.petugas_id, dicetak_pada=now)
        for _ in range(jumlah)
    )
    trace.record(by, trace.Aksi.CETAK, apa="formulir kertas", jumlah=jumlah, kelurahan_id=wilayah)
    return rows


def _require_reach(by, wilayah):
    inside = catalogue.kelurahan_of(wilayah)
    if not inside or (by.kelurahan_codes is not None and not inside & by.kelurahan_codes):
        raise NotAllowed("Wilayah ini di luar tugas Anda.", field="wilayah")


@transaction.atomic
def copy_sheet(*, by, now, id, seri, sheet, tanggal=None, doubts=()):
    """Store what stands on one sheet of paper; returns (keluhan, created).

    Refused when the serial is unknown or was copied before, with the number of the keluhan it became. `tanggal` is the
    day on the paper, `doubts` are sentences for somebody to look at.
    """
    form = lock_blank(seri, id)
    at = tanggal and timezone.make_aware(datetime.combine(tanggal, time(12)))
    sheet = replace(sheet, dicatat_di_lapangan=min(at, now) if at else None)
    keluhan, created = intake.register_keluhan(by=by, now=now, id=id, sheet=sheet)
    if created:
        form.keluhan, form.dipakai_oleh_id, form.dipakai_pada = keluhan, by.petugas_id, now
        form.save()
        words = "".join(f"\n– {sentence}" for sentence in doubts)
        note = f"Disalin dari formulir kertas {form.seri}.{' Periksa:' if doubts else ''}{words}"
        add_line(keluhan, Riwayat.Jenis.CATATAN, by=by, now=now, catatan=note)
        trace.record(by, trace.Aksi.UBAH, form, keluhan_id=keluhan.pk)
    return keluhan, created


def lock_blank(seri, id=None):
    """The sheet with this serial, locked; Refused when there is none or it was copied into another keluhan."""
    form = FormulirKertas.objects.select_for_update(of=("self",), no_key=True).filter(pk=_serial(seri)).first()
    if form is None:
        raise Refused("Nomor seri ini belum pernah dicetak. Periksa lagi hurufnya.", field="seri")
    if form.keluhan_id and form.keluhan_id != id:
        raise Refused(f"Formulir {form.seri} sudah disalin pada {timezone.localtime(form.dipakai_pada):%d-%m-%Y}.",
                      field="seri")  # fmt: skip
    return form


def _serial(text):
    try:
        return normalise_serial(text)
    except ValueError as error:
        raise Refused(str(error), field="seri") from None
