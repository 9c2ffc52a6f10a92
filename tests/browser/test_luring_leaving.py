"""A page that was left: it holds nothing open, and comes back from the browser's memory to its own officer only."""

import pytest

from tests.browser.field import until
from tests.browser.test_luring_counter import READY, ready
from tests.browser.test_luring_device import KEYS

pytestmark = pytest.mark.django_db(transaction=True)

OUTBOX = "/lapor/antrean/"
# Marks this very page, and counts how often it closes its stores.
WATCH = """() => {
    window.shut = 0;
    const real = IDBDatabase.prototype.close;
    IDBDatabase.prototype.close = function () { window.shut += 1; return real.call(this); };
}"""
NEXT_VERSION = """new Promise(done => {
    const asked = indexedDB.open('slrt', 2);
    asked.onblocked = () => done('blocked');
    asked.onsuccess = () => { asked.result.close(); done('open'); };
})"""


@pytest.fixture
def outbox_page(cast, phone):
    """The outbox of a browser that remembers the pages it left; Playwright forbids that by itself."""
    phone.stop()
    phone.start(ignore_default_args=["--disable-back-forward-cache"])
    page = ready(phone, cast.siti.petugas)
    page.goto(OUTBOX)
    page.locator("#connection-text").get_by_text("Tersambung.").wait_for()
    page.get_by_text("Masuk sebagai").wait_for()
    return page


def test_a_page_that_was_left_holds_no_connection_and_opens_one_when_it_is_used_again(outbox_page):
    page = outbox_page
    page.evaluate(WATCH)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")  # not every browser remembers pages
    until(page, "shut === 1")
    assert page.evaluate("SLRT.all('antre')") == []
    page.goto("/luring/")
    page.locator("#connection-text").get_by_text("Tersambung.").wait_for()
    assert page.evaluate(NEXT_VERSION) == "open"


def test_what_was_typed_last_is_kept_before_the_connection_closes(cast, phone):
    page = ready(phone, cast.siti.petugas)
    page.evaluate("""() => {
        const form = document.querySelector('form[data-luring]');
        form.elements.nama.value = 'Halimah';
        form.elements.nama.dispatchEvent(new Event('input', {bubbles: true}));
        dispatchEvent(new PageTransitionEvent('pagehide'));
    }""")
    until(page, "SLRT.all('draf').then(rows => rows.length === 1)")
    page.goto("/lapor/")
    page.locator(READY).wait_for()
    page.get_by_role("link", name="Halimah").wait_for()


def test_who_comes_back_after_somebody_signed_out_finds_nobodys_page(phone, outbox_page):
    page = outbox_page
    phone.context.add_init_script("delete self.BroadcastChannel")  # no other page can tell this one
    page.reload()
    page.locator("#connection-text").get_by_text("Tersambung.").wait_for()
    page.get_by_text("Masuk sebagai").wait_for()
    phone.sign_out()
    page.goto("/masuk/")  # where the keys go
    until(page, f"({KEYS})().then(names => !names.includes('sesi'))")
    page.go_back(wait_until="commit")
    page.get_by_text("Belum ada yang masuk di HP ini.").wait_for()
