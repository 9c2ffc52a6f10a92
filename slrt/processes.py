"""Child processes that never outlive their parent, however it dies."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_BYTES = 10 * 1024 * 1024


class Child:
    """A command in a session of its own, so that Ctrl-C reaches only the parent, which stops it in good order."""

    def __init__(self, name, command, environment, log=None, keep_open=()):
        self.name = name
        self.command = command
        self.environment = environment
        self.log = log
        self.keep_open = keep_open
        self.process = None
        self.deaths = []

    def start(self):
        parent = os.getpid()
        with _output(self.log) as output:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=self.keep_open,
                preexec_fn=lambda: _die_with(parent),
            )
        return self

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def died_too_often(self, times=5, seconds=60):
        """Note a death; True when it was the n-th within so many seconds."""
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < seconds] + [now]
        return len(self.deaths) >= times

    def signal(self, number):
        """To the child and all of its own children."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def last_words(self, size=2000):
        if self.log is None or not self.log.exists():
            return ""
        return self.log.read_bytes()[-size:].decode(errors="replace")


def stop(children, seconds):
    """End all of them together: asked politely, and killed with everything they started after `seconds`."""
    running = [child for child in children if child.alive()]
    for child in running:
        with contextlib.suppress(ProcessLookupError):
            child.process.terminate()  # not the group: a server must be able to end its workers itself
    end = time.monotonic() + seconds
    while any(child.alive() for child in running) and time.monotonic() < end:
        time.sleep(0.05)
    for child in children:
        child.signal(signal.SIGKILL)
    for child in running:
        child.process.wait()


def holders_of(path):
    """Process ids of all others that have this file open."""
    wanted, found = str(path), set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):  # another user's, or gone meanwhile
            if os.readlink(link) == wanted:
                found.add(int(link.parts[2]))
    return found - {os.getpid()}


def _die_with(parent):
    """In the new process: be told when the parent dies, kill -9 included; too late if it is gone already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


@contextlib.contextmanager
def _output(log):
    """Where a child writes: its log, turned over when it has grown, or our own standard error."""
    if log is None:
        yield 2
        return
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.rename(log.with_suffix(".log.1"))
    with open(log, "ab") as file:
        yield file
