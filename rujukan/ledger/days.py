"""Working days once more, as a plain list of dates that is counted through."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Pontianak")
OPEN, CLOSE = time(7, 30), time(15, 30)
LOUD_FROM, LOUD_UNTIL = time(7, 0), time(19, 0)
DAY = 8 * 60


class Days:
    """All working days between two dates, without the holidays of the database."""

    def __init__(self, first: date, last: date, holidays):
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self.list = [day for day in span if day.isoweekday() <= 5 and day not in holidays]
        self.set = set(self.list)

    def morning_after(self, day: date, n: int) -> datetime:
        """Opening of the nth working day after a day."""
        return _at(self.list[bisect_right(self.list, day) + n - 1], OPEN)

    def morning_before(self, day: date, n: int) -> datetime:
        """Opening of the working day that lies n working days before a day; the day itself counts when it is one."""
        return _at(self.list[bisect_right(self.list, day) - 1 - (n if day in self.set else max(n - 1, 0))], OPEN)

    def minutes(self, start: datetime, end: datetime) -> int:
        """Office minutes between two moments, seconds left out."""
        return self._spent(end) - self._spent(start)

    def _spent(self, moment):
        here = moment.astimezone(ZONE)
        whole = bisect_left(self.list, here.date())
        if here.date() not in self.set:
            return whole * DAY
        since = (here.hour * 60 + here.minute) - (OPEN.hour * 60 + OPEN.minute)
        return whole * DAY + max(0, min(DAY, since))

    def later(self, start: datetime, minutes: int) -> datetime:
        """The first moment at which so many office minutes have passed since the start."""
        spent = self._spent(start) + minutes
        place, rest = divmod(spent, DAY)
        if rest == 0:
            return _at(self.list[place - 1], CLOSE)
        return _at(self.list[place], OPEN) + timedelta(minutes=rest)

    def loud(self, moment: datetime) -> datetime:
        """The moment itself when people may be disturbed, else the next opening."""
        here = moment.astimezone(ZONE)
        if here.date() in self.set and LOUD_FROM <= here.time() < LOUD_UNTIL:
            return here
        if here.date() in self.set and here.time() <= OPEN:
            return _at(here.date(), OPEN)
        return self.morning_after(here.date(), 1)


def _at(day, clock):
    return datetime.combine(day, clock, tzinfo=ZONE)


def expected(days: Days, rule: dict, start: datetime, limit: datetime, *, urgent: bool) -> datetime:
    """When one step of a frozen ladder must fall due (domain §3.6)."""
    here = limit.astimezone(ZONE)
    if rule["dasar"] == "HARI_KERJA":
        moment = days.morning_after(here.date(), rule["nilai"])
    elif rule["dasar"] == "SEBELUM":
        moment = max(start, days.morning_before(here.date(), rule["nilai"]))
    elif rule["nilai"] >= 100 or limit <= start:
        moment = limit
    else:
        moment = _part(days, start, limit, rule["nilai"] / 100)
    return moment if urgent else days.loud(moment)


def _part(days, start, limit, share):
    total = days.minutes(start, limit)
    if total <= 0:
        return start + (limit - start) * share
    return min(days.later(start, round(total * share)), limit)
