"""Finding a person: tolerant by name, exact by number, masked, on record, and never past one's area."""

import pytest

from puskesos import finding, quota
from puskesos.models import Jejak
from tests.cases import NIK_MAN, NIK_OTHER_WOMAN, NIK_WOMAN, NO_KK, a_keluhan, without_nik

pytestmark = pytest.mark.django_db

SEARCH = "/warga/cari/"


def look_for(web, text, **more):
    response = web.post(SEARCH, {"cari": text, **more})
    return response.status_code, response.content.decode()


@pytest.fixture
def halimah(siti, now):
    return a_keluhan(siti, now).klien


@pytest.mark.parametrize("text", [NIK_WOMAN, "6271 0357 0890 0003", NO_KK, "0812-3456-7890", "+62 812 3456 7890"])
def test_a_number_finds_its_person_however_it_is_written(siti_web, halimah, text):
    status, page = look_for(siti_web, text)
    assert status == 200 and f"/warga/{halimah.pk}/" in page


@pytest.mark.parametrize("text", ["Halimah", "halima", "Hj. Halimah", "HALIMA", "alimah"])
def test_a_name_finds_her_in_other_spellings(siti_web, halimah, text):
    status, page = look_for(siti_web, text)
    assert status == 200 and f"/warga/{halimah.pk}/" in page


def test_part_of_a_long_name_is_enough(siti_web, siti, now):
    long = a_keluhan(siti, now, sheet=without_nik(nama="Maria Magdalena Lambung")).klien
    assert f"/warga/{long.pk}/" in look_for(siti_web, "lambung")[1]


def test_results_are_masked(siti_web, halimah):
    page = look_for(siti_web, "Halimah")[1]
    assert "6271 •••••• ••••" in page and "36 tahun" in page and "1 kasus terbuka" in page
    assert NIK_WOMAN not in page and "81234567890" not in page and "1990" not in page


def test_who_has_no_nik_is_said_to_have_none(siti_web, siti, now):
    a_keluhan(siti, now, sheet=without_nik(nama="Maria Magdalena Lambung"))
    page = look_for(siti_web, "lambung")[1]
    assert "tanpa NIK" in page and "NIK tanpa NIK" not in page


def test_a_birth_date_narrows_a_common_name(siti_web, siti, now, halimah):
    other = a_keluhan(siti, now, nik=NIK_OTHER_WOMAN, no_kk="", tanggal_lahir=None, perkiraan_umur=60, hp="").klien
    born = {"lahir_0": "17", "lahir_1": "8", "lahir_2": "1990"}
    page = look_for(siti_web, "Halimah", **born)[1]
    assert f"/warga/{halimah.pk}/" in page and f"/warga/{other.pk}/" in page
    page = look_for(siti_web, "Halimah", **born | {"lahir_2": "1955"})[1]
    assert f"/warga/{halimah.pk}/" not in page


@pytest.mark.parametrize("text", ["ha", "12", "0812", "a b", "%%%", "🙂🙂🙂"])
def test_what_is_too_general_is_said(siti_web, halimah, text):
    status, page = look_for(siti_web, text)
    assert status == 422 and "Terlalu umum" in page and f"/warga/{halimah.pk}/" not in page


def test_nothing_found_leads_to_a_new_sheet(siti_web):
    status, page = look_for(siti_web, "Robertus Dehen")
    assert status == 200 and "Tidak ditemukan" in page and "Catat keluhan baru" in page


def test_who_cannot_write_a_sheet_is_not_led_to_one(maya_web, halimah):
    """The manajer may look people up; her way ends at the person."""
    for words in ("Zulkarnain Tak Ada", "Halimah"):
        status, page = look_for(maya_web, words)
        assert status == 200 and "Catat keluhan baru" not in page and "/keluhan/baru/" not in page


