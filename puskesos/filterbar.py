"""Filters above a list that cost nothing while nobody uses them, which is nearly always."""

from django.forms import ChoiceField
from django.template.loader import render_to_string
from django.utils.choices import flatten_choices
from django.utils.functional import cached_property

from puskesos import catalogue


class FilterBar:
    """A FilterSet that is made only when the address names one of its filters.

    The selects with nothing chosen, or one choice, are drawn once for all who reach the same kelurahan: they may depend
    on reference data and on that reach, and on nothing else.
    """

    def __init__(self, kind, data, *, queryset, by, **more):
        self.asked = any(data.get(name) for name in kind.base_filters) if data else False
        self._kind, self._data, self._by, self._queryset = kind, data, by, queryset
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
        if not self.asked or self.chosen:
            return self.asked
        form = self.filterset.form
        return form.is_valid() and any(form.cleaned_data.values())

    @property
    def told(self):
        return self.filterset.told if self.asked else []

    @property
    def controls(self):
        """The selects as HTML."""
        if self.chosen is None:
            return self._drawn()
        return self._remembered("filters", *self.chosen, made=self._drawn)

    @cached_property
    def chosen(self):
        """(name, value) of the one choice made, () of none; None for anything of which there is no end."""
        if not self.asked:
            return ()
        told = [(name, value) for name in self._kind.base_filters for value in self._data.getlist(name) if value]
        return told[0] if len(told) == 1 and told[0] in self._remembered("offers", made=self._offers) else None

    def _remembered(self, what, *chosen, made):
        return catalogue.remembered((what, self._kind, self._by.kelurahan_codes, *chosen), made)

    def _offers(self):
        """Every (name, value) that the selects offer: to know one of them again takes no form."""
        selects = [(name, one) for name, one in self.filterset.form.fields.items() if isinstance(one, ChoiceField)]
        return frozenset((name, str(value)) for name, one in selects for value, _ in flatten_choices(one.choices))

    def _drawn(self):
        return render_to_string("parts/filters.html", {"form": self.filterset.form})
