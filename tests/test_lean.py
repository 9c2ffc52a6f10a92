"""Scripts lose their comments and nothing else; and the counter without signal stays small (ux §6.2)."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile

from puskesos.views import shell
from slrt.lean import LeanStorage, lean

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))
KB = 1024


def test_only_whole_lines_of_comment_go():
    script = (
        '/* about\n   it */\n"use strict";\n\n  // why\n  const url = "//host/*"; // kept\n'
        "  const n = 4 /* here */ / 2;\n"
    )
    assert lean(script) == '"use strict";\nconst url = "//host/*"; // kept\nconst n = 4 /* here */ / 2;\n'


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_holds_a_literal_that_would_change(path):
    """A template literal over two lines would lose its indentation; a line has an even number of its quotes."""
    assert [line for line in path.read_text().splitlines() if line.count("`") % 2] == []
    assert lean(lean(path.read_text())) == lean(path.read_text())


def test_collected_scripts_are_lean_and_vendored_ones_untouched(tmp_path):
    storage = LeanStorage(location=tmp_path)
    text = b"// why\nconst a = 1;\n"
    for name in ("js/own.js", "vendor/other.js"):
        storage.save(name, ContentFile(text))
    assert (tmp_path / "js/own.js").read_bytes() == b"const a = 1;\n"
    assert (tmp_path / "vendor/other.js").read_bytes() == text


@pytest.mark.django_db
def test_what_is_kept_on_a_device_is_little():
    """Everything the worker takes along, as it travels; and the first visit of the sheet without signal."""
    _, pages = shell.drawn()
    weights = {path: _travels(html.encode()) for path, html in pages.items()}
    for name in shell.ASSETS:
        raw = Path(finders.find(name)).read_bytes()
        weights[name] = _travels(lean(raw.decode()).encode() if name.endswith(".js") else raw)
    assert len(weights) <= 12
    assert sum(weights.values()) <= 60 * KB
    assert weights["/lapor/"] <= 10 * KB
    sheet = set(re.findall(r"/static/((?:js|css)/[\w./-]+)", pages["/lapor/"]))
    assert sum(weights[name] for name in sheet) + weights["/lapor/"] <= 45 * KB
    assert sum(weights[name] for name in sheet if name.endswith(".js")) <= 24 * KB


def _travels(content):
    return len(gzip.compress(content, 9))
