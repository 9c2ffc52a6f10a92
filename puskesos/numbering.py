"""The names a case goes by: its UUIDv7, its running number, and the tracking code the family holds."""

import re
import secrets
import time
import unicodedata
import uuid
from datetime import datetime
from typing import NamedTuple

from puskesos.identity import blind_index

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_READ = 100  # of what is typed: everybody may reach the field, and composing floods of marks is slow
TRACKING_CHARS = 12  # 60 random bits
SERIAL_CHARS = 7
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans("OIL", "011")

_PREFIX = r"(?:(?P<prefix>[A-Z]{2,6})-?)?"
_WRITTEN = [
    re.compile(_PREFIX + r"(?P<year>\d{4})-(?P<n>\d{1,9})"),
    re.compile(_PREFIX + r"(?P<year>\d{4})(?P<n>\d{6,9})"),  # only six digits say where the year ends
    re.compile(_PREFIX + r"(?P<year>)(?P<n>\d{1,9})"),
]
_SEPARATOR = re.compile(r"[^A-Z0-9]+")


class Number(NamedTuple):
    """What somebody typed of a running number; parts left out are None."""

    prefix: str | None
    year: int | None
    n: int


# --- UUIDv7 ------------------------------------------------------------------------------------------


def new_uuid7(now: datetime | None = None) -> uuid.UUID:
    """A UUID that sorts by its birth (RFC 9562 §5.7); the clock is asked only when `now` is not given."""
    milliseconds = int(now.timestamp() * 1000) if now else time.time_ns() // 1_000_000
    version, variant = 0x7, 0b10
    value = milliseconds << 80 | version << 76 | secrets.randbits(12) << 64 | variant << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def is_uuid7(u: uuid.UUID | str) -> bool:
    """Whether this is a UUIDv7; anything else, text or not, is simply not one."""
    try:
        u = u if isinstance(u, uuid.UUID) else uuid.UUID(u)
    except (ValueError, AttributeError, TypeError):
        return False
    return u.version == 7


# --- running number ----------------------------------------------------------------------------------


def keluhan_number(prefix: str, year: int, n: int) -> str:
    """`PKY-2026-000123`; it grows a digit when a year has more than 999,999."""
    return f"{prefix}-{year:04}-{n:06}"


def parse_number(text: str) -> Number:
    """Read a number as people write it: `pky 2026 123`, `PKY2026000123`, `2026-123`, `123`."""
    written = _SEPARATOR.sub("-", _typed(text)).strip("-")
    found = next((match for form in _WRITTEN if (match := form.fullmatch(written))), None)
    if not found or not int(found["n"]):
        raise ValueError("Nomor keluhan tidak dikenal; tulis seperti PKY-2026-000123 atau 123.")
    return Number(found["prefix"], int(found["year"]) if found["year"] else None, int(found["n"]))


# --- tracking code -----------------------------------------------------------------------------------


def new_tracking_code() -> str:
    """A code as the family sees it, `K7QM-2XRD-9TBA-5`: 60 random bits and a check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(TRACKING_CHARS))
    return _grouped(body + _check_char(body))


def normalise_tracking_code(text: str) -> str:
    """Bring a typed or spoken code into its one form, or raise ValueError with what to look at."""
    code = re.sub(r"[\W_]", "", _typed(text)).translate(_LOOKALIKES)
    if len(code) != TRACKING_CHARS + 1:
        raise ValueError(f"Kode lacak berisi {TRACKING_CHARS + 1} huruf dan angka; yang diketik {len(code)}.")
    if not set(code) <= _VALUES.keys() or _check_char(code[:-1]) != code[-1]:
        raise ValueError("Kode lacak tidak cocok. Periksa lagi setiap huruf dan angkanya di slip.")
    return _grouped(code)


def tracking_index(code: str) -> bytes:
    """What is stored of a code: enough to find its case, not enough to tell the code."""
    return blind_index(normalise_tracking_code(code), purpose="kode_lacak")


# --- serial of a sheet of paper ----------------------------------------------------------------------


def new_serial() -> str:
    """`7K3Q-M2XP`: seven random characters and one that shows a slip of the pen."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(SERIAL_CHARS))
    return _grouped(body + _check_char(body))


def normalise_serial(text: str) -> str:
    """Bring a serial as people write it into its one form, or raise ValueError with what to look at."""
    code = re.sub(r"[\W_]", "", _typed(text)).translate(_LOOKALIKES)
    if len(code) != SERIAL_CHARS + 1 or not set(code) <= _VALUES.keys():
        raise ValueError("Nomor seri berisi 8 huruf dan angka, misalnya 7K3Q-M2XP.")
    if _check_char(code[:-1]) != code[-1]:
        raise ValueError("Nomor seri tidak cocok. Periksa lagi setiap huruf dan angkanya.")
    return _grouped(code)


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _check_char(body: str) -> str:
    """Weigh each place by another power of two in GF(32): shows any one wrong character and any two swapped."""
    total = 0
    for char in body:
        total = _double(total ^ _VALUES[char])
    return ALPHABET[total]


def _double(value: int) -> int:
    return value << 1 ^ (0b100101 if value & 0b10000 else 0)  # x⁵ + x² + 1 is primitive


def _typed(text: str) -> str:
    """Full-width, Arabic and lower-case writing brought to A–Z and 0–9; separators stay."""
    if not isinstance(text, str):
        return ""
    return "".join(str(unicodedata.decimal(char, char)) for char in unicodedata.normalize("NFKC", text[:_READ])).upper()
