"""One PostgreSQL data directory and its server, shared by every process that holds the users' lock.

Two locks, both freed by the kernel when their holder dies. `start.lock` is held only while somebody starts or stops
the server. `users.lock` is held shared by each process that uses it; on leaving, whoever can take it alone stops the
server. One lock for both jobs would make the users wait for each other.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from slrt.embedded import binaries, configuration
from slrt.embedded.errors import EmbeddedError
from slrt.embedded.identity import choose_identity
from slrt.embedded.roles import SUPERUSER
from slrt.embedded.sockets import remove_socket_folder, socket_folder

START_SECONDS = 120
STOP_SECONDS = 3
LOG_BYTES = 10 * 1024 * 1024


class Cluster:
    """`careless` trades durability for speed (tests); `identity` is chosen by the machine unless given."""

    def __init__(self, root, careless=False, identity=None):
        self.root = Path(root).resolve()
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.careless = careless
        self.identity = identity or choose_identity()
        self.programs = binaries.postgres_folder()
        self.place = self.identity.place(self.root)
        self.data = self.place / "pgdata"
        self.log = self.root / "postgres.log"
        self.sockets = self._socket_folder()
        self._host = self.root / "host"
        self._users = None
        self._server = None
        self._owner = os.getpid()

    # --- sharing ---------------------------------------------------------------------------------------------------
    def start(self):
        """Make sure that the server runs, and keep it running until `leave` or the end of this process."""
        with self.starting():
            return self

    @contextlib.contextmanager
    def starting(self):
        """As `start`; what the caller does in the block is done by one process at a time."""
        with self._alone():
            if not self.pid():
                self._launch()
            self._join()
            yield

    def revive(self):
        """Start the server again if it has died; True if it had."""
        with self._alone():
            if self.pid():
                return False
            self._launch()
            return True

    def leave(self, wait=0.0):
        """Give the server up and stop it if nobody else uses it; look again for `wait` seconds for others leaving."""
        if self._users is None or os.getpid() != self._owner:
            return
        fcntl.flock(self._users, fcntl.LOCK_UN)
        end = time.monotonic() + wait
        while not self._stopped_as_last() and time.monotonic() < end:
            time.sleep(0.05)
        self._forget()
        atexit.unregister(self.leave)

    def _join(self):
        if self._users is None:
            self._users = open(self.root / "users.lock", "a")  # noqa: SIM115 - held until leave
            self._owner = os.getpid()
            atexit.register(self.leave)
            # A forked pool child would keep its parent's lock alive after the parent is gone.
            os.register_at_fork(after_in_child=self._forget)
        fcntl.flock(self._users, fcntl.LOCK_SH)

    def _forget(self):
        if self._users is not None:
            self._users.close()
            self._users = None

    @contextlib.contextmanager
    def _alone(self):
        with open(self.root / "start.lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _stopped_as_last(self):
        with self._alone(), open(self.root / "users.lock", "a") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self._stop()
            remove_socket_folder(self.place, self.sockets)
            return True

    # --- the server ------------------------------------------------------------------------------------------------
    def pid(self):
        """Process id of the running server, or None.

        A number alone proves nothing: after kill -9 it may belong to a zombie or to a stranger.
        """
        number = self._pid_file_line(0)
        try:
            command = Path(f"/proc/{number}/cmdline").read_bytes()
        except OSError:
            return None
        return int(number) if os.fsencode(self.data) in command.split(b"\0") else None

    def _launch(self):
        self._refuse_second_host()
        programs = self.identity.program_folder(self.programs)
        self._make_data(programs)
        self._refuse_other_version(programs)
        self.sockets = self._socket_folder()  # the last to leave may have removed it
        configuration.write(self)
        for attempt in range(5):
            self._clear_leftovers()
            if self._try(programs):
                self._host.write_text(_this_host())
                return
            time.sleep(0.5 * (attempt + 1))  # backends of a killed server need a moment to notice and go
        raise EmbeddedError(f"PostgreSQL tidak mau hidup. Catatannya, {self.log}:\n{self._last_words()}")

    def _try(self, programs):
        """Start the server and wait until it takes connections; False if it ended instead."""
        self._turn_log()
        with open(self.log, "ab") as log:
            self._server = subprocess.Popen(
                [programs / "postgres", "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._child_options(),
            )
        end = time.monotonic() + START_SECONDS
        while self._server.poll() is None and time.monotonic() < end:
            if self._pid_file_line(0) == str(self._server.pid) and self._pid_file_line(7) == "ready":
                return True
            time.sleep(0.02)
        return False

    def _stop(self):
        """Fast stop; after STOP_SECONDS the immediate one, which costs the next start a short recovery."""
        for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 1), (signal.SIGKILL, 1)):
            pid = self.pid()
            if pid is None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            self._wait_gone(pid, seconds)
        if self._server is not None:
            self._server.poll()

    def _wait_gone(self, pid, seconds):
        end = time.monotonic() + seconds
        while self.pid() == pid and time.monotonic() < end:
            time.sleep(0.02)

    def _socket_folder(self):
        return socket_folder(self.place, self.identity.uid)

    # --- the data directory ----------------------------------------------------------------------------------------
    def _make_data(self, programs):
        """initdb into a side folder and rename: a data directory is either whole or not there."""
        if (self.data / "PG_VERSION").exists():
            return
        if self.data.exists() and any(self.data.iterdir()):
            raise EmbeddedError(f"{self.data} berisi sesuatu yang bukan basis data PostgreSQL; pindahkan dahulu.")
        unfinished = self.data.with_name("pgdata.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self.identity.give(unfinished)
        self._run_initdb(programs, unfinished)
        unfinished.rename(self.data)

    def _run_initdb(self, programs, folder):
        command = [programs / "initdb", "-D", folder, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
        command += ["--locale=C", "--no-instructions"]
        if binaries.major_version(programs) >= 17:  # sorts and lower-cases the same on every machine
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.careless:
            command.append("--no-sync")
        done = subprocess.run(command, capture_output=True, text=True, **self._child_options())
        if done.returncode:
            raise EmbeddedError(f"initdb gagal:\n{done.stdout}{done.stderr}")

    def _refuse_other_version(self, programs):
        made_by, ours = (self.data / "PG_VERSION").read_text().strip(), binaries.major_version(programs)
        if made_by.split(".")[0] != str(ours):
            raise EmbeddedError(
                f"Basis data di {self.data} dibuat oleh PostgreSQL {made_by}, sedangkan di sini PostgreSQL {ours}. "
                "Isi PG_BIN dengan folder program versi itu, atau pindahkan datanya dengan pg_dump."
            )

    def _refuse_second_host(self):
        """Two containers on one volume cannot see each other's processes, but they do see each other's locks."""
        if not self._host.exists() or self._host.read_text() == _this_host():
            return
        with open(self.root / "users.lock", "a") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise EmbeddedError(f"{self.root} sedang dipakai dari mesin atau kontainer lain.") from None

    def _clear_leftovers(self):
        """PostgreSQL trusts kill(pid, 0), so after kill -9 under a PID 1 that does not reap its file looks alive."""
        if self.pid() is None:
            for path in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
                path.unlink(missing_ok=True)

    def _pid_file_line(self, number):
        try:
            return (self.data / "postmaster.pid").read_text().split("\n")[number].strip()
        except (OSError, IndexError):
            return None

    def _child_options(self):
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.root)}
        return {"cwd": "/", "env": environment, "start_new_session": True, **self.identity.popen_options()}

    def _turn_log(self):
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.rename(self.log.with_suffix(".log.1"))

    def _last_words(self):
        return self.log.read_bytes()[-2000:].decode(errors="replace")


def _this_host():
    """This boot of this machine, and this container on it."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot} {os.readlink('/proc/self/ns/pid')}"
