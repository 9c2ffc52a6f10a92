"""Every test is served the short scripts and styles of production, so that every browser test is a test of them too."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from slrt.lean import lean, shortens

ROOT = Path(__file__).resolve().parents[1] / "static"


@pytest.fixture(scope="session", autouse=True)
def lean_files(tmp_path_factory):
    """A copy of static/ as it is collected, under the names it has in the source."""
    folder = tmp_path_factory.mktemp("static") / "static"
    shutil.copytree(ROOT, folder, copy_function=_shorter)
    settings.STATICFILES_DIRS = [folder]
    finders.get_finder.cache_clear()
    return folder


def _shorter(source, target):
    if shortens(str(Path(source).relative_to(ROOT))):
        Path(target).write_text(lean(source, Path(source).read_text()))
    else:
        shutil.copy(source, target)
