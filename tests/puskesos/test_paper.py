"""Blank sheets with a serial, and copying one of them: once only."""

import pytest

from puskesos import paper
from puskesos.models import FormulirKertas, Keluhan, Riwayat
from puskesos.numbering import new_serial, new_uuid7, normalise_serial
from tests.people import KALAMPANGAN, PAHANDUT, RAKUMPIT
from tests.puskesos.typed import BABY, typed

COPY = "/formulir-kertas/catat/"


@pytest.fixture
def sheet(siti, now):
    return paper.print_sheets(by=siti, now=now, wilayah=KALAMPANGAN, jumlah=1)[0]


def copied(web, seri, **changes):
    body = typed(**{"tanggal_lahir_0": None, "tanggal_lahir_1": None, "tanggal_lahir_2": None, **changes})
    return web.post(COPY, body | {"seri": seri, "tanggal_0": "20", "tanggal_1": "11", "tanggal_2": "2026"})


def test_sheets_are_printed_with_a_serial_and_a_code_each(siti_web, siti):
    page = siti_web.post("/formulir-kertas/", {"wilayah": KALAMPANGAN, "jumlah": "3"}).content.decode()
    rows = FormulirKertas.objects.all()
    assert len(rows) == 3 and all(row.seri in page for row in rows)
    assert page.count("<svg viewBox") >= 3 and page.count("sheet-boxes") >= 6
    assert "Belum disalin" in siti_web.get("/formulir-kertas/").content.decode()


def test_a_tksk_copies_a_sheet_and_the_serial_is_gone(tono, tono_web, now):
    row = paper.print_sheets(by=tono, now=now, wilayah=RAKUMPIT, jumlah=1)[0]
    place = next(iter(tono.kelurahan_codes))
    assert row.seri in tono_web.get(f"{COPY}?seri={row.seri}").content.decode()
    response = copied(tono_web, row.seri.lower().replace("-", " "), kelurahan=place)
    keluhan = Keluhan.objects.get()
    assert response["Location"] == f"/keluhan/{keluhan.pk}/tanda-terima/"
    row.refresh_from_db()
    assert (row.keluhan_id, row.dipakai_oleh_id) == (keluhan.pk, tono.petugas_id)
    assert keluhan.dicatat_di_lapangan.date().isoformat() == "2026-11-20"
    assert row.seri in Riwayat.objects.get(keluhan=keluhan, jenis="CATATAN").catatan
    again = copied(tono_web, row.seri, kelurahan=place, **BABY)
    assert (again.status_code, "sudah disalin" in again.content.decode()) == (422, True)
    assert Keluhan.objects.count() == 1


def test_the_same_page_sent_twice_is_one_keluhan(siti_web, sheet):
    id = new_uuid7()
    first, again = copied(siti_web, sheet.seri, id=id), copied(siti_web, sheet.seri, id=id)
    assert first["Location"] == again["Location"]
    assert Keluhan.objects.count() == 1


@pytest.mark.parametrize(
    ("seri", "words"),
    [("", "Isi nomor seri"), ("7K3Q", "8 huruf"), ("AAAA-AAAB", "tidak cocok"), ("baru", "belum pernah dicetak")],
)
def test_a_serial_that_is_none_is_said_at_its_field(siti_web, sheet, seri, words):
    page = copied(siti_web, new_serial() if seri == "baru" else seri)
    assert page.status_code == 422
    assert words in page.content.decode() and "Halimah" in page.content.decode()
    assert not Keluhan.objects.exists()


def test_what_is_wrong_on_the_sheet_is_said_and_the_serial_stays(siti_web, sheet):
    page = copied(siti_web, sheet.seri, nik="123", ringkasan="")
    assert page.status_code == 422 and "NIK" in page.content.decode()
    sheet.refresh_from_db()
    assert sheet.keluhan_id is None


def test_what_the_online_page_would_have_asked_is_noted(siti_web, siti, now):
    rows = paper.print_sheets(by=siti, now=now, wilayah=KALAMPANGAN, jumlah=2)
    for row in rows:
        assert copied(siti_web, row.seri, **BABY).status_code == 302
    assert "Mungkin sudah terdaftar" in Riwayat.objects.filter(jenis="CATATAN").order_by("at", "id").last().catatan


@pytest.mark.parametrize(("wilayah", "jumlah"), [(PAHANDUT, "1"), (KALAMPANGAN, "0"), (KALAMPANGAN, "51"), ("x", "1")])
def test_other_places_and_odd_numbers_are_refused(siti_web, wilayah, jumlah):
    assert siti_web.post("/formulir-kertas/", {"wilayah": wilayah, "jumlah": jumlah}).status_code == 422
    assert not FormulirKertas.objects.exists()


def test_a_serial_is_read_as_people_write_it():
    seri = new_serial()
    assert normalise_serial(seri.lower().replace("-", "")) == normalise_serial(f" {seri} ") == seri
    assert normalise_serial(seri.replace("0", "O").replace("1", "I")) == seri
