"""Many letters issued as one piece of work: rows in the database, worked off by the page that watches or by the tick.

A web request never talks to the broker; whoever comes by takes the next rows, and a row is taken once.
"""

import time

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from puskesos import access, workflow
from puskesos.models import Penugasan, Wilayah
from puskesos.refusals import MissingFact, Refused
from rujukan.letter_workflow import StatusSurat
from rujukan.letters.issuing import archived, issue
from rujukan.letters.rendering import joined
from rujukan.models import BarisPekerjaan, PekerjaanSurat, Surat

MOST = 500
AT_ONCE = 200  # of one pass of the worker, which has other things to do
PER_LOOK, LONGEST_LOOK = 20, 1.5  # rows, and seconds, of one look of the page that watches
OUT_OF_REACH = "Surat ini tidak lagi dalam jangkauan penugasan yang memintanya."
Status = BarisPekerjaan.Status


def ready(by):
    """Letters that this person may issue now: signed, and of the own level."""
    own = {"unit": settings.CITY_CODE} if by.is_kota else {"unit__tingkat": Wilayah.Tingkat.KELURAHAN}
    return Surat.objects.visible_to(by).filter(status=StatusSurat.DITANDATANGANI, **own)


@transaction.atomic
def start(*, by, now, ids=None):
    """Note down which letters to issue, the oldest first; returns the PekerjaanSurat.

    Letters that are not ready are left out; without `ids` all that are, up to MOST.
    """
    access.require(by, "surat", "CPA")
    wanted = ready(by) if ids is None else ready(by).filter(pk__in=ids[:MOST])
    chosen = list(wanted.order_by("id")[:MOST])
    if not chosen:
        raise MissingFact("Pilih surat yang siap diterbitkan.", field="pilih")
    _, hat = workflow.require_move(chosen[0], "issue", by)
    work = PekerjaanSurat.objects.create(penugasan_id=hat.pk, dibuat_pada=now)
    BarisPekerjaan.objects.bulk_create(BarisPekerjaan(pekerjaan=work, surat=surat) for surat in chosen)
    return work


def work_off(now, *, pekerjaan=None, most=AT_ONCE, seconds=15):
    """Take up to `most` waiting rows, of one work or of all, none after so many seconds; returns how many."""
    taken, end = 0, time.monotonic() + seconds
    while taken < most and time.monotonic() < end and _one(now, pekerjaan):
        taken += 1
    return taken


@transaction.atomic
def _one(now, pekerjaan):
    rows = BarisPekerjaan.objects.filter(status=Status.MENUNGGU, **({"pekerjaan": pekerjaan} if pekerjaan else {}))
    row = rows.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("id").first()
    if row is None:
        return False
    try:
        with transaction.atomic():
            issue(by=_actor(row.pekerjaan_id, now), now=now, id=row.surat_id)
        row.status = Status.SELESAI
    except Refused as refused:
        row.status, row.sebab = Status.GAGAL, refused.sentence[:300]
    except Http404:  # marked secret or moved meanwhile; it must not stand in the way of the letters behind it
        row.status, row.sebab = Status.GAGAL, OUT_OF_REACH
    row.save(update_fields=["status", "sebab"])
    return True


def _actor(work_id, now):
    """The assignment that asked for it, while it still holds."""
    active = Penugasan.objects.active(timezone.localdate(now)).select_related("petugas")
    asked = PekerjaanSurat.objects.values_list("penugasan_id", flat=True).get(pk=work_id)
    found = active.filter(pk=asked).first()
    if found is None:
        raise Refused("Penugasan yang memintanya sudah berakhir.")
    return found


def progress(work):
    """(done, failed, all) of a piece of work."""
    states = list(work.baris.values_list("status", flat=True))
    return states.count(Status.SELESAI), states.count(Status.GAGAL), len(states)


def printed(work, by):
    """What this work issued and `by` may still see and give out, as one PDF for the printer, and the letters."""
    still = Surat.objects.visible_to(by).filter(status=StatusSurat.TERBIT)
    rows = work.baris.filter(status=Status.SELESAI, surat__in=still).select_related("surat__keluhan").order_by("id")
    letters = [row.surat for row in rows]
    return joined([archived(surat) for surat in letters]), letters
