"""STAGE: “Saringan saya”: ways to narrow a list, each kept by one person under a name."""

from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.http import Http404

from puskesos.access import require
from puskesos.models import Petugas, Saringan
from puskesos.refusals import Refused

MOST = 20
LONGEST = 400


class Listing(NamedTuple):
    """A list with filters: its name, its address, who sees it, and the names that may stand in its address."""

    title: str
    url: str
    right: tuple
    names: tuple


# Addresses of rooms above are written out, because nothing above is known here.
LISTS = {
    "antrean": Listing(
        "Antrean", "/antrean/", ("triase", "CUPA"),
        ("tab", "status", "wilayah", "jenis", "prioritas", "instansi", "pj"),
    ),
    "kasus": Listing(
        "Kasus", "/kasus/", ("keluhan", "R"), ("giliran", "status", "kelurahan", "jenis", "umur", "bulan"),
    ),
}  # fmt: skip


def listing(by, daftar):
    """The Listing of this code, for who sees it; 404 for an unknown one."""
    if daftar not in LISTS:
        raise Http404
    require(by, *LISTS[daftar].right)
    return LISTS[daftar]


def cleaned(daftar, pairs):
    """The address of a list in short: only what its filters know, in their order, nothing empty."""
    told = dict(pairs)
    kept = [(name, told[name]) for name in LISTS[daftar].names if told.get(name)]
    return urlencode(kept)


def own(by, daftar):
    """[Saringan] of this person for one list, by name."""
    return list(Saringan.objects.filter(petugas_id=by.petugas_id, daftar=daftar))


@transaction.atomic
def save(*, by, daftar, nama, pairs):
    """Keep what a list is narrowed by; the same name again replaces it."""
    listing(by, daftar)
    kueri = cleaned(daftar, pairs)
    if not any(name not in {"tab", "giliran"} for name, _ in parse_qsl(kueri)):
        raise Refused("Saring dulu daftarnya, lalu simpan saringannya.")
    if len(kueri) > LONGEST:
        raise Refused("Saringan ini terlalu panjang untuk disimpan.")
    Petugas.objects.select_for_update(no_key=True).get(pk=by.petugas_id)  # two windows at once: one after the other
    mine = Saringan.objects.filter(petugas_id=by.petugas_id, daftar=daftar)
    if not mine.filter(nama=nama).exists() and mine.count() >= MOST:
        raise Refused(f"Sudah ada {MOST} saringan. Hapus yang tidak dipakai dulu.", field="nama")
    row, _ = Saringan.objects.update_or_create(
        petugas_id=by.petugas_id, daftar=daftar, nama=nama, defaults={"kueri": kueri}
    )
    return row


def discard(*, by, id):
    """Throw away one of one's own; 404 for any other."""
    gone, _ = Saringan.objects.filter(pk=id, petugas_id=by.petugas_id).delete()
    if not gone:
        raise Http404
