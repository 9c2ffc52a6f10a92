"""How often an officer may do what would hurt in quantity: looking numbers up, and opening full identifiers.

Counted in the database, so that two requests at once cannot both take the last one (reliability T04, M15).
"""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from puskesos import identity
from puskesos.refusals import Refused

SEARCHES_AN_HOUR = 20
REVEALS_A_DAY, REVEALS_A_DAY_KOTA = 20, 60

# A term that was counted already in this window costs nothing again.
_SPEND = """
INSERT INTO puskesos_jatah AS jatah (petugas_id, jenis, jendela, terpakai, tanda) VALUES (%(who)s, %(kind)s, %(window)s, 1, ARRAY[%(mark)s])
ON CONFLICT (petugas_id, jenis, jendela) DO UPDATE SET
    terpakai = jatah.terpakai + CASE WHEN %(mark)s = ANY(jatah.tanda) THEN 0 ELSE 1 END,
    tanda = CASE WHEN %(mark)s = ANY(jatah.tanda) THEN jatah.tanda ELSE jatah.tanda || EXCLUDED.tanda END
    WHERE jatah.terpakai < %(limit)s OR %(mark)s = ANY(jatah.tanda)
RETURNING terpakai
"""  # noqa: E501


class Exhausted(Refused):
    """The officer has used up the allowance of this window (429)."""

    status = 429
    code = "jatah_habis"


def spend_search(by, *, now, term):
    """Count one exact look-up of a NIK, No. KK or phone number; Exhausted at the 21st different one in an hour."""
    window = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    mark = identity.blind_index(term, purpose="jatah").hex()[:16]
    if not _spend(by, "CARI", window, mark, SEARCHES_AN_HOUR):
        raise Exhausted(
            f"Sudah {SEARCHES_AN_HOUR} nomor Anda periksa dalam satu jam ini. Lanjutkan setelah pukul "
            f"{(window + timedelta(hours=1)):%H.%M}, atau cari dengan nama."
        )


def spend_reveal(by, *, now, mark):
    """Count one opening of a full identifier; Exhausted when the day's budget is used up."""
    limit = REVEALS_A_DAY_KOTA if by.is_kota else REVEALS_A_DAY
    window = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if not _spend(by, "BUKA", window, mark, limit):
        raise Exhausted(
            f"Hari ini Anda sudah membuka {limit} data lengkap, batas untuk satu hari. "
            "Bila memang perlu lagi hari ini, minta bantuan koordinator atau manajer SLRT."
        )


def _spend(by, kind, window, mark, limit):
    values = {"who": by.petugas_id, "kind": kind, "window": window, "mark": mark, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, values)
        return cursor.fetchone() is not None
