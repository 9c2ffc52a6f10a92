"""Small helps of the secretariat's templates: `{% load triage %}`. No tag here asks the database."""

from django import template

from puskesos import catalogue

register = template.Library()


@register.filter
def get(mapping, key):
    """The value of a mapping at a key that is only known in the template."""
    return mapping.get(key)


@register.filter
def program_name(kode):
    program = catalogue.program(kode)
    return program.nama if program else kode


@register.filter
def berkas_name(kode):
    kind = catalogue.table("JenisBerkas").get(kode)
    return kind.nama if kind else kode