def test_at_most_fifty_and_the_rest_is_said(siti_web, siti, now, monkeypatch):
    monkeypatch.setattr(finding, "MOST_SHOWN", 3)
    for letter in "abcd":
        a_keluhan(siti, now, sheet=without_nik(nama=f"Halimah {letter}", hp=""))
    page = look_for(siti_web, "Halimah")[1]
    assert page.count('class="work-title"') == 3 and "paling mirip ditampilkan" in page


def test_a_search_is_on_record_without_its_words(siti_web, siti, halimah):
    look_for(siti_web, "Halimah")
    look_for(siti_web, NIK_WOMAN)
    marks = list(Jejak.objects.filter(aksi="CARI", petugas=siti.petugas_id).order_by("id"))
    assert [mark.rincian["cara"] for mark in marks] == ["nama", "nomor"]
    assert all(mark.rincian["ids"] == [str(halimah.pk)] for mark in marks)
    told = str([mark.rincian for mark in marks])
    assert "alimah" not in told.lower() and NIK_WOMAN not in told


# --- past one's area -------------------------------------------------------------------------------------------------
def test_rahmat_learns_only_that_the_number_is_known_elsewhere(rahmat_web, siti_web, halimah):
    for number in (NIK_WOMAN, NO_KK):
        status, page = look_for(rahmat_web, number)
        assert status == 200 and "Sudah terdaftar di tempat lain. Hubungi sekretariat SLRT." in page
        assert "Halimah" not in page and "Kalampangan" not in page
    assert "Tidak ditemukan" in look_for(rahmat_web, "Halimah")[1]
    assert "Tidak ditemukan" in look_for(rahmat_web, "081234567890")[1]


def test_dewi_of_the_secretariat_finds_everybody_but_the_secret_ones(dewi_web, koor, halimah, now):
    secret = a_keluhan(koor, now, layanan="L18", subkategori="KEKERASAN", nama="Wanda", nik=NIK_OTHER_WOMAN, no_kk="")
    assert f"/warga/{halimah.pk}/" in look_for(dewi_web, "Halimah")[1]
    assert str(secret.klien_id) not in look_for(dewi_web, "Wanda")[1]
    assert "Sudah terdaftar di tempat lain" in look_for(dewi_web, NIK_OTHER_WOMAN)[1]


def test_twenty_numbers_an_hour_and_names_without_end(siti_web, siti, now, monkeypatch):
    monkeypatch.setattr(quota, "SEARCHES_AN_HOUR", 2)
    for number in (NIK_WOMAN, NIK_MAN, NIK_WOMAN):
        assert look_for(siti_web, number)[0] == 200
    status, page = look_for(siti_web, NIK_OTHER_WOMAN)
    assert status == 429 and "atau cari dengan nama" in page
    assert look_for(siti_web, "Halimah")[0] == 200


def test_the_number_never_stands_in_an_address(siti_web):
    assert siti_web.get(SEARCH).status_code == 200
    assert NIK_WOMAN not in siti_web.get(SEARCH, {"cari": NIK_WOMAN}).content.decode()


@pytest.mark.parametrize(("person", "status"), [("hendra", 403), ("joko", 403), ("adi", 403), ("ana", 302)])
def test_who_reads_no_files_searches_nobody(cast, halimah, person, status):
    web = getattr(cast, f"{person}_web")
    assert web.get(SEARCH).status_code == status
    assert look_for(web, "Halimah")[0] == status
    assert not Jejak.objects.filter(aksi="CARI").exists()


def test_a_search_costs_the_same_for_one_and_for_many(siti_web, siti, now, halimah, django_assert_num_queries):
    look_for(siti_web, "Halimah")
    with django_assert_num_queries(11):
        look_for(siti_web, "Halimah")
    for letter in "abcde":
        a_keluhan(siti, now, sheet=without_nik(nama=f"Halimah {letter}", hp=""))
    with django_assert_num_queries(11):
        look_for(siti_web, "Halimah")
