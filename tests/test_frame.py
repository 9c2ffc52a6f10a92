"""What every page promises: honest errors in Indonesian, no traceback, headers that keep case pages off disks."""

import io
import logging
from datetime import date

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client
from django.urls import get_resolver

from puskesos.masking import NoIdentifiersFilter, masked

DIRECTIVES = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'",
              "form-action 'self'", "base-uri 'none'")  # fmt: skip


@pytest.fixture
def broken_database(monkeypatch):
    """The database answers nothing, as when its server is gone."""
    assert get_resolver().url_patterns  # what is first imported now would keep the broken function for good

    def refuse(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly at 10.0.0.9")

    monkeypatch.setattr("puskesos.middleware.load_acting", refuse)


def test_a_lost_database_is_said_plainly_with_a_time_to_try_again(siti_web, broken_database):
    siti_web.raise_request_exception = False
    answer = siti_web.get("/profil/")
    assert answer.status_code == 503 and answer["Retry-After"] == "10"
    text = answer.content.decode()
    assert "tidak tersedia" in text and "10.0.0.9" not in text and "Traceback" not in text


def test_a_lost_database_gives_back_what_was_sent(siti_web, broken_database):
    siti_web.raise_request_exception = False
    page = siti_web.post("/profil/", {"no_hp": "0812 <b>"}).content.decode()
    assert "Isian Anda tidak hilang" in page
    assert '<input type="hidden" name="no_hp" value="0812 &lt;b&gt;">' in page


@pytest.mark.parametrize(
    ("address", "typed"),
    [("/masuk/", {"username": "siti", "password": "kalimat panjang"}), ("/profil/", {"baru": "kalimat panjang"})],
)
def test_a_lost_database_gives_no_password_back(siti_web, broken_database, address, typed):
    siti_web.raise_request_exception = False
    answer = siti_web.post(address, typed)
    assert answer.status_code == 503
    assert "kalimat" not in answer.content.decode()


def test_a_lost_database_on_the_api_is_json(siti_web, broken_database):
    siti_web.raise_request_exception = False
    answer = siti_web.get("/api/v1/sesi/")
    assert answer.status_code == 503 and answer.json()["detail"].startswith("Server sedang tidak dapat dihubungi")


def test_an_unknown_address_is_a_page_in_indonesian(siti_web):
    answer = siti_web.get("/tidak-ada-halaman-ini/")
    assert answer.status_code == 404 and 'lang="id"' in answer.content.decode()


def test_an_unknown_address_leads_on_to_where_this_person_may_go(client, siti_web, hendra_web):
    stranger, officer, head = (web.get("/s/KODE/").content.decode() for web in (client, siti_web, hendra_web))
    assert 'href="/s/"' in stranger and "penugasan" not in stranger and "/warga/cari/" not in stranger
    assert "/warga/cari/" in officer and "/warga/cari/" not in head


def test_a_bug_shows_no_traceback(siti, monkeypatch):
    def explode(*args, **kwargs):
        raise RuntimeError("rahasia dapur")

    monkeypatch.setattr("puskesos.context._places", explode)
    web = Client(raise_request_exception=False)
    web.force_login(siti.petugas, backend="django.contrib.auth.backends.ModelBackend")
    answer = web.get("/profil/")
    assert answer.status_code == 500
    assert "rahasia dapur" not in answer.content.decode() and 'lang="id"' in answer.content.decode()


def test_a_worn_form_says_what_to_do(siti):
    web = Client(enforce_csrf_checks=True)
    web.force_login(siti.petugas, backend="django.contrib.auth.backends.ModelBackend")
    answer = web.post("/profil/", {"pintasan": "on"})
    assert answer.status_code == 403 and 'lang="id"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/profil/", "/hak-akses/", "/masuk/", "/bantuan/", "/tidak-ada/"])
def test_every_answer_carries_its_shields(siti_web, client, path):
    for web in (siti_web, client):
        answer = web.get(path)
        policy = answer["Content-Security-Policy"]
        assert all(directive in policy for directive in DIRECTIVES) and "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff" and answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Frame-Options"] == "DENY"
        assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]


