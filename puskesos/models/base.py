"""What many models share."""

from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections, models

from puskesos.numbering import new_uuid7
from puskesos.statements import Question


class Referensi(models.Model):
    """A row of reference data: loaded from our own files, then owned by the people who correct it.

    `disunting_pada` is set when a person edits the row; the loader never touches such a row again.
    """

    kode = models.CharField("kode", max_length=40, primary_key=True)
    nama = models.CharField("nama", max_length=200)
    sumber = models.CharField("sumber", max_length=300, blank=True)
    aktif = models.BooleanField("aktif", default=True)
    disunting_pada = models.DateTimeField("disunting pada", null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["kode"]

    def __str__(self):
        return self.nama


class OftenBorn(models.Model):
    """A row of the daily work: its INSERT is one statement per model, read by PostgreSQL once per connection."""

    class Meta:
        abstract = True

    def _do_insert(self, manager, using, fields, returning_fields, raw):
        """Django's last step of `save`, with the same values and without composing the same SQL anew."""
        values = [getattr(self, field.attname) if raw else field.pre_save(self, add=True) for field in fields]
        if any(hasattr(value, "resolve_expression") for value in values):
            return super()._do_insert(manager, using, fields, returning_fields, raw)
        link = connections[using]
        told = [field.get_db_prep_save(value, link) for field, value in zip(fields, values, strict=True)]
        return _insertion(type(self), tuple(fields), tuple(returning_fields), using)(*told, using=using)

    @classmethod
    def insert_together(cls, rows):
        """`bulk_create` of a few rows whose keys the database gives: one statement for each number of rows."""
        rows, link = list(rows), connections[DEFAULT_DB_ALIAS]
        fields = tuple(field for field in cls._meta.concrete_fields if not (field.primary_key or field.generated))
        told = [field.get_db_prep_save(field.pre_save(row, True), link) for row in rows for field in fields]
        if rows:
            _insertion(cls, fields, (), DEFAULT_DB_ALIAS, len(rows))(*told)


@cache
def _insertion(model, fields, returning, using, rows=1):
    def listed(names):
        return ", ".join(map(connections[using].ops.quote_name, names))

    sql = f"INSERT INTO {listed([model._meta.db_table])} ({listed(field.column for field in fields)}) "
    row = f"({', '.join(['%s'] * len(fields))})"
    sql += f"VALUES {', '.join([row] * rows)}"
    return Question(f"{sql} RETURNING {listed(field.column for field in returning)}" if returning else sql)


class BornAnywhere(OftenBorn):
    """A row that a phone may create: its UUIDv7 is made by the client and is the idempotency key."""

    id = models.UUIDField(primary_key=True, default=new_uuid7, editable=False)

    class Meta:
        abstract = True
