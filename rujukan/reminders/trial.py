"""A dry run: what a changed rule would have sent over the last 30 days, beside what the present one would have."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from rujukan.models import AturanPengingat, Rujukan
from rujukan.reminders import ladder

Tahap = AturanPengingat.Tahap
DAYS = 30
MOST_REFERRALS = 5000
MOST_SHOWN = 50


@dataclass(frozen=True)
class Change:
    """One referral for which the two rules differ: when each would have reminded; None is never."""

    rujukan: object
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class Trial:
    """Messages per (position, channel) before and after, and the referrals behind them; nothing is written."""

    since: datetime
    seen: int
    before: int
    after: int
    counts: list
    changes: list
    cut: bool


def dry_run(present, changed, now):
    """Try `changed` against `present` (rows of one step; None for a step that does not hold today)."""
    since = now - timedelta(days=DAYS)
    rows = list(_referrals(changed.tahap, since)[: MOST_REFERRALS + 1])
    old, new = (ladder.plain(one) if one else None for one in (present, changed))
    found = [Change(one, _moment(old, one, since, now), _moment(new, one, since, now)) for one in rows[:MOST_REFERRALS]]
    before, after = [one for one in found if one.before], [one for one in found if one.after]
    changes = sorted((one for one in found if one.before or one.after), key=lambda one: one.after or one.before)
    return Trial(
        since, len(found), len(before), len(after), _counts(old, len(before), new, len(after)), changes[:MOST_SHOWN],
        len(rows) > MOST_REFERRALS,
    )  # fmt: skip


def _referrals(tahap, since):
    rows = Rujukan.objects.filter(dikirim_pada__isnull=False).select_related("keluhan")
    if tahap == Tahap.DOKUMEN:  # how long earlier rounds lasted is not kept: only those that wait today
        return rows.filter(status__in=ladder.STATUSES[tahap]).order_by("-dikirim_pada", "pk")
    over = (
        Q(dijawab_pada__gte=since) if tahap == Tahap.JAWABAN else Q(status_sejak__gte=since, dijawab_pada__isnull=False)
    )
    return rows.filter(over | Q(status__in=ladder.STATUSES[tahap])).order_by("-dikirim_pada", "pk")


def _moment(rule, rujukan, since, now):
    """When the rule would have reminded of this referral within the month; None when it was answered before."""
    start, batas, end = _span(rule["tahap"], rujukan, now) if rule else (None, None, None)
    if start is None or batas is None:
        return None
    moment = ladder.due(rule, start, batas, darurat=ladder.is_urgent(rujukan))
    return moment if since <= moment <= min(end, now) else None


def _span(tahap, rujukan, now):
    """(start, limit, end) of the stage; the end is now while it lasts."""
    lasts = ladder.stage_of(rujukan.status) == tahap
    if tahap == Tahap.JAWABAN:
        start, over = rujukan.dikirim_pada, rujukan.dijawab_pada or rujukan.status_sejak
        return start, rujukan.batas_jawaban, now if lasts else over
    if tahap == Tahap.DOKUMEN:
        return ladder.counted_from(rujukan, tahap) or rujukan.status_sejak, rujukan.tenggat, now
    start = ladder.counted_from(rujukan, tahap) or rujukan.dijawab_pada
    return start, rujukan.batas_hasil, now if lasts else rujukan.status_sejak


def _counts(old, before, new, after):
    """[(position, channel, before, after)] in messages, the positions of both rules."""
    counted = {}
    for place, (rule, times) in enumerate(((old, before), (new, after))):
        for who, way in ((who, way) for who in (rule or {}).get("penerima", ()) for way in rule["kanal"]):
            counted.setdefault((who, way), Counter())[place] = times
    return [(who, way, one[0], one[1]) for (who, way), one in counted.items()]
