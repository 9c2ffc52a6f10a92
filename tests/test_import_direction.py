"""The staircase: slrt → rujukan → puskesos, downward only; nobody imports slrt (architecture §3)."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {"puskesos": 0, "rujukan": 1, "slrt": 2}
# The wiring of the house: files that Django, Celery and the commands start from, and what only they use.
WIRING = {"manage.py", "tests"}


def modules(room):
    return sorted((ROOT / room).rglob("*.py"))


def imported(path):
    """Top-level names of everything a file imports, anywhere in it: functions and TYPE_CHECKING blocks too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: impor relatif menyembunyikan lantainya"
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__", "import_string"}:
            yield from (str(arg.value).split(".")[0] for arg in node.args if isinstance(arg, ast.Constant))


def _called(node):
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def upward(source_room, path):
    floor = FLOORS[source_room]
    return sorted({name for name in imported(path) if FLOORS.get(name, -1) > floor})


@pytest.mark.parametrize("room", ["puskesos", "rujukan"])
def test_no_room_imports_from_above(room):
    found = {str(path.relative_to(ROOT)): upward(room, path) for path in modules(room)}
    assert {path: names for path, names in found.items() if names} == {}


def test_the_walk_sees_an_upward_import(tmp_path):
    """The walker itself: every way of importing is seen."""
    for line in ("import slrt.settings", "from slrt import celery", "def f():\n    from slrt.triage import models",
                 "importlib.import_module('slrt.celery')", "__import__('slrt')"):  # fmt: skip
        path = tmp_path / "room.py"
        path.write_text(line)
        assert upward("puskesos", path) == ["slrt"], line
    path.write_text("from django.db import models\nfrom puskesos import trace")
    assert upward("puskesos", path) == []


@pytest.mark.parametrize("room", ["puskesos", "rujukan"])
def test_migrations_depend_downward(room):
    """A migration that waits for an upper floor could not be run without it."""
    pattern = re.compile(r"""\(\s*["'](puskesos|rujukan|triage|dashboard|laporan|pembinaan)["']\s*,\s*["']\d{4}""")
    for path in (ROOT / room / "migrations").glob("0*.py"):
        floors = {FLOORS.get(app, 2) for app in pattern.findall(path.read_text(encoding="utf-8"))}
        assert max(floors, default=0) <= FLOORS[room], path.name


def test_foreign_keys_point_down():
    for model in apps.get_models():
        room = model.__module__.split(".")[0]
        if room not in FLOORS:
            continue
        for field in model._meta.get_fields():
            if field.concrete and field.is_relation and field.related_model:
                target = field.related_model.__module__.split(".")[0]
                assert FLOORS.get(target, -1) <= FLOORS[room], f"{model.__name__}.{field.name}"


def test_no_signal_of_a_room_is_heard_below():
    """Upward news travels by looking: lower rooms send no signals of their own."""
    for room in ("puskesos", "rujukan"):
        for path in modules(room):
            text = path.read_text(encoding="utf-8")
            assert "dispatch import Signal" not in text and "Signal(" not in text, path.name
