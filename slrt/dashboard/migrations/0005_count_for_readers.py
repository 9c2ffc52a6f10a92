"""The triggers of 0002 anew, each count now with its reader; naming and striking a handler counts as well.

Statement-level triggers add what a change adds and subtract what it takes. What one row counts as stands in the three
`dashboard_facts_of_…` functions of 0002; triggers, repair and comparison all read it there. They are functions with
bodies of text, not views, so that they never stand in the way of a later change of a column on the floors below.

Writers run as the owner (SECURITY DEFINER, fixed search_path): the web role itself may only read `dashboard_rekap`.
"""

from django.db import migrations

KEY = "hal, bulan, kelurahan, kode, untuk, hari"

READERS = """
-- Who may count a case: everybody (0); or, for a `rahasia` one, leaders as a sum (-1) and each named handler.
CREATE FUNCTION dashboard_readers(keluhan uuid, rahasia boolean) RETURNS TABLE (untuk bigint)
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN rahasia THEN -1::bigint ELSE 0::bigint END
    UNION ALL
    SELECT p.petugas_id FROM public.puskesos_penangan p WHERE rahasia AND p.keluhan_id = keluhan
$$;
"""

# The facts of rows of each table. `{case}` are keluhan rows with a `sign` (+1 counted, -1 no longer), `{readers}`
# a table with the column `untuk`, `{rows}` and `{sign}` the rows of needs or referrals and where their sign stands.
KELUHAN = """
SELECT f.hal, f.bulan, k.kelurahan_id::text AS kelurahan, f.kode, w.untuk, f.hari, k.sign AS sign
FROM {case} k CROSS JOIN LATERAL {readers} w CROSS JOIN LATERAL public.dashboard_facts_of_keluhan(
    k.status, k.subkategori_id, k.diterima_pada, k.selesai_pada, k.janji_selesai) f
"""
KEBUTUHAN = """
SELECT f.hal, f.bulan, k.kelurahan_id::text AS kelurahan, f.kode, w.untuk, f.hari, {sign} AS sign
FROM {rows} r JOIN {case} k ON k.id = r.keluhan_id CROSS JOIN LATERAL {readers} w
CROSS JOIN LATERAL public.dashboard_facts_of_kebutuhan(
    r.status, r.layanan_id, r.alasan, r.kata_keluarga, r.hasil_pada, r.status_sejak) f
"""
RUJUKAN = """
SELECT f.hal, f.bulan, r.kelurahan_id::text AS kelurahan, f.kode, w.untuk, f.hari, {sign} AS sign
FROM {rows} r JOIN {case} k ON k.id = r.keluhan_id CROSS JOIN LATERAL {readers} w
CROSS JOIN LATERAL public.dashboard_facts_of_rujukan(
    r.status, r.instansi_id, r.dikirim_pada, r.batas_jawaban, r.dijawab_pada, r.status_sejak, r.hasil_pada) f
"""
ITS_READERS = "public.dashboard_readers(k.id, k.rahasia)"
CASE, NEEDS, REFERRALS = "public.puskesos_keluhan", "public.puskesos_kebutuhan", "public.rujukan_rujukan"
EVERY_CASE = f"(SELECT 1 AS sign, * FROM {CASE})"  # noqa: S608
NEW, OLD = "(SELECT 1 AS sign, * FROM baru)", "(SELECT -1 AS sign, * FROM lama)"
BOTH = "(SELECT 1 AS sign, * FROM baru UNION ALL SELECT -1, * FROM lama)"


def children(case, readers=ITS_READERS, sign="k.sign"):
    """What the needs and referrals of these cases count as."""
    return (
        KEBUTUHAN.format(rows=NEEDS, case=case, readers=readers, sign=sign)
        + " UNION ALL "
        + RUJUKAN.format(rows=REFERRALS, case=case, readers=readers, sign=sign)
    )


ALL_FACTS = f"""
CREATE FUNCTION dashboard_facts()
RETURNS TABLE (hal text, bulan date, kelurahan text, kode text, untuk bigint, hari integer, sign integer)
LANGUAGE sql STABLE AS $$
    {KELUHAN.format(case=EVERY_CASE, readers=ITS_READERS)} UNION ALL {children(EVERY_CASE)}
$$;

CREATE FUNCTION dashboard_differences()
RETURNS TABLE (hal text, bulan date, kelurahan text, kode text, untuk bigint, hari integer, benar bigint,
               tercatat bigint) LANGUAGE sql STABLE AS $$
    SELECT {KEY}, sum(b.benar), sum(b.tercatat)
    FROM (
        SELECT {KEY}, 1 AS benar, 0 AS tercatat FROM public.dashboard_facts()
        UNION ALL
        SELECT {KEY}, 0, jumlah FROM public.dashboard_rekap
    ) b
    GROUP BY {KEY} HAVING sum(b.benar) <> sum(b.tercatat)
$$;
"""  # noqa: S608

