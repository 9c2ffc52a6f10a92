"""A real Chromium against a live server that is the plain web role, like production."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from playwright.sync_api import Error
from pytest_django.live_server_helper import LiveServer

from tests.database import AFTER_FLUSH, as_owner
from tests.ground import ground
from tests.people import CAST, MONDAY, Cast


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def open_page(chromium, live_server):
    """open_page(petugas=None, **context options): a page of a browser of its own, signed in as that officer.

    At the end of the test no script may have failed, no rule of the content security policy may have been broken, and
    no other host may have been asked.
    """
    contexts, faults = [], []

    def open_one(petugas=None, **options):
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "id-ID", **options}
        context = chromium.new_context(base_url=live_server.url, timezone_id=settings.TIME_ZONE, **options)
        contexts.append(context)
        if petugas:
            context.add_cookies([session_cookie(petugas, live_server.url)])
        page = context.new_page()
        watch(page, urlsplit(live_server.url).netloc, faults)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


def session_cookie(petugas, url):
    client = Client()
    client.force_login(petugas, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def watch(page, host, faults):
    page.goto = _asking_again(page.goto)

    def console(message):
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    def request(request):
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != host:
            faults.append(f"asked another host: {request.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", request)


def _asking_again(goto):
    """An address asked for while the browser is on its way to another may be dropped; a person asks for it again."""

    def patient(address, **options):
        for _ in range(3):
            try:
                return goto(address, **options)
            except Error as fault:
                if "ERR_ABORTED" not in fault.message:
                    raise
        return goto(address, **options)

    return patient


# --- one ground for a whole module ---------------------------------------------------------------------------------
class Site:
    """A live server over the ground of the access matrix, committed once: `things`, `cast`, and a browser each."""

    def __init__(self, browser, url, cast, things):
        self.browser, self.url, self.cast, self.things = browser, url, cast, things
        self.faults, self._pages = [], {}
        # Signed in now: inside a test the main thread's transaction is never seen by the server.
        self._cookies = {name: session_cookie(getattr(cast, name).petugas, url) for name in CAST}

    def page(self, person=None, **options):
        """This person's page (a stranger's for None); one each, kept for the whole module."""
        key = (person, *sorted(options))
        if key not in self._pages:
            options = {"viewport": {"width": 1366, "height": 768}, "locale": "id-ID", **options}
            context = self.browser.new_context(base_url=self.url, timezone_id=settings.TIME_ZONE, **options)
            if person:
                context.add_cookies([self._cookies[person]])
            page = context.new_page()
            watch(page, urlsplit(self.url).netloc, self.faults)
            page.on("dialog", lambda dialog: dialog.accept())  # unsaved work is left on purpose here
            self._pages[key] = page
        return self._pages[key]

    def close(self):
        for page in self._pages.values():
            page.context.close()


@pytest.fixture(scope="module")
def site(chromium, _reference_loaded, _flush_as_owner, django_db_blocker):
    """The ground behind a live server for all tests of a module, flushed as after any transactional test.

    The tests must be marked `django_db`, or pytest-django sees no need to make a database.
    """
    with django_db_blocker.unblock():
        with transaction.atomic():
            cast = Cast()
            things = ground.__wrapped__(cast, MONDAY)
        server = LiveServer("localhost")
        made = Site(chromium, server.url, cast, things)
    yield made
    made.close()
    server.stop()
    with django_db_blocker.unblock(), as_owner():
        call_command("flush", verbosity=0, interactive=False)
        for load in AFTER_FLUSH:
            load()


# The telephones of the field; they need what stands above.
from tests.browser.field import phone, wire  # noqa: E402, F401
