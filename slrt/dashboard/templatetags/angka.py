"""Numbers as Indonesians write them: `{% load angka %}`, `{{ board.overdue|angka }}`; and parts drawn once."""

from django import template

from puskesos.fragments import drawn_once
from slrt.dashboard import charts

register = template.Library()


@register.filter
def angka(value):
    """1250 → “1.250”, 2.5 → “2,5”, None → “–”."""
    return charts.in_words(value)


@register.filter
def index(values, number):
    """The value at a place of a list: the head of a column, for the rows that become cards on a phone."""
    return values[number]


@register.simple_tag
def drawn(template_name, **context):
    """A part that shows only the numbers it is given: drawn again when they change."""
    return drawn_once(template_name, context)
