"""What will be late this week, seen before it is."""

from datetime import datetime, timedelta

import pytest

from puskesos import catalogue
from puskesos.workdays import ZONE
from rujukan import answers
from rujukan.models import RingkasJanji
from slrt.triage.views.week import end_of_week
from tests.cases import in_triage, referred
from tests.dashboard.city import somebody

PAGE = "/antrean/minggu-ini/"


@pytest.fixture(autouse=True)
def _clock(monkeypatch, now, reference):
    catalogue.forget()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    yield
    catalogue.forget()


@pytest.mark.parametrize(
    ("day", "ends"), [(23, 30), (27, 30), (28, 7), (29, 7)], ids=["monday", "friday", "saturday", "sunday"]
)
def test_a_week_ends_after_sunday(day, ends):
    until = end_of_week(datetime(2026, 11, day, 9, tzinfo=ZONE))
    assert (until.day, until.hour) == (ends, 0)


def test_a_referral_whose_limit_is_this_week_stands_there_with_its_reason(cast, now, dewi_web):
    _, rujukan = referred(cast, now, **somebody(now, nama="Halimah Daun"))
    seen = dewi_web.get(PAGE).content.decode()
    assert rujukan.nomor in seen and "Belum dijawab" in seen and "standar" in seen
    assert "Biasanya lebih lama" not in seen


def test_an_agency_that_waits_for_us_is_not_reminded(cast, now, dewi_web):
    _, rujukan = referred(cast, now, **somebody(now))
    button = f"/rujukan/{rujukan.pk}/ingatkan/"
    assert button in dewi_web.get(PAGE).content.decode()
    answers.ask_documents(by=cast.joko, now=now, id=rujukan.pk, dokumen="Surat medis")
    seen = dewi_web.get(PAGE).content.decode()
    assert "Instansi menunggu dokumen dari SLRT" in seen and button not in seen


def test_what_usually_takes_longer_is_marked(cast, now, dewi_web):
    RingkasJanji.objects.create(instansi_id="BPJS_KES", layanan_id="L01", jumlah=30, separuh=60, delapan=40,
                                dihitung_pada=now)  # fmt: skip
    referred(cast, now, **somebody(now))
    assert "Biasanya lebih lama" in dewi_web.get(PAGE).content.decode()


def test_what_is_late_already_or_due_later_stands_elsewhere(cast, now, dewi_web, monkeypatch):
    _, rujukan = referred(cast, now, **somebody(now))
    for moment in (now - timedelta(days=7), now + timedelta(days=14)):
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        assert rujukan.nomor not in dewi_web.get(PAGE).content.decode()


def test_a_case_on_the_own_desk_stands_there_too(cast, now, dewi_web):
    keluhan = in_triage(cast, now, **somebody(now))
    assert f"/keluhan/{keluhan.pk}/" in dewi_web.get(PAGE).content.decode()


def test_the_queue_leads_there_and_the_counter_has_no_part_in_it(cast, dewi_web, siti_web):
    assert PAGE in dewi_web.get("/antrean/").content.decode()
    assert siti_web.get(PAGE).status_code == 403


def test_the_page_costs_the_same_whatever_its_length(cast, now, dewi_web, django_assert_max_num_queries):
    referred(cast, now, **somebody(now))
    dewi_web.get(PAGE)
    with django_assert_max_num_queries(9) as counted:
        dewi_web.get(PAGE)
    usual = len(counted)
    for _ in range(3):
        referred(cast, now, **somebody(now))
    with django_assert_max_num_queries(usual):
        dewi_web.get(PAGE)
