"""The reference files agree with themselves and with the public facts; no database needed (domain §4, §5, §6.1)."""

import csv
import re
from collections import Counter
from datetime import date
from itertools import combinations, pairwise

import pytest

from puskesos.models import katalog, wilayah
from puskesos.reference import files
from puskesos.workflow import STANDARD

NAMES = sorted(path.stem for path in files.FOLDER.glob("*.csv"))
KEYS = {
    "alasan": ("kelompok", "kode"),
    "hari_libur": ("tanggal",),
    "persyaratan": ("layanan", "jenis_berkas", "nama", "berlaku_mulai"),
    "kop_surat": ("unit", "berlaku_mulai"),
    "puskesos": ("kelurahan",),
    "sinonim": ("kata",),
    "standar_layanan": ("langkah", "prioritas"),
    "teks_surat": ("jenis", "tingkat", "berlaku_mulai"),
}
# (file, column) → file whose `kode` it names; list cells are taken apart.
REFERENCES = {
    ("wilayah", "induk"): "wilayah",
    ("puskesos", "kelurahan"): "wilayah",
    ("puskesos", "pengampu"): "wilayah",
    ("subkategori", "sektor"): "sektor",
    ("subkategori", "layanan"): "layanan",
    ("layanan", "sektor"): "sektor",
    ("layanan", "program"): "program",
    ("layanan", "instansi"): "instansi",
    ("program", "sektor"): "sektor",
    ("program", "eksklusif_dengan"): "program",
    ("persyaratan", "layanan"): "layanan",
    ("persyaratan", "jenis_berkas"): "jenis_berkas",
}
CHOICES = {
    ("wilayah", "tingkat"): wilayah.Wilayah.Tingkat,
    ("wilayah", "akses"): wilayah.Wilayah.Akses,
    ("puskesos", "status"): wilayah.Puskesos.Status,
    ("program", "tingkat"): katalog.Tingkat,
    ("instansi", "jenis"): katalog.Instansi.Jenis,
    ("layanan", "tingkat"): katalog.JenisLayanan.TingkatLayanan,
    ("subkategori", "kategori"): katalog.Kategori,
    ("persyaratan", "wajib"): katalog.Persyaratan.Wajib,
    ("standar_layanan", "satuan"): katalog.StandarLayanan.Satuan,
    ("standar_layanan", "prioritas"): katalog.Prioritas,
    ("alasan", "kelompok"): katalog.Alasan.Kelompok,
    ("urgensi", "prioritas"): katalog.Prioritas,
}
YES_NO = {
    "wilayah": ["ada_sinyal"],
    "puskesos": ["percontohan"],
    "ppks": ["anak", "kesehatan", "rahasia"],
    "sektor": ["resmi"],
    "subkategori": ["rahasia"],
    "layanan": ["perlu_kunjungan", "rahasia", "spm"],
    "program": ["aktif"],
    "instansi": ["terverifikasi"],
    "jenis_berkas": ["rahasia"],
    "urgensi": ["rahasia"],
    "hari_libur": ["aktif"],
}
PPKS = """Anak Balita Terlantar; Anak Terlantar; Anak yang Berhadapan dengan Hukum (ABH); Anak Jalanan;
Anak dengan Kedisabilitasan (ADK); Anak yang Menjadi Korban Tindak Kekerasan atau Diperlakukan Salah;
Anak yang Memerlukan Perlindungan Khusus (AMPK); Lanjut Usia Terlantar; Penyandang Disabilitas; Tuna Susila;
Gelandangan; Pengemis; Pemulung; Kelompok Minoritas; Bekas Warga Binaan Lembaga Pemasyarakatan (BWBLP);
Orang dengan HIV/AIDS (ODHA); Korban Penyalahgunaan NAPZA; Korban Trafficking; Korban Tindak Kekerasan;
Pekerja Migran Bermasalah Sosial (PMBS); Korban Bencana Alam; Korban Bencana Sosial;
Perempuan Rawan Sosial Ekonomi (PRSE); Fakir Miskin; Keluarga Bermasalah Sosial Psikologis;
Komunitas Adat Terpencil (KAT)"""


def by_code(name):
    return {row["kode"]: row for row in files.rows(name)}


def kelurahan():
    return [row for row in files.rows("wilayah") if row["tingkat"] == "KELURAHAN"]


def requirements(layanan, day):
    """Names and duty of what a service asks on a day."""
    return {
        row["jenis_berkas"]: row["wajib"]
        for row in files.rows("persyaratan")
        if row["layanan"] == layanan and row["berlaku_mulai"] <= day <= (row["berlaku_sampai"] or "9999")
    }


