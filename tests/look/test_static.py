"""What every template, style sheet and script promises: small, our own, nothing inline, no outside host."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from puskesos.workflow import StatusKebutuhan, StatusKeluhan
from rujukan.workflow import StatusRujukan
from slrt.lean import lean, shortens

ROOT = Path(__file__).resolve().parents[2]
KB = 1024
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static/css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.S)

# Name of the sin → what it looks like. Templates are searched without their comments.
SINS = {
    "outside host": re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.I),
    "inline handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[a-z:-]*)\s*=", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "style element": re.compile(r"<style[\s>]", re.I),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)[\s>]", re.I),
    "escaping off": re.compile(r"\|\s*safe\b|autoescape off|mark_safe"),
    "wrong word": re.compile("puskes" + "mas", re.I),
}


def sins(text):
    return {name for name, pattern in SINS.items() if pattern.search(text)}


def gz(path):
    """Bytes as they travel: shortened as collected, and compressed."""
    name = str(path.relative_to(ROOT / "static"))
    return len(gzip.compress(lean(name, path.read_text()).encode() if shortens(name) else path.read_bytes(), 9))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_nothing_inline_and_no_outside_host(path):
    assert sins(COMMENT.sub("", path.read_text())) == set()


@pytest.mark.parametrize("path", STYLES + SCRIPTS, ids=lambda path: path.name)
def test_styles_and_scripts_name_no_outside_host(path):
    text = path.read_text()
    assert sins(text) & {"outside host", "wrong word"} == set()
    assert "@import" not in text
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", text)


@pytest.mark.parametrize(
    ("text", "sin"),
    [
        ('<script src="https://cdn.example.com/x.js"></script>', "outside host"),
        ('<link href="//cdn.example.com/x.css">', "outside host"),
        ('<button class="button" onclick="go()">', "inline handler"),
        ('<div hx-on:click="go()">', "inline handler"),
        ('<p class="muted" style="color:red">', "style attribute"),
        ("<style>p{}</style>", "style element"),
        ("<script>go()</script>", "inline script"),
        ('<script type="module">go()</script>', "inline script"),
        ("{{ note|safe }}", "escaping off"),
        ("Puskes" + "mas Kalampangan", "wrong word"),
    ],
)
def test_each_sin_would_be_found(text, sin):
    assert sin in sins(text)


def test_honest_markup_is_not_blamed():
    text = """<svg xmlns="http://www.w3.org/2000/svg"><use href="#i-plus"></use></svg>
    <script src="{% static 'js/desk.js' %}" defer></script> <a href="/keluhan/">Puskesos</a> <p>once = 1</p>"""
    assert sins(text) == set()


@pytest.mark.parametrize("folder", ["static/vendor", "tests/vendor"])
def test_vendored_files_are_the_published_ones(folder):
    listed = dict(re.findall(r"\| `([^`]+)` \|.*?`([0-9a-f]{64})`", (ROOT / folder / "VENDOR.md").read_text()))
    present = {path.name: path for path in (ROOT / folder).iterdir() if path.name != "VENDOR.md"}
    assert set(listed) == set(present)
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in present.items()} == listed


def test_the_browser_gets_little():
    """Budgets of ux §6.2, gzip level 9."""
    publik = ROOT / "static/css/publik.css"  # loaded alone, by people without an account
    assert sum(gz(path) for path in STYLES if path != publik) <= 12 * KB
    assert gz(publik) <= 3 * KB
    assert sum(map(gz, SCRIPTS)) <= 30 * KB
    assert gz(ROOT / "static/css/slrt.css") <= 10 * KB  # the intake page's share
    assert gz(ROOT / "static/js/desk.js") <= 4 * KB
    assert gz(ROOT / "static/vendor/htmx-2.0.11.min.js") <= 17 * KB


def test_styles_stay_on_the_browser_floor():
    """Chromium 109 ignores or breaks on these."""
    text = re.sub(r"/\*.*?\*/", "", "".join(path.read_text() for path in STYLES), flags=re.S)
    for too_new in ("color-mix(", "subgrid", ":user-invalid", "oklch(", "popover", "&:", "& ", "light-dark(", "@scope"):
        assert too_new not in text, too_new


@pytest.mark.parametrize("status", [*StatusKeluhan, *StatusRujukan, *StatusKebutuhan], ids=str)
def test_every_status_has_its_own_look(status):
    """Word and shape: a new status without a badge would be a grey ring like any other."""
    assert f'[data-value="{status.value}"]' in (ROOT / "static/css/slrt.css").read_text()
