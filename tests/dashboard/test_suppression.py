"""No table that leaders see lets a count of 1–4 be read off or worked out; small tables are tried out completely."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from slrt.dashboard.suppression import LEAST, Release, release


def splits(total, parts):
    """All ways to write `total` as `parts` numbers ≥ 0."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(total - first, parts - 1):
            yield (first, *rest)


def looks_the_same(shown, counts, places, topics, least):
    """All tables that somebody outside must hold for possible: same totals, same shown numbers, and, where something
    is shown at all, small where the real one is hidden for being small."""
    columns = {topic: sum(counts.get((place, topic), 0) for place in places) for topic in topics}
    silent = not shown.columns and not shown.cells
    rows = []
    for place in places:
        rows.append([
            row for row in splits(shown.totals.get(place, 0), len(topics))
            if all(_fits(n, shown.cells.get((place, topic)), counts.get((place, topic), 0), least, silent)
                   for n, topic in zip(row, topics, strict=True))
        ])  # fmt: skip
    for table in product(*rows):
        sums = [sum(column) for column in zip(*table, strict=True)]
        if all(_fits(n, shown.columns.get(topic), columns[topic], least, silent)
               for n, topic in zip(sums, topics, strict=True)):  # fmt: skip
            yield table, sums


def _fits(n, shown, real, least, silent):
    if shown is not None:
        return n == shown
    return silent or real >= least or n < least


def assert_nothing_follows(counts, places, topics, least):
    shown = release(counts, topics, least)
    tables = list(looks_the_same(shown, counts, places, topics, least))
    for row, place in enumerate(places):
        for column, topic in enumerate(topics):
            if 0 < counts.get((place, topic), 0) < least:
                assert len({table[row][column] for table, _ in tables}) > 1, (place, topic, shown)
    for column, topic in enumerate(topics):
        if 0 < sum(counts.get((place, topic), 0) for place in places) < least:
            assert len({sums[column] for _, sums in tables}) > 1, (topic, shown)
    return shown


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_whatever_is_counted_no_small_count_follows(data):
    places = [f"k{n}" for n in range(data.draw(st.integers(1, 3), label="places"))]
    topics = [f"j{n}" for n in range(data.draw(st.integers(2, 4 if len(places) < 3 else 3), label="topics"))]
    least = data.draw(st.integers(2, 4), label="least")
    cell = st.integers(0, 4) if len(places) < 3 else st.integers(0, 3)
    counts = {(place, topic): data.draw(cell) for place in places for topic in topics}
    assert_nothing_follows(counts, places, topics, least)


def test_one_case_in_the_whole_city_says_its_kelurahan_and_not_its_kind():
    counts = {("kalampangan", "kekerasan"): 1}
    shown = assert_nothing_follows(counts, ["kalampangan", "pahandut"], ["kekerasan", "pkh", "rumah"], LEAST)
    assert shown.totals == {"kalampangan": 1}
    assert shown.of_city() == ([], 1)
    assert shown.of_place("kalampangan") == ([], 1)
    assert shown.of_place("pahandut") == ([], 0)


def test_large_counts_are_shown_exactly_and_the_rest_adds_up():
    counts = {
        ("a", "pkh"): 12,
        ("a", "rumah"): 3,
        ("a", "napza"): 2,
        ("b", "pkh"): 9,
        ("b", "rumah"): 4,
        ("b", "sakit"): 1,
    }
    shown = release(counts, ["pkh", "rumah", "napza", "sakit", "lain"])
    assert shown.of_place("a") == ([("pkh", 12)], 5)
    assert shown.of_city() == ([("pkh", 21), ("rumah", 7)], 3)


def test_a_small_cell_between_two_known_totals_hides_its_neighbour():
    """a is 20 of 21 in the city: the one in b would be worked out, so more than the small one disappears."""
    counts = {("a", "pkh"): 20, ("b", "pkh"): 1, ("b", "rumah"): 6, ("a", "rumah"): 6}
    places, topics = ["a", "b"], ["pkh", "rumah"]
    naive = Release(
        {"a": 26, "b": 7}, {("a", "pkh"): 20, ("a", "rumah"): 6, ("b", "rumah"): 6}, {"pkh": 21, "rumah": 12}
    )
    assert {t[1][0] for t, _ in looks_the_same(naive, counts, places, topics, LEAST)} == {1}
    shown = release(counts, topics)
    assert shown != naive
    assert len({t[1][0] for t, _ in looks_the_same(shown, counts, places, topics, LEAST)}) > 1
    with_room = release(counts, ["pkh", "rumah", "sakit"])
    assert with_room == Release({"a": 26, "b": 7}, {("a", "rumah"): 6, ("b", "rumah"): 6}, {"rumah": 12})


def test_a_city_where_every_kind_is_common_hides_nothing():
    counts = {(place, topic): 8 for place in "abc" for topic in ("pkh", "rumah")}
    shown = release(counts, ["pkh", "rumah"])
    assert shown.cells == counts
    assert shown.columns == {"pkh": 24, "rumah": 24}


def test_an_empty_month_is_an_empty_release():
    assert release({}, ["pkh"]) == Release({}, {}, {})


def test_a_full_month_of_the_city_is_quick_and_still_says_something():
    """30 kelurahan × 51 jenis, 600 cases, most cells small: the common kinds of the city stay visible."""
    topics = [f"j{n:02}" for n in range(51)]
    counts = {(f"k{k:02}", topics[(k * 7 + n * n) % 51]): 1 + (k + n) % 3 for k in range(30) for n in range(10)}
    counts |= {(f"k{k:02}", "j00"): 6 + k % 4 for k in range(0, 30, 2)}
    shown = release(counts, topics)
    rows, rest = shown.of_city()
    assert ("j00", sum(n for (_, topic), n in counts.items() if topic == "j00")) in rows
    assert len(rows) > 10
    assert sum(n for _, n in rows) + rest == sum(counts.values())
    assert all(n >= LEAST for n in shown.cells.values())
