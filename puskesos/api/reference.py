"""Reference data for programs, one address per kind; unchanged data costs nothing (ETag, If-None-Match)."""

import hashlib
import json

from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from puskesos import catalogue, urgency
from puskesos.api.base import ApiView
from puskesos.api.parameters import refuse_strangers


class Row(serializers.Serializer):
    kode = serializers.CharField()
    nama = serializers.CharField()


class WilayahRow(Row):
    tingkat = serializers.CharField()
    induk = serializers.CharField(source="induk_id", allow_null=True)
    kode_pos = serializers.CharField()
    akses = serializers.CharField()
    ada_sinyal = serializers.BooleanField()


class SyaratRow(serializers.Serializer):
    """A requirement as it holds today."""

    id = serializers.IntegerField(source="pk")
    nama = serializers.CharField()
    jenis_berkas = serializers.CharField(source="jenis_berkas_id")
    wajib = serializers.CharField()
    keterangan = serializers.CharField()
    berlaku_sampai = serializers.DateField(allow_null=True)


class LayananRow(Row):
    ringkas = serializers.CharField()
    produk = serializers.CharField()
    tingkat = serializers.CharField()
    sektor = serializers.CharField(source="sektor_id", allow_null=True)
    program = serializers.CharField(source="program_id", allow_null=True)
    perlu_kunjungan = serializers.BooleanField()
    batas_hasil_hari = serializers.IntegerField()
    rahasia = serializers.BooleanField()
    persyaratan = serializers.SerializerMethodField()
    instansi = serializers.SerializerMethodField()

    def get_persyaratan(self, row) -> SyaratRow(many=True):
        return SyaratRow(catalogue.requirements(row.pk, self.context["day"]), many=True).data

    def get_instansi(self, row) -> list[str]:
        return [one.pk for one in catalogue.agencies_for(row.pk)]


class SubkategoriRow(Row):
    kategori = serializers.CharField()
    sektor = serializers.CharField(source="sektor_id")
    layanan = serializers.CharField(source="layanan_id", allow_null=True)
    rahasia = serializers.BooleanField()
    kata_kunci = serializers.CharField()


class InstansiRow(Row):
    singkatan = serializers.CharField()
    jenis = serializers.CharField()
    alamat = serializers.CharField()
    telepon = serializers.CharField()


class ProgramRow(Row):
    alias = serializers.CharField()
    pengelola = serializers.CharField()
    tingkat = serializers.CharField()
    sektor = serializers.CharField(source="sektor_id", allow_null=True)
    sasaran = serializers.CharField()
    desil_maks = serializers.IntegerField(allow_null=True)
    jadwal = serializers.CharField()
    besaran = serializers.CharField()


class AlasanRow(Row):
    kelompok = serializers.CharField()


class StandarRow(serializers.Serializer):
    langkah = serializers.CharField()
    prioritas = serializers.CharField()
    jumlah = serializers.IntegerField()
    satuan = serializers.CharField()


class UrgensiRow(Row):
    prioritas = serializers.CharField()
    alasan = serializers.CharField()
    rahasia = serializers.BooleanField()


class PpksRow(Row):
    anak = serializers.BooleanField()
    kesehatan = serializers.BooleanField()
    rahasia = serializers.BooleanField()
    batas_usia = serializers.CharField()


class BerkasRow(Row):
    rahasia = serializers.BooleanField()


def _rows(model):
    """All rows of a table, those out of use left out."""
    return lambda: [row for row in catalogue.table(model).values() if getattr(row, "aktif", True)]


# Which names of the address narrow a kind by an equal value; `q` looks through the words of any.
NARROWED = {
    "wilayah": ("tingkat", "induk"), "layanan": ("tingkat", "sektor", "program"), "subkategori": ("sektor", "layanan"),
    "instansi": ("jenis",), "program": ("tingkat", "sektor"), "alasan": ("kelompok",),
    "standar": ("langkah", "prioritas"), "urgensi": ("prioritas",),
}  # fmt: skip
WORDS = ("kode", "nama", "ringkas", "alias", "singkatan", "kata_kunci", "langkah")
# what it is called → (its fields, its rows)
KINDS = {
    "wilayah": (WilayahRow, _rows("Wilayah")),
    "layanan": (LayananRow, _rows("JenisLayanan")),
    "subkategori": (SubkategoriRow, _rows("Subkategori")),
    "instansi": (InstansiRow, _rows("Instansi")),
    "program": (ProgramRow, _rows("Program")),
    "alasan": (AlasanRow, _rows("Alasan")),
    "standar": (StandarRow, _rows("StandarLayanan")),
    "urgensi": (UrgensiRow, urgency.questions),
    "ppks": (PpksRow, _rows("KategoriPPKS")),
    "sektor": (Row, _rows("Sektor")),
    "berkas": (BerkasRow, _rows("JenisBerkas")),
}


def narrowed(kind, rows, asked):
    """The rows that hold every word of `q` and the asked values."""
    words = asked.get("q", "").casefold().split()
    equal = {name: asked[name] for name in NARROWED.get(kind, ()) if asked.get(name)}
    return [row for row in rows if _says(row, words) and all(row[name] == value for name, value in equal.items())]


def _says(row, words):
    text = " ".join(row.get(name) or "" for name in WORDS).casefold()
    return all(word in text for word in words)


class ReferensiView(ApiView):
    """Everything of one kind, or what was asked for; small enough for one page, in the shape of every list."""

    rights = {"GET": ("katalog", "RP")}
    http_method_names = ("get", "head")
    kind = None

    def get(self, request):
        refuse_strangers(request, {"q", *NARROWED.get(self.kind, ())})
        serializer, rows = KINDS[self.kind]
        whole = serializer(rows(), many=True, context={"day": self.today}).data
        found = narrowed(self.kind, whole, request.query_params)
        etag = quote_etag(hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:32])
        response = Response({"next": None, "previous": None, "results": found}, headers={"ETag": etag})
        return get_conditional_response(request._request, etag=etag, response=response)


def view_of(kind):
    serializer, _ = KINDS[kind]
    page = inline_serializer(f"Referensi{kind.title()}", {
        "next": serializers.CharField(allow_null=True), "previous": serializers.CharField(allow_null=True),
        "results": serializer(many=True),
    })  # fmt: skip
    known = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="ETag dari jawaban terakhir.")
    sought = OpenApiParameter("q", str, description="Kata yang ada di kode atau namanya.")
    equal = [OpenApiParameter(name, str, description=f"Hanya `{name}` ini.") for name in NARROWED.get(kind, ())]
    described = extend_schema(
        operation_id=f"referensi_{kind}", summary=f"Data referensi: {kind}", parameters=[sought, *equal, known],
        responses={200: page, 304: OpenApiResponse(description="Tidak berubah.")},
    )  # fmt: skip

    def get(self, request):
        return ReferensiView.get(self, request)

    return type(f"Referensi{kind.title()}", (ReferensiView,), {"kind": kind, "get": described(get)}).as_view()
