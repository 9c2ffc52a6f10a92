"""Small chores beside the reminders, at most once an hour; each is listed here and counted in the report.

- a family that did not bring what was missing within 30 days: the koordinator gets the proposal to close (T5)
- a case whose awaited day of the national calendar is over goes on with the time it had
- drafts nobody touched for 30 days, and uploads that belong to nothing, go with their files
- sessions that ended and counters of failed sign-ins go

Once a night: files on disk that no row names go, and what other rooms put into NIGHTLY is done.
"""

import logging
from datetime import timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from puskesos import lampiran, trace, waiting
from puskesos.models import Draf, Keluhan, Lampiran, Riwayat
from puskesos.steps import change_with_line
from puskesos.sync.tidying import drop_old_envelopes
from puskesos.workflow import StatusKeluhan
from rujukan import directory, promise, record
from rujukan.models import Detak, Surat

EVERY = timedelta(hours=1)
FAMILY_TIME = timedelta(days=30)
DRAFT_TIME = timedelta(days=30)
LOOSE_FILE_TIME = timedelta(days=2)
SIGN_IN_TIME = timedelta(days=1)
AT_ONCE = 200
BEAT, NIGHT_BEAT = "perawatan", "perawatan malam"
NIGHT = timedelta(hours=1)  # the working day begins one hour after midnight: then it is night everywhere
UNNAMED_FILE_TIME = timedelta(days=1)
MOST_UNNAMED = 100

log = logging.getLogger(__name__)


def tidy(now, *, clock):
    """{chore: how many}, or {} when the last round is less than an hour ago.

    `now` may be a moment that somebody made up (`tick --at`); what is gone for good goes by the real `clock` only.
    """
    if not _my_turn(now):
        return {}
    return {
        "usulan tutup": propose_closing(now),
        "jadwal pusat lewat": waiting.go_on_in_time(now),
        "draf lama": drop_old_drafts(clock),
        "unggahan lepas": drop_loose_files(clock),
        "sesi lama": drop_sign_in_traces(clock),
        **tidy_at_night(clock),
    }


def tidy_at_night(clock):
    """{chore: how many} of the NIGHTLY ones, or {} when this night had them; a chore that fails hinders no other."""
    if not _first_tonight(clock):
        return {}
    return {name: _tried(name, chore, clock) for name, chore in NIGHTLY.items()}


def _tried(name, chore, clock):
    try:
        return chore(clock)
    except Exception:
        log.exception("nightly chore %s failed", name)
        return 0


@transaction.atomic
def _first_tonight(clock):
    beat, _ = Detak.objects.select_for_update(no_key=True).get_or_create(nama=NIGHT_BEAT)
    if beat.terakhir and _night(beat.terakhir) >= _night(clock):
        return False
    beat.terakhir = clock
    beat.save()
    return True


def _night(moment):
    return timezone.localdate(moment - NIGHT)


@transaction.atomic
def _my_turn(now):
    beat, _ = Detak.objects.select_for_update(no_key=True).get_or_create(nama=BEAT)
    if beat.terakhir and timedelta(0) <= now - beat.terakhir < EVERY:
        return False
    beat.terakhir = now
    beat.save()
    return True


@transaction.atomic
def propose_closing(now):
    """Propose once per waiting period; the koordinator decides, and a refused proposal is not made again."""
    already = Riwayat.objects.filter(
        keluhan=OuterRef("pk"), jenis=Riwayat.Jenis.USULAN, petugas__isnull=True, at__gte=OuterRef("jeda_sejak")
    )
    waiting = Keluhan.objects.filter(
        ~Exists(already), status=StatusKeluhan.PERLU_LENGKAP, usulan="", jeda_sejak__lte=now - FAMILY_TIME
    )
    rows = waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:AT_ONCE]
    for keluhan in rows:
        keluhan.usulan, keluhan.usulan_oleh = Keluhan.Usulan.DITUTUP, None
        keluhan.usulan_catatan = f"Keluarga belum melengkapi selama {FAMILY_TIME.days} hari."
        change_with_line(keluhan, Riwayat.Jenis.USULAN, by=None, now=now, usulan=keluhan.usulan,
                         catatan=keluhan.usulan_catatan)  # fmt: skip
        trace.record(None, trace.Aksi.UBAH, keluhan, usulan=keluhan.usulan)
    return len(rows)


@transaction.atomic
def drop_old_drafts(now):
    """Their uploads become loose, and go two days later."""
    old = Draf.objects.filter(updated_at__lt=now - DRAFT_TIME).values("pk")[:AT_ONCE]
    return Draf.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]


@transaction.atomic
def drop_loose_files(now):
    """Uploads of no case and no draft; never one that a row still names."""
    loose = Lampiran.objects.filter(keluhan__isnull=True, draf__isnull=True, created_at__lt=now - LOOSE_FILE_TIME)
    ids = list(loose.values_list("pk", flat=True)[:AT_ONCE])
    Lampiran.objects.filter(pk__in=ids).delete()
    transaction.on_commit(lambda: [lampiran.discard(id) for id in ids])
    return len(ids)


def drop_sign_in_traces(now):
    ended = Session.objects.filter(expire_date__lt=now).delete()[0]
    counted = AccessAttempt.objects.filter(attempt_time__lt=now - SIGN_IN_TIME)
    return ended + counted.delete()[0]


def drop_unnamed_files(clock):
    """Files of uploads whose transaction was never committed. Very many at once are no accident of one upload but of
    the database (restored from an old copy?): then all stay, and the log says so.
    """
    named = set(Lampiran.objects.values_list("pk", flat=True).union(Surat.objects.values_list("arsip", flat=True)))
    unnamed = [path for id, path in lampiran.stored(before=clock - UNNAMED_FILE_TIME) if id not in named]
    if len(unnamed) > MOST_UNNAMED:
        log.error("%d files belong to no row, more than accidents make; nothing was removed", len(unnamed))
        return 0
    for path in unnamed:
        path.unlink(missing_ok=True)
    return len(unnamed)


# What is done once a night: name → function(clock) that returns how many. Rooms above this one add theirs.
NIGHTLY = {
    "amplop lapangan lama": drop_old_envelopes,
    "berkas tanpa baris": drop_unnamed_files,
    "lama layanan dihitung": promise.refresh,
    "jawaban instansi dihitung": record.refresh,
    "instansi perlu dipastikan": directory.remind,
}