# One statement: take a free row of each key, or make one. A row that another transaction holds is passed by.
APPLY = f"""
CREATE TYPE dashboard_change AS (
    hal text, bulan date, kelurahan text, kode text, untuk bigint, hari integer, jumlah integer
);

CREATE FUNCTION dashboard_apply(changes dashboard_change[]) RETURNS void LANGUAGE sql AS $$
    WITH placed AS MATERIALIZED (
        SELECT c.*, free.id
        FROM unnest(changes) c LEFT JOIN LATERAL (
            SELECT r.id FROM public.dashboard_rekap r
            WHERE r.hal = c.hal AND r.bulan = c.bulan AND r.kelurahan = c.kelurahan AND r.kode = c.kode
              AND r.untuk = c.untuk AND r.hari = c.hari
            LIMIT 1 FOR UPDATE SKIP LOCKED
        ) free ON true
    ), added AS (
        UPDATE public.dashboard_rekap r SET jumlah = r.jumlah + p.jumlah FROM placed p WHERE r.id = p.id
    )
    INSERT INTO public.dashboard_rekap ({KEY}, jumlah) SELECT {KEY}, jumlah FROM placed WHERE id IS NULL
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
    INSERT INTO public.dashboard_rekap ({KEY}, jumlah) SELECT {KEY}, benar - tercatat FROM public.dashboard_differences();
    GET DIAGNOSTICS repaired = ROW_COUNT;
    RETURN repaired;
END $$;
"""  # noqa: S608


def collect(facts):
    """plpgsql: the sums of these facts into `changes`; NULL when nothing changed."""
    row = "ROW(f.hal, f.bulan, f.kelurahan, f.kode, f.untuk, f.hari, sum(f.sign))::public.dashboard_change"
    key = "f.hal, f.bulan, f.kelurahan, f.kode, f.untuk, f.hari"
    return (
        f"SELECT array_agg(d) INTO changes FROM (SELECT {row} AS d FROM ({facts}) f "  # noqa: S608
        f"GROUP BY {key} HAVING sum(f.sign) <> 0) g;"
    )


def trigger_function(name, facts, before="", after_update=""):
    """One plpgsql function for all three events; a branch is planned only when its event happens."""
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changes public.dashboard_change[];
    moved uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN {before.format(rows=NEW)} {collect(facts(NEW))}
    ELSIF TG_OP = 'DELETE' THEN {before.format(rows=OLD)} {collect(facts(OLD))}
    ELSE {before.format(rows=BOTH)} {collect(facts(BOTH))} {after_update}
    END IF;
    IF changes IS NOT NULL THEN
        PERFORM public.dashboard_apply(changes);
    END IF;
    RETURN NULL;
END $$;
"""


# Rows that count along are locked first, so that somebody who is just changing one of them is waited for and counted
# as changed.
LOCK_CHILDREN = f"""
        PERFORM FROM {NEEDS} WHERE keluhan_id = ANY (moved) ORDER BY id FOR UPDATE;
        PERFORM FROM {REFERRALS} WHERE keluhan_id = ANY (moved) ORDER BY id FOR UPDATE;
"""
# A case that changes its kelurahan or becomes `rahasia` takes what its needs and referrals count for along.
MOVED_CASES = """(SELECT 1 AS sign, * FROM baru WHERE id = ANY (moved)
                  UNION ALL SELECT -1, * FROM lama WHERE id = ANY (moved))"""
MOVE_ALONG = f"""
    SELECT array_agg(b.id) INTO moved FROM baru b JOIN lama l USING (id)
    WHERE b.kelurahan_id <> l.kelurahan_id OR b.rahasia <> l.rahasia;
    IF moved IS NOT NULL THEN
        IF changes IS NOT NULL THEN
            PERFORM public.dashboard_apply(changes);
        END IF;
        {LOCK_CHILDREN}
        {collect(children(MOVED_CASES))}
    END IF;
"""  # noqa: S608

# A handler who is named counts the whole case from now on.
NAMED_CASES = """(SELECT p.sign, p.petugas_id, c.* FROM {rows} p
                  JOIN public.puskesos_keluhan c ON c.id = p.keluhan_id WHERE c.rahasia)"""
NAMED_READER = "(SELECT k.petugas_id AS untuk)"
LOCK_CASES = f"""
        SELECT array_agg(p.keluhan_id) INTO moved FROM {{rows}} p;
        PERFORM FROM {CASE} WHERE id = ANY (moved) ORDER BY id FOR SHARE;
        {LOCK_CHILDREN}
"""  # noqa: S608


def of_named(rows):
    case = NAMED_CASES.format(rows=rows)
    return KELUHAN.format(case=case, readers=NAMED_READER) + " UNION ALL " + children(case, NAMED_READER)


def of_keluhan(rows):
    return KELUHAN.format(case=rows, readers=ITS_READERS)


def of_kebutuhan(rows):
    return KEBUTUHAN.format(rows=rows, case=CASE, readers=ITS_READERS, sign="r.sign")


def of_rujukan(rows):
    return RUJUKAN.format(rows=rows, case=CASE, readers=ITS_READERS, sign="r.sign")


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


TRIGGERS = (
    trigger_function("dashboard_count_keluhan", of_keluhan, after_update=MOVE_ALONG)
    + trigger_function("dashboard_count_kebutuhan", of_kebutuhan)
    + trigger_function("dashboard_count_rujukan", of_rujukan)
    + trigger_function("dashboard_count_penangan", of_named, before=LOCK_CASES)
    + on("puskesos_keluhan", "dashboard_count_keluhan")
    + on("puskesos_kebutuhan", "dashboard_count_kebutuhan")
    + on("rujukan_rujukan", "dashboard_count_rujukan")
    + on("puskesos_penangan", "dashboard_count_penangan")
)


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0004_readers_of_secret_cases")]

    operations = [migrations.RunSQL(READERS + ALL_FACTS + APPLY + TRIGGERS)]
