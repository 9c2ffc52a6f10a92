"""Meeting the family: home visits, and what was told and answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from puskesos.models.base import BornAnywhere


class Kunjungan(BornAnywhere):
    """A home visit: planned, done, nobody at home, or to be repeated."""

    class Status(models.TextChoices):
        BELUM = "BELUM", "Belum dilakukan"
        SUDAH = "SUDAH", "Sudah dilakukan"
        TIDAK_DI_RUMAH = "TIDAK_DI_RUMAH", "Tidak ada di rumah"
        ULANG = "ULANG", "Perlu verifikasi ulang"

    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="kunjungan", verbose_name="keluhan")
    kelurahan = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="kelurahan")
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="petugas")
    rencana = models.DateField("rencana tanggal")
    tujuan = models.CharField("tujuan", max_length=160, blank=True)
    status = models.CharField("status", max_length=14, choices=Status, default=Status.BELUM)
    dilakukan_pada = models.DateTimeField("dilakukan", null=True, blank=True)
    kondisi = models.TextField("kondisi keluarga dan rumah", blank=True)
    penghasilan = models.CharField("penghasilan", max_length=80, blank=True)
    tanggungan = models.PositiveSmallIntegerField("tanggungan", null=True, blank=True)
    rekomendasi = models.TextField("rekomendasi", blank=True)
    lat = models.DecimalField("lintang", max_digits=8, decimal_places=5, null=True, blank=True)
    lon = models.DecimalField("bujur", max_digits=8, decimal_places=5, null=True, blank=True)
    created_at = models.DateTimeField("dibuat", auto_now_add=True)

    class Meta:
        verbose_name = "kunjungan"
        verbose_name_plural = "kunjungan"
        ordering = ["rencana"]
        indexes = [models.Index(fields=["kelurahan", "rencana"], name="kunjungan_rencana", condition=Q(status="BELUM"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="BELUM") | Q(dilakukan_pada__isnull=False), name="kunjungan_bertanggal"
            )
        ]


class UmpanBalik(BornAnywhere):
    """What was told to the family: by whom, how, when, in which words, and what the family said to it."""

    class Kanal(models.TextChoices):
        LANGSUNG = "LANGSUNG", "Bertemu langsung"
        KUNJUNGAN = "KUNJUNGAN", "Kunjungan rumah"
        TELEPON = "TELEPON", "Telepon"
        WHATSAPP = "WHATSAPP", "WhatsApp"
        SURAT = "SURAT", "Surat"
        TITIP_RT = "TITIP_RT", "Titip RT / tetangga"

    class Reaksi(models.TextChoices):
        MENERIMA = "MENERIMA", "Menerima"
        KEBERATAN = "KEBERATAN", "Keberatan"
        TIDAK_DITEMUKAN = "TIDAK_DITEMUKAN", "Tidak ditemukan"

    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="umpan_balik", verbose_name="keluhan")
    kanal = models.CharField("lewat", max_length=10, choices=Kanal)
    disampaikan_pada = models.DateTimeField("disampaikan")
    isi = models.TextField("yang disampaikan")
    reaksi = models.CharField("tanggapan keluarga", max_length=16, choices=Reaksi)
    reaksi_catatan = models.TextField("kata keluarga", blank=True)
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="petugas")

    class Meta:
        verbose_name = "umpan balik"
        verbose_name_plural = "umpan balik"
        ordering = ["disampaikan_pada"]
