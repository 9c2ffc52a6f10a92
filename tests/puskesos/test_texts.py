"""K6 of the bad-input corpus: what must vanish, what must stay, and what is told to the person."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from puskesos.texts import clean_line, clean_phone, clean_text

# hypothesis leaves lone surrogates out of text() unless told otherwise
anything = st.text(st.characters(exclude_categories=[]), max_size=120)
FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("  Siti   Aminah ", "Siti Aminah"),
        ("Siti\tAminah\r\n", "Siti Aminah"),
        ("Siti\u00a0\u2003Aminah", "Siti Aminah"),
        ("Si\x00ti", "Siti"),
        ("Si\x1bti\x7f\x9b", "Siti"),
        ("Si\ud800ti\udfff", "Siti"),
        ("Siti \u202enimA", "Siti nimA"),
        ("\u2066Siti\u2069\u200f", "Siti"),
        ("Si\u200bti\ufeff\u2060", "Siti"),
        ("Si\u200dti", "Siti"),
        ("a\u200d\u0301", "á"),
        ("Siti\U000e0041", "Siti"),
        ("\u3164\u115f\u2800", ""),
        ("Jose\u0301", "José"),
        ("Ma'ruf d’Arc — O’Neil", "Ma'ruf d’Arc — O’Neil"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # escaping is the page's work
        ("=1+1", "=1+1"),
        ("李 Сити سيتي", "李 Сити سيتي"),
        ("👍🏽 ❤️ ✈️ 1️⃣ 🇮🇩", "👍🏽 ❤️ ✈️ 1️⃣ 🇮🇩"),
        (FAMILY, FAMILY),
        ("❤️\u200d🔥", "❤️\u200d🔥"),
        (None, ""),
        ("", ""),
    ],
)
def test_one_line(typed, kept):
    assert clean_line(typed, 200) == kept


@pytest.fixture
def composed(monkeypatch):
    """The texts that are composed; a long run of combining marks among them would take quadratic time."""
    seen, normalize = [], unicodedata.normalize
    monkeypatch.setattr(unicodedata, "normalize", lambda form, text: seen.append(text) or normalize(form, text))
    return seen


def test_a_flood_of_marks_is_cut_before_it_is_composed(composed):
    assert len(clean_line("S" + "\u0301\u0323" * 50_000 + "iti", 10)) <= 7
    assert [len(text) for text in composed] == [7]
    assert clean_line("S\u0327\u0301iti", 10) == "Ş\u0301iti"


def test_text_keeps_its_lines():
    typed = "\n\nPak RT:\r\n  atap   bocor \r\r\n\u2028\n\n\nSudah\t lama.\x0bYa  \n"
    assert clean_text(typed, 200) == "Pak RT:\natap bocor\n\nSudah lama.\nYa"


@pytest.mark.parametrize("clean", [clean_line, clean_text])
@pytest.mark.parametrize("value", [1, 1.5, True, ["Siti"], {"a": 1}, b"Siti"])
def test_what_is_not_text_is_refused(clean, value):
    with pytest.raises(ValueError, match="harus berupa teks"):
        clean(value, 10)


@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_too_long_says_by_how_much(clean):
    assert clean("a" * 150, 150) == "a" * 150
    with pytest.raises(ValueError, match="Kelebihan 2 karakter; paling banyak 150 karakter"):
        clean("a" * 152, 150)


def test_a_long_story_fits_exactly():
    story = ("Air masuk rumah sejak semalam. " * 700)[:20_000].replace(".", "🌊")
    assert len(clean_text(story + "\n", 20_000)) == len(story.strip())
    with pytest.raises(ValueError, match=r"Kelebihan 1\.234 karakter; paling banyak 20\.000"):
        clean_text("x" * 21_234, 20_000)


def test_length_is_counted_after_cleaning():
    assert clean_line("\u200b" * 1_000 + "Siti" + " " * 1_000, 4) == "Siti"


@given(anything)
@example("\u2329\u200d😀")  # composes to a character outside the emoji
@example("a\u0344\u0344\u0344")  # each unfolds into two marks
@example("\r\x00\n")
def test_cleaning_twice_is_cleaning_once(text):
    for clean in (clean_line, clean_text):
        once = clean(text, 10_000)
        assert clean(once, 10_000) == once


@given(anything)
def test_what_comes_out_can_be_stored_and_shown(text):
    line, lines = clean_line(text, 10_000), clean_text(text, 10_000)
    assert "\n" not in line and "  " not in line + lines and "\n\n\n" not in lines
    for kept in (line, lines):
        assert kept.encode().decode() == kept
        assert unicodedata.is_normalized("NFC", kept)
        assert kept == kept.strip()
        assert not {unicodedata.category(char) for char in kept.replace("\n", "")} & {"Cc", "Cs"}
        assert not set(kept) & set("\x00\u202e\u2066\u200b\u200e\ufeff")


@given(st.text(st.characters(categories=["L", "Nd"], max_codepoint=0x24F), max_size=60))
def test_letters_and_digits_are_never_lost(text):
    assert clean_line(text, 100) == unicodedata.normalize("NFC", text)


# --- telephone -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("0812 3456 7890", "+6281234567890"),
        ("0812-3456-789", "+628123456789"),
        ("0811.345.678", "+62811345678"),
        ("62812 3456 7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("+62 0812 3456 7890", "+6281234567890"),
        ("0062 812 3456 7890", "+6281234567890"),
        ("812 3456 7890", "+6281234567890"),
        ("(0536) 3221234", "+625363221234"),
        ("0536/3221234", "+625363221234"),
        ("(021) 5550123", "+62215550123"),
        ("+62 536 3221234", "+625363221234"),
        ("０８１２３４５６７８９０", "+6281234567890"),
        ("٠٨١٢٣٤٥٦٧٨٩٠", "+6281234567890"),
        ("\u202a+62\u00a0812‑3456‑7890\u202c", "+6281234567890"),
        ("08123456789\x000", "+6281234567890"),
    ],
)
def test_phone_numbers_people_type(typed, stored):
    assert clean_phone(typed) == stored
    assert clean_phone(stored) == stored


@pytest.mark.parametrize(
    "typed, why",
    [
        ("", "Isi nomor"),
        (" - ", "Isi nomor"),
        (None, "Isi nomor"),
        ("3221234", "kode daerah"),
        ("32212345", "kode daerah"),
        ("0536", "kode daerah"),
        ("0812345", "kurang lengkap"),
        ("0812345678901234", "terlalu panjang"),
        ("081234567890 / 081345678901", "terlalu panjang"),
        ("0812 3456 789O", "hanya boleh berisi angka"),
        ("tidak punya", "hanya boleh berisi angka"),
        ("0812+3456789", "hanya boleh berisi angka"),
        ("081234567890,081345678901", "hanya boleh berisi angka"),
        ("+60 12 345 6789", "bukan nomor Indonesia"),
        ("001 202 555 0100", "bukan nomor Indonesia"),
        ("0", "kurang lengkap"),
        ("+62", "kurang lengkap"),
    ],
)
def test_phone_numbers_that_cannot_be(typed, why):
    with pytest.raises(ValueError, match=why):
        clean_phone(typed)


@given(st.text(max_size=30) | st.from_regex(r"[+0-9 ()-]{0,20}", fullmatch=True))
def test_a_phone_number_is_stored_in_one_form_or_refused(text):
    try:
        stored = clean_phone(text)
    except ValueError as refusal:
        assert str(refusal).endswith(".")
    else:
        assert stored.startswith("+62") and stored[1:].isdecimal() and 11 <= len(stored) <= 15
