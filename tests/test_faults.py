"""The faults of issue 4, each ending with nothing lost and nothing told twice.

F02–F04, F14, F26, F28 and an hour without beat (F06) are here. Elsewhere, in tests/rujukan: F01 and two beats (F06)
test_reminders_broker.py, F05 and F13 test_reminders_killed.py (and tests.bench.kills with 600 reminders and 100
deaths), F12 test_reminders_channels.py, F21 test_reminders_at_once.py, F27 test_reminders_calendar.py.
"""

import json
import os
import select
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
import redis
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from puskesos.models import Jejak, Keluhan, Nomor, Riwayat, Warga
from puskesos.numbering import new_uuid7
from rujukan import reminders
from rujukan.models import Detak, Kiriman, Pengingat
from rujukan.reminders import pause, schedule
from slrt.celery import app
from slrt.embedded import Broker
from tests.api.callers import a_body, caller
from tests.cases import referred
from tests.puskesos.test_intake_pages import send as send_sheet
from tests.puskesos.typed import BABY
from tests.rujukan.ticks import at, shown, steps

LONGEST = 300  # seconds of waiting for another process, not a measure
PASSES = 60
OTHER = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}
URGENT = {"prioritas": "DARURAT", "prioritas_catatan": "Ibu pingsan."}
KEYS = ("NAME", "USER", "PASSWORD", "HOST", "PORT")


