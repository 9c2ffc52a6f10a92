"""Work that nobody waits for in front of a screen may give one statement more time than a page may."""

from django.conf import settings
from django.db import connection


def give_time():
    """From now on this process allows its statements WORKER_STATEMENT_SECONDS, on every connection it opens."""
    limit = f" -c statement_timeout={settings.WORKER_STATEMENT_SECONDS}s"
    options = connection.settings_dict["OPTIONS"]
    if limit not in options["options"]:
        options["options"] += limit  # PostgreSQL takes the last of two
    if connection.connection is not None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, false)", [f"{settings.WORKER_STATEMENT_SECONDS}s"]
            )
