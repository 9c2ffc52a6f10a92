"""What a first visit costs on a bad line (ux §6.2): bytes as they travel compressed, requests, and nodes to lay out."""

import gzip

import pytest
from django.db import transaction
from django.utils import timezone

from tests.cases import accepted, forwarded

pytestmark = pytest.mark.django_db(transaction=True)

KB, REQUESTS, NODES = 1024, 8, 1_500
# (who, first page, most kilobytes); the intake sheet has its own test in test_intake.py
FIRST_PAGES = [
    ("dewi", "/antrean/", 60), ("siti", "/", 70), ("budi", "/kasus/", 70), ("joko", "/kotak-masuk/", 70),
    ("dewi", "/rujukan/", 70), ("hendra", "/dasbor/", 70), ("adi", "/pengguna/", 70),
]  # fmt: skip


def first_visit(page, address):
    """{url: bytes gzip} of everything a browser with an empty cache fetches for this page."""
    weights = {}
    page.on("response", lambda answer: weights.update({answer.url: len(gzip.compress(answer.body(), 6))}))
    assert page.goto(address).status == 200
    page.wait_for_load_state("networkidle")
    return weights


@pytest.fixture
def full_queue(cast):
    """More than a page of cases for everybody."""
    with transaction.atomic():
        now = timezone.now()
        for number in range(52):
            words = {"nik": "", "alasan_tanpa_nik": "BELUM_REKAM", "no_kk": "", "nama": f"Warga Contoh {number}"}
            (forwarded if number % 13 else accepted)(cast, now, **words)


def test_a_first_visit_fits_a_bad_line(cast, open_page, full_queue):
    for person, address, most in FIRST_PAGES:
        page = open_page(getattr(cast, person).petugas, viewport={"width": 1366, "height": 768})
        weights = first_visit(page, address)
        assert sum(weights.values()) <= most * KB, (address, weights)
        assert len(weights) <= REQUESTS, (address, weights)
        assert page.evaluate("document.querySelectorAll('*').length") <= NODES, address
        if address == "/antrean/":
            assert page.locator("#rows tr[data-row]").count() > 40
