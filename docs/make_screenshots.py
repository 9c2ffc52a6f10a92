"""Takes the pictures of the guides from a running demo city: `.venv/bin/python docs/make_screenshots.py [http://host:port]`.

Needs the tools of `bin/test` and a Chromium on the machine; overwrites docs/gambar/.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).resolve().parent / "gambar"
PASSWORD = os.environ.get("DEMO_PASSWORD", "isen-mulang-2026")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1366, "height": 768}
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


def first(selector):
    """Follow the first link of a page, to wherever it leads."""
    return lambda page: page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + _href(page, selector))


def _href(page, selector):
    return page.locator(selector).first.get_attribute("href")


def receipt(page):
    """From a case page to its receipt."""
    page.goto(page.url.rstrip("/") + "/tanda-terima/")


# (picture, account, address, viewport, steps on the page before the picture)
SHOTS = (
    ("puskesos-beranda", "siti", "/", PHONE, ()),
    ("puskesos-keluhan-baru", "siti", "/keluhan/baru/", PHONE, ()),
    ("puskesos-kasus", "siti", "/kasus/", DESK, (first("main a[href^='/keluhan/']:not([href*=baru])"),)),
    ("puskesos-tanda-terima", "siti", "/kasus/", PHONE, (
        first("main a[href^='/keluhan/']:not([href*=baru])"), receipt)),
    ("sekretariat-antrean", "dewi", "/antrean/", DESK, ()),
    ("sekretariat-kasus", "dewi", "/antrean/?tab=instansi", DESK, (first("tr[data-row] a[href^='/keluhan/']"),)),
    ("sekretariat-rujukan", "dewi", "/rujukan/", DESK, ()),
    ("instansi-kotak-masuk", "pakjoko", "/kotak-masuk/", DESK, ()),
    ("instansi-jawab", "pakjoko", "/kotak-masuk/", PHONE, (first("main a[href^='/rujukan/']"),)),
    ("pimpinan-dasbor", "hendra", "/dasbor/", DESK, ()),
    ("admin-pengguna", "admin", "/pengguna/", DESK, ()),
    ("admin-referensi", "admin", "/referensi/puskesos/", DESK, ()),
    ("pdp-jejak", "pdp", "/jejak/", DESK, ()),
)  # fmt: skip


def main(base):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        PICTURES.mkdir(exist_ok=True)
        for name, account, address, viewport, steps in SHOTS:
            context = browser.new_context(viewport=viewport, locale="id-ID", timezone_id="Asia/Pontianak")
            page = context.new_page()
            page.goto(f"{base}/masuk/")
            page.fill("[name=username]", account)
            page.fill("[name=password]", PASSWORD)
            page.locator("main form button:not([type=button])").click()
            page.wait_for_url(lambda url: "/masuk/" not in url)
            page.goto(base + address)
            for step in steps:
                step(page)
            page.screenshot(path=PICTURES / f"{name}.png")
            print(name, page.url.removeprefix(base))
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
