"""One size: make its city ready, start the server, measure every page, write `VAR_DIR/bench.json`."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import django


def main():
    asked = arguments()
    var = Path(os.environ["VAR_DIR"])
    make_ready(asked.size)
    django.setup()
    from tests.bench.pages import all_pages
    from tests.bench.rounds import measure
    from tests.bench.server import Server

    with Server(var) as server:
        pages = [page for page in all_pages(server) if page.name == "floor" or asked.only in page.name]
        found = {"size": asked.size, "pages": measure(pages, server, asked.rounds)}
    (var / "bench.json").write_text(json.dumps(found, indent=1))


def make_ready(size):
    """Migrate as the owner; load and seed only what is not there yet; let the planner know the tables."""
    manage("migrate", DATABASE_ROLE="owner")
    manage("load_reference")
    manage("collectstatic", "--noinput")
    seeded = Path(os.environ["VAR_DIR"]) / "seeded"
    if not seeded.exists():
        manage("seed_demo", "--keluhan", str(size))
        psql = "from django.db import connection as c; c.cursor().execute('VACUUM ANALYZE')"
        manage("shell", "-c", psql, DATABASE_ROLE="owner")
        seeded.touch()


def manage(*command, **environment):
    command = [sys.executable, "manage.py", *command, "-v0"]
    subprocess.run(command, check=True, env={**os.environ, **environment})


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("size", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--only", default="")
    return parser.parse_args()


if __name__ == "__main__":
    main()
