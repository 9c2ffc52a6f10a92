"""One page of the queue and how many cases there are in all, by SQL that stands already for what people do all day.

Nearly everybody looks at the beginning of a tab, whole or narrowed by one choice. Narrowed, its SQL differs by the
column only: composing it anew would take longer than everything else about the list.
"""

from datetime import datetime
from functools import cache

from puskesos import keyset
from puskesos.keyset import SIZE, capped_count
from puskesos.models import Keluhan
from puskesos.prepared import Prepared
from puskesos.tallies import Tallies
from slrt.triage.filters import column
from slrt.triage.queue import CAP, TABS, Tab, cases, slim


def page(by, tab, now, filters, cursor):
    """One page of a tab as Page, at the place of the cursor or at its beginning."""
    one = _one_column(filters)
    if cursor or (filters.asked and not one):
        return keyset.page(slim(filters.qs), cursor=cursor, size=SIZE)
    return keyset.first_page(_first_rows(by, tab, now, one), Keluhan, size=SIZE)


def found(page, counts, tab, filters, by, now):
    """How many the list holds in all, as Tab: its one page says so itself, else its tab, or the filter."""
    if not page.next and not page.previous:
        return Tab("", "", len(page), False, False)
    return Tab("", "", *(_count(by, tab, now, filters) if filters.active else counts[tab]), False)


def _one_column(filters):
    """(column, value) when one choice was made that means just that, else None."""
    return column(*filters.chosen) if filters.chosen else None


def _first_rows(by, tab, now, one):
    if one is None:
        return _BEGINNINGS[tab](by, now=now)
    name, value = one
    return _beginning_of(tab, name)(by, now=now, value=value)


def _count(by, tab, now, filters):
    if (one := _one_column(filters)) is None:
        return capped_count(filters.qs, CAP)
    name, value = one
    return _number_of(tab, name)(by, now, value=value)["all"]


# --- what stands ----------------------------------------------------------------------------------------------------
def _sorted(queryset):
    return slim(queryset).order_by("tenggat", "id")[: SIZE + 1]


def _beginning(tab):
    return Prepared(lambda asker, now: _sorted(cases(asker, tab, now)), asked=True, now=datetime)


_BEGINNINGS = {tab: _beginning(tab) for tab in TABS}


def _narrowed(asker, tab, now, column, value):
    return cases(asker, tab, now).filter((column, value))


@cache
def _beginning_of(tab, column):
    def write(asker, now, value):
        return _sorted(_narrowed(asker, tab, now, column, value))

    return Prepared(write, asked=True, now=datetime, value=str)


@cache
def _number_of(tab, column):
    return Tallies(lambda asker, now, value: {"all": _narrowed(asker, tab, now, column, value)}, CAP, value=str)
