"""Cases as JSON: what lists and details say of a keluhan, its needs, its person and its files."""

from uuid import UUID

from django.db.models import Prefetch
from rest_framework import serializers

from puskesos import story
from puskesos.api.base import Standing
from puskesos.api.fields import CodeName, LocalTime
from puskesos.files import present
from puskesos.models import Kebutuhan, Kelengkapan, Keluhan, Persyaratan
from puskesos.models.katalog import Prioritas
from puskesos.prepared import Prepared
from puskesos.workflow import StatusKebutuhan, StatusKeluhan

HIDDEN = "•••• ••••"


class KebutuhanRingkas(Standing):
    """One need in a line."""

    id = serializers.UUIDField()
    urutan = serializers.IntegerField()
    layanan = CodeName("JenisLayanan", source="layanan_id")
    status = serializers.ChoiceField(StatusKebutuhan.choices)
    status_nama = serializers.CharField(source="get_status_display")
    kata_keluarga = serializers.ChoiceField(Kebutuhan.KataKeluarga.choices, allow_blank=True)


class SyaratOutput(Standing):
    """One line of the checklist."""

    id = serializers.IntegerField()
    persyaratan = serializers.IntegerField(source="persyaratan_id")
    nama = serializers.CharField(source="persyaratan.nama")
    wajib = serializers.ChoiceField(Persyaratan.Wajib.choices, source="persyaratan.wajib")
    status = serializers.ChoiceField(Kelengkapan.Status.choices)
    lampiran = serializers.UUIDField(source="lampiran_id", allow_null=True)
    diperiksa_pada = LocalTime(allow_null=True)


class KebutuhanOutput(KebutuhanRingkas):
    """One need of a case with its checklist."""

    program = CodeName("Program", source="program_id", allow_null=True)
    uraian = serializers.CharField()
    alasan = serializers.CharField(help_text="Sebab tidak terpenuhi, kode kelompok TIDAK_TERPENUHI.")
    hasil_pada = serializers.DateField(allow_null=True)
    kata_keluarga_pada = LocalTime(allow_null=True)
    versi = serializers.IntegerField()
    persyaratan = SyaratOutput(many=True, source="papers")


class KebutuhanBaris(KebutuhanOutput):
    """A need in the list of needs: with its case."""

    keluhan = serializers.UUIDField(source="keluhan_id")
    nomor = serializers.CharField(source="keluhan.nomor")
    kelurahan = CodeName("Wilayah", source="keluhan.kelurahan_id")
    klien = serializers.CharField(source="keluhan.klien.nama")


class KlienOutput(Standing):
    """The person in need; numbers are covered, opening one is a call of its own."""

    id = serializers.UUIDField()
    nama = serializers.CharField()
    alias = serializers.CharField(source="nama_alias")
    nik = serializers.CharField(source="nik_masked", help_text="Tersamar; “tanpa NIK” bila tidak ada.")
    hp = serializers.SerializerMethodField(help_text="Tersamar; kosong bila tidak ada.")
    alasan_tanpa_nik = serializers.CharField()
    cara_verifikasi = serializers.CharField()
    tanggal_lahir = serializers.DateField(allow_null=True)
    perkiraan_umur = serializers.IntegerField(allow_null=True)
    jenis_kelamin = serializers.CharField()
    pekerjaan = serializers.CharField()
    disabilitas = serializers.ListField(child=serializers.CharField())
    kelurahan = CodeName("Wilayah", source="kelurahan_id")
    alamat = serializers.CharField()
    rt = serializers.CharField()
    rw = serializers.CharField()
    patokan = serializers.CharField()
    versi = serializers.IntegerField()

    def get_hp(self, warga) -> str:
        return HIDDEN if warga.hp_cari else ""


class PelaporOutput(Standing):
    jenis = serializers.ChoiceField(Keluhan.JenisPelaporan.choices, source="jenis_pelaporan")
    nama = serializers.CharField(source="pelapor_nama")
    hubungan = serializers.CharField(source="pelapor_hubungan")
    rahasia = serializers.BooleanField(source="pelapor_rahasia")


