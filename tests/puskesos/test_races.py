"""Two people at the same moment: one of them is told, nothing is done twice, nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from puskesos import closing, verification
from puskesos.models import Keluhan, Riwayat
from puskesos.refusals import IllegalMove, Refused, Stale
from tests.cases import a_keluhan, fresh, told, verified

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Each deed in a thread and a transaction of its own, started together; their results or refusals."""
    start = Barrier(len(deeds))

    def run(deed):
        try:
            start.wait(10)
            with transaction.atomic():
                return deed()
        except Refused as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_two_decisions_at_once_are_one_decision(cast, now):
    keluhan = verified(cast, now)
    on_page = {"now": now, "id": keluhan.pk, "versi": fresh(keluhan).versi}
    results = at_once(
        lambda: verification.handle_local(by=cast.bulurah, solusi="Diantar", **on_page),
        lambda: verification.forward(by=cast.koor, alasan="LAIN", catatan="Perlu kota", **on_page),
    )
    assert sum(isinstance(one, Keluhan) for one in results) == 1
    assert Stale in results
    assert Riwayat.objects.filter(keluhan=keluhan, langkah__in=["handle_local", "forward"]).count() == 1


def test_one_case_is_taken_by_one_person(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    results = at_once(
        *(lambda by=by: verification.start_verification(by=by, now=now, id=keluhan.pk) for by in (cast.budi, cast.koor))
    )
    assert sorted(isinstance(one, Keluhan) for one in results) == [False, True]
    assert IllegalMove in results
    assert Riwayat.objects.filter(keluhan=keluhan, langkah="verify").count() == 1


def test_merging_crosswise_leaves_one_case_and_no_deadlock(cast, now):
    for _ in range(5):
        one, other = a_keluhan(cast.siti, now), a_keluhan(cast.siti, now)
        results = at_once(
            lambda one=one, other=other: closing.merge(by=cast.budi, now=now, id=one.pk, tujuan_id=other.pk),
            lambda one=one, other=other: closing.merge(by=cast.koor, now=now, id=other.pk, tujuan_id=one.pk),
        )
        assert sorted(isinstance(each, Keluhan) for each in results) == [False, True], results
        assert sorted(fresh(each).status == "DUPLIKAT" for each in (one, other)) == [False, True]


def test_a_case_is_closed_once_and_counts_once(cast, now):
    keluhan = told(cast, now)
    on_page = {"by": cast.koor, "now": now, "id": keluhan.pk, "versi": fresh(keluhan).versi, "survei": "BERSEDIA"}
    results = at_once(*(lambda: closing.close(kode_hasil="TERPENUHI", **on_page) for _ in range(3)))
    assert results.count(Stale) == 2
    assert Riwayat.objects.filter(keluhan=keluhan, langkah="close").count() == 1
