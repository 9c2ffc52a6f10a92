"""Keyset pages: whole lists walked in both directions, ties, foreign cursors, and what PostgreSQL is asked."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core import signing
from django.db import connection

from puskesos.keyset import capped_count, capped_counts, page
from puskesos.models import Keluhan, Petugas, Wilayah

START = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def places(db):
    """Thirty places, three by three with the same name: ties that only the key can order."""
    Wilayah.objects.bulk_create(
        Wilayah(kode=f"{number:02}", nama=f"Tempat {number // 3:02}", tingkat="KELURAHAN") for number in range(30)
    )
    return Wilayah.objects.filter(nama__startswith="Tempat")  # beside the reference data


def codes(page):
    return [row.kode for row in page]


def walk(queryset, order, size):
    """All pages from the first on."""
    found = [page(queryset, order=order, size=size)]
    while found[-1].next:
        found.append(page(queryset, order=order, size=size, cursor=found[-1].next))
    return found


@pytest.mark.parametrize("size", [1, 4, 7, 29, 30, 31])
@pytest.mark.parametrize("order", [("nama", "kode"), ("-nama", "-kode")])
def test_every_row_comes_exactly_once_in_order(places, order, size):
    seen = [code for one in walk(places, order, size) for code in codes(one)]
    assert seen == codes(places.order_by(*order))


@pytest.mark.parametrize("order", [("nama", "kode"), ("-nama", "-kode")])
def test_the_way_back_shows_the_same_pages(places, order):
    forward = walk(places, order, 7)
    assert [len(one) for one in forward] == [7, 7, 7, 7, 2]
    back = [forward[-1]]
    while back[-1].previous:
        back.append(page(places, order=order, size=7, cursor=back[-1].previous))
    assert [codes(one) for one in back[::-1]] == [codes(one) for one in forward]


def test_the_ends_have_no_neighbour(places):
    first, *_, last = walk(places, ("nama", "kode"), 10)
    assert first.previous == ""
    assert last.next == ""
    assert page(places, order=("nama", "kode"), size=30).next == ""


def test_rows_that_came_meanwhile_neither_hide_nor_repeat_others(places):
    first = page(places, order=("nama", "kode"), size=10)
    Wilayah.objects.create(kode="aa", nama="Tempat 00", tingkat="KELURAHAN")
    Wilayah.objects.filter(kode="03").delete()
    second = page(places, order=("nama", "kode"), size=10, cursor=first.next)
    assert codes(second) == [f"{number:02}" for number in range(10, 20)]


def test_the_short_page_on_the_way_back_is_the_whole_first_page(places):
    first = page(places, order=("nama", "kode"), size=10)
    second = page(places, order=("nama", "kode"), size=10, cursor=first.next)
    Wilayah.objects.filter(kode__in=["00", "01", "02"]).delete()
    back = page(places, order=("nama", "kode"), size=10, cursor=second.previous)
    assert codes(back) == [f"{number:02}" for number in range(3, 13)]
    assert back.previous == ""


def test_past_the_end_comes_the_first_page(places):
    first = page(places, order=("nama", "kode"), size=10)
    places.exclude(kode__in=codes(first)).delete()
    again = page(places, order=("nama", "kode"), size=10, cursor=first.next)
    assert codes(again) == codes(first)


@pytest.mark.parametrize(
    "cursor",
    [
        None,
        "",
        "bukan-kursor",
        "a:b:c",
        "\x00",
        signing.dumps(["n", "Tempat 05", "15"]),  # another salt
        signing.dumps(["n", "Tempat 05"], salt="keyset:puskesos.Wilayah:nama,kode"),
        signing.dumps("n", salt="keyset:puskesos.Wilayah:nama,kode"),
        signing.dumps(5, salt="keyset:puskesos.Wilayah:nama,kode"),
    ],
    ids=lambda text: f"{len(text or '')} characters",
)
def test_a_wrong_cursor_is_the_first_page(places, cursor):
    got = page(places, order=("nama", "kode"), size=10, cursor=cursor)
    assert codes(got) == codes(page(places, order=("nama", "kode"), size=10))


def test_a_changed_cursor_and_one_of_another_order_are_the_first_page(places):
    first = page(places, order=("nama", "kode"), size=10)
    changed = ("A" if first.next[0] != "A" else "B") + first.next[1:]
    assert codes(page(places, order=("nama", "kode"), size=10, cursor=changed)) == codes(first)
    falling = page(places, order=("-nama", "-kode"), size=10)
    assert codes(page(places, order=("-nama", "-kode"), size=10, cursor=first.next)) == codes(falling)


def test_a_cursor_keeps_microseconds(db):
    moments = [START + timedelta(microseconds=number) for number in range(9)]
    Petugas.objects.bulk_create(
        Petugas(username=f"p{number}", nama="P", last_login=at) for number, at in enumerate(moments)
    )
    found = [row.last_login for one in walk(Petugas.objects.all(), ("last_login", "id"), 2) for row in one]
    assert found == moments


def test_mixed_directions_are_refused():
    with pytest.raises(ValueError):
        page(Wilayah.objects.all(), order=("nama", "-kode"))


def test_postgres_is_asked_for_one_comparison_of_rows(places, django_assert_num_queries):
    first = page(places, order=("nama", "kode"), size=10)
    with django_assert_num_queries(1) as asked:
        page(places, order=("nama", "kode"), size=10, cursor=first.next)
    sql = asked[0]["sql"]
    assert '("puskesos_wilayah"."nama", "puskesos_wilayah"."kode") > (' in sql
    assert " OR " not in sql


def test_an_index_answers_the_comparison(db, django_assert_num_queries):
    cursor = signing.dumps(["n", START.isoformat(), str(UUID(int=7))], salt="keyset:puskesos.Keluhan:tenggat,id")
    with django_assert_num_queries(2) as asked:  # nothing after the cursor, so the first page is asked for too
        page(Keluhan.objects.filter(terbuka=True), cursor=cursor)
    with connection.cursor() as sql:
        sql.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        sql.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in sql.fetchall())
    assert "Index Cond: (ROW(tenggat, id) > ROW(" in plan
    assert "Sort" not in plan


def test_counting_stops_at_the_cap(places):
    assert capped_count(places, cap=100) == (30, False)
    assert capped_count(places, cap=30) == (30, False)
    assert capped_count(places, cap=29) == (29, True)
    assert capped_count(places.filter(nama="Tempat 02"), cap=29) == (3, False)


def test_many_counts_are_one_query(places, django_assert_num_queries):
    asked = {"all": places, "few": places.filter(nama="Tempat 02"), "none": places.none()}
    with django_assert_num_queries(1):
        assert capped_counts(asked, cap=29) == {"all": (29, True), "few": (3, False), "none": (0, False)}
    with django_assert_num_queries(0):
        assert capped_counts({"none": places.none()}) == {"none": (0, False)}
