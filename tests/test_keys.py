"""Keys that cannot seal are refused when the system starts, in a sentence that does not give them away."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from slrt import keys

ROOT = Path(__file__).resolve().parent.parent


def key(letter, size=32):
    return base64.b64encode(letter * size).decode()


ONE, TWO = key(b"a"), key(b"b")


def test_good_keys_are_read():
    assert keys.field_keys(f"1:{ONE}, 2:{TWO}") == {1: b"a" * 32, 2: b"b" * 32}
    assert keys.index_key(TWO, {1: b"a" * 32}) == b"b" * 32


@pytest.mark.parametrize("text", [
    "", " , ", ONE, f"satu:{ONE}", f"0:{ONE}", f"70000:{ONE}", f"1:{ONE},1:{TWO}", "1:", "1:abc", f"1:{key(b'a', 16)}",
    f"1:{ONE[:-2]}", f"1:{ONE};2:{TWO[1:]}", "1:\u00e9",
])  # fmt: skip
def test_keys_that_cannot_seal_are_refused_without_being_told(text):
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS") as refused:
        keys.field_keys(text)
    assert ONE[:8] not in str(refused.value)


@pytest.mark.parametrize("text", ["", "abc", key(b"i", 31), ONE])
def test_an_index_key_that_is_short_or_seals_already_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="INDEX_KEY"):
        keys.index_key(text, {1: b"a" * 32})


def test_nothing_starts_with_a_wrong_key():
    bad = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "SECRET_KEY": "x" * 50, "INDEX_KEY": TWO}
    given = os.environ | bad | {"FIELD_KEYS": f"1:{key(b'a', 16)}"}
    told = subprocess.run(
        [sys.executable, "-c", "import slrt.settings"], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert "FIELD_KEYS: kunci 1 harus tepat 32 byte" in told.stderr.splitlines()[-1]
