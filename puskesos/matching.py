"""Could these two be the same person? Names as they are written here, and the few facts beside them.

The answer is a score with its reasons in words, for an officer to judge. Nothing
is ever merged because of it.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from itertools import permutations
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from puskesos.nik import normalise as plain_digits

WORTH_SHOWING = 55  # below this, two people merely have similar names
SIMILAR_NAME = 70
SAME_NIK_AT_LEAST = 85
DIFFERENT_NAMES_AT_MOST = 50  # twins share birth date, KK, telephone and nearly the NIK
DIFFERENT_NIK_AT_MOST = 65

_NAME_READ = 300


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set_of(
    "h hj haji hajah hajjah kh kyai ust ustad ustaz ustadz ustadzah dr drg drs dra drh ir prof pdt pendeta "
    "rm romo raden rr bapak bpk pak ibu bu sdr sdri saudara saudari tn tuan ny nyonya nn nona mr mrs ms "
    "alm almh almarhum almarhumah"
)
_DEGREES = _set_of(
    "sh se st ss sp si sag shi sei ssi sip skm sst spt shut spi skom ssos skep spd spdi sth sthi spsi stp strkes "
    "ma mm mt mh mp msi mpd mpdi mkes mkom mag map mhum msc mba mph amd amk amdkeb amdkep ama lc spa spb spog "
    "ns ners phd"
)
_CHILD_OF = frozenset({"bin", "binti", "bt", "ibn"})  # only between names: Binti is also a Dayak family name
_ABBREVIATIONS = {
    "st": "siti",
    "sti": "siti",
    "abd": "abdul",
    "abdl": "abdul",
    "ach": "ahmad",
    "akh": "ahmad",
    "ahm": "ahmad",
    "gt": "gusti",
}
_MUHAMMAD = re.compile(r"m|md|muh|muhd|mhd|mo[ck]?h|mo[ck]?hd|m(?:o|u|oe)[ck]?ham+[ae][dt]")

# From old and borrowed spellings to one; the order matters: dj becomes j before j can become y.
_SPELLINGS = [
    (re.compile(pattern), into)
    for pattern, into in [
        (r"oe", "u"),  # Soeharto
        (r"tj", "c"),  # Tjahjo
        (r"dj|dz", "j"),  # Djoko, Dzaki
        (r"^nj", "ny"),  # Njoman
        (r"s[jyh](?=[aiueo])", "s"),  # Sjahrir, Syarif, Sholeh
        (r"chr", "kr"),  # Christina
        (r"kh|ch", "h"),  # Achmad, Khairil
        (r"ph|v|f", "p"),  # Joseph, Novi; Yusuf and Yusup
        (r"ck|q|c(?![aiueo])", "k"),  # Victor, Qomar
        (r"x", "ks"),
        (r"^z", "j"),  # Zainal and Jainal
        (r"ts|z", "s"),  # Utsman; Rizki and Riski
        (r"(?<=[tbdgj])h", ""),  # Martha, Bhakti, Dhani, Ghani, Jhon
        (r"(?<!n)j", "y"),  # Jusuf, Wijaja; but Anjani stays
        (r"(?<=[aiueo])w$", "u"),  # Danaw
        (r"(?<=u)w(?=[aeio])", ""),  # Duwel
        (r"(?<=i)y(?=[aeou])", ""),  # Aliyah
        (r"(?<=[^aiueony])y|(?<=[aeioun])y(?![aiueo])", "i"),  # Suryadi, Lydia, Rudy, Sahay; but Nyoman and Yaya stay
        (r"ie$", "i"),  # Asie
        (r"(.)\1+", r"\1"),  # Annisa
        (r"(?<=[aiueo])h$", ""),  # Aminah
    ]
]


class Match(NamedTuple):
    """How likely it is one person (0–100), and why, in words for the officer."""

    score: int
    reasons: list[str]


@dataclass(frozen=True)
class PersonHint:
    """What is known of a person when looking for doubles; the repr shows none of it."""

    nama: str = field(repr=False)
    nik: str | None = field(default=None, repr=False)
    tanggal_lahir: date | None = field(default=None, repr=False)
    kelurahan: str | None = field(default=None, repr=False)
    no_hp: str | None = field(default=None, repr=False)
    no_kk: str | None = field(default=None, repr=False)


class _Evidence(NamedTuple):
    points: int
    reason: str
    at_least: int = 0
    at_most: int = 100


# --- names -------------------------------------------------------------------------------------------


def name_key(name: str) -> str:
    """One spelling for a name however it was written: no titles, no degrees, words in alphabetical order."""
    return " ".join(sorted(_key_words(name)))


def name_similarity(a: str, b: str) -> int:
    """0–100, whatever the order of words, their spelling, or whether one was left out or written together."""
    words_a, words_b = sorted(_words(a)), sorted(_words(b))
    if not words_a or not words_b:
        return 0
    if words_a == words_b:
        return 100
    shorter, longer = sorted((_key_words(a), _key_words(b)), key=len)
    best = max(_overlap(shorter, variant) for variant in _written_together(longer, len(shorter)))
    return min(round(best), 96)  # the same sound is not quite the same writing: Joko and Yoko


def _key_words(name: str) -> list[str]:
    return [spelled for word in _words(name) if (spelled := _spelled(word))]


def _words(name: str) -> list[str]:
    """The words that belong to the name itself, abbreviations written out, Muhammad as `m`."""
    words = [word for chunk in _without_degrees(_plain(name)) for word in re.findall(r"[^\W_]+", chunk)]
    named = [word for word in words if word not in _TITLES] or words[-1:]
    inner = [word for word in named[1:-1] if word not in _CHILD_OF]
    return _written_out(named[:1] + inner + named[1:][-1:])


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", (name or "")[:_NAME_READ]).casefold()
    return "".join(char for char in letters if char not in "'’‘`ʼ" and not unicodedata.combining(char))


def _without_degrees(name: str) -> list[str]:
    """Degrees have dots inside or follow a comma, and never come before the name: M.A. Rahman keeps his initials."""
    before, _, after = name.partition(",")
    chunks = before.split()
    first = next((at for at, chunk in enumerate(chunks) if chunk.strip(".") not in _TITLES), 0)
    kept = [chunk for chunk in chunks[first + 1 :] if "." not in chunk.strip(".") or not _is_degree(chunk)]
    tail = [chunk for chunk in after.replace(",", " ").split() if not _is_degree(chunk)]
    return chunks[: first + 1] + kept + tail


def _is_degree(chunk: str) -> bool:
    return chunk.replace(".", "") in _DEGREES


def _written_out(words: list[str]) -> list[str]:
    short = "m" if len(words) > 1 else "muhammad"
    return [short if _MUHAMMAD.fullmatch(word) else _ABBREVIATIONS.get(word, word) for word in words]


def _spelled(word: str) -> str:
    for pattern, into in _SPELLINGS:
        word = pattern.sub(into, word)
    return word


def _written_together(words: list[str], fewer: int):
    """The words as they are, and with any two of them joined when the other name has fewer: Nur Hayati, Nurhayati."""
    yield words
    if fewer < len(words) <= 6:
        for first, second in permutations(range(len(words)), 2):
            rest = [word for at, word in enumerate(words) if at not in (first, second)]
            yield [words[first] + words[second], *rest]


def _overlap(a: list[str], b: list[str]) -> float:
    """Mostly how well the worse covered of both names is found in the other."""
    covers = _cover(a, b), _cover(b, a)
    return 0.7 * min(covers) + 0.3 * max(covers)


def _cover(a: list[str], b: list[str]) -> float:
    return sum(len(word) * max(_alike(word, other) for other in b) for word in a) / sum(map(len, a))


def _alike(a: str, b: str) -> float:
    if 1 in (len(a), len(b)) and a[0] == b[0]:
        return 100 if a == b else 80  # an initial
    return fuzz.ratio(a, b)


# --- people ------------------------------------------------------------------------------------------


def same_person(a: PersonHint, b: PersonHint) -> Match:
    """Weigh what two descriptions share; the order of the two never matters."""
    similarity = name_similarity(a.nama, b.nama)
    evidence = [
        piece
        for piece in (
            _by_nik(plain_digits(a.nik), plain_digits(b.nik)),
            _by_name(a.nama, b.nama, similarity),
            _by_birth(a.tanggal_lahir, b.tanggal_lahir),
            _if_equal(plain_digits(a.no_kk), plain_digits(b.no_kk), 12, "Satu No. KK"),
            _if_equal(_subscriber(a.no_hp), _subscriber(b.no_hp), 12, "Nomor HP sama"),
            _if_equal(a.kelurahan, b.kelurahan, 8, "Satu kelurahan"),
        )
        if piece
    ]
    floor = max(piece.at_least for piece in evidence)
    ceiling = min(piece.at_most for piece in evidence)
    score = max(floor, min(sum(piece.points for piece in evidence), ceiling))
    return Match(score, [piece.reason for piece in evidence])


def _by_nik(a: str, b: str) -> _Evidence | None:
    if not a or not b:
        return None
    if a == b:
        return _Evidence(100, "NIK sama", at_least=SAME_NIK_AT_LEAST)
    if OSA.distance(a, b) <= 1:
        return _Evidence(30, "NIK hanya berbeda satu angka")
    return _Evidence(-15, "NIK berbeda", at_most=DIFFERENT_NIK_AT_MOST)


def _by_name(a: str, b: str, similarity: int) -> _Evidence:
    if similarity < SIMILAR_NAME:
        return _Evidence(0, "Nama berbeda", at_most=DIFFERENT_NAMES_AT_MOST)
    points = round(50 * (similarity - SIMILAR_NAME) / (100 - SIMILAR_NAME))
    if similarity == 100:
        return _Evidence(points, "Nama sama")
    return _Evidence(points, "Nama sama, ejaan berbeda" if name_key(a) == name_key(b) else "Nama mirip")


def _by_birth(a: date | None, b: date | None) -> _Evidence | None:
    if not a or not b:
        return None
    if a == b:
        return _Evidence(25, "Tanggal lahir sama")
    if a.year == b.year and (a.month, a.day) == (b.day, b.month):
        return _Evidence(18, "Tanggal dan bulan lahir tertukar")
    if (a.month, a.day) == (b.month, b.day) and abs(a.year - b.year) == 1:
        return _Evidence(15, "Tahun lahir berselisih satu")
    if (_estimated(a) or _estimated(b)) and abs(a.year - b.year) <= 3:
        return _Evidence(5, "Tahun lahir berdekatan, tanggalnya perkiraan")
    return _Evidence(-20, "Tanggal lahir berbeda")


def _estimated(day: date) -> bool:
    """Elderly people without a birth date are written down as one of these (domain §4.1)."""
    return (day.month, day.day) in ((1, 1), (7, 1), (12, 31))


def _if_equal(a: str | None, b: str | None, points: int, reason: str) -> _Evidence | None:
    return _Evidence(points, reason) if a and a == b else None


def _subscriber(phone: str | None) -> str:
    """The part of a number that stays when it is written with 0, 62 or +62."""
    return plain_digits(phone).removeprefix("+").removeprefix("62").lstrip("0")
