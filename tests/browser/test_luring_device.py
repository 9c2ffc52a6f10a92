"""One phone, several officers, new versions, no signal for weeks: what is kept stays kept, and closed to others."""

import json
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from puskesos import nik, visits
from puskesos.forms.person import known_regions
from puskesos.models import Keluhan, Perangkat
from puskesos.sync import devices
from puskesos.views import shell
from tests.browser.axe import sideways, violations
from tests.browser.field import until
from tests.browser.test_luring_counter import FILL, READY, add_photo, big_photo, expect_items, outbox, ready, write_down
from tests.cases import NIK_MAN, NIK_WOMAN, a_keluhan

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["big_photo"]


# --- who may see what ----------------------------------------------------------------------------------------------
def test_thirty_drafts_and_a_sign_out_leave_no_name_on_the_disk(cast, phone, wire, tmp_path):
    with transaction.atomic():
        now = timezone.now()
        keluhan = a_keluhan(cast.siti, now, nama="Wargapaket", nik=NIK_MAN, no_kk="")
        visits.plan_visit(by=cast.siti, now=now, id=keluhan.pk, rencana=timezone.localdate(now), tujuan="Lihat rumah")
    page = ready(phone, cast.siti.petugas)
    page.goto("/lapor/hari-ini/")
    page.get_by_role("button", name="Siapkan paket hari ini").click()
    page.locator(f"li[data-keluhan='{keluhan.pk}']").get_by_role("button", name="Catatan").click()
    page.locator("#catatan_lapangan").fill("Catatanpintu")
    until(page, "SLRT.all('draf').then(rows => rows.length === 1)")
    page.goto("/lapor/")
    page.locator(READY).wait_for()
    names = [f"Wargaluring{number:02}" for number in range(30)]
    page.evaluate(
        """async (names) => {
        const who = await SLRT.officer();
        localStorage.setItem('kontrol', 'Kontrolterbaca');
        for (const nama of names) {
            const typed = {nama: [nama], nik: ['6271035708900003'], uraian: ['Rumah ' + nama]};
            const row = {id: SLRT.uuid7(), petugas: who.petugas.id, diubah: Date.now()};
            await SLRT.put('draf', {...row, ...(await SLRT.lockJson(who.petugas.id, typed))});
        }
    }""",
        names,
    )
    write_down(page, "Wargaluring30", nik=NIK_WOMAN, alasan_tanpa_nik="")
    page.goto("/")
    page.get_by_text("Menu").first.click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk/")
    until(page, f"({KEYS})().then(names => !names.some(name => name.startsWith('kunci:')))")
    page.goto("/lapor/")
    page.get_by_role("heading", name="Masuk dulu satu kali").wait_for()
    assert not any(name.startswith("kunci:") for name in page.evaluate(KEYS))
    phone.stop()
    disk = b"".join(path.read_bytes() for path in phone.folder.rglob("*") if path.is_file())
    assert _on(disk, "Kontrolterbaca")  # the search itself finds what is there
    planted = [*names, "Wargaluring30", NIK_WOMAN, "Wargapaket", NIK_MAN, "Catatanpintu"]
    assert not [word for word in planted if _on(disk, word)]


KEYS = """() => new Promise(done => {
    const asked = indexedDB.open('slrt');
    asked.onsuccess = () => asked.result.transaction('meta').objectStore('meta').getAllKeys().onsuccess =
        event => { asked.result.close(); done(event.target.result); };
})"""


def _on(disk, word):
    return word.encode() in disk or word.encode("utf-16-le") in disk


