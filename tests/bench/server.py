"""gunicorn as `bin/run` starts it, and how much processor time it and PostgreSQL have used so far."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

WORKERS, THREADS = 2, 4


class Server:
    def __init__(self, var):
        self.log = var / "bench-web.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def __enter__(self):
        command = ["-m", "gunicorn", "slrt.wsgi:application", "-c", "deploy/gunicorn.conf.py", "-k", "gthread"]
        command += ["-w", str(WORKERS), "--threads", str(THREADS), "-b", f"127.0.0.1:{self.port}"]
        # A worker that starts anew would lose its count of processor time; our connections wait while others are asked.
        command += ["--max-requests", "0", "--keep-alive", "600"]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([sys.executable, *command], stdout=log, stderr=log, start_new_session=True)
        while self._status("/sehat/siap") != 200:
            if self.process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            time.sleep(0.2)
        return self

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()

    def _status(self, path):
        one = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            one.request("GET", path)
            return one.getresponse().status
        except OSError:
            return 0
        finally:
            one.close()

    @contextmanager
    def cpu(self, spent):
        """Add the milliseconds that application and database use within the block to spent["app"], spent["db"]."""
        before = self._used()
        yield
        after = self._used()
        spent["app"] = spent.get("app", 0) + after[0] - before[0]
        spent["db"] = spent.get("db", 0) + after[1] - before[1]

    def _used(self):
        return sum(map(_milliseconds, _children(self.process.pid))), sum(map(_milliseconds, self._backends()))

    def _backends(self):
        """PostgreSQL processes that serve the web role: not our own, not autovacuum, not the checkpointer."""
        own = connection.connection.info.backend_pid if connection.connection else 0
        postmaster = _parent(own) if own else None
        for pid in _children(postmaster):
            if pid != own and b"slrt_web slrt" in _read(f"/proc/{pid}/cmdline"):
                yield pid


def _children(parent):
    return [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and _parent(pid) == parent]


def _parent(pid):
    stat = _read(f"/proc/{pid}/stat")
    return int(stat.rsplit(b")", 1)[1].split()[1]) if stat else None


def _milliseconds(pid):
    """Time on a processor of all threads of a process, to the nanosecond."""
    tasks = Path(f"/proc/{pid}/task")
    times = [_read(f"{tasks}/{task}/schedstat") for task in (os.listdir(tasks) if tasks.exists() else ())]
    return sum(int(one.split()[0]) for one in times if one) / 1e6


def _read(path):
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
