"""The satisfaction index against a published example, and where its bands meet."""

from decimal import Decimal

import pytest

from puskesos import ikm
from puskesos.surveys import NAMES


def spread(total, n):
    """n scores from 1 to 4 with this sum."""
    low, rest = divmod(total, n)
    return [low + 1] * rest + [low] * (n - rest)


# Twenty-nine respondents, totals per unsur (domain §7.1).
PUBLISHED = dict(zip(NAMES, (105, 101, 100, 116, 102, 105, 106, 105, 115), strict=True))


def test_the_published_example():
    scores = {name: spread(total, 29) for name, total in PUBLISHED.items()}
    found = ikm.index(scores)
    assert (found.value, found.grade, found.n, found.small) == (Decimal("91.48"), "A", 29, True)
    assert ikm.index(scores, weight=ikm.WEIGHT_IN_PRACTICE).value == Decimal("90.56")


@pytest.mark.parametrize(("score", "value", "grade"), [(4, "100.00", "A"), (3, "75.00", "C"), (1, "25.00", "D")])
def test_everybody_gives_the_same(score, value, grade):
    found = ikm.index({name: [score] * 30 for name in NAMES})
    assert (found.value, found.grade, found.small) == (Decimal(value), grade, False)


def test_a_gap_between_two_bands_belongs_to_one_of_them():
    """88.305 is rounded before it is graded, so nobody falls between B and A."""
    sums = [3532] * 8 + [3533]
    scores = {name: spread(total, 1000) for name, total in zip(NAMES, sums, strict=True)}
    assert (ikm.index(scores).value, ikm.index(scores).grade) == (Decimal("88.30"), "B")


def test_each_question_has_its_own_number_of_answers_and_none_may_have_none():
    scores = {name: [4, 4] for name in NAMES} | {"saran": []}
    assert ikm.index(scores) is None
    scores = {name: [4, 4] for name in NAMES} | {"biaya": [2]}
    assert ikm.index(scores).means["biaya"] == 2 and ikm.index(scores).n == 1
    assert ikm.index({name: [] if name == "biaya" else [4] for name in NAMES}) is None
