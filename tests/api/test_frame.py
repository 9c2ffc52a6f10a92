"""The frame of every answer: JSON, marked, never stored, never a redirect; and signing in for programs."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from puskesos import accounts
from puskesos.models import Jejak, Penugasan
from puskesos.roles import Peran
from tests.api.callers import V1, caller
from tests.cases import a_keluhan
from tests.people import PAHANDUT, PASSWORD, hire

WHO = {"username": "siti", "password": PASSWORD}


def sign_in(client, body=WHO, content_type="application/json"):
    return client.post(f"{V1}/token/", json.dumps(body) if "json" in content_type else body, content_type=content_type)


# --- every answer ------------------------------------------------
@pytest.mark.parametrize("path", ["sesi/", "keluhan/", "tidak-ada/", "keluhan", "schema/", "keluhan/bukan-uuid/"])
def test_every_answer_is_marked_json_that_nobody_keeps(siti, client, path):
    for browser in (client, caller(siti)):
        response = browser.get(f"{V1}/{path}")
        assert response["Content-Type"].startswith("application/json"), path
        assert response["X-SLRT"] == "1"
        assert response["Cache-Control"] == "no-store"
        if response.status_code >= 400:
            assert response.json()["detail"]


def test_addresses_without_their_slash_are_not_redirected(siti):
    response = caller(siti).read("keluhan")
    assert response.status_code == 404
    assert "garis miring" in response.json()["detail"]


def test_strangers_get_401_and_no_sign_in_page(client, db):
    response = client.get(f"{V1}/keluhan/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"
    assert response.json() == {"detail": "Masuk dulu untuk memakai API ini.", "kode": "belum_masuk"}


def test_bodies_over_12_mb_are_refused_before_they_are_read(siti, now):
    call = caller(siti)
    path = f"keluhan/{a_keluhan(siti, now).pk}/langkah/note/"
    fits = call.raw("post", path, json.dumps({"catatan": "x"}))
    response = call.raw("post", path, b" " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert fits.status_code == 200
    assert response.status_code == 413
    assert "12 MB" in response.json()["detail"]


def test_an_unknown_host_gets_json(client, db):
    response = client.get(f"{V1}/sesi/", headers={"Host": "jahat.invalid"})
    assert response.status_code == 400
    assert response.json()["detail"]


def test_a_crash_is_said_without_a_traceback(siti, monkeypatch):
    call = caller(siti)
    call.raise_request_exception = False
    monkeypatch.setattr("puskesos.trace.record_list", lambda *_, **__: 1 / 0)
    response = call.read("keluhan/")
    assert response.status_code == 500
    assert set(response.json()) == {"detail"}
    assert "ZeroDivision" not in response.content.decode()


@pytest.mark.parametrize("method", ["delete", "patch", "options", "trace", "post", "put"])
def test_methods_that_mean_nothing_here(siti, client, method):
    for browser in (client, caller(siti)):
        response = getattr(super(type(browser), browser), method)(f"{V1}/keluhan/")
        assert response.status_code == 405
        assert response.json()["kode"] == "metode_salah"


@pytest.mark.parametrize("kind", ["text/xml", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data"])
def test_other_kinds_of_body_are_refused(siti, now, kind):
    path = f"keluhan/{a_keluhan(siti, now).pk}/langkah/note/"
    response = caller(siti).raw("post", path, b"<catatan>x</catatan>", kind)
    assert response.status_code in {400, 415}
    assert response.json()["detail"]


# --- tokens ------------------------------------------------
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_token_opens_what_its_person_may(cast, client, kind):
    if "json" in kind:
        response = sign_in(client)
    elif "form-data" in kind:
        response = client.post(f"{V1}/token/", WHO)
    else:
        response = client.post(f"{V1}/token/", f"username=siti&password={PASSWORD}", content_type=kind)
    assert response.status_code == 200
    token = response.json()["token"]
    assert client.get(f"{V1}/keluhan/", headers={"Authorization": f"Token {token}"}).status_code == 200
    assert Jejak.objects.filter(petugas=cast.siti.petugas, aksi=Jejak.Aksi.MASUK).count() == 1


def test_a_wrong_password_leaves_its_trace(cast, client):
    response = sign_in(client, {**WHO, "password": "salah"})
    assert response.status_code == 401
    assert response.json()["detail"] == "Nama pengguna atau kata sandi tidak cocok."
    assert Jejak.objects.filter(petugas=cast.siti.petugas, aksi=Jejak.Aksi.GAGAL_MASUK).count() == 1


def test_the_fifth_wrong_password_locks_also_the_right_one(cast, client):
    answers = [sign_in(client, {**WHO, "password": "salah"}).status_code for _ in range(5)]
    locked = sign_in(client)
    assert answers[:4] == [401] * 4
    assert locked.status_code == 429
    assert locked["Retry-After"] == "60"
    assert locked.json()["detail"]
    assert sign_in(client, {"username": "budi", "password": PASSWORD}).status_code == 200


def test_success_forgets_the_failures(cast, client):
    for _ in range(3):
        for _ in range(4):
            assert sign_in(client, {**WHO, "password": "salah"}).status_code == 401
        assert sign_in(client).status_code == 200


def test_a_temporary_password_gives_no_token(cast, now, client):
    password = accounts.reset_password(by=cast.adi, now=now, petugas=cast.siti.petugas)
    response = sign_in(client, {"username": "siti", "password": password})
    assert response.status_code == 403
    assert "sementara" in response.json()["detail"]
    assert not Token.objects.filter(user=cast.siti.petugas).exists()


def test_a_token_stops_when_the_password_becomes_temporary(cast):
    call = caller(cast.siti)
    assert call.read("keluhan/").status_code == 200
    petugas = cast.siti.petugas
    petugas.ganti_sandi = True
    petugas.save()
    assert call.read("keluhan/").status_code == 403


def test_somebody_whose_assignment_ended_gets_a_token_that_opens_nothing(cast, client):
    token = sign_in(client, {"username": "ana", "password": PASSWORD}).json()["token"]
    headers = {"Authorization": f"Token {token}"}
    session = client.get(f"{V1}/sesi/", headers=headers).json()
    assert session["masuk"] is True
    assert session["penugasan"] == []
    for path in ("keluhan/", "rujukan/", "kebutuhan/", "dasbor/", "referensi/wilayah/"):
        response = client.get(f"{V1}/{path}", headers=headers)
        assert response.status_code == 403, path
        assert "penugasan" in response.json()["detail"]


def test_an_assignment_that_ends_ends_at_once(cast):
    call = caller(cast.siti)
    assert call.read("keluhan/").status_code == 200
    Penugasan.objects.filter(petugas=cast.siti.petugas).update(selesai=timezone.localdate() - timedelta(days=1))
    assert call.read("keluhan/").status_code == 403


def test_a_closed_account_has_no_token_any_more(cast, now):
    call = caller(cast.siti)
    assert call.read("keluhan/").status_code == 200
    accounts.set_active(by=cast.adi, now=now, petugas=cast.siti.petugas, active=False)
    assert call.read("keluhan/").status_code == 401


def test_a_token_wears_out_and_signing_in_renews_it(cast, client):
    call = caller(cast.siti)
    old = timezone.now() - timedelta(days=settings.API_TOKEN_DAYS, minutes=1)
    Token.objects.filter(user=cast.siti.petugas).update(created=old)
    worn = call.read("keluhan/")
    assert worn.status_code == 401
    assert worn.json()["kode"] == "token_kedaluwarsa"
    assert sign_in(client).status_code == 200
    assert call.read("keluhan/").status_code == 200


def test_a_worn_token_in_the_header_does_not_hinder_signing_in(cast):
    response = sign_in(Client(headers={"Authorization": "Token 0000"}))
    assert response.status_code == 200


def test_what_the_database_keeps_of_a_token_opens_nothing(cast, client):
    """A backup that went astray, or a table read by somebody clever, must not be a bunch of keys."""
    given = sign_in(client).json()["token"]
    kept = Token.objects.get(user=cast.siti.petugas).key
    assert given != kept
    for text in (kept, kept + "0" * 24, given[:-1] + ("0" if given[-1] != "0" else "1"), "é" * 40, given.upper()):
        answer = client.get(f"{V1}/keluhan/", headers={"Authorization": f"Token {text}"})
        assert answer.status_code == 401 and answer.json()["detail"], text
    assert client.get(f"{V1}/keluhan/", headers={"Authorization": f"Token {given}"}).status_code == 200


def test_signing_out_ends_the_token(cast):
    call = caller(cast.siti)
    assert call.send("delete", "token/").status_code == 204
    assert call.read("keluhan/").status_code == 401
    assert Jejak.objects.filter(petugas=cast.siti.petugas, aksi=Jejak.Aksi.KELUAR).exists()


# --- places ------------------------------------------------
@pytest.fixture
def two_places(cast):
    """Somebody who works in Pahandut and at the city's secretariat."""
    return hire("dua", "Dua Tempat", [(Peran.FO_PUSKESOS, PAHANDUT), (Peran.FO_KOTA, "62.71")])


