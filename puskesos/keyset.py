"""Pages of long lists by key instead of by number: the cost does not grow with depth.

A cursor says "after this row" or "before this row". It is signed and bound to model and order; a cursor that is
wrong, foreign or worn gives the first page, never an error.
"""

from dataclasses import dataclass

from django.core import signing
from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import BooleanField, F, Func, Value

SIZE = 50
_NEXT, _PREVIOUS = "n", "p"


@dataclass(frozen=True)
class Page:
    """Some rows of a list in order, and the cursors of its neighbours ("" where the list ends)."""

    rows: list
    next: str = ""
    previous: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


class RowComparison(Func):
    """`(a, b) > (x, y)` as one comparison of rows: an index on (a, b) answers it, a chain of OR would not."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, columns, operator, values):
        super().__init__(*columns, *values)
        self.operator = operator

    def as_sql(self, compiler, connection):
        parts, params = [], []
        for expression in self.source_expressions:
            sql, more = compiler.compile(expression)
            parts.append(sql)
            params += more
        half = len(parts) // 2
        return f"({', '.join(parts[:half])}) {self.operator} ({', '.join(parts[half:])})", params


def page(queryset, *, order=("tenggat", "id"), cursor=None, size=SIZE):
    """One page of the queryset in this order; `order` names columns without NULL, all ascending or all with "-".

    Going back to the beginning, or past the end, gives the first page.
    """
    key = _Key(queryset.model, order)
    backwards, values = key.read(cursor)
    if values is None:
        return _first(queryset, key, size)
    rows = key.rows(queryset, size + 1, values=values, backwards=backwards)
    more = len(rows) > size
    if not rows or (backwards and not more):
        return _first(queryset, key, size)
    if backwards:
        rows = rows[:size][::-1]
        return Page(rows, next=key.cursor(_NEXT, rows[-1]), previous=key.cursor(_PREVIOUS, rows[0]))
    rows = rows[:size]
    return Page(rows, next=key.cursor(_NEXT, rows[-1]) if more else "", previous=key.cursor(_PREVIOUS, rows[0]))


def _first(queryset, key, size):
    return _begin(key.rows(queryset, size + 1), key, size)


def first_page(rows, model, *, order=("tenggat", "id"), size=SIZE):
    """The first page of a list of which the first `size` rows and one more were asked for already."""
    return _begin(rows, _Key(model, order), size)


def _begin(rows, key, size):
    more = len(rows) > size
    return Page(rows[:size], next=key.cursor(_NEXT, rows[size - 1]) if more else "")


class _Key:
    """The columns of one order: sorting, comparing, and writing a row's place into a cursor."""

    def __init__(self, model, order):
        self.names = [name.removeprefix("-") for name in order]
        self.descending = order[0].startswith("-")
        if any(name.startswith("-") != self.descending for name in order):
            raise ValueError("A keyset order runs in one direction: all columns with “-”, or none.")
        self.fields = [model._meta.get_field(name) for name in self.names]
        self.salt = f"keyset:{model._meta.label}:{','.join(order)}"

    def rows(self, queryset, count, *, values=None, backwards=False):
        falling = self.descending != backwards
        if values is not None:
            queryset = queryset.filter(RowComparison(self._columns(), "<" if falling else ">", self._literals(values)))
        return list(queryset.order_by(*((f"-{name}" if falling else name) for name in self.names))[:count])

    def _columns(self):
        return [F(name) for name in self.names]

    def _literals(self, values):
        return [Value(value, output_field=field) for value, field in zip(values, self.fields, strict=True)]

    def cursor(self, direction, row):
        values = [field.value_to_string(row) for field in self.fields]
        return signing.dumps([direction, *values], salt=self.salt)

    def read(self, cursor):
        """(backwards, values), or (False, None) for no cursor or one that is not ours."""
        try:
            direction, *texts = signing.loads(cursor or "", salt=self.salt)
            return direction == _PREVIOUS, [
                field.to_python(text) for field, text in zip(self.fields, texts, strict=True)
            ]
        except (signing.BadSignature, ValueError, TypeError, ValidationError):
            return False, None


def capped_count(queryset, cap=1000):
    """(how many, False), or (cap, True) when there are more than `cap`: counting stops there."""
    return capped_counts({"all": queryset}, cap)["all"]


def capped_counts(querysets, cap=1000):
    """{name: (how many, whether there are more than `cap`)} of many querysets in one query."""
    return counted(querysets, *capped_sql(querysets, cap), cap)


def capped_sql(querysets, cap):
    """(names, the SQL that counts them in this order, its parameters); what can find nothing is left out."""
    parts, params = {}, []
    for name, queryset in querysets.items():
        try:
            sql, more = queryset.order_by().values("pk")[: cap + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts[name] = f"(SELECT count(*) FROM ({sql}) AS one)"  # noqa: S608 – Django wrote the sql
        params += more
    return list(parts), f"SELECT {', '.join(parts.values())}", params


def counted(names, found, sql, params, cap):
    """Run what `capped_sql` wrote; 0 for those names that it left out."""
    nothing = dict.fromkeys(names, (0, False))
    if not found:
        return nothing
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        counts = cursor.fetchone()
    return nothing | {name: (min(n, cap), n > cap) for name, n in zip(found, counts, strict=True)}
