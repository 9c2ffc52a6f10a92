"""`PUT /api/v1/keluhan/{uuid}/`: the contract line by line."""

import hashlib
import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from puskesos.api.sheet import SheetInput
from puskesos.models import Jejak, Keluhan, Warga
from puskesos.numbering import new_uuid7
from puskesos.quota import SEARCHES_AN_HOUR
from tests.api.callers import Caller, a_body, caller
from tests.cases import NIK_MAN, NIK_OTHER_WOMAN, NIK_WOMAN, a_keluhan
from tests.people import PAHANDUT, Cast
from tests.queries import asked


def path(id):
    return f"keluhan/{id}/"


@pytest.fixture
def call(siti):
    return caller(siti)


# --- 201, 200, 409 ------------------------------------------------
def test_a_sheet_is_stored_with_its_number(call):
    id = new_uuid7()
    response = call.put(path(id), a_body())
    told = response.json()
    assert response.status_code == 201
    assert told["id"] == str(id)
    assert told["nomor"] == Keluhan.objects.get(pk=id).nomor
    assert told["status"] == "TERDAFTAR"
    assert told["klien"]["nama"] == "Halimah"
    assert [need["layanan"]["kode"] for need in told["kebutuhan"]] == ["L01"]
    assert told["kode_lacak"] == Keluhan.objects.get(pk=id).tracking_code()
    assert told["rujukan"] == []


def test_the_same_again_is_200_and_the_same_record(call):
    id = new_uuid7()
    first, again = call.put(path(id), a_body()), call.put(path(id), a_body())
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Keluhan.objects.count() == 1


def test_the_same_content_in_another_order_is_the_same(call):
    id, body = new_uuid7(), a_body()
    call.put(path(id), body)
    again = call.put(path(id), dict(reversed(body.items())) | {"skema": 1, "rahasia": False, "tiket_lapor": None})
    assert again.status_code == 200


def test_other_content_under_the_same_id_is_409_and_changes_nothing(call):
    id = new_uuid7()
    call.put(path(id), a_body())
    response = call.put(path(id), a_body(ringkasan="Lain sama sekali"))
    assert response.status_code == 409
    assert response.json()["kode"] == "isi_berbeda"
    assert Keluhan.objects.get().ringkasan == a_body()["ringkasan"]


def test_the_id_of_somebody_else_is_409_and_tells_nothing(cast, call):
    id = new_uuid7()
    call.put(path(id), a_body())
    response = caller(cast.budi).put(path(id), a_body())
    assert response.status_code == 409
    assert set(response.json()) == {"detail", "kode"}


def test_the_answer_carries_the_hash_of_what_arrived(call):
    id, text = new_uuid7(), json.dumps(a_body(), indent=3).encode()
    response = call.raw("put", path(id), text)
    assert response.json()["sidik"] == hashlib.sha256(text).hexdigest()


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_with_one_sheet_make_one_case(reference):
    """F16: an answer that got lost is asked for again and again, and never a second case."""
    siti, id, body, start = Cast().siti, new_uuid7(), a_body(), threading.Barrier(20)
    calls = [caller(siti) for _ in range(20)]

    def send(one: Caller):
        start.wait()
        try:
            response = one.put(path(id), body)
            return response.status_code, response.json()["nomor"]
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, calls))
    codes = [code for code, _ in answers]
    assert sorted(set(codes)) == [200, 201]
    assert codes.count(201) == 1
    assert len({number for _, number in answers}) == 1
    assert Keluhan.objects.count() == Warga.objects.count() == 1


# --- 400 -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("version", [uuid.uuid1(), uuid.uuid4(), uuid.UUID(int=0)])
def test_only_a_uuid_of_version_7_names_a_sheet(call, version):
    response = call.put(path(version), a_body())
    assert response.status_code == 400
    assert "UUID versi 7" in response.json()["isian"]["id"][0]


