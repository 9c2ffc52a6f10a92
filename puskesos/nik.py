"""NIK and No. KK: sixteen digits that say something, but prove nothing (domain §4.1).

A NIK reads PPKKCC DDMMYY SSSS: region of *first* registration, birth date with
40 added to the day for women, serial. It has no check digit and stays for life
even when the birth date on paper is corrected, so only the impossible is
refused; everything else is put to the officer as a doubt to confirm.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

LENGTH = 16
WOMEN_ADD_TO_DAY = 40
PERIODS = (1900, 2000)  # nobody alive was born outside these two

# Kemendagri codes of the 38 provinces.
PROVINCES = frozenset(
    f"{code}"
    for block in ((11, 19), (21, 21), (31, 36), (51, 53), (61, 65), (71, 76), (81, 82), (91, 96))
    for code in range(block[0], block[1] + 1)
)


class Problem(NamedTuple):
    """Something that cannot be a NIK or No. KK; blocks saving."""

    code: str
    sentence: str


class Doubt(NamedTuple):
    """Something that is unusual but happens; the officer looks again and confirms."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Nik:
    """What a possible NIK says; the repr keeps it out of logs and tracebacks.

    `birth_date` is None while nothing tells the century.
    """

    value: str = field(repr=False)
    region: str
    birth_date: date | None = field(repr=False)
    sex: str
    serial: str = field(repr=False)


def normalise(text: str | None) -> str:
    """Write every kind of digit as 0–9 and drop what people put between digits.

    Letters and signs that do not belong stay, so that `problems` can name them.
    """
    return "".join(_plain(char) for char in text or "")


def problems(text: str | None) -> list[Problem]:
    """Say why this cannot be a NIK; an empty list means it may be one."""
    value = normalise(text)
    found = _shape_problems(value, "NIK")
    if found:
        return found
    if not _possible_births(value):
        found.append(Problem("tanggal", _impossible_birth(value)))
    if value[12:] == "0000":
        found.append(Problem("nomor_urut", "Empat angka terakhir NIK tidak mungkin 0000. Lihat lagi KTP atau KK."))
    return found


def kk_problems(text: str | None) -> list[Problem]:
    """Say why this cannot be a No. KK: only its length and its digits are certain."""
    return _shape_problems(normalise(text), "No. KK")


def read_nik(text: str, *, today: date | None = None, birth_date: date | None = None) -> Nik:
    """Take a NIK apart, or raise ValueError with the sentence for the field.

    The typed `birth_date` decides the century; without it `today` does, since
    nobody is born in the future; without either the birth date stays open.
    """
    if found := problems(text):
        raise ValueError(found[0].sentence)
    value = normalise(text)
    return Nik(
        value=value,
        region=value[:6],
        birth_date=_choose_birth(_possible_births(value), today, birth_date),
        sex="P" if int(value[6:8]) > WOMEN_ADD_TO_DAY else "L",
        serial=value[12:],
    )


def warnings(
    nik: str,
    *,
    birth_date: date | None = None,
    sex: str | None = None,
    no_kk: str | None = None,
    known_regions: frozenset[str] = frozenset(),
    today: date,
) -> list[Doubt]:
    """List what the officer should look at again; never a reason to refuse.

    `known_regions` holds kecamatan codes, dotted or not ("62.71.01", "627101");
    empty means that only impossible codes are doubted.
    """
    read = read_nik(nik, today=today, birth_date=birth_date)
    doubts = [
        _birth_doubt(read, birth_date),
        _sex_doubt(read, sex),
        _region_doubt(read.region, {normalise(code)[:6] for code in known_regions}),
        _same_as_kk(read.value, no_kk),
    ]
    return [doubt for doubt in doubts if doubt]


def kk_warnings(no_kk: str) -> list[Doubt]:
    """Doubt a No. KK whose date of issue no calendar knows, usually a NIK in the wrong field."""
    value = normalise(no_kk)
    if kk_problems(value):
        return []
    day, month = int(value[6:8]), int(value[8:10])
    if day > WOMEN_ADD_TO_DAY and _possible_births(value):
        sentence = "No. KK ini berbentuk NIK seorang perempuan. Mungkin NIK dan No. KK tertukar."
        return [Doubt("mirip_nik", sentence)]
    if not 1 <= day <= 31 or not 1 <= month <= 12:
        sentence = "Tanggal terbit di dalam No. KK ini tidak ada di kalender. Lihat lagi lembar KK."
        return [Doubt("tanggal", sentence)]
    return []