def test_the_header_chooses_the_place(cast, two_places, now):
    a_keluhan(cast.siti, now)
    at = {hat.tempat_id: str(hat.id) for hat in two_places.penugasan.all()}
    city = caller(two_places, **{"X-Penugasan": at["62.71"]})
    pahandut = caller(two_places, **{"X-Penugasan": at[PAHANDUT].upper()})
    assert city.read("sesi/").json()["tempat"] == "Sekretariat SLRT"
    assert len(city.read("keluhan/").json()["results"]) == 1
    assert len(pahandut.read("keluhan/").json()["results"]) == 0


@pytest.mark.parametrize("chosen", ["siti", "bukan-uuid", "01936f2e-7a00-7000-8000-000000000001"])
def test_a_place_that_is_not_ones_own_is_none(cast, two_places, chosen):
    """Falling back to another place could write into the wrong one."""
    call = caller(two_places, **{"X-Penugasan": str(cast.siti.id) if chosen == "siti" else chosen})
    response = call.read("keluhan/")
    assert response.status_code == 403
    assert "X-Penugasan" in response.json()["detail"]
    assert len(call.read("sesi/").json()["penugasan"]) == 2


# --- browsers ------------------------------------------------
def test_the_session_says_so_when_nobody_is_signed_in(client, db):
    response = client.get(f"{V1}/sesi/")
    assert response.status_code == 200
    assert response.json()["masuk"] is False
    assert set(response.json()) == {"masuk", "waktu", "csrf"}


