"""The worker's application; every setting is in slrt/settings.py under CELERY_."""

import os

from celery import Celery
from celery.signals import setup_logging, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slrt.settings")

app = Celery("slrt")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_like_the_rest_of_the_house(**about):
    """Celery would put handlers of its own in the place of ours, and with them away goes the net under the logs."""


@worker_init.connect
def give_statements_time(**about):
    """Before the pool is made: its processes inherit the setting."""
    from puskesos import background

    background.give_time()
