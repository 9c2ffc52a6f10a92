"""Months of the city: a month is its first day, named in Indonesian. Pure."""

from datetime import date, datetime, timedelta

from django.utils import formats, timezone

OFFERED = 24


def month_of(moment):
    """The month a moment lies in, by the clock of the city."""
    return timezone.localdate(moment).replace(day=1)


def before(month, count=1):
    """The month `count` months earlier."""
    total = month.year * 12 + month.month - 1 - count
    return date(total // 12, total % 12 + 1, 1)


def twelve(month):
    """The twelve months that end with this one, the oldest first."""
    return [before(month, count) for count in range(11, -1, -1)]


def choices(now):
    """[("2026-11", "November 2026"), …], the running month first."""
    current = month_of(now)
    return [(code(month), name(month)) for month in (before(current, count) for count in range(OFFERED))]


def code(month):
    return f"{month:%Y-%m}"


def parse(text):
    """The month of "2026-11"; None for anything else."""
    try:
        year, number = text.split("-")
        return date(int(year), int(number), 1) if len(year) == 4 and len(number) == 2 else None
    except (ValueError, AttributeError):
        return None


def name(month):
    """“November 2026”."""
    return formats.date_format(month, "F Y")


def short(month):
    """“Nov”."""
    return formats.date_format(month, "M")


def bounds(month):
    """[first moment, first moment of the next month) in the zone of the city."""
    start = timezone.make_aware(datetime(month.year, month.month, 1))
    following = (month + timedelta(days=32)).replace(day=1)
    return start, timezone.make_aware(datetime(following.year, following.month, 1))
