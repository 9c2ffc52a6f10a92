"""The pages over a city with a bit of everything: behind each number a list of exactly that length, for each role."""

import pytest

from puskesos.roles import Peran
from slrt.dashboard.definitions import AGENCY_DEFINITIONS, DEFINITIONS
from slrt.dashboard.tables import TABLES
from tests.cases import a_keluhan
from tests.dashboard.city import OCTOBER, received, somebody
from tests.dashboard.reading import body, figures, links, numbers, rows_behind
from tests.people import KALAMPANGAN, RAKUMPIT, SABANGAU, acting, browser, hire

pytestmark = pytest.mark.usefixtures("office_hours")
READERS = ("siti", "budi", "koor", "bulurah", "rahmat", "tono", "fitri", "dewi", "maya")


# --- the numbers ---------------------------------------------------------------------------------------------------
def test_bu_lurah_sees_what_happened_in_her_kelurahan(city):
    found = figures(city.bulurah_web.get("/dasbor/"))
    assert {slug: one.text for slug, one in found.items()} == {
        "diterima": "11", "tepat-waktu": "67 %", "lewat-batas": "3", "lama-selesai": "0", "terlayani": "3",
        "dikonfirmasi": "1",
    }  # fmt: skip
    assert found["tepat-waktu"].note == "1 dari 3 melewati janji; target 80 %"
    assert found["dikonfirmasi"].note == "1 disanggah, 1 belum ditanya"
    assert found["diterima"].note == "sampai hari ini; Oktober 4"


def test_an_earlier_month_is_compared_with_the_one_before_it(city):
    found = figures(city.bulurah_web.get("/dasbor/", {"bulan": "2026-10"}))
    assert (found["diterima"].text, found["diterima"].note) == ("4", "▲ 4 dari September")
    assert (found["lama-selesai"].text, found["tepat-waktu"].text) == ("0", "100 %")


# --- the number is the length of its list --------------------------------------------------------------------------
@pytest.mark.parametrize("query", [{}, {"bulan": "2026-10"}])
def test_each_number_opens_exactly_as_many_rows(city, query):
    """For every reader of cases: the big numbers, and every number of the charts and tables that is a link."""
    for person in READERS:
        web = getattr(city, f"{person}_web")
        response = web.get("/dasbor/", query)
        opened = [one for one in figures(response).values() if one.url.startswith(("/kasus/", "/rujukan/"))]
        assert {"diterima", "tepat-waktu", "lewat-batas", "lama-selesai"} <= {one.slug for one in opened}
        for one in opened:
            assert rows_behind(web, one.url) == one.count, (person, one)
        found = links(body(response))
        assert found or person == "rahmat" or query, person
        for address, number in found:
            assert rows_behind(web, address) == number, (person, address)


def test_a_chosen_kecamatan_goes_along_to_the_list(city):
    for person in ("fitri", "maya"):
        web = getattr(city, f"{person}_web")
        for kecamatan in (RAKUMPIT, SABANGAU):
            response = web.get("/dasbor/", {"kecamatan": kecamatan})
            for one in figures(response).values():
                if one.url.startswith(("/kasus/", "/rujukan/")):
                    assert rows_behind(web, one.url) == one.count, (person, kecamatan, one)
    assert numbers(city.maya_web, kecamatan=RAKUMPIT)["diterima"] == "1"


def test_the_pages_of_a_kelurahan_and_an_agency_hold_to_their_lists(city):
    for url in (f"/dasbor/kelurahan/{KALAMPANGAN}/", "/dasbor/instansi/BPJS_KES/", "/dasbor/instansi/DINKES/"):
        for web in (city.maya_web, city.budi_web):
            response = web.get(url)
            opened = [one for one in figures(response).values() if one.url]
            assert opened
            for one in opened:
                assert rows_behind(web, one.url) == one.count, (url, one)


def test_an_agency_finds_each_number_in_its_inbox(city):
    response = city.joko_web.get("/dasbor/")
    found = figures(response)
    assert {slug: one.text for slug, one in found.items()} == {
        "dikirim": "7", "jawaban": "100 %", "lama-jawab": "0", "menunggu": "3", "lewat-instansi": "1", "ditolak": "1",
        "terlayani": "3", "dikonfirmasi": "1",
    }  # fmt: skip
    for one in found.values():
        assert one.url.startswith("/kotak-masuk/"), one
        assert rows_behind(city.joko_web, one.url) == one.count, one


def test_each_table_adds_up_to_its_foot(city):
    with_foot = [slug for slug in TABLES if slug not in {"instansi", "tanpa-puskesos"}]
    for person in ("hendra", "maya", "bulurah"):
        for slug in with_foot:
            response = getattr(city, f"{person}_web").get(f"/dasbor/rincian/{slug}/")
            for table in response.context["tables"]:
                assert_adds_up(table)


def assert_adds_up(table):
    for column in range(1, len(table.head)):
        if table.head[column] not in {"Tepat waktu", "Median hari"}:
            cells = [row[column].text for row in table.rows]
            assert sum(map(int, cells)) == int(table.foot[column].text), (table.title, table.head[column])


def test_leaders_find_the_number_at_the_foot_of_its_table(city):
    found = figures(city.hendra_web.get("/dasbor/"))
    columns = {"diterima": 1, "tepat-waktu": 2, "lewat-batas": 1, "lama-selesai": 1, "terlayani": 1, "dikonfirmasi": 2}
    for slug, column in columns.items():
        response = city.hendra_web.get(found[slug].url)
        assert int(response.context["tables"][0].foot[column].text) == found[slug].count, slug
    rows = city.hendra_web.get(found["tanpa-puskesos"].url).context["tables"][0].rows
    assert len(rows) == found["tanpa-puskesos"].count