def test_the_session_tells_who_where_and_what(siti_web):
    told = siti_web.get(f"{V1}/sesi/").json()
    assert told["masuk"] is True
    assert told["petugas"]["username"] == "siti"
    assert told["tempat"] == "Puskesos Kalampangan"
    assert told["kelurahan"] == ["62.71.04.1002"]
    assert "C" in told["hak"]["keluhan"]
    assert "tutup" not in told["hak"]


def test_a_browser_needs_the_security_mark_to_change_something(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.siti.petugas, backend="django.contrib.auth.backends.ModelBackend")
    path, body = f"{V1}/keluhan/{keluhan.pk}/langkah/note/", json.dumps({"catatan": "Ibu datang lagi."})
    refused = browser.post(path, body, content_type="application/json")
    mark = browser.get(f"{V1}/sesi/").json()["csrf"]
    taken = browser.post(path, body, content_type="application/json", headers={"X-CSRFToken": mark})
    assert refused.status_code == 403
    assert refused.json()["kode"] == "csrf"
    assert taken.status_code == 200


# --- bodies ------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"\xef\xbb\xbf{}", b"\xff{}", b'{"catatan": NaN}', b'{"catatan": Infinity}', b'{"catatan": 1e999}',
        b'{"catatan": "a", "catatan": "b"}', b'{"\\ud800": 1}', b"[" * 100_000, b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b'{"catatan": ' + b"9" * 5000 + b"}", b'{"catatan": "x"} x',
    ],
)  # fmt: skip
def test_what_two_programs_could_read_differently_is_refused(siti, now, text):
    path = f"keluhan/{a_keluhan(siti, now).pk}/langkah/note/"
    call = caller(siti)
    assert call.raw("post", path, b'{"catatan": "Ibu datang lagi."}').status_code == 200
    response = call.raw("post", path, text)
    assert response.status_code == 400
    assert response.json()["detail"]


def test_text_is_cleaned_and_never_cut(siti, now):
    keluhan = a_keluhan(siti, now)
    call, path = caller(siti), f"keluhan/{keluhan.pk}/langkah/note/"
    assert call.post(path, {"catatan": "a\x00b\ud800 \u202ec"}).status_code == 200
    assert keluhan.riwayat.get(jenis="CATATAN").catatan == "ab c"
    too_long = call.post(path, {"catatan": "x" * 2001})
    assert "paling banyak 2.000" in too_long.json()["isian"]["catatan"][0]
