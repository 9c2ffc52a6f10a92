"""Counting what a page asks the database, as it would be outside a test: without the savepoints of the test client."""

from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

MARKS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO")


def asked(call, *arguments, **more):
    """(response, [sql]) of one request; in full, where the application sends only the name of a statement."""
    with override_settings(DATABASE_PREPARE=False), CaptureQueriesContext(connection) as found:
        response = call(*arguments, **more)
    return response, [one["sql"] for one in found if not one["sql"].startswith(MARKS)]
