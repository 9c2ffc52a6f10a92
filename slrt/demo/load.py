"""Bulk loading: rows of many tables collected as COPY text and sent in one stream per table."""

import io
import json
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import NOT_PROVIDED


class Table:
    """One table of a batch; `add(**values)` takes column values, everything else gets the field's default."""

    def __init__(self, model):
        self.model = model
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        fields = [field for field in fields if not (field.primary_key and field.get_internal_type() == "BigAutoField")]
        self.json = {field.column for field in fields if field.get_internal_type() == "JSONField"}
        self.blank = {field.column: _cell(_default(field), field.column in self.json) for field in fields}
        self.lines = []

    def add(self, **values):
        row = self.blank.copy()
        for name, value in values.items():
            row[name] = _cell(value, True) if name in self.json else _FORMS.get(type(value), _text)(value)
        if len(row) > len(self.blank):
            raise TypeError(f"{self.model.__name__}: {sorted(set(row) - set(self.blank))}")
        self.lines.append("\t".join(row.values()))

    def send(self, cursor):
        if not self.lines:
            return
        names = ", ".join(f'"{name}"' for name in self.blank)
        text = io.StringIO("\n".join(self.lines) + "\n")
        cursor.copy_expert(f'COPY "{self.model._meta.db_table}" ({names}) FROM STDIN', text)
        self.lines = []


def _default(field):
    if field.default is NOT_PROVIDED:
        return None if field.null else "" if field.empty_strings_allowed else None
    return None if callable(field.default) and field.primary_key else field.get_default()


def _text(value):
    if "\\" not in value and value.isprintable():
        return str(value)
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


# One writer per type, in COPY text form.
_FORMS = {
    type(None): lambda value: "\\N",
    bool: lambda value: "t" if value else "f",
    str: _text,
    bytes: lambda value: "\\\\x" + value.hex(),
    datetime: datetime.isoformat,
    date: date.isoformat,
    UUID: str,
    int: str,
    float: str,
    list: lambda value: "{" + ",".join(f'"{item}"' for item in value) + "}",
}


def _cell(value, as_json=False):
    """One value in COPY text form; members of TextChoices are written as their text."""
    if as_json:
        value = json.dumps(value, ensure_ascii=False) if value else "{}" if value == {} else "[]"
    write = _FORMS.get(type(value)) or _text
    return write(value)


def send_all(tables):
    """COPY every table, in the order given (parents first)."""
    with connection.cursor() as cursor:
        for table in tables:
            table.send(cursor.cursor)
