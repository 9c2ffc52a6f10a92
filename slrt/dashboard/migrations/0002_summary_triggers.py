"""The database keeps the summary itself: statement-level triggers add what a change adds and subtract what it takes.

What one row of a case, need or referral counts as is written once, in the three `dashboard_facts_of_…` functions;
triggers, repair and comparison all read it there. They are functions with bodies of text, not views, so that they
never stand in the way of a later change of a column on the floors below.

Writers run as the owner (SECURITY DEFINER, fixed search_path): the web role itself may only read `dashboard_rekap`.
"""

from django.db import migrations

FACTS = """
CREATE FUNCTION dashboard_month(moment timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_trunc('month', moment AT TIME ZONE 'Asia/Pontianak')::date;

CREATE FUNCTION dashboard_days(started timestamptz, ended timestamptz) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (ended AT TIME ZONE 'Asia/Pontianak')::date - (started AT TIME ZONE 'Asia/Pontianak')::date;

CREATE FUNCTION dashboard_facts_of_keluhan(
    status text, subkategori text, diterima timestamptz, selesai timestamptz, janji timestamptz
) RETURNS TABLE (hal text, bulan date, kode text, hari integer) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT v.hal, v.bulan, v.kode, v.hari FROM (VALUES
        ('MASUK', public.dashboard_month(diterima), '', 0, status <> 'DRAF'),
        ('JENIS', public.dashboard_month(diterima), subkategori, 0, status <> 'DRAF'),
        ('SELESAI', public.dashboard_month(selesai), '', 0, status = 'SELESAI'),
        ('SELESAI_TEPAT', public.dashboard_month(selesai), '', 0, status = 'SELESAI' AND selesai <= janji),
        ('LAMA_SELESAI', public.dashboard_month(selesai), '', public.dashboard_days(diterima, selesai),
            status = 'SELESAI')
    ) v (hal, bulan, kode, hari, counts) WHERE v.counts
$$;

CREATE FUNCTION dashboard_facts_of_kebutuhan(
    status text, layanan text, alasan text, kata text, hasil date, sejak timestamptz
) RETURNS TABLE (hal text, bulan date, kode text, hari integer) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT v.hal, COALESCE(date_trunc('month', hasil::timestamp)::date, public.dashboard_month(sejak)), v.kode, 0
    FROM (VALUES
        ('TERPENUHI', layanan, status IN ('TERPENUHI', 'SEBAGIAN')),
        ('KATA_SUDAH', layanan, status IN ('TERPENUHI', 'SEBAGIAN') AND kata = 'SUDAH'),
        ('KATA_SEBAGIAN', layanan, status IN ('TERPENUHI', 'SEBAGIAN') AND kata = 'SEBAGIAN'),
        ('TAK_TERPENUHI', alasan, status = 'TIDAK_TERPENUHI')
    ) v (hal, kode, counts) WHERE v.counts
$$;

CREATE FUNCTION dashboard_facts_of_rujukan(
    status text, instansi text, dikirim timestamptz, batas timestamptz, dijawab timestamptz, sejak timestamptz,
    layanan date
) RETURNS TABLE (hal text, bulan date, kode text, hari integer) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT v.hal, v.bulan, instansi, v.hari FROM (VALUES
        ('DIKIRIM', public.dashboard_month(dikirim), 0, dikirim IS NOT NULL),
        ('JAWAB_TEPAT', public.dashboard_month(dikirim), 0, dijawab <= batas),
        ('JAWAB_LAMBAT', public.dashboard_month(dikirim), 0, dikirim IS NOT NULL AND (dijawab > batas OR (
            dijawab IS NULL AND (status = 'KEDALUWARSA' OR (status IN ('DICABUT', 'DIALIHKAN') AND sejak > batas))))),
        ('JAWAB_BATAL', public.dashboard_month(dikirim), 0,
            dijawab IS NULL AND status IN ('DICABUT', 'DIALIHKAN') AND sejak <= batas),
        ('LAMA_JAWAB', public.dashboard_month(dikirim), public.dashboard_days(dikirim, dijawab),
            dikirim IS NOT NULL AND dijawab IS NOT NULL),
        ('DITOLAK', public.dashboard_month(dikirim), 0, dikirim IS NOT NULL AND status = 'DITOLAK'),
        ('DILAYANI', date_trunc('month', layanan::timestamp)::date, 0,
            status IN ('DIREALISASIKAN', 'DIKONFIRMASI', 'DISANGGAH')),
        ('DIKONFIRMASI', date_trunc('month', layanan::timestamp)::date, 0, status = 'DIKONFIRMASI'),
        ('DISANGGAH', date_trunc('month', layanan::timestamp)::date, 0, status = 'DISANGGAH')
    ) v (hal, bulan, hari, counts) WHERE v.counts
$$;
"""

