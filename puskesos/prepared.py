"""Questions that pages ask again and again: Django writes their SQL once, later only the values change.

Composing and writing one query takes Django about a millisecond, several times what PostgreSQL needs to answer it;
a case page asks twenty. PostgreSQL in its turn reads each of them once (statements.py). Rows come back as the same
objects as from the queryset itself.
"""

from collections import namedtuple
from copy import copy

from django.core.exceptions import EmptyResultSet
from django.db import connections

from puskesos.statements import Statement, stand_in

# All of an acting person that may make a difference: whatever else a queryset looked at would be another one's answer.
Asker = namedtuple("Asker", "petugas_id peran kelurahan_codes")

class Prepared:
    """`Prepared(write, keluhan=UUID)(keluhan=id)` is the list of `write(keluhan=id)`.

    Where the answer depends on who asks, `write` takes an Asker first (`asked=True`) and so does the call; the SQL is
    shared by all of one role and place. A value is never None, because SQL asks for that in other words.
    """

    def __init__(self, write, *, asked=False, **types):
        self._write, self._asked, self._types, self._written = write, asked, types, {}
        self._stand_ins = {name: stand_in(kind, n) for n, (name, kind) in enumerate(types.items(), start=1)}
        self._kinds = {stand_in(int): int} | {self._stand_ins[name]: kind for name, kind in types.items()}

    def __call__(self, by=None, /, **values):
        key = (by.peran, by.kelurahan_codes) if self._asked else None
        if key not in self._written:
            self._written[key] = self._prepare(key)
        queryset, compiler, statement = self._written[key]
        told = self._told(by, values)
        return _rows(queryset, compiler, *statement.filled(told, queryset.db)) if statement else []

    def _prepare(self, key):
        """(queryset, compiler, Statement with stand-ins); no Statement where nothing can be found."""
        who = [Asker(stand_in(int), *key)] if self._asked else []
        queryset = self._write(*who, **self._stand_ins)
        compiler = queryset.query.get_compiler(queryset.db)
        try:
            statement = Statement(*compiler.as_sql(), self._kinds)
        except EmptyResultSet:
            return queryset, compiler, None
        # The same at every call: how values of each column become Python's.
        converters = compiler.get_converters(column for column, *_ in compiler.select[: compiler.col_count])
        compiler.get_converters = lambda _: converters
        return queryset, compiler, statement

    def _told(self, by, values):
        fit = values.keys() == self._types.keys()
        if not fit or not all(isinstance(values[name], kind) for name, kind in self._types.items()):
            raise TypeError(f"{self._types} is wanted, not {values}.")
        told = {self._stand_ins[name]: value for name, value in values.items()}
        return told | ({stand_in(int): by.petugas_id} if self._asked else {})


def _rows(queryset, compiler, sql, params):
    """What the queryset gives for SQL that stands already; half of all questions find nothing, and stop here."""
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    return list(_shaped(queryset, compiler, found)) if found else []


def _shaped(queryset, compiler, found):
    """Rows of the database as objects of the queryset; each call has a compiler and a queryset of its own."""
    own, rows = copy(compiler), queryset.all()
    if own.has_extra_select:  # columns that are only sorted by
        found = [row[: own.col_count] for row in found]
    own.connection, own.execute_sql = connections[queryset.db], lambda *_, **__: [found]
    rows.query.get_compiler = lambda *_, **__: own
    return rows
