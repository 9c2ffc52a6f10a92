"""Sealed fields open in their own place, under any key still held, and nowhere else."""

from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from puskesos import identity

NIK = "6271035708900003"
ROW = UUID("019ab000-0000-7000-8000-000000000001")
OTHER_ROW = UUID("019ab000-0000-7000-8000-000000000002")
PLACE = {"table": "warga", "column": "nik", "row": ROW}
OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32


@pytest.fixture(autouse=True)
def keys(settings):
    settings.FIELD_KEYS = {1: OLD, 2: NEW}
    settings.INDEX_KEY = INDEX
    return settings


def test_a_sealed_value_opens_in_its_place():
    blob = identity.seal(NIK, **PLACE)
    assert identity.unseal(blob, **PLACE) == NIK
    assert NIK.encode() not in blob
    assert len(blob) == 2 + 12 + len(NIK) + 16


@pytest.mark.parametrize("elsewhere", [{"row": OTHER_ROW}, {"column": "no_kk"}, {"table": "keluarga"}])
def test_a_value_moved_elsewhere_does_not_open(elsewhere):
    blob = identity.seal(NIK, **PLACE)
    with pytest.raises(identity.Unreadable):
        identity.unseal(blob, **PLACE | elsewhere)
    assert identity.unseal(blob, **PLACE) == NIK


def test_names_cannot_be_shifted_between_table_and_column():
    with pytest.raises(ValueError):
        identity.seal(NIK, table="warga|nik", column="x", row=ROW)
    with pytest.raises(ValueError):
        identity.seal(NIK, table="warga", column="nik|x", row=ROW)


@pytest.mark.parametrize("row", [None, "", 0])
def test_a_row_without_its_key_is_refused(row):
    with pytest.raises(ValueError):
        identity.seal(NIK, table="warga", column="nik", row=row)


def test_the_spelling_of_the_uuid_does_not_matter():
    blob = identity.seal(NIK, **PLACE | {"row": str(ROW).upper()})
    assert identity.unseal(blob, **PLACE) == NIK


def test_the_same_value_never_looks_the_same_twice():
    assert len({identity.seal(NIK, **PLACE) for _ in range(200)}) == 200


def test_any_changed_byte_is_noticed():
    blob = identity.seal(NIK, **PLACE)
    for at in range(len(blob)):
        damaged = blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :]
        with pytest.raises(identity.Unreadable):
            identity.unseal(damaged, **PLACE)


def test_any_cut_is_noticed():
    blob = identity.seal(NIK, **PLACE)
    for length in range(len(blob)):
        with pytest.raises(identity.Unreadable):
            identity.unseal(blob[:length], **PLACE)


def test_the_refusal_does_not_tell_the_value():
    blob = identity.seal(NIK, **PLACE)
    with pytest.raises(identity.Unreadable) as refusal:
        identity.unseal(blob, **PLACE | {"row": OTHER_ROW})
    assert NIK not in str(refusal.value) and refusal.value.__cause__ is None


def test_a_database_driver_may_return_a_memoryview():
    blob = memoryview(identity.seal(NIK, **PLACE))
    assert identity.unseal(blob, **PLACE) == NIK
    assert identity.is_current(blob)


def test_rotation_seals_with_the_newest_key_and_opens_with_the_old(keys):
    keys.FIELD_KEYS = {1: OLD}
    before = identity.seal(NIK, **PLACE)
    keys.FIELD_KEYS = {1: OLD, 2: NEW}
    after = identity.seal(NIK, **PLACE)
    assert identity.unseal(before, **PLACE) == identity.unseal(after, **PLACE) == NIK
    assert (identity.is_current(before), identity.is_current(after)) == (False, True)
    keys.FIELD_KEYS = {2: NEW}
    assert identity.unseal(after, **PLACE) == NIK
    with pytest.raises(identity.Unreadable, match="Key 1"):
        identity.unseal(before, **PLACE)


def test_another_key_under_the_same_id_does_not_open(keys):
    blob = identity.seal(NIK, **PLACE)
    keys.FIELD_KEYS = {2: OLD}
    with pytest.raises(identity.Unreadable):
        identity.unseal(blob, **PLACE)


@pytest.mark.parametrize("field_keys", [{}, {1: b"short"}, {1: b"k" * 16}])
def test_keys_that_protect_less_are_refused(keys, field_keys):
    keys.FIELD_KEYS = field_keys
    with pytest.raises(ImproperlyConfigured):
        identity.seal(NIK, **PLACE)


@pytest.mark.parametrize("index_key", [b"", b"short", OLD, NEW])
def test_an_index_key_that_is_short_or_shared_is_refused(keys, index_key):
    keys.INDEX_KEY = index_key
    with pytest.raises(ImproperlyConfigured):
        identity.blind_index(NIK, purpose="nik")


def test_the_index_is_equal_for_equal_values_of_one_purpose_only(keys):
    index = identity.blind_index(NIK, purpose="nik")
    assert index == identity.blind_index(NIK, purpose="nik")
    assert len(index) == 32
    assert index != identity.blind_index(NIK, purpose="no_kk")
    assert index != identity.blind_index("6271035708900004", purpose="nik")
    keys.INDEX_KEY = b"x" * 32
    assert index != identity.blind_index(NIK, purpose="nik")


def test_the_purpose_cannot_be_shifted_into_the_value():
    assert identity.blind_index("bc", purpose="a") != identity.blind_index("c", purpose="ab")


def test_files_are_sealed_the_same_way():
    content = bytes(range(256)) * 1_000
    blob = identity.seal_bytes(content, **PLACE)
    assert identity.unseal_bytes(blob, **PLACE) == content
    with pytest.raises(identity.Unreadable):
        identity.unseal_bytes(blob, **PLACE | {"row": OTHER_ROW})


def test_whatever_can_be_written_is_read_back():
    @given(st.text(), st.uuids())
    def reads_back(value, row):
        place = {"table": "warga", "column": "nama", "row": row}
        assert identity.unseal(identity.seal(value, **place), **place) == value

    reads_back()
