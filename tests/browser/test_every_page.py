"""Every page of the access matrix and its error state, as somebody entitled to it: 0 axe violations, nothing sideways.

All pages stand on one ground behind one server, so that sixty pages cost one database.
"""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from tests import cases
from tests.access_matrix import EVERYBODY, MATRIX
from tests.browser.axe import headings, sideways, violations
from tests.people import MONDAY

pytestmark = pytest.mark.django_db

# Files, receipts as files and machine answers are no pages.
NO_PAGE = ("api", "sehat-", "puskesos:berkas", "triage:antrean-baru", "rujukan:surat-pdf",
           "rujukan:surat-pekerjaan-pdf", "rujukan:surat-lambang-gambar",
           "instansi:surat-bulanan", "puskesos:manifest", "puskesos:pekerja")  # fmt: skip
# Who is asked first: the people whose work it is, then everybody else who may.
FIRST = ("siti", "budi", "koor", "dewi", "maya", "joko", "hendra", "pia", "adi", "bulurah", "tono", "fitri", "rahmat")
PAGES = {name: row for name, row in MATRIX.items() if "GET" in row.methods.split() and not name.startswith(NO_PAGE)}
# Forms that ask nothing on this ground: nothing to type, nothing narrowed, nothing held back, or for a case further
# along (below).
ASKS_NOTHING = {
    "instansi:kode-meja", "instansi:ubah", "rujukan:surat-baru", "rujukan:surat-pekerjaan", "rujukan:surat-ubah",
    "rujukan:pengingat-instansi", "rujukan:pengingat-periksa", "rujukan:pengingat-satu", "rujukan:pengingat-surat",
    "puskesos:langkah", "puskesos:saringan", "puskesos:verifikasi", "rujukan:pengingat", "rujukan:tautan",
    "rujukan:umpan-balik", "triage:rencana",
}  # fmt: skip
TOO_EARLY = {"rujukan:umpan-balik"}  # nothing to tell the family yet: 409, in words
# What these show depends on the way one came by, which a browser keeps: tests/browser/test_without_account.py.
BY_COOKIE = {"rujukan:jawab", "rujukan:status"}
FORMS = {name for name, row in PAGES.items() if "POST" in row.methods.split()} - ASKS_NOTHING - BY_COOKIE


def entitled(row):
    return None if row.people == EVERYBODY else next(person for person in FIRST if person in row.people)


def address(name, row, things):
    values = {key: value[1:] if value.startswith("=") else things[value] for key, value in row.kwargs.items()}
    return reverse(name, kwargs={key: getattr(one, "pk", one) for key, one in values.items()})


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_for_everybody(site, name):
    row = PAGES[name]
    page = site.page(entitled(row))
    assert page.goto(address(name, row, site.things)).status == (409 if name in TOO_EARLY else 200)
    check(page, site)


def check(page, site):
    assert len(headings(page)) == 1
    assert page.title().removesuffix("SLRT Puskesos").strip(" ·")
    assert violations(page, 1366) == []
    assert violations(page, 360) == []
    assert sideways(page) == []
    assert site.faults == []


# The first form of the page, sent with nothing in it and without asking the scripts, as a browser without them would.
FILLABLE = "main form[method=post]:has(input:not([type=hidden]), textarea, select)"
SEND_EMPTY = """() => {
    const form = document.querySelector(
        'main form[method=post]:has(input:not([type=hidden]), textarea, select)');
    for (const one of form.elements) {
        if (/^(checkbox|radio)$/.test(one.type)) one.checked = false;
        else if (!/^(hidden|submit|button)$/.test(one.type)) one.value = '';
    }
    HTMLFormElement.prototype.submit.call(form);
}"""


@pytest.mark.parametrize("name", sorted(FORMS))
def test_an_empty_form_is_refused_in_words_for_everybody(site, name):
    row = PAGES[name]
    page = site.page(entitled(row))
    page.goto(address(name, row, site.things))
    send_empty(page, site)


def send_empty(page, site):
    with page.expect_navigation() as answer:
        page.evaluate(SEND_EMPTY)
    assert answer.value.status == 422, page.url
    assert page.evaluate("document.activeElement.matches('[data-error-summary], [aria-invalid=true]')"), page.url
    assert violations(page, 360) == [], page.url
    assert sideways(page) == [], page.url
    assert site.faults == []


# --- every step of a case, found as people find it: by the links of the case page ----------------------------------
# (who, what stands before them)
STAGES = [
    ("siti", "a_keluhan"), ("budi", "in_verification"), ("budi", "waiting_family"), ("koor", "verified"),
    ("budi", "handled_local"), ("siti", "with_result"), ("koor", "told"), ("koor", "closed"), ("dewi", "forwarded"),
    ("dewi", "in_triage"), ("dewi", "drafted"), ("maya", "planned"), ("dewi", "referred"), ("joko", "referred"),
    ("joko", "accepted"), ("dewi", "answered"), ("siti", "served"), ("koor", "heard"),
]  # fmt: skip
MOVES = """[...document.querySelectorAll('main a[href]')].map(one => new URL(one.href).pathname)
    .filter(path => /^.(keluhan|rujukan).[0-9a-f-]{36}.[a-z]/.test(path))"""
# Steps that ask nothing they could not do without: sent empty they are simply done.
ENOUGH = ("/verifikasi/", "/langkah/accept/", "/langkah/process/", "/langkah/grant/", "/telaah/refer/")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.fixture(scope="module")
def seen(site):
    """Steps already looked at: the same form is the same form on another case."""
    return set()


@pytest.fixture(scope="module")
def stages(site, django_db_blocker):
    """One case at every stage, committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        return {name: _made(site.cast, name) for name in {stage for _, stage in STAGES}}


def _made(cast, name):
    build = getattr(cases, name)
    words = {"nik": "", "alasan_tanpa_nik": "BELUM_REKAM", "no_kk": "", "nama": f"Warga {name.replace('_', ' ')}"}
    return build(cast.siti if name == "a_keluhan" else cast, MONDAY, **words)


@pytest.mark.parametrize(("person", "stage"), STAGES)
def test_a_case_and_its_steps_are_for_everybody(site, seen, stages, person, stage):
    made = stages[stage]
    keluhan, rujukan = made if isinstance(made, tuple) else (made, None)
    page = site.page(person)
    start = f"/rujukan/{rujukan.pk}/" if person == "joko" else keluhan.get_absolute_url()
    assert page.goto(start).status == 200
    check(page, site)
    for path in page.evaluate(MOVES):
        kind = ID.sub("", path)
        if kind in seen:
            continue
        seen.add(kind)
        assert page.goto(path).status == 200, path
        if page.url.endswith(path):
            check(page, site)
            if page.locator(FILLABLE).count() and not path.endswith(ENOUGH):
                send_empty(page, site)
