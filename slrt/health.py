"""Two doors for monitors and for the supervisor: is the process alive, and can it serve people?

Open to everyone, so they say which part is missing and nothing about the city.
"""

import shutil
from functools import cache
from time import monotonic

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, ProgrammingError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from puskesos.access import open_to_all
from rujukan import ledger

DATABASE_SECONDS = 1
FREE_DISK = 0.05


@open_to_all
@login_not_required
@require_safe
@transaction.non_atomic_requests
def alive(request):
    """200 as long as this process answers; asks no other part."""
    return _answer({"status": "hidup"}, 200)


@open_to_all
@login_not_required
@require_safe
@transaction.non_atomic_requests
def ready(request):
    """200 when database, migrations and disk are in order, else 503 naming what is not."""
    missing = [*_database_faults(), *_disk_faults()]
    if missing:
        return _answer({"status": "belum siap", "kurang": missing}, 503)
    return _answer({"status": "siap"}, 200)


@open_to_all
@login_not_required
@require_safe
def reminders(request):
    """The figure of the independent check of the reminders: its target is 0."""
    result = ledger.latest()
    if result is None:
        return _answer({"status": "belum diperiksa"}, 200)
    words = "ada selisih" if result.selisih else "sesuai"
    checked = timezone.localtime(result.pada).isoformat()
    return _answer({"status": words, "selisih": result.selisih, "diperiksa": checked}, 200)


def _answer(content, status):
    response = JsonResponse(content, status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = "10"
    return response


def _database_faults():
    started = monotonic()
    try:
        applied = _applied_migrations()
    except ProgrammingError:  # not even the table of migrations
        return ["migrasi"]
    except (DatabaseError, InterfaceError):
        return ["basis data"]
    if monotonic() - started > DATABASE_SECONDS:
        return ["basis data lambat"]
    return [] if _shipped_migrations() <= applied else ["migrasi"]


def _applied_migrations():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{DATABASE_SECONDS}s"])
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


@cache
def _shipped_migrations():
    """(app, name) of every migration in this release; the files cannot change under a running process."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _disk_faults():
    try:
        usage = shutil.disk_usage(settings.VAR_DIR)
    except OSError:
        return ["ruang penyimpanan"]
    return [] if usage.free / usage.total > FREE_DISK else ["ruang penyimpanan"]
