"""The clock of the house: known days of 2026 first, then properties for every day hypothesis can think of."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puskesos.workdays import ZONE, Calendar, Unit

CHRISTMAS = date(2026, 12, 25)  # a Friday
JOINT_LEAVE = date(2026, 12, 24)  # a Thursday
OFFICE = Calendar(frozenset({CHRISTMAS, JOINT_LEAVE}))

# Close together, so that holidays, weekends and deadlines really meet.
days = st.dates(date(2026, 11, 1), date(2027, 3, 31))
moments = st.datetimes(datetime(2026, 11, 1), datetime(2027, 2, 1), timezones=st.just(UTC))
limits = st.integers(1, 80)
calendars = st.builds(Calendar, st.frozensets(days, max_size=40))


def at(text):
    """`"2026-11-23 09:00"` on the wall clock of Palangka Raya."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


# --- deadlines in working days -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "start, n, due",
    [
        ("2026-11-23 09:00", 1, "2026-11-24 15:30"),  # Monday
        ("2026-11-23 23:59", 1, "2026-11-24 15:30"),
        ("2026-11-23 00:00", 3, "2026-11-26 15:30"),
        ("2026-11-27 09:00", 1, "2026-11-30 15:30"),  # Friday → Monday
        ("2026-11-28 09:00", 1, "2026-11-30 15:30"),  # Saturday counts from the next working day
        ("2026-12-23 09:00", 1, "2026-12-28 15:30"),  # over joint leave, Christmas, weekend
        ("2026-12-22 09:00", 2, "2026-12-28 15:30"),
        ("2026-11-23 09:00", 14, "2026-12-11 15:30"),
    ],
)
def test_deadline_ends_with_the_office_on_a_working_day(start, n, due):
    assert OFFICE.add_workdays(at(start), n) == at(due)


def test_a_holiday_on_a_weekend_takes_no_working_day():
    weekend = Calendar(frozenset({date(2026, 11, 28), date(2026, 11, 29)}))
    assert weekend.add_workdays(at("2026-11-27 09:00"), 1) == at("2026-11-30 15:30")
    assert weekend.workdays_between(at("2026-11-27 09:00"), at("2026-12-01 09:00")) == 2


def test_the_day_of_the_city_counts_not_the_day_of_utc():
    just_after_midnight = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # 00:30 on the 24th here
    assert OFFICE.add_workdays(just_after_midnight, 1) == at("2026-11-25 15:30")


def test_a_limit_below_one_working_day_is_refused():
    for n in (0, -1):
        with pytest.raises(ValueError):
            OFFICE.add_workdays(at("2026-11-23 09:00"), n)


def test_a_deadline_beyond_the_calendar_is_refused():
    with pytest.raises(ValueError):
        OFFICE.add_workdays(at("2026-11-23 09:00"), 10**9)


def test_a_moment_without_zone_is_refused_everywhere():
    naive = datetime(2026, 11, 23, 9)
    aware = at("2026-11-23 09:00")
    for ask in (
        lambda: OFFICE.add_workdays(naive, 1),
        lambda: OFFICE.add_hours(naive, 1),
        lambda: OFFICE.end_of_same_day(naive),
        lambda: OFFICE.due(naive, 0, Unit.SEGERA),
        lambda: OFFICE.workdays_between(aware, naive),
        lambda: OFFICE.resume(naive, 10, Unit.JAM),
        lambda: OFFICE.is_quiet(naive),
        lambda: OFFICE.next_send_time(naive),
    ):
        with pytest.raises(ValueError):
            ask()


def test_office_hours_are_data():
    early = Calendar(opens=time(7), closes=time(14))
    assert early.add_workdays(at("2026-11-23 09:00"), 1) == at("2026-11-24 14:00")
    assert early.end_of_same_day(at("2026-11-23 14:30")) == at("2026-11-24 14:00")
    with pytest.raises(ValueError):
        Calendar(opens=time(16), closes=time(8))


# --- other units ---------------------------------------------------------------------------------------


def test_an_emergency_runs_through_night_and_weekend():
    assert OFFICE.add_hours(at("2026-11-27 22:00"), 4) == at("2026-11-28 02:00")
    assert OFFICE.due(at("2026-12-24 23:00"), 4, "JAM") == at("2026-12-25 03:00")


@pytest.mark.parametrize(
    "start, due",
    [
        ("2026-11-23 06:00", "2026-11-23 15:30"),
        ("2026-11-23 15:29", "2026-11-23 15:30"),
        ("2026-11-23 15:30", "2026-11-24 15:30"),
        ("2026-11-27 20:00", "2026-11-30 15:30"),
        ("2026-12-24 09:00", "2026-12-28 15:30"),
    ],
)
def test_same_day_moves_on_once_the_office_has_closed(start, due):
    assert OFFICE.end_of_same_day(at(start)) == at(due)
    assert OFFICE.due(at(start), 0, Unit.HARI_SAMA) == at(due)


