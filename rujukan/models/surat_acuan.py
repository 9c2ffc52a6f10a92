"""What a letter is made of and people may correct: letterheads, signers, texts with their numbering, number books."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from puskesos.roles import Peran


class JenisSurat(models.TextChoices):
    RUJUKAN = "RUJUKAN", "Surat rujukan"
    REKOMENDASI = "REKOMENDASI", "Surat rekomendasi"
    KETERANGAN = "KETERANGAN", "Surat keterangan"
    SKTM = "SKTM", "Surat keterangan tidak mampu (SKTM)"
    PENGANTAR = "PENGANTAR", "Surat pengantar"
    PENGINGAT = "PENGINGAT", "Surat pengingat"
    BERITA_ACARA = "BERITA_ACARA", "Berita acara"


# Placeholders of a text, filled when the letter is drafted.
WORDS = ("nama", "layanan", "instansi", "kelurahan", "nomor_keluhan", "nomor_rujukan", "tanggal_kirim", "batas")
NUMBER_PARTS = ("klasifikasi", "urut", "unit", "bulan", "tahun")
_BRACED = re.compile(r"\{([^{}]*)\}")


def unknown_braces(text, known):
    """The names in braces that mean nothing here."""
    return sorted({name for name in _BRACED.findall(text) if name not in known})


class Berlaku(models.Model):
    """A row with a period: a change is a new row, the old one gets its end, so that old letters keep their words."""

    berlaku_mulai = models.DateField("berlaku mulai")
    berlaku_sampai = models.DateField("berlaku sampai", null=True, blank=True)
    sumber = models.CharField("sumber", max_length=300, blank=True)
    disunting_pada = models.DateTimeField("disunting pada", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def holds_on(self, day):
        return self.berlaku_mulai <= day and (self.berlaku_sampai is None or day <= self.berlaku_sampai)

    def clean(self):
        if self.berlaku_mulai and self.berlaku_sampai and self.berlaku_sampai < self.berlaku_mulai:
            raise ValidationError({"berlaku_sampai": "Tanggal berakhir mendahului tanggal mulai."})


class KopSurat(Berlaku):
    """The letterhead of one unit: the city's secretariat or a kelurahan."""

    unit = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="unit")
    kode_unit = models.CharField("kode unit pada nomor surat", max_length=20)
    baris = models.TextField("baris kop", help_text="Satu baris per lembaga, yang terakhir paling besar.")
    alamat = models.TextField("alamat dan kontak", blank=True, help_text="Paling banyak tiga baris.")
    tempat = models.CharField("tempat pada tanggal surat", max_length=60)

    class Meta:
        verbose_name = "kop surat"
        verbose_name_plural = "kop surat"
        ordering = ["unit_id", "-berlaku_mulai"]
        constraints = [models.UniqueConstraint(fields=["unit", "berlaku_mulai"], name="kop_satu_per_masa")]

    def __str__(self):
        return self.baris.strip().rsplit("\n", 1)[-1]


class PenandaTangan(Berlaku):
    """Somebody who may sign for a unit, in which words below the signature, and which role signs in the application."""

    PERAN = [(role.value, role.label) for role in (Peran.LURAH, Peran.MANAJER, Peran.PIMPINAN)]

    unit = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="unit")
    peran = models.CharField("peran yang menandatangani", max_length=12, choices=PERAN)
    jabatan = models.TextField("jabatan", help_text="Seperti tercetak, satu baris atau lebih.")
    nama = models.CharField("nama dengan gelar", max_length=160)
    pangkat = models.CharField("pangkat", max_length=80, blank=True)
    nip = models.CharField("NIP", max_length=30, blank=True)

    class Meta:
        verbose_name = "penanda tangan"
        verbose_name_plural = "penanda tangan"
        ordering = ["unit_id", "peran", "-berlaku_mulai"]

    def __str__(self):
        return f"{self.nama} – {' '.join(self.jabatan.split())}"


