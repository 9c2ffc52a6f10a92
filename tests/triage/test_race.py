"""Two real sessions at the same moment: one decides, the other is told, and nothing happens twice."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connection, transaction

from puskesos.models import Keluhan, Riwayat
from puskesos.refusals import IllegalMove, Refused, Stale
from rujukan import answers
from rujukan.models import Pengingat, Rujukan
from slrt.triage import triage
from slrt.triage.models import RencanaAksi
from tests.cases import a_draft, drafted, forwarded, fresh, in_triage, planned
from tests.people import CITY, acting, hire

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """What each call returned or raised, started together in sessions of their own.

    Nobody commits before all have acted, or until it is clear that the others wait for a lock: what no lock orders
    surely overlaps.
    """
    barrier, acted, found = Barrier(len(calls)), Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            with transaction.atomic():
                barrier.wait(timeout=10)
                found[place] = call()
                with suppress(BrokenBarrierError):
                    acted.wait(timeout=1)
        except Refused as refused:
            found[place] = refused
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)
    assert not any(one.is_alive() for one in threads)
    return found


def test_two_manajer_decide_and_one_is_told(cast, now):
    keluhan, rujukan = planned(cast, now)
    other = acting(hire("manajerdua", "Manajer Dua", [("MANAJER", CITY)]))
    seen = keluhan.versi
    results = at_once(
        lambda: triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk, versi=seen),
        lambda: triage.revise_plan(by=other, now=now, id=keluhan.pk, versi=seen, catatan="Belum."),
    )
    refused = [one for one in results if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [Stale]
    approved = fresh(keluhan).status == "DIRUJUK"
    assert Rujukan.objects.get(pk=rujukan.pk).status == ("TERKIRIM" if approved else "DRAF")
    assert Pengingat.objects.filter(rujukan=rujukan).exists() == approved
    assert RencanaAksi.objects.get(keluhan=keluhan).status == ("DISETUJUI" if approved else "DIPERBAIKI")


def test_two_people_take_the_same_case_without_a_version(cast, now):
    keluhan = forwarded(cast, now)
    second = acting(hire("rina", "Rina Dua", [("BO_KOTA", CITY)]))
    results = at_once(
        lambda: triage.take(by=cast.dewi, now=now, id=keluhan.pk),
        lambda: triage.take(by=second, now=now, id=keluhan.pk),
    )
    assert [type(one) for one in results if isinstance(one, Exception)] == [IllegalMove]
    assert Riwayat.objects.filter(keluhan=keluhan, langkah="take").count() == 1


def test_two_drafts_for_the_same_agency_become_one(cast, now):
    keluhan = in_triage(cast, now)
    results = at_once(
        lambda: a_draft(cast.dewi, now, keluhan),
        lambda: a_draft(cast.maya, now, keluhan),
    )
    refused = [one for one in results if isinstance(one, Exception)]
    assert len(refused) == 1
    assert "sudah punya rujukan" in refused[0].sentence
    assert Rujukan.objects.filter(keluhan=keluhan).count() == 1


def test_bulk_assignment_crosswise_waits_and_does_not_deadlock(cast, now):
    second = hire("rina", "Rina Dua", [("BO_KOTA", CITY)])
    cases = [forwarded(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="").pk for _ in range(4)]
    results = at_once(
        lambda: triage.assign_many(by=cast.maya, now=now, picked=dict.fromkeys(cases), pemilik=cast.dewi.petugas_id),
        lambda: triage.assign_many(by=cast.dewi, now=now, picked=dict.fromkeys(cases[::-1]), pemilik=second.pk),
    )
    assert all(one.ok for result in results for one in result)
    assert Keluhan.objects.filter(pk__in=cases).values("pemilik").distinct().count() == 1


def test_the_last_two_answers_at_once_conclude_the_case(cast, now):
    """Each agency sees the other still at work unless the case is locked first: then nobody would conclude it."""
    keluhan, first = drafted(cast, now)
    second = a_draft(cast.dewi, now, keluhan, "DINSOS")
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    dinsos = acting(hire("dinsos", "Petugas Dinsos", [("OPD", "DINSOS")]))
    results = at_once(
        lambda: answers.decline(by=cast.joko, now=now, id=first.pk, alasan="KUOTA_HABIS", catatan="Habis."),
        lambda: answers.decline(by=dinsos, now=now, id=second.pk, alasan="KUOTA_HABIS", catatan="Habis."),
    )
    assert not any(isinstance(one, Exception) for one in results)
    assert fresh(keluhan).status == "HASIL_ADA"
    assert Riwayat.objects.filter(keluhan=keluhan, langkah="answered").count() == 1
