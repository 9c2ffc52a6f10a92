"""Makes `.venv` from the hashed pins and hands over to a command inside it. Standard library only.

No syntax newer than Python 3.6 here: an old interpreter must get as far as the sentence that refuses it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NEEDED = (3, 11)
# The richer set satisfies the poorer one: after bin/test, bin/run downloads nothing.
SETS = {"embedded": ["embedded", "dev"], "dev": ["dev"]}


def hand_over(requirements, *command):
    """Replace this process by `python *command` of the environment that holds `requirements`."""
    if sys.version_info < NEEDED:
        start_again_with_newer_python()
    if sys.platform != "linux" and not os.environ.get("DATABASE_URL"):
        stop("Tanpa DATABASE_URL perintah ini hanya berjalan di Linux.")
    environment = child_environment()
    ensure(requirements, environment)
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), *command], environment)


def start_again_with_newer_python():
    """`python3` may be the old one of the system while a newer one stands beside it."""
    for name in ("python3.13", "python3.12", "python3.11"):
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, *sys.argv])
    stop("Diperlukan Python 3.11 atau lebih baru; ini Python {}.{}.".format(*sys.version_info[:2]))


def child_environment():
    """The caller's environment, less what would bend the virtual environment; VAR_DIR relative to the caller."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP")}
    if os.environ.get("VAR_DIR"):
        environment["VAR_DIR"] = os.path.abspath(os.environ["VAR_DIR"])
    environment["VIRTUAL_ENV"] = str(VENV)
    environment["PIP_ROOT_USER_ACTION"] = "ignore"
    environment["PIP_USER"] = "0"
    return environment


def ensure(requirements, environment):
    """Install the pins unless their stamp says they are there; one process at a time."""
    with one_at_a_time():
        if any(stamped(name) for name in SETS[requirements]):
            return
        say("Menyiapkan .venv (hanya sekali) ...")
        pip = make_venv(environment)
        pins = pin_file(requirements)
        # The pins are complete, so nothing is left to resolve: an older pip would reach past the pin of a package that
        # another asks for with an extra as soon as a newer release of it appears.
        options = ["-q", "--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes", "--no-deps"]
        if subprocess.call([*pip, "install", *options, "-r", str(pins)], env=environment):
            stop("Pemasangan pustaka dari {} gagal. Periksa jaringan, lalu ulangi.".format(pins.name))
        stamp_file(requirements).write_text(stamp(requirements))


def one_at_a_time():
    """A lock on this very file: nothing to leave behind, and the kernel frees it after kill -9."""
    file = open(__file__)
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def make_venv(environment):
    """Build `.venv` if it is missing or broken; returns the command that runs pip for it."""
    inside = [str(PYTHON), "-m", "pip"]
    outside = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if works(inside, environment):
        return inside
    make = [sys.executable, "-m", "venv", "--clear"]
    if works([*make, str(VENV)], environment, version=False):
        return inside
    # Debian without python3-venv has no ensurepip, but often a pip that can install into another environment.
    if works([*make, "--without-pip", str(VENV)], environment, version=False) and works(outside, environment):
        return outside
    stop("Tidak bisa membuat .venv di {}. Pasang dahulu: apt-get install python3-venv".format(ROOT))


def works(command, environment, version=True):
    command = [*command, "--version"] if version else command
    try:
        return subprocess.run(command, env=environment, capture_output=True).returncode == 0
    except OSError:
        return False


def stamped(name):
    try:
        return stamp_file(name).read_text() == stamp(name)
    except (OSError, subprocess.CalledProcessError):
        return False


def stamp(name):
    """Hash of the pins and version of the interpreter in `.venv` (which the system may have changed under it)."""
    inner = subprocess.run([str(PYTHON), "-c", "import sys; print(sys.version)"], capture_output=True, check=True)
    return hashlib.sha256(pin_file(name).read_bytes() + inner.stdout).hexdigest()


def stamp_file(name):
    return VENV / ".stamp-{}".format(name)


def pin_file(name):
    return ROOT / "requirements-{}.txt".format(name)


def say(text):
    print(text, file=sys.stderr, flush=True)


def stop(text):
    say(text)
    raise SystemExit(1)
