"""Lists beside their pages: taken out as a file, with a reason and on record; and kept filters, each person's own."""

import hashlib
import io
import re
import zipfile
from datetime import date, timedelta
from xml.sax.saxutils import unescape

import pytest
from django.utils.timezone import localdate

from puskesos import exporting, saved_filters, spreadsheet
from puskesos.models import Jejak, Keluhan, Saringan
from puskesos.refusals import MissingFact, NotAllowed, Refused
from tests.cases import NIK_MAN, NIK_WOMAN, a_keluhan, forwarded, without_nik

DAY, FIRST_DAY = "2", date(1899, 12, 30)  # the format of a day, and the day from which a sheet counts
GIVEN = {"alasan": "RAPAT", "catatan": ""}


def lines(content):
    """The rows of texts and days in the file; nothing in it may be anything else."""
    book = zipfile.ZipFile(io.BytesIO(content))
    sheet, shared = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings"))
    texts = [unescape(text) for text in re.findall(r"<t[^>]*>([^<]*)</t>", shared)]
    rows = re.findall(r"<row.*?</row>", sheet, re.S)
    assert not re.search(r"<f>|hyperlink", sheet)
    cells = [re.findall(r'<c r="[A-Z]+\d+"(?: s="(\d)")?( t="s")?><v>(\d+)</v></c>', row) for row in rows]
    assert sheet.count("<c ") == sum(map(len, cells))
    assert {style for row in cells for style, text, _ in row if not text} <= {DAY}
    return [[texts[int(at)] if text else FIRST_DAY + timedelta(int(at)) for _, text, at in row] for row in cells]


# --- the file ------------------------------------------------------------------------------------------------------
def test_what_a_person_typed_is_never_a_formula(now):
    evil = ["=1+1", '=HYPERLINK("http://x")', "+62", "@SUM(A1)", "-2", "http://x.example", "6271011708900003", "<b>&"]
    content = spreadsheet.workbook(sheet="Kasus", facts=["=1"], head=[("Nama", 10)], rows=[[text] for text in evil])
    assert lines(content) == [["=1"], ["Nama"], *[[text] for text in evil]]


def test_back_office_takes_out_the_list_it_sees(cast, budi_web, now):
    mine = a_keluhan(cast.siti, now, nama="=Halimah")
    a_keluhan(cast.rahmat, now, nik=NIK_MAN, no_kk="", nama="Bukan Kalampangan")
    asked = budi_web.get("/kasus/unduh/?giliran=semua").content.decode()
    assert "1 kasus menurut saringan" in asked
    answer = budi_web.post("/kasus/unduh/?giliran=semua", GIVEN)
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats") and answer["Cache-Control"] == "no-store"
    told = lines(answer.content)
    assert [row[:2] for row in told[5:]] == [[mine.nomor, "=Halimah"]]
    assert "Diunduh Budi Santoso" in told[1][0] and "Bahan rapat koordinasi" in told[2][0]
    flat = str(told)
    assert "Bukan Kalampangan" not in flat and NIK_WOMAN not in flat and "81234567890" not in flat
    row = Jejak.objects.get(aksi="EKSPOR")
    assert row.rincian["sidik"] == hashlib.sha256(answer.content).hexdigest()
    assert (row.rincian["jumlah"], row.rincian["ids"], row.rincian["alasan"]) == (1, [str(mine.pk)], "RAPAT")
    assert row.rincian["saringan"] == "giliran=semua"


def test_the_filters_of_the_page_hold_for_the_file(cast, budi_web, now):
    a_keluhan(cast.siti, now)
    other = a_keluhan(cast.siti, now, sheet=without_nik(nama="Bawi", subkategori="ALAT_BANTU", layanan="L05"))
    told = lines(budi_web.post("/kasus/unduh/?giliran=semua&jenis=ALAT_BANTU", GIVEN).content)
    assert [row[1] for row in told[5:]] == [other.klien.nama]
    assert budi_web.post("/kasus/unduh/?giliran=keluarga", GIVEN).status_code == 422  # nothing there


def test_the_name_in_a_secret_case_stays_in_the_house(cast, koor_web, now):
    a_keluhan(cast.siti, now, rahasia=True)
    told = lines(koor_web.post("/kasus/unduh/?giliran=semua", GIVEN).content)
    assert told[5][1] == "(rahasia)" and "Halimah" not in str(told) and "003" not in told[5]


@pytest.mark.parametrize("name", ["siti", "bulurah", "fitri", "joko", "hendra", "adi", "pia"])
def test_who_may_not_take_lists_out_sees_no_button_and_gets_none(cast, now, name):
    a_keluhan(cast.siti, now)
    web = getattr(cast, f"{name}_web")
    for address in ("/kasus/unduh/", "/antrean/unduh/"):
        assert web.get(address).status_code == 403
        assert web.post(address, GIVEN).status_code == 403
    assert "Unduh Excel" not in web.get("/kasus/").content.decode()
    with pytest.raises(NotAllowed):
        exporting.export(by=getattr(cast, name), now=now, daftar="kasus", cases=Keluhan.objects.all(), **GIVEN)
    assert not Jejak.objects.filter(aksi="EKSPOR").exists()


def test_a_reason_is_needed(cast, budi_web, now):
    a_keluhan(cast.siti, now)
    for typed in ({}, {"alasan": "IKLAN"}, {"alasan": "LAIN", "catatan": " "}):
        assert budi_web.post("/kasus/unduh/", typed).status_code == 422
    cases = Keluhan.objects.visible_to(cast.budi)
    for alasan in ("", "LAIN"):
        with pytest.raises(MissingFact):
            exporting.export(by=cast.budi, now=now, daftar="kasus", cases=cases, alasan=alasan)
    assert not Jejak.objects.filter(aksi="EKSPOR").exists()


