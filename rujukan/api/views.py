"""Referrals over the API: officers read those of their cases, an agency those that were sent to it."""

import django_filters
from django.http import Http404
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.response import Response

from puskesos.api.base import ApiView, ListView
from puskesos.api.filters import SearchFilter, TruthFilter
from puskesos.api.people import BukaInput, BukaOutput
from puskesos.api.steps import StepsView, StepView
from puskesos.models import Keluhan
from puskesos.roles import Peran
from rujukan import agency
from rujukan.access import open_rujukan, peek_rujukan
from rujukan.api.outputs import InstansiBaris, InstansiOutput, RujukanBaris, RujukanOutput
from rujukan.api.steps import ON_RUJUKAN
from rujukan.models import Rujukan
from rujukan.workflow import WITH_INSTANSI, StatusRujukan

READ = ("rujukan", "CRA")
FOR_DETAIL = ("keluhan__klien", "kebutuhan", "dibuat_oleh")


def is_agency(by):
    return by is not None and by.has(Peran.OPD)


def either(name, office, desk, **kwargs):
    """One of two shapes, by who asks."""
    return PolymorphicProxySerializer(name, [office, desk], resource_type_field_name=None, **kwargs)


class RujukanFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=StatusRujukan.choices)
    instansi = django_filters.CharFilter(field_name="instansi_id", max_length=40)
    layanan = django_filters.CharFilter(field_name="layanan_id", max_length=40)
    kelurahan = django_filters.CharFilter(field_name="kelurahan_id", max_length=13)
    keluhan = django_filters.UUIDFilter(field_name="keluhan_id")
    lewat_waktu = TruthFilter(method="late")
    q = SearchFilter(method="search", label="Nomor keluhan atau nama warga")

    class Meta:
        model = Rujukan
        fields = ()

    def search(self, rows, name, found):
        """By the number of the case, or by name; an agency never finds somebody whose name it is not shown."""
        way, value = found
        if way == "slip":
            return rows.filter(keluhan__in=Keluhan.objects.filter(value))
        if way == "nomor":
            rows = rows.filter(keluhan__urut=value.n)
            return rows.filter(keluhan__tahun=value.year) if value.year else rows
        if is_agency(self.request._request.by):
            rows = rows.filter(keluhan__rahasia=False)
        return rows.filter(keluhan__klien__nama_kunci__trigram_word_similar=value)

    def late(self, rows, name, wanted):
        late = {"status__in": WITH_INSTANSI, "tenggat__lt": self.request._request.now}
        return rows.filter(**late) if wanted else rows.exclude(**late)


class RujukanList(ListView):
    """Referrals, the newest first."""

    rights = {"GET": READ}
    filterset_class = RujukanFilter
    listed = "api rujukan"

    def get_queryset(self):
        return Rujukan.objects.visible_to(self.by).select_related("keluhan__klien")

    def get_serializer_class(self):
        return InstansiBaris if is_agency(self.by) else RujukanBaris

    @extend_schema(
        operation_id="rujukan_daftar", summary="Daftar rujukan",
        responses=either("RujukanBarisSiapa", RujukanBaris, InstansiBaris, many=True),
    )  # fmt: skip
    def get(self, request):
        return super().get(request)


class RujukanDetail(ApiView):
    rights = {"GET": READ}

    @extend_schema(
        operation_id="rujukan", summary="Satu rujukan", responses=either("RujukanSiapa", RujukanOutput, InstansiOutput)
    )
    def get(self, request, id):
        rujukan = open_rujukan(self.by, id, related=FOR_DETAIL)
        shape = InstansiOutput if is_agency(self.by) else RujukanOutput
        return Response(shape(rujukan, context={"now": self.now}).data)


class RujukanBuka(ApiView):
    """One covered fact for the agency, while it works on the referral."""

    rights = {"POST": ("identitas", "X")}
    errors = ("422", "429")
    http_method_names = ("post",)

    @extend_schema(
        operation_id="rujukan_buka", summary="Membuka satu data tersamar dari rujukan", request=BukaInput,
        responses=BukaOutput,
    )  # fmt: skip
    def post(self, request, id, kolom):
        rujukan = peek_rujukan(self.by, id, related=FOR_DETAIL)
        if not is_agency(self.by):
            raise Http404
        given = self.taken(BukaInput)
        value = agency.reveal(by=self.by, now=self.now, rujukan=rujukan, column=kolom, alasan=given.reason())
        return Response(BukaOutput({"kolom": kolom, "nilai": value or None}).data)


class Door:
    steps = ON_RUJUKAN
    peek = staticmethod(peek_rujukan)


class RujukanSteps(Door, StepsView):
    rights = {"GET": READ}

    @extend_schema(operation_id="rujukan_langkah", summary="Langkah yang boleh saya ambil pada rujukan")
    def get(self, request, id):
        return super().get(request, id)


class RujukanStep(Door, StepView):
    rights = {"POST": READ}
