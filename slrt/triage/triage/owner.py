"""Who works on a case, how urgent it is, and the way back to the Puskesos (T10–T12)."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from puskesos import catalogue, deadlines, handlers, trace, workflow
from puskesos.access import lock_keluhan, peek_keluhan, require
from puskesos.models import Penugasan, Petugas, Riwayat
from puskesos.models.katalog import Prioritas
from puskesos.prepared import Prepared
from puskesos.refusals import MissingFact, Refused
from puskesos.roles import CASE_READERS, Peran
from puskesos.steps import change_with_line, require_status, required, take_step
from puskesos.verification import returned
from puskesos.workflow import AT_INSTANSI, AT_SLRT, TELL_FAMILY, StatusKeluhan

# At SLRT every status has its owner; before DITERUSKAN the case is the Puskesos' own.
OWNED = (*AT_SLRT, *AT_INSTANSI, *TELL_FAMILY)
MOST_AT_ONCE = 100


def _back_office(day):
    return Penugasan.objects.active(day).filter(peran=Peran.BO_KOTA)


def possible_owners(now, *, secret_of=None):
    """Back office people of the city who hold their assignment today; for a `rahasia` case only its named handlers."""
    active = _back_office(timezone.localdate(now))
    people = Petugas.objects.filter(pk__in=active.values("petugas_id")).order_by("nama")
    if secret_of is not None and secret_of.rahasia:
        people = people.filter(pk__in=secret_of.penangan.values("petugas_id"))
    return people


_OWNERS = Prepared(
    lambda day: (
        Petugas.objects.filter(pk__in=_back_office(day).values("petugas_id")).order_by("nama").values_list("pk", "nama")
    ),
    day=date,
)


def owners(now):
    """[(id, name)] of all possible owners, for the bar under every queue."""
    return _OWNERS(day=timezone.localdate(now))


@transaction.atomic
def take(*, by, now, id, versi=None, pemilik=None, prioritas="", catatan=""):
    """Give a forwarded case its owner, by default oneself; with another priority the note says why (T10)."""
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "take", by)
    keluhan.pemilik = _owner(keluhan, pemilik, by, now)
    reason = _set_priority(keluhan, prioritas, catatan, by)
    take_step(
        keluhan, "take", by=by, now=now, pemilik=keluhan.pemilik.nama, prioritas=reason and str(keluhan.prioritas),
        catatan=reason or catatan,
    )  # fmt: skip
    return keluhan


def _owner(keluhan, pemilik, by, now):
    """The Petugas named by id, or the acting back office itself; must be able to see the case."""
    chosen = pemilik or (by.petugas_id if by.has(Peran.BO_KOTA) else None)
    if not chosen:
        raise MissingFact("Pilih penanggung jawab dari back office SLRT.", field="pemilik")
    found = possible_owners(now).filter(pk=chosen).first()
    if found is None:
        raise Refused("Orang ini bukan back office SLRT yang sedang bertugas.", field="pemilik")
    if keluhan.rahasia and not keluhan.penangan.filter(petugas=found).exists():
        if not by.has(Peran.MANAJER):
            raise Refused("Keluhan ini rahasia. Minta manajer menunjuk penangannya dulu.", field="pemilik")
        handlers.name(keluhan, {found.pk}, by=by, now=now)
    return found


def _set_priority(keluhan, prioritas, catatan, by):
    """Change the priority and return the sentence of the story; "" when it stays."""
    if not prioritas or prioritas == keluhan.prioritas:
        return ""
    if prioritas not in Prioritas:
        raise Refused("Pilih prioritas.", field="prioritas")
    required(catatan, "Tulis mengapa prioritas diubah.", "catatan")
    before = keluhan.get_prioritas_display()
    keluhan.prioritas = prioritas
    keluhan.prioritas_alasan = [*keluhan.prioritas_alasan, f"Ditetapkan {by.petugas.nama}: {catatan}"]
    return f"Prioritas {before} → {keluhan.get_prioritas_display()}: {catatan}"


@transaction.atomic
def change_priority(*, by, now, id, versi=None, prioritas, catatan):
    """Set another priority, with the reason; the deadline of the present step is counted anew from its beginning."""
    require(by, "triase", "CUA")
    keluhan = lock_keluhan(by, id, versi)
    require_status(keluhan, OWNED, "Prioritas diubah di SLRT;")
    sentence = _set_priority(keluhan, prioritas, catatan, by)
    if not sentence:
        raise MissingFact("Pilih prioritas yang berbeda dari sekarang.", field="prioritas")
    deadlines.recount(keluhan)
    change_with_line(keluhan, Riwayat.Jenis.DATA, by=by, now=now, prioritas=str(keluhan.prioritas), catatan=sentence)
    trace.record(by, trace.Aksi.UBAH, keluhan, prioritas=str(keluhan.prioritas))
    return keluhan


@transaction.atomic
def assign(*, by, now, id, versi=None, pemilik, catatan=""):
    """Hand a case at SLRT to another owner; one that nobody took yet is taken by it."""
    keluhan = lock_keluhan(by, id, versi)
    if keluhan.status == StatusKeluhan.DITERUSKAN:
        return take(by=by, now=now, id=id, pemilik=pemilik, catatan=catatan)
    require(by, "triase", "CUA")
    require_status(keluhan, OWNED, "Penanggung jawab diganti di SLRT;")
    keluhan.pemilik = _owner(keluhan, pemilik, by, now)
    sentence = f"Penanggung jawab: {keluhan.pemilik.nama}." + (f" {catatan}" if catatan else "")
    change_with_line(keluhan, Riwayat.Jenis.DATA, by=by, now=now, pemilik=keluhan.pemilik.nama, catatan=sentence)
    trace.record(by, trace.Aksi.UBAH, keluhan, pemilik=keluhan.pemilik.nama)
    return keluhan


class Outcome(NamedTuple):
    """What a bulk action did to one row; `sentence` says why not."""

    id: UUID
    nomor: str
    ok: bool
    sentence: str


def assign_many(*, by, now, picked, pemilik):
    """Assign up to 100 cases, each for itself: what cannot be assigned says why and hinders no other.

    `picked` is {id: version that was shown, or None}: what a colleague took meanwhile is not taken away unseen.
    """
    if not picked:
        raise MissingFact("Pilih dulu keluhan di daftar.", field="pilih")
    if len(picked) > MOST_AT_ONCE:
        raise Refused(f"Paling banyak {MOST_AT_ONCE} keluhan sekali jalan.", field="pilih")
    # Always in the same order, so that two bulk actions at once wait for each other and do not deadlock.
    return [_assign_one(by, now, id, picked[id], pemilik) for id in sorted(picked)]


def _assign_one(by, now, id, versi, pemilik):
    try:
        with transaction.atomic():
            keluhan = assign(by=by, now=now, id=id, versi=versi, pemilik=pemilik)
            return Outcome(keluhan.pk, keluhan.nomor, True, f"Penanggung jawab: {keluhan.pemilik.nama}.")
    except Http404:
        return Outcome(id, "", False, "Tidak ada lagi di daftar Anda.")
    except Refused as refused:
        nomor = peek_keluhan(by, id).nomor
        return Outcome(id, nomor, False, refused.sentence)


@transaction.atomic
def send_back(*, by, now, id, versi=None, alasan, kekurangan, isian=(), catatan=""):
    """Return a case to its Puskesos with the reason and what exactly is missing (T11).

    `kekurangan` are the names of the gaps as people read them, `isian` their codes so that the Puskesos finds them
    marked. A case that nobody took yet is taken and returned in one.
    """
    keluhan = lock_keluhan(by, id, versi)
    if keluhan.status == StatusKeluhan.DITERUSKAN:
        take_step(keluhan, "take", by=by, now=now)
    workflow.require_move(keluhan, "send_back", by)
    if alasan and alasan not in dict(catalogue.reasons("KEMBALI")):
        raise Refused("Pilih alasan dari daftar.", field="alasan")
    keluhan.pemilik = None
    keluhan.kembali_kali += 1
    return take_step(
        keluhan, "send_back", by=by, now=now, alasan=alasan, kekurangan="; ".join(kekurangan), isian=list(isian),
        tanda=returned.marks(keluhan, isian), catatan=catatan,
    )  # fmt: skip


@transaction.atomic
def name_handler(*, by, now, id, petugas):
    """The manajer lets one more person know of a `rahasia` case."""
    require(by, "triase", "A")
    keluhan = lock_keluhan(by, id)
    if not keluhan.rahasia:
        raise Refused("Keluhan ini tidak rahasia; tidak perlu menunjuk penangan.", field="petugas")
    active = Penugasan.objects.active(timezone.localdate(now)).filter(peran__in=CASE_READERS)
    found = Petugas.objects.filter(pk__in=active.values("petugas_id"), pk=petugas or 0).first()
    if found is None:
        raise Refused("Pilih petugas yang sedang bertugas.", field="petugas")
    handlers.name(keluhan, {found.pk}, by=by, now=now)
    change_with_line(keluhan, Riwayat.Jenis.DATA, by=by, now=now, catatan=f"Penangan ditunjuk: {found.nama}.")
    trace.record(by, trace.Aksi.UBAH, keluhan, penangan=found.nama)
    return keluhan
