"""Reports from telephones without signal: sealed, sent, stored once, and never lost."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from puskesos.models import Jejak, Keluhan, KirimanLapangan, Kunjungan, Penugasan, Riwayat, Warga
from puskesos.numbering import new_tracking_code, new_uuid7
from puskesos.refusals import Refused
from puskesos.sync import arrivals, told, tray
from puskesos.sync.acting import act_for
from tests import cases
from tests.people import PAHANDUT
from tests.puskesos.typed import BABY
from tests.sealing import V1, Phone, guarded


@pytest.fixture
def phone(siti):
    return Phone(siti)


def stored():
    return Keluhan.objects.count()


# --- the session of a device -----------------------------------------------------------------------------------------
def test_the_session_hands_out_what_a_device_needs(phone, siti):
    body = phone.session(**{"X-Versi": "2026.11", "X-Menunggu": "4", "X-Tertua": "2026-11-20T08:00:00+07:00"}).json()
    assert body["bertugas"]["id"] == str(siti.id)
    assert body["petugas"]["id"] == siti.petugas_id
    assert len(body["kunci_draf"]["kunci"]) == 44 and len(body["segel"]["kunci_publik"]) == 88
    assert (body["segel"]["generasi"], body["skema"]) == (1, told.SCHEMA)
    use = siti.petugas.perangkat.get()
    assert (use.menunggu, use.perangkat.versi) == (4, "2026.11")
    assert phone.session().json()["kunci_draf"] == body["kunci_draf"], "the key is derived, never lost"


def test_each_officer_and_each_device_has_a_key_of_its_own(phone, budi, siti):
    keys = {one.session().json()["kunci_draf"]["kunci"]
            for one in (phone, Phone(budi, phone.device), Phone(siti))}  # fmt: skip
    assert len(keys) == 3


def test_without_sign_in_there_is_no_key(client, db):
    body = client.get(f"{V1}/sesi/?perangkat={new_uuid7()}").json()
    assert body["masuk"] is False and "segel" not in body and "kunci_draf" not in body


# --- stored once -----------------------------------------------------------------------------------------------------
def test_a_sealed_report_becomes_a_keluhan(phone, siti):
    code = new_tracking_code()
    id, content = phone.write(about={"kode_lacak": code})
    response = phone.send((id, content))
    body = response.json()
    keluhan = Keluhan.objects.get(pk=id)
    assert (response.status_code, body["status"], body["id"]) == (201, "baru", id)
    assert (body["nomor"], body["kode_lacak"]) == (keluhan.nomor, code)
    assert body["sidik"] == hashlib.sha256(content).hexdigest()
    assert body["periksa"] == []
    assert (response["X-SLRT"], response["Cache-Control"]) == ("1", "no-store")
    assert (keluhan.klien.nama, keluhan.diterima_oleh_id, keluhan.kelurahan_id) == (
        "Halimah", siti.petugas_id, siti.wilayah_id)  # fmt: skip
    row = KirimanLapangan.objects.get()
    assert (row.status, row.keluhan_id, str(row.perangkat_id)) == ("DITERIMA", keluhan.pk, phone.device)
    assert b"Halimah" not in bytes(row.amplop)
    assert Jejak.objects.filter(objek="kirimanlapangan", objek_id=str(row.pk), petugas=siti.petugas).exists()


def test_the_answer_was_cut_and_the_same_again_is_200_with_the_same_number(phone):
    report = phone.write()
    first, again = phone.send(report), phone.send(report)  # sealed anew: other bytes on the wire, same content
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["status"] == "sudah_ada"
    assert again.json()["nomor"] == first.json()["nomor"]
    assert (stored(), KirimanLapangan.objects.count()) == (1, 1)


def test_other_content_under_the_same_id_is_409_and_both_are_kept(phone):
    id, content = phone.write()
    phone.send((id, content))
    response = phone.send(phone.write(id=id, ringkasan="Lain sama sekali"))
    assert (response.status_code, response.json()["status"]) == (409, "konflik")
    assert Keluhan.objects.get().ringkasan != "Lain sama sekali"
    assert sorted(KirimanLapangan.objects.values_list("status", flat=True)) == ["DITERIMA", "KONFLIK"]
    assert phone.send((id, content)).status_code == 200, "the first content is still the stored one"


def test_an_id_that_was_stored_online_is_a_conflict(phone, siti, now):
    keluhan = cases.a_keluhan(siti, now)
    assert phone.send(phone.write(id=keluhan.pk)).status_code == 409
    assert stored() == 1


def test_the_report_of_another_officer_is_not_taken_and_not_kept(phone, budi):
    report = phone.write()
    response = Phone(budi, phone.device).send(report)
    assert (response.status_code, response.json()["kode"]) == (403, "milik_petugas_lain")
    assert not KirimanLapangan.objects.exists()
    assert phone.send(report).status_code == 201
    again = Phone(budi, phone.device).send(report)
    assert (again.status_code, set(again.json())) == (403, {"detail", "kode"})


def test_a_wrong_sum_shows_nobody_the_report_of_another(phone, budi):
    id, content = phone.write()
    assert phone.send((id, content)).status_code == 201
    response = Phone(budi, phone.device).put(id, phone.envelope(id, content), b"another sum")
    assert not {"nomor", "kode_lacak"} & set(response.json())


def test_a_wrong_sum_does_not_stand_in_the_way_of_the_right_one(phone):
    id, content = phone.write()
    assert phone.put(id, phone.envelope(id, content), b"another sum").status_code == 422
    assert phone.send((id, content)).status_code == 201
    assert stored() == 1


def test_what_names_another_officer_is_never_recorded_as_his(phone, budi, dewi, now):
    id, content = phone.write()
    assert Phone(budi, phone.device).put(id, phone.envelope(id, content), b"another sum").status_code == 422
    kept = KirimanLapangan.objects.get()
    with pytest.raises(Refused, match="petugas lain"):
        tray.retry(by=dewi, now=now, id=kept.pk, act_for=act_for)
    assert stored() == 0


def test_an_id_of_somebody_else_cannot_be_taken_over(phone, budi):
    id, content = phone.write()
    phone.send((id, content))
    other = Phone(budi)
    response = other.send(other.write(id=id, nama="Orang Lain"))
    assert (response.status_code, response.json()["kode"]) == (403, "milik_petugas_lain")
    assert Keluhan.objects.get().klien.nama == "Halimah"


# --- doubtful, but accepted ------------------------------------------------------------------------------------------
def test_what_the_form_would_not_take_is_flagged_and_the_case_stands(phone):
    response = phone.send(phone.write(
        nik="627104", nama="", tanggal_lahir_0="31", tanggal_lahir_1="2", subkategori="TIDAK_ADA_INI",
        ringkasan="x" * 300, kelurahan="99", hp="abc", diberi_tahu=None, dasar="PERSETUJUAN", rt="tiga", no_kk="12",
        pelapor_jenis="ORANG_LAIN", prioritas="DARURAT",
    ))  # fmt: skip
    body = response.json()
    assert response.status_code == 201, body
    flagged = {row["isian"] for row in body["periksa"]}
    assert flagged >= {"nik", "nama", "tanggal_lahir", "subkategori", "ringkasan", "kelurahan", "hp", "diberi_tahu",
                       "cara_setuju", "rt", "no_kk", "pelapor_hubungan"}  # fmt: skip
    assert all(row["kalimat"] for row in body["periksa"])
    keluhan = Keluhan.objects.get()
    assert keluhan.ringkasan.endswith("…") and keluhan.klien.nik() is None
    note = Riwayat.objects.get(keluhan=keluhan, jenis="CATATAN").catatan
    assert "periksa" in note and "NIK" in note


def test_an_empty_form_is_accepted_too(phone):
    id, content = phone.write(about={"isian": {}})
    body = phone.send((id, content)).json()
    assert body["status"] == "baru" and len(body["periksa"]) >= 4
    assert Keluhan.objects.get().kelurahan_id == phone.by.wilayah_id


def test_a_retired_service_is_taken_still(phone):
    from puskesos.models import JenisLayanan

    row = JenisLayanan.objects.get(pk="L01")
    row.aktif = False
    row.save()
    body = phone.send(phone.write({"layanan": "L01"})).json()
    assert [need.layanan_id for need in Keluhan.objects.get(nomor=body["nomor"]).kebutuhan.all()] == ["L01"]
    assert body["periksa"] == []


def test_a_nik_known_elsewhere_is_left_out_flagged_and_on_record(phone, cast, now):
    cases.a_keluhan(cast.rahmat, now, nik=cases.NIK_WOMAN, nama="Halimah", no_kk="")
    body = phone.send(phone.write(no_kk="")).json()
    assert body["status"] == "baru"
    assert [row["isian"] for row in body["periksa"]][:1] == ["nik"]
    assert Keluhan.objects.get(nomor=body["nomor"]).klien.nik() is None
    assert Jejak.objects.filter(aksi="CARI", petugas=phone.petugas, rincian__elsewhere=True).exists()
    assert Warga.objects.count() == 2


def test_somebody_who_may_be_on_file_is_flagged(phone):
    phone.send(phone.write(**BABY))
    body = phone.send(phone.write(**BABY)).json()
    assert "warga" in {row["isian"] for row in body["periksa"]}


@pytest.mark.parametrize(
    ("dicatat", "days", "doubted"),
    [("2001-01-01T00:00:00+07:00", 60, True), ("2099-01-01T00:00:00+07:00", 0, True), (None, None, True)],
)
def test_the_clock_of_a_telephone_is_never_trusted(phone, dicatat, days, doubted):
    before = timezone.now()
    body = phone.send(phone.write(about={"dicatat": dicatat})).json()
    at = Keluhan.objects.get().dicatat_di_lapangan
    assert ("dicatat" in {row["isian"] for row in body["periksa"]}) is doubted
    if days is None:
        assert at is None
    else:
        assert abs(at - (before - timedelta(days=days))) < timedelta(minutes=1)
    assert Keluhan.objects.get().diterima_pada >= before


def test_a_plausible_time_is_kept_as_it_is(phone):
    when = (timezone.now() - timedelta(days=3)).replace(microsecond=0)
    body = phone.send(phone.write(about={"dicatat": when.isoformat()})).json()
    assert (Keluhan.objects.get().dicatat_di_lapangan, body["periksa"]) == (when, [])


def test_a_code_or_number_that_is_taken_is_flagged_and_made_anew(phone):
    code = new_tracking_code()
    same = {"kode_lacak": code, "nomor_sementara": "SMT-K7Q-001"}
    first = phone.send(phone.write(about=same)).json()
    body = phone.send(phone.write(**BABY, nama="Orang Lain", hp="", about=same)).json()
    assert (first["kode_lacak"], first["nomor_sementara"]) == (code, "SMT-K7Q-001")
    assert body["kode_lacak"] != code and "nomor_sementara" not in body
    assert {row["isian"] for row in body["periksa"]} >= {"kode_lacak", "nomor_sementara"}


# --- for a person ----------------------------------------------------------------------------------------------------
def test_a_kelurahan_that_the_officer_left_goes_to_the_secretariat(phone):
    id, content = phone.write(kelurahan=PAHANDUT)
    response = phone.send((id, content))
    body = response.json()
    assert (response.status_code, body["status"]) == (202, "ditampung")
    assert "di luar wilayah tugas" in body["detail"]
    assert stored() == 0
    row = KirimanLapangan.objects.get()
    assert (row.status, row.petugas_id) == ("DITAMPUNG", phone.petugas.pk)
    again = phone.send((id, content))
    assert (again.status_code, again.json()["status"], KirimanLapangan.objects.count()) == (202, "ditampung", 1)


def test_an_assignment_that_ended_loses_nothing(phone):
    report = phone.write()
    Penugasan.objects.filter(petugas=phone.petugas).update(selesai="2026-11-01")
    response = phone.send(report)
    assert (response.status_code, response.json()["status"]) == (202, "ditampung")
    assert "Penugasan" in response.json()["detail"]
    assert KirimanLapangan.objects.get().status == "DITAMPUNG"


def test_a_fault_of_the_server_keeps_the_envelope(phone, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("boom")

    monkeypatch.setattr(arrivals, "record", broken)
    response = phone.send(phone.write())
    assert (response.status_code, response.json()["status"]) == (202, "ditampung")
    assert KirimanLapangan.objects.get().amplop


# --- notes and visits ------------------------------------------------------------------------------------------------
def test_a_note_from_the_field_is_a_line_of_the_story(phone, siti, now):
    keluhan = cases.a_keluhan(siti, now)
    report = phone.event("catatan", keluhan, {"catatan": "Rumah kosong, tetangga bilang di ladang."})
    assert phone.send(report).status_code == 201
    assert phone.send(report).status_code == 200
    line = Riwayat.objects.get(keluhan=keluhan, jenis="CATATAN")
    assert "di ladang" in line.catatan and "Dicatat di lapangan" in line.catatan


def test_a_visit_from_the_field_is_recorded_with_its_own_time(phone, siti, now):
    keluhan = cases.a_keluhan(siti, now)
    when = timezone.now() - timedelta(days=2)
    body = phone.send(phone.event("kunjungan", keluhan, {"hasil": "SUDAH", "kondisi": "Rumah papan"},
                                  dicatat=when.isoformat())).json()  # fmt: skip
    visit = Kunjungan.objects.get(keluhan=keluhan)
    assert (body["status"], body["nomor"]) == ("baru", keluhan.nomor)
    assert (visit.status, visit.kondisi, visit.dilakukan_pada) == ("SUDAH", "Rumah papan", when)


def test_a_visit_that_somebody_recorded_meanwhile_stays_as_a_note(phone, siti, now):
    keluhan = cases.a_keluhan(siti, now)
    first = phone.event("kunjungan", keluhan, {"hasil": "SUDAH", "kondisi": "Rumah papan"})
    phone.send(first)
    visit = Kunjungan.objects.get(keluhan=keluhan)
    body = phone.send(phone.event("kunjungan", keluhan, {"hasil": "SUDAH", "kondisi": "Atap bocor"},
                                  kunjungan=str(visit.pk))).json()  # fmt: skip
    assert body["status"] == "baru" and "kunjungan" in {row["isian"] for row in body["periksa"]}
    assert Riwayat.objects.filter(keluhan=keluhan, jenis="CATATAN", catatan__contains="Atap bocor").count() == 1


def test_a_note_on_a_case_out_of_reach_waits_for_the_secretariat(cast, now):
    keluhan, phone = cases.a_keluhan(cast.siti, now), Phone(cast.rahmat)
    body = phone.send(phone.event("catatan", keluhan, {"catatan": "Coba"})).json()
    assert body["status"] == "ditampung" and "nomor" not in body
    assert not Riwayat.objects.filter(keluhan=keluhan, jenis="CATATAN").exists()


# --- CSRF, devices ---------------------------------------------------------------------------------------------------
def test_the_session_of_a_browser_needs_its_token(phone, siti):
    web = guarded(siti.petugas)
    id, content = phone.write()
    sealed = phone.envelope(id, content)
    refused = phone.put(id, sealed, content, web=web)
    assert (refused.status_code, refused.json()["kode"]) == (403, "csrf")
    token = web.get(f"{V1}/sesi/").json()["csrf"]
    phone.headers["X-CSRFToken"] = token
    assert phone.put(id, sealed, content, web=web).status_code == 201


def test_strangers_get_401_and_nothing_is_kept(client, phone):
    id, content = phone.write()
    assert phone.put(id, phone.envelope(id, content), content, web=client).status_code == 401
    assert not KirimanLapangan.objects.exists()


def test_a_call_without_a_device_is_refused_in_words(phone):
    phone.headers = {}
    response = phone.send(phone.write())
    assert (response.status_code, "perangkat" in response.json()["detail"]) == (422, True)


def test_the_database_itself_holds_one_stored_row_per_id(phone):
    """The wall behind the lock."""
    id, content = phone.write()
    phone.send((id, content))
    row = KirimanLapangan.objects.get()
    row.pk, row.sidik = new_uuid7(), "0" * 64
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    assert connection.is_usable() and json.loads(bytes(row.amplop))["generasi"] == 1
