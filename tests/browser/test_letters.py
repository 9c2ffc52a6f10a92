"""A letter leaves the house on paper and comes back as an answer, in another browser; and the bar of a bulk issue."""

import re

import pytest

from rujukan import answer_links, letters
from tests import cases
from tests.rujukan.letters_made import drafted, fresh, signed
from tests.scanner import scan

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


def scanned(desk, surat, live_server):
    """The address that a telephone reads from the printed letter, on the host of this test."""
    printed = desk.request.get(f"{live_server.url}/persuratan/{surat.pk}/pdf/")
    return live_server.url + "/surat/" + scan(printed.body()).split("/surat/")[1]


def answer(page, address, *, desk=""):
    """Accept the referral as whoever holds the letter would."""
    page.goto(address)
    page.get_by_role("button", name="Jawab rujukan ini").click()
    page.get_by_role("link", name="Terima", exact=True).click()
    page.locator("[name=penjawab]").fill("Rina")
    page.locator("[aria-labelledby=isian] [name=kode_meja]").fill(desk)
    page.get_by_role("button", name=re.compile("Kirim jawaban")).click()
    page.get_by_role("status").first.wait_for()


def test_from_the_desk_to_the_letter_to_the_answer(cast, now, open_page, live_server, time_machine):
    time_machine.move_to(now, tick=True)
    keluhan, rujukan = cases.referred(cast, now)
    surat = signed(cast, now, drafted(cast, now, rujukan))
    code = answer_links.desk.rotate(by=cast.maya, now=now, instansi="BPJS_KES")
    desk = open_page(cast.dewi.petugas)
    desk.goto(live_server.url + keluhan.get_absolute_url())
    desk.get_by_role("link", name="Surat rujukan", exact=True).click()
    desk.get_by_role("button", name="Terbitkan dan beri nomor").click()
    desk.get_by_text("Surat terbit dan bernomor.").wait_for()
    address = scanned(desk, surat, live_server)

    family = open_page(**PHONE)
    answer(family, address)
    assert cases.fresh_rujukan(rujukan).status == "TERKIRIM"
    assert rujukan.jawaban_masuk.count() == 1

    clerk = open_page(**PHONE)
    clerk.goto(address)
    clerk.get_by_role("heading", name="Surat ini asli").wait_for()
    assert "Halimah" not in clerk.content()
    answer(clerk, address, desk=code)
    assert cases.fresh_rujukan(rujukan).status == "DITERIMA"


def test_the_bar_moves_by_itself_until_all_are_out(cast, now, open_page, live_server, time_machine, monkeypatch):
    time_machine.move_to(now, tick=True)
    monkeypatch.setattr(letters.batch, "PER_LOOK", 1)
    rujukan = cases.referred(cast, now)[1]
    ready = [signed(cast, now, drafted(cast, now, rujukan)) for _ in range(3)]
    page = open_page(cast.dewi.petugas)
    page.goto(live_server.url + "/persuratan/?tab=siap")
    page.get_by_role("button", name="Terbitkan yang dipilih").click()
    page.get_by_role("link", name="Cetak 3 surat").wait_for()
    page.get_by_text("3 dari 3 surat").wait_for()
    assert {fresh(one).status for one in ready} == {"TERBIT"}
