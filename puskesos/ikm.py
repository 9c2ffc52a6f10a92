"""The satisfaction index IKM by PermenPANRB 14/2017, from counted scores; pure arithmetic (domain §7.1)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

WEIGHT = Decimal(1) / Decimal(9)
# Printed practice multiplies by 0.11 instead of 1/9 and loses one per cent; whoever needs it says so.
WEIGHT_IN_PRACTICE = Decimal("0.11")
GRADES = ((Decimal("88.31"), "A"), (Decimal("76.61"), "B"), (Decimal("65.00"), "C"), (Decimal("25.00"), "D"))
SMALL = 30


class Index(NamedTuple):
    """`value` from 25 to 100 rounded to two decimals, its grade, the mean of each unsur, and the fewest answers."""

    value: Decimal
    grade: str
    means: dict
    n: int

    @property
    def small(self):
        """Fewer than thirty answers: shown with a warning."""
        return self.n < SMALL


def index(scores, *, weight=WEIGHT):
    """The Index of {unsur: [scores from 1 to 4]} for nine unsur; None while one of them has no answer.

    Each unsur has its own n: a question that was left out counts for nothing. Rounded before it is graded, because the
    bands leave gaps between their limits.
    """
    return of_sums({name: (sum(given), len(given)) for name, given in scores.items()}, weight=weight)


def of_sums(sums, *, weight=WEIGHT):
    """The same from {unsur: (sum of its scores, how many)}, as a database adds them up."""
    if len(sums) != 9 or not all(n for _, n in sums.values()):
        return None
    means = {name: Decimal(total) / n for name, (total, n) in sums.items()}
    value = (sum(means.values()) * weight * 25).quantize(Decimal("0.01"), ROUND_HALF_UP)
    grade = next((grade for least, grade in GRADES if value >= least), "D")
    return Index(value, grade, means, min(n for _, n in sums.values()))
