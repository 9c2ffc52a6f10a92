"""A QR code as the path of an inline SVG, so that a page prints it without any image, script or marked-safe text."""

from typing import NamedTuple

import segno

QUIET = 4  # modules of white around the code that readers need


class Square(NamedTuple):
    """`size` modules on each side, the quiet zone included; `path` draws the dark ones."""

    size: int
    path: str


def square(text):
    """The QR code of a text, with medium error correction: a folded slip must still be readable."""
    rows = list(segno.make(text, error="m", micro=False).matrix)
    runs = (run for y, row in enumerate(rows) for run in _runs(row, y))
    return Square(len(rows) + 2 * QUIET, "".join(f"M{x + QUIET} {y + QUIET}h{wide}v1h-{wide}z" for x, y, wide in runs))


def _runs(row, y):
    """Neighbouring dark modules of a row as one: (x, y, width)."""
    start = None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, y, x - start
            start = None
