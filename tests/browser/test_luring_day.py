"""What is written at a door stays, as on the sheet: a battery that dies, another house, a pack that has expired."""

import pytest
from django.db import transaction
from django.utils import timezone

from puskesos import visits
from tests import cases
from tests.browser.axe import sideways, violations
from tests.browser.field import until
from tests.browser.test_luring_counter import READY, outbox, ready

pytestmark = pytest.mark.django_db(transaction=True)

ROOF, DAY = "Atap bocor, lantai tanah.", "/lapor/hari-ini/"


@pytest.fixture
def two_houses(cast):
    """Two cases with a visit today."""
    now = timezone.now()
    with transaction.atomic():
        houses = [
            cases.a_keluhan(cast.siti, now),
            cases.a_keluhan(cast.siti, now, nik=cases.NIK_MAN, nama="Bahen", no_kk=""),
        ]
        for each in houses:
            visits.plan_visit(by=cast.siti, now=now, id=each.pk, rencana=timezone.localdate(now), tujuan="Lihat rumah")
    return houses


def taken_along(phone, petugas):
    page = ready(phone, petugas)
    page.goto(DAY)
    page.get_by_role("button", name="Siapkan paket hari ini").click()
    page.get_by_text("Paket siap.").wait_for()
    return page


def house(page, keluhan):
    return page.locator(f"li[data-keluhan='{keluhan.pk}']")


def write(page, keluhan):
    house(page, keluhan).get_by_role("button", name="Isi hasil").click()
    page.get_by_text("Sudah bertemu").click()
    page.get_by_label("Keadaan keluarga dan rumah").fill(ROOF)


def written(page):
    return page.get_by_label("Keadaan keluarga dan rumah").input_value()


def test_a_battery_that_dies_at_the_door_loses_at_most_a_word(cast, phone, wire, two_houses):
    first, second = two_houses
    page = taken_along(phone, cast.siti.petugas)
    wire.kill()
    write(page, first)
    form = page.locator("form[data-jenis=kunjungan]")
    form.get_by_text("Tersimpan di HP").wait_for()
    house(page, second).get_by_role("button", name="Isi hasil").click()  # another house in between
    page.locator("#judul-kunjungan", has_text="Bahen").wait_for()
    assert written(page) == ""
    phone.kill()
    phone.start()
    page = phone.page(DAY)
    house(page, first).get_by_text("draf di HP ini, belum dikirim").wait_for()
    house(page, first).get_by_role("button", name="Isi hasil").click()
    form = page.locator("form[data-jenis=kunjungan]")
    form.get_by_text("Draf dilanjutkan").wait_for()
    assert written(page) == ROOF and page.get_by_label("Sudah bertemu").is_checked()
    assert violations(page) == [] and sideways(page) == []
    form.get_by_role("button", name="Simpan & kirim").click()
    house(page, first).get_by_text("Hasil kunjungan tercatat di HP ini").wait_for()
    assert page.evaluate("SLRT.all('draf')") == []
    wire.heal()
    phone.sign_in(cast.siti.petugas)  # the cookie of a killed browser is gone
    outbox(page, diterima=1)
    assert first.kunjungan.get().kondisi == ROOF


def test_a_draft_outlives_its_pack_and_is_nobody_elses(cast, phone, wire, two_houses):
    first, _ = two_houses
    page = taken_along(phone, cast.siti.petugas)
    write(page, first)
    until(page, "SLRT.all('draf').then(rows => rows.length === 1)")
    page.goto("/lapor/")
    page.locator(READY).wait_for()
    assert page.get_by_text("Draf di HP ini").is_hidden()  # it is no sheet
    page.evaluate("SLRT.officer().then(who => SLRT.drop('meta', `paket:${who.petugas.id}`))")
    page.goto(DAY)
    house(page, first).get_by_role("button", name="Isi hasil").click()
    page.get_by_text("Draf dilanjutkan").wait_for()
    assert written(page) == ROOF
    phone.sign_in(cast.budi.petugas)
    other = phone.page(DAY)
    other.locator("#connection-text").get_by_text("Tersambung.").wait_for()
    other.locator("li[data-keluhan]").first.wait_for(state="detached")  # a list is drawn once in a tenth of a second
    phone.sign_in(cast.siti.petugas)
    page.goto(DAY)
    page.on("dialog", lambda dialog: dialog.accept())
    house(page, first).get_by_role("button", name="Isi hasil").click()
    page.get_by_text("Draf dilanjutkan").wait_for()
    page.locator("form[data-jenis=kunjungan]").get_by_role("button", name="Batal").click()
    until(page, "SLRT.all('draf').then(rows => rows.length === 0)")
