"""The rows as a queue: rows that were forgotten are healed, and one due row at a time is claimed with a lease."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from rujukan.models import AturanPengingat, Detak, Kiriman, Pengingat, Rujukan
from rujukan.reminders import ladder
from rujukan.workflow import WAITING_ANSWER, WAITING_OUTCOME, WAITING_SLRT, WITH_INSTANSI

Tahap = AturanPengingat.Tahap
LEASE = timedelta(minutes=2)
HEAL_AT_ONCE = 500
# Minutes until the next try after the first, second, … failure; the last one repeats.
BACK_OFF = (1, 5, 15, 60, 120, 240, 360)
MOST_TRIES = 12

# How many waiting referrals one pass looks through for gaps; a city with more of them is gone through in turns.
SLICE = 5000
BEGINNING = "00000000-0000-0000-0000-000000000000"
OPEN = sorted(map(str, WITH_INSTANSI))
BEAT = "sapuan"

_SLICE_END = """
SELECT id FROM rujukan_rujukan WHERE status = ANY(%(open)s) AND id > %(after)s::uuid ORDER BY id OFFSET %(size)s LIMIT 1
"""

_FORGOTTEN = """
SELECT r.id FROM rujukan_rujukan r
WHERE r.status = ANY(%(open)s) AND r.id > %(after)s::uuid AND (%(until)s::uuid IS NULL OR r.id <= %(until)s::uuid) AND (
    (r.status = ANY(%(answer)s) AND r.batas_jawaban IS NOT NULL)
    OR (r.status = ANY(%(outcome)s) AND r.batas_hasil IS NOT NULL)
    OR (r.status = ANY(%(papers)s) AND r.tenggat IS NOT NULL)
) AND (
    jsonb_array_length(r.aturan) = 0
    OR (r.status = ANY(%(papers)s) AND NOT r.aturan @> %(any_third)s::jsonb AND EXISTS (
        -- Without a rule to take they would be looked at in vain each time.
        SELECT FROM rujukan_aturanpengingat a WHERE a.tahap = %(third)s AND a.aktif AND NOT a.konsep
        AND COALESCE(a.berlaku_mulai <= %(today)s, true) AND COALESCE(a.berlaku_sampai >= %(today)s, true)
    ))
    OR EXISTS (
        SELECT FROM jsonb_array_elements(r.aturan) rule
        WHERE rule->>'tahap' = CASE WHEN r.status = ANY(%(answer)s) THEN %(first)s
            WHEN r.status = ANY(%(papers)s) THEN %(third)s ELSE %(second)s END
        AND NOT EXISTS (
            SELECT FROM rujukan_pengingat p
            WHERE p.rujukan_id = r.id AND split_part(p.aturan, '/', 1) = rule->>'kode' AND p.status <> 'BATAL'
        )
    )
)
ORDER BY r.id LIMIT %(most)s
"""

_DUE = """p.status = 'MENUNGGU' AND p.ditahan_pada IS NULL AND p.coba_lagi_pada <= %(now)s
    AND (p.klaim_sampai IS NULL OR p.klaim_sampai < %(now)s)"""

# What was not told in the application yet comes before mail that waits: a morning's mail must be whole.
_CLAIM = f"""
UPDATE rujukan_pengingat SET klaim_sampai = %(until)s, percobaan = percobaan + 1
WHERE id = (
    SELECT p.id FROM rujukan_pengingat p
    WHERE {_DUE}
    ORDER BY EXISTS (SELECT FROM rujukan_kiriman k WHERE k.pengingat_id = p.id), p.jatuh_tempo, p.id
    FOR UPDATE SKIP LOCKED LIMIT 1
) RETURNING id, klaim_sampai, percobaan
"""  # noqa: S608 – constant text


_MARK = """
SELECT system_identifier, oid, timeline_id
FROM pg_control_system(), pg_control_checkpoint(), pg_database WHERE datname = current_database()
"""


def database_now():
    """The clock that every worker shares."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def database_mark():
    """Which database this is: another one once a backup was restored, also up to a moment in time."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        return "/".join(map(str, cursor.fetchone()))


def forgotten(after=BEGINNING, until=None):
    """Ids of waiting referrals that lack a row of their ladder, of all or of a slice of ids."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGOTTEN, {
            "answer": list(map(str, WAITING_ANSWER)), "outcome": list(map(str, WAITING_OUTCOME)), "most": HEAL_AT_ONCE,
            "first": str(Tahap.JAWABAN), "second": str(Tahap.HASIL), "third": str(Tahap.DOKUMEN),
            "papers": list(map(str, WAITING_SLRT)), "any_third": f'[{{"tahap": "{Tahap.DOKUMEN}"}}]',
            "today": timezone.localdate(),
            "open": OPEN, "after": after, "until": until,
        })  # fmt: skip
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def _next_slice():
    """(after, until) of the ids that this pass looks through; the pass after the last slice begins anew."""
    beat, _ = Detak.objects.select_for_update(no_key=True).get_or_create(nama=BEAT)
    after = beat.sidik or BEGINNING
    with connection.cursor() as cursor:
        cursor.execute(_SLICE_END, {"open": OPEN, "after": after, "size": SLICE - 1})
        row = cursor.fetchone()
    until = str(row[0]) if row else None
    if (until or "") != beat.sidik:
        beat.sidik = until or ""
        beat.save(update_fields=["sidik"])
    return after, until


