"""A scanner for printed letters: from the bytes of a PDF to the text of the QR code on its page, knowing neither.

It reads the black squares that the page draws, as a camera would see them, by the rules of ISO/IEC 18004: sizes up to
41 modules, one run of bytes. Nothing of it comes from the code that made the symbol but the table of block sizes.
"""

from io import BytesIO

import pikepdf
from segno import consts

QUIET = 4
MASKS = (
    lambda y, x: (y + x) % 2, lambda y, x: y % 2, lambda y, x: x % 3, lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2, lambda y, x: y * x % 2 + y * x % 3, lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)  # fmt: skip
LEVELS = {
    0b01: consts.ERROR_LEVEL_L, 0b00: consts.ERROR_LEVEL_M, 0b11: consts.ERROR_LEVEL_Q, 0b10: consts.ERROR_LEVEL_H,
}  # fmt: skip
FORMAT_MASK = 0b101010000010010


def scan(pdf):
    """The text of the one QR code on the first page of a PDF."""
    return text_of(_symbol(pdf))


def _symbol(pdf):
    """Rows of modules, True for black, without the white around them."""
    with pikepdf.open(BytesIO(pdf)) as document:
        shapes = _shapes(pikepdf.parse_content_stream(document.pages[0]))
    (paper,) = [shape[0] for shape in shapes if len(shape) == 1 and shape[0][:2] == (0, 0)]
    squares = shapes[shapes.index([paper]) + 1]
    size = paper[2] - 2 * QUIET
    rows = [[False] * size for _ in range(size)]
    for left, top, right, bottom in squares:
        for y in range(top - QUIET, bottom - QUIET):
            rows[y][left - QUIET : right - QUIET] = [True] * (right - left)
    return rows


def _shapes(operations):
    """What was filled, each as its rectangles (left, top, right, bottom) in whole units; anything else is left out."""
    shapes, path = [], []
    for operands, operator in operations:
        name = str(operator)
        if name in "ml":
            path = [*path, []] if name == "m" else path
            path[-1].append([float(one) for one in operands])
        elif name in ("f", "n", "S"):
            if name == "f":
                shapes.append([_around(points) for points in path])
            path = []
    return shapes


def _around(points):
    across, down = zip(*points, strict=True)
    return round(min(across)), round(min(down)), round(max(across)), round(max(down))


def text_of(rows):
    """What a QR code says; the undamaged symbol needs no correction."""
    version = (len(rows) - 17) // 4
    level, mask = _format(rows)
    words = _words(_bits(rows, mask))
    content = _in_order(words, consts.ECC[version][level])
    stream = "".join(f"{word:08b}" for word in content)
    assert stream[:4] == "0100", "not a run of bytes"
    length = int(stream[4:12], 2)
    return bytes(int(stream[at : at + 8], 2) for at in range(12, 12 + 8 * length, 8)).decode()


def _format(rows):
    places = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    value = int("".join("01"[rows[y][x]] for y, x in places), 2) ^ FORMAT_MASK
    return LEVELS[value >> 13], MASKS[value >> 10 & 0b111]


def _bits(rows, mask):
    """The data modules in the order of the standard: pairs of columns from the right, up and down in turn."""
    size, up = len(rows), True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for y in range(size - 1, -1, -1) if up else range(size):
            for x in (right, right - 1):
                if not _is_fixed(y, x, size):
                    yield rows[y][x] != (mask(y, x) == 0)
        up = not up


def _is_fixed(y, x, size):
    """Part of the three big squares with their format, of the two dotted lines, or of the small square."""
    corner = (y < 9 and (x < 9 or x >= size - 8)) or (y >= size - 8 and x < 9)
    small = size > 21 and abs(y - (size - 7)) <= 2 and abs(x - (size - 7)) <= 2
    return corner or small or 6 in (y, x)


def _words(bits):
    bits = list(bits)
    return [int("".join("01"[bit] for bit in bits[at : at + 8]), 2) for at in range(0, len(bits) // 8 * 8, 8)]


def _in_order(words, table):
    """Data of all blocks one after the other; the symbol holds them column by column."""
    sizes = [block.num_data for block in table for _ in range(block.num_blocks)]
    blocks, source = [[] for _ in sizes], iter(words)
    for at in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if at < size:
                block.append(next(source))
    return [word for block in blocks for word in block]
