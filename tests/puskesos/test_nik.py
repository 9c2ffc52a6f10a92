"""Every vector of domain §4.1, then the same questions asked of NIK nobody wrote down (synthetic throughout)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puskesos import nik

TODAY = date(2026, 11, 23)
KECAMATAN = frozenset({"62.71.01", "62.71.02", "62.71.03", "62.71.04", "62.71.05"})
SITI = "6271035708900003"
BUDI = "6271011708900003"

births = st.dates(min_value=TODAY - timedelta(days=36_000), max_value=TODAY)


def make_nik(birth, sex="L", region="627199", serial=1):
    day = birth.day + (nik.WOMEN_ADD_TO_DAY if sex == "P" else 0)
    return f"{region}{day:02}{birth:%m%y}{serial:04}"


def codes(findings):
    return [finding.code for finding in findings]


def look_again(value, **known):
    return codes(nik.warnings(value, known_regions=KECAMATAN, today=TODAY, **known))


# --- the vectors ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, sex, birth, region",
    [
        ("6271011708900003", "L", date(1990, 8, 17), "627101"),
        ("6271035708900003", "P", date(1990, 8, 17), "627103"),
        ("6271017108900001", "P", date(1990, 8, 31), "627101"),
        ("6371011708900003", "L", date(1990, 8, 17), "637101"),
        ("6271061708900003", "L", date(1990, 8, 17), "627106"),
    ],
)
def test_possible_nik_is_read(text, sex, birth, region):
    assert nik.problems(text) == []
    read = nik.read_nik(text, today=TODAY)
    assert (read.value, read.sex, read.birth_date, read.region) == (text, sex, birth, region)
    assert read.serial == text[-4:]


@pytest.mark.parametrize(
    "text, code",
    [
        ("6271057102040001", "tanggal"),  # 31 February
        ("6271040001900002", "tanggal"),  # day 00
        ("6271013208900003", "tanggal"),  # day 32
        ("6271014008900003", "tanggal"),  # day 40
        ("6271017208900003", "tanggal"),  # day 72 = 32 + 40
        ("6271021513900004", "tanggal"),  # month 13
        ("6271020000900004", "tanggal"),
        ("6271012902010001", "tanggal"),  # 29 February 1901 and 2001
        ("6271011708900000", "nomor_urut"),
        ("627101170890000", "panjang"),
        ("62710117089000033", "panjang"),
        ("", "panjang"),
        (None, "panjang"),
        ("627101170890000O", "bukan_angka"),
        ("62710117089000²3", "bukan_angka"),
        ("6,27101170890E+15", "bukan_angka"),
        ("+271011708900003", "bukan_angka"),
    ],
)
def test_impossible_nik_is_refused_with_a_sentence(text, code):
    assert codes(nik.problems(text)) == [code]
    with pytest.raises(ValueError) as refusal:
        nik.read_nik(text, today=TODAY)
    assert str(refusal.value) == nik.problems(text)[0].sentence
    assert str(refusal.value).endswith(".")


def test_two_impossible_things_are_both_told():
    assert codes(nik.problems("6271013208900000")) == ["tanggal", "nomor_urut"]


def test_the_sentence_names_the_letter_that_is_not_a_digit():
    assert "“O”" in nik.problems("627101170890000O")[0].sentence
    assert "ada huruf" in nik.problems("627101170890000九")[0].sentence


def test_the_sentence_counts_the_digits_typed():
    assert "15 angka" in nik.problems("627101170890000")[0].sentence


@pytest.mark.parametrize(
    "text, doubts",
    [
        (BUDI, []),
        (SITI, []),
        ("6371011708900003", ["provinsi"]),
        ("6201011708900003", ["kota"]),
        ("6271061708900003", ["kecamatan"]),
        ("9971011708900003", ["wilayah"]),
        ("6270011708900003", ["wilayah"]),
        ("6200011708900003", ["wilayah"]),
        ("6271001708900003", ["wilayah"]),
        ("1111111111111111", ["provinsi"]),  # a repeated digit can be a date
    ],
)
def test_region_is_only_ever_doubted(text, doubts):
    assert nik.problems(text) == []
    assert look_again(text) == doubts


def test_without_known_regions_only_impossible_codes_are_doubted():
    assert nik.warnings("6371011708900003", today=TODAY) == []
    assert codes(nik.warnings("6371001708900003", today=TODAY)) == ["wilayah"]


def test_known_regions_may_be_written_without_dots_and_finer_than_a_kecamatan():
    known = frozenset({"6271011001"})
    assert nik.warnings(BUDI, known_regions=known, today=TODAY) == []
    assert codes(nik.warnings(SITI, known_regions=known, today=TODAY)) == ["kecamatan"]


# --- what the officer typed beside it -------------------------------------------------------------


def test_birth_date_that_differs_is_doubted_and_shown_both_ways():
    [doubt] = nik.warnings(BUDI, birth_date=date(1990, 8, 18), known_regions=KECAMATAN, today=TODAY)
    assert doubt.code == "tanggal_lahir"
    assert "17-08-1990" in doubt.sentence and "18-08-1990" in doubt.sentence
    assert look_again(BUDI, birth_date=date(1990, 8, 17)) == []


def test_sex_that_differs_is_doubted():
    assert look_again(BUDI, sex="P") == ["jenis_kelamin"]
    assert look_again(BUDI, sex="L") == []
    assert look_again(SITI, sex="L") == ["jenis_kelamin"]
    assert look_again(SITI, sex="P") == []


def test_nik_typed_into_the_kk_field_is_doubted():
    assert look_again(BUDI, no_kk="6271.0117.0890.0003") == ["sama_dengan_kk"]
    assert look_again(BUDI, no_kk="6271011201150003") == []
    assert look_again(BUDI, no_kk="") == []


def test_all_doubts_are_told_at_once():
    told = look_again("6371011708900003", birth_date=date(1970, 1, 1), sex="P", no_kk="6371011708900003")
    assert told == ["tanggal_lahir", "jenis_kelamin", "provinsi", "sama_dengan_kk"]


# --- century ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, today, birth",
    [
        ("6271010101260001", TODAY, date(2026, 1, 1)),
        ("6271010101270001", TODAY, date(1927, 1, 1)),
        ("6271012311260001", TODAY, date(2026, 11, 23)),  # born today
        ("6271012411260001", TODAY, date(1926, 11, 24)),  # nobody is born tomorrow
        ("6271012902000001", TODAY, date(2000, 2, 29)),  # 1900 had no 29 February
        ("6271012902240001", TODAY, date(2024, 2, 29)),
        ("6271012902280001", TODAY, date(1928, 2, 29)),
        ("6271013112990001", TODAY, date(1999, 12, 31)),
        ("6271012902000001", date(1999, 1, 1), None),
    ],
)
def test_century_follows_today(text, today, birth):
    assert nik.read_nik(text, today=today).birth_date == birth


def test_typed_birth_date_decides_the_century():
    elder = "6271010101200001"
    assert nik.read_nik(elder, today=TODAY).birth_date == date(2020, 1, 1)
    assert nik.read_nik(elder, today=TODAY, birth_date=date(1920, 1, 1)).birth_date == date(1920, 1, 1)
    assert look_again(elder, birth_date=date(1920, 1, 1)) == []


def test_without_today_or_birth_date_the_century_stays_open():
    assert nik.read_nik(BUDI).birth_date is None


# --- No. KK ----------------------------------------------------------------------------------------


def test_kk_is_blocked_on_length_and_digits_only():
    assert nik.kk_problems("6271 0112 0115 0003") == []
    assert codes(nik.kk_problems("627101120115000")) == ["panjang"]
    assert codes(nik.kk_problems("627101120115000l")) == ["bukan_angka"]
    assert nik.kk_problems("6271013213150003") == []


def test_kk_that_looks_like_a_womans_nik_is_doubted():
    assert codes(nik.kk_warnings(SITI)) == ["mirip_nik"]
    assert codes(nik.kk_warnings("6271013213150003")) == ["tanggal"]
    assert nik.kk_warnings("6271011201150003") == []
    assert nik.kk_warnings("627101") == []


# --- writing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "6271 0117 0890 0003",
        "6271.0117.0890.0003",
        "627101-170890-0003",
        "627101–170890—0003",
        "６２７１０１１７０８９００００３",
        "٦٢٧١٠١١٧٠٨٩٠٠٠٠٣",
        "۶۲۷۱۰۱۱۷۰۸۹۰۰۰۰۳",
        "\x006271011708900003\x00",
        "\u200b6271\u00a0011708900003\u202e",
        "'6271011708900003",
        "\t6271011708900003\r\n",
        "6271011708900003\ud800",
    ],
)
def test_the_ways_people_write_it(text):
    assert nik.normalise(text) == BUDI
    assert nik.problems(text) == []


@pytest.mark.parametrize(
    "value, shown",
    [
        (BUDI, "6271 •••••• ••••"),
        ("6271 0117 0890 0003", "6271 •••••• ••••"),
        (None, "tanpa NIK"),
        ("", "tanpa NIK"),
        ("62", "•••• •••••• ••••"),
        ("abcdefg", "•••• •••••• ••••"),
    ],
)
def test_mask(value, shown):
    assert nik.mask(value) == shown


def test_mask_of_an_empty_kk_says_so():
    assert nik.mask(None, empty="tanpa No. KK") == "tanpa No. KK"


def test_repr_keeps_the_number_and_the_birth_date_out_of_logs():
    shown = repr(nik.read_nik(BUDI, today=TODAY))
    assert BUDI not in shown and "0003" not in shown and "1990" not in shown


# --- properties --------------------------------------------------------------------------------------


@given(births, st.sampled_from("LP"), st.integers(1, 9))
def test_what_is_written_is_read_back(birth, sex, serial):
    read = nik.read_nik(make_nik(birth, sex, serial=serial), today=TODAY, birth_date=birth)
    assert (read.birth_date, read.sex, int(read.serial)) == (birth, sex, serial)


@given(births, st.sampled_from("LP"))
def test_birth_from_today_alone_is_right_or_a_century_late(birth, sex):
    read = nik.read_nik(make_nik(birth, sex), today=TODAY)
    assert read.birth_date <= TODAY
    assert read.birth_date.year - birth.year in (0, 100)


@given(births)
def test_a_matching_person_raises_no_doubt(birth):
    assert nik.warnings(make_nik(birth, "P"), birth_date=birth, sex="P", today=TODAY) == []


@given(st.text(max_size=40))
def test_anything_typed_gets_an_answer_never_an_error(text):
    found = nik.problems(text)
    nik.mask(text)
    nik.kk_warnings(text)
    if not found:
        assert nik.read_nik(text, today=TODAY).value == nik.normalise(text)


@given(st.text(alphabet="0123456789", min_size=16, max_size=16))
def test_sixteen_digits_are_refused_exactly_when_date_or_serial_is_impossible(text):
    day, month, year = int(text[6:8]), int(text[8:10]), int(text[10:12])
    day = day - 40 if day > 40 else day
    exists = any(_is_date(century + year, month, day) for century in (1900, 2000))
    assert (nik.problems(text) == []) == (exists and text[12:] != "0000")


@given(births, st.sampled_from(" .-–\u00a0\u200b\x00"), st.integers(0, 16))
def test_a_separator_anywhere_changes_nothing(birth, separator, at):
    plain = make_nik(birth)
    assert nik.normalise(plain[:at] + separator + plain[at:]) == plain


def _is_date(year, month, day):
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
