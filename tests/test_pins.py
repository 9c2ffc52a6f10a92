"""The pin files are complete: pip installs them without asking what else is needed, so nothing may be missing."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
SETS = ("requirements", "requirements-embedded", "requirements-dev")


def pinned(text):
    """{name: version} of a pin file, for this interpreter."""
    lines = (line.split("\\")[0].strip() for line in text.splitlines() if line[:1].isalnum())
    found = [one for one in map(Requirement, lines) if one.marker is None or one.marker.evaluate()]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in found}


def asked_for(name):
    """The requirements of an .in file, and of the files it builds upon."""
    for line in (ROOT / f"{name}.in").read_text().splitlines():
        if line.startswith("-r "):
            yield from asked_for(line[3:].removesuffix(".in"))
        elif line and not line.startswith("#"):
            yield Requirement(line)


def missing(wanted, pins):
    """What these requirements need, step by step and with their extras, that no pin names or that a pin contradicts."""
    todo, seen, gaps = [(one, "the .in file") for one in wanted], set(), []
    while todo:
        one, why = todo.pop()
        if str(one) in seen:
            continue
        seen.add(str(one))
        name = canonicalize_name(one.name)
        if name not in pins or not one.specifier.contains(pins[name], prereleases=True):
            gaps.append(f"{one} for {why}")
            continue
        todo += [(each, name) for each in needs(name, one.extras)]
    return gaps


def needs(name, extras):
    for line in distribution(name).requires or ():
        one = Requirement(line)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield one


@pytest.mark.parametrize("name", SETS)
def test_every_pin_file_names_all_that_its_packages_need(name):
    assert missing(asked_for(name), pinned((ROOT / f"{name}.txt").read_text())) == []


def test_a_pin_taken_out_is_found_missing():
    text = (ROOT / "requirements-dev.txt").read_text()
    pins = pinned(text)
    del pins["coverage"]
    assert missing(asked_for("requirements-dev"), pins) == ["coverage[toml]>=7.10.6 for pytest-cov"]


def test_the_environment_holds_exactly_what_is_pinned():
    pins = pinned((ROOT / "requirements-dev.txt").read_text())
    assert {name: version_of(name) for name in pins} == pins


def version_of(name):
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return None
