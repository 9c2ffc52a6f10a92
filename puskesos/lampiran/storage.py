"""Encrypted files below BERKAS_ROOT, named by the UUID of their Lampiran row and never overwritten."""

import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from puskesos import identity
from puskesos.lampiran.cleaned import CleanFile
from puskesos.refusals import Refused

_PLACE = {"table": "lampiran", "column": "isi"}


class AlreadyStored(Refused):
    """Another file is already kept under this UUID; it stays as it is (409)."""

    status = 409
    code = "bentrok"


def store(clean: CleanFile, uuid: UUID) -> None:
    """Keep a cleaned file so that it is there, whole, after a power cut; storing the same again is fine."""
    path = _path(uuid)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write_through(draft, identity.seal_bytes(clean.content, **_PLACE, row=uuid))
        _name_once(draft, path, clean, uuid)
    finally:
        draft.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        _sync_folder(folder)


def load(uuid: UUID) -> bytes:
    """The content; FileNotFoundError when there is none, identity.Unreadable when it was tampered with."""
    return identity.unseal_bytes(_path(uuid).read_bytes(), **_PLACE, row=uuid)


def discard(uuid: UUID) -> None:
    """Remove a file whose row was never committed, or whose time to be kept is over."""
    _path(uuid).unlink(missing_ok=True)


def stored(*, before: datetime) -> Iterator[tuple[UUID | None, Path]]:
    """(uuid, path) of all that was last written before a moment; a write cut short has no UUID."""
    for path in Path(settings.BERKAS_ROOT).glob("??/??/*"):
        if path.stat().st_mtime < before.timestamp():
            yield _uuid(path.name), path


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def _path(uuid: UUID) -> Path:
    """Sharded by the random end: a UUIDv7 begins with its time, which would put a year into one folder."""
    name = str(UUID(str(uuid)))
    return Path(settings.BERKAS_ROOT) / name[-2:] / name[-4:-2] / name


def _write_through(path: Path, blob: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(blob)
        file.flush()
        os.fsync(file.fileno())


def _name_once(draft: Path, path: Path, clean: CleanFile, uuid: UUID) -> None:
    """Give the file its name unless it is taken: a link fails where a rename would overwrite."""
    try:
        os.link(draft, path)
    except FileExistsError:
        if load(uuid) != clean.content:
            raise AlreadyStored("Berkas lain sudah tersimpan dengan tanda yang sama. Unggah ulang.") from None


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