def heal(now):
    """Plant what a code path forgot; returns how many rows were added."""
    before = Pengingat.objects.count() if (ids := forgotten(*_next_slice())) else 0
    for rujukan in Rujukan.objects.filter(pk__in=ids).select_related("keluhan"):
        ladder.mend(rujukan, now)
    return Pengingat.objects.count() - before if ids else 0


def due(now):
    """Rows whose moment has come and that nobody was told yet; those that only wait for their mail do not count."""
    rows = Pengingat.objects.filter(
        status=Pengingat.Status.MENUNGGU, coba_lagi_pada__lte=now, ditahan_pada__isnull=True
    )
    return rows.filter(~Exists(Kiriman.objects.filter(pengingat=OuterRef("pk"))))


def anything_due(now):
    """Whether this moment would send something: also a letter whose reminder was told before and whose morning came."""
    return Pengingat.objects.filter(
        status=Pengingat.Status.MENUNGGU, coba_lagi_pada__lte=now, ditahan_pada__isnull=True
    ).exists()


def count_due(now, *, most):
    """How many rows are due, counting to `most` + 1 at the most."""
    return due(now).order_by().values("pk")[: most + 1].count()


def claim(now):
    """(id, lease, tries) of one due row that is now ours alone until the lease ends; None when nothing is due."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "until": now + LEASE})
        return cursor.fetchone()


def held(id, lease):
    """The claimed row, locked, if it is still ours and still waiting; None when it was called off or taken over.

    The referral is locked before its reminders, as an answer does that calls them off: else each waits for the other.
    """
    Rujukan.objects.select_for_update(of=("self",), no_key=True).filter(pengingat=id).first()
    rows = Pengingat.objects.select_for_update(of=("self",), no_key=True).filter(
        pk=id, klaim_sampai=lease, status=Pengingat.Status.MENUNGGU, ditahan_pada__isnull=True
    )
    return rows.select_related("rujukan__keluhan", "rujukan__instansi").first()


def put_back(row, *, at, tries):
    """Let go of a claimed row until a later moment."""
    row.klaim_sampai, row.coba_lagi_pada, row.percobaan = None, at, tries
    row.save(update_fields=["klaim_sampai", "coba_lagi_pada", "percobaan"])


def next_try(now, tries):
    return now + timedelta(minutes=BACK_OFF[min(tries, len(BACK_OFF)) - 1])


def finish(row, status, *, now, sebab=""):
    """The last word on a row."""
    row.status, row.klaim_sampai, row.sebab = status, None, sebab[:200]
    row.terkirim_pada = now if status == Pengingat.Status.TERKIRIM else None
    row.save(update_fields=["status", "klaim_sampai", "sebab", "terkirim_pada"])