def mask(value: str | None, *, empty: str = "tanpa NIK") -> str:
    """Show the city code and nothing else: `6271 •••••• ••••` (reliability M5)."""
    if not value:
        return empty
    city = normalise(value)[:4]
    return f"{city if len(city) == 4 and city.isdecimal() else '••••'} •••••• ••••"


def _plain(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if char in ".'’`" or unicodedata.category(char)[0] in "ZC" or unicodedata.category(char) == "Pd":
        return ""
    return char


def _shape_problems(value: str, label: str) -> list[Problem]:
    if not value:
        return [Problem("panjang", f"{label} belum diisi.")]
    strangers = [char for char in value if not char.isdecimal()]
    if strangers:
        return [Problem("bukan_angka", f"{label} hanya boleh berisi angka{_named(strangers[0])}.")]
    if len(value) != LENGTH:
        return [Problem("panjang", f"{label} harus {LENGTH} angka; yang diketik {len(value)} angka.")]
    return []


def _named(char: str) -> str:
    return f"; ada “{char}”" if char.isascii() else "; ada huruf atau tanda lain"


def _possible_births(value: str) -> list[date]:
    day, month, year = int(value[6:8]), int(value[8:10]), int(value[10:12])
    if day > WOMEN_ADD_TO_DAY:
        day -= WOMEN_ADD_TO_DAY
    return [born for period in PERIODS if (born := _date_or_none(period + year, month, day)) is not None]


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _choose_birth(births: list[date], today: date | None, typed: date | None) -> date | None:
    if typed:
        return min(births, key=lambda born: abs(born - typed))
    if today:
        return max((born for born in births if born <= today), default=None)
    return None


def _impossible_birth(value: str) -> str:
    day, month, year = value[6:8], value[8:10], value[10:12]
    return (
        f"Tanggal lahir di dalam NIK ({day}-{month}-{year}) tidak ada di kalender. "
        "Lihat lagi angka ke-7 sampai ke-12; untuk perempuan tanggalnya ditambah 40."
    )


def _birth_doubt(read: Nik, typed: date | None) -> Doubt | None:
    if not typed or not read.birth_date or typed == read.birth_date:
        return None
    return Doubt(
        "tanggal_lahir",
        f"Tanggal lahir menurut NIK {read.birth_date:%d-%m-%Y}, yang diketik {typed:%d-%m-%Y}. "
        "Bila KTP memang begitu, lanjutkan.",
    )


def _sex_doubt(read: Nik, typed: str | None) -> Doubt | None:
    if not typed or typed == read.sex:
        return None
    word = {"L": "laki-laki", "P": "perempuan"}[read.sex]
    return Doubt("jenis_kelamin", f"Menurut NIK ini seorang {word}; yang dipilih berbeda.")


def _region_doubt(region: str, known: set[str]) -> Doubt | None:
    province, city, kecamatan = region[:2], region[2:4], region[4:]
    if province not in PROVINCES or city in ("00", "70") or kecamatan == "00":
        return Doubt("wilayah", f"Tidak ada wilayah berkode {_dotted(region)}. Lihat lagi enam angka pertama.")
    if not known or region in known:
        return None
    if province not in {code[:2] for code in known}:
        return Doubt("provinsi", f"NIK ini pertama kali terbit di provinsi lain (kode {province}).")
    if region[:4] not in {code[:4] for code in known}:
        return Doubt("kota", f"NIK ini pertama kali terbit di kabupaten/kota lain (kode {_dotted(region[:4])}).")
    return Doubt(
        "kecamatan",
        f"Tidak ada kecamatan berkode {_dotted(region)}. NIK lama bisa memakai kode sebelum pemekaran.",
    )


def _same_as_kk(value: str, no_kk: str | None) -> Doubt | None:
    if normalise(no_kk) != value:
        return None
    return Doubt("sama_dengan_kk", "NIK dan No. KK sama persis. Salah satunya mungkin salah ketik.")


def _dotted(code: str) -> str:
    return ".".join(code[at : at + 2] for at in range(0, len(code), 2))
