"""Where each kelurahan of Palangka Raya sits in the tile grid (ux §3): a scheme, not a scale.

The areas differ 41 : 1, so a true map hides where the people are. Computed from the centroids: only 5 of 870
direction relations are inverted and every kecamatan is contiguous. Codes: Kemendagri (domain §6.1).
"""

from typing import NamedTuple


class Place(NamedTuple):
    row: int
    column: int
    name: str
    kecamatan: str


GRID = {
    "62.71.05.1007": Place(0, 0, "Bukit Sua", "Rakumpit"),
    "62.71.05.1004": Place(0, 1, "Mungku Baru", "Rakumpit"),
    "62.71.05.1002": Place(0, 2, "Panjehang", "Rakumpit"),
    "62.71.05.1003": Place(1, 0, "Petuk Barunai", "Rakumpit"),
    "62.71.05.1001": Place(1, 1, "Petuk Bukit", "Rakumpit"),
    "62.71.05.1006": Place(1, 2, "Gaung Baru", "Rakumpit"),
    "62.71.05.1005": Place(2, 0, "Pager", "Rakumpit"),
    "62.71.02.1005": Place(2, 1, "Sei Gohong", "Bukit Batu"),
    "62.71.02.1006": Place(2, 2, "Kanarakan", "Bukit Batu"),
    "62.71.02.1004": Place(3, 0, "Tangkiling", "Bukit Batu"),
    "62.71.02.1003": Place(3, 1, "Banturung", "Bukit Batu"),
    "62.71.02.1002": Place(3, 2, "Tumbang Tahai", "Bukit Batu"),
    "62.71.02.1007": Place(4, 1, "Habaring Hurung", "Bukit Batu"),
    "62.71.02.1001": Place(4, 2, "Marang", "Bukit Batu"),
    "62.71.03.1004": Place(4, 3, "Petuk Katimpun", "Jekan Raya"),
    "62.71.01.1005": Place(4, 4, "Pahandut Seberang", "Pahandut"),
    "62.71.03.1003": Place(5, 2, "Bukit Tunggal", "Jekan Raya"),
    "62.71.01.1004": Place(5, 3, "Tumbang Rungan", "Pahandut"),
    "62.71.01.1001": Place(5, 4, "Pahandut", "Pahandut"),
    "62.71.04.1005": Place(5, 5, "Danau Tundai", "Sabangau"),
    "62.71.03.1001": Place(6, 2, "Palangka", "Jekan Raya"),
    "62.71.01.1003": Place(6, 3, "Langkai", "Pahandut"),
    "62.71.01.1006": Place(6, 4, "Tanjung Pinang", "Pahandut"),
    "62.71.04.1004": Place(6, 5, "Kameloh Baru", "Sabangau"),
    "62.71.03.1002": Place(7, 3, "Menteng", "Jekan Raya"),
    "62.71.01.1002": Place(7, 4, "Panarung", "Pahandut"),
    "62.71.04.1001": Place(7, 5, "Bereng Bengkel", "Sabangau"),
    "62.71.04.1003": Place(8, 3, "Kereng Bangkirai", "Sabangau"),
    "62.71.04.1006": Place(8, 4, "Sabaru", "Sabangau"),
    "62.71.04.1002": Place(8, 5, "Kalampangan", "Sabangau"),
}
COLUMNS = 6
ROWS = 9

# Names of the kecamatan, written into free cells on the side where their tiles are.
KECAMATAN_LABELS = (
    (Place(1, 3, "Rakumpit", "Rakumpit"), "start"),
    (Place(3, 3, "Bukit Batu", "Bukit Batu"), "start"),
    (Place(7, 2, "Jekan Raya", "Jekan Raya"), "end"),
    (Place(4, 5, "Pahandut", "Pahandut"), "start"),
    (Place(8, 2, "Sabangau", "Sabangau"), "end"),
)
