"""How long it usually takes: counted from what happened, said without a query, and honest about what is still open."""

from datetime import date, timedelta

import pytest

from puskesos import catalogue
from rujukan import promise
from rujukan.models import RingkasJanji
from rujukan.promise import Usual, usual
from tests.cases import accepted, answered, referred, served

BPJS, L01 = "BPJS_KES", "L01"


@pytest.fixture(autouse=True)
def _forget(reference):
    catalogue.forget()
    yield
    catalogue.forget()


def known(separuh, delapan, jumlah=25):
    RingkasJanji.objects.all().delete()
    RingkasJanji.objects.create(instansi_id=BPJS, layanan_id=L01, jumlah=jumlah, separuh=separuh, delapan=delapan,
                                dihitung_pada="2026-11-22T18:00Z")  # fmt: skip
    catalogue.forget()


# --- the numbers ---------------------------------------------------------------------------------------------------
def test_of_ten_that_all_ended_the_fifth_and_the_eighth_speak():
    assert usual([(day, True) for day in (1, 2, 3, 4, 9, 10, 11, 21, 40, 60)]) == Usual(10, 9, 21)


def test_those_that_still_wait_make_an_agency_slower():
    """Twenty answered at once and as many left lying for months: nobody would say “usually one day”."""
    quick, lying = [(1, True)] * 20, [(90, False)] * 20
    assert usual(quick) == Usual(20, 1, 1)
    assert usual([*quick, *lying]) == Usual(20, 1, None)
    assert usual([*quick, *lying, (90, False)]) == Usual(20, None, None)


def test_one_withdrawn_early_says_nothing_about_later():
    assert usual([(0, False), (5, True), (7, True)]).separuh == 5


def test_the_night_counts_working_days_from_sending_to_the_outcome(cast, now):
    before = now - timedelta(days=14)
    served(cast, before)  # sent and served on the same Monday
    answered(cast, before, nik="", alasan_tanpa_nik="BELUM_REKAM", no_kk="")
    referred(cast, before, nik="", alasan_tanpa_nik="BELUM_REKAM", no_kk="", nama="Masih menunggu")
    assert promise.refresh(now) == 1
    row = RingkasJanji.objects.get()
    assert (row.instansi_id, row.layanan_id, row.jumlah) == (BPJS, L01, 2)
    assert promise.refresh(now + timedelta(days=366)) == 0
    assert not RingkasJanji.objects.exists()


# --- the words -----------------------------------------------------------------------------------------------------
def test_below_twenty_the_standard_speaks(db):
    known(9, 21, jumlah=19)
    standard = f"standar {catalogue.layanan(L01).batas_hasil_hari} hari kerja"
    assert promise.words(BPJS, L01) == promise.words("DINKES", L01) == standard
    known(9, 21, jumlah=20)
    assert promise.words(BPJS, L01) == "biasanya 9 hari kerja (8 dari 10 selesai ≤ 21)"


def test_a_raised_priority_has_its_own_standard(db):
    assert promise.words(BPJS, L01, "TINGGI") == "standar 7 hari kerja"


@pytest.mark.parametrize(
    ("separuh", "delapan", "said"),
    [(9, None, "biasanya 9 hari kerja, tetapi lebih dari 2 dari 10 belum selesai"),
     (None, None, "lebih dari separuh belum selesai; standar"),
     (0, 0, "biasanya 1 hari kerja (8 dari 10 selesai ≤ 1)")],
)  # fmt: skip
def test_what_is_not_reached_is_not_promised(db, separuh, delapan, said):
    known(separuh, delapan)
    assert promise.words(BPJS, L01).startswith(said)


def test_a_day_for_the_family_that_moves_on_when_it_is_past(cast, now):
    known(2, 5)
    _, rujukan = referred(cast, now)
    assert promise.outlook(rujukan, date(2026, 11, 23)) == ("perkiraan hasil sekitar", date(2026, 11, 25))
    assert promise.outlook(rujukan, date(2026, 11, 26)) == ("8 dari 10 ada hasilnya sampai", date(2026, 11, 30))
    assert promise.outlook(rujukan, date(2026, 12, 1)) == ("sudah lebih lama dari biasanya", None)


# --- the pages -----------------------------------------------------------------------------------------------------
def test_form_case_and_inbox_say_it_without_a_query(
    cast, now, dewi_web, joko_web, django_assert_num_queries
):  # fmt: skip
    known(9, 21)
    keluhan, _ = referred(cast, now)
    pages = [(dewi_web, f"/keluhan/{keluhan.pk}/"), (joko_web, "/kotak-masuk/"),
             (dewi_web, f"/keluhan/{keluhan.pk}/telaah/rujuk/")]  # fmt: skip
    for web, address in pages:
        assert "biasanya 9 hari kerja (8 dari 10 selesai ≤ 21)" in web.get(address).content.decode(), address
    promise.known()
    with django_assert_num_queries(0):
        promise.words(BPJS, L01)
        promise.words("DINKES", L01)


def test_an_acceptance_is_not_an_outcome(cast, now):
    accepted(cast, now)
    promise.refresh(now)
    assert RingkasJanji.objects.get().jumlah == 0