def test_another_officer_neither_reads_nor_continues_what_is_not_his(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    page.evaluate(FILL, ["Halimah", {}])
    page.get_by_text("Tersimpan di HP").first.wait_for()
    address = page.url
    assert "#" in address
    phone.sign_out()
    page.goto("/masuk/")  # nobody becomes another officer without passing here
    until(page, f"({KEYS})().then(names => !names.includes('sesi'))")
    page.close()
    phone.sign_in(cast.budi.petugas)
    page = phone.page(address)
    page.locator(READY).wait_for()
    assert page.get_by_label("Nama lengkap").input_value() == ""
    assert page.get_by_text("Draf di HP ini").is_hidden()
    phone.sign_in(cast.siti.petugas)
    page = phone.page("/lapor/")
    page.get_by_role("link", name="Halimah").wait_for()


def test_a_locked_phone_stays_locked_until_somebody_signs_in(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page)
    page.goto("/lapor/antrean/")
    expect_items(page, siap=1)
    page.get_by_role("button", name="Kunci perangkat").click()
    page.get_by_text("Milik petugas lain").wait_for()
    page.goto("/lapor/")
    page.get_by_role("heading", name="Masuk dulu satu kali").wait_for()
    wire.heal()  # the cookie would still do; the lock was meant
    page.reload()
    page.get_by_text("Sesi habis.").wait_for()
    assert page.get_by_role("heading", name="Masuk dulu satu kali").is_visible()
    assert not Keluhan.objects.exists()
    phone.sign_in(cast.siti.petugas)
    outbox(page, diterima=1)


def test_a_revoked_device_sends_nothing_and_says_what_to_do(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page)
    page.goto("/lapor/")
    page.locator(READY).wait_for()
    page.evaluate(FILL, ["Yuliana", {}])
    until(page, "SLRT.all('draf').then(rows => rows.length === 1)")
    with transaction.atomic():
        lost = Perangkat.objects.get().pk
        devices.revoke(by=cast.maya, now=timezone.now(), id=lost, alasan="Hilang di dermaga")
    wire.heal()
    page.goto("/lapor/antrean/")
    page.get_by_text("Perangkat ini dicabut. Simpan cadangan").wait_for()
    expect_items(page, siap=1)
    assert not Keluhan.objects.exists()
    until(page, f"({KEYS})().then(names => !names.some(name => name.startsWith('kunci:')))")
    page.goto("/lapor/")  # whoever found it opens no draft, with or without a line
    page.get_by_role("heading", name="Masuk dulu satu kali").wait_for()
    with transaction.atomic():
        devices.restore(by=cast.maya, now=timezone.now(), id=lost)
    page.reload()
    page.get_by_role("link", name="Yuliana").wait_for()
    outbox(page, diterima=1)


# --- versions ------------------------------------------------------------------------------------------------------
@pytest.fixture
def next_version(monkeypatch):
    """next_version(): from now on the server has another version of the pages."""
    shell.drawn_in.cache_clear()
    version, pages = shell.drawn()

    def go():
        later = {path: html.replace(version, "versi-kedua") for path, html in pages.items()}
        monkeypatch.setattr(shell, "drawn", lambda: ("versi-kedua", later))

    return go


def test_a_new_version_waits_until_somebody_says_so(cast, phone, wire, next_version):
    page = ready(phone, cast.siti.petugas)
    page.evaluate(FILL, ["Halimah", {}])
    page.get_by_text("Tersimpan di HP").first.wait_for()
    next_version()
    page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    page.get_by_text("Versi baru tersedia.").wait_for()
    assert page.get_by_label("Nama lengkap").input_value() == "Halimah"
    with page.expect_navigation():
        page.get_by_role("button", name="Muat ulang").click()
    page.get_by_text("Draf dilanjutkan").wait_for()
    assert page.get_by_label("Nama lengkap").input_value() == "Halimah"
    assert page.locator("html").get_attribute("data-versi") == "versi-kedua"
    assert page.evaluate("caches.keys()") == ["slrt-versi-kedua"]


def test_switched_off_takes_worker_and_caches_but_never_what_waits(cast, phone, wire, settings):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page)
    wire.heal()
    phone.sign_out()
    settings.SLRT_LURING = False
    page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    until(page, "caches.keys().then(names => names.length === 0)")
    until(page, "navigator.serviceWorker.getRegistration().then(one => !one)")
    assert len(page.evaluate("SLRT.all('antre')")) == 1


