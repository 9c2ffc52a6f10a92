"""Numbers people read aloud: every slip of the tongue either still finds the case or is noticed."""

import re
import unicodedata
import uuid
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puskesos import numbering
from puskesos.numbering import ALPHABET, Number

codes = st.text(alphabet=ALPHABET, min_size=12, max_size=12).map(
    lambda body: numbering.normalise_tracking_code(body + numbering._check_char(body))
)
SAMPLE = numbering._grouped("K7QM2XRD9TBA" + numbering._check_char("K7QM2XRD9TBA"))


@pytest.fixture
def composed(monkeypatch):
    """The texts that are composed; a long run of combining marks among them would take quadratic time."""
    seen, normalize = [], unicodedata.normalize
    monkeypatch.setattr(unicodedata, "normalize", lambda form, text: seen.append(text) or normalize(form, text))
    return seen


@pytest.fixture
def index_key(settings):
    settings.FIELD_KEYS = {1: b"f" * 32}
    settings.INDEX_KEY = b"i" * 32


# --- UUIDv7 -------------------------------------------------------------------------------------------


def test_uuid7_carries_its_moment_version_and_variant():
    moment = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    born = numbering.new_uuid7(moment)
    assert (born.version, born.variant) == (7, uuid.RFC_4122)
    assert born.int >> 80 == int(moment.timestamp() * 1000)
    assert numbering.is_uuid7(born) and numbering.is_uuid7(str(born))


def test_uuid7_without_a_moment_is_born_now_and_never_twice():
    before = datetime.now(UTC)
    born = {numbering.new_uuid7() for _ in range(5_000)}
    assert len(born) == 5_000
    assert all(b.int >> 80 >= int(before.timestamp() * 1000) for b in born)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),
    st.timedeltas(timedelta(milliseconds=1), timedelta(days=3650)),
)
def test_uuid7_sorts_by_birth(moment, later):
    assert numbering.new_uuid7(moment) < numbering.new_uuid7(moment + later)


@pytest.mark.parametrize(
    "other",
    [
        uuid.UUID(int=0),
        uuid.uuid4(),
        uuid.uuid1(),
        "019ab000-0000-7000-0000-000000000001",  # wrong variant
        "019ab000-0000-7000-8000-00000000000",
        "Siti",
        "",
        None,
        7,
        ["019ab000-0000-7000-8000-000000000001"],
    ],
)
def test_everything_else_is_not_a_uuid7(other):
    assert not numbering.is_uuid7(other)


# --- running number -----------------------------------------------------------------------------------


def test_the_running_number_is_padded_and_may_grow():
    assert numbering.keluhan_number("PKY", 2026, 123) == "PKY-2026-000123"
    assert numbering.keluhan_number("PKY", 2026, 1_234_567) == "PKY-2026-1234567"


@pytest.mark.parametrize(
    "typed, number",
    [
        ("PKY-2026-000123", Number("PKY", 2026, 123)),
        ("pky-2026-000123", Number("PKY", 2026, 123)),
        ("  pky 2026 123 ", Number("PKY", 2026, 123)),
        ("PKY/2026/123", Number("PKY", 2026, 123)),
        ("PKY2026-123", Number("PKY", 2026, 123)),
        ("PKY2026000123", Number("PKY", 2026, 123)),
        ("2026000123", Number(None, 2026, 123)),
        ("2026-123", Number(None, 2026, 123)),
        ("PKY-123", Number("PKY", None, 123)),
        ("pky123", Number("PKY", None, 123)),
        ("123", Number(None, None, 123)),
        ("000123", Number(None, None, 123)),
        ("2026", Number(None, None, 2026)),
        ("PKY-2026", Number("PKY", None, 2026)),
        ("ＰＫＹ－２０２６－１２３", Number("PKY", 2026, 123)),
        ("٢٠٢٦-١٢٣", Number(None, 2026, 123)),
        ("PKY–2026–1234567", Number("PKY", 2026, 1_234_567)),
    ],
)
def test_numbers_as_people_write_them(typed, number):
    assert numbering.parse_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", " ", "PKY", "26-123", "0", "000000", "PKY-2026-000000", "1-2-3", "2026-123-PKY",
     "123456789012345678", "PKY-2026-123-4", "Siti 123 Aminah", "½", None, 123],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match="PKY-2026-000123"):
        numbering.parse_number(typed)


