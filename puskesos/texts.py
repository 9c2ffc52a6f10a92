"""What people type, made fit to store: nothing invisible, nothing that breaks a row, a page or an export.

Visible text is never changed beyond Unicode composition and blanks; emoji stay.
"""

import re
import unicodedata

from puskesos.nik import normalise as plain_digits

# Joins emoji into one picture; anywhere else it only hides between letters.
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_STRAY_JOINER = re.compile(f"(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])")

_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters, NUL among them
    "\ud800-\udfff"  # lone surrogates, which no database takes
    "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"  # direction marks and overrides
    "\u200b\u200c\u2060-\u2065\u206a-\u206f\ufeff\u00ad\u034f\u180b-\u180f"  # zero width
    "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters that show nothing
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"  # tags, annotations, noncharacters
    "]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_LINE_END = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")

# Marks stacked on one letter: three are more than any language here writes.
_STACKED_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]{3})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+"
)

_PHONE_SEPARATORS = re.compile(r"[()/_]")
_PHONE_PREFIX = re.compile(r"(?:\+|00)?620?|0(?!0)")
_MOBILE = re.compile(r"8\d{8,11}")
_LANDLINE = re.compile(r"[2-79]\d{7,10}")


def clean_line(text: str | None, max: int) -> str:
    """One line without stray blanks; ValueError says how many characters are too many."""
    return _at_most(" ".join(_visible(text).split()), max)


def clean_text(text: str | None, max: int) -> str:
    """Text with its lines and at most one empty line between them; ValueError as in `clean_line`."""
    text = _BLANKS.sub(" ", _visible(text))
    text = _AROUND_LINE_END.sub("\n", text)
    return _at_most(_EMPTY_LINES.sub("\n\n", text).strip(), max)


def clean_phone(text: str) -> str:
    """An Indonesian number as `+62…`, from 08…, 62…, +62… or (0536)…; ValueError with what to correct."""
    typed = _PHONE_SEPARATORS.sub("", plain_digits(text))
    if not typed:
        raise ValueError("Isi nomor telepon, misalnya 0812 3456 7890.")
    if not typed.removeprefix("+").isdecimal():
        raise ValueError("Nomor telepon hanya boleh berisi angka; tulis satu nomor saja.")
    prefix = _PHONE_PREFIX.match(typed)
    if not prefix and typed.startswith(("+", "00")):
        raise ValueError("Nomor ini bukan nomor Indonesia (+62).")
    national = typed[prefix.end() :] if prefix else typed
    # Without a prefix only a mobile number is sure not to lack its area code.
    if not (_MOBILE.fullmatch(national) or (prefix and _LANDLINE.fullmatch(national))):
        raise ValueError(_why_no_phone(national))
    return f"+62{national}"


def _why_no_phone(national: str) -> str:
    if len(national) > 12:
        return "Nomor telepon terlalu panjang; tulis satu nomor saja."
    if national.startswith("8"):
        return "Nomor HP kurang lengkap; hitung lagi angkanya, misalnya 0812 3456 7890."
    return "Nomor telepon kurang lengkap; sertakan kode daerah, misalnya (0536) 3221234."


def _visible(text: str | None) -> str:
    if text is None:
        return ""
    if not isinstance(text, str):
        raise ValueError("Isian ini harus berupa teks.")
    text = _LINE_END.sub("\n", text)
    text = _STRAY_JOINER.sub("", _UNWANTED.sub("", text))
    # Before composing, because composing a flood of marks takes quadratic time; after, because it unfolds some.
    text = unicodedata.normalize("NFC", _unstack(text))
    return _STRAY_JOINER.sub("", _unstack(text))


def _unstack(text: str) -> str:
    return _STACKED_MARKS.sub(r"\1", text)


def _at_most(text: str, max: int) -> str:
    if len(text) > max:
        raise ValueError(f"Kelebihan {_number(len(text) - max)} karakter; paling banyak {_number(max)} karakter.")
    return text


def _number(n: int) -> str:
    return f"{n:,}".replace(",", ".")
