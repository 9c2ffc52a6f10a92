"""A telephone in the field: a browser profile of its own on disk, behind a line that can break."""

import os
import signal
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Error

from tests.browser.conftest import session_cookie, watch
from tests.browser.wire import Wire
from tests.chromium import ARGUMENTS

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "locale": "id-ID"}


class Phone:
    """`start()` and `stop()` (or `kill()`) are the browser's life; what is on disk stays."""

    def __init__(self, kind, path, folder, wire):
        self.kind, self.path, self.folder, self.wire, self.faults, self.context = kind, path, folder, wire, [], None

    def start(self, **more):
        self.context = self.kind.launch_persistent_context(
            self.folder, executable_path=self.path, args=ARGUMENTS, base_url=self.wire.url,
            timezone_id=settings.TIME_ZONE, **PHONE, **more,
        )  # fmt: skip
        return self

    def stop(self):
        if self.context:
            self.context.close()
        self.context = None

    def kill(self):
        """SIGKILL to the browser, as an empty battery does; only to processes of this very profile."""
        for one in Path("/proc").iterdir():
            if one.name.isdigit() and f"--user-data-dir={self.folder}\0".encode() in _command(one):
                with suppress(ProcessLookupError):  # children go with their parent
                    os.kill(int(one.name), signal.SIGKILL)
        with suppress(Error):  # nobody is left to answer
            self.context.close()
        self.context = None

    def page(self, address=None):
        page = self.context.new_page()
        watch(page, urlsplit(self.wire.url).netloc, self.faults)
        if address:
            page.goto(address)
        return page

    def sign_in(self, petugas):
        """As after the page of signing in, without the time it takes."""
        self.context.add_cookies([session_cookie(petugas, self.wire.url)])

    def sign_out(self):
        self.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def until(page, promise):
    """Wait for a JavaScript promise of something true; Playwright's own waiting takes the promise itself for true."""
    page.evaluate(f"""async () => {{
        const late = new Promise(done => setTimeout(done, 60000));
        for (const end = Date.now() + 60000; Date.now() < end; await new Promise(done => setTimeout(done, 50)))
            if (await Promise.race([{promise}, late])) return;
        throw new Error('never true');
    }}""")


def _command(process):
    try:
        return (process / "cmdline").read_bytes() + b"\0"
    except OSError:
        return b""


@pytest.fixture
def wire(live_server):
    made = Wire(live_server.url)
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def phone(chromium, chromium_path, tmp_path, wire):
    """A started Phone; at the end no script may have failed and no other host may have been asked."""
    made = Phone(chromium.browser_type, chromium_path, tmp_path / "profil", wire).start()
    yield made
    made.stop()
    assert made.faults == []
