"""The database's people: an owner who may change tables, and the plain web role that may only use them."""

import contextlib

import psycopg2
from psycopg2 import errors, sql

SUPERUSER = "postgres"
OWNER = "slrt_pemilik"
WEB = "slrt_web"
DATABASE = "slrt"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin", "btree_gist")


def prepare_roles(cluster):
    """Roles, database and extensions; harmless to repeat, and quick once it has been done for this cluster."""
    with _connected(cluster, "template1") as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone():
            return
        _create_role(cursor, OWNER, "CREATEDB")
        _create_role(cursor, WEB, "NOCREATEDB")
        _create_extensions(cursor)  # in the template, so that every test database has them from birth
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    with _connected(cluster, "postgres") as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))


def _create_role(cursor, name, createdb):
    statement = f"CREATE ROLE {{}} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION {createdb}"
    with contextlib.suppress(errors.DuplicateObject):
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _create_extensions(cursor):
    for name in EXTENSIONS:
        cursor.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))


@contextlib.contextmanager
def _connected(cluster, database):
    connection = psycopg2.connect(host=str(cluster.sockets), user=SUPERUSER, dbname=database)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
