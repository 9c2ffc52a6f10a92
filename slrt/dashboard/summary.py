"""Reading the summary for one reach: sums over a few keys, never over cases.

Leaders and agencies read everybody's counts and the sums of the `rahasia` cases. Who reads cases reads what
visible_to would show: everybody's counts, and one's own share of the `rahasia` cases as a named handler.
"""

from collections import Counter

from django.db import connection

from slrt.dashboard.models import Hal, Rekap

KEYS = ("hal", "bulan", "kelurahan", "kode", "hari")


def counts(reach, hals, first, last, keys=("hal", "bulan")):
    """Counter {(key values …): how many} of some Hal in the months from `first` to `last`, one query."""
    where, params = _where(reach, hals, first, last)
    columns = ", ".join(key for key in KEYS if key in keys)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, sum(jumlah) FROM dashboard_rekap WHERE {where} GROUP BY {columns} "  # noqa: S608 – constants only
            "HAVING sum(jumlah) <> 0",
            params,
        )
        return Counter({tuple(row[:-1]): row[-1] for row in cursor.fetchall()})


def _where(reach, hals, first, last):
    share = reach.by.petugas_id if reach.reads_cases else Rekap.SECRET
    parts = ["hal = ANY (%s)", "bulan BETWEEN %s AND %s", "untuk = ANY (%s)"]
    params = [[Hal(hal).value for hal in hals], first, last, [Rekap.EVERYBODY, share]]
    if reach.codes is not None:
        parts.append("kelurahan = ANY (%s)")
        params.append(sorted(reach.codes))
    if reach.instansi:
        parts.append("kode = %s")
        params.append(reach.instansi)
    return " AND ".join(parts), params


def median(days):
    """The exact median of {days: how many}; None of nothing."""
    total, seen, low = sum(days.values()), 0, None
    for day in sorted(days):
        seen += days[day]
        if low is None and 2 * seen >= total:
            low = day
        if 2 * seen > total:
            return (low + day) / 2
    return None
