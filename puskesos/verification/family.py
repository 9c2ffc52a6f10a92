"""While the family is awaited: what was asked for, how it was contacted, and the end of waiting."""

from datetime import timedelta

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone

from puskesos import needs, trace
from puskesos.access import lock_keluhan, require
from puskesos.models import Riwayat, UmpanBalik
from puskesos.refusals import Refused
from puskesos.steps import add_line, require_open, require_own, required, take_step
from puskesos.workflow import KELUHAN

LONGEST_PROMISE = timedelta(days=60)
CONTACTS_NEEDED = 2


class HasilKontak(TextChoices):
    TERHUBUNG = "TERHUBUNG", "Terhubung"
    TIDAK_MENJAWAB = "TIDAK_MENJAWAB", "Tidak menjawab"
    NOMOR_SALAH = "NOMOR_SALAH", "Nomor salah atau mati"
    TIDAK_DI_RUMAH = "TIDAK_DI_RUMAH", "Tidak ada di rumah"
    TITIP_PESAN = "TITIP_PESAN", "Pesan dititipkan"


@transaction.atomic
def ask_family(*, by, now, id, versi=None, kekurangan, janji):
    """Ask the family for what is missing, with the day it promised; our clock stands still meanwhile (T3)."""
    keluhan = lock_keluhan(by, id, versi)
    today = timezone.localdate(now)
    if janji and not today <= janji <= today + LONGEST_PROMISE:
        raise Refused("Tanggal janji mulai hari ini dan paling lama 60 hari lagi.", field="janji")
    return take_step(keluhan, "ask_family", by=by, now=now, kekurangan=kekurangan, janji=janji)


@transaction.atomic
def record_contact(*, by, now, id, kanal, hasil, catatan=""):
    """One attempt to reach the family: by which channel, with which result."""
    require(by, "keluhan", "C")
    keluhan = lock_keluhan(by, id)
    require_open(keluhan)
    if kanal not in UmpanBalik.Kanal:
        raise Refused("Pilih lewat apa keluarga dihubungi.", field="kanal")
    if hasil not in HasilKontak:
        raise Refused("Pilih hasilnya.", field="hasil")
    trace.record(by, trace.Aksi.BUAT, keluhan, kontak=hasil)
    return add_line(keluhan, Riwayat.Jenis.KONTAK, by=by, now=now, kanal=kanal, hasil=hasil, catatan=catatan)


@transaction.atomic
def completed(*, by, now, id, versi=None, catatan):
    """What was missing has come in: back to checking, with the time that was left (T4)."""
    keluhan = lock_keluhan(by, id, versi)
    require_own(by, keluhan, KELUHAN.move("completed").roles)
    return take_step(keluhan, "completed", by=by, now=now, catatan=catatan)


def contacts_since_asked(keluhan):
    """How often the family was tried since it was asked."""
    lines = Riwayat.objects.filter(keluhan=keluhan, jenis=Riwayat.Jenis.KONTAK)
    return lines.filter(at__gte=keluhan.jeda_sejak or keluhan.status_sejak).count()


@transaction.atomic
def give_up(*, by, now, id, versi=None, catatan):
    """End a case whose family never brought what was missing: only after two recorded attempts to reach it (T5)."""
    keluhan = lock_keluhan(by, id, versi)
    tried = contacts_since_asked(keluhan)
    take_step(keluhan, "give_up", by=by, now=now, kontak=tried if tried >= CONTACTS_NEEDED else 0,
              catatan=required(catatan, "Tulis catatannya.", "catatan"))  # fmt: skip
    needs.end_open(keluhan, "drop", "DOKUMEN", by=by, now=now)
    return keluhan
