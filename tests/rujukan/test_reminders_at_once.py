"""Two workers at the same moment, with committed data: nothing is sent twice, nothing is lost."""

import threading

import pytest
from django.core import mail
from django.db import connection

from puskesos.refusals import Stale
from puskesos.roles import Peran
from rujukan import answers, reminders
from rujukan.models import Kiriman
from rujukan.reminders import raising, schedule
from slrt.triage import triage
from tests.cases import a_draft, drafted, fresh, referred
from tests.people import acting, hire
from tests.rujukan.ticks import at, shown, steps

pytestmark = pytest.mark.django_db(transaction=True)


def side_by_side(*jobs):
    """Run the jobs in threads of their own connection; what one raises is raised here."""
    errors = []

    def run(job):
        try:
            job()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    if errors:
        raise errors[0]


def meeting(monkeypatch, module, name, parties=2):
    """Let the first calls of a function begin at the same moment."""
    barrier, whole, left = threading.Barrier(parties), getattr(module, name), threading.Semaphore(parties)

    def together(*args, **kwargs):
        if left.acquire(blocking=False):
            barrier.wait(30)
        return whole(*args, **kwargs)

    monkeypatch.setattr(module, name, together)


def test_two_passes_claim_different_rows(cast, now, monkeypatch):
    _, first = referred(cast, now)
    _, second = referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="", nama="Rusmini")
    meeting(monkeypatch, schedule, "claim")
    moment = at("2026-11-26 15:30")
    side_by_side(lambda: reminders.tick(moment), lambda: reminders.tick(moment))
    for rujukan in (first, second):
        assert {who for title, who in shown(rujukan) if title == "Batas jawaban sudah tiba"} == {"dewi", "joko", "koor"}
        assert steps(rujukan)["JAWABAN-3"] in {"TERKIRIM", "MENUNGGU"}  # its mail waits for the morning


def test_two_passes_send_one_digest(cast, now, monkeypatch):
    _, first = referred(cast, now)
    _, second = referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="", nama="Rusmini")
    meeting(monkeypatch, schedule, "claim")
    moment = at("2026-11-24 07:30")
    side_by_side(lambda: reminders.tick(moment), lambda: reminders.tick(moment))
    reminders.tick(at("2026-11-24 07:33"))
    assert len(mail.outbox) == 1
    assert first.nomor in mail.outbox[0].body and second.nomor in mail.outbox[0].body
    assert steps(first)["BARU"] == steps(second)["BARU"] == "TERKIRIM"


def test_one_row_and_many_workers(cast, now, monkeypatch):
    """Eight workers want the same single row."""
    referred(cast, now)
    reminders.tick(at("2026-11-24 07:30"))
    won, moment = [], at("2026-11-25 08:15")
    meeting(monkeypatch, schedule, "claim", parties=8)
    side_by_side(*[lambda: won.append(schedule.claim(moment)) for _ in range(8)])
    assert len([one for one in won if one]) == 1


def test_a_worker_that_lost_its_lease_tells_nobody(cast, now):
    """Frozen for three minutes, another one took over: the first wakes up and finds its claim worthless."""
    _, rujukan = referred(cast, now)
    reminders.tick(at("2026-11-24 07:30"))
    id, old, _ = schedule.claim(at("2026-11-25 08:15"))
    same, new, tries = schedule.claim(at("2026-11-25 08:18"))
    assert (same, tries) == (id, 2)
    assert raising.raise_row(id, old, at("2026-11-25 08:18")) is None
    assert raising.raise_row(id, new, at("2026-11-25 08:18")) == "notice"
    assert len([title for title, _ in shown(rujukan) if title.startswith("Separuh")]) == 1


def test_answer_and_reminder_at_the_same_moment(cast, now):
    """Whoever is first: after the answer is committed no message of the ladder goes out any more (F21)."""
    _, rujukan = referred(cast, now)
    reminders.tick(at("2026-11-24 07:30"))
    moment = at("2026-11-26 15:30")
    barrier = threading.Barrier(2)
    side_by_side(
        lambda: (barrier.wait(30), reminders.tick(moment)),
        lambda: (barrier.wait(30), answers.accept(by=cast.joko, now=moment, id=rujukan.pk)),
    )
    reminders.tick(at("2026-11-27 07:30"))
    assert not rujukan.pengingat.filter(tahap="JAWABAN", status="MENUNGGU").exists()
    assert not Kiriman.objects.filter(rujukan=rujukan, pengingat__tahap="JAWABAN", status="MENUNGGU").exists()
    assert [letter.subject for letter in mail.outbox] == ["[SLRT] Rujukan baru"]


def test_two_workers_heal_the_same_gap_once(cast, now, monkeypatch):
    _, rujukan = referred(cast, now)
    rujukan.pengingat.filter(aturan__in=["JAWABAN-3", "JAWABAN-4"]).delete()
    meeting(monkeypatch, schedule.ladder, "mend")
    side_by_side(lambda: schedule.heal(now), lambda: schedule.heal(now))
    assert rujukan.pengingat.filter(langkah__gt=0).count() == 6


def test_two_clerks_answer_at_the_same_moment(cast, now):
    """One answer stands, the other clerk is told; nothing is overwritten."""
    _, rujukan = referred(cast, now)
    colleague = acting(hire("joko2", "Rina BPJS", [(Peran.OPD, "BPJS_KES")]))
    barrier, refused = threading.Barrier(2), []

    def answer(by):
        barrier.wait(30)
        try:
            answers.accept(by=by, now=now, id=rujukan.pk, versi=rujukan.versi)
        except Stale as stale:
            refused.append(stale)

    side_by_side(lambda: answer(cast.joko), lambda: answer(colleague))
    assert len(refused) == 1
    assert rujukan.riwayat.filter(langkah="accept").count() == 1


def test_two_last_answers_at_the_same_moment_conclude_the_case_once(cast, now):
    """Each thinks the other is still open? The case is locked first, so one of them sees both."""
    keluhan, first = drafted(cast, now)
    second = a_draft(cast.dewi, now, keluhan, "DINSOS")
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    sari = acting(hire("sari", "Sari Dinsos", [(Peran.OPD, "DINSOS")]))
    barrier = threading.Barrier(2)

    def decline(by, id):
        barrier.wait(30)
        answers.decline(by=by, now=now, id=id, alasan="KUOTA_HABIS", catatan="Habis.")

    side_by_side(lambda: decline(cast.joko, first.pk), lambda: decline(sari, second.pk))
    keluhan = fresh(keluhan)
    assert keluhan.status == "HASIL_ADA"
    assert keluhan.riwayat.filter(langkah="answered").count() == 1
