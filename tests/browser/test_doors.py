"""The first page in a real browser: it is there, it is ours alone, and the watchers of `open_page` do watch."""

from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import watch


def test_the_sign_in_page_shows_its_two_fields(open_page):
    page = open_page()
    page.goto("/masuk/")
    assert page.locator("input[name=username]").is_visible()
    assert page.locator("input[name=password]").is_visible()


@pytest.mark.parametrize(
    ("event", "deed", "fault"),
    [
        ("console", "document.body.setAttribute('onclick', 'x()')", "Content Security Policy"),
        ("console", "fetch('http://127.0.0.1:9/').catch(() => 0)", "Content Security Policy"),
        ("pageerror", "setTimeout(() => { throw new Error('rusak') })", "rusak"),
        ("request", "location = 'http://bukan.contoh.invalid/'", "asked another host"),
    ],
)
def test_the_watchers_see_what_must_not_happen(chromium, live_server, event, deed, fault):
    faults = []
    page = chromium.new_context(base_url=live_server.url).new_page()
    watch(page, urlsplit(live_server.url).netloc, faults)
    page.goto("/masuk/")
    assert faults == []
    with page.expect_event(event):
        page.evaluate(deed)
    page.context.close()
    assert fault in faults[0]
