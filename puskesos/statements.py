"""SQL that PostgreSQL reads once per connection: afterwards only its name and the values are sent (PREPARE, EXECUTE).

Reading and planning one of our questions costs the database several times what answering it costs. PostgreSQL plans
the first five calls for their values, and goes on doing so where one plan for all values would be a worse one.
"""

from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg2.extensions import AsIs

_STAND_INS = {
    int: lambda n: -271_828 - n,
    str: lambda n: f"\ue000{n}",  # a character of no alphabet
    date: lambda n: date(1945, 8, n),
    datetime: lambda n: datetime(1945, 8, 17, 10, n, tzinfo=UTC),
    UUID: lambda n: UUID(int=271_828 + n),
}
_TYPES = {int: "bigint", str: "unknown", date: "date", datetime: "timestamptz", UUID: "uuid"}
_known = WeakKeyDictionary()  # connection → names of the statements it has read
_numbers = count(1)


def stand_in(kind, n=0):
    """The n-th value of a type that no real question contains."""
    return _STAND_INS[kind](n)


class Statement:
    """SQL with `%s` and its parameters, of which some are `open` until it is asked: {stand-in: type of the value}."""

    def __init__(self, sql, params, open):
        self.name, self._sql, self._params = f"prepared_{next(_numbers)}", sql, tuple(params)
        # In the order of their first use; what the SQL never uses is not asked for.
        self._types = {one: open[one] for one in params if _may_be_open(one) and one in open}
        self._call = f"EXECUTE {self.name}" + (f" ({', '.join(['%s'] * len(self._types))})" if self._types else "")

    def filled(self, told, using=DEFAULT_DB_ALIAS):
        """(SQL, parameters) to send on a connection for these values of the open ones: {stand-in: value}."""
        if not settings.DATABASE_PREPARE:
            return self._sql, self._with(told)
        self._make_known(connections[using])
        return self._call, tuple(told[one] for one in self._types)

    def _with(self, values):
        return tuple(values.get(one, one) if _may_be_open(one) else one for one in self._params)

    def _make_known(self, wrapper):
        wrapper.ensure_connection()
        names = _known.setdefault(wrapper.connection, set())
        if self.name not in names:
            types = ", ".join(_TYPES[kind] for kind in self._types.values())
            head = f"PREPARE {self.name}{f' ({types})' if types else ''} AS "
            places = {one: AsIs(f"${n}") for n, one in enumerate(self._types, start=1)}
            with wrapper.wrap_database_errors, wrapper.create_cursor() as cursor:
                cursor.execute(head + self._sql, self._with(places))
            names.add(self.name)


def _may_be_open(value):
    return isinstance(value, int | str | date | UUID)


class Question:
    """`Question(sql)(*values)` is all rows of SQL that we wrote ourselves, with one value for each `%s` in it."""

    def __init__(self, sql):
        self._places = [stand_in(str, n) for n in range(sql.count("%s"))]
        self._statement = Statement(sql, self._places, dict.fromkeys(self._places, str))

    def __call__(self, *values, using=DEFAULT_DB_ALIAS):
        told = dict(zip(self._places, values, strict=True))
        with connections[using].cursor() as cursor:
            cursor.execute(*self._statement.filled(told, using))
            return cursor.fetchall() if cursor.description else []


def as_array(values):
    """Numbers, codes or ids as one literal of an array; an adapted list is a cast for each of them."""
    return f"{{{','.join(map(str, values))}}}"
