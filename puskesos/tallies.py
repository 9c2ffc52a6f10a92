"""Counts beside the tabs of a list, all in one statement that is written once and then only filled in.

Writing the SQL of eight tabs takes longer than counting them. It differs between people of one role and place only in
who asks and when, so the statement is kept with these two left open.
"""

from datetime import datetime

from puskesos.keyset import capped_sql, counted
from puskesos.prepared import Asker
from puskesos.statements import Statement, stand_in


class Tallies:
    """`Tallies(write, cap)(by, now)` is {name: (how many, whether more than cap)} of `write(asker, now)`.

    `write` gives {name: queryset}; of `Tallies(write, cap, jenis=str)` it takes that value too, and so does the call.
    Its Asker has petugas_id, peran and kelurahan_codes; anything else is an AttributeError, because the statement is
    shared by all who have the last two in common.
    """

    def __init__(self, write, cap, **types):
        self._write, self._cap, self._written = write, cap, {}
        self._open = {name: stand_in(kind, n) for n, (name, kind) in enumerate(types.items(), start=1)}
        self._kinds = {stand_in(int): int, stand_in(datetime): datetime}
        self._kinds |= {self._open[name]: kind for name, kind in types.items()}

    def __call__(self, by, now, **values):
        key = by.peran, by.kelurahan_codes
        if key not in self._written:
            self._written[key] = self._prepare(key)
        names, found, statement = self._written[key]
        told = {stand_in(int): by.petugas_id, stand_in(datetime): now}
        told |= {self._open[name]: value for name, value in values.items()}
        return counted(names, found, *statement.filled(told), self._cap)

    def _prepare(self, key):
        querysets = self._write(Asker(stand_in(int), *key), stand_in(datetime), **self._open)
        found, sql, params = capped_sql(querysets, self._cap)
        return list(querysets), found, Statement(sql, params, self._kinds)
