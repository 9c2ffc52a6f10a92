"""Charts drawn on the server: SVG that needs no script, prints sharp and reads as text.

All x are percentages and all y pixels, without a viewBox: text keeps its size on every screen.
Fills are presentation attributes, because the CSP forbids `style=` and PDF makers ignore the page's CSS.
Each function returns a safe string for the template; the numbers as a table are `parts/chart_table.html`.
"""

from math import floor, log10

from puskesos.fragments import drawn_once
from slrt.dashboard.tile_grid import COLUMNS, GRID, KECAMATAN_LABELS, Place

# Letters that fit above a bar on a desk and at 320 px; the whole name is in <title> and in the table.
LONG_LABEL, SHORT_LABEL = 64, 32
SERIES_LIMIT = 14
BREAKS = (1, 10, 25, 45)
CLASS_FILLS = ("#edf3f5", "#cfe3ea", "#94c3d2", "#1b6f8a", "#08384a")
CLASS_INKS = ("#14202a", "#14202a", "#14202a", "#ffffff", "#ffffff")
SERIES_STYLES = (  # colour, dash: told apart without colour too
    ("#125a72", ""),
    ("#1d6b45", "6 4"),
    ("#8a5a00", "2 3"),
    ("#5b3e96", "10 3 2 3"),
)
ROW_HEIGHT = 38
TILE_HEIGHT = 52
TILE_GAP = 4


