"""Charts must draw whatever the month brings: nothing, one point, only zeros, very long names."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from slrt.dashboard.charts import bars, in_words, lines, ticks, tiles
from slrt.dashboard.tile_grid import COLUMNS, GRID, ROWS


def svg(html):
    """The first picture, parsed: what is not well-formed fails here."""
    return ElementTree.fromstring(re.search(r"<svg.*?</svg>\s*(?=<ul|$)", html, re.S).group())


def elements(root, tag, **attributes):
    """`class_="bar"` means class, `font_weight="700"` means font-weight."""
    wanted = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
    found = root.iter(f"{{http://www.w3.org/2000/svg}}{tag}")
    return [one for one in found if all(one.get(name) == value for name, value in wanted.items())]


def texts(root):
    return [one.text for one in elements(root, "text")]


def widths(html):
    return [bar.get("width") for bar in elements(svg(html), "rect", class_="bar")]


@pytest.mark.parametrize(
    "empty", [bars([], "A"), lines([], [], "A"), lines(["Nov"], [("Masuk", [])], "A"), tiles([], "A")]
)
def test_no_data_says_so_instead_of_an_empty_picture(empty):
    assert "Belum ada data" in empty
    assert "<svg" not in empty


def test_bars_are_in_proportion_and_zero_is_drawn_as_zero():
    assert widths(bars([("PKH", 200), ("RTLH", 50), ("Lainnya", 0)], "A")) == ["100.00%", "25.00%", "0.00%"]


def test_bars_of_only_zeros_do_not_divide_by_zero():
    assert widths(bars([("PKH", 0), ("RTLH", 0)], "A")) == ["0%", "0%"]


def test_a_masked_count_keeps_its_words_and_draws_nothing():
    html = bars([("PKH", 12), ("Kekerasan", "<5"), ("Lainnya", None)], "A")
    assert widths(html) == ["100.00%", "0.00%", "0.00%"]
    assert {"<5", "–"} <= set(texts(svg(html)))


def test_a_long_label_is_cut_on_the_picture_and_whole_in_the_title():
    label = "Biaya rawat inap dan pendamping pasien rujukan luar kota beserta penginapan keluarga"
    root = svg(bars([(label, 3)], "A"))
    assert all(len(text) <= 64 for text in texts(root))
    assert [title.text for title in elements(root, "title")] == [f"{label}: 3"]


def test_names_from_the_database_cannot_become_markup():
    html = bars([("<script>alert(1)</script>", 3, "/kasus/?a=1&b=2")], 'Judul "x"')
    assert "<script>" not in html
    assert elements(svg(html), "a")[0].get("href") == "/kasus/?a=1&b=2"


def test_bars_with_links_are_a_group_and_without_a_picture():
    assert svg(bars([("PKH", 1, "/kasus/")], "A")).get("role") == "group"
    assert svg(bars([("PKH", 1), ("RTLH", 1, "/kasus/")], "A")).get("role") == "group"
    assert svg(bars([("PKH", 1)], "A")).get("role") == "img"


def test_a_line_of_one_month_is_a_dot():
    root = svg(lines(["Nov"], [("Masuk", [7])], "A"))
    assert len(elements(root, "circle")) == 1
    assert elements(root, "polyline") == []


def test_lines_of_only_zeros_lie_on_the_ground():
    root = svg(lines(["Okt", "Nov"], [("Masuk", [0, 0])], "A"))
    assert {point.get("cy") for point in elements(root, "circle")} == {"206.0"}


def test_a_missing_month_is_a_gap_and_not_a_zero():
    root = svg(lines(list("abcde"), [("Masuk", [1, 2, None, 4, 5])], "A"))
    assert len(elements(root, "polyline")) == 2
    assert len(elements(root, "circle")) == 4


def test_names_at_the_line_ends_do_not_cover_each_other():
    series = [(name, [5, 9]) for name in ("Disetujui", "Direalisasikan", "Dikonfirmasi")]
    root = svg(lines(["Okt", "Nov"], series, "A"))
    heights = sorted(float(text.get("y")) for text in elements(root, "text", font_weight="700"))
    assert len(heights) == 3
    assert all(upper - lower >= 30 for lower, upper in pairwise(heights))


def test_lines_differ_by_dash_and_not_only_by_colour():
    root = svg(lines(["Okt", "Nov"], [("Masuk", [1, 2]), ("Selesai", [1, 1])], "A"))
    assert [line.get("stroke-dasharray") for line in elements(root, "polyline")] == [None, "6 4"]


@pytest.mark.parametrize(
    ("most", "expected"),
    [(0, [0, 1]), (1, [0, 1]), (7, [0, 2, 4, 6, 8]), (146, [0, 50, 100, 150]), (0.5, [0, 0.2, 0.4, 0.6])],
)
def test_the_scale_has_round_steps_and_reaches_the_top(most, expected):
    assert ticks(most) == expected


def test_the_grid_holds_the_thirty_kelurahan_once_each():
    assert len(GRID) == 30
    assert len({(place.row, place.column) for place in GRID.values()}) == 30
    assert {place.row for place in GRID.values()} == set(range(ROWS))
    assert {place.column for place in GRID.values()} == set(range(COLUMNS))


def test_a_kelurahan_without_puskesos_does_not_look_like_zero():
    cells = [{"code": "62.71.02.1003", "missing": True}, {"code": "62.71.01.1001", "value": 0}]
    html = tiles(cells, "Keluhan", "/dasbor/kelurahan/{code}/")
    root = svg(html)
    titles = [title.text for title in elements(root, "title")]
    assert titles == ["Banturung: belum ada Puskesos (Kec. Bukit Batu)", "Pahandut: 0 keluhan (Kec. Pahandut)"]
    assert [link.get("href") for link in elements(root, "a")] == [
        "/dasbor/kelurahan/62.71.02.1003/",
        "/dasbor/kelurahan/62.71.01.1001/",
    ]
    dashed = [rect for rect in elements(root, "rect") if rect.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert "belum ada Puskesos" in html.partition("</svg>\n<ul")[2]


def test_a_kelurahan_without_puskesos_keeps_the_number_that_its_host_wrote_down():
    root = svg(tiles([{"code": "62.71.02.1003", "missing": True, "value": 6}], "Keluhan"))
    assert [title.text for title in elements(root, "title")] == [
        "Banturung: 6 keluhan, belum ada Puskesos (Kec. Bukit Batu)"
    ]
    assert "6" in texts(root)
    [tile] = elements(root, "rect")
    assert (tile.get("fill"), tile.get("stroke-dasharray")) == ("#cfe3ea", "4 3")


def test_one_kecamatan_stands_in_the_upper_left_and_names_no_other():
    codes = [code for code, place in GRID.items() if place.kecamatan == "Sabangau"]
    root = svg(tiles([{"code": code, "value": 1} for code in codes], "Keluhan"))
    spots = [(float(one.get("x").rstrip("%")), int(one.get("y"))) for one in elements(root, "svg") if one.get("x")]
    assert (min(x for x, _ in spots), min(y for _, y in spots)) == (0, 0)
    assert [text.text for text in elements(root, "text", class_="kecamatan")] == ["Sabangau"]


@pytest.mark.parametrize(
    ("value", "fill"),
    [
        (0, "#edf3f5"),
        (1, "#cfe3ea"),
        (9, "#cfe3ea"),
        (10, "#94c3d2"),
        (25, "#1b6f8a"),
        (45, "#08384a"),
        ("<5", "#edf3f5"),
    ],
)
def test_the_class_of_a_tile_changes_at_the_break(value, fill):
    root = svg(tiles([{"code": "62.71.01.1001", "value": value}], "A"))
    assert elements(root, "rect")[0].get("fill") == fill


def test_kelurahan_of_another_city_fill_rows_below():
    cells = [{"code": "62.71.01.1001", "value": 3}, {"code": "33.74.01.1001", "value": 9, "name": "Sekayu"}]
    root = svg(tiles(cells, "A"))
    assert "Sekayu: 9 keluhan" in [title.text for title in elements(root, "title")]
    spots = [(one.get("x"), one.get("y")) for one in elements(root, "svg") if one.get("fill")]
    assert len(set(spots)) == 2


def test_no_picture_needs_what_the_content_policy_forbids():
    pictures = bars([("A", 1)], "A") + lines(["x", "y"], [("A", [1, 2])], "A") + tiles([{"code": "62.71.01.1001"}], "A")
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", pictures)


@pytest.mark.parametrize(
    ("value", "text"), [(1250, "1.250"), (2.5, "2,5"), (3.0, "3"), (None, "–"), ("<5", "<5"), (0, "0")]
)
def test_numbers_are_written_as_indonesians_write_them(value, text):
    assert in_words(value) == text
