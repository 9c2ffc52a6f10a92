"""A case at the Puskesos in a real browser, as people do it: from the list of today, on a phone, by keyboard."""

import re

from django.utils import timezone

from puskesos import verification
from tests.cases import a_keluhan, a_photo, fresh, handled_local, verified

PHONE = {"viewport": {"width": 360, "height": 740}}


def test_from_the_list_of_today_to_the_decision(cast, open_page):
    """Budi takes the case, ticks the papers, proposes; the koordinator finds the proposal and decides."""
    keluhan = a_keluhan(cast.siti, timezone.now())
    page = open_page(cast.budi.petugas, **PHONE)
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Periksa.*Halimah")).click()
    page.get_by_role("button", name="Mulai memeriksa").click()
    papers = page.locator(".paper")
    for i in range(papers.count()):
        papers.nth(i).get_by_text("Ada", exact=True).click()
    page.get_by_role("button", name="Tandai lengkap").click()
    page.get_by_text("Berkas lengkap.").wait_for()
    page.get_by_role("link", name="Usulkan keputusan").click()
    page.get_by_text("Diteruskan ke SLRT Kota").click()
    page.get_by_label("Alasannya").fill("Perlu surat rekomendasi kota")
    with page.expect_navigation():
        page.get_by_role("button", name="Kirim usulan").click()

    page = open_page(cast.koor.petugas, **PHONE)
    page.goto("/")
    page.get_by_text("Budi Santoso mengusulkan: diteruskan ke SLRT Kota").wait_for()
    page.get_by_role("link", name=re.compile("^Putuskan.*Halimah")).click()
    page.get_by_text("Perlu surat rekomendasi kota").wait_for()
    page.get_by_text("Butuh program atau surat dari kota").click()
    page.get_by_label("Penjelasan untuk SLRT Kota").fill("Mohon surat rekomendasi")
    page.get_by_role("button", name="Teruskan", exact=True).click()
    page.wait_for_url(f"**/keluhan/{keluhan.pk}/")
    assert fresh(keluhan).status == "DITERUSKAN"


def test_what_is_missing_is_linked_and_the_keyboard_ticks_it(cast, open_page):
    """“Tandai lengkap” keeps what was ticked, takes the focus to what is missing, and the space bar ticks the rest."""
    keluhan = a_keluhan(cast.siti, timezone.now())
    verification.start_verification(by=cast.budi, now=timezone.now(), id=keluhan.pk)
    page = open_page(cast.budi.petugas)
    page.goto(f"/keluhan/{keluhan.pk}/verifikasi/")
    papers = page.locator(".paper")
    for i in range(1, papers.count()):
        papers.nth(i).get_by_text("Ada", exact=True).click()
    page.get_by_role("button", name="Tandai lengkap").click()
    summary = page.locator("[data-error-summary]")
    assert summary.get_by_role("link").all_inner_texts() == ["KTP"]
    summary.get_by_role("link", name="KTP").click()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Tandai lengkap").click()
    page.get_by_text("Berkas lengkap.").wait_for()


def test_somebody_was_faster_and_nothing_typed_is_lost(cast, open_page):
    now = timezone.now()
    keluhan = verified(cast, now)
    page = open_page(cast.koor.petugas)
    page.goto(f"/keluhan/{keluhan.pk}/langkah/handle_local/")
    verification.propose(by=cast.budi, now=now, id=keluhan.pk, usulan="DITERUSKAN", catatan="Perlu kota")
    page.get_by_label("Cara menangani").fill("Diantar ke kantor BPJS")
    page.get_by_role("button", name="Putuskan ditangani di sini").click()
    page.get_by_role("heading", name="Keluhan ini sudah berubah").wait_for()
    page.get_by_text("Budi Santoso").wait_for()
    page.get_by_text("Diantar ke kantor BPJS").wait_for()
    page.get_by_role("button", name="Tetap simpan yang saya tulis").click()
    page.get_by_role("dialog").get_by_role("button", name="Tetap simpan").click()
    page.wait_for_url(f"**/keluhan/{keluhan.pk}/")
    assert fresh(keluhan).status == "DITANGANI_PUSKESOS"


def test_a_result_without_proof_is_asked_for_at_its_field(cast, open_page, tmp_path):
    keluhan = handled_local(cast, timezone.now())
    page = open_page(cast.budi.petugas, **PHONE)
    page.goto(f"/keluhan/{keluhan.pk}/langkah/local_result/")
    page.get_by_text("Terpenuhi", exact=True).click()
    page.get_by_label("Hasilnya").fill("Kartu sudah aktif")
    page.get_by_role("button", name="Simpan hasil").click()
    page.locator("[data-error-summary]").get_by_role("link", name="Lampirkan bukti hasil.").click()
    assert page.evaluate("document.activeElement.name") == "bukti_baru"
    assert page.get_by_label("Hasilnya").input_value() == "Kartu sudah aktif"
    page.set_input_files("input[name=bukti_baru]", _photo(tmp_path))
    page.get_by_role("button", name="Simpan hasil").click()
    page.wait_for_url(f"**/keluhan/{keluhan.pk}/")
    assert fresh(keluhan).status == "HASIL_ADA"


def _photo(folder):
    path = folder / "bukti.jpg"
    path.write_bytes(a_photo().read())
    return path