def shorten(text, limit):
    """Cut at `limit` letters with an ellipsis."""
    text = str(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def in_words(value):
    """A number as Indonesians write it: 1.250 and 2,5; a text such as "<5" stays, nothing is a dash."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return text.translate(str.maketrans(",.", ".,"))


def size(value):
    """What is drawn for a value: missing and masked ("<5") count as zero."""
    return 0 if value is None or isinstance(value, str) else max(value, 0)


def _percent(part, whole):
    return f"{100 * part / whole:.2f}" if whole else "0"


# --- bars ---------------------------------------------------------------------------------------------------------


def bars(rows, title):
    """Horizontal bars; a row is (label, value) or (label, value, href)."""
    rows = [(*row, "")[:3] for row in rows]
    most = max((size(value) for _, value, _ in rows), default=0)
    drawn = [
        {
            "label": str(label),
            "long": shorten(label, LONG_LABEL),
            "short": shorten(label, SHORT_LABEL),
            "text": in_words(value),
            "width": _percent(size(value), most),
            "href": href,
            "y": index * ROW_HEIGHT,
        }
        for index, (label, value, href) in enumerate(rows)
    ]
    linked = any(row["href"] for row in drawn)
    context = {"title": title, "rows": drawn, "height": len(drawn) * ROW_HEIGHT, "linked": linked}
    return drawn_once("dashboard/charts/bars.html", context)


# --- lines --------------------------------------------------------------------------------------------------------

LEFT, RIGHT = 9, 84  # percent: room for the scale and for the names of the lines
TOP, BOTTOM = 14, 206  # pixels
LINES_HEIGHT = 236


def ticks(most):
    """Round steps from 0 to at least `most`, about four of them."""
    if most <= 0:
        return [0, 1]
    raw = most / 4
    power = 10 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
    if float(most).is_integer():
        step = max(1, round(step))
    count = -(-most // step)
    return [round(step * index, 6) for index in range(int(count) + 1)]


def lines(labels, series, title):
    """One line per (name, values); None is a gap. Names stand at the end of their line."""
    labels = [str(label) for label in labels]
    most = max((size(value) for _, values in series for value in values), default=0)
    scale = ticks(most)

    def x(index):
        middle = (LEFT + RIGHT) / 2
        return middle if len(labels) < 2 else LEFT + (RIGHT - LEFT) * index / (len(labels) - 1)

    def y(value):
        return BOTTOM - (BOTTOM - TOP) * size(value) / scale[-1]

    every = 1 if len(labels) <= 6 else 2
    context = {
        "title": title,
        "height": LINES_HEIGHT,
        "left": LEFT,
        "right": RIGHT,
        "bottom": BOTTOM + 20,
        "scale": [{"text": in_words(tick), "y": f"{y(tick):.1f}", "text_y": f"{y(tick) + 4:.1f}"} for tick in scale],
        "labels": [
            {"text": text, "x": f"{x(index):.2f}", "minor": (len(labels) - 1 - index) % every}
            for index, text in enumerate(labels)
        ],
        "series": _draw_series(series, x, y) if labels else [],
    }
    return drawn_once("dashboard/charts/lines.html", context)


def _draw_series(series, x, y):
    drawn = []
    for number, (name, values) in enumerate(series):
        known = [(index, value) for index, value in enumerate(values) if value is not None]
        if not known:
            continue
        colour, dash = SERIES_STYLES[number % len(SERIES_STYLES)]
        last_index, last_value = known[-1]
        drawn.append(
            {
                "name": str(name),
                "short": shorten(name, SERIES_LIMIT),
                "last": in_words(last_value),
                "colour": colour,
                "dash": dash,
                "runs": _runs(values, x, y),
                "points": [{"x": f"{x(i):.2f}", "y": f"{y(v):.1f}", "text": in_words(v), "index": i} for i, v in known],
                "end_x": f"{x(last_index):.2f}",
                "end_y": y(last_value),
            }
        )
    return _spread(drawn)


def _runs(values, x, y):
    """Polylines between the gaps."""
    runs, run = [], []
    for index, value in enumerate([*values, None]):
        if value is None:
            if len(run) > 1:
                runs.append(" ".join(run))
            run = []
        else:
            run.append(f"{x(index):.2f},{y(value):.1f}")
    return runs


def _spread(drawn, distance=30):
    """Move the names at the line ends apart (each is two lines of text), inside the picture."""
    lowest = BOTTOM - 6  # the second line must not touch the month under the last point
    for item in sorted(drawn, key=lambda item: -item["end_y"]):
        item["name_y"] = min(item["end_y"] + 4, lowest)
        lowest = item["name_y"] - distance
    highest = 12
    for item in sorted(drawn, key=lambda item: item["name_y"]):
        item["name_y"] = max(item["name_y"], highest)
        highest = item["name_y"] + distance
    for item in drawn:
        item["name_y"] = f"{item['name_y']:.1f}"
    return drawn


# --- tiles --------------------------------------------------------------------------------------------------------


def tiles(cells, title, href="", noun="keluhan", missing="belum ada Puskesos", breaks=BREAKS):
    """The 30 kelurahan as a grid of tiles with a legend of up to five classes.

    A cell: `code` (Kemendagri), `value` (number, text such as "<5", or None), optional `name`, `missing` (no
    Puskesos: dashed, and a dash instead of zero, because absent data must not look like zero). `href` holds "{code}".
    Codes outside the grid – another city's – fill rows below it. A part of the city is moved to the upper left.
    """
    placed, labels = _crop(_place(cells))
    by_spot = {(spot.row, spot.column): spot for _, spot in placed}
    context = {
        "title": title,
        "tiles": [_tile(cell, spot, href, noun, missing, breaks) for cell, spot in placed],
        "tile_width": f"{100 / COLUMNS - 0.7:.2f}",
        "tile_height": TILE_HEIGHT,
        "height": (max((spot.row for _, spot in placed), default=-1) + 1) * (TILE_HEIGHT + TILE_GAP),
        "borders": _borders(by_spot),
        "kecamatan": [_corner(place) | {"name": place.name, "side": side} for place, side in labels],
        "legend": _legend(breaks),
        "missing": missing if any(cell.get("missing") for cell in cells) else "",
    }
    return drawn_once("dashboard/charts/tiles.html", context)


def _place(cells):
    known = [(cell, GRID[cell["code"]]) for cell in cells if cell["code"] in GRID]
    strangers = sorted((cell for cell in cells if cell["code"] not in GRID), key=lambda cell: cell["code"])
    first_row = max((spot.row for _, spot in known), default=-1) + 1
    for index, cell in enumerate(strangers):
        row, column = divmod(index, COLUMNS)
        known.append((cell, Place(first_row + row, column, cell.get("name") or cell["code"], "")))
    return known


def _crop(placed):
    """The same without empty rows and columns before it, and the names of the kecamatan that are there."""
    inside = {spot.kecamatan for _, spot in placed}
    labels = [(place, side) for place, side in KECAMATAN_LABELS if place.name in inside]
    spots = [spot for _, spot in placed] + [place for place, _ in labels]
    top, left = min((spot.row for spot in spots), default=0), min((spot.column for spot in spots), default=0)

    def moved(spot):
        return spot._replace(row=spot.row - top, column=spot.column - left)

    return [(cell, moved(spot)) for cell, spot in placed], [(moved(place), side) for place, side in labels]


def _corner(place):
    return {"x": f"{place.column * 100 / COLUMNS:.2f}", "y": place.row * (TILE_HEIGHT + TILE_GAP)}


def _tile(cell, spot, href, noun, missing, breaks):
    name = str(cell.get("name") or spot.name)
    value, absent = cell.get("value"), bool(cell.get("missing"))
    number = sum(size(value) >= limit for limit in breaks)
    blank = absent and not value
    count = missing if blank else f"{in_words(value)} {noun}" + f", {missing}" * absent
    first, _, second = name.partition(" ")
    return _corner(spot) | {
        "first": first,
        "second": second,
        "short_first": first if len(first) <= 8 else first[:6] + ".",
        "short_second": second if len(second) <= 8 else second[:6] + ".",
        "text": "–" if blank else in_words(value),
        "title": f"{name}: {count}" + (f" (Kec. {spot.kecamatan})" if spot.kecamatan else ""),
        "fill": "#ffffff" if blank else CLASS_FILLS[number],
        "ink": "#14202a" if blank else CLASS_INKS[number],
        "missing": absent,
        "href": href.replace("{code}", cell["code"]) if href else "",
    }


def _borders(by_spot):
    """Lines in the gaps where one kecamatan ends and the next begins; x in percent, y in pixels."""
    step, tall = 100 / COLUMNS, TILE_HEIGHT + TILE_GAP
    borders = []
    for (row, column), spot in by_spot.items():
        right, below = by_spot.get((row, column + 1)), by_spot.get((row + 1, column))
        if right and right.kecamatan != spot.kecamatan:
            x = f"{(column + 1) * step - 0.35:.2f}"
            borders.append({"x1": x, "x2": x, "y1": row * tall - 2, "y2": (row + 1) * tall - 2})
        if below and below.kecamatan != spot.kecamatan:
            x1, x2 = f"{column * step - 0.35:.2f}", f"{(column + 1) * step - 0.35:.2f}"
            borders.append({"x1": x1, "x2": x2, "y1": (row + 1) * tall - 2, "y2": (row + 1) * tall - 2})
    return borders


def _legend(breaks):
    edges = [0, *breaks]
    names = []
    for index, low in enumerate(edges):
        if index == len(edges) - 1:
            names.append(f"{low}+")
        else:
            high = edges[index + 1] - 1
            names.append(f"{low}" if high <= low else f"{low}–{high}")
    return [{"name": name, "fill": fill} for name, fill in zip(names, CLASS_FILLS, strict=True)]
