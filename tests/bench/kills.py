"""600 reminders under 100 random kill -9 of the worker: `python -m tests.bench.kills` (some minutes)."""

import os
import subprocess
import sys


def main():
    environment = {"KILLS": "100", "REMINDERS": "600", **os.environ, "SLRT_TEST": "1"}
    command = [sys.executable, "-m", "pytest", "tests/rujukan/test_reminders_killed.py", "-q", "-s", "--durations=2"]
    raise SystemExit(subprocess.call(command, env=environment))


if __name__ == "__main__":
    main()