@given(st.from_regex(r"[A-Z]{2,6}", fullmatch=True), st.integers(2000, 2099), st.integers(1, 999_999_999))
def test_every_number_is_read_back(prefix, year, n):
    written = numbering.keluhan_number(prefix, year, n)
    assert numbering.parse_number(written) == Number(prefix, year, n)
    assert numbering.parse_number(written.lower().replace("-", " ")) == Number(prefix, year, n)
    assert numbering.parse_number(written.replace("-", "")) == Number(prefix, year, n)


@given(st.text(max_size=30))
def test_a_search_box_may_hold_anything(text):
    try:
        assert 0 < numbering.parse_number(text).n < 2**31
    except ValueError as refusal:
        assert str(refusal).startswith("Nomor keluhan tidak dikenal")


# --- tracking code ------------------------------------------------------------------------------------


def test_a_new_code_is_in_its_one_form():
    code = numbering.new_tracking_code()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]", code)
    assert numbering.normalise_tracking_code(code) == code


def test_codes_do_not_repeat_and_use_the_whole_alphabet_in_every_place():
    fresh = [numbering.new_tracking_code().replace("-", "") for _ in range(20_000)]
    assert len(set(fresh)) == len(fresh)
    for place in range(13):
        assert {code[place] for code in fresh} == set(ALPHABET)


@pytest.mark.parametrize(
    "spell",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code}.\n",
        lambda code: " ".join(code),
        lambda code: code.replace("-", "—"),
        lambda code: code.replace("2", "２"),
        lambda code: f"\u202a{code}\u200b",
    ],
)
def test_a_code_may_be_spelled_freely(spell):
    assert numbering.normalise_tracking_code(spell(SAMPLE)) == SAMPLE


def test_lookalikes_are_forgiven():
    body = "0011ABCD0011"
    code = numbering._grouped(body + numbering._check_char(body))
    for typed in (code.replace("0", "O"), code.replace("0", "o"), code.replace("1", "I"), code.replace("1", "l")):
        assert numbering.normalise_tracking_code(typed) == code


@pytest.mark.parametrize("typed", ["", "K7QM-2XRD-9TBA", SAMPLE + "7", "Siti", None, 5])
def test_a_wrong_length_says_how_many_were_typed(typed):
    with pytest.raises(ValueError, match="berisi 13 huruf dan angka"):
        numbering.normalise_tracking_code(typed)


@pytest.mark.parametrize("typed", ["U" + SAMPLE[1:], "É" + SAMPLE[1:], "李" + SAMPLE[1:]])
def test_a_letter_outside_the_alphabet_does_not_match(typed):
    with pytest.raises(ValueError, match="tidak cocok"):
        numbering.normalise_tracking_code(typed)


@given(codes, st.integers(0, 12), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(code, place, char):
    plain = code.replace("-", "")
    wrong = plain[:place] + char + plain[place + 1 :]
    if wrong == plain:
        assert numbering.normalise_tracking_code(wrong) == code
    else:
        with pytest.raises(ValueError, match="tidak cocok"):
            numbering.normalise_tracking_code(wrong)


@given(codes)
def test_every_swap_of_two_characters_is_noticed(code):
    plain = code.replace("-", "")
    for a, b in combinations(range(13), 2):
        swapped = list(plain)
        swapped[a], swapped[b] = swapped[b], swapped[a]
        if swapped == list(plain):
            continue
        with pytest.raises(ValueError, match="tidak cocok"):
            numbering.normalise_tracking_code("".join(swapped))


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_is_refused(text):
    try:
        code = numbering.normalise_tracking_code(text)
    except ValueError as refusal:
        assert str(refusal).startswith("Kode lacak")
    else:
        assert numbering.normalise_tracking_code(code) == code


def test_everybody_may_type_here_so_only_a_reasonable_length_is_composed(composed):
    for read in (numbering.normalise_tracking_code, numbering.parse_number):
        with pytest.raises(ValueError):
            read("a\u0301\u0323" * 100_000)
    assert [len(text) for text in composed] == [100, 100]


def test_only_an_index_of_the_code_is_stored(index_key):
    index = numbering.tracking_index(SAMPLE)
    assert index == numbering.tracking_index(SAMPLE.lower().replace("-", " "))
    assert index != numbering.tracking_index(numbering.new_tracking_code())
    assert len(index) == 32 and SAMPLE.encode() not in index
    with pytest.raises(ValueError):
        numbering.tracking_index("K7QM-2XRD-9TBA")
