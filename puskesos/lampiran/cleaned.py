"""What comes out of cleaning, and how a file that is not taken is refused."""

import hashlib
import re
from dataclasses import dataclass, field

from puskesos.refusals import Refused
from puskesos.texts import clean_line

MAX_BYTES = 10 * 1024 * 1024
MAX_NAME = 120

_LONG_NUMBER = re.compile(r"(?:\d[ ._-]?){10,}\d")  # a NIK, a No. KK or a telephone number
_NAME_READ = 1_000


class UploadRefused(Refused):
    """This file is not taken; the sentence says what to send instead."""

    code = "berkas_ditolak"


@dataclass(frozen=True)
class CleanFile:
    """What may be stored. `sha256` is of `content`, `source_sha256` of what was sent.

    Width and height are None for a PDF, pages is 1 for a photo.
    """

    content: bytes = field(repr=False)
    kind: str
    mime: str
    sha256: str
    width: int | None
    height: int | None
    pages: int
    name: str = field(repr=False)
    source_sha256: str


def finished(content: bytes, source: bytes, **facts) -> CleanFile:
    return CleanFile(
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        source_sha256=hashlib.sha256(source).hexdigest(),
        **facts,
    )


def shown_name(declared_name: str | None) -> str:
    """The last part of a file name, short, and without the long numbers people put there."""
    last = re.split(r"[/\\]", (declared_name or "")[-_NAME_READ:])[-1]
    last = _LONG_NUMBER.sub("…", clean_line(last, _NAME_READ))
    if len(last) <= MAX_NAME:
        return last
    stem, dot, ending = last.rpartition(".")
    ending = dot + ending if stem and len(ending) <= 5 else ""
    return f"{last[: MAX_NAME - 1 - len(ending)]}…{ending}"


def quoted(name: str) -> str:
    """The name inside a sentence; a nameless file is just “this”."""
    if not name:
        return "ini"
    return f"“{name if len(name) <= 40 else name[:39] + '…'}”"
