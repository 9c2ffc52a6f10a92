"""Which reference data people may correct in the application, and how: one entry per kind."""

from dataclasses import dataclass

from django import forms

from puskesos import models
from puskesos.widgets import DatePartsField


@dataclass(frozen=True)
class Kind:
    """One kind of reference data: its model, the fields a person may change, and the columns of its list."""

    slug: str
    title: str
    model: type
    fields: tuple
    columns: tuple
    about: str = ""
    can_add: bool = False
    adds: tuple = ()  # what a new row says once and for all, before its other fields
    beside: tuple = ()  # (label, URL name) of a page that belongs to it


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("puskesos", "Puskesos per kelurahan", models.Puskesos,
             ("status", "sk_nomor", "sk_tanggal", "pengampu", "nama_meja", "alamat", "telepon", "jam_layanan"),
             ("kelurahan", "status", "pengampu", "telepon"), "Status, SK, dan meja pengampu 30 kelurahan."),
        Kind("wilayah", "Wilayah", models.Wilayah, ("akses", "ada_sinyal", "catatan_akses", "kode_pos", "alias"),
             ("kode", "nama", "tingkat", "akses"), "Kode Kemendagri, akses, dan nama lain."),
        Kind("instansi", "Instansi", models.Instansi,
             ("nama", "singkatan", "jenis", "alamat", "email", "telepon", "kontak_jabatan", "terverifikasi", "aktif"),
             ("nama", "jenis", "email", "terverifikasi", "aktif"), "Tujuan rujukan dan alamat pengingatnya.",
             can_add=True, adds=("kode",)),
        Kind("layanan", "Jenis layanan", models.JenisLayanan,
             ("nama", "ringkas", "produk", "perlu_kunjungan", "batas_hasil_hari", "rahasia", "spm", "aktif"),
             ("kode", "nama", "tingkat", "batas_hasil_hari", "aktif"), "L01–L23 dan batas hasilnya.",
             can_add=True, adds=("kode", "tingkat", "sektor", "program")),
        Kind("layanan-instansi", "Instansi tiap layanan", models.LayananInstansi, ("urutan",),
             ("layanan", "instansi", "urutan"), "Usulan tujuan saat merujuk; urutan 1 yang paling biasa.",
             can_add=True, adds=("layanan", "instansi")),
        Kind("persyaratan", "Persyaratan", models.Persyaratan,
             ("layanan", "jenis_berkas", "nama", "wajib", "urutan", "berlaku_mulai", "berlaku_sampai", "keterangan",
              "sumber"),
             ("layanan", "nama", "wajib", "berlaku_mulai", "berlaku_sampai"),
             "Syarat baru dibuat sebagai baris baru; baris lama diberi tanggal berakhir.", can_add=True),
        Kind("subkategori", "Jenis keluhan", models.Subkategori,
             ("nama", "kategori", "sektor", "layanan", "rahasia", "kata_kunci", "aktif"),
             ("nama", "kategori", "sektor", "layanan", "aktif"), can_add=True, adds=("kode",)),
        Kind("program", "Program", models.Program,
             ("nama", "alias", "pengelola", "sasaran", "desil_maks", "eksklusif_dengan", "jadwal", "besaran",
              "dasar_hukum", "berlaku_mulai", "berlaku_sampai", "aktif"),
             ("kode", "nama", "tingkat", "aktif"), can_add=True, adds=("kode", "tingkat", "sektor")),
        Kind("standar", "Standar layanan", models.StandarLayanan, ("jumlah", "satuan", "sumber"),
             ("langkah", "prioritas", "jumlah", "satuan"), "Batas waktu tiap langkah menurut prioritas."),
        Kind("libur", "Hari libur", models.HariLibur, ("tanggal", "nama", "jenis", "aktif", "sumber"),
             ("tanggal", "nama", "jenis", "aktif"), "Libur nasional, cuti bersama, dan libur daerah.", can_add=True),
        Kind("alasan", "Alasan", models.Alasan, ("nama", "urutan", "aktif"), ("kelompok", "kode", "nama", "aktif"),
             can_add=True, adds=("kelompok", "kode")),
        Kind("urgensi", "Pertanyaan urgensi", models.PertanyaanUrgensi,
             ("nama", "prioritas", "alasan", "rahasia", "urutan", "aktif"), ("nama", "prioritas", "rahasia", "aktif"),
             can_add=True, adds=("kode",)),
        Kind("ppks", "Kategori PPKS", models.KategoriPPKS, ("batas_usia", "rahasia", "aktif"),
             ("kode", "nama", "anak", "kesehatan", "rahasia")),
    )
}  # fmt: skip


def register(*kinds):
    """Reference data of an upper floor: its pages stand with the others."""
    KINDS.update({kind.slug: kind for kind in kinds})


def _control(field, **kwargs):
    """Dates as three boxes, a code as a code, everything else as Django would."""
    if field.name == "kode":
        return forms.RegexField(
            r"^[A-Z][A-Z0-9_]{1,39}$", label="Kode", help_text="Misalnya PMI_KOTA. Tidak dapat diubah lagi.",
            error_messages={"invalid": "Pakai huruf besar, angka, dan garis bawah; mulai dengan huruf."},
        )  # fmt: skip
    if field.get_internal_type() == "DateField":
        return DatePartsField(
            label=field.verbose_name.capitalize(), required=not field.blank, help_text=field.help_text
        )
    control = field.formfield(**kwargs)
    if control and control.label:
        control.label = control.label[0].upper() + control.label[1:]
    return control


def form_class(kind, *, adding=False):
    """The form of one kind; the key of an existing row, and what it said once and for all, cannot be changed."""
    own = kind.fields if adding else [name for name in kind.fields if not _is_key(kind.model, name)]
    fields = (*(kind.adds if adding else ()), *own)
    return forms.modelform_factory(kind.model, fields=fields, formfield_callback=_control)


def _is_key(model, name):
    return model._meta.get_field(name).primary_key
