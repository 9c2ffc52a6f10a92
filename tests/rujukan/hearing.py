"""A worker or a beat of the product on a test's own database and broker: `python -m tests.rujukan.hearing worker|beat`.

The first line of its input says where both are. The worker says a line for every task that ended; the beat calls every
second instead of every minute.
"""

import json
import os
import sys
from pathlib import Path


def main(part):
    told = json.loads(sys.stdin.readline())
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from slrt.celery import app

    connection.settings_dict.update(told["database"])
    settings.MAIL_DIR = Path(told["mail"])
    app.conf.update(broker_url=told["broker"], task_always_eager=False, worker_redirect_stdouts=False)
    {"worker": work, "beat": call}[part](app)


def work(app):
    from celery.signals import task_postrun, worker_ready

    worker_ready.connect(lambda **_: print("ready", flush=True), weak=False)
    task_postrun.connect(lambda **_: print("done", flush=True), weak=False)
    app.Worker(pool="solo", loglevel="ERROR", without_gossip=True, without_mingle=True).start()


def call(app):
    app.conf.beat_schedule = {name: {**one, "schedule": 1.0} for name, one in app.conf.beat_schedule.items()}
    app.Beat(scheduler_cls="celery.beat:Scheduler", loglevel="ERROR", quiet=True).run()


if __name__ == "__main__":
    main(sys.argv[1])
