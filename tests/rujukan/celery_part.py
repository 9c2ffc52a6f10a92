"""One part of Celery as bin/run starts it, on the database of a test: `python -m tests.rujukan.celery_part worker`.

The first line of its input says where the database, the broker and the mail are and at which moment of the office it
began. Each beat calls several times in a second.
"""

import json
import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

CALLS_EVERY = 0.5


def main(part):
    told = json.loads(sys.stdin.readline())
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from rujukan.reminders import engine, schedule
    from slrt.celery import app

    connection.settings_dict.update(told["database"])
    settings.MAIL_DIR = Path(told["mail"])
    start = datetime.fromisoformat(told["start"])
    engine.MOST_MAILS = 1  # many calls are needed, and the broker forgets between them
    schedule.database_now = lambda: start + timedelta(seconds=time.time() - told["began"])
    calls = {name: {**call, "schedule": CALLS_EVERY} for name, call in settings.CELERY_BEAT_SCHEDULE.items()}
    app.conf.update(
        broker_url=told["broker"], task_always_eager=False, beat_schedule=calls, beat_max_loop_interval=CALLS_EVERY,
        task_time_limit=600, task_soft_time_limit=590,  # a busy machine is no reason to kill a task here
    )  # fmt: skip
    print("ready", flush=True)
    app.start([part, "-l", "WARNING", *OPTIONS[part]])


OPTIONS = {
    "worker": ["-c", "2", "--without-gossip", "--without-mingle"],
    "beat": ["--pidfile=", "--scheduler", "celery.beat:Scheduler"],
}

if __name__ == "__main__":
    main(sys.argv[1])
