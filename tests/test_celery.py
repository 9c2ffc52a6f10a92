"""Celery only says "look now": what beat calls exists, and the settings keep a killed worker from losing a task."""

import logging

import pytest
from celery.app.log import Logging
from celery.signals import worker_init
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from slrt.celery import app, give_statements_time


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_what_beat_calls_is_a_task_that_expires_before_the_next_call(name):
    app.loader.import_default_modules()
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    assert entry["task"] in app.tasks
    every = entry["schedule"]
    assert entry["options"]["expires"] < (every if isinstance(every, int | float) else 3600)


def test_a_task_outlives_its_worker_and_is_not_given_out_twice():
    conf = app.conf
    assert conf.task_acks_late and conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    options = conf.broker_transport_options
    assert options["visibility_timeout"] > 2 * conf.task_time_limit
    # Without these two a killed task comes back minutes later than the visibility timeout says.
    assert options["unacked_restore_interval"] <= 5
    assert options["unacked_restore_throttle"] == 1


def test_a_web_process_never_hangs_on_a_broker_that_is_gone():
    conf = app.conf
    assert conf.task_publish_retry is False
    assert conf.broker_connection_timeout <= 1
    assert conf.broker_transport_options["socket_connect_timeout"] <= 1


def test_tests_never_need_a_broker():
    assert app.conf.task_always_eager


def test_a_worker_logs_through_the_net_that_takes_identifiers_out(monkeypatch):
    """Celery would otherwise take the house's handlers away and write tracebacks as they come."""
    root, ours = logging.getLogger(), logging.NullHandler()
    monkeypatch.setattr(root, "handlers", [*root.handlers, ours])
    Logging(app).setup_logging_subsystem(loglevel="WARNING")
    assert ours in root.handlers


def statement_limit():
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


BACKGROUND = {
    "worker": give_statements_time,
    "tick": lambda: call_command("tick", verbosity=0),
    "the summary": lambda: call_command("hitung_ulang_rekap", verbosity=0),
    "the demo city": lambda: call_command("seed_demo", keluhan=1),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", BACKGROUND)
def test_work_in_the_background_has_more_time_than_a_page(who, reference, settings, monkeypatch):
    """On the connection that is open already, and on the next one, such as after a restart of the database."""
    settings.WORKER_STATEMENT_SECONDS = 300
    options = connection.settings_dict["OPTIONS"]
    monkeypatch.setitem(options, "options", options["options"].replace("statement_timeout=0s", "statement_timeout=15s"))
    connection.close()
    assert statement_limit() == "15s"
    BACKGROUND[who]()
    assert statement_limit() == "5min"
    connection.close()
    assert statement_limit() == "5min"
    assert give_statements_time in [ref() for _, ref in worker_init.receivers]
    monkeypatch.undo()
    connection.close()
