"""What a pass looks at: by index, and in turns; figures with 100,000 open referrals are made by tests.bench.ticks."""

import json

import pytest
from django.db import connection

from rujukan.models import Detak
from rujukan.reminders import pause, schedule
from tests.cases import referred
from tests.rujukan.ticks import at, pass_at

OTHER = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}


def plans(job):
    """The plan of every query that a job sends, as one text each; tables here are too small for an index by choice."""
    asked = []

    def explain(execute, sql, params, many, context):
        if sql.lstrip().startswith(("SELECT", "UPDATE")):
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                asked.append((sql, json.dumps(cursor.cursor.fetchone()[0])))
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with connection.execute_wrapper(explain):
        job()
    return asked


def test_what_is_due_is_found_by_the_index_of_waiting_rows(cast, now):
    """The partial index holds waiting rows only: what was sent or called off costs nothing, however much there is."""
    referred(cast, now)
    moment = at("2026-11-25 08:15")
    for job in (lambda: schedule.claim(moment), lambda: schedule.count_due(moment, most=pause.PAUSE_ABOVE)):
        ((_, plan),) = plans(job)
        assert "pengingat_tempo" in plan


def test_gaps_are_looked_for_by_the_index_of_open_referrals(cast, now):
    _, rujukan = referred(cast, now)
    rujukan.pengingat.filter(aturan="JAWABAN-3").delete()
    asked = plans(schedule.forgotten)
    assert len(asked) == 1 and "rujukan_terbuka" in asked[0][1]


def test_a_large_city_is_looked_through_in_turns(cast, now, monkeypatch):
    monkeypatch.setattr(schedule, "SLICE", 2)
    found = sorted(
        [referred(cast, now)[1], *(referred(cast, now, **OTHER)[1] for _ in range(2))], key=lambda one: one.pk
    )
    for rujukan in found:
        rujukan.pengingat.filter(aturan="JAWABAN-3").delete()
    assert [pass_at(f"2026-11-23 10:0{n}").healed for n in range(4)] == [2, 1, 0, 0]
    assert schedule.forgotten() == []
    assert Detak.objects.get(nama=schedule.BEAT).sidik in {"", str(found[1].pk)}


@pytest.mark.parametrize("slice", [1, 2, 3, 5000])
def test_every_slice_together_is_everybody(cast, now, monkeypatch, slice):
    monkeypatch.setattr(schedule, "SLICE", slice)
    for changes in ({}, OTHER, OTHER | {"nama": "Rusmini"}):
        referred(cast, now, **changes)[1].pengingat.filter(aturan="JAWABAN-2").delete()
    assert sum(schedule.heal(now) for _ in range(4)) == 3
