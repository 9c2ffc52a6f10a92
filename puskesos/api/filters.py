"""What lists can be narrowed by; a value that cannot be read is said, not ignored."""

from datetime import datetime, time

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from puskesos import catalogue, finding, matching, nik, slips
from puskesos.finding import SHORTEST_NAME
from puskesos.models import Kebutuhan, Keluhan
from puskesos.models.katalog import Prioritas
from puskesos.numbering import parse_number
from puskesos.texts import clean_line, clean_phone
from puskesos.workflow import StatusKebutuhan, StatusKeluhan

NO_NUMBERS = "NIK, No. KK dan nomor HP dicari lewat POST /api/v1/warga/cari/, bukan di alamat."
TOO_SHORT = f"Tulis nomor keluhan, atau paling sedikit {SHORTEST_NAME} huruf nama."


class TruthField(forms.Field):
    """true or false; anything else is a mistake."""

    WORDS = {"true": True, "1": True, "false": False, "0": False}

    def to_python(self, value):
        if value in (None, ""):
            return None
        if str(value).lower() not in self.WORDS:
            raise ValidationError("Isi true atau false.")
        return self.WORDS[str(value).lower()]


class TruthFilter(django_filters.BooleanFilter):
    field_class = TruthField


class DayFilter(django_filters.DateFilter):
    """A day as 2026-11-23, in the city's zone."""

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


def starts(day):
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def ends(day):
    return datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone())


class SearchField(forms.CharField):
    """("slip", Q), ("nomor", Number) or ("nama", key) of what was typed; identifiers do not belong into an address."""

    def to_python(self, value):
        text = clean_line(super().to_python(value)[:1000], 1000)
        if not text:
            return None
        if (on_slip := slips.case_on(text, codes=False)) is not None:
            return "slip", on_slip
        if _is_identifier(text):
            raise ValidationError(NO_NUMBERS)
        try:
            return "nomor", parse_number(text)
        except ValueError:
            key = matching.name_key(text[:120])
        if len(key.replace(" ", "")) < SHORTEST_NAME:
            raise ValidationError(TOO_SHORT)
        return "nama", key


def _is_identifier(text):
    digits = nik.normalise(text)
    if digits.isdecimal() and len(digits) >= nik.LENGTH:
        return True
    try:
        return bool(clean_phone(text))
    except ValueError:
        return False


class SearchFilter(django_filters.CharFilter):
    field_class = SearchField


class KeluhanFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=StatusKeluhan.choices)
    prioritas = django_filters.MultipleChoiceFilter(choices=Prioritas.choices)
    terbuka = TruthFilter()
    kelurahan = django_filters.CharFilter(field_name="kelurahan_id", max_length=13)
    kecamatan = django_filters.CharFilter(method="in_kecamatan", max_length=13)
    subkategori = django_filters.CharFilter(field_name="subkategori_id", max_length=40)
    layanan = django_filters.CharFilter(method="with_need", max_length=40)
    lewat_waktu = TruthFilter(method="late")
    diterima_dari = DayFilter(method="since")
    diterima_sampai = DayFilter(method="until")
    q = SearchFilter(method="search", label="Nomor keluhan atau nama warga")

    class Meta:
        model = Keluhan
        fields = ()

    def in_kecamatan(self, rows, name, code):
        return rows.filter(kelurahan_id__in=catalogue.kelurahan_of(code))

    def with_need(self, rows, name, code):
        return rows.filter(Exists(Kebutuhan.objects.filter(keluhan=OuterRef("pk"), layanan_id=code)))

    def late(self, rows, name, wanted):
        now = self.request._request.now
        return rows.filter(terbuka=True, tenggat__lt=now) if wanted else rows.exclude(terbuka=True, tenggat__lt=now)

    def since(self, rows, name, day):
        return rows.filter(diterima_pada__gte=starts(day))

    def until(self, rows, name, day):
        return rows.filter(diterima_pada__lte=ends(day))

    def search(self, rows, name, found):
        way, value = found
        if way == "slip":
            return rows.filter(value)
        if way == "nomor":
            rows = rows.filter(urut=value.n)
            return rows.filter(tahun=value.year) if value.year else rows
        inner = self.request._request
        people = finding.find_people(inner.by, value, now=inner.now).people
        return rows.filter(klien_id__in=[one.pk for one in people])


class KebutuhanFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=StatusKebutuhan.choices)
    layanan = django_filters.CharFilter(field_name="layanan_id", max_length=40)
    keluhan = django_filters.UUIDFilter(field_name="keluhan_id")
    kelurahan = django_filters.CharFilter(field_name="keluhan__kelurahan_id", max_length=13)
    kata_keluarga = django_filters.MultipleChoiceFilter(choices=Kebutuhan.KataKeluarga.choices)
    q = SearchFilter(method="search", label="Nomor keluhan atau nama warga")

    class Meta:
        model = Kebutuhan
        fields = ()

    def search(self, rows, name, found):
        cases = KeluhanFilter.search(self, Keluhan.objects.visible_to(self.request._request.by), name, found)
        return rows.filter(keluhan__in=cases)
