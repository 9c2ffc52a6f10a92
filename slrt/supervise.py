"""Runs the whole product on one machine and takes it down again; what `bin/run` hands over to.

Broker and PostgreSQL first, then migrations as the owner, reference data and static files, then web server, worker and
beat. A part that dies later is started again; one that keeps dying ends everything with status 1.
"""

import argparse
import contextlib
import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from pathlib import Path

from slrt import embedded
from slrt.processes import Child, holders_of, stop

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 7  # with broker and database together never more than 15
READY_SECONDS = 120
LEFTOVER_SECONDS = 10


class CannotRun(Exception):
    """The sentence for the person at the terminal."""


class Stopped(SystemExit):
    """Somebody asked us to stop; status 0."""


class Supervisor:
    def __init__(self, var_dir, port, demo):
        self.var_dir = var_dir
        self.port = port
        self.demo = demo
        self.own_database = not os.environ.get("DATABASE_URL")
        self.logs = var_dir / "logs"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "slrt.settings",
            "VAR_DIR": str(var_dir),
            "PORT": str(port),
            "PYTHONUNBUFFERED": "1",
        }
        self.cluster = None
        self.broker = None
        self.children = []
        self._leftovers = None

    # --- up --------------------------------------------------------------------------------------------------------
    def up(self):
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self._wait_for_leftovers()
        self._claim_port()
        self._start_broker()
        if self.own_database:
            say("Menyalakan basis data ...")
            embedded.local_secrets(self.var_dir)  # before there is a database whose old keys could be missing
            self.cluster = embedded.shared(self.var_dir)
        self._step("migrasi", "manage.py", "migrate", "--noinput", "--verbosity=0", DATABASE_ROLE="owner")
        self._step("persiapan", "-m", "slrt.prepare", *([] if self.demo else ["--no-demo"]))
        self.children = [self._web(), self._worker(), self._beat()]
        for child in self.children:
            child.start()
        self._wait_until_ready()

    def _wait_for_leftovers(self):
        """After kill -9 of an earlier `bin/run` its children need a moment to notice; each holds this lock."""
        path = self.var_dir / "children.lock"
        self._leftovers = open(path, "a")  # noqa: SIM115 - inherited by the children
        if _locked(self._leftovers, LEFTOVER_SECONDS):
            return
        for pid in holders_of(path):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not _locked(self._leftovers, LEFTOVER_SECONDS):
            raise CannotRun(f"Proses dari jalannya yang terdahulu masih memakai {self.var_dir}.")

    def _claim_port(self):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                hint = f"PORT={self.port + 1} bin/run"
                raise CannotRun(f"Port {self.port} sedang dipakai. Pilih yang lain, misalnya: {hint}") from None

    def _start_broker(self):
        if os.environ.get("REDIS_URL"):
            return
        broker = embedded.Broker(self.var_dir / "valkey")
        self.environment["REDIS_URL"] = broker.url
        self.broker = self._child("broker", broker.command()).start()
        try:
            broker.wait_ready(self.broker.process)
        except embedded.EmbeddedError as error:
            raise CannotRun(f"{error}\n{self.broker.last_words()}") from None

    def _web(self):
        command = ["-m", "gunicorn", "slrt.wsgi:application", "-c", ROOT / "deploy" / "gunicorn.conf.py"]
        return self._python("web", *command, "-b", f"127.0.0.1:{self.port}", "--graceful-timeout", STOP_SECONDS - 2)

    def _worker(self):
        command = ["-m", "celery", "-A", "slrt.celery:app", "worker", "-l", "WARNING", "-c", "2"]
        return self._python("worker", *command, "--without-gossip", "--without-mingle")

    def _beat(self):
        command = ["-m", "celery", "-A", "slrt.celery:app", "beat", "-l", "WARNING", "--pidfile="]
        return self._python("beat", *command, "--scheduler", "celery.beat:Scheduler")

    def _python(self, name, *command):
        return self._child(name, [sys.executable, *map(str, command)])

    def _child(self, name, command):
        log = self.logs / f"{name}.log"
        return Child(name, command, self.environment, log, keep_open=(self._leftovers.fileno(),))

    def _step(self, name, *command, **extra):
        """Run one preparation to its end; its output goes to the terminal."""
        step = Child(name, [sys.executable, *command], {**self.environment, **extra}).start()
        self.children = [step]
        if step.process.wait():
            raise CannotRun(f"Langkah '{name}' gagal; sebabnya tertulis di atas.")

    def _wait_until_ready(self):
        end = time.monotonic() + READY_SECONDS
        while self._get("/sehat/siap") != 200:
            self._fail_on_death()
            if time.monotonic() > end:
                raise CannotRun(f"Belum siap setelah {READY_SECONDS} detik. Lihat {self.logs}")
            time.sleep(0.1)
        if self._get("/masuk/") >= 500:
            raise CannotRun(f"Halaman pertama gagal. Lihat {self.logs / 'web.log'}")

    def _fail_on_death(self):
        for child in self.children:
            if not child.alive():
                raise CannotRun(f"Bagian '{child.name}' berhenti sendiri.\n{child.last_words()}")

    def _get(self, path):
        """HTTP status of a page of ours, 599 while nobody answers."""
        host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].lstrip(".*") or "127.0.0.1"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": host})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 599
        finally:
            connection.close()

    # --- watching --------------------------------------------------------------------------------------------------
    def watch(self):
        while True:
            time.sleep(1)
            if self.cluster and self.cluster.pid() is None and self.cluster.revive():
                say("Basis data mati dan dinyalakan lagi.")
            for child in filter(None, [self.broker, *self.children]):
                if not child.alive():
                    self._start_again(child)

    def _start_again(self, child):
        if child.died_too_often():
            raise CannotRun(f"Bagian '{child.name}' terus berhenti sendiri.\n{child.last_words()}")
        say(f"Bagian '{child.name}' berhenti sendiri dan dinyalakan lagi.")
        child.signal(signal.SIGKILL)  # what it may have left behind
        child.start()

    # --- down ------------------------------------------------------------------------------------------------------
    def down(self):
        """The people first, then the broker, then the database that all of them wrote to."""
        stop(self.children, STOP_SECONDS)
        if self.broker:
            stop([self.broker], 2)
            embedded.Broker(self.var_dir / "valkey").tidy()
        embedded.release(wait=1)


