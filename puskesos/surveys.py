"""STAGE: one answer to the satisfaction survey of a household that was told its result (domain §7.1)."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from puskesos import access, trace
from puskesos.models import Keluhan, Survei, UmpanBalik
from puskesos.models.survei import NILAI, UNSUR
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused
from puskesos.workflow import StatusKeluhan

ASKED_AT = (StatusKeluhan.UMPAN_BALIK, StatusKeluhan.SELESAI)
ASKED_FOR = timedelta(days=90)
NAMES = tuple(name for name, _, _ in UNSUR)
SCORES = frozenset(score for score, _ in NILAI)


def is_asked(keluhan, now):
    """True while a household may still say how it was served: told its result, not long ago, not asked before."""
    return in_time(keluhan, now) and not Survei.objects.filter(keluhan=keluhan).exists()


def in_time(keluhan, now):
    """The same without knowing whether the household answered already."""
    return not keluhan.rahasia and keluhan.status in ASKED_AT and now <= keluhan.status_sejak + ASKED_FOR


def require_asker(keluhan, by):
    """Refused for who has no part in feedback, and for who handled the case: a household should answer freely."""
    access.require(by, "umpan_balik", "CU")
    told = UmpanBalik.objects.filter(keluhan=keluhan, petugas=by.petugas_id)
    if keluhan.pemilik_id == by.petugas_id or told.exists():
        raise NotAllowed("Kasus ini Anda tangani sendiri. Surveinya dicatat petugas lain, atau diisi keluarga sendiri.")


@transaction.atomic
def record(*, by, now, id, cara, nilai, saran=""):
    """What a household said on paper or by telephone, written down by an officer who had no part in its case."""
    require_asker(access.peek_keluhan(by, id), by)
    return answer(by=by, now=now, id=id, cara=cara, nilai=nilai, saran=saran)


@transaction.atomic
def answer(*, by, now, id, cara, nilai, saran=""):
    """Store the scores {unsur: 1 to 4} that were given; at least one. Nothing in it names the household."""
    keluhan = Keluhan.objects.select_for_update(of=("self",), no_key=True).get(pk=id)
    if not is_asked(keluhan, now):
        raise IllegalMove("Survei untuk keluhan ini sudah diisi atau sudah lewat waktunya. Terima kasih.")
    given = {name: score for name, score in nilai.items() if score}
    if not set(given) <= set(NAMES) or not set(given.values()) <= SCORES:
        raise Refused("Pilih salah satu dari empat nilai.")
    if not given:
        raise MissingFact("Pilih paling sedikit satu nilai.")
    row = Survei(keluhan=keluhan, kelurahan_id=keluhan.kelurahan_id, cara=cara, saran=saran, diisi_pada=now, **given)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise IllegalMove("Survei untuk keluhan ini sudah diisi. Terima kasih.") from None
    trace.record(by, trace.Aksi.BUAT, row, keluhan_id=keluhan.pk, cara=cara)
    return row
