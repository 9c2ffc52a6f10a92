"""The daily work without a mouse: signing in, the steps of a new keluhan, queue and panel, where focus goes."""

import pytest
from django.db import transaction
from django.utils import timezone

from tests.cases import forwarded
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

FOCUSED = "document.activeElement.id || document.activeElement.name || document.activeElement.textContent.trim()"


def tab_to(page, wanted, key="Tab"):
    """Press Tab as people do until the wanted thing has the focus."""
    for _ in range(60):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{wanted} is not reached by {key}; the focus is on {page.evaluate(FOCUSED)}")


def test_signing_in_and_being_refused(cast, open_page):
    page = open_page()
    page.goto("/masuk/")
    tab_to(page, "[name=username]")
    page.keyboard.type("siti")
    page.keyboard.press("Tab")
    page.keyboard.type("salah sekali")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    assert page.input_value("[name=username]") == "siti"
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text().endswith("Siti")


def test_the_first_tab_leads_past_the_menu(cast, open_page):
    page = open_page(cast.siti.petugas)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Langsung ke isi"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_steps_of_a_new_keluhan(cast, open_page):
    """Lanjut with something missing: focus on the list of what is missing, its link leads to the field."""
    page = open_page(cast.siti.petugas, viewport={"width": 360, "height": 740})
    page.goto("/keluhan/baru/")
    tab_to(page, ".form-actions button:not([hidden]), .stepping button")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "nama"
    page.keyboard.type("Halimah")
    tab_to(page, "[name=alasan_tanpa_nik]")
    page.keyboard.press("ArrowDown")
    tab_to(page, ".form-actions button:not([hidden]), .stepping button")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Keluarga dan data").wait_for()
    assert page.locator("[name=nama]").is_hidden()


def test_queue_and_panel_and_back_to_the_row(cast, open_page):
    with transaction.atomic():
        for name in ("Bahen", "Rindu", "Halimah"):
            forwarded(cast, timezone.now(), nik="", alasan_tanpa_nik="BELUM_REKAM", no_kk="", nama=name)
    page = open_page(cast.dewi.petugas)
    page.goto("/antrean/")
    row = "document.activeElement.closest('[data-row]')?.dataset.row"
    page.keyboard.press("j")
    page.keyboard.press("j")
    here = page.evaluate(row)
    assert here
    page.keyboard.press("Enter")
    page.locator("#panel[open]").wait_for()
    page.locator("#panel-title:focus").wait_for()
    page.keyboard.press("Escape")
    page.locator("#panel").wait_for(state="hidden")
    assert page.evaluate(row) == here
    page.keyboard.press("k")
    assert page.evaluate(row) not in {here, None}


def test_a_refused_step_in_the_panel_keeps_focus_and_words(cast, open_page):
    with transaction.atomic():
        forwarded(cast, timezone.now())
    page = open_page(cast.dewi.petugas)
    page.goto("/antrean/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("#panel-title:focus").wait_for()
    page.locator("#panel nav").get_by_role("link", name="Kembalikan").press("Enter")
    note = page.locator("#panel form[action$='/send_back/'] [name=catatan]")
    note.fill("Foto KK buram")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.locator("#panel .panel-foot button[form]").first.press("Enter")
    assert answer.value.status == 422
    page.locator("#panel [data-error-summary]:focus").wait_for()
    assert note.input_value() == "Foto KK buram"


def test_a_bar_without_a_choice_says_so_in_our_words(cast, open_page):
    """The browser shows the sentence; what was picked stays picked."""
    forwarded(cast, timezone.now())
    page = open_page(cast.dewi.petugas, locale="en-US")
    page.goto("/antrean/")
    page.locator("[data-pick]").first.check()
    owner = page.locator("#massal select")
    page.get_by_role("button", name="Tetapkan PJ").click()
    assert owner.evaluate("one => one.validationMessage") == "Pilih penanggung jawab untuk keluhan yang dipilih."
    assert page.url.endswith("/antrean/")
    owner.select_option(label=cast.dewi.petugas.nama)
    page.get_by_role("button", name="Tetapkan PJ").click()
    page.get_by_text("1 keluhan diberi penanggung jawab.").wait_for()
