"""gunicorn, the same in `bin/run` and in the container; WEB_CONCURRENCY and the command line override it."""

import os

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(os.cpu_count() or 1, 8) + 1)
threads = 4
max_requests = 2000
max_requests_jitter = 200
graceful_timeout = 30
timeout = 60
keepalive = 5
loglevel = "warning"
preload_app = True  # one import instead of one for each worker; memory is shared
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def pre_fork(server, worker):
    """A connection that some import opened must not be shared by the workers."""
    from django.db import connections

    connections.close_all()
