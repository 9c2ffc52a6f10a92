"""A worker that is made to be killed: one process that knows Django forks a fresh worker for each word it reads.

Started with `python -m tests.rujukan.killed`; the first line of its input says where the database and the mail are and
how simulated time runs. A minute of the office passes in a second, so that leases of the dead end soon.
"""

import json
import os
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path


def main():
    told = json.loads(sys.stdin.readline())
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    connection.settings_dict.update(told["database"])
    settings.MAIL_DIR = Path(told["mail"])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    print("ready", flush=True)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            work(datetime.fromisoformat(told["start"]), told["began"])
            os._exit(0)
        print(pid, flush=True)


def work(start, began):
    """Pass after pass until nothing waits any more, or until death."""
    from rujukan import reminders
    from rujukan.models import Pengingat
    from rujukan.reminders import engine, pause

    pause.PAUSE_ABOVE = engine.MOST_MAILS = 100_000
    moment = start
    while Pengingat.objects.filter(status="MENUNGGU", jatuh_tempo__lte=moment).exists():
        moment = start + timedelta(minutes=time.time() - began)
        reminders.tick(moment)


if __name__ == "__main__":
    main()
