"""Names are found by their words: in any order, with one missing or misspelt, together or apart, among however many."""

import pytest
from django.db import connection

from puskesos import finding, names
from puskesos.matching import name_key
from puskesos.models import KataNama, Warga
from puskesos.models.warga import words_of
from tests.cases import a_keluhan, without_nik

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(siti, now):
    """Write people down at Kalampangan; gives a search for them by what somebody types."""

    def write_down(*written):
        for name in written:
            a_keluhan(siti, now, sheet=without_nik(nama=name, hp=""))
        return lambda text: [one.nama for one in finding.find_people(siti, text, now=now).people]

    return write_down


@pytest.mark.parametrize(
    "typed",
    ["Siti Aminah Lestari", "Lestari Siti Aminah", "siti aminah", "aminah", "Sitti Amina Lestary", "Siti Nur Aminah",
     "Amin", "Hj. St. Aminah", "sitiaminah", "Aminah Siti"],
)  # fmt: skip
def test_she_is_found_however_it_is_typed(people, typed):
    search = people("Siti Aminah Lestari", "Budi Santoso")
    assert search(typed) == ["Siti Aminah Lestari"]


@pytest.mark.parametrize("typed", ["Siti Aminah", "Sitiaminah", "Aminah"])
def test_a_name_on_file_in_one_word_is_found_by_its_parts(people, typed):
    assert people("Sitiaminah", "Budi Santoso")(typed) == ["Sitiaminah"]


def test_a_single_name_on_file_is_found_by_a_fuller_one(people):
    assert people("Halimah", "Budi Santoso")("Halimah Lestari") == ["Halimah"]


def test_the_most_alike_comes_first(people):
    search = people("Siti Aminah Lestari", "Siti Aminah", "Aminah")
    assert search("Siti Aminah")[0] == "Siti Aminah"
    assert search("Aminah")[0] == "Aminah"


def test_nobody_is_found_by_a_stranger_s_name(people):
    assert people("Siti Aminah", "Budi Santoso")("Robertus Dehen") == []


def test_the_exact_name_is_never_lost_among_many_that_hold_it(people, monkeypatch):
    monkeypatch.setattr(names, "MOST_EACH_WAY", 2)
    search = people("Siti Aminah", "Siti Lestari", "Siti Halimah", "Siti")
    assert search("Siti")[0] == "Siti"


def test_a_renamed_person_is_found_by_the_new_name(people):
    search = people("Siti Aminah")
    warga = Warga.objects.get(nama="Siti Aminah")
    warga.nama = "Magdalena"
    warga.save()
    assert search("Magdalina") == ["Magdalena"] and search("Siti Aminah") == []


def test_words_are_kept_however_people_come_in(people):
    people("Siti Aminah")
    assert set(name_key("Siti Aminah").split()) <= set(KataNama.objects.values_list("pk", flat=True))
    Warga.objects.update(nama_kunci="kata baru")
    assert {"kata", "baru"} <= set(KataNama.objects.values_list("pk", flat=True))


def test_an_index_answers_for_the_words(people):
    people("Siti Aminah")
    wanted = Warga.objects.alias(words=words_of("nama_kunci")).filter(words__overlap=["amina"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "Bitmap Index Scan on warga_kata" in wanted.explain()


@pytest.mark.parametrize("typed", ["%%%%", "___", "a%' OR '1'='1", "\\\\\\", "sit" * 30, "a b c d e f g h i j k l"])
def test_odd_words_are_only_words(people, typed, siti, now):
    people("Siti Aminah")
    try:
        assert finding.find_people(siti, typed, now=now).people in ([], [Warga.objects.get()])
    except finding.Refused as refused:
        assert refused.sentence == finding.TOO_GENERAL


def test_the_ids_alone_are_those_of_the_people_in_the_same_order(people, siti, now):
    people("Siti Aminah Lestari", "Siti Aminah", "Aminah", "Budi Santoso")
    for typed in ("Siti Aminah", "amina", "Robertus Dehen"):
        found = finding.find_people(siti, typed, now=now)
        assert finding.find_ids(siti, typed, now=now) == (found.way, [one.pk for one in found.people])


def test_a_whole_name_in_the_city_is_answered_by_its_own_index(db):
    """The trigrams could answer too, with every name that holds it; a small table would be read from end to end."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM puskesos_warga WHERE nama_kunci = ANY(%s)", [["abdula", "patima"]])
        assert "warga_nama " in "".join(line for (line,) in cursor.fetchall())


def test_what_was_just_written_down_does_not_wait_long_to_enter_the_indexes(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reloptions FROM pg_class WHERE relname LIKE '%_trgm' OR relname = 'warga_kata'")
        options = {name: set(told or ()) for name, told in cursor.fetchall()}
    assert "fastupdate=off" in options["kata_nama_trgm"]
    for index in ("warga_nama_trgm", "warga_kata"):
        assert "gin_pending_list_limit=64" in options[index], options
