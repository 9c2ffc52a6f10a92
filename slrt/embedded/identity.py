"""As whom a server program runs: PostgreSQL refuses to run as root."""

import ctypes
import os
import pwd
import secrets
import shutil
import subprocess
from pathlib import Path

from slrt.embedded.errors import EmbeddedError

CLONE_NEWUSER = 0x10000000
HOME = Path("/var/lib/slrt-embedded")


class SameUser:
    """An ordinary user runs the servers as himself."""

    @property
    def uid(self):
        return os.geteuid()

    def popen_options(self):
        return {}

    def program_folder(self, folder):
        return folder

    def place(self, root):
        """The folder for data and sockets: `root`, where the server's user can enter it."""
        return root

    def give(self, path):
        """Hand a file or folder to whoever runs the server."""


class UserNamespace(SameUser):
    """Root becomes uid 1000 inside a user namespace: the files stay root's, and no user or mode changes anywhere."""

    def popen_options(self):
        return {"preexec_fn": _enter_user_namespace}


class OtherUser(SameUser):
    """Root in a container that forbids user namespaces: the servers run as an existing unprivileged user."""

    def __init__(self):
        self.user = next((u for u in map(_user, ("postgres", "nobody")) if u), None)
        if self.user is None:
            raise EmbeddedError("PostgreSQL menolak berjalan sebagai root di sini. Jalankan sebagai pengguna biasa.")

    @property
    def uid(self):
        return self.user.pw_uid

    def popen_options(self):
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def program_folder(self, folder):
        if _open_to_all(folder):
            return folder
        copy = HOME / f"program-{folder.stat().st_mtime_ns:x}"
        if not copy.exists():
            _copy_programs(folder, copy)
        return copy / folder.relative_to(folder.parents[2])

    def place(self, root):
        """`root`, or a folder in HOME whose name is kept in `root`: who deletes the one forgets the other."""
        if _open_to_all(root.parent):
            self.give(root)
            return root
        note = root / "tempat"
        if not note.exists():
            place = HOME / f"data-{secrets.token_hex(8)}"
            place.mkdir(mode=0o711, parents=True)
            note.write_text(str(place))
        return Path(note.read_text())

    def give(self, path):
        os.chown(path, self.user.pw_uid, self.user.pw_gid)


def choose_identity():
    if os.geteuid() != 0:
        return SameUser()
    return UserNamespace() if _user_namespaces_work() else OtherUser()


def _enter_user_namespace():
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"1000 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"1000 {gid} 1")


def _user_namespaces_work():
    try:
        return subprocess.run(["/bin/true"], preexec_fn=_enter_user_namespace).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _user(name):
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _open_to_all(folder):
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


def _copy_programs(folder, copy):
    """Copy the tree above `bin`, with the libraries a wheel puts beside its package, to where everyone may read it."""
    unfinished = copy.with_suffix(f".{os.getpid()}")
    package = folder.parents[1]
    for tree in (folder.parent, package.parent / f"{package.name}.libs"):
        if tree.exists():
            shutil.copytree(tree, unfinished / tree.relative_to(package.parent), symlinks=True)
    for inner in (unfinished, unfinished / package.name):
        inner.chmod(0o755)
    unfinished.rename(copy)
