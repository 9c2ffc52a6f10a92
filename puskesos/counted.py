"""Filters without a select: a number elsewhere links to exactly the cases it counted; the list says so in words."""

import django_filters as df
from django.db.models import F
from django.forms import HiddenInput

from puskesos import catalogue, months
from puskesos.workflow import StatusKeluhan

IN_TIME = (("ya", "selesai sesuai janji"), ("tidak", "selesai melewati janji"))
WRITER = (("saya", "dicatat oleh saya"),)


def hidden(method, **options):
    """A filter that stands in the address and not on the form; a value that does not exist is not applied."""
    kind = df.ChoiceFilter if "choices" in options else df.CharFilter
    return kind(method=method, widget=HiddenInput, label="", **options)


class CountedKeluhan(df.FilterSet):
    """Cases of one month, of one kecamatan, in time or not, or one's own; needs `by`."""

    diterima = hidden("received_in")
    selesai = hidden("finished_in")
    tepat = hidden("finished_in_time", choices=IN_TIME)
    kecamatan = hidden("in_kecamatan")
    pencatat = hidden("written_by", choices=WRITER)

    def received_in(self, queryset, name, value):
        return within(queryset, "diterima_pada", value)

    def finished_in(self, queryset, name, value):
        return within(queryset.filter(status=StatusKeluhan.SELESAI), "selesai_pada", value)

    def finished_in_time(self, queryset, name, value):
        finished = queryset.filter(status=StatusKeluhan.SELESAI)
        in_time = {"selesai_pada__lte": F("janji_selesai")}
        return finished.filter(**in_time) if value == "ya" else finished.exclude(**in_time)

    def in_kecamatan(self, queryset, name, value):
        return queryset.filter(kelurahan_id__in=sorted(catalogue.kelurahan_of(value)))

    def written_by(self, queryset, name, value):
        return queryset.filter(diterima_oleh_id=self.by.petugas_id)

    @property
    def told(self):
        """What these filters do, as words: [“diterima November 2026”, …]."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        words = {"diterima": month_words("diterima"), "selesai": month_words("selesai"), "tepat": dict(IN_TIME).get,
                 "kecamatan": kecamatan_words, "pencatat": dict(WRITER).get}  # fmt: skip
        return [word for name, say in words.items() if chosen.get(name) and (word := say(chosen[name]))]


def within(queryset, column, text):
    """Rows whose moment lies in the month written as “2026-11”."""
    month = months.parse(text)
    if month is None:
        return queryset
    start, end = months.bounds(month)
    return queryset.filter(**{f"{column}__gte": start, f"{column}__lt": end})


def month_words(deed):
    def say(text):
        month = months.parse(text)
        return month and f"{deed} {months.name(month)}"

    return say


def kecamatan_words(kode):
    place = catalogue.wilayah(kode)
    return place and f"Kecamatan {place.nama}"
