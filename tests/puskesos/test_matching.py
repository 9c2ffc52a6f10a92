"""Names as they are written here, and the pairs an officer should or should not be asked about."""

import unicodedata
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puskesos import matching
from puskesos.matching import WORTH_SHOWING, PersonHint, name_key, name_similarity, same_person

SITI = PersonHint(
    nama="Siti Aminah",
    nik="6271995708900003",
    tanggal_lahir=date(1990, 8, 17),
    kelurahan="62.71.04.1002",
    no_hp="+6281234567890",
    no_kk="6271991201150003",
)
# A twin: other name, the next serial, everything else shared.
SRI = replace(SITI, nama="Sri Rahayu", nik="6271995708900004")

TITLES = ["H.", "Hj", "Haji", "KH.", "Drs.", "dr.", "Ir.", "Prof. Dr.", "Pdt.", "Bapak", "Pak", "Ibu", "Ny.", "Alm."]
DEGREES = [", S.H.", ", SE", ", S.Pd., M.Si.", " S.Sos.", " A.Md.Keb", ", Ners", ", M.Kes"]
NAMES = [
    "Siti Aminah", "Muhammad Yusuf", "M. Noor", "Djoko Widodo", "Tjilik Riwut", "Barthel Binti", "Suharto", "Yusuf",
    "Abdul Rahman", "Abdurrahman", "Nur Hayati", "Nurhayati", "Ahmad bin Ali", "Duwel Rawing", "Nyai Undang", "Usop",
    "Christina Mihing", "A. Rahman", "M.A. Rahman", "Ma'ruf", "José Ramos", "Ani", "Anita",
    "Maria Goretti Toendan Lambung",
]  # fmt: skip
# Words whose place tells what they are: "bin" between names, a title before one.
PLACED = frozenset({"bin", "bt", "ibn"}) | matching._TITLES
WORD = st.text("abcdefghijklmnoprstuwy", min_size=2, max_size=9).filter(lambda word: word not in PLACED)
names = st.sampled_from(NAMES) | st.lists(WORD, min_size=1, max_size=4).map(" ".join)
hints = st.builds(
    PersonHint,
    nama=names,
    nik=st.none() | st.from_regex(r"627199170890000[1-9]", fullmatch=True),
    tanggal_lahir=st.none() | st.dates(date(1989, 1, 1), date(1991, 12, 31)),
    kelurahan=st.none() | st.sampled_from(["62.71.04.1002", "62.71.01.1001"]),
    no_hp=st.none() | st.sampled_from(["+6281234567890", "081234567890", "081298765432"]),
    no_kk=st.none() | st.sampled_from(["6271991201150003", "6271991201150004"]),
)


@pytest.fixture
def composed(monkeypatch):
    """The texts that are composed; a long run of combining marks among them would take quadratic time."""
    seen, normalize = [], unicodedata.normalize
    monkeypatch.setattr(unicodedata, "normalize", lambda form, text: seen.append(text) or normalize(form, text))
    return seen


# --- names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written, also_written",
    [
        ("Soeharto", "Suharto"),
        ("Djoko Widodo", "Joko Widodo"),
        ("Tjahjo Kumolo", "Cahyo Kumolo"),
        ("Jusuf", "Yusuf"),
        ("Yusup", "Yusuf"),
        ("Johanes", "Yohanes"),
        ("Joseph", "Yosef"),
        ("Widjaja", "Wijaya"),
        ("Soerjadi", "Suryadi"),
        ("Suriadi", "Suryadi"),
        ("Rahardjo", "Raharjo"),
        ("Njoman", "Nyoman"),
        ("Sjahrir", "Syahrir"),
        ("Syarif", "Sarip"),
        ("Achmad Chairil", "Akhmad Khairil"),
        ("Zainal Abidin", "Jainal Abidin"),
        ("Rizky", "Riski"),
        ("Rizqi", "Rizki"),
        ("Utsman", "Usman"),
        ("Fadhli", "Fadli"),
        ("Fatimah", "Patima"),
        ("Martha", "Marta"),
        ("Sylvia", "Silvia"),
        ("Aisyah", "Aisha"),
        ("Aliyah", "Alia"),
        ("Annisa", "Anisa"),
        ("Christina", "Kristina"),
        ("Victor", "Viktor"),
        ("Qomarudin", "Komaruddin"),
        ("Ma'ruf", "Maruf"),
        ("José", "Jose"),
        ("Muh. Yusuf", "Muhammad Yusuf"),
        ("M.Yusuf", "Mohammad Yusuf"),
        ("Moch. Yusuf", "Mochamad Yusuf"),
        ("Moehamad Yusuf", "Muhammad Yusuf"),
        ("St. Aminah", "Siti Aminah"),
        ("Abd. Rahman", "Abdul Rahman"),
        # Dayak names
        ("Tjilik Riwoet", "Cilik Riwut"),
        ("Sahay", "Sahai"),
        ("Danaw Toendai", "Danau Tundai"),
        ("Njai Oendang", "Nyai Undang"),
        ("Duwel Rawing", "Duel Rawing"),
        ("Asie Mawar", "Asi Mawar"),
        ("Djinoe", "Jinu"),
        # words
        ("Aminah Siti", "Siti Aminah"),
        ("SITI  AMINAH", "siti aminah"),
        ("Ahmad bin Ali", "Ahmad Ali"),
    ],
)
def test_one_name_however_it_is_written(written, also_written):
    assert name_key(written) == name_key(also_written)
    assert name_similarity(written, also_written) >= 96


