"""A real broker that forgets everything again and again, a real worker, and two beats instead of one.

Nothing is lost and nothing is told twice: the schedule stands in the database, Celery only says "look now".
"""

import contextlib
import json
import subprocess
import sys
import threading
import time

import pytest
import redis
from django.db import connection

from rujukan.models import Detak, Kiriman, Pengingat
from slrt.embedded import Broker
from tests.rujukan.test_reminders_killed import START, check_every_message, emergencies

REMINDERS = 12
FLUSHES = 20
LONGEST = 300  # seconds of waiting for the last reminder, not a measure

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(tmp_path):
    broker = Broker(tmp_path / "perantara")
    with subprocess.Popen(broker.command(), stdout=subprocess.DEVNULL) as process:
        broker.wait_ready(process)
        yield broker
        process.terminate()
    broker.tidy()


@contextlib.contextmanager
def celery(broker, mail, *parts):
    """These parts of Celery, ended in order: the worker finishes what it has in hand."""
    keys = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    told = {
        "database": {key: connection.settings_dict[key] for key in keys}, "mail": str(mail), "broker": broker.url,
        "start": START.isoformat(), "began": time.time(),
    }  # fmt: skip
    running = []
    try:
        for part in parts:
            command = [sys.executable, "-m", "tests.rujukan.celery_part", part]
            one = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            running.append(one)
            one.stdin.write(f"{json.dumps(told)}\n")
            one.stdin.flush()
            assert one.stdout.readline().strip() == "ready"
        yield
        assert [one.poll() for one in running] == [None] * len(parts)
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.communicate(timeout=60)


def waiting():
    return Pengingat.objects.filter(status="MENUNGGU", jatuh_tempo__lte=START)


def flushed_until_done(broker):
    """Forget everything in the broker, time after time, while reminders wait; how often it was forgotten."""
    client, pause, flushes = redis.Redis.from_url(broker.url.replace("redis+socket", "unix")), threading.Event(), 0
    end = time.monotonic() + LONGEST
    with client:
        while waiting().exists():
            assert time.monotonic() < end, "the reminders did not go out"
            if flushes < FLUSHES:
                client.flushall()
                flushes += 1
            pause.wait(0.1)
    return flushes


def test_a_forgetful_broker_and_two_beats_lose_nothing_and_tell_nothing_twice(cast, now, tmp_path, broker):
    emergencies(cast, now, REMINDERS)
    Kiriman.objects.all().delete()
    Pengingat.objects.filter(aturan="BARU").delete()
    mail = tmp_path / "surel"
    with celery(broker, mail, "worker", "beat", "beat"):
        assert flushed_until_done(broker) >= FLUSHES // 2
    assert Detak.objects.get(nama="pengingat").terakhir > START
    check_every_message(0, mail, REMINDERS)
