"""Bodies for every address that writes: a good one made from its own fields, and bad ones made from the good."""

import copy
import json
from random import Random

from rest_framework import serializers

from puskesos.api.fields import Code, Day, Id, Moment, Number16, Phone, RtRw
from puskesos.numbering import new_uuid7
from tests.cases import NIK_MAN

# Types, boundaries, floods, markup, queries, dates, foreign ids (reliability §5.2).
NASTY = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**400, 1e308, -0.0, 1.5, "", " ", "\x00", "a\x00b", "\ud800",
    "\udfff\ud800", "\u202e", "\u200b" * 50, "e" + "\u0301" * 5000, "𝕊𝕚𝕥𝕚", "١٢٣٤", "🙂" * 100, "x" * 100_000,
    "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "'; DROP TABLE puskesos_keluhan;--", "\" OR 1=1", "%s%n%00",
    "../../etc/passwd", "=cmd|'/c calc'!A0", "a\r\nSet-Cookie: x=1", "nan", "inf", "null", "true", "2026-02-30",
    "0000-00-00", "9999-12-31", "1900-01-01", "2026-11-23T25:00:00", "2026-11-23T09:00:00", "0001-01-01T00:00:00Z",
    "31/12/2026", "6271013208900001", "627101320890000", "0" * 16, "62710117089000031",
    "00000000-0000-0000-0000-000000000000",
    "klien__nik", "id__in", "__class__", [], [[]], [None], [[], [], []], ["x"] * 500, {}, {"a": {}}, {"": ""},
    {"__proto__": {"x": 1}}, {"kode": "L01"}, [{}], [{"x": [{"y": [{}]}]}], "L01", "TERDAFTAR", ["L01", 7, None],
)  # fmt: skip
# Bodies that are no JSON object at all, or that two programs would read differently.
RAW = (
    b"", b" ", b"{", b"}", b"[", b"null", b"true", b"0", b"-", b"1e999", b"NaN", b'{"a": NaN}', b'{"a": Infinity}',
    b'{"a": -Infinity}', b'{"a": 1e400}', b'{"a": 1, "a": 2}', b'{"a": ' + b"9" * 5000 + b"}", b"\xef\xbb\xbf{}",
    b"\xff\xfe{\x00}\x00", b'{"\\ud800": 1}', b'{"a": "\\ud800"}', b"[" * 1000 + b"]" * 1000, b"[" * 100_000,
    b'{"a":' * 1000 + b"1" + b"}" * 1000, b'{"a":' * 50_000, b"<xml/>", b"a=b&c=d", b"\x00", b"\x1f\x8b\x08\x00",
    b'{"a": "' + b"x" * 5_000_000 + b'"}', b"[" + b"1," * 200_000 + b"1]", b'{"a": 1}garbage', b"'a'", b"{a: 1}",
)  # fmt: skip


def good(Input):
    """A body that the fields of an Input take; ids are new, so nothing is found by them."""
    return {
        name: _value(field) for name, field in Input().fields.items() if not isinstance(field, serializers.FileField)
    }


def _value(field):
    if isinstance(field, serializers.ListSerializer):
        return [good(type(field.child))]
    if isinstance(field, serializers.Serializer):
        return good(type(field))
    if isinstance(field, serializers.ListField):
        return [_value(field.child)]
    if isinstance(field, serializers.DictField):
        return {"1": _value(field.child)}
    if isinstance(field, Code):
        return next(iter(field.known()))
    if isinstance(field, serializers.ChoiceField):
        return next(iter(field.choices))
    return next((value for kind, value in _VALUES.items() if isinstance(field, kind)), "Halimah")


_VALUES = {
    Id: str(new_uuid7()), Day: "2026-11-23", Moment: "2026-11-23T08:00:00+07:00", Phone: "081234567890", RtRw: "3",
    serializers.BooleanField: True, serializers.IntegerField: 1, Number16: NIK_MAN,
}  # fmt: skip


def bad(body, count, seed):
    """`count` bodies, each the good one with one to three things spoiled; the same seed spoils the same."""
    dice = Random(seed)
    for _ in range(count):
        made = copy.deepcopy(body)
        for _ in range(dice.randint(1, 3)):
            made = _spoil(made, dice)
        yield json.dumps(made).encode()


def _nasty(dice):
    return copy.deepcopy(dice.choice(NASTY))


def _spoil(body, dice):
    places = list(_places(body))
    if not places:
        return _nasty(dice)
    holder, key = dice.choice(places)
    deed = dice.random()
    if deed < 0.7:
        holder[key] = _nasty(dice)
    elif deed < 0.8:
        del holder[key]
    elif deed < 0.9 and isinstance(holder, dict):
        holder[dice.choice(["asing", "id", "pk", "status", "\x00", "klien__nik", "x" * 10_000])] = _nasty(dice)
    else:
        holder[key] = [holder[key]]
    return body


def _places(node):
    """(container, key) of every value inside."""
    for key in list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield node, key
        yield from _places(node[key])
