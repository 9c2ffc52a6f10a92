"""The numbers around the queue are kept for seconds: for one person, and not beyond what that person does."""

from datetime import timedelta

import pytest
import time_machine

from tests.cases import forwarded, in_triage, referred
from tests.dashboard.reading import body
from tests.people import CITY, MONDAY, browser, hire
from tests.queries import asked

START = MONDAY + timedelta(hours=1)
NOBODY = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}  # another person each time


@pytest.fixture
def clock(settings):
    in_database = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "dashboard_tersimpan"}
    settings.CACHES = {"default": in_database}
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def count(web, tab):
    """The number on a tab of the queue."""
    page = body(web.get("/antrean/", {"tab": "telaah"}))
    return page.partition(f'?tab={tab}"')[2].partition('class="count"')[2].partition(">")[2].partition("<")[0]


def test_a_new_case_is_counted_within_seconds_and_listed_at_once(cast, now, clock):
    assert count(cast.dewi_web, "triase") == "0"
    keluhan = forwarded(cast, now)
    assert count(cast.dewi_web, "triase") == "0"
    listed = cast.dewi_web.get("/antrean/", {"tab": "triase"})
    assert f"/keluhan/{keluhan.pk}/" in body(listed)
    assert "1 dari 1" in body(listed)  # what a page shows itself is never an older number
    clock.shift(timedelta(seconds=11))
    assert count(cast.dewi_web, "triase") == "1"


def test_after_ones_own_act_everything_is_counted_anew(cast, now, clock):
    keluhan = forwarded(cast, now)
    assert (count(cast.dewi_web, "triase"), count(cast.maya_web, "triase")) == ("1", "1")
    done = cast.dewi_web.post("/antrean/tetapkan/", {"pilih": [keluhan.pk], "pemilik": cast.dewi.petugas_id})
    assert done.status_code == 302
    assert (count(cast.dewi_web, "triase"), count(cast.dewi_web, "telaah")) == ("0", "1")
    assert count(cast.maya_web, "triase") == "1"  # for seconds


def test_a_search_leaves_them_kept(cast, now, clock):
    assert count(cast.dewi_web, "triase") == "0"
    forwarded(cast, now)
    cast.dewi_web.post("/antrean/cari/", {"cari": "wanda"})
    assert count(cast.dewi_web, "triase") == "0"


def test_they_are_of_one_person(cast, now, clock):
    in_triage(cast, now)  # Dewi's
    colleague = browser(hire("rina", "Rina Dua", [("BO_KOTA", CITY)]))
    assert (count(cast.dewi_web, "saya"), count(colleague, "saya")) == ("1", "0")


def test_with_or_without_a_filter_the_page_asks_ten_times_at_most(cast, now, clock, monkeypatch):
    monkeypatch.setattr("slrt.triage.queue.SIZE", 2)
    for _ in range(3):
        referred(cast, now, **NOBODY)
    for address in ("/antrean/?tab=semua", "/antrean/?tab=semua&wilayah=62.71.04.1002"):
        cast.dewi_web.get(address)
        response, sqls = asked(cast.dewi_web.get, address)
        assert "dari 3" in body(response)
        assert len(sqls) <= 10, sqls