@pytest.mark.parametrize(
    ("part", "field", "value", "words"),
    [
        ("klien", "nik", "123", "NIK harus 16 angka"),
        ("klien", "nik", "6271013208900001", "tidak ada di kalender"),
        ("klien", "nik", 6271035708900003, "sebagai teks"),
        ("klien", "nama", "", "wajib"),
        ("klien", "nama", "x" * 121, "paling banyak 120"),
        ("klien", "nama", "\u200b\u200b", "wajib"),
        ("klien", "kelurahan", "99.99", "tidak dikenal"),
        ("klien", "tanggal_lahir", "17-08-1990", "2026-11-23"),
        ("klien", "tanggal_lahir", "2099-01-01", "belum terjadi"),
        ("klien", "perkiraan_umur", 1e308, "0 sampai 120"),
        ("klien", "perkiraan_umur", True, "0 sampai 120"),
        ("klien", "jenis_kelamin", "X", "L, P"),
        ("klien", "hp", "12", "telepon"),
        ("klien", "rt", "4a", "angka"),
        ("klien", "warga_id", "bukan", "UUID"),
        ("klien", "disabilitas", "FISIK", "daftar"),
        ("klien", "ppks", ["XX"], "referensi"),
        ("klien", "golongan_darah", "A", "tidak dikenal"),
        ("keluarga", "no_kk", "1", "No. KK harus 16 angka"),
        ("keluarga", "jumlah_anggota", 0, "1 sampai 40"),
        ("keluarga", "status_rumah", "Istana", "Pilih salah satu"),
        ("dtsen", "desil", 11, "0 sampai 10"),
        ("dtsen", "tanggal_cek", "2026-12-31", "belum terjadi"),
        ("pelapor", "jenis", "LAIN", "DIRI_SENDIRI"),
        ("pelapor", "jenis", "ORANG_LAIN", None),
    ],
)
def test_each_wrong_answer_is_said_at_its_field(call, now, part, field, value, words):
    body = a_body()
    body.setdefault(part, {})[field] = value
    response = call.put(path(new_uuid7()), body)
    assert response.status_code == 400
    told = response.json()
    assert told["detail"]
    where = f"{part}.{field}" if words else "pelapor.hubungan"
    said = " ".join(" ".join(words) for name, words in told["isian"].items() if name.startswith(where))
    assert (words or "hubungan") in said
    assert Keluhan.objects.count() == 0


def test_everything_wrong_is_said_at_once(call):
    body = a_body() | {
        "kanal": "ANGIN",
        "subkategori": "APA",
        "ringkasan": None,
        "kebutuhan": [{"layanan": "L99"}, {}, 7],
    }
    body["klien"]["nik"] = "1"
    told = call.put(path(new_uuid7()), body).json()["isian"]
    assert set(told) == {
        "kanal", "subkategori", "ringkasan", "klien.nik", "kebutuhan.0.layanan", "kebutuhan.1.layanan", "kebutuhan.2",
    }  # fmt: skip


@pytest.mark.parametrize("missing", ["klien", "kanal", "subkategori", "ringkasan", "kebutuhan"])
def test_what_is_missing_is_said(call, missing):
    body = a_body() | {"kanal": "DATANG"}
    del body[missing]
    told = call.put(path(new_uuid7()), body)
    assert told.status_code == 400
    assert told.json()["isian"][missing] == ["Isian ini wajib."]


@pytest.mark.parametrize("body", [[], "teks", 5, None, True, [a_body]])
def test_a_body_that_is_no_object_is_400(call, body):
    response = call.raw("put", path(new_uuid7()), json.dumps(body, default=str))
    assert response.status_code == 400
    assert response.json()["detail"]


@pytest.mark.parametrize("part", ["kebutuhan", "kepesertaan"])
def test_null_is_no_row(call, part):
    response = call.put(path(new_uuid7()), a_body() | {part: [None]})
    assert response.status_code == 400
    assert f"{part}.0" in response.json()["isian"]


def test_a_file_that_is_gone_is_said(call):
    response = call.put(path(new_uuid7()), a_body() | {"lampiran": [str(new_uuid7())]})
    assert response.status_code == 400
    assert "lampiran" in response.json()["isian"]


def test_no_number_and_no_reason_is_said_at_the_reason(call):
    response = call.put(path(new_uuid7()), a_body(nik=""))
    assert response.status_code == 400
    assert list(response.json()["isian"]) == ["klien.alasan_tanpa_nik"]


# --- what does not block ------------------------------------------------
def test_an_unusual_number_is_stored_with_a_warning(call):
    response = call.put(path(new_uuid7()), a_body(tanggal_lahir="1991-01-02", jenis_kelamin="L"))
    assert response.status_code == 201
    warnings = {one["kode"]: one for one in response.json()["peringatan"]}
    assert set(warnings) == {"tanggal_lahir", "jenis_kelamin"}
    assert warnings["jenis_kelamin"]["isian"] == "klien.nik"
    assert "perempuan" in warnings["jenis_kelamin"]["kalimat"]


def test_an_ordinary_number_has_none(call):
    assert call.put(path(new_uuid7()), a_body()).json()["peringatan"] == []


# --- scope and privacy ------------------------------------------------
def test_a_kelurahan_outside_the_area_is_403(call):
    response = call.put(path(new_uuid7()), a_body(kelurahan=PAHANDUT))
    assert response.status_code == 403
    assert "klien.kelurahan" in response.json()["isian"]
    assert Keluhan.objects.count() == 0


def test_roles_that_write_nothing_down_get_403(cast):
    for by in (cast.bulurah, cast.maya, cast.joko, cast.hendra, cast.pia, cast.adi):
        response = caller(by).put(path(new_uuid7()), a_body())
        assert response.status_code == 403, by
    assert Keluhan.objects.count() == 0


