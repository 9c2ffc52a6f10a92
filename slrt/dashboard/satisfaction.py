"""The satisfaction survey added up: the index of one calendar year, by kelurahan and by unsur (domain §7.1).

Who answered is never shown. A kelurahan with few answers is counted with others, so that no household finds its own
answer, or its neighbour's; whole years only, so that no two periods overlap.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.db.models import Count, Sum

from puskesos import catalogue, ikm
from puskesos.models import Survei
from puskesos.models.survei import UNSUR
from slrt.dashboard.suppression import LEAST

LABELS = {name: label for name, label, _ in UNSUR}
OTHERS = "Kelurahan lain, digabung"
GRADES = {"A": "Sangat baik", "B": "Baik", "C": "Kurang baik", "D": "Tidak baik"}
MOST_WORDS = 20


@dataclass(frozen=True)
class Answers:
    """How many households answered, and {unsur: (sum of scores, scores given)}; two of them add up to one."""

    households: int
    of: dict

    def __add__(self, other):
        both = {name: tuple(map(add, self.of[name], other.of[name])) for name in LABELS}
        return Answers(self.households + other.households, both)


@dataclass(frozen=True)
class Line:
    """One row of the page: whose answers, how many, the index where there is one, and the weakest unsur."""

    name: str
    households: int
    index: ikm.Index | None

    @property
    def grade(self):
        return f"{self.index.grade} · {GRADES[self.index.grade]}"

    @property
    def weakest(self):
        """Every unsur with the lowest mean: to name one of two equals would blame it alone."""
        lowest = self.lowest
        return ", ".join(LABELS[name] for name, mean in self.index.means.items() if mean == lowest)

    @property
    def lowest(self):
        return min(self.index.means.values())


def of_year(places, year):
    """(line of all places together, lines of the places that may be shown by name) of one calendar year."""
    found = _counted(places, year)
    if not found:
        return Line("", 0, None), []
    shown, rest = _apart(found)
    lines = [_line(catalogue.wilayah(kode).nama, answers) for kode, answers in shown.items()]
    if rest:
        lines.append(_line(OTHERS, reduce(add, rest)))
    return _line("", reduce(add, found.values())), lines


def _counted(places, year):
    """{kelurahan: Answers}, in one query."""
    each = {f"{name}_{part}": way(name) for name in LABELS for part, way in (("jumlah", Sum), ("kali", Count))}
    rows = Survei.objects.filter(kelurahan__in=[place.kode for place in places], diisi_pada__year=year)
    grouped = rows.order_by().values("kelurahan_id").annotate(rumah=Count("pk"), **each)
    return {
        row["kelurahan_id"]: Answers(
            row["rumah"], {name: (row[f"{name}_jumlah"] or 0, row[f"{name}_kali"]) for name in LABELS}
        )
        for row in grouped
    }


def _apart(found):
    """Places shown by name, in the order of theirs, and the answers of those that are counted together.

    A group of fewer than LEAST would follow from the total and the rest: then the next smallest joins it.
    """
    waiting = sorted(found, key=lambda kode: (found[kode].households, kode))
    together = []
    while waiting and (found[waiting[0]].households < LEAST or 0 < _households(found, together) < LEAST):
        together.append(waiting.pop(0))
    return {kode: found[kode] for kode in sorted(waiting)}, [found[kode] for kode in together]


def _households(found, codes):
    return sum(found[kode].households for kode in codes)


def _line(name, answers):
    few = answers.households < LEAST
    return Line(name, answers.households, None if few else ikm.of_sums(answers.of))


def unsur(line):
    """[(unsur, mean from 1 to 4, whether none is lower)] of a line with an index."""
    means = line.index.means
    return [(LABELS[name], means[name], means[name] == line.lowest) for name in LABELS]


def words(year):
    """What households wrote, the latest first: no place, no case, no day."""
    told = Survei.objects.filter(diisi_pada__year=year).exclude(saran="").order_by("-diisi_pada")
    by_month = defaultdict(list)
    for text, moment in told.values_list("saran", "diisi_pada")[:MOST_WORDS]:
        by_month[moment.month].append(text)
    return [text for month in by_month.values() for text in sorted(month)]
