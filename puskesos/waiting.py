"""STAGE: wait for the national calendar. DTSEN is refreshed once a month, its ranks once a quarter (domain §3.5).

Meanwhile the clock stands still, as it does for a family, because no officer can do anything about it; it runs again
when somebody says so, when the case moves on, or by itself after the day that was named.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from puskesos import deadlines, trace
from puskesos.access import lock_keluhan, require
from puskesos.models import Keluhan, Riwayat
from puskesos.refusals import IllegalMove, Refused
from puskesos.steps import change_with_line, require_status, required
from puskesos.workflow import StatusKeluhan as S

SCHEDULES = (
    ("DTSEN_BULANAN", "Pemutakhiran bulanan DTSEN"),
    ("DESIL_TRIWULAN", "Pemeringkatan desil tiga bulanan"),
    ("LAIN", "Jadwal pusat lain"),
)
# Where work stands still for it; with an agency the referral has clocks of its own.
WAITABLE = (S.VERIFIKASI, S.DITANGANI_PUSKESOS, S.TELAAH)
LONGEST = timedelta(days=190)
AT_ONCE = 200


@transaction.atomic
def wait_schedule(*, by, now, id, versi=None, jadwal, sampai, catatan=""):
    """Stop the clock until the end of a day on which the national data will have changed."""
    require(by, "verifikasi", "CUA")
    keluhan = lock_keluhan(by, id, versi)
    require_status(keluhan, WAITABLE, "Menunggu jadwal pusat")
    if deadlines.awaits_schedule(keluhan):
        raise IllegalMove("Keluhan ini sudah menunggu jadwal pusat.")
    today = timezone.localdate(now)
    if jadwal not in dict(SCHEDULES):
        raise Refused("Pilih jadwal yang ditunggu.", field="jadwal")
    if not today < required(sampai, "Isi sampai tanggal berapa.", "sampai") <= today + LONGEST:
        raise Refused("Tanggalnya mulai besok dan paling lama 190 hari lagi.", field="sampai")
    deadlines.stand_still(keluhan, _end_of(sampai), now=now)
    change_with_line(keluhan, Riwayat.Jenis.DATA, by=by, now=now, jadwal=jadwal, sampai=sampai, catatan=catatan)
    trace.record(by, trace.Aksi.UBAH, keluhan, menunggu=jadwal)
    return keluhan


def _end_of(day):
    return datetime.combine(day, time(23, 59), tzinfo=timezone.get_current_timezone())


@transaction.atomic
def end_wait(*, by, now, id, versi=None, catatan=""):
    """Go on with the time that was left."""
    require(by, "verifikasi", "CUA")
    keluhan = lock_keluhan(by, id, versi)
    if not deadlines.awaits_schedule(keluhan):
        raise IllegalMove("Keluhan ini tidak sedang menunggu jadwal pusat.")
    return _go_on(keluhan, by=by, now=now, catatan=catatan)


def _go_on(keluhan, *, by, now, catatan=""):
    deadlines.go_on(keluhan, now)
    change_with_line(keluhan, Riwayat.Jenis.DATA, by=by, now=now, jadwal="SELESAI", catatan=catatan)
    trace.record(by, trace.Aksi.UBAH, keluhan, menunggu="")
    return keluhan


@transaction.atomic
def go_on_in_time(now):
    """The day that was named is over: these cases are work again; how many."""
    over = Keluhan.objects.open().filter(jeda_sejak__isnull=False, status__in=WAITABLE, tenggat__lt=now)
    rows = list(over.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:AT_ONCE])
    for keluhan in rows:
        _go_on(keluhan, by=None, now=now)
    return len(rows)
