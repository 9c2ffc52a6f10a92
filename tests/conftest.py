"""Fixtures for every test: the database and its roles, the reference data, and the people of the cast."""

import pytest
from django.db.models.signals import post_delete, post_save

import puskesos.reference
import rujukan.reference
from puskesos import catalogue
from tests.chromium import (
    chromium,
    chromium_path,
    pytest_collection_modifyitems,
    pytest_terminal_summary,
    pytest_testnodedown,
)
from tests.database import (
    AFTER_FLUSH,
    _flush_as_owner,
    django_db_modify_db_settings,
    django_db_setup,
    owner_connection,
)
from tests.lean_files import lean_files
from tests.people import *  # noqa: F403 – cast, now, siti, siti_web, budi, …
from tests.people import MONDAY

__all__ = [
    "_flush_as_owner",
    "chromium",
    "chromium_path",
    "django_db_modify_db_settings",
    "django_db_setup",
    "lean_files",
    "owner_connection",
    "pytest_collection_modifyitems",
    "pytest_terminal_summary",
    "pytest_testnodedown",
]


@pytest.fixture(scope="session")
def _reference_loaded(django_db_setup, django_db_blocker):
    """The reference data stands in the database outside every test's transaction, and again after each flush."""
    with django_db_blocker.unblock():
        _load_reference()
    AFTER_FLUSH.append(_load_reference)
    # Queries are counted: none may come because a test run takes more than half a minute.
    fresh, catalogue.FRESH_SECONDS = catalogue.FRESH_SECONDS, 24 * 3600
    catalogue.forget()
    yield
    catalogue.FRESH_SECONDS = fresh
    AFTER_FLUSH.remove(_load_reference)


def _load_reference():
    puskesos.reference.load(MONDAY)
    rujukan.reference.load(MONDAY)


@pytest.fixture
def reference(_reference_loaded):
    """The city's reference data; what one test changes in it, no other test finds in the catalogue."""
    changed = []

    def note(sender, **_):
        changed.append(sender.__name__ in catalogue._WATCHED)

    post_save.connect(note)
    post_delete.connect(note)
    yield
    post_save.disconnect(note)
    post_delete.disconnect(note)
    if any(changed):
        catalogue.forget()