class BerkasOutput(Standing):
    """A file of a case; its content is shown by the pages only."""

    id = serializers.UUIDField()
    jenis = CodeName("JenisBerkas", source="jenis_id")
    nama = serializers.CharField(source="nama_asli")
    mime = serializers.CharField()
    ukuran = serializers.IntegerField()
    halaman = serializers.IntegerField()
    sidik = serializers.CharField(help_text="SHA-256 dari isi yang disimpan.")
    diunggah_pada = LocalTime(source="created_at")


class KeluhanBaris(Standing):
    """A case in a list."""

    id = serializers.UUIDField()
    nomor = serializers.CharField()
    status = serializers.ChoiceField(StatusKeluhan.choices)
    status_nama = serializers.CharField(source="get_status_display")
    terbuka = serializers.BooleanField()
    versi = serializers.IntegerField()
    prioritas = serializers.ChoiceField(Prioritas.choices)
    rahasia = serializers.BooleanField()
    kelurahan = CodeName("Wilayah", source="kelurahan_id")
    subkategori = CodeName("Subkategori", source="subkategori_id")
    ringkasan = serializers.CharField()
    klien = serializers.CharField(source="klien.nama")
    pemilik = serializers.SerializerMethodField()
    diterima_pada = LocalTime()
    tenggat = LocalTime(help_text="Batas langkah yang sedang berjalan.")
    janji_selesai = LocalTime()
    kebutuhan = KebutuhanRingkas(many=True, source="kebutuhan.all")

    def get_pemilik(self, keluhan) -> str:
        return keluhan.pemilik.nama if keluhan.pemilik_id else ""


class KeluhanOutput(KeluhanBaris):
    """One case file: the stored record."""

    klien = KlienOutput()
    keluarga = serializers.SerializerMethodField()
    pelapor = PelaporOutput(source="*")
    kanal = serializers.ChoiceField(Keluhan.Kanal.choices)
    tiket_lapor = serializers.CharField()
    kategori = serializers.CharField()
    sektor = CodeName("Sektor", source="sektor_id")
    uraian = serializers.CharField()
    prioritas_alasan = serializers.ListField(child=serializers.CharField())
    spm = serializers.BooleanField()
    tanggal_kejadian = serializers.DateField(allow_null=True)
    dicatat_di_lapangan = LocalTime(allow_null=True)
    status_sejak = LocalTime()
    jeda_sejak = LocalTime(allow_null=True)
    kembali_kali = serializers.IntegerField()
    usulan = serializers.CharField()
    usulan_catatan = serializers.CharField()
    hasil = serializers.CharField()
    selesai_pada = LocalTime(allow_null=True)
    dibatasi_sejak = LocalTime(allow_null=True, help_text="Sejak kapan pemakaian data kasus ini dibatasi.")
    induk = serializers.UUIDField(source="induk_id", allow_null=True)
    kebutuhan = KebutuhanOutput(many=True, source="needs")
    berkas = BerkasOutput(many=True, source="files")

    def get_keluarga(self, keluhan) -> str | None:
        return str(keluhan.keluarga_id) if keluhan.keluarga_id else None


_CHECKLIST = Kelengkapan.objects.select_related("persyaratan").order_by("pk")
_PAPERS = Prepared(lambda keluhan: _CHECKLIST.filter(kebutuhan__keluhan=keluhan), keluhan=UUID)
_FILES = Prepared(present, keluhan=UUID)


def whole(keluhan):
    """The case with what its detail shows, each asked once."""
    keluhan.needs, keluhan.files = story.needs_of(keluhan), _FILES(keluhan=keluhan.pk)
    papers = _PAPERS(keluhan=keluhan.pk)
    for need in keluhan.needs:
        need.papers = [row for row in papers if row.kebutuhan_id == need.pk]
    return keluhan


def with_papers(needs):
    """Needs with their checklists, whatever cases they belong to."""
    return needs.prefetch_related(Prefetch("kelengkapan", queryset=_CHECKLIST, to_attr="papers"))
