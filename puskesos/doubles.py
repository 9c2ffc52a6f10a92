"""People who may be on file twice: pairs in reach that share a telephone, a household or a name and birth date.

Computed when somebody looks, never stored; a pair that was decided on is never suggested again. Nothing is merged
because of a score: an officer judges (merging.py).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection

from puskesos import matching
from puskesos.models import NomorKK, Warga

MOST_PAIRS = 400  # weighed at once
MOST_SHOWN = 50
LOOK_BACK = timedelta(days=365)  # the newer of the two was written down within this time

# Three narrow joins instead of one wide OR: each is answered by equality on one column.
_PAIRS = """
WITH reach AS MATERIALIZED ({reach}), fresh AS (SELECT * FROM reach WHERE created_at >= %s)
SELECT first, second FROM (
    SELECT a.id AS first, b.id AS second FROM fresh b JOIN reach a ON a.hp_cari = b.hp_cari AND a.id < b.id
    UNION
    SELECT a.id, b.id FROM fresh b JOIN reach a ON a.keluarga_id = b.keluarga_id AND a.id < b.id
    UNION
    SELECT a.id, b.id FROM fresh b JOIN reach a ON a.nama_kunci = b.nama_kunci AND a.id < b.id
        AND (a.tanggal_lahir = b.tanggal_lahir
             OR (a.kelurahan_id = b.kelurahan_id AND (a.tanggal_lahir IS NULL OR b.tanggal_lahir IS NULL)))
    UNION
    SELECT a.id, b.id FROM fresh b
        JOIN puskesos_nomorkk kb ON kb.keluarga_id = b.keluarga_id AND kb.berlaku_sampai IS NULL
        JOIN puskesos_nomorkk ka ON ka.kk_cari = kb.kk_cari AND ka.berlaku_sampai IS NULL
        JOIN reach a ON a.keluarga_id = ka.keluarga_id AND a.id < b.id
) pairs
WHERE NOT EXISTS (SELECT FROM puskesos_dugaanganda d WHERE d.warga_a_id = first AND d.warga_b_id = second)
ORDER BY second DESC, first DESC LIMIT %s
"""


class Pair(NamedTuple):
    """Two people, the older file first, with how likely they are one and why."""

    a: Warga
    b: Warga
    score: int
    reasons: list


def suspected(by, now, *, kelurahan=None):
    """Pairs in reach worth an officer's eye, the likeliest first; at most 50."""
    people = Warga.objects.visible_to(by).current()
    if kelurahan:
        people = people.filter(kelurahan_id__in=kelurahan)
    ids = _candidates(people, now)
    known = {one.pk: one for one in Warga.objects.filter(pk__in={id for pair in ids for id in pair})}
    cards = _cards(known.values())
    pairs = [weigh(known[first], known[second], cards) for first, second in ids]
    worth = [pair for pair in pairs if pair.score >= matching.WORTH_SHOWING]
    return sorted(worth, key=lambda pair: (-pair.score, pair.a.nama_kunci))[:MOST_SHOWN]


def _candidates(people, now):
    columns = ("id", "nama_kunci", "hp_cari", "keluarga_id", "tanggal_lahir", "kelurahan_id", "created_at")
    try:
        reach, params = people.order_by().values(*columns).query.sql_with_params()
    except EmptyResultSet:  # a role that reads no cases knows nobody
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS.format(reach=reach), [*params, now - LOOK_BACK, MOST_PAIRS])
        return cursor.fetchall()


def _cards(people):
    """{household id: its present No. KK}: to see that two households are one."""
    households = {one.keluarga_id for one in people if one.keluarga_id}
    rows = NomorKK.objects.filter(keluarga__in=households, berlaku_sampai__isnull=True)
    return {row.keluarga_id: row.number() for row in rows}


def weigh(a, b, cards=None):
    """The Pair of two people, the older file first."""
    a, b = sorted((a, b), key=lambda one: one.pk)
    cards = _cards((a, b)) if cards is None else cards
    score, reasons = matching.same_person(_hint(a, cards), _hint(b, cards))
    return Pair(a, b, score, reasons)


def _hint(one, cards):
    return matching.PersonHint(
        nama=one.nama, nik=one.nik() or None, tanggal_lahir=one.tanggal_lahir, kelurahan=one.kelurahan_id,
        no_hp=one.hp() or None, no_kk=cards.get(one.keluarga_id),
    )  # fmt: skip


# --- side by side --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One fact of both people; numbers are compared without being shown."""

    label: str
    a: str
    b: str
    differs: bool


SHOWN = (
    ("Nama", "nama"), ("Panggilan", "nama_alias"), ("Tempat lahir", "tempat_lahir"), ("Tanggal lahir", "tanggal_lahir"),
    ("Jenis kelamin", "get_jenis_kelamin_display"), ("Nama ibu kandung", "nama_ibu"), ("Pekerjaan", "pekerjaan"),
    ("Alamat", "alamat"), ("RT", "rt"), ("RW", "rw"), ("Patokan", "patokan"), ("Daerah asal", "daerah_asal"),
)  # fmt: skip


def compare(a, b):
    """Lines of both files in the order of the page; what is empty in both is left out."""
    numbers = [one.nik_masked if one.nik_cari else "" for one in (a, b)]
    lines = [_sealed("NIK", *numbers, a.nik_cari, b.nik_cari)]
    lines += [_plain(label, _said(a, name), _said(b, name)) for label, name in SHOWN]
    lines.append(_plain("Kelurahan", a.kelurahan.nama, b.kelurahan.nama))
    lines.append(_sealed("Nomor HP", "ada" if a.hp_cari else "", "ada" if b.hp_cari else "", a.hp_cari, b.hp_cari))
    lines.append(_same_household(a, b))
    return [line for line in lines if line.a or line.b]


def _said(one, name):
    value = getattr(one, name)
    value = value() if callable(value) else value
    return f"{value:%d-%m-%Y}" if hasattr(value, "strftime") else str(value or "")


def _plain(label, a, b):
    return Line(label, a, b, differs=bool(a and b) and a.casefold() != b.casefold())


def _sealed(label, a, b, key_a, key_b):
    """Both there: equal or not is all that is said."""
    if key_a is None or key_b is None:
        return Line(label, a, b, differs=False)
    same = bytes(key_a) == bytes(key_b)
    word = "sama" if same else "berbeda"
    return Line(label, f"{a} ({word})", f"{b} ({word})", differs=not same)


def _same_household(a, b):
    if not a.keluarga_id or not b.keluarga_id:
        return Line("Keluarga", "tercatat" if a.keluarga_id else "", "tercatat" if b.keluarga_id else "", False)
    cards = _cards((a, b))
    same = a.keluarga_id == b.keluarga_id or (
        cards.get(a.keluarga_id) is not None and cards.get(a.keluarga_id) == cards.get(b.keluarga_id)
    )
    word = "No. KK sama" if same else "No. KK berbeda"
    return Line("Keluarga", word, word, differs=not same)
