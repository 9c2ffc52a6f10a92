"""Which tests need a browser, and what happens where there is none.

Without a Chromium they are left out and the last lines say how many; with REQUIRE_BROWSER=1 they fail instead.
"""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOT_RUN = pytest.StashKey[int]()
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium():
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def chromium_path():
    path = find_chromium()
    assert path, "REQUIRE_BROWSER=1, but no Chromium was found: apt-get install chromium, or name it in CHROMIUM"
    return path


@pytest.fixture(scope="session")
def chromium(chromium_path):
    """One Chromium for the whole run: Playwright bears no second one beside it in the same thread."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django would take every query for one inside a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if find_chromium() or os.environ.get("REQUIRE_BROWSER") == "1":
        return
    browser = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in browser]
    config.hook.pytest_deselected(items=browser)
    _note(config, len(browser))


def _note(config, count):
    config.stash[NOT_RUN] = count
    if hasattr(config, "workeroutput"):  # pytest-xdist: only the controller writes the summary
        config.workeroutput["browser_not_run"] = count


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    if count := getattr(node, "workeroutput", {}).get("browser_not_run"):
        node.config.stash[NOT_RUN] = count


def pytest_terminal_summary(terminalreporter, config):
    if count := config.stash.get(NOT_RUN, 0):
        terminalreporter.section("browser tests")
        terminalreporter.line(f"{count} browser tests were not run: no Chromium found (apt-get install chromium).")
