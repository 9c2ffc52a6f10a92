"""How long it usually takes: `{% load janji %}`. No tag here asks the database beyond what the process keeps."""

from django import template
from django.utils.html import format_html

from puskesos.templatetags.puskesos import tanggal_pendek
from rujukan import promise

register = template.Library()


@register.simple_tag
def usually(instansi, layanan, prioritas="NORMAL"):
    """“biasanya 9 hari kerja (8 dari 10 selesai ≤ 21)”."""
    return promise.words(instansi, layanan, prioritas)


@register.simple_tag
def outlook(rujukan, day, prioritas="NORMAL"):
    """What to tell the family of a referral under way: the day to expect, and what it rests on."""
    said, when = promise.outlook(rujukan, day)
    usual = promise.words(rujukan.instansi_id, rujukan.layanan_id, prioritas)
    if when:
        return format_html("{} <strong>{}</strong>; {}", said.capitalize(), tanggal_pendek(when), usual)
    return f"{said}; {usual}".capitalize() if said else f"Perkiraan hasil: {usual}"
