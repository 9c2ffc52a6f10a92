"""Correcting reference data in the application; a corrected row is never overwritten by the loader again."""

from puskesos import trace
from puskesos.access import require


def save_row(*, by, now, row, before):
    """Store a row that a person changed or added, mark it as corrected, and trace old and new."""
    require(by, "katalog", "UA")
    row.disunting_pada = now
    row.save()
    after = {name: getattr(row, name) for name in before}
    trace.record(
        by, trace.Aksi.REFERENSI, row,
        perubahan={name: [str(before[name]), str(after[name])] for name in after if before[name] != after[name]},
    )  # fmt: skip
    return row
