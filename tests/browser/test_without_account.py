"""People without an account at their own telephones: an agency’s desk, and the household (issue 4, parts 3 and 8)."""

import re

import pytest
from django.utils import timezone

from rujukan import answer_links
from tests.browser.axe import violations
from tests.cases import a_photo, fresh_rujukan, referred, served

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.BERKAS_ROOT = tmp_path / "berkas"


@pytest.fixture
def proof(tmp_path):
    path = tmp_path / "bukti.jpg"
    path.write_bytes(a_photo().read())
    return path


def today(page):
    day = timezone.localdate()
    for label, value in (("Tanggal", day.day), ("Bulan", day.month), ("Tahun", day.year)):
        page.get_by_label(label, exact=True).fill(str(value))


def fits(page):
    """Nothing is wider than the telephone."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def refuses_nothing_typed(page, button):
    """Sent empty: said in words, where the keyboard is, without any script."""
    page.get_by_role("button", name=button).click()
    page.get_by_text("Belum bisa dibuka").wait_for()
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    fits(page)
    assert violations(page) == []


def token_of(url):
    return url.rpartition("/j/")[2]


def test_from_the_mailed_link_to_a_case_that_moved(cast, open_page, proof):
    now = timezone.now()
    _, rujukan = referred(cast, now)
    token = token_of(answer_links.answer_url(rujukan, now))
    page = open_page(**PHONE)
    asked = []
    page.on("request", lambda request: asked.append((request.url, request.headers.get("referer", ""))))
    page.goto(f"/j/{token}")
    assert page.url.endswith("/j/")
    fits(page)
    assert violations(page) == []
    page.get_by_role("link", name="Sudah dilayani").click()
    today(page)
    page.get_by_label("Bantuan yang diterima keluarga").fill("Kartu sudah aktif lagi.")
    page.get_by_label("Bukti layanan").set_input_files(proof)
    page.get_by_role("button", name=re.compile("Kirim jawaban")).click()
    page.get_by_text("Isi nama Anda.").first.wait_for()  # forgotten, and nothing of the rest is lost
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    assert page.get_by_label("Bantuan yang diterima keluarga").input_value() == "Kartu sudah aktif lagi."
    fits(page)
    assert violations(page) == []
    page.get_by_label("Nama Anda").fill("Rina")
    page.get_by_label("Bukti layanan").set_input_files(proof)
    page.get_by_role("button", name=re.compile("Kirim jawaban")).click()
    page.get_by_text("sudah dilayani, oleh Rina").wait_for()
    assert fresh_rujukan(rujukan).status == "DIREALISASIKAN"
    assert [url for url, referer in asked if token in referer] == []
    assert sum(token in url for url, _ in asked) == 1
    page.get_by_role("button", name="Selesai").click()
    page.get_by_label("Kode jawaban di surat").wait_for()


def test_the_letter_needs_the_desk_code_and_the_household_then_says_its_word(cast, open_page, proof):
    now = timezone.now()
    keluhan, rujukan = referred(cast, now)
    desk_code = answer_links.desk.rotate(by=cast.maya, now=now, instansi=rujukan.instansi_id)
    letter = answer_links.letter_code(rujukan, now)
    page = open_page(**PHONE)
    page.goto("/j/")
    refuses_nothing_typed(page, "Buka rujukan")
    page.get_by_label("Kode jawaban di surat").fill(letter.lower().replace("-", " "))
    page.get_by_role("button", name="Buka rujukan").click()
    page.get_by_role("link", name="Terima").click()
    page.get_by_label("Nama Anda").fill("Rina")
    page.get_by_role("button", name=re.compile("Kirim jawaban")).click()
    page.get_by_text("Belum terverifikasi").wait_for()
    assert fresh_rujukan(rujukan).status == "TERKIRIM"
    page.get_by_role("link", name="Sudah dilayani").click()
    today(page)
    page.get_by_label("Bantuan yang diterima keluarga").fill("Kartu sudah aktif lagi.")
    page.get_by_label("Bukti layanan").set_input_files(proof)
    page.get_by_label("Nama Anda").fill("Rina")
    page.get_by_label("Kode meja instansi").fill(desk_code.lower())
    page.get_by_role("button", name=re.compile("Kirim jawaban")).click()
    page.get_by_text("Keadaan sekarang: Direalisasikan").wait_for()
    assert fresh_rujukan(rujukan).status == "DIREALISASIKAN"
    family = open_page(**PHONE)
    family.goto("/s/")
    refuses_nothing_typed(family, "Lihat status")
    family.goto(f"/s/{keluhan.tracking_code()}")
    assert family.url.endswith("/s/")
    fits(family)
    assert violations(family) == []
    family.get_by_label("Sudah terbantu").check()
    family.get_by_role("button", name="Kirim jawaban").click()
    family.get_by_text("Terima kasih").wait_for()
    assert fresh_rujukan(rujukan).status == "DIKONFIRMASI"


COLOR = "element => getComputedStyle(element).color"
UNSEEN = "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("way", ["mail", "letter"])
def test_the_place_of_a_file_speaks_our_language(cast, open_page, proof, way):
    """Without a script: the browser's own words are covered until a file is chosen, then its name is seen."""
    now = timezone.now()
    _, rujukan = referred(cast, now)
    page = open_page(**PHONE, locale="en-US")
    if way == "mail":
        page.goto(f"/j/{token_of(answer_links.answer_url(rujukan, now))}")
    else:
        page.goto("/j/")
        page.get_by_label("Kode jawaban di surat").fill(answer_links.letter_code(rujukan, now))
        page.get_by_role("button", name="Buka rujukan").click()
    page.get_by_role("link", name="Sudah dilayani").click()
    file, nothing = page.get_by_label("Bukti layanan"), page.get_by_text("Belum ada yang dipilih")
    assert file.evaluate(COLOR) == UNSEEN
    assert nothing.is_visible() and page.get_by_text("Pilih berkas").is_visible()
    fits(page)
    assert violations(page) == []
    with page.expect_file_chooser() as chooser:
        file.click()
    chooser.value.set_files(proof)
    page.get_by_label("Nama Anda").focus()
    assert file.evaluate(COLOR) != UNSEEN
    assert not nothing.is_visible()


def test_the_survey_fits_a_telephone(cast, open_page):
    from tests.cases import heard

    keluhan, _ = heard(cast, timezone.now())
    page = open_page(**PHONE)
    page.goto(f"/s/{keluhan.tracking_code()}")
    page.get_by_role("link", name="Isi survei kepuasan").click()
    fits(page)
    assert violations(page) == []
    page.get_by_role("group", name="Bagaimana kecepatan").get_by_label("Sangat baik").check()
    page.get_by_role("button", name="Kirim survei").click()
    page.get_by_text("Terima kasih").wait_for()


def test_a_first_visit_to_each_page_weighs_little(cast, open_page):
    """Everything that is loaded, with the stylesheet and the icon: under 30 KB (issue 4)."""
    now = timezone.now()
    keluhan, _ = served(cast, now)
    other = referred(cast, now, nik="6271011708900003", nama="Bahen")[1]
    for address in (f"/j/{token_of(answer_links.answer_url(other, now))}", f"/s/{keluhan.tracking_code()}", "/s/"):
        page = open_page(**PHONE)
        answers = []
        page.on("response", lambda one, answers=answers: answers.append(one))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        weight = sum(len(one.body()) for one in answers if one.status == 200)
        assert 0 < weight < 30_000, (address, weight)
        assert page.locator("script").count() == 0
