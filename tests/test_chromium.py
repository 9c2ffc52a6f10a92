"""A machine without a browser is told what was left out; one that demands a browser is not let off."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def collect(**extra):
    environment = {k: v for k, v in os.environ.items() if k not in {"CHROMIUM", "REQUIRE_BROWSER"}}
    command = [sys.executable, "-m", "pytest", "tests/browser/test_doors.py", "--collect-only", "-q"]
    environment |= {"PATH": "/tidak/ada", "PYTEST_ADDOPTS": "", **extra}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True).stdout


def test_without_a_browser_the_last_lines_say_how_many_tests_were_not_run():
    assert re.search(r"^[1-9]\d* browser tests were not run", collect(), re.MULTILINE)
    assert "not run" not in collect(CHROMIUM=sys.executable)


def test_where_a_browser_is_demanded_no_test_is_left_out():
    assert "not run" not in collect(REQUIRE_BROWSER="1")
