"""Measure some sizes one after the other, and write what was found as JSON and as a table."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.report import as_markdown


def main():
    asked = arguments()
    found = []
    for size in asked.sizes:
        folder = asked.var.resolve() / str(size)
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.bench.city", str(size), "--rounds", str(asked.rounds)]
        command += ["--only", asked.only] if asked.only else []
        # Own process: settings, and with them the database, are read once and belong to one size.
        environment = {**os.environ, "VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "slrt.settings"}
        if subprocess.call(command, env=environment):
            raise SystemExit(f"Measuring {size} failed.")
        found.append(json.loads((folder / "bench.json").read_text()))
    asked.out.write_text(json.dumps(found, indent=1))
    asked.out.with_suffix(".md").write_text(as_markdown(found))
    print(as_markdown(found))


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    sizes = [1_000, 10_000, 100_000, 1_000_000]
    parser.add_argument("--sizes", type=lambda text: [int(one) for one in text.split(",")], default=sizes)
    parser.add_argument("--var", type=Path, default=Path("/tmp/bench"), help="one folder per size is kept in here")
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--only", help="letters that the names of the pages must contain; the floor is always there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