def _locked(file, seconds=0.0):
    """True once the lock is ours; tries for so many seconds."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(0.1)


def say(text, stream=sys.stderr):
    with contextlib.suppress(OSError):  # a closed terminal must not hinder the stopping
        print(text, file=stream, flush=True)


def stop_on_signals():
    """SIGTERM, Ctrl-C and a closed terminal end the program in order; once it is stopping, more of them do nothing."""

    def leave(number, frame):
        for other in numbers:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(0)

    numbers = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        numbers.append(signal.SIGHUP)
    for number in numbers:
        signal.signal(number, leave)


def read_arguments():
    parser = argparse.ArgumentParser(prog="bin/run", description="Menjalankan SLRT–Puskesos di komputer ini.")
    parser.add_argument("--no-demo", action="store_true", help="jangan isi basis data yang kosong dengan kota contoh")
    return parser.parse_args()


def read_port():
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotRun(f"PORT harus angka 1 sampai 65535, bukan {text!r}.")
    return int(text)


def main():
    arguments = read_arguments()
    stop_on_signals()
    var_dir = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        os.umask(0o077)  # everything in it is personal data
        with open(var_dir / "run.lock", "a") as alone:
            if not _locked(alone):
                raise CannotRun(f"Sudah berjalan dengan VAR_DIR={var_dir}.")
            run(Supervisor(var_dir, read_port(), demo=not arguments.no_demo))
    except (CannotRun, embedded.EmbeddedError, OSError) as error:
        say(str(error))
        raise SystemExit(1) from None
    except Stopped:
        say("Semuanya sudah berhenti.")
        raise


def run(supervisor):
    try:
        supervisor.up()
        say(f"SIAP http://127.0.0.1:{supervisor.port}", sys.stdout)
        say("Ctrl-C untuk berhenti.")
        supervisor.watch()
    finally:
        supervisor.down()


if __name__ == "__main__":
    main()
