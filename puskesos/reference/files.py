"""Reading the reference files of this folder: rows as a clerk wrote them, nothing decided yet."""

import csv
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
LIST_MARK = "|"


def rows(name):
    """All rows of `<name>.csv` as dictionaries of stripped text.

    A byte order mark and semicolons are accepted: that is how Indonesian Excel saves a CSV file.
    """
    with open(FOLDER / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        file.seek(0)
        delimiter = ";" if head.count(";") > head.count(",") else ","
        return [_stripped(name, row) for row in csv.DictReader(file, delimiter=delimiter, strict=True)]


def items(text):
    """The members of a list cell such as `BPJS_KES|DINSOS`."""
    return [part.strip() for part in text.split(LIST_MARK) if part.strip()]


def yes(text):
    """True for `ya`, False for `tidak`; anything else is a mistake in the file."""
    try:
        return {"ya": True, "tidak": False}[text]
    except KeyError:
        raise ValueError(f"Isi “{text}” bukan ya atau tidak.") from None


def _stripped(name, row):
    if None in row or None in row.values():
        raise ValueError(f"{name}.csv: jumlah kolom tidak sama dengan judulnya: {list(row.values())}")
    return {column: value.strip() for column, value in row.items()}
