"""What leaders may see of a table kelurahan × jenis: no count of 1–4 can be read off or worked out. Pure.

The rule (domain §7.3, reliability T26), in one place:

1. How many cases a kelurahan has is open to leaders, whatever the number. Which kind of case they are is not, when
   they are few: a cell kelurahan × jenis, or a jenis in the whole city, below LEAST is not shown. It is counted
   under "jenis lain", together with everything else that is not shown.
2. Hiding the small ones is not enough where totals are known: a hidden count that would follow from its row and its
   column makes more of them hidden, until it no longer follows.
3. "No longer follows" is proven, not hoped for: for every small count there is another table that looks the same from
   outside and holds another number there, even for a reader who knows which counts are hidden for being small.
4. Where no such proof is found, nothing about jenis is shown for that month; silence does not tell its reason.

The same release serves every page of a month, so that two pages never say together what neither says alone. Referrals
and needs are shown to leaders for the whole city only, not by kelurahan: only how many needs of a calendar year went
unmet in each is told, by itself, under the same rule (unmet.py).
"""

from dataclasses import dataclass, field
from functools import lru_cache

LEAST = 5
SMALL = f"<{LEAST}"
OTHERS = "Jenis lain, digabung agar tidak menunjuk orang"


@dataclass(frozen=True)
class Release:
    """What may be shown of one month: totals of places, and the cells and columns that are not hidden."""

    totals: dict
    cells: dict = field(default_factory=dict)
    columns: dict = field(default_factory=dict)

    def of_city(self):
        """([(jenis, count)], how many under "jenis lain") of the whole city, the largest first."""
        return _with_rest(self.columns, sum(self.totals.values()))

    def of_place(self, place):
        shown = {topic: count for (where, topic), count in self.cells.items() if where == place}
        return _with_rest(shown, self.totals.get(place, 0))


def _with_rest(shown, total):
    rows = sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))
    return rows, total - sum(shown.values())


def release(counts, topics, least=LEAST):
    """The Release of `counts` {(place, topic): n}; `topics` are all there are, also those without a case."""
    return _released(frozenset(counts.items()), tuple(topics), least)


@lru_cache(maxsize=128)  # the proofs are most of the work of a page, and hold until a number changes
def _released(counts, topics, least):
    return _Table(dict(counts), topics, least).release()


class _Table:
    """One month while it is being made safe: hides more and more until every small count has its proof."""

    def __init__(self, counts, topics, least):
        self.counts = {key: n for key, n in counts.items() if n}
        self.least = least
        self.topics = sorted({*topics, *(topic for _, topic in self.counts)})
        self.places = sorted({place for place, _ in self.counts})
        self.totals = _sums(self.counts, 0)
        self.columns = _sums(self.counts, 1)
        # Hidden on top of what is hidden for being small:
        self.more_cells, self.more_columns = set(), set()

    def release(self):
        while True:
            risky = self._first_derivable()
            if risky is None:
                return Release(self.totals, self._shown_cells(), self._shown_columns())
            if not self._hide_more(risky):
                return Release(self.totals)

    def _shown_cells(self):
        return {key: n for key, n in self.counts.items() if not self._cell_hidden(key)}

    def _shown_columns(self):
        return {topic: n for topic, n in self.columns.items() if not self._column_hidden(topic)}

    # --- what is hidden, and how far another table may differ there ----------------------------------------------
    def _cell_hidden(self, key):
        return self.counts.get(key, 0) < self.least or key in self.more_cells

    def _column_hidden(self, topic):
        return self.columns.get(topic, 0) < self.least or topic in self.more_columns

    def _cell_may(self, key, step):
        return self._may(self.counts.get(key, 0), step, self._cell_hidden(key))

    def _column_may(self, topic, step):
        return self._may(self.columns.get(topic, 0), step, self._column_hidden(topic))

    def _may(self, n, step, hidden):
        """A small count stays between 0 and least − 1 in every table that looks the same; a larger one is just ≥ 0."""
        return hidden and n + step >= 0 and (n >= self.least or n + step < self.least)

    # --- proofs ----------------------------------------------------------------------------------------------------
    def _first_derivable(self):
        """The topic of the first small count without a proof; None when all have one."""
        for (place, topic), n in sorted(self.counts.items()):
            if n < self.least and not self._other_table(place, topic):
                return topic
        for topic, n in sorted(self.columns.items()):
            if n < self.least and not any(self._other_row(place, topic) for place in self.places):
                return topic
        return None

    def _other_table(self, place, topic):
        """True when some table that looks the same has one case more or less in this cell."""
        return self._other_row(place, topic) or self._other_square(place, topic)

    def _other_row(self, place, topic):
        """One case of this place is of another topic; both topics' totals for the city are hidden."""
        return any(
            self._column_may(topic, step) and self._cell_may((place, topic), step)
            and any(
                other != topic and self._column_may(other, -step) and self._cell_may((place, other), -step)
                for other in self.topics
            )
            for step in (-1, 1)
        )  # fmt: skip

    def _other_square(self, place, topic):
        """Two cases of two places swap their topics: every total stays."""
        return any(self._swaps(place, topic, step) for step in (-1, 1) if self._cell_may((place, topic), step))

    def _swaps(self, place, topic, step):
        others = [other for other in self.topics if other != topic and self._cell_may((place, other), -step)]
        return any(
            elsewhere != place
            and self._cell_may((elsewhere, topic), -step)
            and any(self._cell_may((elsewhere, other), step) for other in others)
            for elsewhere in self.places
        )

    # --- hiding more -------------------------------------------------------------------------------------------
    def _hide_more(self, topic):
        """The gentlest next measure for a topic; False when only silence is left."""
        return self._hide_cells(topic) or self._hide_column(topic) or self._hide_next_column()

    def _hide_cells(self, topic):
        shown = {key for key in self._shown_cells() if key[1] == topic}
        self.more_cells |= shown
        return bool(shown)

    def _hide_column(self, topic):
        if self._column_hidden(topic):
            return False
        self.more_columns.add(topic)
        return True

    def _hide_next_column(self):
        """The smallest topic that is still shown, with its cells: it gives the others room."""
        shown = self._shown_columns()
        if not shown:
            return False
        smallest = min(shown, key=lambda topic: (shown[topic], topic))
        self._hide_cells(smallest)
        return self._hide_column(smallest)


def _sums(counts, axis):
    sums = {}
    for key, n in counts.items():
        sums[key[axis]] = sums.get(key[axis], 0) + n
    return sums
