"""Pages that open without signal: the same for everybody, made of the online sheet; and the worker that keeps them."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from puskesos import catalogue
from puskesos.forms.intake import NEEDED
from puskesos.views import shell
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", shell.SHELLS)
def test_a_shell_holds_the_icons_it_draws_and_no_other(client, path):
    page = client.get(path).content.decode()
    assert set(re.findall(r'<symbol id="([^"]+)"', page)) == set(re.findall(r'<use href="#([^"]+)"', page))


@pytest.mark.parametrize("path", shell.SHELLS)
def test_a_shell_is_the_same_for_everybody_and_holds_nobody(client, siti_web, cast, reference, path):
    stranger, officer = client.get(path), siti_web.get(path)
    page = stranger.content.decode()
    assert stranger.status_code == 200 and stranger.content == officer.content
    assert stranger["X-Shell"] == "1" and not stranger.cookies
    for word in (cast.siti.petugas.nama, "csrfmiddlewaretoken", "Kalampangan", "/keluar/", PASSWORD):
        assert word not in page


def test_the_sheet_without_signal_asks_what_the_online_sheet_asks(client, siti_web):
    """Every question of the online page is on the device too, under the same name; rows are patterns there."""
    online = _names(siti_web.get("/keluhan/baru/").content.decode())
    offline = _names(client.get("/lapor/").content.decode())
    own = {
        "csrfmiddlewaretoken",
        "tanda",
        "sudah_diperiksa",
        "tetap_catat",
        "warga_id",
        "orang",
        "berkas_id",
        "aksi",
        "next",
    }
    assert online - own <= offline
    assert "kebutuhan-0-layanan" in offline and "kepesertaan-0-program" in offline


def _names(page):
    found = re.findall(r'\sname="([^"]+)"', page.replace("__prefix__", "0"))
    return {name for name in found if not name.startswith(("viewport", "theme", "format"))}


def test_what_is_needed_stands_at_its_question(client):
    page = client.get("/lapor/").content.decode()
    for name, (sentence, _) in NEEDED.items():
        control = re.search(rf'<(?:input|select|textarea)[^>]*\sname="{name}(?:_0)?"[^>]*>', page)
        assert control and f'data-needed="{sentence}"' in control.group(), name


def test_no_choice_of_the_city_is_baked_into_the_sheet(client, reference):
    page = client.get("/lapor/").content.decode()
    for row in catalogue.table("JenisLayanan").values():
        assert f'value="{row.kode}"' not in page, row.kode
    for table in ("Subkategori", "Program", "PertanyaanUrgensi", "KategoriPPKS"):
        assert not [kode for kode in catalogue.table(table) if f'value="{kode}"' in page], table


def test_the_sheet_carries_its_style_and_the_policy_names_just_that(client):
    """At two seconds a round trip a style sheet of its own doubles the wait (ux §1.1)."""
    answer = client.get("/lapor/")
    policy, page = answer["Content-Security-Policy"], answer.content.decode()
    sums = re.findall(r"'sha256-([^']+)'", policy)
    styles = re.findall(r"<style>(.*?)</style>", page, re.S)
    assert sums == [b64encode(sha256(style.encode()).digest()).decode() for style in styles] and len(sums) == 2
    assert 'rel="stylesheet"' not in page and "unsafe" not in policy
    assert "sha256" not in client.get("/luring/")["Content-Security-Policy"]


def test_the_worker_names_what_it_keeps_and_touches_no_write(client):
    script = client.get("/sw.js")
    text = script.content.decode()
    assert script["Cache-Control"] == "no-cache" and script["Content-Type"].startswith("text/javascript")
    assert all(f'"{path}"' in text for path in shell.SHELLS)
    assert 'request.method !== "GET"' in text and shell.drawn()[0] in text


def test_any_changed_byte_is_another_version(monkeypatch):
    shell.drawn_in.cache_clear()
    first, _ = shell.drawn()
    monkeypatch.setitem(shell.SHELLS, "/luring/", "puskesos/luring/antrean.html")
    shell.drawn_in.cache_clear()
    second, _ = shell.drawn()
    shell.drawn_in.cache_clear()
    assert first != second


def test_switched_off_the_worker_only_cleans_up(client, settings):
    settings.SLRT_LURING = False
    text = client.get("/sw.js").content.decode()
    assert "unregister" in text and "indexedDB" not in text and "fetch" not in text
    assert 'data-luring="0"' in client.get("/lapor/antrean/").content.decode()  # what waits can still be sent
    settings.SLRT_LURING = True
    assert 'data-luring="1"' in client.get("/lapor/antrean/").content.decode()  # nothing stays from before


def test_it_can_stand_on_the_home_screen(client):
    about = client.get("/manifest.webmanifest")
    assert about["Content-Type"] == "application/manifest+json"
    told = about.json()
    assert (told["start_url"], told["display"], told["scope"]) == ("/lapor/", "standalone", "/")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/lapor/").content.decode()
