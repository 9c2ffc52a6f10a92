"""The counter without signal (ux §2.4): it opens, keeps and sends, whatever the line and the browser do."""

import threading

import pytest
from django.test import Client
from PIL import Image

from puskesos.models import Keluhan, KirimanLapangan, Lampiran
from tests.browser.field import until

pytestmark = pytest.mark.django_db(transaction=True)

READY = "html[data-siap='1']"
FILL = """([nama, more]) => {
    const form = document.querySelector('form[data-luring]');
    const typed = {nama, alasan_tanpa_nik: 'HILANG', subkategori: 'ALAT_BANTU', ringkasan: 'Kursi roda', ...more};
    for (const [name, value] of Object.entries(typed)) form.elements[name].value = value;
    form.elements['kebutuhan-0-layanan'].value = 'L10';
    form.elements.diberi_tahu.checked = true;
    form.dispatchEvent(new Event('input', {bubbles: true}));
}"""


# True as soon as the worker answers for this page.
IN_CHARGE = """new Promise(done => {
    const worker = navigator.serviceWorker, look = () => worker.controller && done(true);
    worker.addEventListener('controllerchange', look);
    look();
    setTimeout(() => done(false), 15000);
})"""


def ready(phone, petugas):
    """A phone that has been online once with this officer, the worker in charge: the form stands open.

    A page that opens in the very moment in which the worker begins is nobody's: it is opened once more.
    """
    phone.sign_in(petugas)
    page = phone.page("/lapor/")
    for _ in range(4):
        page.locator(READY).wait_for()
        if page.evaluate(IN_CHARGE):
            return page
        page.reload()
    raise AssertionError("the worker never took charge")


def write_down(page, nama="Halimah", photo=None, **more):
    """Fill in the form that stands open and save it."""
    page.locator(READY).wait_for()
    page.evaluate(FILL, [nama, more])
    if photo:
        add_photo(page, photo)
    page.evaluate("document.querySelector('form[data-luring]').requestSubmit()")
    page.get_by_role("heading", name="Tersimpan di HP ini").wait_for()


def add_photo(page, path):
    form = page.locator("form[data-luring]")
    page.evaluate("document.querySelectorAll('.step').forEach(step => step.hidden = false)")
    before = form.locator(".thumbs figure").count()
    form.locator("[name=berkas_jenis]").select_option("KK")
    form.locator("[name=berkas]").set_input_files(path)
    form.locator(".thumbs figure").nth(before).wait_for()


def outbox(page, **wanted):
    """Go to the outbox and wait until it shows so many items of a status."""
    page.goto("/lapor/antrean/")
    expect_items(page, **wanted)


def expect_items(page, **wanted):
    for status, count in wanted.items():
        rows = page.locator(f"#daftar li[data-status={status}]")
        rows.nth(count - 1).wait_for() if count else page.locator(READY).wait_for()
        assert rows.count() == count


