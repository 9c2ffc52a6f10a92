"""Reading over the API: lists, filters, search, pages, details; each within the scope of who asks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from puskesos.models import Instansi, Jejak, Keluhan
from tests import cases
from tests.api.callers import V1, caller
from tests.people import KALAMPANGAN, PAHANDUT


def numbers(response):
    assert response.status_code == 200, response.json()
    return [row["nomor"] for row in response.json()["results"]]


@pytest.fixture
def three(cast, now):
    """Two cases of Kalampangan and one of Pahandut."""
    soon, later = now + timedelta(seconds=1), now + timedelta(seconds=2)
    return (
        cases.a_keluhan(cast.siti, now, nama="Halimah"),
        cases.a_keluhan(cast.siti, soon, sheet=cases.without_nik(nama="Bahen Dukun", layanan="L10")),
        cases.a_keluhan(cast.rahmat, later, sheet=cases.without_nik(nama="Rindu", kelurahan=PAHANDUT)),
    )


# --- scope ------------------------------------------------
def test_lists_hold_what_the_place_reaches(cast, three):
    first, second, third = (one.nomor for one in three)
    assert numbers(caller(cast.siti).read("keluhan/")) == [second, first]
    assert numbers(caller(cast.rahmat).read("keluhan/")) == [third]
    assert numbers(caller(cast.dewi).read("keluhan/")) == [third, second, first]
    assert numbers(caller(cast.tono).read("keluhan/")) == []


def test_rahmat_gets_404_on_everything_of_kalampangan(cast, now):
    keluhan, rujukan = cases.referred(cast, now)
    need = keluhan.kebutuhan.first()
    inside, outside = caller(cast.budi), caller(cast.rahmat)
    for path in (f"keluhan/{keluhan.pk}/", f"keluhan/{keluhan.pk}/langkah/", f"kebutuhan/{need.pk}/",
                 f"rujukan/{rujukan.pk}/", f"rujukan/{rujukan.pk}/langkah/"):  # fmt: skip
        assert inside.read(path).status_code == 200, path
        refused = outside.read(path)
        assert refused.status_code == 404, path
        assert refused.json() == {"detail": "Tidak ditemukan.", "kode": "tidak_ada"}
    refused = outside.post(f"keluhan/{keluhan.pk}/langkah/note/", {"catatan": "Halo"})
    assert refused.status_code == 404
    assert numbers(outside.read("keluhan/", kelurahan=KALAMPANGAN)) == []


def test_leaders_see_figures_and_no_case(cast, three):
    call = caller(cast.hendra)
    for path in ("keluhan/", f"keluhan/{three[0].pk}/", "kebutuhan/", "rujukan/"):
        assert call.read(path).status_code == 403, path
    assert call.post("warga/cari/", {"cari": "Halimah"}).status_code == 403
    assert call.read("dasbor/").status_code == 200


def test_a_secret_case_exists_for_its_handlers_only(cast, now):
    secret = cases.a_keluhan(cast.siti, now, rahasia=True)
    assert caller(cast.siti).read(f"keluhan/{secret.pk}/").status_code == 200
    assert numbers(caller(cast.siti).read("keluhan/")) == [secret.nomor]
    for other in (cast.budi, cast.dewi):
        assert caller(other).read(f"keluhan/{secret.pk}/").status_code == 404
        assert numbers(caller(other).read("keluhan/")) == []
        assert numbers(caller(other).read("kebutuhan/")) == []


def test_reading_leaves_its_trace(cast, three):
    call = caller(cast.siti)
    call.read("keluhan/")
    call.read(f"keluhan/{three[0].pk}/")
    acts = Jejak.objects.filter(petugas=cast.siti.petugas)
    assert acts.get(aksi=Jejak.Aksi.BACA, keluhan_id=three[0].pk)
    assert str(three[0].pk) in acts.get(aksi=Jejak.Aksi.DAFTAR).rincian["ids"]


# --- filters and search ------------------------------------------------
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "TERDAFTAR"}, [1, 0]),
        ({"status": "TELAAH"}, []),
        ({"status": ["TELAAH", "TERDAFTAR"]}, [1, 0]),
        ({"terbuka": "false"}, []),
        ({"kelurahan": KALAMPANGAN}, [1, 0]),
        ({"kelurahan": PAHANDUT}, []),
        ({"kecamatan": "62.71.04"}, [1, 0]),
        ({"kecamatan": "62.71.0"}, []),
        ({"layanan": "L10"}, [1]),
        ({"subkategori": "PBI_NONAKTIF_SAKIT"}, [1, 0]),
        ({"prioritas": "DARURAT"}, []),
        ({"lewat_waktu": "true"}, []),
        ({"lewat_waktu": "false"}, [1, 0]),
        ({"diterima_dari": "2026-11-23", "diterima_sampai": "2026-11-23"}, [1, 0]),
        ({"diterima_sampai": "2026-11-22"}, []),
        ({"diterima_dari": "2026-11-24"}, []),
        ({"q": "halimah"}, [0]),
        ({"q": "bahen"}, [1]),
        ({"q": "Chalimah"}, [0]),
        ({"q": "Rindu"}, []),
    ],
)
def test_lists_can_be_narrowed(cast, three, query, found):
    assert numbers(caller(cast.siti).read("keluhan/", **query)) == [three[n].nomor for n in found]


def test_a_number_finds_its_case(cast, three):
    call, case = caller(cast.siti), three[0]
    for text in (case.nomor, case.nomor.lower().replace("-", " "), str(case.urut)):
        assert numbers(call.read("keluhan/", q=text)) == [case.nomor]


def test_late_is_late(cast, three):
    Keluhan.objects.filter(pk=three[0].pk).update(tenggat=timezone.now() - timedelta(minutes=1))
    assert numbers(caller(cast.siti).read("keluhan/", lewat_waktu="true")) == [three[0].nomor]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "NGAWUR"}, {"terbuka": "mungkin"}, {"lewat_waktu": "2"}, {"diterima_dari": "23/11/2026"},
        {"diterima_dari": "2026-02-30"}, {"q": "ab"}, {"q": "a\x00b"}, {"kelurahan": "\x00"}, {"prioritas": "1"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(cast, query):
    response = caller(cast.siti).read("keluhan/", **query)
    assert response.status_code == 400
    assert list(response.json()["isian"]) == list(query)


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("keluhan/", {"status": "TERDAFTAR", "q": "Halimah", "ukuran": "2", "format": "json"}),
        ("kebutuhan/", {"kata_keluarga": "SUDAH", "ukuran": "2"}),
        ("rujukan/", {"instansi": "BPJS_KES", "lewat_waktu": "false"}),
        ("referensi/wilayah/", {"tingkat": "KOTA", "q": "palangka"}),
        ("referensi/sektor/", {"q": "sehat", "format": "json"}),
        ("dasbor/", {"kelurahan": KALAMPANGAN, "bulan": "2026-11"}),
    ],
)
def test_a_filter_that_nobody_knows_is_refused_by_name(cast, three, path, known):
    call = caller(cast.dewi)
    assert call.read(path, **known).status_code == 200
    refused = call.read(path, **known, kelurahn=KALAMPANGAN)
    assert refused.status_code == 400
    assert "“kelurahn” tidak dikenal" in refused.json()["detail"]
    assert next(iter(known)) in refused.json()["detail"]
    assert "nomor" not in refused.content.decode()


def test_refused_names_are_cut_and_counted(cast):
    refused = caller(cast.siti).read("keluhan/", **{f"{n}{'x' * 5000}": "1" for n in range(50)})
    assert refused.status_code == 400
    assert len(refused.content) < 1000


@pytest.mark.parametrize(
    "text", [cases.NIK_WOMAN, "6271 0357 0890 0003", "081234567890", "+62 812 3456 7890", "1" * 20]
)
def test_numbers_of_people_do_not_belong_into_addresses(cast, three, text):
    response = caller(cast.siti).read("keluhan/", q=text)
    assert response.status_code == 400
    assert "/warga/cari/" in response.json()["isian"]["q"][0]


# --- pages ------------------------------------------------
def test_pages_follow_each_other_and_lead_back(cast, now):
    made = [
        cases.a_keluhan(cast.siti, now + timedelta(seconds=n), sheet=cases.without_nik(nama=f"Warga {n}")).nomor
        for n in range(5)
    ]
    call = caller(cast.siti)
    first = call.read("keluhan/", ukuran=2)
    second = call.get(first.json()["next"])
    third = call.get(second.json()["next"])
    assert numbers(first) + numbers(second) + numbers(third) == made[::-1]
    assert third.json()["next"] is None
    assert numbers(call.get(second.json()["previous"])) == numbers(first)


@pytest.mark.parametrize("cursor", ["x", "cD1hYmM=", "cD0yMDI2", "bz05OTk5OTk5OTk5JnA9MQ==", "\x00", "%%%", "=" * 500])
def test_a_cursor_that_is_none_is_404(cast, cursor):
    response = caller(cast.siti).read("keluhan/", kursor=cursor)
    assert response.status_code == 404
    assert response.json()["kode"] == "kursor"


@pytest.mark.parametrize("size", ["-1", "0", "1000000000", "abc", "\x00"])
def test_sizes_without_sense_change_nothing(cast, three, size):
    assert len(numbers(caller(cast.siti).read("keluhan/", ukuran=size))) == 2


@pytest.mark.parametrize("path", ["keluhan/", "kebutuhan/", "rujukan/"])
def test_lists_ask_the_database_as_often_for_many_as_for_few(cast, now, path, django_assert_num_queries):
    call = caller(cast.dewi)
    cases.referred(cast, now)
    few = _count(call, path)
    for nik in (cases.NIK_MAN, cases.NIK_OTHER_WOMAN):
        cases.referred(cast, now, nik=nik, nama=f"Warga {nik[-4:]}", no_kk="")
    with django_assert_num_queries(few):
        assert len(call.read(path).json()["results"]) == 3


def _count(call, path):
    with CaptureQueriesContext(connection) as asked:
        call.read(path)
    return len(asked)


# --- details ------------------------------------------------
def test_a_case_tells_its_needs_referrals_and_files(cast, now):
    keluhan, rujukan = cases.referred(cast, now)
    told = caller(cast.budi).read(f"keluhan/{keluhan.pk}/").json()
    assert told["status"] == "DIRUJUK"
    assert told["kebutuhan"][0]["persyaratan"]
    assert [row["nomor"] for row in told["rujukan"]] == [rujukan.nomor]
    assert told["rujukan"][0]["instansi"] == {"kode": "BPJS_KES", "nama": rujukan.instansi.nama}
    assert told["klien"]["hp"] == "•••• ••••"
    assert cases.NIK_WOMAN not in str(told)


def test_a_need_tells_its_case(cast, now):
    keluhan = cases.a_keluhan(cast.siti, now)
    need = keluhan.kebutuhan.get()
    told = caller(cast.siti).read(f"kebutuhan/{need.pk}/").json()
    assert (told["nomor"], told["keluhan"], told["status"]) == (keluhan.nomor, str(keluhan.pk), "TERBUKA")
    listed = caller(cast.siti).read("kebutuhan/", q="halimah", layanan="L01").json()["results"]
    assert [row["id"] for row in listed] == [str(need.pk)]


# --- agencies ------------------------------------------------
CANARY = {
    "ringkasan": "KENARI-RINGKASAN",
    "uraian": "KENARI-URAIAN",
    "nama_ibu": "KENARI-IBU",
    "pekerjaan": "KENARI-KERJA",
}


def test_an_agency_reads_the_minimum_of_what_was_sent_to_it(cast, now):
    keluhan, rujukan = cases.referred(cast, now, alamat="Jl. Mahir Mahar", **CANARY)
    office, desk = caller(cast.budi), caller(cast.joko)
    assert "KENARI-URAIAN" in office.read(f"keluhan/{keluhan.pk}/").content.decode()
    listed, read = desk.read("rujukan/"), desk.read(f"rujukan/{rujukan.pk}/")
    assert set(read.json()) == {
        "id", "nomor", "layanan", "status", "status_nama", "versi", "darurat", "nama", "kelurahan", "dikirim_pada",
        "batas_jawaban", "dijawab_pada", "batas_hasil", "tenggat", "uraian", "catatan", "kelayakan", "alasan_tolak",
        "dokumen_diminta", "hasil_pada", "hasil_uraian", "warga", "persyaratan",
    }  # fmt: skip
    assert set(read.json()["warga"]) == {"nama", "umur", "kelurahan", "alamat", "rt", "rw", "data"}
    assert read.json()["warga"]["alamat"] == "Jl. Mahir Mahar"
    for response in (listed, read):
        text = response.content.decode()
        assert "KENARI" not in text
        assert "rahasia" not in text
        assert str(keluhan.pk) not in text
        assert cases.NIK_WOMAN not in text
    for path in (f"keluhan/{keluhan.pk}/", "keluhan/", "kebutuhan/"):
        assert desk.read(path).status_code == 403


def test_an_agency_sees_no_draft_and_nothing_of_others(cast, now):
    _, draft = cases.drafted(cast, now)
    _, elsewhere = cases.referred(cast, now, "DISDUKCAPIL", nik=cases.NIK_MAN, nama="Bahen", no_kk="")
    desk = caller(cast.joko)
    assert numbers(desk.read("rujukan/")) == []
    for rujukan in (draft, elsewhere):
        assert desk.read(f"rujukan/{rujukan.pk}/").status_code == 404
        assert caller(cast.dewi).read(f"rujukan/{rujukan.pk}/").status_code == 200


def test_an_agency_finds_nobody_by_a_name_it_is_not_shown(cast, now):
    for nik, name, secret in ((cases.NIK_WOMAN, "Halimah", False), (cases.NIK_OTHER_WOMAN, "Rindu", True)):
        keluhan, _ = cases.referred(cast, now, nik=nik, nama=name, no_kk="")
        Keluhan.objects.filter(pk=keluhan.pk).update(rahasia=secret)
    desk, number = caller(cast.joko), keluhan.nomor
    assert len(numbers(desk.read("rujukan/"))) == 2
    assert len(numbers(desk.read("rujukan/", q="halimah"))) == 1
    assert numbers(desk.read("rujukan/", q="rindu")) == []
    assert numbers(desk.read("rujukan/", q=number)) == [f"{number}/R1"]
    assert len(numbers(caller(cast.maya).read("rujukan/", q="halimah"))) == 1


def test_an_agency_opens_one_number_with_a_reason(cast, now):
    _, rujukan = cases.referred(cast, now)
    desk = caller(cast.joko)
    without = desk.post(f"rujukan/{rujukan.pk}/buka/nik/", {})
    opened = desk.post(f"rujukan/{rujukan.pk}/buka/nik/", {"alasan": "COCOKKAN_DOKUMEN"})
    assert without.status_code == 400
    assert opened.json() == {"kolom": "nik", "nilai": cases.NIK_WOMAN}
    assert Jejak.objects.filter(petugas=cast.joko.petugas, aksi=Jejak.Aksi.BUKA_NIK).count() == 1
    assert desk.post(f"rujukan/{rujukan.pk}/buka/kk/", {"alasan": "COCOKKAN_DOKUMEN"}).status_code == 404


# --- people ------------------------------------------------
def test_people_are_found_by_what_travels_in_the_body(cast, now):
    keluhan = cases.a_keluhan(cast.siti, now)
    call = caller(cast.siti)
    for text in (cases.NIK_WOMAN, "halima", "0812 3456 7890", cases.NO_KK):
        found = call.post("warga/cari/", {"cari": text}).json()
        assert [row["id"] for row in found["results"]] == [str(keluhan.klien_id)], text
        assert found["results"][0]["keluhan_terbuka"] == 1
        assert cases.NIK_WOMAN not in str(found)
    outside = caller(cast.rahmat).post("warga/cari/", {"cari": cases.NIK_WOMAN}).json()
    assert (outside["results"], outside["di_tempat_lain"]) == ([], True)
    assert call.post("warga/cari/", {"cari": "ab"}).status_code == 422


def test_a_full_number_is_opened_one_by_one_with_a_reason(cast, now):
    warga = cases.a_keluhan(cast.siti, now).klien
    call, path = caller(cast.siti), f"warga/{warga.pk}/buka/"
    opened = call.post(f"{path}nik/", {"alasan": "COCOKKAN_DOKUMEN"})
    assert opened.json() == {"kolom": "nik", "nilai": cases.NIK_WOMAN}
    assert call.post(f"{path}nik/", {"alasan": "NGAWUR"}).status_code == 400
    assert call.post(f"{path}nik/", {"alasan": "LAIN"}).json()["isian"] == {"catatan": ["Tulis alasannya."]}
    assert call.post(f"{path}nama_ibu/", {"alasan": "COCOKKAN_DOKUMEN"}).status_code == 404
    assert caller(cast.rahmat).post(f"{path}nik/", {"alasan": "COCOKKAN_DOKUMEN"}).status_code == 404
    trace = Jejak.objects.filter(aksi=Jejak.Aksi.BUKA_NIK)
    assert [one.petugas_id for one in trace] == [cast.siti.petugas_id]
    assert cases.NIK_WOMAN not in str(trace[0].rincian)


# --- reference data ------------------------------------------------
@pytest.mark.parametrize(
    "kind",
    [
        "wilayah",
        "layanan",
        "subkategori",
        "instansi",
        "program",
        "alasan",
        "standar",
        "urgensi",
        "ppks",
        "sektor",
        "berkas",
    ],
)
def test_reference_data_is_sent_once(cast, kind):
    call = caller(cast.siti)
    first = call.read(f"referensi/{kind}/")
    again = call.get(f"{V1}/referensi/{kind}/", headers={"If-None-Match": first["ETag"]})
    other = call.get(f"{V1}/referensi/{kind}/", headers={"If-None-Match": '"lain"'})
    assert first.json()["results"]
    assert (again.status_code, again.content) == (304, b"")
    assert again["X-SLRT"] == "1"
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        ("wilayah", {"q": "kalam"}, ["62.71.04.1002"]),
        ("wilayah", {"q": "PETUK  barunai"}, ["62.71.05.1003"]),
        ("wilayah", {"tingkat": "KOTA"}, ["62.71"]),
        ("wilayah", {"induk": "62.71.04", "q": "kalampangan"}, ["62.71.04.1002"]),
        ("wilayah", {"induk": "62.71.05", "q": "kalampangan"}, []),
        ("wilayah", {"q": "\x00"}, []),
        ("instansi", {"q": "bpjs kes"}, ["BPJS_KES"]),
        ("layanan", {"q": "L01"}, ["L01"]),
        ("sektor", {"q": "tidak ada yang begini"}, []),
    ],
)
def test_reference_data_can_be_narrowed(cast, path, query, found):
    call = caller(cast.siti)
    answer = call.read(f"referensi/{path}/", **query)
    assert [row["kode"] for row in answer.json()["results"]] == found
    assert answer["ETag"] != call.read(f"referensi/{path}/")["ETag"]


def test_the_reasons_of_one_kind(cast):
    rows = caller(cast.siti).read("referensi/alasan/", kelompok="TOLAK").json()["results"]
    assert rows and {row["kelompok"] for row in rows} == {"TOLAK"}


def test_services_tell_what_they_need_today(cast):
    rows = caller(cast.siti).read("referensi/layanan/").json()["results"]
    row = next(one for one in rows if one["kode"] == "L01")
    assert row["persyaratan"][0]["id"] and row["instansi"][0] == "BPJS_KES"


def test_reference_data_that_changed_is_sent_again(cast):
    call = caller(cast.siti)
    etag = call.read("referensi/instansi/")["ETag"]
    row = Instansi.objects.first()
    row.telepon = "0536-1"
    row.save()
    assert call.get(f"{V1}/referensi/instansi/", headers={"If-None-Match": etag}).status_code == 200


# --- figures ------------------------------------------------
def test_figures_reach_as_far_as_the_person(cast, three):
    def received(by, **query):
        told = caller(by).read("dasbor/", **query).json()
        return next(one["nilai"] for one in told["angka"] if one["kode"] == "diterima")

    assert received(cast.dewi) == "3"
    assert received(cast.budi) == "2"
    assert received(cast.rahmat) == "1"
    assert received(cast.hendra) == "3"
    assert received(cast.hendra, kelurahan=KALAMPANGAN) == "2"
    assert caller(cast.budi).read("dasbor/", kelurahan=PAHANDUT).status_code == 404
    assert caller(cast.budi).read("dasbor/", bulan="kemarin").status_code == 400
    assert caller(cast.adi).read("dasbor/").json()["teknis"]["akun"] > 0
    assert caller(cast.joko).read("dasbor/").json()["ruang"]
    assert "Halimah" not in caller(cast.hendra).read("dasbor/").content.decode()