@pytest.mark.parametrize(
    "name, other",
    [
        ("Anjani", "Anyani"),
        ("Budi", "Dewi"),
        ("Siti Aminah", "Siti Aisyah"),
        ("Indu Ani", "Ani"),  # the mother of Ani is not Ani
        ("Barthel Binti", "Barthel"),  # a family name, not "daughter of"
        ("Muhammad", "Muhammad Yusuf"),
        ("A.R. Fachruddin", "Fachruddin"),
        ("Tanpa Nama 1", "Tanpa Nama 2"),
    ],
)
def test_other_names_stay_other_names(name, other):
    assert name_key(name) != name_key(other)


@pytest.mark.parametrize(
    "name, key",
    [
        ("", ""),
        (None, ""),
        ("!!!", ""),
        ("Haji", name_key("H. Haji")),
        ("Bapak", "bapak"),
        ("Muhammad", name_key("M.")),
        ("Drs. H. M. Ali, M.Si., M.H.", "ali m"),
        ("李", "李"),
    ],
)
def test_names_at_the_edge(name, key):
    assert name_key(name) == key


@pytest.mark.parametrize(
    "a, b, least, most",
    [
        ("Abdurrahman Wahid", "Abdul Rahman Wahid", 90, 99),
        ("Nurhayati", "Noer Hajati", 90, 99),
        ("Siti Aminah", "Siti Amina", 90, 99),
        ("Usop", "Usup", 70, 90),
        ("Aminah", "Siti Aminah", 70, 85),
        ("A. Rahman", "Abdul Rahman", 85, 95),
        ("Siti Aminah", "Siti Maimunah", 70, 85),
        ("Ahmad Fauzi", "Muhammad Fauzi", 0, 80),
        ("Hasan", "Husin", 0, 69),
        ("Joko", "Yoko", 90, 99),  # the same key, yet not the same name
        ("Siti Aminah", "Budi Santoso", 0, 50),
        ("", "Siti", 0, 0),
        ("", "", 0, 0),
    ],
)
def test_similarity_of_names(a, b, least, most):
    assert least <= name_similarity(a, b) <= most


@given(names, st.sampled_from(TITLES), st.sampled_from(DEGREES))
def test_titles_and_degrees_change_nothing(name, title, degree):
    assert name_key(f"{title} {name}") == name_key(name)
    assert name_key(f"{name}{degree}") == name_key(name)
    assert name_similarity(f"{title} {name}{degree}", name) == 100


@given(st.lists(WORD, min_size=1, max_size=4))
def test_the_order_of_words_changes_nothing(words):
    for shuffled in permutations(words):
        assert name_key(" ".join(shuffled)) == name_key(" ".join(words))
        assert name_similarity(" ".join(shuffled), " ".join(words)) == 100


def test_only_a_reasonable_length_is_read(composed):
    assert name_key("a" + "\u0301\u0323" * 100_000 + "b") == "a"
    assert len(name_key("ab " * 100_000)) <= 300
    assert [len(text) for text in composed] == [300, 300]


@given(names, names)
def test_similarity_is_symmetric_and_highest_with_oneself(a, b):
    assert name_similarity(a, b) == name_similarity(b, a)
    assert 0 <= name_similarity(a, b) <= name_similarity(a, a) == 100


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_has_a_key_and_a_similarity(a, b):
    assert name_key(a) == name_key(a).strip()
    assert name_similarity(a, b) == name_similarity(b, a)


# --- people --------------------------------------------------------------------------------------------


def test_siti_is_herself():
    match = same_person(SITI, SITI)
    assert match.score == 100
    assert match.reasons == [
        "NIK sama", "Nama sama", "Tanggal lahir sama", "Satu No. KK", "Nomor HP sama", "Satu kelurahan",
    ]  # fmt: skip


def test_identifiers_are_compared_however_they_are_written():
    typed = replace(SITI, nik="6271 9957 0890 0003", no_hp="0812-3456-7890", no_kk="6271.9912.0115.0003")
    assert same_person(SITI, typed) == same_person(SITI, SITI)