@pytest.fixture
def big_photo(tmp_path):
    """Twelve megapixels with the place of the camera in it."""
    picture = Image.effect_noise((4000, 3000), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "KameraRahasia"
    path = tmp_path / "IMG_0001.jpg"
    picture.save(path, "JPEG", quality=80, exif=exif)
    return path


def devices_page(cast):
    """The list of devices as the secretariat sees it now."""
    desk = Client()
    desk.force_login(cast.dewi.petugas, backend="django.contrib.auth.backends.ModelBackend")
    return desk.get("/perangkat/").content.decode()


# --- the whole way -------------------------------------------------------------------------------------------------
def test_three_families_with_photos_reach_the_secretariat_once(cast, phone, wire, big_photo):
    """Done when (issue 3): no line from the start of the day, two officers on one phone, exactly three cases."""
    ready(phone, cast.siti.petugas).close()
    wire.kill()
    phone.sign_out()
    for name in ("Halimah", "Yuliana", "Tiwen"):
        page = phone.page("/lapor/")
        write_down(page, name, big_photo)
        page.close()
    phone.stop()
    phone.start()
    page = phone.page("/lapor/antrean/")
    expect_items(page, siap=3)
    page.evaluate("""async () => {
        for (const row of await SLRT.all('antre')) await SLRT.change('antre', row.id, {dibuat: row.dibuat - 49 * 36e5});
    }""")
    wire.heal()
    phone.sign_in(cast.budi.petugas)  # two days later another officer
    page.reload()
    page.get_by_text("Milik petugas lain").nth(2).wait_for()
    page.get_by_text("Ada yang menunggu lebih dari 1 hari.").wait_for()
    page.get_by_role("button", name="Kirim sekarang").first.click()
    page.get_by_text("milik petugas lain; terkirim bila").wait_for()
    assert not Keluhan.objects.exists()
    assert "3, sejak 2 hari" in devices_page(cast)  # though her own sign-in has not been seen since
    phone.sign_in(cast.siti.petugas)
    page.reload()
    expect_items(page, diterima=3)
    page.locator("#connection-text").get_by_text("Semua laporan sudah terkirim.").wait_for()
    assert "sejak 2 hari" not in devices_page(cast)
    assert sorted(Keluhan.objects.values_list("klien__nama", flat=True)) == ["Halimah", "Tiwen", "Yuliana"]
    assert Lampiran.objects.filter(keluhan__isnull=False).count() == 3
    assert set(Keluhan.objects.values_list("diterima_oleh", flat=True)) == {cast.siti.petugas_id}
    assert page.get_by_text(Keluhan.objects.first().nomor).is_visible()


def test_it_opens_and_other_pages_say_why_they_do_not(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    page.goto("/lapor/")
    page.locator(READY).wait_for()
    page.get_by_text("Tanpa sambungan.").wait_for()
    assert page.get_by_label("Nama lengkap").is_visible()
    page.goto("/kasus/")
    page.get_by_role("heading", name="Bekerja tanpa sinyal").wait_for()
    page.goto("/keluhan/baru/")
    page.wait_for_url("**/lapor/")


# --- the line ------------------------------------------------------------------------------------------------------
def test_an_answer_cut_after_the_commit_makes_one_case(cast, phone, wire, big_photo):
    page = ready(phone, cast.siti.petugas)
    wire.only("cut", "/api/v1/sinkron/laporan/")
    write_down(page, photo=big_photo)
    outbox(page, siap=1)
    page.get_by_text("dicoba 1 kali").wait_for()
    assert Keluhan.objects.count() == 1
    wire.only("cut", "/api/v1/sinkron/lampiran/")
    page.get_by_role("button", name="Kirim sekarang").click()
    expect_items(page, terkirim=1)
    wire.heal()
    page.get_by_role("button", name="Kirim sekarang").click()
    expect_items(page, diterima=1)
    keluhan = Keluhan.objects.get()
    assert keluhan.lampiran.count() == 1 and page.get_by_text(keluhan.nomor).is_visible()
    assert {status for method, path, status in wire.seen if "/laporan/" in path} == {200, 201}


def test_three_tabs_that_send_at_once_send_once(cast, phone, wire, big_photo):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page, photo=big_photo)
    tabs = [phone.page("/lapor/antrean/") for _ in range(3)]
    for tab in tabs:
        expect_items(tab, siap=1)
    wire.heal()
    for tab in tabs:
        tab.evaluate("for (let n = 0; n < 5; n++) SLRT.send({now: true})")
    for tab in tabs:
        expect_items(tab, diterima=1)
    assert Keluhan.objects.count() == Lampiran.objects.count() == 1


def test_a_captive_portal_is_no_success(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.only("portal", "/")
    write_down(page)
    page.get_by_text("Jaringan ini meminta masuk WiFi dulu.").wait_for()
    outbox(page, siap=1)
    wire.heal()
    page.reload()
    expect_items(page, diterima=1)
    assert Keluhan.objects.count() == 1


def test_an_ended_session_keeps_everything_and_says_where_to_sign_in(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    phone.sign_out()
    write_down(page)
    page.get_by_text("Sesi habis. Masuk lagi untuk mengirim").wait_for()
    link = page.locator("#connection-signin")
    assert link.get_attribute("href").startswith("/masuk/?next=")
    outbox(page, siap=1)
    phone.sign_in(cast.siti.petugas)
    page.reload()
    expect_items(page, diterima=1)


def test_one_bad_item_does_not_hold_up_the_rest(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    for name in ("Halimah", "Yuliana", "Tiwen"):
        page.goto("/lapor/")
        write_down(page, name)
    # The first envelope is spoilt on the way: its sum no longer fits what the server opens.
    page.evaluate("""async () => {
        const [first] = (await SLRT.all('antre')).sort((a, b) => a.dibuat - b.dibuat);
        const amplop = JSON.parse(first.amplop);
        amplop.isi = 'AAAA' + amplop.isi.slice(4);
        await SLRT.change('antre', first.id, {amplop: JSON.stringify(amplop)});
    }""")
    wire.heal()
    outbox(page, diterima=2, perbaikan=1)
    page.get_by_text("Sebab: Amplop ini tidak terbuka").wait_for()
    assert sorted(Keluhan.objects.values_list("klien__nama", flat=True)) == ["Tiwen", "Yuliana"]
    assert KirimanLapangan.objects.get(status="TIDAK_SAH").amplop


def test_a_busy_server_is_asked_again_later(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.only((503, {"Retry-After": "120"}), "/api/v1/sinkron/laporan/")
    write_down(page)
    outbox(page, siap=1)
    page.get_by_text("dicoba 1 kali").wait_for()
    rows = page.evaluate("SLRT.all('antre').then(rows => rows[0].berikut - Date.now())")
    assert 60_000 < rows < 900_000
    wire.heal()
    page.get_by_role("button", name="Kirim sekarang").click()
    expect_items(page, diterima=1)


def test_the_token_of_an_older_session_is_renewed_on_the_way(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page)
    wire.heal()
    first = []

    def once(method, path):
        if method == "PUT" and not first:
            first.append(path)
            return 403, {"X-SLRT": "1", "Content-Type": "application/json"}
        return None

    wire.fault = once
    outbox(page, diterima=1)
    assert first and Keluhan.objects.count() == 1


# --- the browser ---------------------------------------------------------------------------------------------------
def test_a_battery_that_dies_right_after_saving_loses_nothing(cast, phone, wire, big_photo):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page, photo=big_photo)
    phone.kill()
    phone.start()
    page = phone.page("/lapor/antrean/")
    expect_items(page, siap=1)
    wire.heal()
    phone.sign_in(cast.siti.petugas)  # the cookie of a killed browser is gone
    page.reload()
    expect_items(page, diterima=1)
    assert Lampiran.objects.get().keluhan == Keluhan.objects.get()


def test_a_battery_that_dies_while_typing_loses_at_most_a_word(cast, phone, wire, big_photo):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    page.evaluate(FILL, ["Halimah", {"uraian": "Kursi roda lama patah."}])
    add_photo(page, big_photo)
    page.locator("#bagian-kepesertaan").get_by_role("button", name="Tambah program").click()
    page.locator("[name=kepesertaan-0-program]").select_option("PKH")
    page.get_by_text("Tersimpan di HP").first.wait_for()
    page.evaluate("SLRT.flush()")
    phone.kill()
    phone.start()
    page = phone.page("/lapor/")
    page.locator(READY).wait_for()
    page.get_by_role("link", name="Halimah").click()
    page.get_by_text("Draf dilanjutkan").wait_for()
    assert page.locator("[name=uraian]").input_value() == "Kursi roda lama patah."
    assert page.locator("[name=kepesertaan-0-program]").input_value() == "PKH"
    assert page.locator("[name=kebutuhan-0-layanan]").input_value() == "L10"
    assert page.locator(".thumbs figure").count() == 1
    second = phone.page(page.url)
    second.get_by_role("heading", name="Draf ini sedang dibuka di tab lain").wait_for()


def test_a_hurried_double_tap_makes_one_item(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    page.evaluate(FILL, ["Halimah", {}])
    page.evaluate("const f = document.querySelector('form[data-luring]'); f.requestSubmit(); f.requestSubmit()")
    page.get_by_role("heading", name="Tersimpan di HP ini").wait_for()
    outbox(page, siap=1)


def test_a_full_disk_is_said_loudly_and_nothing_typed_is_lost(cast, phone, wire):
    """Any abort is “not saved”: a full disk came as DataError once, not as QuotaExceededError."""
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    page.evaluate("""() => {
        const real = IDBDatabase.prototype.transaction;
        window.free = () => (IDBDatabase.prototype.transaction = real);
        IDBDatabase.prototype.transaction = function (stores, mode, more) {
            const change = real.call(this, stores, mode, more);
            if (mode === 'readwrite' && [].concat(stores).includes('draf')) setTimeout(() => change.abort());
            return change;
        };
    }""")
    page.evaluate(FILL, ["Halimah", {}])
    page.get_by_text("BELUM tersimpan di HP. Penyimpanan HP penuh").wait_for()
    submit = "document.querySelector('form[data-luring]').requestSubmit()"
    page.evaluate(submit)
    page.get_by_role("heading", name="Belum tersimpan").wait_for()
    assert page.get_by_label("Nama lengkap").input_value() == "Halimah"
    assert page.evaluate("SLRT.all('antre')") == []
    page.evaluate("void free()")
    page.evaluate(submit)
    page.get_by_role("heading", name="Tersimpan di HP ini").wait_for()
    outbox(page, siap=1)


def test_a_browser_without_locks_sends_once_all_the_same(cast, phone, wire, big_photo):
    phone.context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page, photo=big_photo)
    tabs = [phone.page("/lapor/antrean/") for _ in range(3)]
    for tab in tabs:
        expect_items(tab, siap=1)
    wire.heal()
    for tab in tabs:
        tab.evaluate("for (let n = 0; n < 5; n++) SLRT.send({now: true})")
    for tab in tabs:
        expect_items(tab, diterima=1)
    assert Keluhan.objects.count() == Lampiran.objects.count() == 1


def test_the_worker_sends_with_no_page_open(cast, phone, wire, big_photo):
    """Background Sync, where the browser offers it: the line comes back while the phone is in a pocket."""
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page, photo=big_photo)
    registered = []
    tools = phone.context.new_cdp_session(page)
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: registered.extend(told["registrations"]))
    tools.send("ServiceWorker.enable")
    until(page, "navigator.serviceWorker.ready")  # what was told meanwhile is heard here
    tab = phone.page()  # of nobody
    page.close()
    sent = threading.Event()
    wire.fault = lambda method, path: sent.set() if path.startswith("/api/v1/sinkron/lampiran/") else None
    tools = phone.context.new_cdp_session(tab)
    tools.send("ServiceWorker.enable")
    tools.send("ServiceWorker.dispatchSyncEvent", {
        "origin": f"{wire.url}/", "registrationId": registered[0]["registrationId"], "tag": "slrt-kirim",
        "lastChance": False,
    })  # fmt: skip
    assert sent.wait(60)
    expect_items(phone.page("/lapor/antrean/"), diterima=1)
    assert Keluhan.objects.count() == Lampiran.objects.count() == 1