# --- every file ----------------------------------------------------------------------------------------------------


def test_the_readme_names_every_file_and_no_other():
    text = (files.FOLDER / "README.md").read_text(encoding="utf-8")
    assert sorted(set(re.findall(r"`(\w+)\.csv`", text))) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_unique(name):
    columns = KEYS.get(name, ("kode",))
    keys = [tuple(row[column] for column in columns) for row in files.rows(name)]
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert all(all(key) for key in keys)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"hari_libur"}))
def test_no_name_or_label_is_empty(name):
    required = {"nama", "kata", "istilah", "judul", "isi", "ringkas", "produk", "alasan", "sumber", "sasaran"}
    rows = files.rows(name)
    assert rows
    assert [row for row in rows if any(not row[column] for column in required & set(row))] == []


@pytest.mark.parametrize(("name", "column"), REFERENCES)
def test_references_between_files_resolve(name, column):
    known = set(by_code(REFERENCES[name, column]))
    used = {code for row in files.rows(name) for code in files.items(row[column])}
    assert used and used <= known


@pytest.mark.parametrize(("name", "column"), CHOICES)
def test_choices_are_those_of_the_models(name, column):
    assert {row[column] for row in files.rows(name)} <= set(CHOICES[name, column].values)


@pytest.mark.parametrize("name", YES_NO)
def test_yes_and_no_are_written_out(name):
    for row in files.rows(name):
        for column in YES_NO[name]:
            assert row[column] in {"ya", "tidak"}, row


@pytest.mark.parametrize("name", NAMES)
def test_dates_are_real_and_periods_run_forward(name):
    for row in files.rows(name):
        for column in {"tanggal", "berlaku_mulai", "berlaku_sampai"} & set(row):
            assert not row[column] or date.fromisoformat(row[column])
        if row.get("berlaku_mulai") and row.get("berlaku_sampai"):
            assert row["berlaku_mulai"] < row["berlaku_sampai"]


@pytest.mark.parametrize("name", [*NAMES, "README"])
def test_puskesos_is_never_called_puskesmas(name):
    path = next(files.FOLDER.glob(f"{name}.*"))
    text = path.read_text(encoding="utf-8").lower()
    # The health centre may be named as such, and the mistaken word must be findable.
    for allowed in ("puskesmas (fasilitas kesehatan)", "puskesmas sosial,puskesos"):
        text = text.replace(allowed, "")
    assert "puskesmas" not in text


