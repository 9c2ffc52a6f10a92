"""The keys of the city as they stand in the environment; a wrong one stops the start, not the first case."""

import base64
import binascii

from django.core.exceptions import ImproperlyConfigured

BYTES = 32
MOST = 65535  # a sealed value names its key in two bytes


def field_keys(text):
    """`1:base64,2:base64` → {1: bytes, 2: bytes}; the highest number encrypts, all of them open."""
    found = {}
    for item in filter(None, (one.strip() for one in text.split(","))):
        number, _, key = item.partition(":")
        if not number.isdecimal() or not 1 <= int(number) <= MOST or int(number) in found:
            raise ImproperlyConfigured("FIELD_KEYS: tulis tiap kunci sebagai NOMOR:KUNCI, tiap nomor satu kali.")
        found[int(number)] = _decoded(key, f"FIELD_KEYS: kunci {number}", validate=True)
        if len(found[int(number)]) != BYTES:
            raise ImproperlyConfigured(f"FIELD_KEYS: kunci {number} harus tepat {BYTES} byte (base64).")
    if not found:
        raise ImproperlyConfigured("FIELD_KEYS kosong: tanpa kunci, data warga tidak dapat disandi.")
    return found


def index_key(text, fields):
    """The key of the blind indexes: long enough, and none of those that seal.

    Signs that are not base64 are passed over as ever: it cannot be exchanged, so none that works is refused.
    """
    key = _decoded(text, "INDEX_KEY")
    if len(key) < BYTES or key in fields.values():
        raise ImproperlyConfigured(f"INDEX_KEY harus paling sedikit {BYTES} byte (base64) dan lain dari FIELD_KEYS.")
    return key


def _decoded(text, name, validate=False):
    """The sentence names the variable and never what stands in it."""
    try:
        return base64.b64decode(text, validate=validate)
    except (binascii.Error, ValueError):
        raise ImproperlyConfigured(f"{name} bukan base64 yang utuh.") from None
