"""A city that stands while one module's tests look at it: building it anew for each of them would take minutes."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command

from tests.dashboard.city import build
from tests.database import AFTER_FLUSH, as_owner
from tests.people import MONDAY, Cast


@pytest.fixture(scope="module")
def _standing_city(_reference_loaded, django_db_blocker):
    """Committed, and swept away by the owner when the module is done."""
    with django_db_blocker.unblock():
        cast = Cast()
        build(cast)
    yield cast
    with django_db_blocker.unblock(), as_owner():
        call_command("flush", interactive=False, verbosity=0)
        for load in AFTER_FLUSH:
            load()


@pytest.fixture
def city(_standing_city, db):
    """The people of the standing city, with browsers of their own for this test."""
    cast = object.__new__(Cast)
    cast._accounts = _standing_city._accounts
    return cast


@pytest.fixture
def office_hours():
    """The clock of the pages stands still an hour after the cases were written down."""
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        yield
