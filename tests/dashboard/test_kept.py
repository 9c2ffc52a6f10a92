"""Leaders look at one count for some seconds and see of when it is; whoever has lists behind the numbers never does."""

import re
from datetime import timedelta

import pytest
import time_machine

from puskesos.roles import Peran
from tests.cases import a_keluhan, served, without_nik
from tests.dashboard.reading import body
from tests.people import CITY, MONDAY, browser, hire
from tests.queries import asked

START = MONDAY + timedelta(hours=1)


@pytest.fixture
def clock(settings):
    """A clock that the test moves; counts are kept for twenty seconds, in the database as outside of tests."""
    in_database = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "dashboard_tersimpan"}
    settings.CACHES = {"default": in_database}
    settings.LEADERS_COUNT_KEPT = 20
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def received(web, url="/dasbor/", **query):
    """The number under “Diterima”, as it stands on the page."""
    return re.search(r"<span>Keluhan diterima</span><b[^>]*>([^<]*)</b>", body(web.get(url, query)))[1]


def test_a_leader_sees_the_same_count_until_it_is_too_old(cast, now, clock):
    a_keluhan(cast.siti, now)
    assert received(cast.hendra_web) == "1"
    a_keluhan(cast.siti, now, sheet=without_nik(nama="Wanda"))
    clock.move_to(START + timedelta(seconds=19))
    assert received(cast.hendra_web) == "1"
    clock.move_to(START + timedelta(seconds=21))
    assert received(cast.hendra_web) == "2"


def test_the_page_says_of_when_the_count_is(cast, now, clock):
    a_keluhan(cast.siti, now)
    clock.move_to(START.replace(minute=59, second=55))
    told = [body(cast.hendra_web.get("/dasbor/"))]
    clock.shift(timedelta(seconds=10))
    told.append(body(cast.hendra_web.get("/dasbor/")))
    clock.shift(timedelta(seconds=11))
    told.append(body(cast.hendra_web.get("/dasbor/")))
    moments = [page.partition("data per ")[2].partition("<")[0] for page in told]
    assert moments[0] == moments[1] != moments[2]


def test_whoever_reads_cases_counts_anew(cast, now, clock):
    a_keluhan(cast.siti, now)
    assert received(cast.maya_web) == "1"
    a_keluhan(cast.siti, now, sheet=without_nik(nama="Wanda"))
    assert received(cast.maya_web) == received(cast.siti_web) == "2"


def test_a_part_of_the_city_is_another_count(cast, now, clock):
    a_keluhan(cast.siti, now)
    assert received(cast.hendra_web) == "1"
    assert received(cast.hendra_web, kecamatan="62.71.05") == "0"
    assert received(cast.hendra_web, "/dasbor/kelurahan/62.71.04.1002/") == "1"
    assert received(cast.hendra_web, bulan="2026-10") == "0"


def test_the_table_behind_a_number_is_of_the_same_count(cast, now, clock):
    a_keluhan(cast.siti, now)
    assert received(cast.hendra_web) == "1"
    a_keluhan(cast.siti, now, sheet=without_nik(nama="Wanda"))
    clock.shift(timedelta(seconds=15))
    page = cast.hendra_web.get("/dasbor/rincian/diterima/")
    assert [table.foot[1].text for table in page.context["tables"]] == ["1", "1"]


def test_the_second_look_counts_nothing(cast, now, clock):
    cast.hendra_web.get("/dasbor/")
    _, sqls = asked(cast.hendra_web.get, "/dasbor/")
    assert not [sql for sql in sqls if "dashboard_rekap" in sql or 'FROM "puskesos_keluhan"' in sql]
    assert len(sqls) == 7  # session, person, assignments, trace, the count, unread, letters to be signed


def test_who_may_open_lists_of_referrals_shares_no_page_with_who_may_not(cast, now, clock):
    served(cast, now)
    both = browser(hire("rangkap", "Rina Rangkap", [(Peran.PIMPINAN, CITY), (Peran.BO_KOTA, CITY)]))
    for _ in range(2):
        assert "/rujukan/?" not in body(cast.hendra_web.get("/dasbor/"))
        assert "/rujukan/?" in body(both.get("/dasbor/"))
