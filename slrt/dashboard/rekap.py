"""The summary against the truth: comparing and repairing, for the nightly check and for people who doubt a number."""

import logging
from typing import NamedTuple

from django.db import connection, transaction

from rujukan.models import Detak

BEAT = "rekap"
CHECK_SECONDS = 40  # below the limit of a task of the worker

log = logging.getLogger(__name__)


class Difference(NamedTuple):
    """One key of the summary that does not hold what the cases say."""

    hal: str
    bulan: object
    kelurahan: str
    kode: str
    untuk: int
    hari: int
    benar: int
    tercatat: int


def differences():
    """Keys whose count differs from a count of all cases, needs and referrals; empty when all is well.

    Reads everything (seconds at a million cases), in one snapshot: work that goes on meanwhile makes no difference.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(Difference._fields)} FROM dashboard_differences() ORDER BY 1, 2, 3, 4, 5, 6")  # noqa: S608
        return [Difference(*row) for row in cursor.fetchall()]


def repair():
    """Make the summary equal to the truth while work goes on; returns how many keys were wrong."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT dashboard_repair()")
        return cursor.fetchone()[0]


def check(clock):
    """The nightly look: how many keys are wrong, kept for the administrator; it repairs nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{CHECK_SECONDS}s"])
        wrong = len(differences())
    if wrong:
        log.error("dashboard summary differs from the cases at %d keys: run hitung_ulang_rekap", wrong)
    Detak.objects.update_or_create(nama=BEAT, defaults={"terakhir": clock, "gagal": wrong})
    return wrong
