"""What one pass of the reminders costs the database with many open and many closed referrals.

`VAR_DIR=… python -m tests.bench.ticks [open] [closed]` on a demo city that runs (bin/run); it fills that city with rows
that belong to nobody and is therefore only for a city that is thrown away afterwards.
"""

import os
import sys
import time

OPEN, CLOSED, DUE = 100_000, 300_000, 200

_COLUMNS = """keluhan_id, kelurahan_id, instansi_id, layanan_id, program_id, catatan, kelayakan, sertakan_identitas,
    versi, darurat, dibuat_oleh_id, disetujui_oleh_id, hasil_uraian, bukti_id, alasan_tolak, dokumen_diminta, diwakili,
    dialihkan_dari_id, created_at, updated_at"""

# One open referral of the city, as often as wanted; foreign keys rest meanwhile.
_REFERRALS = f"""
INSERT INTO rujukan_rujukan (id, nomor, urutan, kebutuhan_id, status, status_sejak, dikirim_pada, batas_jawaban,
    dijawab_pada, batas_hasil, tenggat, hasil_pada, aturan, hitungan, {_COLUMNS})
SELECT gen_random_uuid(), %(mark)s || n, 1000 + n %% 30000, gen_random_uuid(), %(status)s, s.dikirim_pada,
    s.dikirim_pada, s.batas_jawaban, NULL, s.batas_hasil, s.batas_jawaban, %(served)s::date, s.aturan, s.hitungan,
    {_COLUMNS.replace("keluhan_id", "gen_random_uuid()", 1)}
FROM generate_series(1, %(many)s) n,
    (SELECT * FROM rujukan_rujukan WHERE status = 'TERKIRIM' AND NOT darurat ORDER BY id LIMIT 1) s
"""

_REMINDERS = """
INSERT INTO rujukan_pengingat (rujukan_id, aturan, langkah, tahap, jatuh_tempo, status, percobaan, coba_lagi_pada,
    sebab, ditahan_sebab, catatan, created_at, terkirim_pada)
SELECT r.id, rule ->> 'kode', (rule ->> 'langkah')::int, 'JAWABAN', now() + interval '30 days', %(status)s, 0,
    now() + interval '30 days', '', '', '', now(), CASE WHEN %(status)s = 'TERKIRIM' THEN now() END
FROM rujukan_rujukan r, jsonb_array_elements(r.aturan) rule
WHERE r.nomor LIKE %(mark)s AND rule ->> 'tahap' = 'JAWABAN'
"""

_DUE = """
UPDATE rujukan_pengingat SET jatuh_tempo = now() - interval '1 minute', coba_lagi_pada = now() - interval '1 minute'
WHERE id IN (SELECT p.id FROM rujukan_pengingat p JOIN rujukan_rujukan r ON r.id = p.rujukan_id
    WHERE r.nomor LIKE 'BUKA%%' AND p.langkah = 6 LIMIT %(due)s)
"""


def main(open_count, closed_count):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slrt.settings")
    import django

    django.setup()
    import psycopg2
    from django.conf import settings

    from slrt.embedded import DATABASE, shared
    from slrt.embedded.roles import SUPERUSER

    sockets = shared(settings.VAR_DIR).sockets
    with psycopg2.connect(dbname=DATABASE, user=SUPERUSER, host=str(sockets)) as link, link.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        fill(cursor, "BUKA", "TERKIRIM", "MENUNGGU", open_count)
        measure_all(link, f"{open_count} open")
        fill(cursor, "TUTUP", "DIREALISASIKAN", "TERKIRIM", closed_count)
        measure_all(link, f"{open_count} open, {closed_count} closed")


def fill(cursor, mark, status, reminders, many):
    mark = f"{mark}{int(time.time())}-"
    served = "2026-11-01" if status == "DIREALISASIKAN" else None
    cursor.execute(_REFERRALS, {"mark": mark, "status": status, "many": many, "served": served})
    cursor.execute(_REMINDERS, {"mark": f"{mark}%", "status": reminders})


def measure_all(link, label):
    with link.cursor() as cursor:
        cursor.execute("ANALYZE rujukan_rujukan; ANALYZE rujukan_pengingat; ANALYZE rujukan_kiriman")
        cursor.execute(_DUE, {"due": DUE})
    link.commit()
    measure(label)


def measure(label):
    """Seconds in the database by part: finding, and the parts of a pass that come before the first reminder."""
    from django.db import connection
    from django.utils import timezone

    from rujukan import ledger
    from rujukan.reminders import mailing, pause, recount, schedule

    spent = []

    def clock(execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append(time.perf_counter() - begun)

    now, parts = timezone.now(), {}
    jobs = {
        "heal": lambda: schedule.heal(now), "recount": lambda: recount.recount(now),
        "gather": lambda: mailing.gather(now),
        "count due": lambda: schedule.count_due(now, most=pause.PAUSE_ABOVE),
        "200 claims": lambda: [schedule.claim(now) for _ in range(DUE)], "ledger": lambda: ledger.check(now),
    }  # fmt: skip
    with connection.execute_wrapper(clock):
        for name, job in jobs.items():
            spent.clear()
            begun = time.perf_counter()
            job()
            parts[name] = (sum(spent), time.perf_counter() - begun)
    print(label)
    for name, (database, wall) in parts.items():
        print(f"  {name:<12} {database:8.3f} s in the database, {wall:8.3f} s altogether")


if __name__ == "__main__":
    main(*[int(one) for one in (sys.argv[1:] + [str(OPEN), str(CLOSED)][len(sys.argv) - 1 :])])
