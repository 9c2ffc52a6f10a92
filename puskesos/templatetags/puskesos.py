"""How the house writes names, dates and time left: `{% load puskesos %}`. No tag here asks the database."""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html

from puskesos import catalogue

register = template.Library()


# --- names of small tables -----------------------------------------------------------------------------------------
def _name(row, kode):
    return row.nama if row else (kode or "")


@register.filter
def wilayah_name(kode):
    return _name(catalogue.wilayah(kode), kode)


@register.filter
def layanan_name(kode):
    return _name(catalogue.layanan(kode), kode)


@register.filter
def subkategori_name(kode):
    return _name(catalogue.subkategori(kode), kode)


@register.filter
def instansi_name(kode):
    return _name(catalogue.instansi(kode), kode)


@register.filter
def reason_name(kode, kelompok):
    return catalogue.reason_name(kelompok, kode)


# --- dates and moments ---------------------------------------------------------------------------------------------
def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) else value


def _written(value, format):
    return formats.date_format(_local(value), format) if isinstance(value, date) else ""


@lru_cache(maxsize=4096)  # a list writes the same few days again and again
def _day(day, format):
    return formats.date_format(day, format)


def _written_day(value, format):
    if isinstance(value, datetime):
        value = _local(value).date()
    return _day(value, format) if isinstance(value, date) else ""


@register.filter
def tanggal(value):
    """“Senin, 23 Nov 2026”."""
    return _written_day(value, "l, j M Y")


@register.filter
def tanggal_pendek(value):
    """“23 Nov 2026”."""
    return _written_day(value, "j M Y")


@register.filter
def waktu(value):
    """“23 Nov 09.12”; the year only when it is another one."""
    if not isinstance(value, datetime):
        return _written(value, "j M Y")
    other_year = _local(value).year != timezone.localdate().year
    return _written(value, "j M Y H.i" if other_year else "j M H.i")


@register.simple_tag
def saat(moment):
    """A moment of a story: “23 Nov 2026 09.12”, as a time element."""
    here = _local(moment)
    shown = f"{_day(here.date(), 'j M Y')} {here:%H.%M}"
    return format_html('<time datetime="{}">{}</time>', here.isoformat(), shown)


@register.filter
def umur(warga, day):
    """Age in years on a day, or the estimate; "" when neither is known."""
    years = warga.age_on(day)
    return "" if years is None else years


@register.filter
def sejak(moment, day):
    """How long ago, in days: “hari ini”, “kemarin”, “12 hari lalu”."""
    if not moment:
        return ""
    days = (day - (_local(moment).date() if isinstance(moment, datetime) else moment)).days
    return {0: "hari ini", 1: "kemarin"}.get(days, f"{days} hari lalu")


# --- time left -----------------------------------------------------------------------------------------------------
def time_left(due, now):
    """(words, tone): how many working days are left until a moment, or how long it is past."""
    workdays = catalogue.calendar().workdays_between(now, due)
    if now > due:
        return (f"lewat {-workdays} hari kerja" if workdays else "baru lewat batas"), "late"
    if workdays > 0:
        return f"{workdays} hari kerja lagi", "soon" if workdays == 1 else "plain"
    day = "hari ini" if _local(due).date() == _local(now).date() else _written(due, "j M")
    return f"{day} sampai {_written(due, 'H.i')}", "soon"


@register.filter
def sisa(due, now):
    """“3 hari kerja lagi”, “hari ini sampai 15.30”, “lewat 2 hari kerja”."""
    return time_left(due, now)[0] if due else ""


# Lists draw these three fifty times: an inclusion tag would cost more than the rest of the row.
@register.simple_tag(takes_context=True)
def batas(context, due, paused=""):
    """The time left as the deadline mark of the look; `paused` shows why the clock stands still instead."""
    if paused:
        return format_html('<span class="deadline" data-tone="paused">jeda: {}</span>', paused)
    if not due:
        return ""
    return deadline(due, context["request"].now if "request" in context else timezone.now())


def deadline(due, now):
    words, tone = time_left(due, now)
    return format_html(
        '<span class="deadline" data-tone="{}"><time datetime="{}" title="{}">{}</time></span>',
        tone, _local(due).isoformat(), tanggal(due), words,
    )  # fmt: skip


# --- marks ---------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=512)  # kinds and labels come from the code: there are few, and each is drawn once
def badge(kind, value, label, tone="", mark=""):
    return render_to_string(
        "parts/badge.html", {"kind": kind, "value": value, "label": label, "tone": tone, "mark": mark}
    )


@register.simple_tag
def status_badge(thing):
    """The status of a keluhan, kebutuhan or rujukan as a badge."""
    return badge(thing._meta.model_name, str(thing.status), thing.get_status_display())


@register.simple_tag
def prioritas_badge(keluhan):
    """TINGGI and DARURAT are marked; the ordinary is not."""
    if keluhan.prioritas not in {"TINGGI", "DARURAT"}:
        return ""
    return badge("prioritas", str(keluhan.prioritas), keluhan.get_prioritas_display())
