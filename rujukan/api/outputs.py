"""Referrals as JSON: whole for who reads the case, the minimum for the agency (rujukan/agency.py)."""

from rest_framework import serializers

from puskesos.api.fields import CodeName, LocalTime
from puskesos.models.katalog import Prioritas
from rujukan import agency
from rujukan.workflow import StatusRujukan


class RujukanRingkas(serializers.Serializer):
    """One referral in the detail of its case."""

    id = serializers.UUIDField()
    nomor = serializers.CharField()
    kebutuhan = serializers.UUIDField(source="kebutuhan_id")
    instansi = CodeName("Instansi", source="instansi_id")
    layanan = CodeName("JenisLayanan", source="layanan_id")
    status = serializers.ChoiceField(StatusRujukan.choices)
    status_nama = serializers.CharField(source="get_status_display")
    versi = serializers.IntegerField()
    darurat = serializers.BooleanField()
    dikirim_pada = LocalTime(allow_null=True)
    batas_jawaban = LocalTime(allow_null=True)
    dijawab_pada = LocalTime(allow_null=True)
    batas_hasil = LocalTime(allow_null=True)
    tenggat = LocalTime(allow_null=True)
    hasil_pada = serializers.DateField(allow_null=True)


class RujukanBaris(RujukanRingkas):
    """A referral in the list of an officer."""

    keluhan = serializers.UUIDField(source="keluhan_id")
    nomor_keluhan = serializers.CharField(source="keluhan.nomor")
    prioritas = serializers.ChoiceField(Prioritas.choices, source="keluhan.prioritas")
    kelurahan = CodeName("Wilayah", source="kelurahan_id")
    klien = serializers.CharField(source="keluhan.klien.nama")


class SyaratAda(serializers.Serializer):
    nama = serializers.CharField()
    ada = serializers.BooleanField()


def papers(rujukan):
    return [{"nama": name, "ada": there} for name, there in agency.requirements(rujukan)]


class RujukanOutput(RujukanBaris):
    """A referral as an officer reads it."""

    program = CodeName("Program", source="program_id", allow_null=True)
    uraian = serializers.CharField(source="kebutuhan.uraian")
    catatan = serializers.CharField()
    kelayakan = serializers.CharField()
    sertakan_identitas = serializers.BooleanField()
    alasan_tolak = serializers.CharField()
    dokumen_diminta = serializers.CharField()
    hasil_uraian = serializers.CharField()
    bukti = serializers.UUIDField(source="bukti_id", allow_null=True)
    diwakili = serializers.BooleanField()
    dialihkan_dari = serializers.UUIDField(source="dialihkan_dari_id", allow_null=True)
    dibuat_oleh = serializers.CharField(source="dibuat_oleh.nama")
    persyaratan = serializers.SerializerMethodField()

    def get_persyaratan(self, rujukan) -> SyaratAda(many=True):
        return papers(rujukan)


class InstansiBaris(serializers.Serializer):
    """A referral in the inbox of its agency: nothing but what serving the need takes."""

    id = serializers.UUIDField()
    nomor = serializers.CharField()
    layanan = CodeName("JenisLayanan", source="layanan_id")
    status = serializers.ChoiceField(StatusRujukan.choices)
    status_nama = serializers.CharField(source="get_status_display")
    versi = serializers.IntegerField()
    darurat = serializers.BooleanField()
    nama = serializers.SerializerMethodField(help_text="Nama warga, atau inisialnya.")
    kelurahan = CodeName("Wilayah", source="kelurahan_id")
    dikirim_pada = LocalTime()
    batas_jawaban = LocalTime()
    dijawab_pada = LocalTime(allow_null=True)
    batas_hasil = LocalTime(allow_null=True)
    tenggat = LocalTime(allow_null=True)

    def get_nama(self, rujukan) -> str:
        return agency.shown_name(rujukan)


class DataTersamar(serializers.Serializer):
    """One identifier, covered; `rujukan/{id}/buka/{kolom}/` opens it with a reason."""

    kolom = serializers.CharField(source="column")
    label = serializers.CharField()
    tersamar = serializers.CharField(source="masked")
    dapat_dibuka = serializers.SerializerMethodField()

    def get_dapat_dibuka(self, number) -> bool:
        return number.form is not None


class WargaInstansi(serializers.Serializer):
    """The person in need as the agency may know them."""

    nama = serializers.CharField()
    umur = serializers.IntegerField(allow_null=True)
    kelurahan = serializers.CharField()
    alamat = serializers.CharField()
    rt = serializers.CharField()
    rw = serializers.CharField()
    data = DataTersamar(many=True, source="numbers")


class InstansiOutput(InstansiBaris):
    """A referral as its agency reads it."""

    uraian = serializers.CharField(source="kebutuhan.uraian")
    catatan = serializers.CharField()
    kelayakan = serializers.CharField()
    alasan_tolak = serializers.CharField()
    dokumen_diminta = serializers.CharField()
    hasil_pada = serializers.DateField(allow_null=True)
    hasil_uraian = serializers.CharField()
    warga = serializers.SerializerMethodField()
    persyaratan = serializers.SerializerMethodField()

    def get_warga(self, rujukan) -> WargaInstansi():
        return WargaInstansi(agency.person(rujukan, self.context["now"])).data

    def get_persyaratan(self, rujukan) -> SyaratAda(many=True):
        return papers(rujukan)
