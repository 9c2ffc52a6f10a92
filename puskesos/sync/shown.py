"""A report as a person reads it: the labels of the form and the words of its choices instead of names and codes."""

import re

from puskesos.sync.mending import NOT_TYPED, as_texts
from puskesos.sync.pack import catalogue_pack

_ROW = re.compile(r"(kebutuhan|kepesertaan)-(\d+)-(\w+)")
_DATE_PART = re.compile(r"(\w+)_([012])")
_COUNTS = ("_FORMS",)
ROW_WORDS = {"kebutuhan": "Kebutuhan", "kepesertaan": "Kepesertaan"}


def lines(typed, *, day, visit=False):
    """[(label, text)] of what was typed, in the order of the form; nothing is left out."""
    pack = catalogue_pack(day)
    fields = pack["kunjungan"] if visit else pack["isian"]
    texts = {name: found for name, found in as_texts(typed).items() if any(one.strip() for one in found)}
    order = {name: at for at, name in enumerate(fields)}
    shown = {}
    for name, found in sorted(texts.items(), key=lambda pair: (order.get(_plain(pair[0]), 999), pair[0])):
        if name in NOT_TYPED or name.endswith(_COUNTS):
            continue
        label, text = _line(name, found, fields, pack)
        shown[label] = f"{shown[label]}-{text}" if label in shown and _DATE_PART.fullmatch(name) else text
    return list(shown.items())


def _plain(name):
    part = _DATE_PART.fullmatch(name)
    return part[1] if part else name


def _line(name, texts, fields, pack):
    if row := _ROW.fullmatch(name):
        field = pack["baris"][row[1]]["isian"].get(row[3]) or _paper(row[3], pack)
        return f"{ROW_WORDS[row[1]]} {int(row[2]) + 1}: {field['label']}", _words(field, texts)
    field = fields.get(name) or fields.get(_plain(name)) or {"label": name}
    return field["label"] or name, _words(field, texts)


def _paper(name, pack):
    """A line of the checklist, wherever the services keep it."""
    id = name.removeprefix("berkas_")
    found = (row for rows in pack["syarat"].values() for row in rows if str(row["id"]) == id)
    return {"label": next((row["nama"] for row in found), name)}


def _words(field, texts):
    known = dict(_flat(field.get("pilihan", ())))
    if field.get("jenis") == "centang":
        return "Ya"
    return ", ".join(known.get(text, text) for text in texts)


def _flat(rows):
    for key, label in rows:
        if isinstance(label, list):
            yield from _flat(label)
        else:
            yield key, label


def beside(one, other, *, day, visit=False):
    """[{label, a, b, differs}] of two reports under the same id."""
    left, right = dict(lines(one, day=day, visit=visit)), dict(lines(other, day=day, visit=visit))
    labels = dict.fromkeys([*left, *right])
    return [{"label": label, "a": left.get(label, ""), "b": right.get(label, ""),
             "differs": left.get(label) != right.get(label)} for label in labels]  # fmt: skip