# --- the broker (F02–F04) -------------------------------------------------------------------------------------
class House:
    """A broker with worker and beat, all of them processes, on the database of this test."""

    def __init__(self, folder):
        self.folder, self.own = folder, Broker(folder / "valkey")
        self.broker = self.start_broker()
        self.worker, self.beat = self._part("worker"), self._part("beat")

    def start_broker(self):
        self.broker = subprocess.Popen(self.own.command(), stdout=subprocess.DEVNULL)
        self.own.wait_ready(self.broker)
        return self.broker

    def _part(self, name):
        told = {
            "database": {key: connection.settings_dict[key] for key in KEYS}, "broker": self.own.url,
            "mail": str(self.folder / "mail"),
        }  # fmt: skip
        part = subprocess.Popen(
            [sys.executable, "-m", "tests.rujukan.hearing", name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, bufsize=0,
        )  # fmt: skip
        part.stdin.write(json.dumps(told).encode() + b"\n")
        return part

    def hears(self, word):
        """Wait for this line of the worker: "ready" once, "done" when it ended a task."""
        while self._line() != word:
            pass

    def _line(self):
        line = b""
        while not line.endswith(b"\n"):
            assert select.select([self.worker.stdout], [], [], LONGEST)[0], "the worker hears nothing any more"
            letter = self.worker.stdout.read(1)
            line += letter
            if not letter:
                line, self.worker = b"", self._again("worker", self.worker)
        return line.decode().strip()

    def _again(self, name, part):
        """What the supervisor does: a worker gives up when its broker refuses every word."""
        close(part)
        return self._part(name)

    def tells(self, rujukan, rule):
        """The step falls due now; the worker tells it by itself."""
        fall_due(rujukan, rule)
        for _ in range(PASSES):
            if self.beat.poll() is not None:
                self.beat = self._again("beat", self.beat)
            if waits(rujukan, rule):
                self.hears("done")
        return not waits(rujukan, rule)

    def ask_broker(self, *words):
        with redis.Redis(unix_socket_path=str(self.own.socket)) as client:
            return client.execute_command(*words)

    def end(self):
        for part in (self.worker, self.beat, self.broker):
            close(part)
        self.own.tidy()


def close(part):
    """Dead for certain, and nothing of it open."""
    part.kill()
    part.wait(LONGEST)
    for pipe in filter(None, (part.stdin, part.stdout)):
        pipe.close()


def fall_due(rujukan, rule):
    moment = timezone.now()
    rujukan.pengingat.filter(aturan=rule).update(jatuh_tempo=moment, coba_lagi_pada=moment)


def waits(rujukan, rule):
    return rujukan.pengingat.filter(aturan=rule, status="MENUNGGU").exists()


@pytest.fixture
def house(request, transactional_db, tmp_path, monkeypatch):
    house = House(tmp_path)
    request.addfinalizer(house.end)
    house.hears("ready")
    monkeypatch.setitem(app.conf, "broker_url", house.own.url)  # the pages, too, would use it if they used any
    monkeypatch.setitem(app.conf, "task_always_eager", False)
    return house


@pytest.mark.run
@pytest.mark.django_db(transaction=True)
def test_whatever_befalls_the_broker_nobody_waits_and_nothing_is_lost(cast, house):
    """One story, because starting a house costs seconds: full (F04), frozen (F03), killed (F02)."""
    _, rujukan = referred(cast, timezone.now(), **URGENT, **OTHER)
    Pengingat.objects.exclude(rujukan=rujukan).delete()
    assert house.tells(rujukan, "JAWABAN-1")

    house.ask_broker("CONFIG", "SET", "maxmemory", "1")
    works_without(cast, rujukan, "JAWABAN-2", "Bahen")
    house.ask_broker("CONFIG", "SET", "maxmemory", "0")
    assert house.tells(rujukan, "JAWABAN-3")

    house.broker.send_signal(signal.SIGSTOP)
    works_without(cast, rujukan, "JAWABAN-4", "Yuliana")
    house.broker.send_signal(signal.SIGCONT)
    assert house.tells(rujukan, "JAWABAN-5")

    house.broker.kill()
    house.broker.wait(LONGEST)
    works_without(cast, rujukan, "JAWABAN-6", "Marten")
    house.start_broker()
    _, second = referred(cast, timezone.now(), nama="Rusmini", **URGENT, **OTHER)
    assert house.tells(second, "JAWABAN-1")
    assert set(steps(rujukan).values()) == {"TERKIRIM"}
    assert len(shown(rujukan)) == Kiriman.objects.filter(rujukan=rujukan, kanal="APLIKASI").count()


def works_without(cast, rujukan, rule, name):
    """Intake goes on, and the watchman outside Celery (`manage.py tick` of the machine's cron) tells what is due."""
    sheet = {**BABY, "nama": name, "hp": None, "hp_milik": None, "alamat": f"Jl. {name}", "tanggal_lahir_2": "2026"}
    assert send_sheet(cast.siti_web, **sheet).status_code == 302
    fall_due(rujukan, rule)
    for _ in range(PASSES):
        if waits(rujukan, rule):
            call_command("tick", verbosity=0)
    assert not waits(rujukan, rule)


# --- beat, backups, floods (F06, F26, F28) -------------------------------------------------------------------------
def real_pass(monkeypatch, text):
    """A pass by the database's own clock, which says this."""
    monkeypatch.setattr(schedule, "database_now", lambda: at(text))
    return reminders.tick()


@pytest.mark.django_db
def test_an_hour_without_beat_delays_and_asks_nobody(cast, now, monkeypatch):
    """F06: the watchman of the machine's cron does the same work, at the latest at its next round."""
    _, rujukan = referred(cast, now)
    real_pass(monkeypatch, "2026-11-25 08:00")
    monkeypatch.setattr(schedule, "database_now", lambda: at("2026-11-25 09:05"))
    call_command("tick", verbosity=0)
    assert steps(rujukan)["JAWABAN-1"] == "TERKIRIM"
    assert ("Pengingat ditahan", "maya") not in shown()


@pytest.mark.django_db
def test_a_restored_backup_asks_before_it_repeats_anything(cast, now, monkeypatch):
    """F26: the backup of 02.30 does not know the letter of 07.30; nothing goes out until the manajer has looked."""
    referred(cast, now)
    real_pass(monkeypatch, "2026-11-24 02:30")
    monkeypatch.setattr(schedule, "database_mark", lambda: "lain")
    report = real_pass(monkeypatch, "2026-11-24 08:00")
    assert report.held == "Basis data dipulihkan dari cadangan"
    assert ("Pengingat ditahan", "maya") in shown()
    assert real_pass(monkeypatch, "2026-11-24 08:01").held and not mail.outbox
    reminders.release(by=cast.maya, now=at("2026-11-24 08:05"))
    assert real_pass(monkeypatch, "2026-11-24 08:06").mails == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == "<pengingat-BPJS_KES-20261124@contoh.invalid>"
    assert not Detak.objects.filter(ditahan_sejak__isnull=False).exists()


@pytest.mark.django_db
def test_a_restored_backup_asks_also_when_it_was_let_go_before(cast, now, monkeypatch):
    referred(cast, now)
    real_pass(monkeypatch, "2026-11-24 02:30")
    Detak.objects.filter(nama=pause.REAL).update(
        ditahan_sejak=now, ditahan_sebab="Jam server mundur", dilepas_pada=now, dilepas_oleh=cast.maya.petugas
    )
    monkeypatch.setattr(schedule, "database_mark", lambda: "lain")
    assert real_pass(monkeypatch, "2026-11-24 08:00").held == "Basis data dipulihkan dari cadangan"


@pytest.mark.django_db
def test_a_letter_that_only_waits_for_its_morning_counts_as_work(cast, now, monkeypatch):
    """A disk put back as it was, or a clock that jumps ahead (F07): the same database, and a letter about to leave."""
    referred(cast, now)
    real_pass(monkeypatch, "2026-11-23 16:00")
    assert real_pass(monkeypatch, "2026-11-24 07:31").held == "Pengingat tidak berjalan sejak 23-11-2026 16.00"
    assert not mail.outbox


@pytest.mark.django_db
def test_the_mark_of_a_database_stays_while_it_stays_the_same(cast):
    """The web role may read it; number of the cluster, of the database, and of the line of time."""
    mark = schedule.database_mark()
    assert mark == schedule.database_mark()
    assert len(mark.split("/")) == 3 and len(mark) <= Detak._meta.get_field("sidik").max_length


@pytest.mark.django_db
def test_five_thousand_at_once_wait_for_the_manajer_and_leave_in_order(cast, now):
    """F28: paused above 200, after the release at most sixty a minute, the oldest first."""
    _, rujukan = referred(cast, now)
    rujukan.pengingat.filter(langkah__gt=0).delete()
    begin = at("2026-11-24 07:31")
    Pengingat.objects.bulk_create(
        Pengingat(rujukan=rujukan, aturan=f"JAWABAN-1/{5002 - n}", langkah=1, tahap="JAWABAN",
                  jatuh_tempo=begin + timedelta(seconds=n), coba_lagi_pada=begin + timedelta(seconds=n))
        for n in range(5000)
    )  # fmt: skip
    moment = at("2026-11-24 10:00")
    assert reminders.tick(moment).held == "Lebih dari 200 pengingat jatuh tempo sekaligus"
    assert not rujukan.pengingat.filter(status="TERKIRIM", langkah=1).exists()
    reminders.release(by=cast.maya, now=moment)
    for minute in (1, 2, 3):
        assert reminders.tick(moment + timedelta(minutes=minute)).notices == 60
    told = rujukan.pengingat.filter(status="TERKIRIM", langkah=1).order_by("terkirim_pada", "jatuh_tempo")
    oldest = rujukan.pengingat.filter(langkah=1).order_by("jatuh_tempo")[:180]
    assert list(told.values_list("pk", flat=True)) == list(oldest.values_list("pk", flat=True))


# --- a web worker that dies during intake (F14) --------------------------------------------------------------------
def dying_at(number, work):
    """Do the work in a process of its own that is killed before its so-manieth query; False when it lived through."""
    connection.close()
    pid = os.fork()
    if pid == 0:
        die_at(number, work)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def die_at(number, work):
    _own_connection()
    left = iter(range(number))

    def count(execute, *args):
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    try:
        with connection.execute_wrapper(count):
            work()
    finally:
        os._exit(0)


def _own_connection():
    """Forget what the parent had open: after a browser test Django keeps one connection more than `close()` finds.

    Playwright's event loop runs in the parent and not in the child, and which of the two connections is seen depends
    on that. A transaction begun on the parent's socket would outlive the child and hold its locks.
    """
    assert connections["default"]  # made if need be, so that there is something to forget
    del connections["default"]


@pytest.mark.django_db(transaction=True)
def test_a_web_worker_killed_during_intake_leaves_all_or_nothing(cast):
    """Killed before each of its queries in turn; the telephone then sends the same sheet again and has one case."""
    call, id, body = caller(cast.siti), new_uuid7(), a_body()
    call.get("/api/v1/keluhan/")  # what the process learns once, it has learnt
    number = 0
    while dying_at(number, lambda: call.put(f"keluhan/{id}/", body)):
        rows = [model.objects.count() for model in (Keluhan, Warga, Riwayat)]
        assert rows in ([0, 0, 0], [1, 1, 1]), (number, rows)
        number += 1
        assert number < 100
    assert number > 10
    answer = call.put(f"keluhan/{id}/", body)
    assert answer.status_code in (200, 201)
    assert Keluhan.objects.count() == Warga.objects.count() == 1
    assert Jejak.objects.filter(objek_id=str(id), aksi="BUAT").count() == 1
    assert Nomor.objects.get().terakhir == 1  # a number that was taken by the dead is given out again
