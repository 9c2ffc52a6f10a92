"""Nothing that can be sent breaks the API: bad bodies for every address that writes, and abused addresses.

The suite sends 40 to each of some eighty addresses; FUZZ_BODIES=300 sends more on a quiet night.
"""

import io
import json
import os
from random import Random
from urllib.parse import quote

import pytest
from rest_framework.exceptions import ParseError

from puskesos.api.parsers import StrictJSONParser
from puskesos.api.people import BukaInput, CariInput
from puskesos.api.sheet import SheetInput
from puskesos.models import Keluhan
from puskesos.numbering import new_uuid7
from rujukan.api.steps import ON_RUJUKAN
from slrt.triage.api import STEPS
from tests import cases
from tests.api.callers import V1, a_body, caller
from tests.api.samples import NASTY, RAW, bad, good

BODIES = int(os.environ.get("FUZZ_BODIES", "40"))
# Somebody whose work each step is, so that the body is looked at and not only the right.
CASE_WORKERS, REFERRAL_WORKERS = ("koor", "budi", "dewi", "maya", "siti", "bulurah"), ("maya", "dewi", "joko")


def sound(response, sent):
    """No crash; and whatever is refused is said in JSON."""
    assert response.status_code < 500, (response.status_code, sent[:300])
    if response.status_code >= 400:
        assert response.json()["detail"], sent[:300]
    return response.status_code


def bombard(call, method, path, body, seed):
    """The raw bodies that are short (all take the same way in), and spoiled ones up to BODIES; the statuses."""
    short = [text for text in RAW if len(text) < 10_000]
    texts = [*short, *bad(body, BODIES - len(short), seed)]
    return {sound(call.raw(method, path, text), text) for text in texts}


def reaches_the_stage(Input, text):
    """Whether a body is read and valid: then it must be sent; what is refused before all takes the same way."""
    try:
        return Input(data=StrictJSONParser().parse(io.BytesIO(text))).is_valid()
    except ParseError:
        return False


def bombard_step(call, path, Input, body, seed):
    """All spoiled bodies are judged; those that reach the stage, and every tenth of the others, go over the wire."""
    for n, text in enumerate([*RAW, *bad(body, BODIES, seed)]):
        if reaches_the_stage(Input, text) or n % 10 == 0:
            sound(call.raw("post", path, text), text)


@pytest.fixture
def call(siti):
    return caller(siti)


@pytest.mark.parametrize("seed", range(4))
def test_a_sheet_may_be_spoiled_in_any_way(call, seed):
    body = a_body() | {"pelapor": {}, "kepesertaan": [{"program": "PKH", "status": "AKTIF"}], "urgensi": []}
    for n, text in enumerate([*RAW, *bad(body, BODIES, f"sheet{seed}")]):
        sound(call.raw("put", f"keluhan/{new_uuid7()}/", text), text)
        if n % 50 == 0:
            assert call.put(f"keluhan/{new_uuid7()}/", a_body(ringkasan=f"Baik {n}")).status_code == 201
    assert not Keluhan.objects.filter(ringkasan="").exists()


def test_a_sheet_with_every_field_filled_may_be_spoiled_too(call):
    statuses = bombard(call, "put", f"keluhan/{new_uuid7()}/", good(SheetInput), "full sheet")
    assert 400 in statuses


def test_signing_in_may_be_spoiled(client, cast):
    body = {"username": "siti", "password": "salah"}
    for text in [*RAW, *bad(body, BODIES, "token")]:
        sound(client.generic("POST", f"{V1}/token/", text, "application/json"), text)


def test_searching_and_opening_may_be_spoiled(call, cast, now):
    keluhan, rujukan = cases.referred(cast, now)
    bombard(call, "post", "warga/cari/", good(CariInput), "cari")
    bombard(call, "post", f"warga/{keluhan.klien_id}/buka/nik/", good(BukaInput), "buka")
    bombard(caller(cast.joko), "post", f"rujukan/{rujukan.pk}/buka/nik/", good(BukaInput), "rujukan buka")


def test_uploads_may_be_spoiled(call, cast, now):
    path, dice = f"keluhan/{cases.a_keluhan(cast.siti, now).pk}/berkas/", Random("berkas")
    for _ in range(BODIES):
        data = {"berkas": cases.a_photo(), "jenis": "KTP", "id": str(new_uuid7())}
        for name in dice.sample(sorted(data), dice.randint(1, 3)):
            value = dice.choice(NASTY)
            data[name] = value if isinstance(value, str) else json.dumps(value)
        data = {name: value if hasattr(value, "read") else _plain(value) for name, value in data.items()}
        sound(call.upload(path, data), str(data))
    for text in RAW:
        sound(call.raw("post", path, text, "multipart/form-data; boundary=x"), text)


def _plain(text):
    return text.encode("utf-8", "replace").decode()


def _worker(cast, step, names):
    return next(caller(getattr(cast, name)) for name in names if step.may(getattr(cast, name)))


@pytest.mark.parametrize("code", sorted(STEPS))
def test_steps_on_a_case_may_be_spoiled(cast, now, code):
    keluhan = cases.a_keluhan(cast.siti, now)
    call, path = _worker(cast, STEPS[code], CASE_WORKERS), f"keluhan/{keluhan.pk}/langkah/{code}/"
    body = good(STEPS[code].Input) | ({"versi": keluhan.versi} if "versi" in STEPS[code].Input().fields else {})
    taken = sound(call.post(path, body), str(body))
    assert taken in {200, 403, 409, 422}, "the facts that are described reach the stage"
    bombard_step(call, path, STEPS[code].Input, body, code)


