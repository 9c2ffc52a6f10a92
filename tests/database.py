"""The test database: made by its owner, used by the plain web role.

A superuser or owner bypasses row level security and grants, so tests that ran as one would prove nothing about either.
Only what the web role could never do runs as the owner: creating the database, migrating, and the TRUNCATE after a
`transaction=True` test.
"""

from contextlib import contextmanager
from functools import partial

import pytest
from django.conf import settings
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.test import TransactionTestCase

LOGIN = ("USER", "PASSWORD", "HOST", "PORT")

# Called as the owner after each flush, because TRUNCATE takes the reference data along.
AFTER_FLUSH = []

_web = {key: connection.settings_dict[key] for key in LOGIN}
_owner = {key: settings.OWNER_DATABASE[key] for key in LOGIN}


@contextmanager
def as_owner():
    """Let the default connection be the owner's, outside any transaction; committed data only."""
    assert not connection.in_atomic_block, "the owner is another session: it would not see this test's transaction"
    _log_in(_owner)
    try:
        yield connection
    finally:
        _log_in(_web)


def _log_in(login):
    connection.close()
    connection.settings_dict.update(login)  # shared with the connections of all threads


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    connection.settings_dict.update(_owner)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        _log_in(_web)
        yield
        _log_in(_owner)


def _flush_when_quiet(flush, tries=5):
    """A page that is closed may have asked one last thing; the server still answers it, and the two lock each other."""
    for left in reversed(range(tries)):
        try:
            return flush()
        except (CommandError, OperationalError):
            if not left:
                raise


@pytest.fixture(scope="session", autouse=True)
def _flush_as_owner():
    """The web role may not TRUNCATE, so the cleaning after `transaction=True` tests is the owner's; nothing else."""
    clean = TransactionTestCase._fixture_teardown

    def clean_as_owner(case):
        with as_owner():
            _flush_when_quiet(partial(clean, case))
            for load in AFTER_FLUSH:
                load()

    TransactionTestCase._fixture_teardown = clean_as_owner
    yield
    TransactionTestCase._fixture_teardown = clean


@pytest.fixture
def owner_connection(transactional_db):
    """A second connection that is the owner's, in autocommit: it sees what the test has committed."""
    owner = connection.copy()
    owner.settings_dict.update(_owner)
    yield owner
    owner.close()
