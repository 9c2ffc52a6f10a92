"""Personal identifiers at rest: sealed for reading, indexed for finding (reliability §3.2, M3–M4).

A sealed value is `key id (2 bytes) ‖ nonce (12) ‖ AES-256-GCM ciphertext and tag`.
Table, column and row are authenticated with it, so that a value copied into
another row or column opens for nobody. The index is an HMAC under a key of its
own; neither key is ever in the database or its backup.
"""

import hashlib
import hmac
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_ID_BYTES = 2
NONCE_BYTES = 12
TAG_BYTES = 16
KEY_BYTES = 32


class Unreadable(Exception):
    """A sealed value does not open here: wrong row or column, damaged, or its key is missing."""


def seal(value: str, *, table: str, column: str, row: UUID | str) -> bytes:
    """Encrypt one field of one row under the newest key."""
    return seal_bytes(value.encode(), table=table, column=column, row=row)


def unseal(blob: bytes, *, table: str, column: str, row: UUID | str) -> str:
    """Open what `seal` wrote for exactly this field of this row, or raise Unreadable."""
    return unseal_bytes(blob, table=table, column=column, row=row).decode()


def seal_bytes(content: bytes, *, table: str, column: str, row: UUID | str) -> bytes:
    """Like `seal`, for files."""
    key_id = current_key_id()
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = _cipher(key_id).encrypt(nonce, content, _place(table, column, row))
    return key_id.to_bytes(KEY_ID_BYTES) + nonce + sealed


def unseal_bytes(blob: bytes, *, table: str, column: str, row: UUID | str) -> bytes:
    """Like `unseal`, for files; takes the memoryview a database driver returns as well."""
    blob = bytes(blob)
    if len(blob) < KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES:
        raise Unreadable(f"The value of {table}.{column} is cut short.")
    key_id, nonce, sealed = _parts(blob)
    if key_id not in settings.FIELD_KEYS:
        raise Unreadable(f"Key {key_id}, which sealed this value of {table}.{column}, is not at hand.")
    try:
        return _cipher(key_id).decrypt(nonce, sealed, _place(table, column, row))
    except InvalidTag:
        raise Unreadable(f"The value of {table}.{column} was sealed for another place, or is damaged.") from None


def blind_index(value: str, *, purpose: str) -> bytes:
    """32 bytes that are equal for equal values of one purpose, and say nothing without the key."""
    return hmac.digest(_index_key(), f"{purpose}\0{value}".encode(), hashlib.sha256)


def current_key_id() -> int:
    """The newest key seals; older ones only open, until everything is sealed anew."""
    if not settings.FIELD_KEYS:
        raise ImproperlyConfigured("FIELD_KEYS holds no key.")
    return max(settings.FIELD_KEYS)


def is_current(blob: bytes) -> bool:
    """Whether a rotation has nothing left to do with this value."""
    return _parts(bytes(blob))[0] == current_key_id()


def _parts(blob: bytes) -> tuple[int, bytes, bytes]:
    nonce_ends = KEY_ID_BYTES + NONCE_BYTES
    return int.from_bytes(blob[:KEY_ID_BYTES]), blob[KEY_ID_BYTES:nonce_ends], blob[nonce_ends:]


def _place(table: str, column: str, row: UUID | str) -> bytes:
    if not row or "|" in table or "|" in column:
        raise ValueError("A value is sealed for a named table, a named column and a row that has its key.")
    return f"{table}|{column}|{_canonical(row)}".encode()


def _canonical(row: UUID | str) -> str:
    """One spelling per UUID: what was sealed before the row was saved must open after it was read back."""
    try:
        return str(UUID(str(row)))
    except ValueError:
        return str(row)


def _cipher(key_id: int) -> AESGCM:
    key = settings.FIELD_KEYS[key_id]
    # A shorter key would silently mean AES-128.
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"Key {key_id} in FIELD_KEYS must have {KEY_BYTES} bytes.")
    return AESGCM(key)


def _index_key() -> bytes:
    key = settings.INDEX_KEY
    if len(key) < KEY_BYTES or key in settings.FIELD_KEYS.values():
        raise ImproperlyConfigured(f"INDEX_KEY must have {KEY_BYTES} bytes or more and differ from every field key.")
    return key
