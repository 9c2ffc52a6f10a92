"""Loading the reference data: again and again, and never over what a person decided."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

import puskesos.reference
import rujukan.reference
from puskesos import catalogue
from puskesos.models import (
    HariLibur,
    Instansi,
    Jejak,
    JenisLayanan,
    LayananInstansi,
    Persyaratan,
    Program,
    Puskesos,
    Sinonim,
    StandarLayanan,
    Subkategori,
    Wilayah,
)
from puskesos.reference import files, hari_libur, loading
from rujukan.models import AturanPengingat

pytestmark = pytest.mark.django_db

PONTIANAK = ZoneInfo("Asia/Pontianak")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=PONTIANAK)


@pytest.fixture
def loaded():
    """The reference data is in the database, as after the first start."""
    load_all(NOW)


def load_all(now):
    return puskesos.reference.load(now), rujukan.reference.load(now)


def changes(now=NOW):
    """What another load changes: {table: Tally}, only tables where something happened."""
    return {tally.name: tally for report in load_all(now) for tally in report.tallies if tally.changes}


def rewritten(monkeypatch, tmp_path, name, old, new):
    """The reference folder with one text of one file replaced."""
    for path in files.FOLDER.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / f"{name}.csv").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / f"{name}.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(files, "FOLDER", tmp_path)


# --- what is there afterwards --------------------------------------------------------------------------------------


def test_the_city_stands_after_one_load(loaded):
    assert Wilayah.objects.filter(tingkat="KECAMATAN").count() == 5
    assert Wilayah.objects.filter(tingkat="KELURAHAN").count() == 30
    assert Puskesos.objects.filter(status="TERBENTUK").count() == 22
    assert JenisLayanan.objects.count() == 23
    assert AturanPengingat.objects.filter(tahap="JAWABAN").count() == 6


def test_the_eight_kelurahan_without_puskesos_have_a_desk(loaded):
    hosted = Puskesos.objects.filter(status="BELUM")
    assert {place.kelurahan.nama: str(place) for place in hosted} == {
        "Banturung": "Puskesos Tangkiling",
        "Sei Gohong": "Puskesos Tangkiling",
        "Kanarakan": "Puskesos Tangkiling",
        "Petuk Katimpun": "Puskesos Bukit Tunggal",
        "Petuk Bukit": "Meja TKSK Kecamatan Rakumpit",
        "Panjehang": "Meja TKSK Kecamatan Rakumpit",
        "Mungku Baru": "Meja TKSK Kecamatan Rakumpit",
        "Bukit Sua": "Meja TKSK Kecamatan Rakumpit",
    }
    assert str(Puskesos.objects.get(kelurahan__nama="Kalampangan")) == "Puskesos Kalampangan"
    assert catalogue.hosted_by("62.71.02.1004") == {"62.71.02.1003", "62.71.02.1005", "62.71.02.1006"}


def test_cells_arrive_as_what_they_mean(loaded):
    kanarakan = Wilayah.objects.get(nama="Kanarakan")
    assert (kanarakan.akses, kanarakan.ada_sinyal) == ("SUNGAI", False)
    assert (kanarakan.petak_kolom, kanarakan.petak_baris) == (2, 2)
    assert Wilayah.objects.get(kode="62.71").lat is None
    assert Program.objects.get(kode="PBI_JK").desil_maks == 5
    assert Program.objects.get(kode="RASTRA").aktif is False
    assert Subkategori.objects.get(kode="KEKERASAN").rahasia is True
    assert [agency.kode for agency in catalogue.agencies_for("L01")] == ["BPJS_KES", "DINSOS"]


def test_requirements_follow_the_day_the_case_was_registered(loaded):
    def asked(day):
        return {row.jenis_berkas_id: row.wajib for row in catalogue.requirements("L01", day)}

    assert asked(date(2026, 2, 17))["SKTM"] == "WAJIB"
    assert asked(date(2026, 2, 18))["SKTM"] == "BILA_ADA"


# --- again ---------------------------------------------------------------------------------------------------------


def test_a_second_load_changes_nothing_and_leaves_no_trace(loaded):
    traces = Jejak.objects.count()
    assert changes() == {}
    assert Jejak.objects.count() == traces


def test_a_load_that_changes_something_leaves_one_trace(loaded):
    Sinonim.objects.filter(kata="dtks").delete()
    assert list(changes()) == ["sinonim"]
    trace = Jejak.objects.latest("id")
    assert (trace.aksi, trace.peran, trace.rincian) == ("REFERENSI", "SISTEM", {"sinonim": 1})


def test_a_corrected_file_corrects_the_rows_nobody_edited(loaded, monkeypatch, tmp_path):
    rewritten(monkeypatch, tmp_path, "program", "Rp200.000 per bulan", "Rp250.000 per bulan")
    assert changes()["program"].changed == 1
    assert "Rp250.000" in Program.objects.get(kode="SEMBAKO").besaran


@pytest.mark.parametrize(
    ("model", "where", "edit"),
    [
        (Wilayah, {"kode": "62.71.05.1007"}, {"akses": "JALAN"}),
        (Puskesos, {"kelurahan_id": "62.71.02.1003"}, {"status": "TERBENTUK"}),
        (Instansi, {"kode": "DISDIK"}, {"email": "piket@disdik.contoh"}),
        (JenisLayanan, {"kode": "L01"}, {"batas_hasil_hari": 3}),
        (Persyaratan, {"layanan_id": "L01", "jenis_berkas_id": "SKTM", "berlaku_sampai": None}, {"wajib": "WAJIB"}),
        (StandarLayanan, {"langkah": "VERIFIKASI", "prioritas": "NORMAL"}, {"jumlah": 5}),
        (HariLibur, {"tanggal": date(2026, 12, 24)}, {"aktif": False}),
        (AturanPengingat, {"kode": "JAWABAN-2"}, {"nilai": 70}),
    ],
    ids=lambda part: part.__name__ if isinstance(part, type) else "",
)
def test_what_a_person_edited_stays_and_what_drifted_does_not(loaded, model, where, edit):
    row = model.objects.filter(**where)
    original = row.values(*edit).get()
    pk = row.get().pk
    model.objects.filter(pk=pk).update(**edit)
    assert sum(tally.changed for tally in changes().values()) == 1
    assert model.objects.filter(pk=pk).values(*edit).get() == original

    model.objects.filter(pk=pk).update(**edit, disunting_pada=NOW)
    tallies = [tally for report in load_all(NOW) for tally in report.tallies]
    assert [tally.kept for tally in tallies if tally.kept or tally.changes] == [1]
    assert model.objects.filter(pk=pk).values(*edit).get() == edit


def test_agencies_that_people_arranged_for_a_service_stay(loaded):
    LayananInstansi.objects.filter(layanan="L01", instansi="DINSOS").delete()
    assert changes() == {}
    LayananInstansi.objects.filter(layanan="L01").delete()
    assert changes()["layanan_instansi"].new == 2


def test_a_row_that_people_added_stays(loaded):
    Instansi.objects.create(kode="RS_BARU", nama="RS Baru", jenis="LKS")
    assert changes() == {}
    assert Instansi.objects.filter(kode="RS_BARU").exists()


# --- holidays ------------------------------------------------------------------------------------------------------


def test_holidays_of_three_years_with_cuti_bersama_marked(loaded):
    assert set(HariLibur.objects.values_list("tanggal__year", flat=True)) == {2026, 2027, 2028}
    natal, cuti = HariLibur.objects.get(tanggal="2026-12-25"), HariLibur.objects.get(tanggal="2026-12-24")
    assert (natal.jenis, natal.nama) == ("NASIONAL", "Hari Raya Natal")
    assert (cuti.jenis, cuti.nama) == ("CUTI_BERSAMA", "Cuti Bersama Hari Raya Natal")
    calendar = catalogue.calendar()
    assert not calendar.is_workday(date(2026, 12, 24)) and calendar.is_workday(date(2026, 12, 23))


def test_the_years_follow_the_citys_calendar_not_utc(loaded):
    # 31 December 2026, 18:00 UTC is already 1 January 2027 in Palangka Raya.
    load_all(datetime(2026, 12, 31, 18, 0, tzinfo=UTC))
    assert HariLibur.objects.filter(tanggal__year=2029).exists()


def test_a_day_the_library_withdrew_goes_unless_a_person_holds_it(loaded, monkeypatch):
    withdrawn, held = date(2027, 3, 10), date(2027, 3, 11)
    HariLibur.objects.filter(tanggal=held).update(nama="Menurut SKB", disunting_pada=NOW)
    real = hari_libur.from_library

    def without_idul_fitri(day):
        return {tanggal: row for tanggal, row in real(day).items() if tanggal not in {withdrawn, held}}

    monkeypatch.setattr(hari_libur, "from_library", without_idul_fitri)
    assert changes()["hari_libur"].removed == 1
    assert not HariLibur.objects.filter(tanggal=withdrawn).exists()
    assert HariLibur.objects.get(tanggal=held).nama == "Menurut SKB"


def test_days_of_other_years_and_of_people_are_not_the_librarys_to_remove(loaded):
    HariLibur.objects.create(tanggal="2026-07-17", nama="Hari jadi kota", jenis="DAERAH", sumber="Keputusan Wali Kota")
    HariLibur.objects.create(tanggal="2025-05-01", nama="Lama", jenis="NASIONAL", sumber=hari_libur.SOURCE)
    assert changes() == {}
    assert HariLibur.objects.filter(tanggal__in=["2026-07-17", "2025-05-01"]).count() == 2


def test_our_correction_file_wins_over_the_library(loaded, monkeypatch, tmp_path):
    head = "tanggal,nama,jenis,aktif,sumber\n"
    called_off = "2026-12-24,Cuti bersama dibatalkan,CUTI_BERSAMA,tidak,SKB perubahan\n"
    of_the_city = "2026-07-17,Hari jadi kota,DAERAH,ya,Surat edaran\n"
    assert not catalogue.calendar().is_workday(date(2026, 12, 24))
    rewritten(monkeypatch, tmp_path, "hari_libur", head, head + called_off + of_the_city)
    assert (changes()["hari_libur"].changed, changes()) == (1, {})
    assert catalogue.calendar().is_workday(date(2026, 12, 24))
    assert not catalogue.calendar().is_workday(date(2026, 7, 17))


def test_missing_cuti_bersama_of_next_year_is_said_after_1_november(loaded):
    eve = datetime(2027, 11, 1, 9, 0, tzinfo=PONTIANAK)
    assert puskesos.reference.load(eve).warnings == []
    (warning,) = puskesos.reference.load(eve + timedelta(days=1)).warnings
    assert "Cuti bersama 2028 belum ada" in warning
    HariLibur.objects.create(tanggal="2028-12-26", nama="Cuti bersama Natal", jenis="CUTI_BERSAMA", disunting_pada=NOW)
    assert puskesos.reference.load(eve + timedelta(days=1)).warnings == []


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_did(loaded):
    Sinonim.objects.filter(kata__in=["dtks", "bdt"]).delete()
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "sinonim            baru   2, diubah   0" in out.getvalue()
    assert out.getvalue().endswith("\n2 perubahan.\n")
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert out.getvalue().endswith("\n0 perubahan.\n")


def test_the_command_is_silent_when_asked(loaded):
    out = StringIO()
    call_command("load_reference", stdout=out, verbosity=0)
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("standar_layanan", "NORMAL,2,HARI_KERJA", "NORMAL,dua,HARI_KERJA", "standar_layanan.csv, kolom jumlah: “dua”"),
        ("urgensi", ",DARURAT,", ",GAWAT,", "urgensi.csv, kolom prioritas: “GAWAT”"),
        ("jenis_berkas", "KTP,KTP,tidak", "KTP,KTP,bukan", "jenis_berkas.csv, kolom rahasia: “bukan”"),
        ("persyaratan", "2025-02-05", "2025-02-30", "persyaratan.csv, kolom berlaku_mulai: “2025-02-30”"),
        ("sektor", "nama,resmi", "nama,formal", "sektor.csv: kolom “formal”"),
        ("aturan_pengingat", "PERSEN,50", "PERSEN,separuh", "aturan_pengingat.csv, kolom nilai: “separuh”"),
        ("subkategori", "SOSIAL_EKONOMI,L04", "SOSIAL_EKONOMI,L99", "L99"),
    ],
)
def test_a_mistake_in_one_file_changes_nothing_and_is_named(loaded, monkeypatch, tmp_path, name, old, new, said):
    rewritten(monkeypatch, tmp_path, name, old, new)
    early = tmp_path / "program.csv"
    early.write_text(early.read_text(encoding="utf-8").replace("Rp200.000", "Rp1"), encoding="utf-8")
    with pytest.raises(CommandError, match=re.escape(said)):
        call_command("load_reference", stdout=StringIO())
    assert "Rp200.000" in Program.objects.get(kode="SEMBAKO").besaran


def test_two_loaders_take_turns(loaded):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [loading.LOCK])
            assert cursor.fetchone() == (False,)  # the load above holds it until its transaction ends
    finally:
        other.close()
