"""What was typed stays, whatever breaks: the session, the line, the server, or a hurried thumb."""

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from puskesos import verification
from puskesos.models import Keluhan, Riwayat
from slrt.triage import triage
from tests.browser.axe import sideways, violations
from tests.browser.test_intake import NEW, fill_without_nik
from tests.cases import forwarded, verified
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_session_ended_by_the_house_brings_the_sheet_back_as_a_draft(cast, open_page):
    """She presses save on the last step, is asked to sign in, does, and finds everything typed."""
    page = open_page(cast.siti.petugas)
    page.goto(NEW)
    fill_without_nik(page)
    Session.objects.all().delete()
    with page.expect_navigation():
        page.evaluate("document.querySelector('form[data-steps]').requestSubmit()")
    page.get_by_text("Isian Anda tersimpan").wait_for(timeout=10_000)
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_text("Draf dilanjutkan").wait_for()
    assert page.get_by_label("Nama lengkap").input_value() == "Halimah"
    assert page.get_by_label("Ringkasan").input_value() == "Kursi roda"
    assert not Keluhan.objects.exists()
    with page.expect_navigation():
        page.get_by_role("button", name="Simpan keluhan").last.click()
    page.wait_for_url("**/tanda-terima/")
    assert Keluhan.objects.get().ringkasan == "Kursi roda"


def test_a_hurried_double_click_makes_one_keluhan(cast, open_page):
    page = open_page(cast.siti.petugas)
    page.goto(NEW)
    fill_without_nik(page)
    page.get_by_role("button", name="Simpan keluhan").last.dblclick()
    page.wait_for_url("**/tanda-terima/")
    assert Keluhan.objects.count() == 1


def test_who_goes_back_and_writes_the_same_again_is_asked_first(cast, open_page):
    page = open_page(cast.siti.petugas)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(NEW)
    fill_without_nik(page)
    page.get_by_role("button", name="Simpan keluhan").last.click()
    page.wait_for_url("**/tanda-terima/")
    page.go_back()
    fill_without_nik(page)
    page.get_by_role("button", name="Simpan keluhan").last.click()
    page.get_by_text("Belum tersimpan – periksa dulu").wait_for()
    assert page.get_by_label("Nama lengkap").input_value() == "Halimah"
    assert Keluhan.objects.count() == 1


def test_a_server_that_fails_gives_back_what_was_sent(cast, open_page, monkeypatch):
    """Nothing half-written, every word on the page of the error, and one button sends it again."""
    page = open_page(cast.siti.petugas)
    page.goto(NEW)
    fill_without_nik(page)
    page.get_by_label("Ceritakan").fill("Kursi roda lama patah.\nIbu tidak bisa ke puskesmas <sendiri>.")
    with monkeypatch.context() as broken:
        broken.setattr("puskesos.intake.register_keluhan", _fail)
        with page.expect_navigation() as answer:
            page.get_by_role("button", name="Simpan keluhan").last.click()
    assert answer.value.status == 500
    page.get_by_text("Isian Anda tidak hilang").wait_for()
    page.get_by_text("Ibu tidak bisa ke puskesmas <sendiri>.").wait_for()
    assert "Traceback" not in page.content()
    assert violations(page, 360) == [] and sideways(page) == []
    assert not Keluhan.objects.exists()
    page.get_by_role("button", name="Kirim lagi").click()
    page.wait_for_url("**/tanda-terima/")
    stored = Keluhan.objects.get()
    assert (stored.klien.nama, stored.ringkasan) == ("Halimah", "Kursi roda")
    assert stored.uraian.splitlines() == ["Kursi roda lama patah.", "Ibu tidak bisa ke puskesmas <sendiri>."]


def test_a_password_is_never_given_back(open_page, cast, monkeypatch):
    page = open_page(cast.siti.petugas)
    page.goto("/profil/")
    monkeypatch.setattr("puskesos.accounts.change_password", _fail)
    page.locator("[name=lama]").fill(PASSWORD)
    page.locator("[name=baru]").fill("kalimat yang panjang")
    with page.expect_navigation() as answer:
        page.get_by_role("button", name="Ganti kata sandi").click()
    assert answer.value.status == 500
    assert "kalimat" not in page.content() and PASSWORD not in page.content()


def _fail(**_):
    raise RuntimeError("deliberately broken")


def test_without_a_line_the_draft_says_so_and_is_sent_when_the_line_is_back(cast, open_page):
    page = open_page(cast.siti.petugas, viewport={"width": 360, "height": 740})
    page.goto(NEW)
    page.context.set_offline(True)
    page.get_by_label("Nama lengkap").fill("Halimah")
    page.get_by_text("Draf BELUM tersimpan").wait_for()
    assert page.get_by_label("Nama lengkap").input_value() == "Halimah"
    page.context.set_offline(False)
    with page.expect_response(lambda answer: "/keluhan/draf/" in answer.url and answer.ok):
        page.get_by_label("Nama lengkap").fill("Halimah Abdullah")
    page.get_by_text("Draf tersimpan").wait_for()


def test_without_a_line_a_panel_says_so_and_keeps_the_note(cast, open_page):
    now = timezone.now()
    with transaction.atomic():
        keluhan = forwarded(cast, now)
    page = open_page(cast.dewi.petugas)
    page.goto("/antrean/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("#panel[open]").wait_for()
    note = page.locator("#panel textarea").first
    note.fill("Ibu dirawat")
    page.context.set_offline(True)
    page.locator("#panel .panel-foot button[form]").first.click()
    page.locator(".toast").get_by_text("Tidak tersambung").wait_for()
    assert note.input_value() == "Ibu dirawat"
    assert Keluhan.objects.get(pk=keluhan.pk).status == "DITERUSKAN"


def test_the_second_of_two_officers_sees_what_changed_and_keeps_her_words(cast, open_page):
    now = timezone.now()
    with transaction.atomic():
        keluhan = verified(cast, now)
    page = open_page(cast.koor.petugas)
    page.goto(f"/keluhan/{keluhan.pk}/langkah/handle_local/")
    page.get_by_label("Cara menangani").fill("Diantar ke kantor BPJS besok pagi")
    with transaction.atomic():
        verification.forward(by=cast.koor, now=now, id=keluhan.pk, alasan="BUTUH_PROGRAM_KOTA", catatan="Perlu kota.")
        triage.take(by=cast.dewi, now=now, id=keluhan.pk)
    with page.expect_navigation() as answer:
        page.get_by_role("button", name="Putuskan ditangani di sini").click()
    assert answer.value.status == 409
    page.get_by_text("Diantar ke kantor BPJS besok pagi").wait_for()
    page.get_by_text("Ditelaah").first.wait_for()
    assert not Riwayat.objects.filter(keluhan=keluhan, langkah="handle_local").exists()
