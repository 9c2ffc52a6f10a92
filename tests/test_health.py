"""The two doors for monitors: honest, open to all, and telling nothing about the city."""

import shutil
from collections import namedtuple

import pytest
from django.db import connection, transaction

from slrt import health

Usage = namedtuple("Usage", "total used free")


def missing(client):
    answer = client.get("/sehat/siap")
    return answer.status_code, answer.json().get("kurang")


@pytest.mark.django_db
def test_alive_asks_no_other_part(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/sehat/hidup")
    assert (answer.status_code, answer.json()) == (200, {"status": "hidup"})


@pytest.mark.django_db
def test_ready_when_database_migrations_and_disk_are_in_order(client):
    answer = client.get("/sehat/siap")
    assert (answer.status_code, answer.json()) == (200, {"status": "siap"})
    assert answer["Cache-Control"] == "no-store"
    assert client.post("/sehat/siap").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_not_ready_without_the_database_though_alive(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/tidak/ada")
    answer = client.get("/sehat/siap")
    assert (answer.status_code, answer.json()["kurang"]) == (503, ["basis data"])
    assert answer["Retry-After"] == "10"
    assert client.get("/sehat/hidup").status_code == 200


def test_not_ready_while_the_database_keeps_everyone_waiting(client, owner_connection):
    with transaction.atomic(using="default"):
        pass  # the web role's connection is up before the table is locked
    with owner_connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
        assert missing(client) == (503, ["basis data"])
        cursor.execute("ROLLBACK")
    assert missing(client) == (200, None)


@pytest.mark.django_db
def test_not_ready_before_the_migrations_of_this_release(client, monkeypatch):
    shipped = health._shipped_migrations()
    assert ("puskesos", "0001_initial") in shipped
    monkeypatch.setattr(health, "_shipped_migrations", lambda: shipped | {("puskesos", "9999_rilis_berikut")})
    assert missing(client) == (503, ["migrasi"])


@pytest.mark.django_db
@pytest.mark.parametrize(("free", "expected"), [(4, (503, ["ruang penyimpanan"])), (6, (200, None))])
def test_not_ready_when_the_disk_is_nearly_full(client, monkeypatch, free, expected):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100, 100 - free, free))
    assert missing(client) == expected


@pytest.mark.django_db
def test_not_ready_when_the_folder_for_files_is_gone(client, tmp_path, settings):
    settings.VAR_DIR = tmp_path / "hilang"
    assert missing(client) == (503, ["ruang penyimpanan"])
    settings.VAR_DIR = tmp_path
    assert missing(client) == (200, None)
