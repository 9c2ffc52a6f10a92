"""A session that nobody uses ends, and nothing that was typed in it is lost (reliability T16)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from puskesos.models import Draf
from tests.api.callers import caller
from tests.puskesos.test_intake_drafts import NEW, form_token
from tests.puskesos.typed import typed

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Pontianak"))


@pytest.fixture(autouse=True)
def idle(settings):
    settings.SESSION_IDLE = 30 * 60


@pytest.fixture
def at():
    """at(31) sets the clock to 31 minutes past nine."""
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield lambda minutes: clock.move_to(BEGIN + timedelta(minutes=minutes))


def test_after_half_an_hour_without_a_sign_of_life_one_signs_in_again(at, siti_web):
    assert siti_web.get("/profil/").status_code == 200
    at(30)
    assert siti_web.get("/profil/").status_code == 200
    at(61)
    assert siti_web.get("/profil/")["Location"].startswith("/masuk/")
    at(62)
    assert siti_web.get("/profil/")["Location"].startswith("/masuk/"), "it stays ended"


def test_who_works_is_never_asked(at, siti_web):
    for minutes in range(0, 300, 25):
        at(minutes)
        assert siti_web.get("/profil/").status_code == 200


def test_what_an_open_page_asks_by_itself_is_no_sign_of_life(at, dewi_web):
    assert dewi_web.get("/antrean/").status_code == 200
    for minutes in range(5, 31, 5):
        at(minutes)
        assert dewi_web.get("/antrean/baru/").status_code == 204
        assert dewi_web.get("/api/v1/sesi/").json()["masuk"] is True
    at(31)
    assert dewi_web.get("/api/v1/sesi/").json()["masuk"] is False
    assert dewi_web.get("/antrean/")["Location"].startswith("/masuk/")


def test_a_sheet_sent_too_late_waits_as_a_draft(at, siti, siti_web):
    mark, id = form_token(siti_web)
    at(45)
    late = siti_web.post(NEW, typed(id=id, tanda=mark, uraian="Listrik diputus", aksi="simpan"))
    assert late["Location"].startswith("/masuk/")
    assert str(Draf.objects.get(petugas=siti.petugas).pk) == id


def test_the_session_is_written_once_a_minute_and_not_with_every_request(at, siti_web):
    siti_web.get("/profil/")
    with CaptureQueriesContext(connection) as asked:
        siti_web.get("/profil/")
    assert not [one for one in asked if one["sql"].startswith("UPDATE")]


def test_a_program_with_a_token_is_nobody_who_goes_away(at, siti):
    call = caller(siti)
    assert call.read("keluhan/").status_code == 200
    at(600)
    assert call.read("keluhan/").status_code == 200