# Where the facts come from: `{rows}` is a table of rows with a column `sign`, `{case}` the keluhan they belong to.
KELUHAN = """
SELECT f.hal, f.bulan, r.kelurahan_id::text, f.kode, r.rahasia, f.hari, r.sign, r.id AS keluhan_id
FROM {rows} r CROSS JOIN LATERAL public.dashboard_facts_of_keluhan(
    r.status, r.subkategori_id, r.diterima_pada, r.selesai_pada, r.janji_selesai) f
"""
KEBUTUHAN = """
SELECT f.hal, f.bulan, k.kelurahan_id::text, f.kode, k.rahasia, f.hari, {sign} AS sign, r.keluhan_id
FROM {rows} r JOIN {case} k ON k.id = r.keluhan_id CROSS JOIN LATERAL public.dashboard_facts_of_kebutuhan(
    r.status, r.layanan_id, r.alasan, r.kata_keluarga, r.hasil_pada, r.status_sejak) f
"""
RUJUKAN = """
SELECT f.hal, f.bulan, r.kelurahan_id::text, f.kode, k.rahasia, f.hari, {sign} AS sign, r.keluhan_id
FROM {rows} r JOIN {case} k ON k.id = r.keluhan_id CROSS JOIN LATERAL public.dashboard_facts_of_rujukan(
    r.status, r.instansi_id, r.dikirim_pada, r.batas_jawaban, r.dijawab_pada, r.status_sejak, r.hasil_pada) f
"""
CASE = "public.puskesos_keluhan"
NEW, OLD = "(SELECT 1 AS sign, * FROM baru)", "(SELECT -1 AS sign, * FROM lama)"
BOTH = "(SELECT 1 AS sign, * FROM baru UNION ALL SELECT -1, * FROM lama)"

ALL_FACTS = f"""
CREATE FUNCTION dashboard_facts()
RETURNS TABLE (hal text, bulan date, kelurahan text, kode text, rahasia boolean, hari integer, sign integer,
               keluhan_id uuid) LANGUAGE sql STABLE AS $$
    {KELUHAN.format(rows="(SELECT 1 AS sign, * FROM public.puskesos_keluhan)")}
    UNION ALL {KEBUTUHAN.format(rows="public.puskesos_kebutuhan", case=CASE, sign=1)}
    UNION ALL {RUJUKAN.format(rows="public.rujukan_rujukan", case=CASE, sign=1)}
$$;

CREATE FUNCTION dashboard_differences()
RETURNS TABLE (hal text, bulan date, kelurahan text, kode text, rahasia boolean, hari integer, benar bigint,
               tercatat bigint) LANGUAGE sql STABLE AS $$
    SELECT b.hal, b.bulan, b.kelurahan, b.kode, b.rahasia, b.hari, sum(b.benar), sum(b.tercatat)
    FROM (
        SELECT f.hal, f.bulan, f.kelurahan, f.kode, f.rahasia, f.hari, 1 AS benar, 0 AS tercatat
        FROM public.dashboard_facts() f
        UNION ALL
        SELECT r.hal, r.bulan, r.kelurahan, r.kode, r.rahasia, r.hari, 0, r.jumlah FROM public.dashboard_rekap r
    ) b
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(b.benar) <> sum(b.tercatat)
$$;
"""  # noqa: S608

# One statement: take a free row of each key, or make one. A row that another transaction holds is passed by.
APPLY = """
CREATE TYPE dashboard_change AS (
    hal text, bulan date, kelurahan text, kode text, rahasia boolean, hari integer, jumlah integer
);

CREATE FUNCTION dashboard_apply(changes dashboard_change[]) RETURNS void LANGUAGE sql AS $$
    WITH placed AS MATERIALIZED (
        SELECT c.*, free.id
        FROM unnest(changes) c LEFT JOIN LATERAL (
            SELECT r.id FROM public.dashboard_rekap r
            WHERE r.hal = c.hal AND r.bulan = c.bulan AND r.kelurahan = c.kelurahan AND r.kode = c.kode
              AND r.rahasia = c.rahasia AND r.hari = c.hari
            LIMIT 1 FOR UPDATE SKIP LOCKED
        ) free ON true
    ), added AS (
        UPDATE public.dashboard_rekap r SET jumlah = r.jumlah + p.jumlah FROM placed p WHERE r.id = p.id
    )
    INSERT INTO public.dashboard_rekap (hal, bulan, kelurahan, kode, rahasia, hari, jumlah)
    SELECT p.hal, p.bulan, p.kelurahan, p.kode, p.rahasia, p.hari, p.jumlah FROM placed p WHERE p.id IS NULL
$$;
REVOKE EXECUTE ON FUNCTION dashboard_apply(dashboard_change[]) FROM PUBLIC;

-- Adds what is missing and takes what is too much, seen in one snapshot: whoever writes meanwhile adds to it, so
-- nothing has to be locked. Only the truth can come out, therefore the web role may call it.
CREATE FUNCTION dashboard_repair() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    repaired bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('dashboard_repair'));
    INSERT INTO public.dashboard_rekap (hal, bulan, kelurahan, kode, rahasia, hari, jumlah)
    SELECT d.hal, d.bulan, d.kelurahan, d.kode, d.rahasia, d.hari, d.benar - d.tercatat
    FROM public.dashboard_differences() d;
    GET DIAGNOSTICS repaired = ROW_COUNT;
    RETURN repaired;
END $$;
"""

