"""How an agency answers: first answer, share in time, reasons; what is open is counted at the moment."""

from datetime import timedelta

from puskesos import months
from rujukan import record
from tests.cases import accepted, answered, referred
from tests.dashboard.city import somebody

BPJS = "BPJS_KES"


def of(now):
    record.refresh(now)
    month = months.month_of(now)
    return record.of(BPJS, months.before(month, 11), month)


def test_answers_in_time_and_late_and_never(cast, now):
    before = now - timedelta(days=28)
    accepted(cast, now, **somebody(now))
    answered(cast, now, **somebody(now))
    referred(cast, before, **somebody(before))
    found = of(now)
    assert (found.dikirim, found.tepat, found.lambat, found.percent) == (3, 2, 1, 67)
    assert found.median == 0 and found.sebab.total() == 1


def test_what_is_not_due_yet_is_neither(cast, now):
    referred(cast, now, **somebody(now))
    assert of(now).percent is None
    assert record.open_now(now)[BPJS] | {"tertua": None} == {
        "instansi_id": BPJS, "terbuka": 1, "menunggu": 1, "lewat": 0, "tertua": None,
    }  # fmt: skip
    assert record.open_now(now + timedelta(days=10))[BPJS]["lewat"] == 1


def test_the_median_lies_between_two():
    found = record.Record()
    found.lama.update({1: 1, 4: 1})
    assert found.median == 2.5
    assert record.Record().median is None


def test_months_before_last_year_are_forgotten(cast, now):
    referred(cast, now, **somebody(now))
    assert record.refresh(now) == 1
    assert record.refresh(now + timedelta(days=420)) == 0


def test_reading_costs_one_query(cast, now, django_assert_num_queries):
    referred(cast, now, **somebody(now))
    record.refresh(now)
    with django_assert_num_queries(1):
        record.of_all(months.before(months.month_of(now), 11), months.month_of(now))