@pytest.mark.parametrize("code", sorted(ON_RUJUKAN))
def test_steps_on_a_referral_may_be_spoiled(cast, now, code):
    _, rujukan = cases.referred(cast, now)
    call, path = _worker(cast, ON_RUJUKAN[code], REFERRAL_WORKERS), f"rujukan/{rujukan.pk}/langkah/{code}/"
    body = good(ON_RUJUKAN[code].Input) | (
        {"versi": rujukan.versi} if "versi" in ON_RUJUKAN[code].Input().fields else {}
    )
    if code == "served":  # its proof is needed and travels in a multipart body only
        taken = call.upload(path, {**body, "tanggal": now.date().isoformat(), "bukti": cases.a_photo()}).status_code
    else:
        taken = sound(call.post(path, body), str(body))
    assert taken in {200, 403, 409, 422}, "the facts that are described reach the stage"
    bombard_step(call, path, ON_RUJUKAN[code].Input, body, code)


@pytest.mark.parametrize("path", ["keluhan/", "kebutuhan/", "rujukan/", "dasbor/", "sesi/", "referensi/layanan/"])
def test_lists_may_be_asked_in_any_way(cast, now, path):
    """Lookups, orders, cursors, sizes and repeated names: refused or ignored, never obeyed (K3, K13)."""
    cases.referred(cast, now)
    call, dice = caller(cast.budi), Random(path)
    names = ["status", "kelurahan", "kecamatan", "layanan", "subkategori", "terbuka", "lewat_waktu", "diterima_dari",
             "diterima_sampai", "q", "kursor", "ukuran", "instansi", "keluhan", "kata_keluarga", "bulan",
             "klien__nik_cari", "status__in", "ordering", "order_by", "sort", "page", "limit", "offset", "format",
             "diterima_oleh__password__startswith", "id__isnull"]  # fmt: skip
    texts = [_plain(str(value))[:5000] for value in NASTY] + ["-id", "password", "md5$", "eDE=", "cD0x", "1;2", "[]"]
    for _ in range(BODIES):
        query = "&".join(f"{dice.choice(names)}={quote(dice.choice(texts))}" for _ in range(dice.randint(1, 4)))
        sound(call.get(f"{V1}/{path}?{query}"), query)


def test_unknown_lookups_are_refused(cast, now):
    cases.a_keluhan(cast.siti, now)
    call = caller(cast.siti)
    for query in ("ordering=klien__nik_cari", "diterima_oleh__password__startswith=x", "status__in=SELESAI", "page=9"):
        refused = call.get(f"{V1}/keluhan/?{query}")
        assert (refused.status_code, "results" in refused.json()) == (400, False), query


@pytest.mark.parametrize("name", ["X-Penugasan", "Authorization", "If-None-Match", "Accept", "X-CSRFToken", "Cookie"])
def test_headers_may_hold_anything(siti, client, name):
    for value in ("", "x", "Token", "Token a b c", "Token \xff", "*", "W/", '"', "a" * 8000, "\u00e9",
                  "application/xml", "text/html;q=0", "sesi=x; csrftoken=y", "Basic eDp5"):  # fmt: skip
        for browser in (client, caller(siti)):
            sound(browser.get(f"{V1}/referensi/wilayah/", headers={name: value}), f"{name}: {value}")


# --- ids that belong to others (K15) ------------------------------------------
def test_foreign_ids_are_never_taken(cast, now):
    """Every field that names a row: a row of another case, or of another area, is refused or simply not found."""
    mine, _ = cases.drafted(cast, now)
    other = cases.a_keluhan(cast.rahmat, now, nik=cases.NIK_MAN, nama="Bahen", no_kk="")
    need, file = other.kebutuhan.get(), cases_file(cast, other, now)
    tick = need.kelengkapan.first().pk
    told = cases.told(cast, now, nik=cases.NIK_OTHER_WOMAN, nama="Rindu", no_kk="")
    road = {"versi": mine.versi}
    target = {**road, "kebutuhan": str(need.pk), "instansi": "BPJS_KES", "layanan": "L01"}
    for by, case, code, facts in (
        (cast.dewi, mine, "draft", target),
        (cast.dewi, mine, "propose_referral", target),
        (cast.dewi, mine, "checklist", {**road, "daftar": [{"id": tick, "status": "ADA"}]}),
        (cast.dewi, mine, "checklist", {**road, "daftar": [{
            "id": mine.kebutuhan.get().kelengkapan.first().pk, "status": "ADA", "lampiran": str(file)}]}),
        (cast.budi, mine, "merge", {**road, "tujuan": str(other.pk), "penjelasan": "Sama."}),
        (cast.koor, told, "close", {"versi": told.versi - 1, "kode_hasil": "TERPENUHI", "survei": "BERSEDIA"}),
    ):  # fmt: skip
        response = caller(by).post(f"keluhan/{case.pk}/langkah/{code}/", facts)
        assert response.status_code in {409, 422}, (code, response.status_code, response.content)
    need.refresh_from_db()
    assert (need.status, need.keluhan_id) == ("TERBUKA", other.pk)
    body = a_body(ringkasan="Coba")
    body["klien"] |= {"warga_id": str(other.klien_id), "nik": ""}
    assert caller(cast.siti).put(f"keluhan/{new_uuid7()}/", body).status_code == 400
    with_file = a_body(ringkasan="Coba lagi") | {"lampiran": [str(file)]}
    assert caller(cast.siti).put(f"keluhan/{new_uuid7()}/", with_file).status_code == 400


def cases_file(cast, keluhan, now):
    sent = caller(cast.rahmat).upload(f"keluhan/{keluhan.pk}/berkas/", {"berkas": cases.a_photo(), "jenis": "KTP"})
    return sent.json()["id"]
