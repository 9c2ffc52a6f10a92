"""Walks every address × method × person of the cast against tests/access_matrix.py."""

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from puskesos.models import Jejak
from tests.access_matrix import EVERYBODY, MATRIX
from tests.ground import ground  # noqa: F401

PEOPLE = ("siti", "budi", "koor", "bulurah", "rahmat", "tono", "fitri", "dewi", "maya", "joko", "hendra", "pia",
          "adi", "ana")  # fmt: skip


def walk(patterns, namespace=""):
    """(URL name, view) of everything the resolver knows."""
    for entry in patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry.url_patterns, inner)
        else:
            yield f"{namespace}{entry.name}", entry.callback


ADDRESSES = dict(walk(get_resolver().url_patterns))


def address(name, row, things):
    kwargs = {key: value[1:] if value.startswith("=") else str(things[value].pk) for key, value in row.kwargs.items()}
    return reverse(name, kwargs=kwargs)


def test_every_address_is_classified_and_no_row_is_stale():
    assert set(ADDRESSES) - set(MATRIX) == set(), "URL baru belum diklasifikasi di tests/access_matrix.py"
    assert set(MATRIX) - set(ADDRESSES) == set(), "baris matriks tanpa URL"


def test_every_page_names_the_right_that_opens_it():
    """A view without a mark is a view nobody thought about."""
    unmarked = {name for name, view in ADDRESSES.items() if not getattr(view, "hak", None)}
    api = {name for name in unmarked if MATRIX.get(name) and MATRIX[name].note.startswith("api")}
    assert unmarked - api - {"sehat-hidup", "sehat-siap", "sehat-pengingat"} == set()


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_strangers_are_sent_away(client, ground, name):  # noqa: F811
    row = MATRIX[name]
    url = address(name, row, ground)
    for method in row.methods.split():
        response = getattr(client, method.lower())(url, row.post)
        if row.people == EVERYBODY:
            assert response.status_code not in {401, 403} and not _to_sign_in(response)
        else:
            assert response.status_code == 401 or _to_sign_in(response), (name, method, response.status_code)


def _to_sign_in(response):
    return response.status_code == 302 and response["Location"].startswith("/masuk/")


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_people_get_in_or_not(cast, ground, name):  # noqa: F811
    """Each person, each method: in (nothing that says no), or 403/404; and no foreign word in a refusal."""
    row = MATRIX[name]
    url = address(name, row, ground)
    for person in PEOPLE:
        browser = getattr(cast, f"{person}_web")
        for method in row.methods.split():
            status, body = _try(browser, method, url, row)
            expected = row.people == EVERYBODY or person in row.people
            if expected:
                ended = person == "ana" and status == 403
                assert status not in {401, 403, 404, 500} or ended, (name, method, person, status)
            else:
                assert status in {302, 403, 404}, (name, method, person, status)
                assert "KENARI" not in body, (name, method, person)


def _try(browser, method, url, row):
    sid = transaction.savepoint()
    try:
        response = getattr(browser, method.lower())(url, row.post)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return response.status_code, body.decode(errors="replace")
    finally:
        transaction.savepoint_rollback(sid)


def test_wrong_methods_are_refused(cast, ground):  # noqa: F811
    """Addresses that change something do not answer GET."""
    for name, row in MATRIX.items():
        if row.methods == "POST" and not row.note.startswith("api"):
            response = cast.siti_web.get(address(name, row, ground))
            assert response.status_code in {302, 403, 404, 405}, (name, response.status_code)


# Forms that follow a page already opened (access.peek_…): they name whom it is about, and tell no more of the file.
FORMS = {
    "puskesos:catatan", "puskesos:dtsen", "puskesos:kontak", "puskesos:kunjungan-baru", "puskesos:langkah",
    "puskesos:survei", "privacy:permintaan-baru", "rujukan:cek-keluarga", "rujukan:langkah", "rujukan:persetujuan",
    "triage:langkah", "triage:rujuk-setempat",
}  # fmt: skip
# What says KENARI there is a contact of an agency, or one's own draft or filter.
OF_NO_CASE = {"instansi:kontak", "puskesos:keluhan-baru", "puskesos:saringan"}


def test_whatever_shows_a_case_leaves_its_trace(cast, ground):  # noqa: F811
    """Pages, prints, downloads and the API, for everybody whom they are open to; only forms may stay silent."""
    silent, told = {}, []
    for name, row in sorted(MATRIX.items()):
        if "GET" not in row.methods or row.people == EVERYBODY or name in OF_NO_CASE:
            continue
        for person in sorted(set(row.people) - {"ana"}):
            body, left = _read(getattr(cast, f"{person}_web"), address(name, row, ground))
            if "KENARI" in body and not left:
                silent.setdefault(name, set()).add(person)
                told += [name] if "KENARI di kebun" in body else []
    assert sorted(set(silent) - FORMS) == [] and told == []
    assert sorted(FORMS - set(silent)) == []


def _read(browser, url):
    """What was shown, and whether that is on record now."""
    before, sid = Jejak.objects.count(), transaction.savepoint()
    try:
        response = browser.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return body.decode(errors="replace") if response.status_code == 200 else "", Jejak.objects.count() > before
    finally:
        transaction.savepoint_rollback(sid)
