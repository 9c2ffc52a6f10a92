"""The application and its tests are the plain web role, or no test of grants and row level security means anything."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import ProgrammingError

from tests.database import as_owner


def current_role(cursor):
    cursor.execute("SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    return cursor.fetchone()


def owned_tables(cursor):
    cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
    return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_application_is_neither_superuser_nor_owner():
    with connection.cursor() as cursor:
        assert current_role(cursor) == ("slrt_web", False, False, False)
        assert owned_tables(cursor) == 0


@pytest.mark.django_db
def test_the_application_cannot_create_a_table():
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE milik_siapa (id int)")


# Uploads of drafts, messages that were called off; a need hangs on its history, a letter on its own trigger.
REMOVABLE = {"puskesos_lampiran", "rujukan_kiriman", "rujukan_pengingat", "puskesos_kebutuhan", "puskesos_penangan",
             "rujukan_surat"}  # fmt: skip


def of_a_case():
    """Tables of cases, people and referrals, and of everything that points to one of them."""
    roots = {apps.get_model(name) for name in ("puskesos.Keluhan", "puskesos.Warga", "puskesos.Keluarga",
                                               "puskesos.Kebutuhan", "rujukan.Rujukan", "rujukan.Surat")}  # fmt: skip
    for model in apps.get_models():
        points = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
        if model in roots or points & roots:
            yield model._meta.db_table


@pytest.mark.django_db
def test_the_application_cannot_remove_what_a_case_is_made_of():
    with connection.cursor() as cursor:
        cursor.execute("SELECT t FROM unnest(%s) t WHERE has_table_privilege(t, 'DELETE')", [sorted(of_a_case())])
        assert {table for (table,) in cursor.fetchall()} == REMOVABLE


@pytest.mark.django_db
@pytest.mark.parametrize("table", [
    "puskesos_umpanbalik", "puskesos_persetujuandata", "puskesos_pencabutanpersetujuan", "puskesos_survei",
    "rujukan_tindaklanjut", "rujukan_upayakirim",
])  # fmt: skip
def test_what_a_family_said_and_what_was_sent_is_never_edited(table):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")


@pytest.mark.django_db
def test_people_keys_and_devices_are_ended_and_not_removed():
    tables = ["puskesos_petugas", "puskesos_penugasan", "puskesos_kuncisegel", "puskesos_perangkat"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT t FROM unnest(%s) t WHERE has_table_privilege(t, 'DELETE')", [tables])
        assert cursor.fetchall() == []


@pytest.mark.django_db(transaction=True)
def test_the_owner_can_create_a_table_and_owns_the_others():
    with as_owner(), connection.cursor() as cursor:
        assert current_role(cursor) == ("slrt_pemilik", False, False, False)
        assert owned_tables(cursor) > 0
        cursor.execute("CREATE TABLE milik_pemilik (id int)")
        cursor.execute("DROP TABLE milik_pemilik")
    with connection.cursor() as cursor:
        assert current_role(cursor)[0] == "slrt_web"


def test_the_owner_connection_stands_beside_the_web_role(owner_connection):
    with owner_connection.cursor() as cursor:
        assert current_role(cursor)[0] == "slrt_pemilik"
    with connection.cursor() as cursor:
        assert current_role(cursor)[0] == "slrt_web"


@pytest.mark.django_db
def test_as_owner_refuses_inside_a_transaction():
    with pytest.raises(AssertionError, match="another session"), as_owner():
        pass


@pytest.mark.django_db
@pytest.mark.parametrize("extension", ["pg_trgm", "unaccent", "btree_gin", "btree_gist"])
def test_the_test_database_has_the_extensions(extension):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [extension])
        assert cursor.fetchone() == (1,)