def test_same_nik_with_another_name_is_shown_but_not_certain():
    match = same_person(SITI, PersonHint("Budi Santoso", nik=SITI.nik))
    assert match.score == 85
    assert match.reasons == ["NIK sama", "Nama berbeda"]


@pytest.mark.parametrize("nik", ["6271995708900008", "6271995708900030", "627199570890003"])
def test_one_slip_in_the_nik_is_told(nik):
    match = same_person(SITI, replace(SITI, nik=nik))
    assert "NIK hanya berbeda satu angka" in match.reasons
    assert match.score >= 90


def test_twins_are_not_one_person():
    match = same_person(SITI, SRI)
    assert match.score < WORTH_SHOWING
    assert "Nama berbeda" in match.reasons and "Tanggal lahir sama" in match.reasons


def test_everything_shared_but_the_nik_stays_a_question():
    match = same_person(SITI, replace(SITI, nik="6271995708900077"))
    assert WORTH_SHOWING <= match.score <= 65
    assert "NIK berbeda" in match.reasons


@pytest.mark.parametrize(
    "birth, reason, worth_showing",
    [
        (date(1990, 4, 9), "Tanggal lahir sama", True),
        (date(1990, 9, 4), "Tanggal dan bulan lahir tertukar", True),
        (date(1991, 4, 9), "Tahun lahir berselisih satu", True),
        (date(1989, 4, 9), "Tahun lahir berselisih satu", True),
        (date(1992, 7, 1), "Tahun lahir berdekatan, tanggalnya perkiraan", True),
        (date(1994, 7, 1), "Tanggal lahir berbeda", False),
        (date(1991, 9, 4), "Tanggal lahir berbeda", False),
        (date(1990, 4, 10), "Tanggal lahir berbeda", False),
    ],
)
def test_birth_dates_that_nearly_agree(birth, reason, worth_showing):
    match = same_person(
        PersonHint("Siti Aminah", tanggal_lahir=date(1990, 4, 9)), PersonHint("Siti Aminah", tanggal_lahir=birth)
    )
    assert match.reasons == ["Nama sama", reason]
    assert (match.score >= WORTH_SHOWING) is worth_showing


def test_a_common_name_alone_is_not_worth_showing_but_in_one_kelurahan_it_is():
    lone = PersonHint("Siti Aminah")
    assert same_person(lone, PersonHint("Hj. Siti Aminah")).score < WORTH_SHOWING
    here = replace(lone, kelurahan="62.71.04.1002")
    there = replace(lone, kelurahan="62.71.01.1001")
    assert same_person(here, here).score >= WORTH_SHOWING
    assert same_person(here, there).score < WORTH_SHOWING


@pytest.mark.parametrize(
    "shared, reason",
    [
        ({"kelurahan": "62.71.04.1002"}, "Satu kelurahan"),
        ({"no_hp": "081234567890"}, "Nomor HP sama"),
        ({"no_kk": "6271991201150003"}, "Satu No. KK"),
        ({"tanggal_lahir": date(1990, 8, 17)}, "Tanggal lahir sama"),
    ],
)
def test_every_shared_fact_counts_and_is_named(shared, reason):
    siti, another = PersonHint("Siti Aminah"), PersonHint("Siti Amina")
    known = replace(another, **shared)
    assert reason in same_person(replace(siti, **shared), known).reasons
    assert same_person(replace(siti, **shared), known).score > same_person(siti, known).score


def test_spelling_and_likeness_are_told_apart():
    assert same_person(PersonHint("Soeharto"), PersonHint("Suharto")).reasons == ["Nama sama, ejaan berbeda"]
    assert same_person(PersonHint("Siti Aminah"), PersonHint("Siti Amin")).reasons == ["Nama mirip"]


def test_people_without_a_name_are_never_alike():
    assert same_person(PersonHint(""), PersonHint("")).score == 0


def test_nothing_of_a_person_shows_in_a_log():
    assert repr(SITI) == "PersonHint()"
    for known in (SITI.nik, SITI.no_hp, "1990", SITI.no_kk):
        assert known not in str(same_person(SITI, SITI))


@given(hints, hints)
def test_who_is_asked_about_first_does_not_matter(a, b):
    assert same_person(a, b) == same_person(b, a)


@given(hints, hints)
def test_nobody_is_more_like_a_person_than_that_person(a, b):
    assert 0 <= same_person(a, b).score <= same_person(a, a).score <= 100


@given(hints, hints, st.sampled_from(TITLES))
def test_a_title_never_changes_the_answer(a, b, title):
    assert same_person(replace(a, nama=f"{title} {a.nama}"), b) == same_person(a, b)
