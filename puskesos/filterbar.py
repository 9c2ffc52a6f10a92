"""Filters above a list that cost nothing while nobody uses them, which is nearly always."""

from django.forms import ChoiceField
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from puskesos import catalogue


class FilterBar:
    """A FilterSet that is made only when the address names one of its filters.

    The selects with nothing chosen, or one choice, are drawn once for all who reach the same kelurahan: they may depend
    on reference data and on that reach, and on nothing else.
    """

    def __init__(self, kind, data, *, queryset, by, **more):
        self.asked = any(data.get(name) for name in kind.base_filters) if data else False
        self._kind, self._by, self._queryset = kind, by, queryset
        self._make = lambda: kind(data, queryset=self.queryset, by=by, **more)

    @cached_property
    def queryset(self):
        """What is narrowed; may be given as a function, for those who seldom need it."""
        return self._queryset() if callable(self._queryset) else self._queryset

    @cached_property
    def filterset(self):
        return self._make()

    @property
    def qs(self):
        return self.filterset.qs if self.asked else self.queryset

    @property
    def active(self):
        """True when something is narrowed by a value that exists."""
        if not self.asked:
            return False
        form = self.filterset.form
        return form.is_valid() and any(form.cleaned_data.values())

    @property
    def told(self):
        return self.filterset.told if self.asked else []

    @property
    def controls(self):
        """The selects as HTML."""
        chosen = self._chosen()
        if chosen is None:
            return self._drawn()
        return catalogue.remembered(("filters", self._kind, self._by.kelurahan_codes, *chosen), self._drawn)

    def _chosen(self):
        """(name, value) of the one choice made, () of none; None for anything of which there is no end."""
        if not self.asked:
            return ()
        form = self.filterset.form
        told = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
        if len(told) != 1 or len(form.changed_data) != 1:
            return None
        ((name, value),) = told.items()
        return (name, value) if isinstance(value, str) and isinstance(form.fields[name], ChoiceField) else None

    def _drawn(self):
        return render_to_string("parts/filters.html", {"form": self.filterset.form})