def test_a_fasilitator_sees_own_entries_only(city, now):
    fani = hire("fani", "Fani Fasilitator", [(Peran.FASILITATOR, KALAMPANGAN)])
    web, by = browser(fani), acting(fani)
    a_keluhan(by, now, **somebody(now))
    a_keluhan(by, OCTOBER, **somebody(OCTOBER))
    found = figures(web.get("/dasbor/"))
    assert {slug: one.text for slug, one in found.items()} == {
        "diterima": "1", "tepat-waktu": "–", "lewat-batas": "1", "lama-selesai": "–"
    }  # fmt: skip
    for one in found.values():
        assert rows_behind(web, one.url) == one.count, one
    assert web.get(f"/dasbor/kelurahan/{KALAMPANGAN}/").status_code == 404
    assert web.get("/dasbor/rincian/diterima/").status_code == 404


def test_hendra_gets_counts_and_never_a_case(city):
    for url in ("/dasbor/", f"/dasbor/kelurahan/{KALAMPANGAN}/", "/dasbor/instansi/BPJS_KES/",
                *(f"/dasbor/rincian/{slug}/" for slug in TABLES)):  # fmt: skip
        response = city.hendra_web.get(url)
        assert response.status_code == 200, url
        html = body(response)
        for word in ("Halimah", "6271", 'href="/kasus', 'href="/keluhan', 'href="/rujukan', 'href="/warga'):
            assert word not in html, (url, word)
    assert city.hendra_web.get("/kasus/").status_code == 403


def test_a_secret_referral_counts_for_its_handlers_its_agency_and_leaders_only(city):
    found = {name: figures(getattr(city, f"{name}_web").get("/dasbor/instansi/BPJS_KES/"))["dikirim"].text
             for name in ("maya", "dewi", "joko", "hendra", "fitri", "bulurah")}  # fmt: skip
    assert found == {"maya": "7", "dewi": "7", "joko": "7", "hendra": "7", "fitri": "6", "bulurah": "6"}


# --- leaders -------------------------------------------------------------------------------------------------------
def test_leaders_see_no_small_count_by_kind(city, now):
    for _ in range(6):
        received(city.rahmat, now, subkategori="BUTUH_SKTM", layanan="L08")
    html = body(city.hendra_web.get("/dasbor/rincian/jenis/"))
    assert "Butuh surat keterangan tidak mampu" in html
    assert "Rumah tidak layak" not in html
    kinds = city.hendra_web.get("/dasbor/rincian/jenis/").context["tables"][0]
    shown = [int(row[1].text) for row in kinds.rows[:-1]]
    assert min(shown) >= 5
    assert kinds.rows[-1][0].text.startswith("Lainnya")
    assert "Rumah tidak layak" in body(city.maya_web.get("/dasbor/rincian/jenis/"))


def test_leaders_do_not_see_in_whose_hands_a_few_cases_are(city):
    def titles(web):
        return [table.title for table in web.get("/dasbor/rincian/lewat-batas/").context["tables"]]

    assert titles(city.maya_web) == ["Per kelurahan", "Di tangan siapa"]
    assert titles(city.hendra_web) == ["Per kelurahan"]
    assert "di tangan siapa" not in body(city.hendra_web.get("/dasbor/"))
    assert "Sekretariat SLRT" not in body(city.hendra_web.get("/dasbor/"))


def test_leaders_see_no_reason_that_few_families_heard(city):
    assert "Kuota habis" in body(city.maya_web.get("/dasbor/rincian/kebutuhan/"))
    unmet = city.hendra_web.get("/dasbor/rincian/kebutuhan/").context["tables"][1]
    assert [[cell.text for cell in row] for row in unmet.rows] == [["Lainnya, digabung agar tidak menunjuk orang", "1"]]


def test_leaders_see_no_time_of_fewer_than_five_in_a_kelurahan(city):
    found = figures(city.hendra_web.get(f"/dasbor/kelurahan/{KALAMPANGAN}/"))
    assert (found["tepat-waktu"].text, found["lama-selesai"].text) == ("–", "–")
    assert found["tepat-waktu"].note == "kurang dari 5 yang selesai"
    assert {"terlayani", "dikonfirmasi"} & set(found) == set()
    assert figures(city.maya_web.get(f"/dasbor/kelurahan/{KALAMPANGAN}/"))["tepat-waktu"].text == "67 %"


def test_leaders_see_referrals_for_the_whole_city_whatever_kecamatan_they_choose(city):
    whole = figures(city.hendra_web.get("/dasbor/"))
    part = figures(city.hendra_web.get("/dasbor/", {"kecamatan": RAKUMPIT}))
    assert (whole["diterima"].text, part["diterima"].text) == ("16", "1")
    assert part["terlayani"].text == whole["terlayani"].text == "3"
    assert part["terlayani"].note == "menurut instansi, seluruh kota"
    assert "Kinerja instansi (seluruh kota)" in body(city.hendra_web.get("/dasbor/", {"kecamatan": RAKUMPIT}))


# --- how it is made ------------------------------------------------------------------------------------------------
def test_every_number_says_where_it_comes_from(city):
    for web, url in ((city.maya_web, "/dasbor/"), (city.hendra_web, "/dasbor/"), (city.joko_web, "/dasbor/")):
        response = web.get(url)
        html = body(response)
        assert "Dari mana angka ini" in html
        for one in response.context["figures"]:
            assert html.count(one.definition) == 2, one.slug  # at the number itself, and in the list
    for slug in TABLES:
        assert DEFINITIONS[slug][1] in body(city.hendra_web.get(f"/dasbor/rincian/{slug}/"))
    assert set(AGENCY_DEFINITIONS) & set(DEFINITIONS) == set()