def test_due_at_once_is_now():
    assert OFFICE.due(at("2026-11-28 03:00"), 0, Unit.SEGERA) == at("2026-11-28 03:00")


def test_calendar_days_count_every_day_and_end_with_the_office():
    assert OFFICE.due(at("2026-11-23 09:00"), 30, Unit.HARI) == at("2026-12-23 15:30")
    assert OFFICE.due(at("2026-11-24 23:50"), 30, Unit.HARI) == at("2026-12-24 15:30")  # joint leave counts too


def test_due_in_working_days_and_unknown_units():
    assert OFFICE.due(at("2026-11-23 09:00"), 3, "HARI_KERJA") == at("2026-11-26 15:30")
    with pytest.raises(ValueError):
        OFFICE.due(at("2026-11-23 09:00"), 3, "MINGGU")


# --- what is left ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "now, due, phrase",
    [
        ("2026-11-23 09:00", "2026-11-26 15:30", "sisa 3 hari kerja"),
        ("2026-11-26 09:00", "2026-11-26 15:30", "sampai hari ini pukul 15.30"),
        ("2026-11-27 23:00", "2026-11-28 02:00", "sampai 28-11-2026 pukul 02.00"),
        ("2026-11-26 15:30", "2026-11-26 15:30", "sampai hari ini pukul 15.30"),
        ("2026-11-26 15:31", "2026-11-26 15:30", "baru lewat tenggat"),
        ("2026-11-29 10:00", "2026-11-27 15:30", "baru lewat tenggat"),  # only a weekend has passed
        ("2026-11-30 10:00", "2026-11-26 15:30", "lewat 2 hari kerja"),
    ],
)
def test_what_is_left_in_words(now, due, phrase):
    assert str(OFFICE.remaining(at(now), at(due))) == phrase


def test_what_is_left_in_minutes_counts_office_hours_only():
    assert OFFICE.remaining(at("2026-11-23 14:30"), at("2026-11-24 08:30")).minutes == 120
    assert OFFICE.remaining(at("2026-11-23 20:00"), at("2026-11-24 06:00")).minutes == 0
    assert OFFICE.remaining(at("2026-11-27 12:00"), at("2026-11-30 12:00")).minutes == 8 * 60
    late = OFFICE.remaining(at("2026-11-24 09:30"), at("2026-11-23 15:30"))
    assert (late.minutes, late.workdays, late.late) == (-120, -1, True)


def test_a_pause_gives_back_exactly_what_was_left():
    paused_at, due = at("2026-11-23 14:30"), at("2026-11-25 15:30")
    minutes = OFFICE.pause(paused_at, due)
    assert minutes == 60 + 8 * 60 * 2
    assert OFFICE.resume(at("2026-12-07 10:00"), minutes) == at("2026-12-09 11:00")


def test_a_pause_does_not_forgive_what_was_already_late():
    minutes = OFFICE.pause(at("2026-11-25 09:30"), at("2026-11-23 15:30"))
    resumed = OFFICE.resume(at("2026-12-07 09:30"), minutes)
    assert minutes == -(8 * 60 + 120)
    assert resumed == at("2026-12-03 15:30")


def test_what_runs_out_in_the_evening_is_due_in_the_evening():
    assert OFFICE.resume(at("2026-11-23 14:30"), 60) == at("2026-11-23 15:30")
    assert OFFICE.resume(at("2026-11-23 14:30"), 61) == at("2026-11-24 07:31")
    assert OFFICE.resume(at("2026-11-27 22:00"), 1) == at("2026-11-30 07:31")


def test_an_emergency_is_paused_on_the_clock():
    minutes = OFFICE.pause(at("2026-11-27 22:00"), at("2026-11-28 01:30"), Unit.JAM)
    assert minutes == 210
    assert OFFICE.resume(at("2026-11-28 10:00"), minutes, Unit.JAM) == at("2026-11-28 13:30")


@pytest.mark.parametrize(
    "now, share",
    [
        ("2026-11-20 09:00", 0),  # before the start
        ("2026-11-23 07:30", 0),
        ("2026-11-23 15:30", 0.5),
        ("2026-11-24 07:00", 0.5),  # the night uses nothing
        ("2026-11-24 11:30", 0.75),
        ("2026-11-24 15:30", 1),
        ("2026-11-25 15:30", 1.5),
    ],
)
def test_share_of_a_limit_used(now, share):
    assert OFFICE.share_elapsed(at("2026-11-23 07:30"), at("2026-11-24 15:30"), at(now)) == share