def test_a_number_known_elsewhere_says_no_more_and_stays_on_record(cast, now):
    a_keluhan(cast.siti, now)
    call = caller(cast.rahmat)
    response = call.put(path(new_uuid7()), a_body(kelurahan=PAHANDUT))
    assert response.status_code == 400
    assert response.json()["isian"] == {
        "klien.nik": ["NIK ini sudah terdaftar di tempat lain. Hubungi sekretariat SLRT."]
    }
    assert "Halimah" not in response.content.decode().replace("Halimah KENARI", "")
    trace = Jejak.objects.get(petugas=cast.rahmat.petugas, aksi=Jejak.Aksi.CARI)
    assert trace.rincian["elsewhere"] is True
    assert NIK_WOMAN not in json.dumps(trace.rincian)


def test_numbers_cannot_be_tried_one_after_the_other(cast, now):
    """T04: every number known elsewhere costs a search, and their allowance ends."""
    numbers = [f"62710157089{n:02}001" for n in range(SEARCHES_AN_HOUR + 1)]
    for number in numbers:
        a_keluhan(cast.siti, now, nik=number, nama=f"Warga {number[-5:]}", no_kk="")
    call = caller(cast.rahmat)
    codes = [call.put(path(new_uuid7()), a_body(kelurahan=PAHANDUT, nik=number)).status_code for number in numbers]
    again = call.put(path(new_uuid7()), a_body(kelurahan=PAHANDUT, nik=numbers[0])).status_code
    assert codes == [400] * SEARCHES_AN_HOUR + [429]
    assert again == 400, "a number that was counted costs nothing again"


def test_no_answer_holds_a_full_number(call):
    stored = call.put(path(new_uuid7()), a_body())
    read = call.read(path(stored.json()["id"]))
    for response in (stored, read):
        text = response.content.decode()
        assert not any(number in text for number in (NIK_WOMAN, a_body()["keluarga"]["no_kk"], "81234567890"))
    assert read.json()["klien"]["nik"] == "6271 •••••• ••••"


def test_somebody_on_file_is_named_by_id(call):
    first = call.put(path(new_uuid7()), a_body()).json()
    body = a_body(ringkasan="Perlu sembako")
    body["klien"] |= {"warga_id": first["klien"]["id"], "nik": ""}
    second = call.put(path(new_uuid7()), body)
    assert second.status_code == 201
    assert second.json()["klien"]["id"] == first["klien"]["id"]


def test_a_whole_sheet_arrives_as_it_was_written(call):
    body = a_body(nik=NIK_MAN, jenis_kelamin="L", tanggal_lahir="1990-08-17") | {
        "pelapor": {"jenis": "ORANG_LAIN", "nama": "Pak RT", "hubungan": "RT/RW", "hp": "0812 3456 7899"},
        "kepesertaan": [{"program": "PKH", "status": "AKTIF", "sejak": "2024"}],
        "urgensi": [], "prioritas": "TINGGI", "prioritas_catatan": "Anak balita sakit.",
        "tanggal_kejadian": "2026-11-20", "dicatat_di_lapangan": "2026-11-22T10:00:00+07:00", "kanal": "KUNJUNGAN",
    }  # fmt: skip
    body["klien"] |= {"rt": "3", "disabilitas": ["FISIK"], "hp_milik": "SENDIRI"}
    told = call.put(path(new_uuid7()), body)
    assert told.status_code == 201, told.json()
    keluhan = Keluhan.objects.get()
    assert (keluhan.pelapor_nama, keluhan.pelapor_hubungan, keluhan.kanal) == ("Pak RT", "RT/RW", "KUNJUNGAN")
    assert keluhan.pelapor_hp() == "+6281234567899"
    assert keluhan.prioritas == "TINGGI"
    assert (keluhan.klien.rt, keluhan.klien.disabilitas, keluhan.klien.nik()) == ("003", ["FISIK"], NIK_MAN)
    assert keluhan.klien.kepesertaan.get().program_id == "PKH"
    assert NIK_OTHER_WOMAN != NIK_MAN


# --- what it costs ------------------------------------------------
def test_it_costs_the_same_however_much_the_city_holds(call, cast, now):
    nobody = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}
    call.put(path(new_uuid7()), a_body(**nobody))
    _, few = asked(call.put, path(new_uuid7()), a_body(nama="Wanda", **nobody))
    for letter in "abcde":
        a_keluhan(cast.siti, now, nama=f"Warga {letter}", **nobody)
    response, many = asked(call.put, path(new_uuid7()), a_body(nama="Wanda Dua", **nobody))
    assert response.status_code == 201
    assert len(few) == len(many), sorted(set(many) - set(few))
    assert len(many) <= 22, many


def test_fields_are_made_once_and_nothing_of_a_body_stays_in_them():
    one, other = SheetInput(data=a_body(ringkasan="Punya orang lain")), SheetInput(data={})
    assert one.is_valid(), one.errors
    assert one.fields["klien"] is other.fields["klien"]
    assert not other.is_valid()
    for field in (one.fields["ringkasan"], one.fields["klien"].fields["nama"]):
        assert field.root not in (one, other)
        assert not hasattr(field.root, "initial_data")