# --- no signal for weeks -------------------------------------------------------------------------------------------
def test_the_backup_holds_only_sealed_bytes_and_the_receipt_marks_its_own(cast, phone, wire, big_photo, tmp_path):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page, "Halimah", big_photo)
    outbox(page, siap=1)
    with page.expect_download() as asked:
        page.get_by_role("button", name="Simpan cadangan ke berkas").click()
    text = asked.value.path().read_text()
    head, *rows = [json.loads(line) for line in text.splitlines()]
    assert head["slrt"] == "cadangan"
    assert [row["jenis"] for row in rows] == ["laporan", "lampiran"] and "Halimah" not in text
    assert set(rows[0]["amplop"]) == {"skema", "generasi", "kunci", "iv", "isi"}
    receipt = tmp_path / "resi.json"
    receipt.write_text(json.dumps({"hasil": [{"id": rows[0]["id"], "sidik": "0" * 64, "status": "diterima"}]}))
    page.get_by_label("Tanda terima dari sekretariat").set_input_files(receipt)
    page.get_by_text("Tanda terima ini tidak menyebut laporan Anda").wait_for()
    expect_items(page, siap=1)
    # The secretariat takes it from the flash disk, and sends its own receipt back.
    desk = Client()
    desk.force_login(cast.dewi.petugas, backend="django.contrib.auth.backends.ModelBackend")
    taken = desk.post("/perangkat/impor/", {"berkas": SimpleUploadedFile("cadangan.slrt", text.encode())})
    receipt.write_bytes(desk.post("/perangkat/impor/tanda-terima/", {"id": taken.context["ids"]}).content)
    page.get_by_label("Tanda terima dari sekretariat").set_input_files(receipt)
    expect_items(page, diterima=1)
    keluhan = Keluhan.objects.get()
    page.get_by_text(keluhan.nomor).wait_for()
    assert keluhan.lampiran.count() == 1 and keluhan.diterima_oleh_id == cast.siti.petugas_id


def test_what_waits_is_counted_and_grows_louder(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page)
    outbox(page, siap=1)
    assert page.title().startswith("(1) ")
    for days, tone, words in ((2, "soon", "lebih dari 1 hari"), (4, "late", "lebih dari 3 hari")):
        page.evaluate(
            "days => SLRT.all('antre').then(([row]) => "
            "SLRT.change('antre', row.id, {dibuat: Date.now() - days * 864e5}))",
            days,
        )
        page.reload()
        page.locator(f"#daftar li[data-tone={tone}]").wait_for()
        page.locator("#connection-text").get_by_text(words).wait_for()


