"""Secrets of a machine without an administrator: made once, kept beside the database but never in it."""

import base64
import contextlib
import json
import os
import secrets
from pathlib import Path

from slrt.embedded.errors import EmbeddedError


def local_secrets(var_dir):
    """SECRET_KEY, FIELD_KEYS (`1:base64`) and INDEX_KEY (base64) of this VAR_DIR, generated on first use.

    Refuses to make new keys beside an existing database: its encrypted columns would be unreadable for ever.
    """
    path = Path(var_dir) / "kunci" / "rahasia.json"
    if not path.exists():
        if (Path(var_dir) / "db" / "host").exists():  # written by the first start of the database
            raise EmbeddedError(
                f"{path} hilang, padahal basis datanya ada. Kembalikan berkas itu dari cadangan, "
                f"atau hapus {Path(var_dir) / 'db'} untuk mulai dari kosong."
            )
        _write_once(path, _new_secrets())
    return json.loads(path.read_text())


def _new_secrets():
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": "1:" + _key(),
        "INDEX_KEY": _key(),
    }


def _key():
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _write_once(path, values):
    """Whole or not at all, and the first of several processes wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(values, file)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
