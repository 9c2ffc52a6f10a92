"""Scripts and styles lose what nobody reads and nothing else; and the counter without signal stays small (ux §6.2)."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile

from puskesos.views import shell
from slrt.lean import LeanStorage, lean

KB = 1024


def test_comments_go_and_what_only_looks_like_one_stays():
    short = lean("js/own.js", "/* about */ const url = '//host/*'; // why\nself.at = `${url}  // kept`;\n")
    assert "about" not in short and "why" not in short
    assert "//host/*" in short and "  // kept" in short


def test_a_style_keeps_what_an_older_browser_falls_back_on():
    assert lean("css/own.css", ".a { height: 100vh; height: 100dvh; }") == ".a{height:100vh;height:100dvh}"


def test_what_is_broken_is_never_collected():
    with pytest.raises(ValueError, match="unexpected"):
        lean("js/own.js", "const a = ;")


def test_collected_files_are_lean_and_vendored_ones_untouched(tmp_path):
    storage = LeanStorage(location=tmp_path)
    text = b"// why\nself.a = 1;\n"
    for name in ("js/own.js", "vendor/other.js"):
        storage.save(name, ContentFile(text))
    assert (tmp_path / "js/own.js").read_bytes() == b"self.a=1"
    assert (tmp_path / "vendor/other.js").read_bytes() == text


@pytest.mark.django_db
def test_what_is_kept_on_a_device_is_little():
    """Everything the worker takes along, as it travels; and the first visit of the sheet without signal."""
    _, pages = shell.drawn()
    style = re.compile("<style>.*?</style>", re.S)
    weights = {path: _travels(html.encode()) for path, html in pages.items()}
    for name in shell.ASSETS:
        weights[name] = _travels(Path(finders.find(name)).read_bytes())
    assert len(weights) <= 12
    assert sum(weights.values()) <= 60 * KB
    assert _travels(style.sub("", pages["/lapor/"]).encode()) <= 10 * KB
    assert _travels("".join(style.findall(pages["/lapor/"])).encode()) <= 10 * KB
    sheet = set(re.findall(r"/static/((?:js|css)/[\w./-]+)", pages["/lapor/"]))
    assert sum(weights[name] for name in sheet) + weights["/lapor/"] <= 45 * KB
    assert sum(weights[name] for name in sheet if name.endswith(".js")) <= 20 * KB
    assert 1 + len(sheet) + 2 <= 7  # the page, what it names, who is signed in, the catalogue


def _travels(content):
    return len(gzip.compress(content, 9))