COLLECT = """
SELECT array_agg(d) INTO changes FROM (
    SELECT ROW(f.hal, f.bulan, f.kelurahan_id, f.kode, f.rahasia, f.hari, sum(f.sign))::public.dashboard_change AS d
    FROM ({facts}) f GROUP BY f.hal, f.bulan, f.kelurahan_id, f.kode, f.rahasia, f.hari HAVING sum(f.sign) <> 0
) g;
"""


def trigger_function(name, facts, after_update=""):
    """One plpgsql function for all three events; a branch is planned only when its event happens."""
    inserted, deleted, updated = (COLLECT.format(facts=facts(rows)) for rows in (NEW, OLD, BOTH))
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changes public.dashboard_change[];
    moved uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN {inserted}
    ELSIF TG_OP = 'DELETE' THEN {deleted}
    ELSE {updated} {after_update}
    END IF;
    IF changes IS NOT NULL THEN
        PERFORM public.dashboard_apply(changes);
    END IF;
    RETURN NULL;
END $$;
"""


# A case that changes its kelurahan or becomes `rahasia` takes what its needs and referrals count for along. Their
# rows are locked first, so that somebody who is just changing one of them is waited for and counted as changed.
MOVED_CASES = """(SELECT 1 AS sign, * FROM baru WHERE id = ANY (moved)
                  UNION ALL SELECT -1, * FROM lama WHERE id = ANY (moved))"""
MOVED_FACTS = " UNION ALL ".join((
    KEBUTUHAN.format(rows="public.puskesos_kebutuhan", case=MOVED_CASES, sign="k.sign"),
    RUJUKAN.format(rows="public.rujukan_rujukan", case=MOVED_CASES, sign="k.sign"),
))  # fmt: skip
MOVE_ALONG = f"""
    SELECT array_agg(b.id) INTO moved FROM baru b JOIN lama l USING (id)
    WHERE b.kelurahan_id <> l.kelurahan_id OR b.rahasia <> l.rahasia;
    IF moved IS NOT NULL THEN
        IF changes IS NOT NULL THEN
            PERFORM public.dashboard_apply(changes);
        END IF;
        PERFORM FROM public.puskesos_kebutuhan WHERE keluhan_id = ANY (moved) ORDER BY id FOR UPDATE;
        PERFORM FROM public.rujukan_rujukan WHERE keluhan_id = ANY (moved) ORDER BY id FOR UPDATE;
        {COLLECT.format(facts=MOVED_FACTS)}
    END IF;
"""  # noqa: S608


def on(table, function):
    """Three triggers: PostgreSQL wants one event per trigger that looks at transition tables."""
    events = {
        "INSERT": "NEW TABLE AS baru",
        "UPDATE": "NEW TABLE AS baru OLD TABLE AS lama",
        "DELETE": "OLD TABLE AS lama",
    }
    return "".join(
        f"CREATE TRIGGER dashboard_{event.lower()} AFTER {event} ON {table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n"
        for event, tables in events.items()
    )


WATCHED = {
    "keluhan": ("puskesos_keluhan", lambda rows: KELUHAN.format(rows=rows), MOVE_ALONG),
    "kebutuhan": ("puskesos_kebutuhan", lambda rows: KEBUTUHAN.format(rows=rows, case=CASE, sign="r.sign"), ""),
    "rujukan": ("rujukan_rujukan", lambda rows: RUJUKAN.format(rows=rows, case=CASE, sign="r.sign"), ""),
}
TRIGGERS = "".join(
    trigger_function(f"dashboard_count_{name}", facts, after) + on(table, f"dashboard_count_{name}")
    for name, (table, facts, after) in WATCHED.items()
)

UNDO = (
    "".join(
        f"DROP TRIGGER dashboard_{event} ON {table};\n"
        for table, _, _ in WATCHED.values()
        for event in ("insert", "update", "delete")
    )
    + "".join(f"DROP FUNCTION dashboard_count_{name}();\n" for name in WATCHED)
    + """
DROP FUNCTION dashboard_repair();
DROP FUNCTION dashboard_apply(dashboard_change[]);
DROP TYPE dashboard_change;
DROP FUNCTION dashboard_differences();
DROP FUNCTION dashboard_facts();
DROP FUNCTION dashboard_facts_of_rujukan(text, text, timestamptz, timestamptz, timestamptz, timestamptz, date);
DROP FUNCTION dashboard_facts_of_kebutuhan(text, text, text, text, date, timestamptz);
DROP FUNCTION dashboard_facts_of_keluhan(text, text, timestamptz, timestamptz, timestamptz);
DROP FUNCTION dashboard_days(timestamptz, timestamptz);
DROP FUNCTION dashboard_month(timestamptz);
"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("dashboard", "0001_initial"),
        ("puskesos", "0002_status_guards"),
        ("rujukan", "0002_status_guards"),
    ]

    operations = [migrations.RunSQL(FACTS + ALL_FACTS + APPLY + TRIGGERS, UNDO)]