def test_pages_of_a_signed_in_person_are_never_stored(siti_web):
    assert "no-store" in siti_web.get("/profil/")["Cache-Control"]


def test_logs_lose_identifiers_on_the_way_out():
    entry = logging.LogRecord("x", 40, __file__, 1, "NIK %s, HP %s", ("6271011708900003", "081234567890"), None)
    assert NoIdentifiersFilter().filter(entry)
    assert "1708900003" not in entry.getMessage() and "34567890" not in entry.getMessage()
    assert masked("nomor PKY-2026-000123 tetap") == "nomor PKY-2026-000123 tetap"


@pytest.fixture
def log():
    """What the house's own handler would write."""
    told = settings.LOGGING["handlers"]["stderr"]
    handler = logging.StreamHandler(io.StringIO())
    for name in told["filters"]:
        handler.addFilter(NoIdentifiersFilter() if name == "no_identifiers" else None)
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"][told["formatter"]]["format"]))
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


def test_a_row_that_broke_a_constraint_is_not_told_in_the_log(cast, log):
    """PostgreSQL repeats the whole row in its message: on a case that would be the story."""
    hat = cast.siti
    hat.catatan, hat.selesai = "Halimah dipukuli\n\nNIK 6271011708900003", date(2001, 1, 1)
    try:
        with transaction.atomic():
            hat.save()
    except IntegrityError:
        logging.getLogger("puskesos").exception("could not be kept")
    told = log.getvalue()
    assert "penugasan_masa_wajar" in told and "Traceback" in told
    assert "Halimah" not in told and "1708900003" not in told


@pytest.mark.parametrize("path", ["/s/K7QM-2XRD-9TBA-5", "/j/K7QM-2XRD-9TBA-5", "/surat/K7QM-2XRD-9TBA-5/",
                                  "/surat/K7QM-2XRD-9TBA-5/jawab/"])  # fmt: skip
def test_a_code_in_an_address_never_reaches_the_log(client, db, log, monkeypatch, path):
    """Django logs the address of whatever it refuses: a wrong method, a stale token, a database that is away."""
    monkeypatch.setattr(logging.getLogger("django.request"), "level", logging.WARNING)
    client.put(path)
    Client(enforce_csrf_checks=True).post(path)
    client.get(path.replace("5/jawab", "5"))
    for error in (OperationalError("away"), RuntimeError("bug")):
        with monkeypatch.context() as broken:
            broken.setattr("puskesos.gate.is_open", lambda *args, error=error: (_ for _ in ()).throw(error))
            Client(raise_request_exception=False).get(path)
    told = log.getvalue()
    assert path.split("K7QM")[0] in told
    assert "2XRD" not in told


def test_a_page_whose_entry_is_folded_away_marks_the_fold(cast):
    marked, plain = '<summary aria-current="true"><span>Lainnya', "<summary><span>Lainnya"
    assert marked in cast.maya_web.get("/jejak/").content.decode()
    assert plain in cast.maya_web.get("/antrean/").content.decode()


def test_a_long_menu_is_folded_at_a_desk_and_whole_on_a_phone(cast):
    for web, name in ((cast.maya_web, "maya"), (cast.siti_web, "siti"), (cast.joko_web, "joko")):
        context = web.get("/profil/").context
        first, rest, whole = context["menu_first"], context["menu_rest"], context["menu"]
        assert [*first, *rest] == whole, name
        assert len(first) <= 7 and len(rest) != 1, name
    bar = cast.maya_web.get("/profil/").content.decode().split('class="mainnav"')[1].split("</nav>")[0]
    assert bar.index("Antrean") < bar.index("Lainnya") < bar.index("Jejak")
    assert "Lainnya" not in cast.joko_web.get("/profil/").content.decode()
