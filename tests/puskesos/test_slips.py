"""The number and the code on a family's slip find the case in every search box."""

import pytest

from puskesos import finding, slips
from puskesos.numbering import new_tracking_code
from tests import cases
from tests.api.callers import caller
from tests.sealing import Phone

NUMBER = "SMT-K7Q-012"


@pytest.fixture
def arrived(siti):
    """A report that got a temporary number and a code in the field: the row as it was answered."""
    phone = Phone(siti)
    return phone.send(phone.write(about={"nomor_sementara": NUMBER, "kode_lacak": new_tracking_code()})).json()


@pytest.mark.parametrize("written", ["SMT-K7Q-012", "smt k7q 12", "SMTK7Q012", " smt-k7q-012 "])
def test_the_temporary_number_is_read_as_people_write_it(arrived, siti, now, written):
    found = finding.find_people(siti, written, now=now)
    assert [one.nama for one in found.people] == ["Halimah"]


def test_official_number_and_code_find_it_too(arrived, siti, now):
    for text in (arrived["nomor"], arrived["nomor"].lower().replace("-", " "), arrived["kode_lacak"]):
        assert [one.nama for one in finding.find_people(siti, text, now=now).people] == ["Halimah"], text


def test_the_number_of_a_referral_finds_its_case(cast, now, dewi_web):
    keluhan, rujukan = cases.referred(cast, now)
    assert rujukan.nomor == f"{keluhan.nomor}/R1"
    for text in (rujukan.nomor, f"{keluhan.nomor} / r1".lower(), f"{keluhan.nomor.replace('-', ' ')} R1"):
        assert [one.nama for one in finding.find_people(cast.siti, text, now=now).people] == ["Halimah"], text
        assert "Halimah" in dewi_web.post("/antrean/cari/", {"cari": text}).content.decode(), text
        for by in (cast.dewi, cast.joko):
            assert [row["nomor"] for row in caller(by).read("rujukan/", q=text).json()["results"]] == [rujukan.nomor]


@pytest.mark.parametrize("code", ["K7QM-2XRD-9TBA-5", "ABCD-1234-5678-R", "ABCD-1234-R567-8"])
def test_a_tracking_code_is_never_read_as_a_number(code):
    assert slips._OFFICIAL.fullmatch(code) is None


def test_it_finds_nothing_out_of_reach(arrived, rahmat, now):
    for text in (NUMBER, arrived["nomor"], arrived["kode_lacak"]):
        assert finding.find_people(rahmat, text, now=now).people == []


@pytest.mark.parametrize("text", ["Halimah", "Siti Rahmah", "SMT", "081234567890", "6271035708900003", "", "x" * 900])
def test_what_is_no_slip_is_read_as_before(text):
    assert slips.case_on(text) is None


def test_the_boxes_of_the_pages_and_the_api_find_it(arrived, dewi_web, siti_web, siti):
    assert "Halimah" in siti_web.post("/warga/cari/", {"cari": NUMBER}).content.decode()
    for text in (NUMBER, arrived["kode_lacak"]):
        assert "Halimah" in dewi_web.post("/antrean/cari/", {"cari": text}).content.decode()
    call = caller(siti)
    assert [row["nomor"] for row in call.read("keluhan/", q=NUMBER).json()["results"]] == [arrived["nomor"]]
    assert call.post("warga/cari/", {"cari": NUMBER}).json()["cara"] == "slip"


def test_a_code_is_not_looked_for_in_an_address(arrived, siti):
    response = caller(siti).read("keluhan/", q=arrived["kode_lacak"])
    assert response.status_code == 400 or response.json()["results"] == []


def test_the_receipt_names_both_numbers(arrived, siti_web, siti, now):
    page = siti_web.get(f"/keluhan/{arrived['id']}/tanda-terima/").content.decode()
    assert NUMBER in page and arrived["nomor"] in page
    other = cases.a_keluhan(siti, now, nik=cases.NIK_MAN, nama="Bahen", no_kk="")
    assert "Nomor sementara" not in siti_web.get(f"/keluhan/{other.pk}/tanda-terima/").content.decode()
