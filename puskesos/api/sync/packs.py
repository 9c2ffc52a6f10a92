"""What a device takes along: the form with its catalogue, and the visits of the day."""

from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from puskesos.api.base import ApiView
from puskesos.api.sync.sender import HEADERS, SyncView
from puskesos.sync import day, pack


class KatalogOutput(serializers.Serializer):
    """`isian`, `baris`, `kunjungan` hold fields as {jenis, label, wajib, pilihan, …}, named as the form posts them."""

    hash = serializers.CharField()
    tanggal = serializers.DateField()
    isian = serializers.DictField()
    baris = serializers.DictField()
    kunjungan = serializers.DictField()
    kelurahan = serializers.ListField(child=serializers.DictField())
    syarat = serializers.DictField(child=serializers.ListField(child=serializers.DictField()))
    layanan = serializers.DictField(child=serializers.DictField())
    usul_layanan = serializers.DictField(child=serializers.CharField())
    rahasia = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    urgensi = serializers.ListField(child=serializers.DictField())
    prioritas_urut = serializers.ListField(child=serializers.CharField())
    berkas = serializers.DictField()
    nik = serializers.DictField()
    pemberitahuan = serializers.CharField()
    kota = serializers.CharField()
    alamat_umum = serializers.CharField()
    peringatan_setelah_hari = serializers.IntegerField()


class KatalogView(ApiView):
    """The form of the intake for work without signal; unchanged data costs nothing (ETag, If-None-Match)."""

    rights = {"GET": ("keluhan", "C")}
    http_method_names = ("get", "head")

    @extend_schema(
        operation_id="paket_katalog", summary="Formulir dan pilihannya untuk bekerja tanpa sinyal",
        responses={200: KatalogOutput, 304: OpenApiResponse(description="Tidak berubah.")},
        parameters=[OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER)],
    )  # fmt: skip
    def get(self, request):
        found = pack.catalogue_pack(self.today)
        etag = quote_etag(found["hash"])
        response = Response(found, headers={"ETag": etag})
        return get_conditional_response(request._request, etag=etag, response=response)


class KunjunganHariOutput(serializers.Serializer):
    """One house to go to; `kunjungan` is null when nobody has planned the visit yet."""

    keluhan = serializers.UUIDField()
    nomor = serializers.CharField()
    kunjungan = serializers.UUIDField(allow_null=True)
    rencana = serializers.DateField(allow_null=True)
    tujuan = serializers.CharField()
    nama = serializers.CharField()
    alamat = serializers.CharField()
    rt = serializers.CharField()
    rw = serializers.CharField()
    patokan = serializers.CharField()
    kelurahan = serializers.CharField()
    lewat_sungai = serializers.BooleanField()
    ringkasan = serializers.CharField()
    status = serializers.CharField()
    layanan = serializers.ListField(child=serializers.CharField())
    kurang = serializers.ListField(child=serializers.CharField())


class PetunjukOutput(serializers.Serializer):
    """`tanda`: the first `bit` bits of HMAC-SHA256(kunci, NIK) of people on file; a hit only means “perhaps”."""

    kunci = serializers.CharField()
    bit = serializers.IntegerField()
    tanda = serializers.ListField(child=serializers.IntegerField())


class HariOutput(serializers.Serializer):
    dibuat = serializers.DateTimeField()
    berlaku_sampai = serializers.DateTimeField()
    tempat = serializers.CharField()
    kunjungan = KunjunganHariOutput(many=True)
    rahasia_ditinggal = serializers.IntegerField(help_text="Kasus rahasia tidak ikut dibawa.")
    petunjuk = PetunjukOutput(allow_null=True)


class HariView(SyncView):
    """One's own visits of the coming week, with the least that a visit needs; valid for seven days."""

    rights = {"GET": ("keluhan", "C")}
    http_method_names = ("get",)

    @extend_schema(
        operation_id="paket_hari", summary="Paket kunjungan hari ini", responses=HariOutput, parameters=HEADERS[:1]
    )
    def get(self, request):
        self.sender()
        return Response(day.day_pack(by=self.by, now=self.now))