# --- the sheet -----------------------------------------------------------------------------------------------------
def test_the_slip_has_a_number_of_this_device_and_finds_the_case(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    until(page, "SLRT.get('meta', 'blok').then(Boolean)")
    wire.kill()
    write_down(page)
    number = page.locator("[data-slip=nomor]").inner_text()
    code = page.locator("[data-slip=kode]").inner_text()
    assert number == f"SMT-{Perangkat.objects.get().awalan}-001"
    wire.heal()
    outbox(page, diterima=1)
    keluhan = Keluhan.objects.get()
    assert keluhan.tracking_code() == code
    assert keluhan.kiriman_lapangan.get(jenis="KELUHAN").nomor_sementara == number


def test_the_same_mistakes_are_said_without_a_line(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    page.evaluate("document.querySelector('form[data-luring]').requestSubmit()")
    page.locator("[data-error-summary]").get_by_text("Isi NIK, atau pilih alasan belum ada NIK.").wait_for()
    page.get_by_label("Nama lengkap").fill("Halimah")
    page.get_by_label("NIK", exact=False).first.fill("6271034099900003")
    page.keyboard.press("Tab")
    page.get_by_text("tidak ada di kalender").first.wait_for()
    page.get_by_label("NIK", exact=False).first.fill(NIK_WOMAN)
    page.keyboard.press("Tab")
    page.get_by_text("Menurut NIK: perempuan, lahir 17-08-1990.").wait_for()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Jenis keluhan").select_option("PBI_NONAKTIF_SAKIT")
    page.get_by_role("radiogroup", name="KTP").get_by_text("Menyusul").click()
    page.get_by_text("lansia yang tinggal sendirian").click()
    page.get_by_text("Prioritas Tinggi").wait_for()
    assert violations(page) == [] and sideways(page) == []


def test_what_is_no_photo_is_refused_in_words(cast, phone, wire, tmp_path):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    page.evaluate("document.querySelectorAll('.step').forEach(step => step.hidden = false)")
    path = tmp_path / "virus.jpg"
    path.write_bytes(b"MZ" + b"\0" * 2000)
    page.locator("[name=berkas_jenis]").select_option("KK")
    page.locator("[name=berkas]").set_input_files(path)
    page.get_by_text("Berkas ini bukan foto yang terbaca.").wait_for()


def test_a_photo_of_twenty_megabytes_is_made_small_and_a_larger_one_refused(cast, phone, wire, big_photo):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    os.truncate(big_photo, 20 * 1024 * 1024)  # what stands behind the picture is not read
    add_photo(page, big_photo)
    os.truncate(big_photo, 26 * 1024 * 1024)
    page.locator("[name=berkas_jenis]").select_option("KK")
    page.locator("[name=berkas]").set_input_files(big_photo)
    page.get_by_text("Foto ini terlalu besar. Ambil foto lagi").wait_for()
    [size] = page.evaluate("SLRT.all('berkas').then(rows => rows.map(row => row.ukuran))")
    assert size < 1024 * 1024


def test_a_photo_is_small_and_without_the_place_of_the_camera(cast, phone, wire, big_photo):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    add_photo(page, big_photo)
    raw = bytes(
        page.evaluate(
            """async () => {
        const [row] = await SLRT.all('berkas');
        return [...new Uint8Array(await SLRT.unlock(row.petugas, row))];
    }"""
        )
    )
    assert raw[:2] == b"\xff\xd8" and b"KameraRahasia" not in raw and b"KameraRahasia" in big_photo.read_bytes()
    assert len(raw) < big_photo.stat().st_size / 4


def test_the_phone_reads_a_nik_as_the_server_does(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    day = timezone.localdate()
    numbers = [
        NIK_WOMAN, NIK_MAN, "6271034099900003", "6271035708900000", "7171035708900003", "9971035708900003",
        "6371035708900003", "6271992902000001", "6271032902010001", "6270035708900003",
    ]  # fmt: skip
    said = page.evaluate(
        """async (numbers) => {
        const {nik: rules} = await SLRT.get('meta', 'katalog');
        return numbers.map(nik => SLRT.readNik({nik, rules, kk: nik, sex: 'L'}));
    }""",
        numbers,
    )
    for number, found in zip(numbers, said, strict=True):
        problems = [one.sentence for one in nik.problems(number)]
        assert found["problem"] == (problems[0] if problems else ""), number
        if not problems:
            doubts = nik.warnings(number, sex="L", no_kk=number, known_regions=known_regions(), today=day)
            assert found["doubts"] == [one.sentence for one in doubts], number


def test_a_second_visit_asks_the_server_only_who_is_there(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    until(page, "SLRT.get('meta', 'blok').then(Boolean)")
    page.close()
    wire.seen.clear()
    page = phone.page("/lapor/")
    page.locator("#connection-text").get_by_text("Tersambung.").wait_for()
    asked = {path.split("?")[0] for _, path, _ in wire.seen} - {
        "/sw.js",
        "/static/img/icon.svg",
        "/manifest.webmanifest",
    }
    assert asked == {"/api/v1/sesi/"}


# --- the day to take along -----------------------------------------------------------------------------------------
def test_the_visits_of_the_day_go_along_and_come_back_written(cast, phone, wire):
    with transaction.atomic():
        now = timezone.now()
        keluhan = a_keluhan(cast.siti, now)
        visit = visits.plan_visit(
            by=cast.siti, now=now, id=keluhan.pk, rencana=timezone.localdate(now), tujuan="Lihat rumah"
        )
    page = ready(phone, cast.siti.petugas)
    page.goto("/lapor/hari-ini/")
    page.get_by_role("button", name="Siapkan paket hari ini").click()
    page.get_by_text("Paket siap.").wait_for()
    wire.kill()
    page.reload()
    line = page.locator(f"li[data-keluhan='{keluhan.pk}']")
    line.get_by_text("Lihat rumah").wait_for()
    assert violations(page) == [] and sideways(page) == []
    line.get_by_role("button", name="Isi hasil").click()
    page.get_by_role("button", name="Simpan & kirim").first.click()
    page.get_by_text("Pilih bagaimana kunjungannya.").wait_for()
    page.get_by_text("Sudah bertemu").click()
    page.get_by_label("Keadaan keluarga dan rumah").fill("Atap bocor, lantai tanah.")
    page.get_by_role("button", name="Simpan & kirim").first.click()
    line.get_by_text("Hasil kunjungan tercatat di HP ini").wait_for()
    line.get_by_role("button", name="Catatan").click()
    page.locator("#catatan_lapangan").fill("Tetangga bernama Rina.")
    page.locator("form[data-jenis=catatan]").get_by_role("button", name="Simpan & kirim").click()
    page.get_by_text("Catatan tersimpan di HP ini").wait_for()
    page.goto("/lapor/")
    page.locator(READY).wait_for()
    page.get_by_label("NIK", exact=False).first.fill(NIK_WOMAN)  # Halimah's, who is on file
    page.keyboard.press("Tab")
    page.get_by_text("Mungkin sudah terdaftar.").wait_for()
    wire.heal()
    outbox(page, diterima=2)
    visit.refresh_from_db()
    assert visit.kondisi == "Atap bocor, lantai tanah."
    assert keluhan.riwayat.filter(catatan__contains="Rina").exists()