def test_many_rows_need_the_manajer_and_very_many_nobody_takes(cast, now, monkeypatch):
    monkeypatch.setattr(exporting, "FEW", 1)
    monkeypatch.setattr(exporting, "MOST", 2)
    for nama in ("Aluh", "Bawi"):
        forwarded(cast, now, sheet=without_nik(nama=nama))
    address = "/antrean/unduh/?tab=triase"
    asked = cast.dewi_web.get(address).content.decode()
    assert "lebih dari 1 kasus" in asked and 'name="alasan"' not in asked  # no form that could only be refused
    refused = cast.dewi_web.post(address, GIVEN)
    assert refused.status_code == 422 and "minta manajer mengunduhnya" in refused.content.decode()
    assert len(lines(cast.maya_web.post(address, GIVEN).content)) == 7
    forwarded(cast, now, sheet=without_nik(nama="Citra"))
    with pytest.raises(Refused, match=r"lebih dari 2 baris\. Persempit saringannya\.$"):
        exporting.export(by=cast.maya, now=now, daftar="antrean", cases=Keluhan.objects.visible_to(cast.maya), **GIVEN)


def test_the_queue_offers_it_with_its_filters(cast, dewi_web, now):
    forwarded(cast, now)
    for headers in ({}, {"HX-Request": "true", "HX-Target": "list"}):  # narrowed without leaving the page, too
        page = dewi_web.get("/antrean/?tab=triase&prioritas=NORMAL", headers=headers).content.decode()
        assert page.count('href="/antrean/unduh/?tab=triase&amp;prioritas=NORMAL') == 1
        assert page.count('href="/saringan/antrean/?tab=triase&amp;prioritas=NORMAL') == 1
    assert dewi_web.post("/antrean/unduh/?tab=triase&prioritas=DARURAT", GIVEN).status_code == 422
    assert len(lines(dewi_web.post("/antrean/unduh/?tab=triase&prioritas=NORMAL", GIVEN).content)) == 6


# --- kept filters --------------------------------------------------------------------------------------------------
def test_a_filter_is_kept_chosen_and_thrown_away(cast, dewi_web, maya_web, now):
    forwarded(cast, now)
    page = dewi_web.get("/antrean/?tab=triase&prioritas=NORMAL&wilayah=62.71.04").content.decode()
    assert "Simpan saringan" in page
    address = "/saringan/antrean/?tab=triase&prioritas=NORMAL&wilayah=62.71.04&cursor=abc&nama=Halimah"
    assert "Simpan saringan yang sekarang" in dewi_web.get(address).content.decode()
    saved = dewi_web.post(address, {"nama": "Sabangau biasa"})
    assert saved.url == "/antrean/?tab=triase&wilayah=62.71.04&prioritas=NORMAL"
    assert dewi_web.get(saved.url).status_code == 200
    mine = dewi_web.get("/saringan/antrean/").content.decode()
    assert "Sabangau biasa" in mine and "/antrean/?tab=triase&amp;wilayah=62.71.04&amp;prioritas=NORMAL" in mine
    assert "Sabangau biasa" not in maya_web.get("/saringan/antrean/").content.decode()
    row = Saringan.objects.get()
    assert maya_web.post(f"/saringan/antrean/{row.pk}/hapus/").status_code == 404
    assert dewi_web.post(f"/saringan/antrean/{row.pk}/hapus/").status_code == 302
    assert not Saringan.objects.exists()


def test_the_same_name_again_replaces_it(cast, budi_web):
    for umur in ("7", "14"):
        assert budi_web.post(f"/saringan/kasus/?umur={umur}", {"nama": "Lama"}).status_code == 302
    assert [one.kueri for one in saved_filters.own(cast.budi, "kasus")] == ["umur=14"]


def test_nothing_to_keep_too_many_and_too_long_are_said(cast, budi_web, monkeypatch):
    monkeypatch.setattr(saved_filters, "MOST", 1)
    assert budi_web.post("/saringan/kasus/?giliran=semua", {"nama": "Kosong"}).status_code == 422
    assert budi_web.post("/saringan/kasus/?umur=7", {"nama": ""}).status_code == 422
    assert budi_web.post("/saringan/kasus/?umur=7", {"nama": "x" * 41}).status_code == 422
    assert budi_web.post(f"/saringan/kasus/?umur={'7' * 500}", {"nama": "Panjang"}).status_code == 422
    assert budi_web.post("/saringan/kasus/?umur=7", {"nama": "Satu"}).status_code == 302
    full = budi_web.post("/saringan/kasus/?umur=7", {"nama": "Dua"})
    assert full.status_code == 422 and "Hapus yang tidak dipakai" in full.content.decode()
    assert [one.nama for one in saved_filters.own(cast.budi, "kasus")] == ["Satu"]


def test_only_lists_one_sees(siti_web, budi_web, joko_web):
    assert budi_web.get("/saringan/kasus/").status_code == 200
    assert budi_web.get("/saringan/antrean/").status_code == 403
    assert budi_web.get("/saringan/warga/").status_code == 404
    assert joko_web.get("/saringan/kasus/").status_code == 403
    assert siti_web.get("/saringan/kasus/").status_code == 200


def test_a_deadline_is_a_day_a_pause_or_nothing(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    made = exporting.export(by=cast.koor, now=now + timedelta(hours=1), daftar="kasus", **GIVEN,
                            cases=Keluhan.objects.visible_to(cast.koor))  # fmt: skip
    assert made.name == "kasus-20261123-1000.xlsx" and made.rows == 1
    row = lines(made.content)[5]  # real days, so that the sheet can be sorted by them
    assert (row[8], row[10]) == (localdate(keluhan.tenggat), localdate(keluhan.diterima_pada))