def test_share_of_an_emergency_runs_on_the_clock():
    start, due = at("2026-11-23 15:00"), at("2026-11-23 19:00")
    assert OFFICE.share_elapsed(start, due, at("2026-11-23 17:00"), Unit.JAM) == 0.5
    night = at("2026-11-27 22:00"), at("2026-11-28 02:00")
    assert OFFICE.share_elapsed(*night, at("2026-11-28 01:00")) == 0.75


def test_share_of_something_due_at_once():
    moment = at("2026-11-28 03:00")
    assert OFFICE.share_elapsed(moment, moment, moment - timedelta(minutes=1)) == 0
    assert OFFICE.share_elapsed(moment, moment, moment) == 1


# --- sending --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "now, quiet, send",
    [
        ("2026-11-23 06:59", True, "2026-11-23 07:30"),
        ("2026-11-23 07:00", False, "2026-11-23 07:30"),
        ("2026-11-23 07:30", False, "2026-11-23 07:30"),
        ("2026-11-23 07:31", False, "2026-11-24 07:30"),
        ("2026-11-23 18:59", False, "2026-11-24 07:30"),
        ("2026-11-23 19:00", True, "2026-11-24 07:30"),
        ("2026-11-28 10:00", True, "2026-11-30 07:30"),
        ("2026-12-24 10:00", True, "2026-12-28 07:30"),
    ],
)
def test_quiet_hours_and_the_next_working_morning(now, quiet, send):
    assert OFFICE.is_quiet(at(now)) is quiet
    assert OFFICE.next_send_time(at(now)) == at(send)


# --- properties -------------------------------------------------------------------------------------------------


@given(calendars, moments, limits)
def test_deadline_is_the_nth_working_day(calendar, start, n):
    due = calendar.add_workdays(start, n)
    assert calendar.is_workday(due.date()) and due.time() == calendar.closes
    first = start.astimezone(ZONE).date()
    passed = [first + timedelta(days=d + 1) for d in range((due.date() - first).days)]
    assert sum(calendar.is_workday(day) for day in passed) == n
    assert calendar.workdays_between(start, due) == n


@given(calendars, moments, limits, st.timedeltas(timedelta(0), timedelta(days=30)), st.sampled_from(Unit))
def test_a_later_start_is_never_due_earlier(calendar, start, n, later, unit):
    assert calendar.due(start, n, unit) <= calendar.due(start + later, n, unit)


@given(calendars, moments, limits, st.integers(-3, 90), st.sampled_from(Unit))
def test_one_more_holiday_is_never_due_earlier(calendar, start, n, offset, unit):
    holiday = start.astimezone(ZONE).date() + timedelta(days=offset)
    more = Calendar(calendar.holidays | {holiday})
    assert more.due(start, n, unit) >= calendar.due(start, n, unit)


@given(calendars, moments, limits, limits)
def test_n_plus_m_days_are_n_and_then_m(calendar, start, n, m):
    assert calendar.add_workdays(start, n + m) == calendar.add_workdays(calendar.add_workdays(start, n), m)


@given(calendars, moments, limits)
def test_resuming_at_once_changes_nothing(calendar, now, n):
    due = calendar.add_workdays(now, n)
    assert calendar.resume(now, calendar.pause(now, due)) == due


@given(calendars, moments, st.integers(-5_000, 5_000))
def test_resume_keeps_every_working_minute(calendar, now, minutes):
    assert calendar.pause(now, calendar.resume(now, minutes)) == minutes


@given(calendars, moments, limits, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_share_reaches_one_exactly_when_due(calendar, start, n, later):
    due = calendar.add_workdays(start, n)
    now = start + later
    share = calendar.share_elapsed(start, due, now)
    assert (share >= 1) == (now >= due)


@given(calendars, moments)
def test_the_next_send_time_is_never_quiet_and_never_past(calendar, now):
    send = calendar.next_send_time(now)
    assert send >= now
    assert not calendar.is_quiet(send)
    assert send.time() == calendar.opens


@given(calendars, moments, moments)
def test_counting_back_is_counting_forth_negated(calendar, a, b):
    assert calendar.workdays_between(a, b) == -calendar.workdays_between(b, a)


def test_pontianak_and_jakarta_show_the_same_clock_from_1990_to_2040():
    jakarta = ZoneInfo("Asia/Jakarta")
    moment, end = datetime(1990, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)
    while moment < end:
        assert moment.astimezone(ZONE).replace(tzinfo=None) == moment.astimezone(jakarta).replace(tzinfo=None)
        moment += timedelta(hours=12)


def test_makassar_would_be_an_hour_wrong():
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    makassar = moment.astimezone(ZoneInfo("Asia/Makassar"))
    assert makassar.utcoffset() - moment.astimezone(ZONE).utcoffset() == timedelta(hours=1)
