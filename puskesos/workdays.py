"""Working time: when something is due, how much of it is left, and when a message may be sent.

All moments are aware; answers come in the city's zone. Deadlines on working
days end with the office (domain §3.5), an emergency runs on the clock.
Everything counts from one running number of working days, so that ten years
cost as little as ten days.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Pontianak")
QUIET_FROM = time(19)
QUIET_UNTIL = time(7)

_MINUTE = timedelta(minutes=1)
_MONDAY = date(1, 1, 1).toordinal()  # the first day of the calendar is a Monday
_LAST_DAY = date(9998, 12, 31).toordinal()  # leaves room for the zone


class Unit(StrEnum):
    """What a time limit is counted in."""

    SEGERA = "SEGERA"
    JAM = "JAM"
    HARI_SAMA = "HARI_SAMA"
    HARI_KERJA = "HARI_KERJA"
    HARI = "HARI"


@dataclass(frozen=True)
class Remaining:
    """Working time left until a deadline; negative once it has passed.

    `str()` is the phrase for the screen, `minutes` is what a pause keeps.
    """

    minutes: int
    workdays: int
    late: bool
    phrase: str

    def __str__(self):
        return self.phrase


@dataclass(frozen=True)
class Calendar:
    """The working days of one office: Monday to Friday, without `holidays`, from `opens` to `closes`."""

    holidays: frozenset[date] = frozenset()
    opens: time = time(7, 30)
    closes: time = time(15, 30)

    def __post_init__(self):
        if self.opens >= self.closes:
            raise ValueError("An office must open before it closes.")

    # --- days ----------------------------------------------------------------------------------

    def is_workday(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def workdays_between(self, a: datetime, b: datetime) -> int:
        """Count the working days after `a`'s date up to and including `b`'s; negative when b is earlier."""
        return self._days_through(_local(b).date()) - self._days_through(_local(a).date())

    # --- deadlines -----------------------------------------------------------------------------

    def add_workdays(self, start: datetime, n: int) -> datetime:
        """End of office hours on the nth working day after the day of `start` (n ≥ 1)."""
        if n < 1:
            raise ValueError("A time limit is at least one working day.")
        return self._closing(self._nth_day(self._days_through(_local(start).date()) + n))

    def add_hours(self, start: datetime, n: float) -> datetime:
        """Clock hours, through night and holiday: only for emergencies."""
        return (_local(start).astimezone(UTC) + timedelta(hours=n)).astimezone(ZONE)

    def end_of_same_day(self, start: datetime) -> datetime:
        """Closing time of the day of `start`, or of the next working day once the office has closed."""
        here = _local(start)
        if self.is_workday(here.date()) and here.time() < self.closes:
            return self._closing(here.date())
        return self.add_workdays(start, 1)

    def due(self, start: datetime, amount: int, unit: str) -> datetime:
        """When a limit of `amount` × `unit` ends; SEGERA and HARI_SAMA have no amount."""
        match Unit(unit):
            case Unit.SEGERA:
                return _local(start)
            case Unit.JAM:
                return self.add_hours(start, amount)
            case Unit.HARI_SAMA:
                return self.end_of_same_day(start)
            case Unit.HARI_KERJA:
                return self.add_workdays(start, amount)
            case Unit.HARI:
                return self._closing(_local(start).date() + timedelta(days=amount))

    # --- what is left --------------------------------------------------------------------------

    def remaining(self, now: datetime, due: datetime) -> Remaining:
        workdays = self.workdays_between(now, due)
        return Remaining(
            minutes=self._worked(due) - self._worked(now),
            workdays=workdays,
            late=now > due,
            phrase=_phrase(_local(now), _local(due), workdays),
        )

    def pause(self, now: datetime, due: datetime, unit: str = Unit.HARI_KERJA) -> int:
        """Minutes to keep while the clock stands still; below zero when it was already late."""
        if Unit(unit) is Unit.JAM:
            return (_whole_minute(due) - _whole_minute(now)) // _MINUTE
        return self.remaining(now, due).minutes

    def resume(self, now: datetime, minutes: int, unit: str = Unit.HARI_KERJA) -> datetime:
        """The deadline when the clock runs again; what was late before the pause stays as late."""
        if Unit(unit) is Unit.JAM:
            return _whole_minute(now) + minutes * _MINUTE
        return self._moment(self._worked(now) + minutes)

    def share_elapsed(self, start: datetime, due: datetime, now: datetime, unit: str = Unit.HARI_KERJA) -> float:
        """How much of a limit is used: 0 at the start, 1 when due, more when late.

        A limit that holds no working minute (an emergency at night) is measured
        on the clock, like every limit in JAM.
        """
        if due <= start:
            return float(now >= due)
        measure = self._worked
        if Unit(unit) is Unit.JAM or measure(due) <= measure(start):
            measure = datetime.timestamp
        return max(0.0, (measure(now) - measure(start)) / (measure(due) - measure(start)))

    # --- sending -------------------------------------------------------------------------------

    def is_quiet(self, now: datetime) -> bool:
        """No message goes out between 19:00 and 07:00, nor on a day the office rests."""
        here = _local(now)
        return not self.is_workday(here.date()) or not QUIET_UNTIL <= here.time() < QUIET_FROM

    def next_send_time(self, now: datetime) -> datetime:
        """The next opening of the office, `now` included."""
        here = _local(now)
        if self.is_workday(here.date()) and here.time() <= self.opens:
            return self._at(here.date(), self.opens)
        return self._at(self._nth_day(self._days_through(here.date()) + 1), self.opens)

    # --- the running number --------------------------------------------------------------------

    @cached_property
    def _weekday_holidays(self) -> list[date]:
        return sorted(day for day in self.holidays if day.weekday() < 5)

    @property
    def _day_minutes(self) -> int:
        return (self.closes.hour - self.opens.hour) * 60 + self.closes.minute - self.opens.minute

    def _days_through(self, day: date) -> int:
        """Working days from the first day of the calendar up to and including `day`."""
        weeks, weekday = divmod(day.toordinal() - _MONDAY, 7)
        rested = bisect_left(self._weekday_holidays, day + timedelta(days=1))
        return weeks * 5 + min(weekday + 1, 5) - rested

    def _nth_day(self, n: int) -> date:
        found = bisect_left(
            range(_LAST_DAY), n, lo=1, key=lambda ordinal: self._days_through(date.fromordinal(ordinal))
        )
        if found >= _LAST_DAY:
            raise ValueError("This deadline lies beyond the calendar.")
        return date.fromordinal(found)

    def _worked(self, moment: datetime) -> int:
        """Working minutes from the first day of the calendar up to `moment`."""
        here = _local(moment)
        full_days = self._days_through(here.date())
        if not self.is_workday(here.date()):
            return full_days * self._day_minutes
        since_opening = (here.hour - self.opens.hour) * 60 + here.minute - self.opens.minute
        return (full_days - 1) * self._day_minutes + min(max(since_opening, 0), self._day_minutes)

    def _moment(self, worked: int) -> datetime:
        """The first moment with that many working minutes: a full day ends in the evening, not next morning."""
        full_days, minutes = divmod(worked - 1, self._day_minutes)
        return self._at(self._nth_day(full_days + 1), self.opens) + (minutes + 1) * _MINUTE

    def _closing(self, day: date) -> datetime:
        return self._at(day, self.closes)

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=ZONE)


def _local(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("A moment without a zone cannot be compared.")
    return moment.astimezone(ZONE)


def _phrase(now: datetime, due: datetime, workdays: int) -> str:
    if now > due:
        return f"lewat {-workdays} hari kerja" if workdays else "baru lewat tenggat"
    if workdays:
        return f"sisa {workdays} hari kerja"
    day = "hari ini" if due.date() == now.date() else f"{due:%d-%m-%Y}"
    return f"sampai {day} pukul {due:%H.%M}"


def _whole_minute(moment: datetime) -> datetime:
    return _local(moment).replace(second=0, microsecond=0)
