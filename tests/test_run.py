"""bin/run keeps its promises: one command up, everything down again, nothing left behind by violence."""

import fcntl
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings

from puskesos.numbering import new_uuid7
from slrt.embedded import Broker, Cluster

pytestmark = pytest.mark.run
ROOT = Path(__file__).resolve().parent.parent
HIRE = """
import django
django.setup()
from rest_framework.authtoken.models import Token
from puskesos.api.authentication import said
from puskesos.roles import Peran
from tests.people import KALAMPANGAN, hire
siti = hire("siti", "Siti Rahmah", [(Peran.FASILITATOR, KALAMPANGAN)])
print(said(Token.objects.create(user=siti)))
"""
SYLLABLES = ["ba", "ce", "di", "fo", "gu", "ha", "ji", "ke", "lo", "mu", "na", "pi", "ra", "se", "to", "wu"]


class House:
    """One bin/run with a VAR_DIR and a port of its own."""

    def __init__(self, var_dir, port):
        self.var_dir = var_dir
        self.port = port
        self.process = None

    def start(self):
        """Start it from a foreign folder and wait for its line; the line must come before the output ends."""
        command = [ROOT / "bin" / "run", "--no-demo"]
        self.process = subprocess.Popen(
            command, cwd="/", env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        return self

    def environment(self, **more):
        kept = {name: text for name, text in os.environ.items() if name not in ("SLRT_TEST", "DJANGO_SETTINGS_MODULE")}
        return {**kept, "VAR_DIR": str(self.var_dir), "PORT": str(self.port), **more}

    def hire(self):
        """The token of an officer whose account is made beside the running house."""
        environment = self.environment(DJANGO_SETTINGS_MODULE="slrt.settings")
        return subprocess.check_output([sys.executable, "-c", HIRE], cwd=ROOT, env=environment, text=True).strip()

    def ready(self):
        """True at its line; otherwise fails with what it told the person at the terminal."""
        line = self.process.stdout.readline()
        assert line == f"SIAP http://127.0.0.1:{self.port}\n", line + self.process.stderr.read()
        return True

    def refuses(self, sentence):
        """It ends with status 1 and this sentence, without ever having been ready."""
        out, told = self.process.communicate(timeout=60)
        return (out, self.process.returncode) == ("", 1) and sentence in told

    def hears(self, sentence):
        """Read what it tells the person at the terminal until the sentence comes; False when it ends before."""
        return any(sentence in line for line in self.process.stderr)

    def get(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def tasks_of_worker(self):
        """What the worker says it can do, asked through the broker until it is up (it may be later than the web)."""
        asked = Celery(broker=Broker(self.var_dir / "valkey").url).control.inspect(timeout=5, limit=1)
        answers = filter(None, (asked.registered() for _ in range(12)))
        return set(*next(answers).values())

    def end(self, number):
        self.process.send_signal(number)
        status = self.process.wait(15)
        self.process.stdout.close()
        self.process.stderr.close()
        return status

    def processes(self):
        """Process ids of all that belongs to this VAR_DIR, whoever their parent is now."""
        mark = os.fsencode(self.var_dir)
        return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _mentions(entry, mark)]

    def child(self, *words):
        """Process id of the child of bin/run whose command has these words."""
        for pid in self.processes():
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == self.process.pid and all(word in command for word in words):
                return pid
        raise AssertionError(f"no child {words}")


class Desks:
    """Desks that write down one family after another; each sends its sheet again until it is acknowledged."""

    def __init__(self, house, token, count=3):
        self.house, self.count, self.stop = house, count, threading.Event()
        self.headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
        self.stored, self.answers, self.one_more = {}, Counter(), threading.Semaphore(0)

    def __enter__(self):
        self.pool = ThreadPoolExecutor(self.count)
        self.desks = [self.pool.submit(self._work) for _ in range(self.count)]
        return self

    def __exit__(self, *error):
        self.stop.set()
        self.pool.shutdown()

    def write_down(self, families):
        """Wait until so many more have their number."""
        for _ in range(families):
            assert self.one_more.acquire(timeout=120), self.answers

    def _work(self):
        while not self.stop.is_set():
            id = new_uuid7()
            self.stored[str(id)] = self._until_acknowledged(id)
            self.one_more.release()

    def _until_acknowledged(self, id):
        said = [SYLLABLES[int(digit, 16)] for digit in id.hex[-8:]]  # nobody is asked whether two are one person
        name = f"{''.join(said[:4])} {''.join(said[4:])}"
        sheet = json.dumps({
            "klien": {"nama": name, "kelurahan": "62.71.04.1002", "alasan_tanpa_nik": "BELUM_REKAM"},
            "kanal": "DATANG", "subkategori": "PBI_NONAKTIF_SAKIT", "ringkasan": "Kartu mati",
            "kebutuhan": [{"layanan": "L01"}],
        })  # fmt: skip
        for _ in range(600):
            status, told = self._put(id, sheet)
            self.answers[status] += 1
            if status in (200, 201):
                return json.loads(told)["nomor"]
            assert status in ("no answer", 503), told
            self.stop.wait(0.1)
        raise AssertionError(f"never acknowledged: {self.answers}")

    def _put(self, id, sheet):
        try:
            return self.house.get(f"/api/v1/keluhan/{id}/", "PUT", sheet, **self.headers)
        except (OSError, http.client.HTTPException):
            return "no answer", ""

    def check(self):
        """What is on file is what was acknowledged: each once, under its number, and nothing half-written beside it."""
        for desk in self.desks:
            desk.result()
        _, body = self.house.get("/api/v1/keluhan/?ukuran=200", **self.headers)
        page = json.loads(body)
        assert {row["id"]: row["nomor"] for row in page["results"]} == self.stored and page["next"] is None
        assert len(set(self.stored.values())) == len(self.stored)


def _mentions(entry, mark):
    try:
        return mark in (entry / "environ").read_bytes() or mark in (entry / "cmdline").read_bytes()
    except OSError:
        return False


def ends(pid, seconds=15):
    """Wait for the end of a process that is not our child; True when it ended in time."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(descriptor):
        return bool(select.select([descriptor], [], [], seconds)[0])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path / "rumah kita", free_port())
    yield house
    for pid in house.processes():  # none, unless the test has failed
        os.kill(pid, signal.SIGKILL)


def test_one_command_up_through_violence_and_down_again(house, tmp_path):
    """One story instead of four tests, because every start costs seconds."""
    assert house.start().ready()
    assert house.get("/sehat/siap") == (200, b'{"status": "siap"}')
    assert house.get("/masuk/")[0] == 200

    assert house.tasks_of_worker() >= {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    twin = House(house.var_dir, free_port()).start()
    assert twin.refuses("Sudah berjalan")
    stranger = House(tmp_path / "lain", house.port).start()
    assert stranger.refuses("sedang dipakai")

    with Desks(house, house.hire()) as desks:
        desks.write_down(6)
        os.kill(Cluster(house.var_dir / "db").pid(), signal.SIGKILL)
        assert house.hears("Basis data mati dan dinyalakan lagi")
        desks.write_down(12)
    desks.check()
    os.kill(house.child(b"celery", b"worker"), signal.SIGKILL)
    assert house.hears("Bagian 'worker' berhenti sendiri dan dinyalakan lagi")
    assert house.get("/sehat/siap")[0] == 200

    orphans = house.processes()
    assert len(orphans) >= len(["run", "broker", "PostgreSQL", "web", "web worker", "worker", "beat"])
    assert house.end(signal.SIGKILL) == -signal.SIGKILL
    assert house.start().ready()
    assert all(ends(pid, seconds=0) for pid in orphans)

    everything = house.processes()
    assert house.end(signal.SIGTERM) == 0
    assert all(ends(pid, seconds=0) for pid in everything)
    assert house.processes() == []


def test_a_part_that_keeps_dying_ends_everything_with_its_last_words(tmp_path):
    from slrt.processes import Child, stop

    log = tmp_path / "bagian.log"
    child = Child("bagian", [sys.executable, "-c", "raise SystemExit('sudah lelah')"], dict(os.environ), log)
    deaths = [child.start().process.wait() for _ in range(5)]
    assert deaths == [1] * 5
    assert [child.died_too_often() for _ in deaths] == [False, False, False, False, True]
    assert "sudah lelah" in child.last_words()
    stop([child], seconds=1)


def test_a_deaf_child_and_its_own_children_are_killed(tmp_path):
    from slrt.processes import Child, stop

    deaf = (
        "import os, signal, json; signal.signal(signal.SIGTERM, signal.SIG_IGN); child = os.fork();"
        "child and print(json.dumps([os.getpid(), child]), flush=True); signal.pause()"
    )
    log = tmp_path / "tuli.log"
    log.touch()
    os.mkfifo(tmp_path / "pipa")
    child = Child("tuli", [sys.executable, "-c", deaf], dict(os.environ), tmp_path / "pipa")
    reader = os.open(tmp_path / "pipa", os.O_RDONLY | os.O_NONBLOCK)
    child.start()
    with os.fdopen(reader) as pipe:
        assert select.select([pipe], [], [], 15)[0]
        pids = json.loads(pipe.readline())
    stop([child], seconds=0.2)
    assert all(ends(pid) for pid in pids)


def test_a_leftover_that_does_not_notice_is_killed_by_the_next_start(tmp_path, monkeypatch):
    from slrt import supervise

    monkeypatch.setattr(supervise, "LEFTOVER_SECONDS", 0.5)
    deaf = "import fcntl, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); signal.pause()"
    with open(tmp_path / "children.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        leftover = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE, pass_fds=[lock.fileno()])
        assert leftover.stdout.readline() == b"1\n"
    next_one = supervise.Supervisor(tmp_path, free_port(), demo=False)
    next_one._wait_for_leftovers()
    assert leftover.wait(15) == -signal.SIGKILL
    leftover.stdout.close()
    next_one._leftovers.close()
