"""A folder for sockets that only we may enter, with a path short and plain enough for every client."""

import contextlib
import hashlib
import os
import re
import stat
import tempfile
from pathlib import Path

from slrt.embedded.errors import EmbeddedError

LONGEST = 80  # a socket's whole path must stay under 108 bytes


def socket_folder(root, server=None):
    """`root`/run, or where that path is long or odd a folder in the temporary directory; of us or the server's uid."""
    inside = root / "run"
    if len(str(inside)) <= LONGEST and re.fullmatch(r"[\w./-]+", str(inside), re.ASCII):
        inside.mkdir(mode=0o700, parents=True, exist_ok=True)
        return inside
    mark = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    outside = Path(tempfile.gettempdir()) / f"slrt-{os.geteuid()}-{mark}"
    outside.mkdir(mode=0o700, exist_ok=True)
    _refuse_strangers(outside, {os.geteuid(), server})
    return outside


def remove_socket_folder(root, folder):
    """Leave nothing in the temporary directory after the server has ended."""
    if root not in folder.parents:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _refuse_strangers(folder, ours):
    """The name can be guessed, so another user of the machine may have been there first."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours or found.st_mode & 0o077:
        raise EmbeddedError(f"{folder} bukan milik Anda. Hapus folder itu, atau pilih VAR_DIR yang lebih pendek.")
