"""A holiday that was added afterwards moves the limits that still run, and every step that was not told yet.

What went out stays as it went. Each pass compares the calendar with the one it counted by last; counting is repeated
from the start of each limit, so that a pass that was cut off is simply done again.
"""

import hashlib

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from puskesos import catalogue, trace
from puskesos.models import Penugasan
from puskesos.roles import Peran
from rujukan import notices
from rujukan.models import AturanPengingat, Detak, Kiriman, Pengingat, Rujukan
from rujukan.reminders import ladder

BEAT = "kalender"
AT_ONCE = 200


def recount(now):
    """Move what the present calendar moves; returns (limits moved, reminders moved). Free while it stays the same."""
    mark = _mark_of(catalogue.calendar())
    beat, new = Detak.objects.get_or_create(nama=BEAT, defaults={"sidik": mark})
    if new or beat.sidik == mark:
        return 0, 0
    limits = rows = 0
    for ids in _batches():
        moved = _move(ids, now)
        limits, rows = limits + moved[0], rows + moved[1]
    _finish(mark, limits, rows, now)
    return limits, rows


def _mark_of(calendar):
    days = ",".join(f"{day:%Y%m%d}" for day in sorted(calendar.holidays))
    return hashlib.sha256(f"{calendar.opens:%H%M}-{calendar.closes:%H%M} {days}".encode()).hexdigest()


def _batches():
    waiting = Pengingat.objects.filter(rujukan=OuterRef("pk"), status=Pengingat.Status.MENUNGGU, langkah__gt=0)
    ids = list(Rujukan.objects.filter(Exists(waiting)).order_by("pk").values_list("pk", flat=True))
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]


@transaction.atomic
def _move(ids, now):
    rows = Rujukan.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).select_related("keluhan")
    moved = [(_move_limit(one, now), _move_steps(one)) for one in rows.order_by("pk")]
    return sum(limit for limit, _ in moved), sum(steps for _, steps in moved)


def _move_limit(rujukan, now):
    """True when the limit of the running stage moved; one that has passed already stays."""
    tahap = ladder.stage_of(rujukan.status)
    field = AturanPengingat.LIMITS.get(tahap)
    before = field and getattr(rujukan, field)
    after = field and _limit(rujukan, tahap)
    if not before or not after or after == before or before <= now:
        return False
    setattr(rujukan, field, after)
    rujukan.tenggat = after
    rujukan.save(update_fields=[field, "tenggat", "updated_at"])
    trace.record(None, trace.Aksi.UBAH, rujukan, kalender={field: [before.isoformat(), after.isoformat()]})
    return True


def _limit(rujukan, tahap):
    calendar, counted = catalogue.calendar(), rujukan.hitungan.get(str(tahap), {})
    start = ladder.counted_from(rujukan, tahap)
    if "hari" in counted:
        return calendar.add_workdays(start, counted["hari"])
    return calendar.resume(start, counted["menit"]) if "menit" in counted else None


def _move_steps(rujukan):
    tahap = ladder.stage_of(rujukan.status)
    batas = tahap and getattr(rujukan, AturanPengingat.LIMITS[tahap])
    began = rujukan.status_sejak if tahap == ladder.Tahap.DOKUMEN else rujukan.dijawab_pada or rujukan.dikirim_pada
    start = tahap and (ladder.counted_from(rujukan, tahap) or began)
    if not batas or not start:
        return 0
    told = Kiriman.objects.filter(pengingat=OuterRef("pk"))
    waiting = Pengingat.objects.select_for_update(of=("self",), no_key=True).filter(
        ~Exists(told), rujukan=rujukan, tahap=tahap, langkah__gt=0, status=Pengingat.Status.MENUNGGU
    )
    return sum(_move_step(row, rujukan, start, batas) for row in waiting.order_by("pk"))


def _move_step(row, rujukan, start, batas):
    row.rujukan = rujukan
    rule = ladder.rule_of(row)
    moment = rule and ladder.due(rule, start, batas, darurat=ladder.is_urgent(rujukan))
    if not moment or moment == row.jatuh_tempo:
        return False
    row.jatuh_tempo = row.coba_lagi_pada = moment
    row.save(update_fields=["jatuh_tempo", "coba_lagi_pada"])
    return True


@transaction.atomic
def _finish(mark, limits, rows, now):
    """Say what happened, to the manajer; a calendar that moved nothing is no news."""
    beat = Detak.objects.select_for_update(no_key=True).get(nama=BEAT)
    beat.sidik = mark
    beat.save(update_fields=["sidik"])
    if not limits and not rows:
        return
    trace.record(None, trace.Aksi.UBAH, kalender="dihitung ulang", batas=limits, pengingat=rows)
    managers = Penugasan.objects.active(timezone.localdate(now)).filter(peran=Peran.MANAJER)
    notices.tell(
        managers.values_list("petugas_id", flat=True), now=now, jabatan="MANAJER", judul="Hari libur berubah",
        isi=f"Kalender hari kerja berubah: {limits} batas rujukan dan {rows} pengingat yang belum dikirim ikut "
        "bergeser. Yang sudah dikirim tidak diulang.",
    )  # fmt: skip
