"""The register of unmet needs: what the city could not give, to whom it may be told, for the budget talks.

Who reads cases gets the list and exact counts of what is visible to him. Leaders get counts only. Theirs are of whole
calendar years, so that no two periods overlap, each table for itself of the whole city (suppression.py), and reasons
only as far as the dashboard shows them month by month: this page adds nothing that can be set against that one.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from django.db.models import Count, DateField
from django.db.models.functions import Cast, Coalesce, ExtractMonth, TruncDate
from django.utils import formats, timezone

from puskesos import catalogue
from puskesos.models import Kebutuhan
from puskesos.workflow import StatusKebutuhan
from slrt.dashboard import suppression

YEARS = 3
ENDED = {
    "tak-terpenuhi": ("Tidak terpenuhi", StatusKebutuhan.TIDAK_TERPENUHI),
    "tidak-dilanjutkan": ("Tidak dilanjutkan", StatusKebutuhan.TIDAK_DILANJUTKAN),
}


def years(now):
    this = timezone.localdate(now).year
    return [(str(year), str(year)) for year in range(this, this - YEARS, -1)]


def rows(needs, year, *, status=StatusKebutuhan.TIDAK_TERPENUHI):
    """Needs that ended so in a calendar year: on the day of the outcome, as the dashboard counts them."""
    day = Coalesce("hasil_pada", Cast(TruncDate("status_sejak"), DateField()))
    return needs.filter(status=status).annotate(hari=day).filter(hari__year=year)


@dataclass
class Table:
    """One way of adding up: [(name, count)], and how many are not shown by name."""

    title: str
    head: str
    rows: list
    rest: int = 0
    note: str = ""
    choice: str = ""  # the choice above the list that shows one row alone
    codes: tuple = ()
    query: str = ""  # what else is chosen, before the choice of this table

    @property
    def total(self):
        return sum(n for _, n in self.rows) + self.rest

    @property
    def lines(self):
        """[(name, count, code for the choice)]"""
        return [(*row, code) for row, code in zip_longest(self.rows, self.codes)]


@dataclass
class Counts:
    """{(kelurahan, layanan, sebab, month number): needs}; one query."""

    of: Counter = field(default_factory=Counter)

    @classmethod
    def read(cls, found):
        monthly = found.annotate(bulan=ExtractMonth("hari")).order_by()
        grouped = monthly.values_list("keluhan__kelurahan_id", "layanan_id", "alasan", "bulan")
        return cls(Counter({tuple(key): n for *key, n in grouped.annotate(many=Count("pk"))}))

    @property
    def total(self):
        return self.of.total()

    def by(self, *axes):
        """Sums over the named places of the key, 0 kelurahan to 3 month."""
        sums = Counter()
        for key, n in self.of.items():
            sums[tuple(key[axis] for axis in axes) if len(axes) > 1 else key[axes[0]]] += n
        return sums


# --- for who reads the cases ---------------------------------------------------------------------------------------
def exact(counts):
    """Tables of everything that is visible."""
    return [
        _opening("sebab", counts.by(2), _reason),
        Table("Per bulan", "Bulan", _months(counts.by(3))),
        _opening("layanan", counts.by(1), _service),
        _opening("wilayah", counts.by(0), _place, head="Kelurahan"),
    ]


def _opening(choice, sums, name, head=""):
    """A table whose every count opens its list."""
    head = head or choice.capitalize()
    codes = tuple(kode for kode, _ in _most_first(sums))
    return Table(f"Per {head.lower()}", head, _named(sums, name), choice=choice, codes=codes)


def matrix(counts):
    """(reasons, [(kelurahan, counts per reason, sum)]) for Musrenbang: the most first."""
    cells, places, reasons = counts.by(0, 2), counts.by(0), counts.by(2)
    columns = [kode for kode, _ in reasons.most_common()]
    lines = [(_place(kode), [cells[kode, reason] for reason in columns], total) for kode, total in places.most_common()]
    return [_reason(kode) for kode in columns], lines


# --- for leaders ---------------------------------------------------------------------------------------------------
def suppressed(counts):
    """The same four tables, each so that no count of 1–4 follows from what is shown."""
    services, hidden_services = _release(counts.by(1), catalogue.table("JenisLayanan"))
    places, hidden_places = _release(counts.by(0), [row.kode for row in catalogue.kelurahan()])
    reasons = _reasons_by_month(counts.by(3, 2))
    return [
        Table("Per sebab", "Sebab", _named(reasons, _reason), counts.total - reasons.total(),
              "Jumlah dari bulan-bulan yang sebabnya cukup banyak untuk ditampilkan di dasbor."),
        Table("Per layanan", "Layanan", _named(services, _service), hidden_services),
        Table("Per kelurahan", "Kelurahan", _named(places, _place), hidden_places),
        Table("Per bulan", "Bulan", _months(counts.by(3))),
    ]  # fmt: skip


def _release(sums, codes):
    shown, rest = suppression.release({("", kode): n for kode, n in sums.items()}, codes).of_city()
    return Counter(dict(shown)), rest


def _reasons_by_month(cells):
    """Only what each month's own page shows: added up here it tells nothing more."""
    codes = [kode for kode, _ in catalogue.reasons("TIDAK_TERPENUHI")]
    found = Counter()
    for month in {month for month, _ in cells}:
        shown, _ = _release(Counter({kode: n for (when, kode), n in cells.items() if when == month}), codes)
        found.update(shown)
    return found


# --- names ---------------------------------------------------------------------------------------------------------
def _named(sums, name):
    return [(name(kode), n) for kode, n in _most_first(sums)]


def _most_first(sums):
    return [(kode, n) for kode, n in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])) if n]


def _months(sums):
    return [(formats.date_format(date(2000, number, 1), "F"), sums[number]) for number in sorted(sums)]


def _reason(kode):
    return catalogue.reason_name("TIDAK_TERPENUHI", kode)


def _service(kode):
    row = catalogue.layanan(kode)
    return row.nama if row else kode


def _place(kode):
    row = catalogue.wilayah(kode)
    return row.nama if row else kode


def everything():
    """All needs of the city, also of `rahasia` cases: for counts only."""
    return Kebutuhan.objects.all()
