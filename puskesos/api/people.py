"""Finding people without putting their numbers into addresses, and opening one covered number with a reason."""

import secrets

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from puskesos import access, finding, identity, quota, trace
from puskesos.api.base import ApiView, Input
from puskesos.api.fields import OPTIONAL, Code, CodeName, Day, Line, reasons
from puskesos.models import Warga
from puskesos.nik import normalise


class CariInput(Input):
    """A NIK, No. KK, phone number, or at least three letters of a name."""

    cari = Line(120)
    lahir = Day(**OPTIONAL)


class WargaOutput(serializers.Serializer):
    id = serializers.UUIDField()
    nama = serializers.CharField()
    alias = serializers.CharField(source="nama_alias")
    nik = serializers.CharField(source="nik_masked")
    tanggal_lahir = serializers.DateField(allow_null=True)
    kelurahan = CodeName("Wilayah", source="kelurahan_id")
    alamat = serializers.CharField()
    rt = serializers.CharField()
    rw = serializers.CharField()
    keluhan_terbuka = serializers.IntegerField()


class CariOutput(serializers.Serializer):
    """`di_tempat_lain`: the number is on file out of reach; `lebih`: there are more than are shown."""

    cara = serializers.ChoiceField(
        [("nama", "nama"), ("nomor", "NIK atau No. KK"), ("hp", "nomor HP"), ("slip", "nomor atau kode di slip")]
    )
    results = WargaOutput(many=True)
    di_tempat_lain = serializers.BooleanField()
    lebih = serializers.BooleanField()


class CariView(ApiView):
    rights = {"POST": ("profil", "R")}
    errors = ("422", "429")
    http_method_names = ("post",)

    @extend_schema(
        operation_id="warga_cari", summary="Mencari warga", request=CariInput, responses=CariOutput
    )  # fmt: skip
    def post(self, request):
        told = self.taken(CariInput).told()
        found = finding.find_people(self.by, told["cari"], now=self.now, born=told.get("lahir"))
        mark = identity.blind_index(normalise(told["cari"]).casefold(), purpose="jejak").hex()[:16]
        trace.record(
            self.by, trace.Aksi.CARI, cara=found.way, kunci=mark, jumlah=len(found.people), elsewhere=found.elsewhere,
            ids=[str(one.pk) for one in found.people],
        )  # fmt: skip
        counts = finding.open_cases(self.by, found.people)
        for one in found.people:
            one.keluhan_terbuka = counts.get(one.pk, 0)
        body = {"cara": found.way, "results": found.people, "di_tempat_lain": found.elsewhere, "lebih": found.more}
        return Response(CariOutput(body).data)


class BukaInput(Input):
    """Why a covered fact is opened; with LAIN the note says it."""

    alasan = Code(reasons("BUKA_NIK"))
    catatan = Line(120, required=False)

    def validate(self, values):
        if values["alasan"] == "LAIN" and not values.get("catatan"):
            raise serializers.ValidationError({"catatan": ["Tulis alasannya."]})
        return values

    def reason(self):
        told = self.told()
        return f"{told['alasan']}: {told['catatan']}" if told.get("catatan") else told["alasan"]


class BukaOutput(serializers.Serializer):
    """The full value; null when none is on file."""

    kolom = serializers.CharField()
    nilai = serializers.CharField(allow_null=True)


class BukaView(ApiView):
    """One fact of one person, for this answer only."""

    rights = {"POST": ("identitas", "X")}
    errors = ("422", "429")
    http_method_names = ("post",)
    columns = tuple(access.REVEALABLE)

    @extend_schema(
        operation_id="warga_buka", summary="Membuka satu data tersamar", request=BukaInput, responses=BukaOutput
    )  # fmt: skip
    def post(self, request, id, kolom):
        return self.opened(self.warga(id), kolom)

    def warga(self, id):
        found = Warga.objects.visible_to(self.by).select_related("keluarga").filter(pk=id).first()
        if found is None:
            raise Http404
        return found

    def opened(self, warga, kolom):
        if kolom not in self.columns:
            raise Http404
        given = self.taken(BukaInput)
        quota.spend_reveal(self.by, now=self.now, mark=secrets.token_hex(8))
        value = access.reveal(self.by, warga, kolom, alasan=given.reason())
        return Response(BukaOutput({"kolom": kolom, "nilai": value or None}).data)
