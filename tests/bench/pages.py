"""What is measured: who asks for what. A page is asked over HTTP, and once in this process to see its SQL."""

import json
import random
import re
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from puskesos.models import Keluhan, Petugas
from puskesos.numbering import new_uuid7
from tests.bench.browser import Browser

AREA = "62.71.04.1002"  # Kalampangan, where most of the people asked here work
DEEP = 100
NEXT = re.compile(r'rel="next"[^>]*[?&;]cursor=([^"&]+)"')


@dataclass
class Page:
    """One request of one person; `sent` makes what a POST or PUT carries, a new one each time."""

    name: str
    who: str
    path: str
    sent: Any = None
    good: tuple = (200,)
    note: str = ""
    port: int = 0

    def browser(self):
        return Browser(self.port).sign_in(self.who)

    def request(self):
        """(method, path, body, content type) of one more request."""
        if self.sent is None:
            return "GET", self.path, None, ""
        told = self.sent()
        if "{id}" in self.path:
            return "PUT", self.path.format(id=new_uuid7()), json.dumps(told), "application/json"
        return "POST", self.path, urlencode(told), "application/x-www-form-urlencoded"

    def ask(self, browser):
        """Send the request once; returns the body, raises on any other status than expected."""
        method, path, body, kind = self.request()
        status, answer = browser.ask(method, path, body, {"Content-Type": kind} if kind else {})
        if status not in self.good:
            raise RuntimeError(f"{self.name}: {status} {answer[:2000].decode(errors='replace')}")
        return answer

    def ask_in_process(self):
        """The same without a server, for looking at its SQL."""
        client = Client()
        client.force_login(Petugas.objects.get(username=self.who), "django.contrib.auth.backends.ModelBackend")
        method, path, body, kind = self.request()
        return partial(client.generic, method, path, body or "", content_type=kind or "text/html")


def all_pages(server):
    """Pages of the figures, with real cases of this city in them."""
    case = Keluhan.objects.filter(kelurahan=AREA, status="SELESAI", rahasia=False).latest("id")
    one_area = f"/antrean/?tab=semua&wilayah={AREA}"
    pages = [
        Page("floor", "dewi", "/bantuan/", note="signed in, no case data"),
        Page("queue, city", "dewi", "/antrean/?tab=semua"),
        Page("queue, one area", "dewi", one_area),
        Page("cases, one area", "budi", "/kasus/"),
        Page("name search, city", "dewi", "/antrean/cari/", searched),
        Page("name search, area", "budi", "/warga/cari/", searched),
        Page("case", "dewi", f"/keluhan/{case.pk}/"),
        Page("intake, form", "siti", "/keluhan/baru/", typed_sheet, good=(302,)),
        Page("intake, API", "siti", "/api/v1/keluhan/{id}/", sent_sheet, good=(201,)),
        Page("dashboard", "hendra", "/dasbor/"),
    ]
    for page in pages:
        page.port = server.port
    pages = [page for page in pages if exists(page)]
    return pages + [deep(page) for page in pages if page.name in {"queue, city", "cases, one area"}]


def exists(page):
    """Pages that are still being written are left out, and said so."""
    try:
        page.ask(page.browser())
    except RuntimeError as error:
        print(f"left out: {str(error)[:300]}")
        return False
    return True


def deep(page):
    """The same list as far down as its cursors lead, at most to page 100."""
    browser, path, number = page.browser(), page.path, 1
    while number < DEEP:
        _, body = browser.get(path)
        found = NEXT.search(body.decode())
        if not found:
            break
        path = f"{page.path}{'&' if '?' in page.path else '?'}cursor={found[1]}"
        number += 1
    return Page(f"{page.name}, page {DEEP}", page.who, path, note=f"page {number}", port=page.port)


def searched():
    """A common name, half of it misspelt; the telephone book of the city is full of both words."""
    return {"cari": "fatima abdulah"}


def typed_sheet():
    """A sheet as the counter types it: somebody new without a NIK, one need."""
    return {
        "id": str(new_uuid7()), "aksi": "simpan", "pelapor_jenis": "DIRI_SENDIRI", "nama": f"Siti {_surname()}",
        "alasan_tanpa_nik": "BELUM_REKAM", "jenis_kelamin": "P", "tanggal_lahir_0": random.randint(1, 28),
        "tanggal_lahir_1": random.randint(1, 12), "tanggal_lahir_2": random.randint(1940, 2000),
        "kelurahan": AREA, "alamat": "Jl. Mahir Mahar", "rt": "003", "rw": "001", "kanal": "DATANG",
        "dtsen_terdaftar": "BELUM_DICEK", "subkategori": "PBI_NONAKTIF_SAKIT", "ringkasan": "Kartu KIS tidak aktif",
        "kebutuhan-TOTAL_FORMS": "1", "kebutuhan-INITIAL_FORMS": "0", "kebutuhan-0-layanan": "L01",
        "kepesertaan-TOTAL_FORMS": "0", "kepesertaan-INITIAL_FORMS": "0", "dasar": "TUGAS_PUBLIK",
        "cara_setuju": "TIDAK_ADA", "pemberi": "KLIEN", "diberi_tahu": "on",
    }  # fmt: skip


def sent_sheet():
    """The same as a telephone sends it."""
    return {
        "klien": {
            "nama": f"Siti {_surname()}", "alasan_tanpa_nik": "BELUM_REKAM", "jenis_kelamin": "P", "kelurahan": AREA,
            "perkiraan_umur": random.randint(20, 80), "alamat": "Jl. Mahir Mahar", "rt": "003", "rw": "001",
        },
        "kanal": "DATANG", "subkategori": "PBI_NONAKTIF_SAKIT", "ringkasan": "Kartu KIS tidak aktif",
        "kebutuhan": [{"layanan": "L01"}],
    }  # fmt: skip


def _surname():
    """A name that nobody has: the page would rightly ask whether somebody on file is meant."""
    return "".join(random.choice("bcdghjklmnprstwy") + random.choice("aiueo") for _ in range(5)).title()