class TeksSurat(Berlaku):
    """The words, classification and number of one kind of letter at one level, from a date on."""

    class Tingkat(models.TextChoices):
        KOTA = "KOTA", "SLRT Kota"
        KELURAHAN = "KELURAHAN", "Kelurahan"

    class Kertas(models.TextChoices):
        A4 = "A4", "A4 (210 × 297 mm)"
        F4 = "F4", "F4 / folio (215 × 330 mm)"

    jenis = models.CharField("jenis surat", max_length=12, choices=JenisSurat)
    tingkat = models.CharField("tingkat", max_length=10, choices=Tingkat)
    klasifikasi = models.CharField("kode klasifikasi", max_length=30)
    pola_nomor = models.CharField(
        "pola nomor", max_length=80, default="{klasifikasi}/{urut}/{unit}/{tahun}",
        help_text="Memakai {klasifikasi} {urut} {unit} {bulan} {tahun}; {urut} dan {tahun} wajib.",
    )  # fmt: skip
    hal = models.CharField("hal atau judul", max_length=200)
    sifat = models.CharField("sifat", max_length=30, default="Biasa", blank=True)
    pembuka = models.TextField("pembuka", blank=True, help_text="Boleh memakai {nama} {layanan} {instansi}.")
    uraian = models.TextField("isi bawaan", blank=True)
    penutup = models.TextField("penutup", blank=True)
    tembusan = models.TextField("tembusan", blank=True, help_text="Satu baris per penerima.")
    memuat_nik = models.BooleanField("memuat NIK", default=False)
    perlu_paraf = models.BooleanField("perlu paraf", default=True)
    kertas = models.CharField("kertas", max_length=2, choices=Kertas, default=Kertas.A4)

    class Meta:
        verbose_name = "teks surat"
        verbose_name_plural = "teks surat"
        ordering = ["jenis", "tingkat", "-berlaku_mulai"]
        constraints = [
            models.UniqueConstraint(fields=["jenis", "tingkat", "berlaku_mulai"], name="teks_surat_satu_per_masa")
        ]

    def __str__(self):
        return f"{self.get_jenis_display()} ({self.get_tingkat_display()})"

    def clean(self):
        super().clean()
        errors = {}
        for name in ("hal", "pembuka", "uraian", "penutup"):
            if wrong := unknown_braces(getattr(self, name) or "", WORDS):
                known = " ".join(f"{{{word}}}" for word in WORDS)
                errors[name] = f"Tidak dikenal: {{{wrong[0]}}}. Yang ada: {known}."
        if wrong := unknown_braces(self.pola_nomor or "", NUMBER_PARTS):
            errors["pola_nomor"] = f"Tidak dikenal: {{{wrong[0]}}}."
        elif not all(part in (self.pola_nomor or "") for part in ("{urut}", "{tahun}")):
            errors["pola_nomor"] = "Pola harus memuat {urut} dan {tahun}."
        if errors:
            raise ValidationError(errors)


class NomorSurat(models.Model):
    """The number book of one unit, kind and year; its row is locked while a letter takes the next number."""

    unit = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="unit")
    jenis = models.CharField("jenis surat", max_length=12, choices=JenisSurat)
    tahun = models.PositiveSmallIntegerField("tahun")
    mulai = models.PositiveIntegerField(
        "nomor pertama", default=1,
        help_text="Diubah hanya sebelum nomor pertama keluar, misalnya bila tahun ini sudah ada surat dari buku lama.",
    )  # fmt: skip
    terakhir = models.PositiveIntegerField("nomor terakhir", default=0, editable=False)
    sumber = models.CharField("sumber", max_length=300, blank=True)
    disunting_pada = models.DateTimeField("disunting pada", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "buku nomor surat"
        verbose_name_plural = "buku nomor surat"
        ordering = ["-tahun", "unit_id", "jenis"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "jenis", "tahun"], name="buku_nomor_surat_satu"),
            models.CheckConstraint(condition=Q(mulai__gte=1), name="buku_nomor_surat_mulai"),
            models.CheckConstraint(
                condition=Q(terakhir=0) | Q(terakhir__gte=F("mulai")), name="buku_nomor_surat_maju"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_jenis_display()} {self.tahun}"

    def clean(self):
        before = NomorSurat.objects.filter(pk=self.pk).first() if self.pk else None
        if before and before.terakhir and before.mulai != self.mulai:
            raise ValidationError({"mulai": f"Nomor {before.terakhir} sudah keluar; nomor pertama tidak diubah lagi."})
