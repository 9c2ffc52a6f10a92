"""The secretariat's tray, the page of devices, and backup files on a flash disk."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from puskesos import drafts
from puskesos.models import Draf, Jejak, Keluhan, KirimanLapangan, Lampiran, PemakaianPerangkat, Penugasan, Riwayat
from puskesos.numbering import new_tracking_code, new_uuid7
from puskesos.sync import devices, keys
from puskesos.sync.tidying import drop_old_envelopes
from tests import cases
from tests.people import PAHANDUT
from tests.sealing import Phone

TRAY = "/kiriman-lapangan/"


@pytest.fixture
def phone(siti):
    return Phone(siti)


def left_kelurahan(phone, **about):
    """A report from a kelurahan that the officer serves no longer: its row in the tray."""
    report = phone.write(kelurahan=PAHANDUT, about=about)
    phone.send(report)
    return KirimanLapangan.objects.get(butir=report[0])


def decide(web, row, deed, **facts):
    return web.post(f"{TRAY}{row.pk}/", {"aksi": deed, **facts})


# --- reading ---------------------------------------------------------------------------------------------------------
def test_the_tray_lists_what_waits_and_opens_it_with_labels(phone, dewi_web, dewi):
    row = left_kelurahan(phone, nomor_sementara="SMT-K7Q-009")
    page = dewi_web.get(TRAY).content.decode()
    assert "Siti Rahmah" in page and "di luar wilayah tugas" in page and "SMT-K7Q-009" in page
    assert "Halimah" not in page, "the list opens no envelope"
    inside = dewi_web.get(f"{TRAY}{row.pk}/").content.decode()
    for words in ("Nama lengkap sesuai KTP", "Halimah", "Pahandut", "Datang langsung", "17-8-1990"):
        assert words in inside, words
    assert Jejak.objects.filter(aksi="BACA", objek="kirimanlapangan", petugas=dewi.petugas).exists()


def test_nobody_of_a_puskesos_sees_the_tray(phone, siti_web, koor_web):
    row = left_kelurahan(phone)
    for web in (siti_web, koor_web):
        assert web.get(TRAY).status_code == web.get(f"{TRAY}{row.pk}/").status_code == 403


def test_what_was_accepted_with_doubts_has_a_list_of_its_own(phone, dewi_web):
    phone.send(phone.write(nik="627104"))
    page = dewi_web.get(f"{TRAY}?tab=periksa").content.decode()
    assert "Halimah" in page and "NIK" in page
    assert "Tidak ada yang menunggu" in dewi_web.get(TRAY).content.decode()
    inside = dewi_web.get(f"{TRAY}{KirimanLapangan.objects.get().pk}/").content.decode()
    assert "627104" in inside and "Keputusan" not in inside, "what was really typed, and nothing to decide"


def test_a_secret_case_is_not_read_by_its_envelope(phone, dewi_web, koor_web):
    phone.send(phone.write(nik="627104", rahasia=True))
    row = KirimanLapangan.objects.get()
    assert row.keluhan.rahasia and row.periksa
    assert dewi_web.get(f"{TRAY}{row.pk}/").status_code == 404
    assert "Halimah" not in dewi_web.get(f"{TRAY}?tab=periksa").content.decode()


# --- putting right ---------------------------------------------------------------------------------------------------
def typed_of(by, draft):
    return {name: values for name, values in drafts.open_draft(by, draft).items() if name != "lampiran"}


def test_a_report_is_put_right_as_a_draft_and_the_slip_holds_good(phone, dewi, dewi_web):
    code, picture = new_tracking_code(), str(new_uuid7())
    row = left_kelurahan(phone, kode_lacak=code, nomor_sementara="SMT-K7Q-009",
                         lampiran=[{"id": picture, "jenis": "KTP"}], dicatat="2026-11-20T08:00:00+07:00")  # fmt: skip
    assert phone.photo(row.butir, cases.a_photo().read(), id=picture).status_code == 202
    assert "draf=" in decide(dewi_web, row, "perbaiki")["Location"]
    typed = drafts.open_draft(dewi, row.butir)
    assert (typed["nama"], typed["lampiran"]) == (["Halimah"], [picture])
    body = {**typed, "id": str(row.butir), "aksi": "simpan"}
    stored = dewi_web.post("/keluhan/baru/", body)
    assert stored.status_code == 302, stored.content.decode()[:3000]
    keluhan = Keluhan.objects.get(pk=row.butir)
    assert (keluhan.tracking_code(), keluhan.kelurahan_id) == (code, PAHANDUT)
    assert keluhan.dicatat_di_lapangan.isoformat() == "2026-11-20T01:00:00+00:00"
    assert Lampiran.objects.get(keluhan=keluhan).pk == KirimanLapangan.objects.get(jenis="LAMPIRAN").butir
    assert set(KirimanLapangan.objects.values_list("status", flat=True)) == {"DICATAT"}
    told = phone.post("status/", {"ids": [str(row.butir)]}).json()["hasil"][0]
    assert (told["status"], told["nomor"]) == ("diterima", keluhan.nomor)


def test_a_draft_thrown_away_loses_nothing(phone, dewi, dewi_web):
    row = left_kelurahan(phone)
    decide(dewi_web, row, "perbaiki")
    drafts.discard(by=dewi, id=row.butir)
    assert "Siti Rahmah" in dewi_web.get(TRAY).content.decode()
    assert decide(dewi_web, row, "perbaiki").status_code == 302
    assert Draf.objects.count() == 1


def test_two_of_the_secretariat_do_not_correct_the_same(phone, dewi_web, fitri_web):
    row = left_kelurahan(phone)
    decide(dewi_web, row, "perbaiki")
    refused = decide(fitri_web, row, "perbaiki")
    assert (refused.status_code, "Sedang diperbaiki Dewi Lestari" in refused.content.decode()) == (422, True)


def test_trying_again_records_it_for_the_officer(phone, siti, dewi_web):
    report, picture = phone.write(about={"lampiran": []}), str(new_uuid7())
    content = json.loads(report[1]) | {"lampiran": [{"id": picture, "jenis": "KTP"}]}
    report = report[0], json.dumps(content).encode()
    Penugasan.objects.filter(petugas=siti.petugas).update(selesai="2026-11-01")
    phone.send(report)
    phone.photo(report[0], cases.a_photo().read(), id=picture)
    row = KirimanLapangan.objects.get(jenis="KELUHAN")
    still = decide(dewi_web, row, "coba")
    assert (still.status_code, "sudah berakhir" in still.content.decode()) == (422, True)
    Penugasan.objects.filter(petugas=siti.petugas).update(selesai=None)
    assert decide(dewi_web, row, "coba").status_code == 302
    keluhan = Keluhan.objects.get(pk=report[0])
    assert keluhan.diterima_oleh_id == siti.petugas_id
    assert keluhan.lampiran.count() == 1
    assert set(KirimanLapangan.objects.values_list("status", flat=True)) == {"DITERIMA"}


def test_throwing_away_needs_a_reason_that_the_officer_reads(phone, dewi_web):
    row = left_kelurahan(phone)
    assert decide(dewi_web, row, "buang").status_code == 422
    assert decide(dewi_web, row, "buang", alasan="Keluarga sudah pindah kota").status_code == 302
    told = phone.post("status/", {"ids": [str(row.butir)]}).json()["hasil"][0]
    assert (told["status"], "pindah kota" in told["detail"]) == ("dibuang", True)
    assert decide(dewi_web, row, "buang", alasan="Sekali lagi").status_code == 409


def test_a_conflict_is_shown_side_by_side_and_may_become_a_case_of_its_own(phone, dewi, dewi_web):
    id, content = phone.write()
    phone.send((id, content))
    phone.send(phone.write(id=id, nama="Rindu", nik=cases.NIK_OTHER_WOMAN, no_kk="", hp="", tanggal_lahir_0="31"))
    row = KirimanLapangan.objects.get(status="KONFLIK")
    page = dewi_web.get(f"{TRAY}{row.pk}/").content.decode()
    assert "Halimah" in page and "Rindu" in page and "(berbeda)" in page
    decide(dewi_web, row, "perbaiki")
    row.refresh_from_db()
    assert row.draf != row.butir
    dewi_web.post("/keluhan/baru/", {**typed_of(dewi, row.draf), "id": str(row.draf), "aksi": "simpan"})
    assert sorted(Keluhan.objects.values_list("klien__nama", flat=True)) == ["Halimah", "Rindu"]
    row.refresh_from_db()
    assert (row.status, row.keluhan_id) == ("DICATAT", row.draf)


def test_a_note_is_written_into_the_case_that_it_belongs_to(cast, now, dewi_web):
    keluhan, phone = cases.a_keluhan(cast.siti, now), Phone(cast.rahmat)
    phone.send(phone.event("catatan", keluhan, {"catatan": "Ibu sudah di rumah sakit."}))
    row = KirimanLapangan.objects.get(jenis="CATATAN")
    assert decide(dewi_web, row, "catatan", nomor="999").status_code == 422
    assert decide(dewi_web, row, "catatan", nomor=keluhan.nomor).status_code == 302
    line = Riwayat.objects.get(keluhan=keluhan, jenis="CATATAN").catatan
    assert "Rahmat Hidayat" in line and "rumah sakit" in line


def test_what_does_not_open_says_why(phone, dewi_web):
    phone.put(new_uuid7(), b"bukan amplop")
    row = KirimanLapangan.objects.get()
    assert "tidak dapat dibaca" in dewi_web.get(f"{TRAY}{row.pk}/").content.decode()
    assert decide(dewi_web, row, "coba").status_code == decide(dewi_web, row, "perbaiki").status_code == 422


# --- devices ---------------------------------------------------------------------------------------------------------
def test_the_page_of_devices_warns_of_what_waits_too_long(phone, budi, siti_web, dewi_web, adi_web):
    old = timezone.now() - timedelta(days=5)
    phone.session(**{"X-Menunggu": "4", "X-Tertua": old.isoformat(), "X-Versi": "2026.11"})
    Phone(budi).session(**{"X-Menunggu": "0"})
    for web in (dewi_web, adi_web):
        page = web.get("/perangkat/").content.decode()
        assert "4, sejak 5 hari" in page and "lebih dari 3 hari" in page and "Budi Santoso" in page
    own = siti_web.get("/perangkat/").content.decode()
    assert "4, sejak 5 hari" in own and "Budi Santoso" not in own


def test_without_a_device_the_page_leads_to_the_sheet_that_makes_one(siti_web, adi_web):
    assert 'class="button" href="/lapor/"' in siti_web.get("/perangkat/").content.decode()
    assert 'href="/lapor/"' not in adi_web.get("/perangkat/").content.decode(), "writes no complaints"


def test_what_waits_for_another_officer_is_heard_of_too(phone, budi, dewi_web):
    """Two officers share a telephone; only one of them is in touch."""
    phone.session()
    other, old = Phone(budi, device=phone.device), timezone.now() - timedelta(days=2, hours=1)
    said = f"{phone.petugas.pk}=3@{old.isoformat()},{budi.petugas_id}=9@{old.isoformat()},77=1@gestern,x"
    assert other.session(**{"X-Menunggu": "0", "X-Menunggu-Lain": said}).status_code == 200
    page = dewi_web.get("/perangkat/").content.decode()
    assert "3, sejak 2 hari" in page and "9, sejak" not in page
    other.session(**{"X-Menunggu": "0", "X-Menunggu-Lain": f"{phone.petugas.pk}=99999@9999-12-31T23:59:59Z"})
    assert PemakaianPerangkat.objects.get(petugas=phone.petugas).tertua <= timezone.now()


def test_a_device_is_revoked_with_a_reason_and_trusted_again(phone, maya_web, siti_web):
    phone.session()
    address = f"/perangkat/{phone.device}/"
    assert siti_web.get(address).status_code == 403
    assert maya_web.post(address, {"alasan": ""}).status_code == 422
    assert maya_web.post(address, {"alasan": "HP hilang"}).status_code == 302
    assert phone.session().status_code == 403
    assert "HP hilang" in maya_web.get(address).content.decode()
    maya_web.post(address, {"aksi": "pulihkan"})
    assert phone.session().status_code == 200


def test_a_new_seal_by_page_and_by_command(phone, maya_web):
    from django.core.management import call_command

    assert phone.key()[0] == 1
    assert maya_web.post("/perangkat/kunci/").status_code == 302
    assert phone.key()[0] == 2
    call_command("ganti_kunci_segel")
    assert phone.key()[0] == 3


# --- backup files ----------------------------------------------------------------------------------------------------
def a_backup(phone, *reports, photos=()):
    lines = [{"slrt": "cadangan", "versi": 1}]
    lines += [{"jenis": "lampiran", "id": id, "laporan": report, "amplop": envelope} for id, report, envelope in photos]
    lines += [{"jenis": "laporan", "id": id, "amplop": phone.envelope(id, content)} for id, content in reports]
    text = "\n".join(json.dumps(line) for line in lines)
    return SimpleUploadedFile("cadangan.slrt", text.encode())


def bring(web, file):
    return web.post("/perangkat/impor/", {"berkas": file})


def test_a_backup_of_a_revoked_phone_arrives_as_the_officers_own(phone, siti, maya, dewi, dewi_web):
    picture = str(new_uuid7())
    report = phone.write(about={"lampiran": [{"id": picture, "jenis": "KTP"}]})
    photo = phone.envelope(picture, cases.a_photo().read(), aad=f"{picture}|lampiran|1".encode())
    backup = lambda: a_backup(phone, report, photos=[(picture, report[0], photo)])  # noqa: E731
    first, again = backup(), backup()
    devices.revoke(by=maya, now=timezone.now(), id=phone.device, alasan="HP disita bengkel")
    page = bring(dewi_web, first)
    keluhan = Keluhan.objects.get()
    assert (page.status_code, keluhan.nomor in page.content.decode()) == (200, True)
    assert (keluhan.diterima_oleh_id, keluhan.lampiran.count()) == (siti.petugas_id, 1)
    assert set(KirimanLapangan.objects.values_list("cara", "pengirim")) == {("BERKAS", dewi.petugas_id)}
    assert "Sudah ada" in bring(dewi_web, again).content.decode()
    assert Keluhan.objects.count() == 1


def test_the_receipt_tells_the_phone_what_the_city_has(phone, dewi_web):
    import hashlib

    report = phone.write()
    page = bring(dewi_web, a_backup(phone, report))
    response = dewi_web.post("/perangkat/impor/tanda-terima/", {"id": page.context["ids"]})
    told = response.json()
    assert "attachment" in response["Content-Disposition"] and told["slrt"] == "tanda-terima"
    assert told["hasil"] == [{
        "id": report[0], "jenis": "laporan", "sidik": hashlib.sha256(report[1]).hexdigest(), "status": "diterima",
        "nomor": Keluhan.objects.get().nomor,
    }]  # fmt: skip
    assert "Halimah" not in response.content.decode()


def test_a_dismissed_officers_work_is_not_lost(phone, siti, dewi_web):
    backup = a_backup(phone, phone.write())
    siti.petugas.is_active = False
    siti.petugas.save()
    page = bring(dewi_web, backup)
    assert "Menunggu keputusan" in page.content.decode()
    row = KirimanLapangan.objects.get()
    assert (row.status, row.petugas_id, Keluhan.objects.count()) == ("DITAMPUNG", siti.petugas_id, 0)
    assert decide(dewi_web, row, "perbaiki").status_code == 302


def test_an_envelope_of_an_officer_that_never_was_waits_too(phone, dewi_web):
    page = bring(dewi_web, a_backup(phone, phone.write(about={"petugas": 999_999_999})))
    assert "Menunggu keputusan" in page.content.decode()
    assert KirimanLapangan.objects.get().petugas is None


@pytest.mark.parametrize("content", [b"", b"bukan cadangan", b'{"a": 1}', b"\xff\xfe\x00", b"[1, 2]"])
def test_a_file_that_is_no_backup_is_refused_in_words(dewi_web, content):
    page = bring(dewi_web, SimpleUploadedFile("x.slrt", content))
    assert page.status_code == 422 and "cadangan" in page.content.decode()


def test_bad_lines_hinder_no_others(phone, dewi_web):
    good = phone.write()
    lines = [{"id": "x", "amplop": {}}, {"jenis": "lampiran", "id": str(new_uuid7()), "amplop": {}},
             {"jenis": "laporan", "id": good[0], "amplop": phone.envelope(*good)}, {"amplop": 5}]  # fmt: skip
    text = "\n".join(json.dumps(line) for line in lines)
    page = bring(dewi_web, SimpleUploadedFile("x.slrt", text.encode()))
    assert [line.status for line in page.context["lines"]] == ["ditolak", "baru", "ditolak", "ditolak"]
    assert Keluhan.objects.count() == 1


def test_a_rotation_in_between_hinders_no_backup(phone, maya, dewi_web):
    backup = a_backup(phone, phone.write())
    for _ in range(2):
        keys.rotate(by=maya, now=timezone.now())
    bring(dewi_web, backup)
    assert Keluhan.objects.count() == 1


# --- what is not kept for ever ---------------------------------------------------------------------------------------
def test_envelopes_go_after_a_month_and_are_known_for_ever(phone, dewi_web):
    report = phone.write()
    sealed = phone.envelope(*report)
    phone.put(report[0], sealed, report[1])
    waiting = left_kelurahan(phone)
    now = timezone.now()
    assert drop_old_envelopes(now + timedelta(days=29)) == 0
    assert drop_old_envelopes(now + timedelta(days=31)) == 1
    stored = KirimanLapangan.objects.get(butir=report[0])
    waiting.refresh_from_db()
    assert stored.amplop is None and waiting.amplop is not None
    assert phone.put(report[0], sealed, report[1]).json()["status"] == "sudah_ada"
    assert dewi_web.get(f"{TRAY}{stored.pk}/").status_code == 200
