"""The OpenAPI document: whole, valid, and true: what the server answers is what it says."""

import json

import jsonschema
import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from puskesos.numbering import new_uuid7
from tests import cases
from tests.api.callers import V1, a_body, caller


@pytest.fixture(scope="module")
def document(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return Client().get(f"{V1}/schema/").json()


def test_the_generator_has_nothing_to_complain_about(tmp_path):
    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(tmp_path / "api.yml"))
    assert yaml.safe_load((tmp_path / "api.yml").read_text())["openapi"].startswith("3.")


def test_it_is_open_and_speaks_json_unless_yaml_is_asked_for(client, db):
    plain = client.get(f"{V1}/schema/")
    as_yaml = client.get(f"{V1}/schema/", headers={"Accept": "application/vnd.oai.openapi"})
    assert plain["Content-Type"] == "application/json"
    assert yaml.safe_load(as_yaml.content) == plain.json()


def test_every_address_is_described(document):
    """Each pattern under /api/v1/ with each of its methods."""

    def walk(patterns, prefix=""):
        for one in patterns:
            route = prefix + str(one.pattern)
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns, route)
            elif route.startswith("api/v1/") and one.name != "api-schema":
                rights = dict(one.callback.cls.rights)
                yield "/" + _braces(route), {method.lower() for method in rights}

    described = {
        path: {method for method in operations if method != "parameters"}
        for path, operations in document["paths"].items()
    }
    assert described == dict(walk(get_resolver().url_patterns))


def _braces(route):
    for kind in ("uuid:", "slug:"):
        route = route.replace(f"<{kind}", "<")
    return route.replace("<", "{").replace(">", "}")


def test_every_operation_names_itself_and_its_errors(document):
    names = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            names.append(operation["operationId"])
            answers = operation["responses"]
            assert {"400", "503"} <= set(answers), (path, method)
            if operation.get("security") not in ([{}], None) and path not in (f"{V1}/sesi/", f"{V1}/token/"):
                assert {"401", "403"} <= set(answers), (path, method)
            if "{id}" in path:
                assert "404" in answers, (path, method)
            if "/langkah/{" not in path and "/langkah/" in path and method == "post":
                assert {"409", "422"} <= set(answers), (path, method)
    assert len(set(names)) == len(names)


def test_lists_tell_what_narrows_them(document):
    named = {one["name"] for one in document["paths"][f"{V1}/keluhan/"]["get"]["parameters"]}
    assert named == {
        "status", "prioritas", "terbuka", "kelurahan", "kecamatan", "subkategori", "layanan", "lewat_waktu",
        "diterima_dari", "diterima_sampai", "q", "kursor", "ukuran", "X-Penugasan",
    }  # fmt: skip


def test_every_list_can_be_searched(document):
    """Whatever answers next, previous, results takes `q`."""
    lists = []
    for path, operations in document["paths"].items():
        answer = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        schema = json.dumps(_named(document, answer.get("application/json", {}).get("schema", {})))
        if '"previous"' in schema:
            lists.append(path.removeprefix(f"{V1}/"))
            assert "q" in {one["name"] for one in operations["get"]["parameters"]}, path
    assert {"keluhan/", "kebutuhan/", "rujukan/", "referensi/wilayah/", "referensi/berkas/"} <= set(lists)


def _named(document, schema):
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else schema


# --- what is answered is what is described -----------------------------------
def check(document, method, path, response):
    """The answer of one operation against its description; `path` as in the document."""
    described = document["paths"][f"{V1}/{path}"][method]["responses"]
    assert str(response.status_code) in described, (path, response.status_code, response.content)
    if response.status_code in {204, 304}:
        assert not response.content
        return
    content = described[str(response.status_code)]["content"]["application/json"]
    schema = _json_schema({"components": document["components"], **content["schema"]})
    wrong = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    found = [f"{error.json_path}: {error.message[:300]}" for error in wrong.iter_errors(response.json())]
    assert not found, (method, path, response.status_code, found)


