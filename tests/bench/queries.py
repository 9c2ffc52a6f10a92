"""The SQL behind a page: how many statements, and how long the bare ones take that carry its answer."""

import re
import time

import psycopg2
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

# What any page asks about the person who asks; it is part of the floor, not of the answer.
FRAME = {"django_session", "puskesos_petugas", "puskesos_penugasan", "puskesos_jejak"}
UNREAD = 'SELECT COUNT(*) AS "__count" FROM "rujukan_kiriman"'
TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "?(\w+)"?')
CONTROL = re.compile(r"(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)")


@override_settings(DATABASE_PREPARE=False)
def statements(page):
    """SQL of one warm request, without transaction control; in full, where the application sends names."""
    page.ask_in_process()()  # the catalogue is in memory now
    ask = page.ask_in_process()
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    if answer.status_code not in page.good:
        raise RuntimeError(f"{page.name}: {answer.status_code} in process")
    return [one["sql"] for one in captured if not CONTROL.match(one["sql"])]


class Bare:
    """The answer's own statements, sent by psycopg2 on one connection."""

    def __init__(self, page, sqls):
        self.writes = any(sql.startswith(("INSERT", "UPDATE")) and _table(sql) not in FRAME for sql in sqls)
        self.sqls = [sql for sql in sqls if self.writes or not (_table(sql) in FRAME or sql.startswith(UNREAD))]
        self.times = []
        settings = connection.get_connection_params()
        settings = {name: settings[name] for name in ("dbname", "user", "host", "options") if name in settings}
        self.connection = psycopg2.connect(**settings)
        self.connection.autocommit = True

    def run(self):
        with self.connection.cursor() as cursor:
            began = time.perf_counter()
            for sql in self.sqls:
                cursor.execute(sql)
                if cursor.description:
                    cursor.fetchall()
            self.times.append((time.perf_counter() - began) * 1000)


def _table(sql):
    found = TABLE.search(sql)
    return found[1] if found else ""
