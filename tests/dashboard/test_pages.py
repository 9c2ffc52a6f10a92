"""The pages of the dashboard: what they count, who may look, what they say when something is missing."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from puskesos import catalogue
from puskesos.models import Jejak, Keluhan, Petugas, Puskesos
from slrt.dashboard import summary
from tests.cases import a_keluhan, closed, fresh, heard, referred
from tests.dashboard.city import BUKIT_SUA, MENTENG, received, somebody
from tests.dashboard.reading import body, figures, numbers, rows_behind
from tests.people import KALAMPANGAN, MONDAY, PAHANDUT, SABANGAU, browser
from tests.queries import asked

pytestmark = pytest.mark.usefixtures("office_hours")
UTC = ZoneInfo("UTC")
READERS = ("siti", "budi", "koor", "bulurah", "rahmat", "tono", "fitri", "dewi", "maya")


# --- the numbers ---------------------------------------------------------------------------------------------------
def test_the_median_is_exact(cast, now):
    for days in (1, 2, 10, 11):
        keluhan = closed(cast, now, **somebody(now))
        Keluhan.objects.filter(pk=keluhan.pk).update(diterima_pada=now - timedelta(days=days))
    assert numbers(cast.bulurah_web)["lama-selesai"] == "6"
    keluhan = closed(cast, now, **somebody(now))
    assert numbers(cast.bulurah_web)["lama-selesai"] == "2"


@pytest.mark.parametrize(
    ("days", "expected"),
    [({}, None), ({4: 1}, 4), ({4: 1, 7: 1}, 5.5), ({0: 3, 9: 1}, 0), ({1: 2, 9: 2}, 5), ({1: 2, 9: 3}, 9)],
)
def test_the_median_of_a_histogram(days, expected):
    assert summary.median(days) == expected


def test_a_city_without_a_case_says_so_and_breaks_nowhere(cast):
    for person in (*READERS, "hendra"):
        response = getattr(cast, f"{person}_web").get("/dasbor/")
        found = figures(response)
        assert (found["diterima"].text, found["tepat-waktu"].text, found["lama-selesai"].text) == ("0", "–", "–")
        assert found["lewat-batas"].note == "tidak ada"
        assert "Belum ada data pada rentang ini" in body(response)
    assert figures(cast.joko_web.get("/dasbor/"))["jawaban"].text == "–"


def test_one_case_is_one_everywhere_and_its_kind_stays_with_those_who_read_cases(cast, now):
    a_keluhan(cast.siti, now, subkategori="RUMAH_TIDAK_LAYAK")
    assert numbers(cast.siti_web)["diterima"] == numbers(cast.maya_web)["diterima"] == "1"
    assert numbers(cast.hendra_web)["diterima"] == "1"
    assert numbers(cast.rahmat_web)["diterima"] == "0"
    assert "Rumah tidak layak atau roboh" in body(cast.maya_web.get("/dasbor/"))
    for url in ("/dasbor/", f"/dasbor/kelurahan/{KALAMPANGAN}/", "/dasbor/rincian/jenis/"):
        assert "Rumah tidak layak" not in body(cast.hendra_web.get(url)), url


def test_kelurahan_without_puskesos_are_data_and_not_a_constant(cast):
    assert numbers(cast.maya_web)["tanpa-puskesos"] == "8"
    Puskesos.objects.filter(kelurahan=BUKIT_SUA).update(status="TERBENTUK")
    catalogue.forget()
    try:
        assert numbers(cast.maya_web)["tanpa-puskesos"] == "7"
    finally:
        Puskesos.objects.filter(kelurahan=BUKIT_SUA).update(status="BELUM")
        catalogue.forget()


def test_the_line_runs_over_the_new_year(cast, now):
    response = cast.maya_web.get("/dasbor/", {"bulan": "2026-02"})
    flow = response.context["columns"][1][0]
    assert [row[0] for row in flow.rows][:1] + [row[0] for row in flow.rows][-3:] == [
        "Maret 2025", "Desember 2025", "Januari 2026", "Februari 2026",
    ]  # fmt: skip


def test_half_past_eleven_in_greenwich_on_the_last_of_the_month_is_the_next_month(cast):
    a_keluhan(cast.siti, datetime(2026, 10, 31, 23, 30, tzinfo=UTC), **somebody(datetime(2026, 11, 1)))
    assert numbers(cast.siti_web, bulan="2026-11")["diterima"] == "1"
    assert numbers(cast.siti_web, bulan="2026-10")["diterima"] == "0"
    assert rows_behind(cast.siti_web, "/kasus/?giliran=semua&diterima=2026-11") == 1
    assert rows_behind(cast.siti_web, "/kasus/?giliran=semua&diterima=2026-10") == 0


# --- who may look --------------------------------------------------------------------------------------------------
def test_rahmat_cannot_open_kalampangan_and_bu_lurah_can(cast):
    assert cast.bulurah_web.get(f"/dasbor/kelurahan/{KALAMPANGAN}/").status_code == 200
    assert cast.rahmat_web.get(f"/dasbor/kelurahan/{PAHANDUT}/").status_code == 200
    assert cast.rahmat_web.get(f"/dasbor/kelurahan/{KALAMPANGAN}/").status_code == 404
    assert cast.tono_web.get(f"/dasbor/kelurahan/{KALAMPANGAN}/").status_code == 404
    assert cast.joko_web.get(f"/dasbor/kelurahan/{KALAMPANGAN}/").status_code == 404


@pytest.mark.parametrize("kode", ["62.71.04", "62.71", "99.99.99.9999", "x", "BPJS_KES"])
def test_what_is_no_kelurahan_has_no_page(maya_web, kode):
    assert maya_web.get(f"/dasbor/kelurahan/{kode}/").status_code == 404


def test_the_number_of_people_long_away_leads_to_their_list(cast):
    active = Petugas.objects.filter(is_active=True)
    active.update(last_login=MONDAY)
    Petugas.objects.filter(pk=cast.budi.petugas_id).update(last_login=MONDAY - timedelta(days=31))
    Petugas.objects.filter(pk=cast.rahmat.petugas_id).update(last_login=None)
    closed = Petugas.objects.create_user(username="lama", nama="Lama Tutup", is_active=False)
    page = cast.adi_web.get("/dasbor/").content.decode()
    assert '<a href="/pengguna/?aktif=lama"><span>Lama tidak masuk</span><b>2</b>' in page
    rows = cast.adi_web.get("/pengguna/?aktif=lama").context["rows"]
    assert {row.pk for row in rows} == {cast.budi.petugas_id, cast.rahmat.petugas_id} and closed not in rows


def test_adi_sees_the_machine_and_no_service(cast):
    html = body(cast.adi_web.get("/dasbor/"))
    assert "Akun aktif" in html
    assert "Keluhan diterima" not in html
    for url in (f"/dasbor/kelurahan/{KALAMPANGAN}/", "/dasbor/instansi/BPJS_KES/", "/dasbor/rincian/diterima/"):
        assert cast.adi_web.get(url).status_code == 403, url
    assert cast.pia_web.get("/dasbor/").status_code == 403


def test_an_agency_sees_its_own_page_and_no_other(cast):
    assert cast.joko_web.get("/dasbor/instansi/BPJS_KES/").status_code == 200
    assert cast.joko_web.get("/dasbor/instansi/DINKES/").status_code == 404
    assert cast.joko_web.get("/dasbor/rincian/terlayani/").status_code == 404


def test_a_secret_case_counts_for_its_handlers_and_for_leaders_only(cast, now):
    """Koor is named by the intake; Budi at the same Puskesos is not, and must not even notice a number."""
    a_keluhan(cast.siti, now, rahasia=True)
    assert numbers(cast.koor_web)["diterima"] == numbers(cast.siti_web)["diterima"] == "1"
    assert numbers(cast.budi_web)["diterima"] == numbers(cast.dewi_web)["diterima"] == "0"
    assert numbers(cast.hendra_web)["diterima"] == "1"
    assert rows_behind(cast.koor_web, figures(cast.koor_web.get("/dasbor/"))["diterima"].url) == 1


# --- how it is made ------------------------------------------------------------------------------------------------
def test_a_page_asks_the_same_few_questions_however_much_there_is(cast, now):
    pages = {name: ["/dasbor/", f"/dasbor/kelurahan/{KALAMPANGAN}/", "/dasbor/rincian/diterima/"]
             for name in ("hendra", "maya", "bulurah")} | {"joko": ["/dasbor/"]}  # fmt: skip
    first = questions(cast, pages)
    for _ in range(4):
        received(cast.siti, now)
        received(cast.rahmat, now - timedelta(days=50), rahasia=True)
    for build in (closed, heard, referred):
        build(cast, now, **somebody(now))
    assert questions(cast, pages) == first
    assert max(first.values()) <= 12, first


def questions(cast, pages):
    """{(person, address): how many queries}, with warm reference data."""
    found = {}
    for name, urls in pages.items():
        web = getattr(cast, f"{name}_web")
        for url in urls:
            web.get(url)
            response, sql = asked(web.get, url)
            assert response.status_code == 200
            found[name, url] = len(sql)
    return found


def test_looking_leaves_one_row_in_the_trace(cast):
    before = Jejak.objects.count()
    cast.hendra_web.get("/dasbor/", {"bulan": "2026-10", "kecamatan": SABANGAU})
    cast.hendra_web.get(f"/dasbor/kelurahan/{MENTENG}/")
    first, second = Jejak.objects.order_by("id")[before:]
    assert (first.aksi, first.petugas, first.rincian) == (
        "DAFTAR", cast.hendra.petugas,
        {"daftar": "dasbor", "halaman": "ringkasan", "bulan": "2026-10", "kecamatan": SABANGAU},
    )  # fmt: skip
    assert (second.rincian["halaman"], second.kelurahan_id) == ("kelurahan", MENTENG)


@pytest.mark.parametrize("text", ["2026-13", "besok", "1999-01", "2027-01", "2026-11-01", "<script>", "'", "\x00"])
def test_a_month_that_does_not_exist_is_said_and_replaced(maya_web, text):
    response = maya_web.get("/dasbor/", {"bulan": text})
    assert response.status_code == 200
    assert response.context["month"] == date(2026, 11, 1)
    assert "Bulan itu tidak tersedia; ini bulan berjalan." in body(response)
    assert "<script>" not in response.content.decode()


def test_a_kecamatan_outside_is_said_and_not_applied(cast, now):
    a_keluhan(cast.siti, now)
    response = cast.maya_web.get("/dasbor/", {"kecamatan": "33.74.01"})
    assert "Kecamatan itu di luar wilayah Anda." in body(response)
    assert figures(response)["diterima"].text == "1"
    assert "kecamatan" not in cast.bulurah_web.get("/dasbor/").context["form"].fields


def test_every_chart_has_its_numbers_as_a_table(cast):
    html = body(cast.hendra_web.get("/dasbor/"))
    assert html.count("<figure") == html.count("Lihat sebagai tabel")


def test_the_kelurahan_without_puskesos_says_who_writes_down_there(cast):
    html = body(cast.hendra_web.get(f"/dasbor/kelurahan/{BUKIT_SUA}/"))
    assert "Belum ada Puskesos di sini" in html
    assert "Belum ada Puskesos di sini" not in body(cast.hendra_web.get(f"/dasbor/kelurahan/{KALAMPANGAN}/"))


def test_a_referral_past_its_limit_counts_against_its_agency_before_it_is_answered(cast, now):
    referred(cast, now, **somebody(now))
    heard(cast, now, **somebody(now))
    assert figures(cast.maya_web.get("/dasbor/instansi/BPJS_KES/"))["jawaban"].text == "100 %"
    with time_machine.travel(MONDAY + timedelta(days=6), tick=False):
        web = browser(cast.maya.petugas)
        found = figures(web.get("/dasbor/instansi/BPJS_KES/"))
        assert (found["jawaban"].text, found["jawaban"].count) == ("50 %", 1)
        assert rows_behind(web, found["jawaban"].url) == 1


def test_the_family_s_word_is_not_the_agency_s(cast, now):
    _, rujukan = heard(cast, now, word="BELUM", **somebody(now))
    assert rujukan.status == "DISANGGAH"
    found = figures(cast.maya_web.get("/dasbor/"))
    assert (found["terlayani"].text, found["dikonfirmasi"].text) == ("1", "0")
    assert found["dikonfirmasi"].note == "1 disanggah, 0 belum ditanya"
    assert fresh(rujukan.keluhan).terbuka
