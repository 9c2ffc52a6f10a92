"""STAGE: take a list out of the house: with a reason, at most so many rows, and on record (reliability §3.9).

The file holds what the page shows: no NIK, no telephone number, no story; of a `rahasia` case not even the name.
"""

import hashlib
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from puskesos import catalogue, trace
from puskesos.access import can, require
from puskesos.models.katalog import Prioritas
from puskesos.refusals import MissingFact, Refused
from puskesos.spreadsheet import workbook
from puskesos.workflow import StatusKeluhan

# Above this many a second person is needed: who decides on exports takes more at once, nobody all.
FEW, MOST = 200, 2000
REASONS = (
    ("RAPAT", "Bahan rapat koordinasi"),
    ("LAPANGAN", "Daftar kerja di lapangan"),
    ("LAPORAN", "Menyusun laporan"),
    ("PERIKSA", "Memeriksa data"),
    ("LAIN", "Lainnya"),
)
HEAD = (
    ("Nomor", 18), ("Nama", 28), ("Kelurahan", 20), ("RT", 6), ("Kecamatan", 16), ("Jenis", 32), ("Status", 26),
    ("Prioritas", 10), ("Batas", 14), ("PJ", 24), ("Diterima", 14),
)  # fmt: skip
COLUMNS = (
    "id", "nomor", "klien__nama", "kelurahan_id", "klien__rt", "subkategori_id", "status", "prioritas", "tenggat",
    "terbuka", "jeda_sejak", "pemilik__nama", "diterima_pada", "rahasia",
)  # fmt: skip


class File(NamedTuple):
    """What was made: its name, its content, how many rows."""

    name: str
    content: bytes
    rows: int


def most_rows(by):
    """How many rows this person may take at once; NotAllowed for who may take none."""
    require(by, "ekspor", "CA")
    return MOST if can(by, "ekspor", "A") else FEW


@transaction.atomic
def export(*, by, now, daftar, cases, alasan, catatan="", saringan=""):
    """The cases of a visible queryset as an Excel file; Refused when there are none, or more than may be taken.

    `saringan` says in the words of the address what the list was narrowed by; it goes into the trace, like the
    reason, the ids and the hash of the file.
    """
    limit = most_rows(by)
    if alasan not in dict(REASONS):
        raise MissingFact("Pilih untuk apa daftar ini diunduh.", field="alasan")
    if alasan == "LAIN" and not catatan:
        raise MissingFact("Tulis untuk apa daftar ini diunduh.", field="catatan")
    rows = list(cases.values_list(*COLUMNS, named=True)[: limit + 1])
    if not rows:
        raise Refused("Tidak ada kasus dalam daftar ini.")
    if len(rows) > limit:
        raise Refused(too_many(limit))
    content = workbook(
        sheet="Kasus", facts=_facts(by, now, len(rows), alasan, catatan), head=HEAD, rows=map(_cells, rows)
    )
    trace.record(
        by, trace.Aksi.EKSPOR, daftar=daftar, jumlah=len(rows), alasan=alasan, catatan=catatan, saringan=saringan,
        sidik=hashlib.sha256(content).hexdigest(), ids=[str(one.id) for one in rows],
    )  # fmt: skip
    return File(f"{daftar}-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx", content, len(rows))


def too_many(limit):
    words = f"Daftar ini lebih dari {limit:,} baris. Persempit saringannya".replace(",", ".")
    return words + (", atau minta manajer mengunduhnya." if limit == FEW else ".")


def _facts(by, now, count, alasan, catatan):
    """On top of the sheet: whose copy this is, so that a stray one can be asked about."""
    why = dict(REASONS)[alasan] + (f" – {catatan}" if catatan else "")
    return (
        f"Daftar kasus, {count} baris",
        f"Diunduh {by.petugas.nama} ({by.label}) {timezone.localtime(now):%d-%m-%Y %H.%M}",
        f"Untuk: {why}",
        "Berisi data pribadi. Jangan diteruskan; hapus bila sudah tidak dipakai.",
    )


def _cells(one):
    place = catalogue.wilayah(one.kelurahan_id)
    return (
        one.nomor, "(rahasia)" if one.rahasia else one.klien__nama, place.nama, "" if one.rahasia else one.klien__rt,
        catalogue.wilayah(place.induk_id).nama, catalogue.subkategori(one.subkategori_id).nama,
        StatusKeluhan(one.status).label, Prioritas(one.prioritas).label, _deadline(one), one.pemilik__nama or "",
        timezone.localdate(one.diterima_pada),
    )  # fmt: skip


def _deadline(one):
    if not one.terbuka:
        return ""
    return "jeda" if one.jeda_sejak else timezone.localdate(one.tenggat)