def _json_schema(node):
    """OpenAPI 3.0 as JSON Schema: `nullable` is a second type; objects hold nothing that is not described."""
    if isinstance(node, list):
        return [_json_schema(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {name: _json_schema(value) for name, value in node.items() if name != "nullable"}
    if "properties" in made and isinstance(made["properties"], dict) and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return {"anyOf": [made, {"type": "null"}]} if node.get("nullable") is True else made


def test_answers_are_as_described(cast, now, document):
    keluhan, rujukan = cases.referred(cast, now)
    need, warga = keluhan.kebutuhan.get(), keluhan.klien
    new, reason = new_uuid7(), {"alasan": "COCOKKAN_DOKUMEN"}
    budi, joko, dewi, siti = (caller(one) for one in (cast.budi, cast.joko, cast.dewi, cast.siti))
    note = {"catatan": "Ibu datang lagi."}
    body = a_body(nik=cases.NIK_MAN, nama="Bahen", no_kk="")
    for method, path, response in (
        ("get", "sesi/", budi.read("sesi/")),
        ("get", "sesi/", cast.siti_web.get(f"{V1}/sesi/")),
        ("get", "keluhan/", budi.read("keluhan/")),
        ("get", "keluhan/", budi.read("keluhan/", status="X")),
        ("get", "keluhan/{id}/", budi.read(f"keluhan/{keluhan.pk}/")),
        ("get", "keluhan/{id}/", budi.read(f"keluhan/{new}/")),
        ("put", "keluhan/{id}/", siti.put(f"keluhan/{new}/", body)),
        ("put", "keluhan/{id}/", siti.put(f"keluhan/{new}/", body)),
        ("put", "keluhan/{id}/", siti.put(f"keluhan/{new}/", body | {"ringkasan": "Lain"})),
        ("put", "keluhan/{id}/", siti.put(f"keluhan/{new}/", {})),
        ("get", "keluhan/{id}/langkah/", dewi.read(f"keluhan/{keluhan.pk}/langkah/")),
        ("get", "keluhan/{id}/langkah/", siti.read(f"keluhan/{new}/langkah/")),
        ("post", "keluhan/{id}/langkah/note/", siti.post(f"keluhan/{keluhan.pk}/langkah/note/", note)),
        ("post", "keluhan/{id}/langkah/note/", siti.post(f"keluhan/{keluhan.pk}/langkah/note/", {})),
        ("post", "keluhan/{id}/langkah/verify/", budi.post(f"keluhan/{keluhan.pk}/langkah/verify/", {"versi": 1})),
        ("post", "keluhan/{id}/langkah/verify/", joko.post(f"keluhan/{keluhan.pk}/langkah/verify/", {"versi": 1})),
        ("post", "keluhan/{id}/berkas/", siti.upload(f"keluhan/{new}/berkas/",
                                                     {"berkas": cases.a_photo(), "jenis": "KTP"})),
        ("get", "kebutuhan/", budi.read("kebutuhan/")),
        ("get", "kebutuhan/{id}/", budi.read(f"kebutuhan/{need.pk}/")),
        ("get", "rujukan/", budi.read("rujukan/")),
        ("get", "rujukan/", joko.read("rujukan/")),
        ("get", "rujukan/{id}/", budi.read(f"rujukan/{rujukan.pk}/")),
        ("get", "rujukan/{id}/", joko.read(f"rujukan/{rujukan.pk}/")),
        ("get", "rujukan/{id}/langkah/", joko.read(f"rujukan/{rujukan.pk}/langkah/")),
        ("post", "rujukan/{id}/buka/{kolom}/", joko.post(f"rujukan/{rujukan.pk}/buka/nik/", reason)),
        ("post", "rujukan/{id}/langkah/accept/", joko.post(f"rujukan/{rujukan.pk}/langkah/accept/", {"versi": 99})),
        ("post", "rujukan/{id}/langkah/accept/", joko.post(f"rujukan/{rujukan.pk}/langkah/accept/",
                                                           {"versi": rujukan.versi})),
        ("post", "warga/cari/", siti.post("warga/cari/", {"cari": "halimah"})),
        ("post", "warga/{id}/buka/{kolom}/", siti.post(f"warga/{warga.pk}/buka/nik/", reason)),
        ("get", "dasbor/", caller(cast.hendra).read("dasbor/")),
        ("get", "dasbor/", joko.read("dasbor/")),
        ("get", "dasbor/", caller(cast.adi).read("dasbor/")),
        ("post", "token/", siti.post("token/", {"username": "siti", "password": "x"})),
        ("post", "token/", siti.post("token/", {"username": "siti", "password": "isen-mulang-2026"})),
        ("delete", "token/", siti.send("delete", "token/")),
    ):  # fmt: skip
        check(document, method, path, response)
    for kind in ("wilayah", "layanan", "subkategori", "instansi", "program", "alasan", "standar", "urgensi", "ppks",
                 "sektor", "berkas"):  # fmt: skip
        check(document, "get", f"referensi/{kind}/", budi.read(f"referensi/{kind}/"))


def test_what_the_document_asks_for_is_taken(cast, document):
    """A client that sends only what is required and described gets its record."""
    required = document["components"]["schemas"]["SheetInputRequest"]["required"]
    body = {
        "klien": {"nama": "Bahen", "kelurahan": "62.71.04.1002", "alasan_tanpa_nik": "BELUM_REKAM"}, "kanal": "DATANG",
        "subkategori": "PBI_NONAKTIF_SAKIT", "ringkasan": "Kartu mati", "kebutuhan": [{"layanan": "L01"}],
    }  # fmt: skip
    assert sorted(body) == sorted(required)
    jsonschema.validate(
        body,
        _json_schema({"components": document["components"], "$ref": "#/components/schemas/SheetInputRequest"}),
    )
    assert caller(cast.siti).put(f"keluhan/{new_uuid7()}/", json.loads(json.dumps(body))).status_code == 201
