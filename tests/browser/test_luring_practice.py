"""For people new to it: practising with invented families, and help in place, all without signal."""

from dataclasses import asdict

import pytest

from puskesos.models import Keluhan, KirimanLapangan, Perangkat
from puskesos.practice import FAMILIES
from tests.browser.axe import sideways, violations
from tests.browser.field import until
from tests.browser.test_luring_counter import FILL, READY, add_photo, big_photo, ready
from tests.cases import NIK_WOMAN

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["big_photo"]
STORES = """async () => [await SLRT.all('draf'), await SLRT.all('antre'), await SLRT.all('berkas'),
    (await SLRT.get('meta', 'blok'))[0].lagi]"""


def practise(page):
    """From the page of help to the sheet of practice."""
    page.goto("/luring/")
    page.get_by_role("link", name="Berlatih dengan keluarga contoh").click()
    page.locator(READY).wait_for()


def save(page):
    page.evaluate("document.querySelector('form[data-luring]').requestSubmit()")
    page.get_by_role("heading", name="Latihan selesai").wait_for()


def test_practice_is_the_same_sheet_and_keeps_and_sends_nothing(cast, phone, wire, big_photo):
    page = ready(phone, cast.siti.petugas)
    until(page, "SLRT.get('meta', 'blok').then(Boolean)")
    before = page.evaluate(STORES)
    wire.kill()
    practise(page)
    page.locator("#latihan summary").first.click()
    page.get_by_text("Ibu Contoh Mawar datang sendiri").wait_for()
    page.evaluate("document.querySelector('form[data-luring]').requestSubmit()")
    page.locator("[data-error-summary]").get_by_text("Isi NIK, atau pilih alasan belum ada NIK.").wait_for()
    story = FAMILIES[0]
    page.evaluate(FILL, ["contoh mawar", {"nik": NIK_WOMAN, "alasan_tanpa_nik": "", "subkategori": story.subkategori}])
    add_photo(page, big_photo)
    assert violations(page) == [] and sideways(page) == []
    save(page)
    said = page.locator("#tanda-terima")
    said.get_by_text("Lihat lagi Contoh Mawar. Yang dimaksud ceritanya:").wait_for()
    gaps = said.get_by_role("listitem").all_inner_texts()
    assert [gap.split(":")[0] for gap in gaps] == ["Kebutuhan", "Pertanyaan keadaan"]
    assert "Rekomendasi pengaktifan kembali PBI-JK" in gaps[0] and "sakit berat" in gaps[1]
    assert said.locator("[data-slip=nomor]").inner_text() == "LATIHAN"
    assert violations(page) == []
    wire.heal()
    page.goto("/lapor/antrean/")
    page.locator("#connection-text").get_by_text("Tersambung.").wait_for()
    assert page.evaluate(STORES) == before
    assert not Keluhan.objects.exists() and not KirimanLapangan.objects.exists()
    assert Perangkat.objects.get().blok.count() == 1


def test_every_story_can_be_told_with_what_the_city_offers(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    for story in FAMILIES:
        practise(page)
        page.evaluate(FILL, [story.nama, {"subkategori": story.subkategori}])
        page.evaluate(
            """story => {
            const form = document.querySelector('form[data-luring]');
            form.elements['kebutuhan-0-layanan'].value = story.layanan;
            form.querySelector(`[name=urgensi][value=${story.urgensi}]`).checked = true;
        }""",
            asdict(story),
        )
        save(page)
        page.get_by_text(f"Isian {story.nama} cocok dengan ceritanya.").wait_for()


def test_help_is_there_without_a_line(cast, phone, wire):
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    page.get_by_role("link", name="Bantuan", exact=True).first.click()
    page.get_by_text("Apa arti nomor sementara?").click()
    page.get_by_text("Keluarga dapat bertanya dengan nomor itu").wait_for()