def test_a_semicolon_file_with_byte_order_mark_reads_the_same(tmp_path, monkeypatch):
    expected = files.rows("sektor")
    with open(tmp_path / "sektor.csv", "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, expected[0], delimiter=";")
        writer.writeheader()
        writer.writerows(expected)
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    assert files.rows("sektor") == expected


@pytest.mark.parametrize("line", ["A,B,C", "A"])
def test_a_row_with_too_many_or_too_few_cells_is_refused(line, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    (tmp_path / "x.csv").write_text("kode,nama\nA,B\n", encoding="utf-8")
    assert files.rows("x") == [{"kode": "A", "nama": "B"}]
    (tmp_path / "x.csv").write_text(f"kode,nama\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="jumlah kolom"):
        files.rows("x")


# --- places --------------------------------------------------------------------------------------------------------


def test_the_tree_is_one_city_five_kecamatan_thirty_kelurahan():
    assert Counter(row["tingkat"] for row in files.rows("wilayah")) == {"KOTA": 1, "KECAMATAN": 5, "KELURAHAN": 30}
    for row in files.rows("wilayah"):
        assert row["kode"] == "62.71" or row["induk"] == row["kode"].rpartition(".")[0]
    assert Counter(row["induk"] for row in kelurahan()) == {
        "62.71.01": 6, "62.71.02": 7, "62.71.03": 4, "62.71.04": 6, "62.71.05": 7,
    }  # fmt: skip


def test_only_menteng_and_bereng_bengkel_have_no_bps_code():
    assert {row["nama"] for row in kelurahan() if not row["kode_bps"]} == {"Menteng", "Bereng Bengkel"}
    codes = [row["kode_bps"] for row in kelurahan() if row["kode_bps"]]
    assert len(set(codes)) == 28 and all(re.fullmatch(r"6271\d{6}", code) for code in codes)


def test_codes_postcodes_and_centres_have_the_right_shape():
    for row in kelurahan():
        assert re.fullmatch(r"62\.71\.0[1-5]\.10\d\d", row["kode"])
        assert re.fullmatch(r"73\d{3}", row["kode_pos"])
        assert -2.6 < float(row["lat"]) < -1.5 and 113.5 < float(row["lon"]) < 114.2
    # Approximate areas: the simplified shapes add up to 2,861 km², the official figure is 2,848.7.
    assert 2840 < sum(float(row["luas_km2"]) for row in kelurahan()) < 2880


def test_the_tiles_are_unique_and_neighbours_keep_their_direction():
    tiles = {(int(row["petak_kolom"]), int(row["petak_baris"])): row["nama"] for row in kelurahan()}
    assert len(tiles) == 30
    assert {column for column, _ in tiles} == set(range(6)) and {line for _, line in tiles} == set(range(9))
    inverted = 0
    for a, b in combinations(kelurahan(), 2):
        east = (int(a["petak_kolom"]) - int(b["petak_kolom"])) * (float(a["lon"]) - float(b["lon"]))
        south = (int(a["petak_baris"]) - int(b["petak_baris"])) * (float(b["lat"]) - float(a["lat"]))
        inverted += (east < 0) + (south < 0)
    assert inverted <= 5  # of 870: a cell moved by hand soon breaks more


def test_spelling_variants_lead_to_one_place_per_level():
    for level in ("KOTA", "KECAMATAN", "KELURAHAN"):
        rows = [row for row in files.rows("wilayah") if row["tingkat"] == level]
        spellings = [name.lower() for row in rows for name in [row["nama"], *files.items(row["alias"])]]
        assert len(spellings) == len(set(spellings))
    aliases = {alias: row["nama"] for row in files.rows("wilayah") for alias in files.items(row["alias"])}
    assert aliases["Sebangau"] == "Sabangau" and aliases["Penjehang"] == "Panjehang"
    # The trap: the city's name never leads to kelurahan Palangka.
    assert aliases["Palangkaraya"] == "Kota Palangka Raya"


def test_river_and_signal_reports_stand_with_their_reason():
    noted = {row["nama"]: row for row in kelurahan() if row["akses"] != "JALAN" or row["ada_sinyal"] == "tidak"}
    assert {name for name, row in noted.items() if row["akses"] == "SUNGAI"} == {
        "Kanarakan", "Panjehang", "Petuk Barunai", "Mungku Baru", "Gaung Baru", "Bukit Sua",
    }  # fmt: skip
    assert {name for name, row in noted.items() if row["ada_sinyal"] == "tidak"} == {"Banturung", "Kanarakan"}
    assert all(row["catatan_akses"] for row in noted.values())


def test_twenty_two_puskesos_and_eight_hosted_kelurahan():
    places = by_code("wilayah")
    formed = [row for row in files.rows("puskesos") if row["status"] == "TERBENTUK"]
    hosted = [row for row in files.rows("puskesos") if row["status"] == "BELUM"]
    assert {row["kelurahan"] for row in formed + hosted} == {row["kode"] for row in kelurahan()}
    assert Counter(places[row["kelurahan"][:8]]["nama"] for row in formed) == {
        "Pahandut": 6, "Bukit Batu": 4, "Jekan Raya": 3, "Sabangau": 6, "Rakumpit": 3,
    }  # fmt: skip
    assert {row["nama_kelurahan"] for row in hosted} == {
        "Banturung", "Sei Gohong", "Kanarakan", "Petuk Katimpun",
        "Petuk Bukit", "Panjehang", "Mungku Baru", "Bukit Sua",
    }  # fmt: skip
    assert {row["nama_kelurahan"] for row in formed if row["percontohan"] == "ya"} == {"Pahandut", "Kalampangan"}
    assert all(places[row["kelurahan"]]["nama"] == row["nama_kelurahan"] for row in formed + hosted)


def test_every_hosted_kelurahan_has_a_desk_in_its_own_kecamatan():
    places, rows = by_code("wilayah"), {row["kelurahan"]: row for row in files.rows("puskesos")}
    for kode, row in rows.items():
        if row["status"] == "TERBENTUK":
            assert not row["pengampu"] and not row["nama_meja"]
            continue
        host = places[row["pengampu"]]
        assert kode.startswith(row["pengampu"][:8])
        if host["tingkat"] == "KELURAHAN":
            assert rows[host["kode"]]["status"] == "TERBENTUK"
            assert row["nama_meja"] == f"Puskesos {host['nama']}"
        else:
            assert row["nama_meja"] == f"Meja TKSK Kecamatan {host['nama']}"


# --- catalogue -----------------------------------------------------------------------------------------------------


def test_the_26_ppks_are_those_of_the_decree():
    expected = [" ".join(name.split()) for name in PPKS.split(";")]
    assert [row["nama"] for row in files.rows("ppks")] == expected
    assert [row["kode"] for row in files.rows("ppks")] == [f"PPKS{n:02}" for n in range(1, 27)]
    secret = {row["kode"] for row in files.rows("ppks") if row["rahasia"] == "ya"}
    assert secret == {f"PPKS{n:02}" for n in (3, 6, 7, 10, 14, 15, 16, 17, 18, 19, 25)}
    assert {row["kode"] for row in files.rows("ppks") if row["anak"] == "ya"} == {f"PPKS{n:02}" for n in range(1, 8)}


def test_nine_official_sectors_and_four_of_our_own():
    assert Counter(row["resmi"] for row in files.rows("sektor")) == {"ya": 9, "tidak": 4}


def test_the_23_services_each_know_where_to_go():
    services = by_code("layanan")
    assert list(services) == [f"L{n:02}" for n in range(1, 24)]
    for row in services.values():
        assert files.items(row["instansi"]) or row["tingkat"] == "PUSKESOS"
        assert 1 <= int(row["batas_hasil_hari"]) <= 60
        assert row["ringkas"].startswith("Untuk ") and row["ringkas"].endswith(".")


def test_every_service_can_be_reached_from_a_kind_of_complaint():
    assert {row["layanan"] for row in files.rows("subkategori")} == set(by_code("layanan"))
    assert {row["sektor"] for row in files.rows("subkategori")} == set(by_code("sektor"))


def test_violence_children_and_drugs_are_secret_from_the_start():
    kinds = by_code("subkategori")
    assert all(kinds[code]["rahasia"] == "ya" for code in ("KEKERASAN", "ANAK_TERLANTAR", "NAPZA", "BANTUAN_DIPOTONG"))
    assert kinds["BELUM_DTSEN"]["rahasia"] == "tidak"
    assert by_code("layanan")["L18"]["rahasia"] == "ya"
    files_kept = by_code("jenis_berkas")
    assert files_kept["SURAT_MEDIS"]["rahasia"] == "ya" and files_kept["KK"]["rahasia"] == "tidak"


def test_services_without_papers_are_those_meant_to_be():
    assert set(by_code("layanan")) - {row["layanan"] for row in files.rows("persyaratan")} == {"L18", "L22"}


def test_the_neglected_are_never_turned_away_for_papers():
    assert set(requirements("L13", "2026-11-23").values()) == {"BILA_ADA"}
    assert set(requirements("L12", "2026-11-23").values()) == {"BILA_ADA"}


def test_reactivation_asked_for_sktm_until_february_2026():
    before, after = requirements("L01", "2026-02-17"), requirements("L01", "2026-02-18")
    assert before["SKTM"] == "WAJIB" and after["SKTM"] == "BILA_ADA"
    assert before["SURAT_MEDIS"] == after["SURAT_MEDIS"] == "WAJIB"


def test_versions_of_a_requirement_neither_overlap_nor_leave_a_gap():
    rows = files.rows("persyaratan")
    versions = {}
    for row in sorted(rows, key=lambda row: row["berlaku_mulai"]):
        versions.setdefault((row["layanan"], row["jenis_berkas"], row["nama"]), []).append(row)
    steps = [pair for found in versions.values() for pair in pairwise(found)]
    assert {first["layanan"] for first, _ in steps} == {"L01"}
    for first, second in steps:
        assert (date.fromisoformat(second["berlaku_mulai"]) - date.fromisoformat(first["berlaku_sampai"])).days == 1
    for code in by_code("layanan"):
        order = [row["urutan"] for row in rows if row["layanan"] == code and not row["berlaku_sampai"]]
        assert order == [str(n) for n in range(1, len(order) + 1)]


def test_only_dinas_sosial_has_a_real_address():
    mail = {row["kode"]: row["email"] for row in files.rows("instansi")}
    assert mail.pop("DINSOS") == "dinsos@palangkaraya.go.id"
    assert all(address.endswith("@contoh.invalid") for address in mail.values())
    assert not any(row["telepon"] for row in files.rows("instansi"))
    assert by_code("instansi")["BPJS_KES"]["nama"] == "BPJS Kesehatan Cabang Palangka Raya"


def test_programmes_carry_no_running_promise_after_they_ended():
    for row in files.rows("program"):
        if row["berlaku_sampai"] and row["berlaku_sampai"] < "2026-11-23":
            assert row["aktif"] == "tidak"
        assert not row["desil_maks"] or 1 <= int(row["desil_maks"]) <= 10
    assert by_code("program")["KHBS"]["eksklusif_dengan"] == "PKH|SEMBAKO"
    assert by_code("program")["RASTRA"]["aktif"] == "tidak"


# --- time ----------------------------------------------------------------------------------------------------------


def limit(langkah, prioritas):
    rows = {(row["langkah"], row["prioritas"]): row for row in files.rows("standar_layanan")}
    row = rows[langkah, prioritas]
    return int(row["jumlah"]), row["satuan"]


def test_every_step_has_a_limit_for_every_priority():
    steps = {row["langkah"] for row in files.rows("standar_layanan")}
    assert steps == {
        "DAFTAR", "VERIFIKASI", "KEPUTUSAN_PUSKESOS", "TRIASE", "TELAAH", "JAWABAN_INSTANSI", "KABAR_PERTAMA", "HASIL",
        "HASIL_LAPANGAN", "UMPAN_BALIK", "TANGGAPAN_PENGEMBALIAN", "MENUNGGU_WARGA",
    }  # fmt: skip
    assert set(STANDARD.values()) <= steps
    pairs = {(row["langkah"], row["prioritas"]) for row in files.rows("standar_layanan")}
    assert pairs == {(step, priority) for step in steps for priority in ("NORMAL", "TINGGI", "DARURAT")}


def test_the_limits_are_those_proposed():
    assert limit("VERIFIKASI", "NORMAL") == (2, "HARI_KERJA")
    assert limit("VERIFIKASI", "DARURAT") == (4, "JAM")
    assert limit("TRIASE", "TINGGI") == (4, "JAM")
    assert limit("TELAAH", "DARURAT") == (0, "HARI_SAMA")
    assert limit("HASIL", "NORMAL") == (14, "HARI_KERJA")
    assert limit("HASIL_LAPANGAN", "NORMAL") == (60, "HARI_KERJA")
    assert limit("MENUNGGU_WARGA", "NORMAL") == (30, "HARI")
    for row in files.rows("standar_layanan"):
        assert (int(row["jumlah"]) == 0) == (row["satuan"] in {"SEGERA", "HARI_SAMA"})


def test_the_reminder_ladder_climbs_and_names_nobody():
    for tahap in ("JAWABAN", "HASIL"):
        ladder = [row for row in files.rows("aturan_pengingat") if row["tahap"] == tahap]
        assert [row["langkah"] for row in ladder] == list("123456")
        assert [(row["dasar"], int(row["nilai"])) for row in ladder] == [
            ("PERSEN", 50), ("PERSEN", 80), ("PERSEN", 100), ("HARI_KERJA", 2), ("HARI_KERJA", 5), ("HARI_KERJA", 10),
        ]  # fmt: skip
        assert set(files.items(ladder[-1]["penerima"])) >= {"PIMPINAN"}
    for row in files.rows("aturan_pengingat"):
        assert set(re.findall(r"{(\w*)}", row["judul"] + row["isi"])) <= {"nomor", "instansi", "batas"}
        assert set(files.items(row["kanal"])) <= {"APLIKASI", "EMAIL", "SURAT", "DAFTAR", "AGENDA"}
        assert set(files.items(row["penerima"])) <= {
            "PEMILIK", "INSTANSI", "KOORDINATOR", "SUPERVISOR", "MANAJER", "PIMPINAN",
        }  # fmt: skip
        # An agency has no account of ours for sure: what it must read also goes out as mail.
        assert "INSTANSI" not in row["penerima"] or "EMAIL" in row["kanal"]


# --- words ---------------------------------------------------------------------------------------------------------


def test_every_group_of_reasons_is_filled():
    groups = Counter(row["kelompok"] for row in files.rows("alasan"))
    assert set(groups) == set(katalog.Alasan.Kelompok.values)
    assert [groups[name] for name in ("TANPA_NIK", "HASIL", "TIDAK_TERPENUHI", "TOLAK")] == [6, 10, 8, 8]


def test_urgency_questions_raise_and_explain():
    for row in files.rows("urgensi"):
        assert row["nama"].endswith("?") and row["alasan"].endswith(".")
        assert row["prioritas"] in {"TINGGI", "DARURAT"}
    assert by_code("urgensi")["KESELAMATAN"]["rahasia"] == "ya"


def test_old_words_lead_to_todays():
    words = {row["kata"]: row["istilah"] for row in files.rows("sinonim")}
    assert words["dtks"] == "DTSEN" and words["pmks"] == "PPKS" and words["rastra"] == "Sembako"
    assert words["orang gila"] == "ODGJ"
    assert all(word == word.lower() for word in words)
