"""Small helps of the referral templates: `{% load rujukan %}`. No tag here asks the database."""

from django import template

from puskesos import access, catalogue
from puskesos.templatetags.puskesos import badge

register = template.Library()


@register.filter
def agency_short(kode):
    """The short name of an instansi, as it stands in lists."""
    agency = catalogue.instansi(kode)
    return (agency.singkatan or agency.nama) if agency else kode


LETTER_LOOK = {
    "DRAF": ("gray", "ring"), "DIAJUKAN": ("blue", "part-25"), "DIPARAF": ("blue", "part-50"),
    "DITANDATANGANI": ("teal", "part-75"), "TERBIT": ("green", "check"), "DICABUT": ("red", "cross"),
    "DIBATALKAN": ("gray", "minus"),
}  # fmt: skip


@register.simple_tag
def surat_badge(surat):
    """The status of a letter as a badge."""
    return badge("surat", "", surat.get_status_display(), *LETTER_LOOK[surat.status])


ANSWERED = {
    "accept": "diterima", "served": "sudah dilayani", "ask_documents": "dokumen kurang", "decline": "ditolak",
}  # fmt: skip


@register.filter
def answer_words(langkah):
    """The code of an answer as a word: “diterima”."""
    return ANSWERED.get(langkah, langkah)


@register.simple_tag(takes_context=True)
def may(context, hak, letters):
    """True when the acting person holds one of the letters: `{% may "katalog" "UA" as can_change %}`."""
    return access.can(context.get("by"), hak, letters)
