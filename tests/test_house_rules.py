"""Rules of the house that a reader would otherwise have to remember."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models as dj

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("puskesos", "rujukan", "slrt")
FORBIDDEN = {"utils.py", "helpers.py", "services.py", "misc.py", "common.py"}
LONGEST = 300


def python_files(*rooms, migrations=False):
    for room in rooms or ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield path


def tracked_texts():
    """Files of the product as git knows them, without vendored code and data."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    kinds = {".py", ".html", ".md", ".js", ".css", ".csv", ".toml", ".yml", ".yaml", ".txt"}
    for name in listed:
        path = ROOT / name
        if path.suffix in kinds and "vendor" not in path.parts and path.exists():
            yield name, path.read_text(encoding="utf-8")


def own_models():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]


def test_no_drawer_for_everything():
    found = [str(path.relative_to(ROOT)) for path in python_files() if path.name in FORBIDDEN]
    assert found == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_is_longer_than_a_reader_can_hold(room):
    long = {}
    for path in python_files(room):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST:
            long[str(path.relative_to(ROOT))] = lines
    assert long == {}


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_model_names_itself_in_indonesian(model):
    meta = model._meta
    assert "verbose_name" in meta.original_attrs, "verbose_name"
    assert "verbose_name_plural" in meta.original_attrs, "verbose_name_plural"
    # An Indonesian plural never ends in the English s that Django would add.
    assert str(meta.verbose_name_plural) != f"{meta.verbose_name}s"


def test_what_belongs_to_a_case_is_protected():
    """Deleting a row never takes a family's file along; drafts and their files are nobody's case yet."""
    allowed = {"Draf.petugas", "Lampiran.draf"}
    loose = set()
    for model in own_models():
        for field in model._meta.get_fields():
            if isinstance(field, dj.ForeignKey) and field.remote_field.on_delete is not dj.PROTECT:
                loose.add(f"{model.__name__}.{field.name}")
    assert loose <= allowed | SHORT_LIVED, loose - allowed - SHORT_LIVED


# Rows that live for minutes and carry nothing about a family.
SHORT_LIVED = {"Jatah.petugas", "TokenPetugas.petugas"}


def test_it_is_puskesos_and_never_the_health_centre():
    """The one mix-up officers fear: the word stands only where the difference itself is explained."""
    word = "puskesm" + "as"
    explained = (f"{word} (fasilitas kesehatan)", f"bukan {word}", f"{word} sosial,puskesos")
    wrong = []
    for name, text in tracked_texts():
        if name.startswith("tests/"):
            continue
        for number, line in enumerate(text.lower().splitlines(), start=1):
            for phrase in explained:
                line = line.replace(phrase, "")
            wrong += [f"{name}:{number}"] if word in line else []
    assert wrong == []


def test_templates_run_under_a_strict_content_policy():
    """No inline style, script or handler, and no address of another host."""
    bad = re.compile(
        r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|<script(?![^>]*\ssrc=)|(?:src|href|action)\s*=\s*["']https?://"""
    )
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        found += [
            f"{path.relative_to(ROOT)}: {match.group().strip()}" for match in bad.finditer(path.read_text("utf-8"))
        ]
    assert found == []


def test_nothing_is_marked_safe_without_escaping():
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        found += [str(path.relative_to(ROOT))] if re.search(r"\|\s*safe\b|autoescape\s+off", text) else []
    assert found == []


def test_nobody_but_the_workflow_writes_a_status():
    """The triggers would refuse it; a reader should not even find an attempt."""
    found = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [one for target in targets for one in getattr(target, "elts", [target])]
            found += [f"{path.relative_to(ROOT)}:{node.lineno}" for name in names if _status_of_a_life(name)]
    assert found == []


def _status_of_a_life(node):
    owner = getattr(node, "value", None)
    lives = {"keluhan", "kebutuhan", "rujukan", "need", "target"}
    return getattr(node, "attr", "") == "status" and getattr(owner, "id", "") in lives
