"""What becomes of an item after it was sent: the secretariat decides, the line lies, the clock is wrong."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from puskesos.models import Keluhan, KirimanLapangan, Lampiran, Penugasan
from puskesos.sync import tray
from puskesos.sync.acting import act_for
from tests.browser.field import until
from tests.browser.test_luring_counter import big_photo, expect_items, outbox, ready, write_down
from tests.sealing import Phone as OtherWay

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["big_photo"]
SENT_AGAIN = "Kirim sekarang"
OURS = {"X-SLRT": "1", "Content-Type": "application/json"}


def discard(cast, **which):
    with transaction.atomic():
        row = KirimanLapangan.objects.get(**which)
        tray.discard(by=cast.dewi, now=timezone.now(), id=row.pk, alasan="Keluarga sudah pindah kota")


# --- the secretariat decides -----------------------------------------------------------------------------------------
def test_who_left_the_kelurahan_yesterday_reads_the_number_that_the_secretariat_gave(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page)
    own = Penugasan.objects.filter(petugas=cast.siti.petugas)
    own.update(selesai="2026-11-01")
    wire.heal()
    outbox(page, diterima=1)
    page.get_by_text("Diterima sekretariat", exact=True).wait_for()
    page.get_by_text("Penugasan yang dipakai saat mencatat sudah berakhir.").wait_for()
    own.update(selesai=None)
    with transaction.atomic():
        tray.retry(by=cast.dewi, now=timezone.now(), id=KirimanLapangan.objects.get().pk, act_for=act_for)
    page.reload()
    page.get_by_text(Keluhan.objects.get().nomor).wait_for()
    assert page.get_by_text("Penugasan yang dipakai").count() == 0


def test_a_conflict_that_a_person_settled_leaves_the_list_of_what_waits(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page)
    id = page.evaluate("SLRT.all('antre').then(rows => rows[0].id)")
    other = OtherWay(cast.siti)
    assert other.send(other.write(id=id, nama="Rindu")).status_code == 201
    wire.heal()
    outbox(page, konflik=1)
    discard(cast, status="KONFLIK")
    page.get_by_role("button", name=SENT_AGAIN).click()
    expect_items(page, diterima=1)
    page.get_by_text("Tidak dicatat", exact=True).wait_for()
    page.get_by_text("Sekretariat tidak mencatatnya: Keluarga sudah pindah kota").wait_for()
    assert not page.title().startswith("(")


SPOIL = """async () => {
    const [row] = await SLRT.all('antre');
    window.whole = row.amplop;
    const amplop = JSON.parse(row.amplop);
    amplop.isi = 'AAAA' + amplop.isi.slice(4);
    await SLRT.change('antre', row.id, {amplop: JSON.stringify(amplop)});
}"""
MEND = "SLRT.all('antre').then(([row]) => SLRT.change('antre', row.id, {amplop: window.whole}))"


@pytest.fixture
def spoilt(cast, phone, wire):
    """The outbox with one item whose envelope nobody can open."""
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page)
    outbox(page, siap=1)
    page.evaluate(SPOIL)
    wire.heal()
    page.get_by_role("button", name=SENT_AGAIN).click()
    expect_items(page, perbaikan=1)
    return page


def test_an_envelope_spoilt_on_the_way_comes_whole_the_next_time(spoilt):
    spoilt.evaluate(MEND)
    spoilt.get_by_role("button", name=SENT_AGAIN).click()
    expect_items(spoilt, diterima=1)
    assert Keluhan.objects.count() == 1
    assert not KirimanLapangan.objects.filter(status="TIDAK_SAH").exists()


def test_an_unreadable_one_that_was_thrown_away_says_so_on_the_phone(spoilt, cast):
    discard(cast, status="TIDAK_SAH")
    spoilt.get_by_role("button", name=SENT_AGAIN).click()
    expect_items(spoilt, diterima=1)
    spoilt.get_by_text("Keluarga sudah pindah kota").wait_for()


def test_what_only_a_person_can_settle_is_not_sent_again_with_every_page(spoilt, wire):
    wire.seen.clear()
    spoilt.reload()
    spoilt.locator("#connection-text").get_by_text("1 menunggu").wait_for()
    expect_items(spoilt, perbaikan=1)
    assert not [path for method, path, _ in wire.seen if method == "PUT"]


# --- the line lies ---------------------------------------------------------------------------------------------------
def test_a_photo_stays_until_the_server_named_its_very_bytes(cast, phone, wire, big_photo):
    page = ready(phone, cast.siti.petugas)
    for status in (200, 413):  # an answer about nothing, and one of a machine in between
        wire.only((status, OURS), "/api/v1/sinkron/lampiran/")
        if status == 200:
            write_down(page, photo=big_photo)
            outbox(page, terkirim=1)
        else:
            page.get_by_role("button", name=SENT_AGAIN).click()
        page.get_by_text(f"dicoba {1 if status == 200 else 2} kali").wait_for()
        assert page.evaluate("SLRT.all('berkas').then(rows => rows.filter(row => row.amplop).length)") == 1
    wire.heal()
    page.get_by_role("button", name=SENT_AGAIN).click()
    expect_items(page, diterima=1)
    assert Lampiran.objects.count() == 1


def test_an_upload_that_broke_off_before_the_server_had_read_it_is_sent_again(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    page.route("**/sinkron/laporan/**", lambda route: route.fulfill(
        status=400, headers=OURS, body='{"kode": "tidak_terbaca", "detail": "Isi permintaan tidak dapat dibaca."}'
    ))  # fmt: skip
    write_down(page)
    until(page, "SLRT.all('antre').then(([row]) => row.coba === 1 && row.status === 'siap')")
    page.unroute_all()
    outbox(page, diterima=1)


# --- the clock is wrong ----------------------------------------------------------------------------------------------
def test_a_wrong_clock_is_said_and_holds_nothing_up(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    write_down(page)
    # It stood in next year when the pause before the next try was counted.
    page.evaluate("SLRT.all('antre').then(([row]) => SLRT.change('antre', row.id, {berikut: Date.now() + 4e10}))")
    wire.heal()
    page.evaluate("SLRT.send()")
    until(page, "SLRT.all('antre').then(([row]) => row.status === 'diterima')")
    page.clock.install(time=timezone.now() + timedelta(days=400))
    page.reload()
    page.locator("#jam").get_by_text("Jam HP ini terlalu cepat 400 hari. Betulkan di pengaturan HP").wait_for()


def test_a_catalogue_is_as_old_as_the_last_day_that_confirmed_it(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    page.evaluate(
        "SLRT.get('meta', 'katalog').then(kept => SLRT.put('meta', {...kept, tanggal: '2026-01-02'}, 'katalog'))"
    )
    page.reload()
    page.locator("#data-per[data-tone=soon]").get_by_text("data per 2 Januari 2026. Sudah lama").wait_for()
    wire.heal()
    page.reload()
    until(page, "SLRT.get('meta', 'katalog').then(kept => kept.tanggal > '2026-01-02')")
    page.reload()
    page.locator(READY_SHEET).wait_for()
    assert page.locator("#data-per[data-tone=soon]").count() == 0


READY_SHEET = "html[data-siap='1'] #data-per"


# --- the phone -------------------------------------------------------------------------------------------------------
OFFERS = "addEventListener('beforeinstallprompt', event => event.isTrusted && event.stopImmediatePropagation(), true)"


def test_it_offers_to_stay_on_the_home_screen_where_the_browser_does(cast, phone, wire):
    phone.context.add_init_script(OFFERS)  # the offer of this very browser comes when it likes
    page = ready(phone, cast.siti.petugas)
    page.goto("/lapor/antrean/")
    page.locator("#tetap").get_by_text("Peramban boleh membuang simpanan ini").wait_for()
    offer = page.get_by_role("button", name="Pasang di layar utama")
    assert offer.is_hidden()
    page.evaluate("""() => {
        navigator.storage.persisted = async () => Boolean(window.installed);
        const event = new Event('beforeinstallprompt', {cancelable: true});
        event.prompt = async () => (window.installed = event.defaultPrevented);
        event.userChoice = Promise.resolve({outcome: 'accepted'});
        dispatchEvent(event);
    }""")
    offer.click()
    page.get_by_text("Simpanan di HP ini tidak dibuang peramban.").wait_for()
    assert offer.is_hidden()
