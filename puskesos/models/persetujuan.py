"""On which basis a family's data is used, and who may know of a `rahasia` case."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from puskesos.models.base import OftenBorn


class PersetujuanData(OftenBorn):
    """On which legal basis this family's data is used, in which words it was told, and who agreed."""

    class Dasar(models.TextChoices):
        TUGAS_PUBLIK = "TUGAS_PUBLIK", "Pelaksanaan tugas pelayanan publik"
        PERSETUJUAN = "PERSETUJUAN", "Persetujuan tertulis atau terekam"
        KEPENTINGAN_VITAL = "KEPENTINGAN_VITAL", "Kepentingan vital (tidak dapat menyetujui)"

    class Cara(models.TextChoices):
        TANDA_TANGAN = "TANDA_TANGAN", "Tanda tangan"
        CAP_JEMPOL = "CAP_JEMPOL", "Cap jempol"
        CENTANG_SAKSI = "CENTANG_SAKSI", "Centang di depan saksi"
        LISAN = "LISAN", "Lisan, dicatat petugas"
        TIDAK_ADA = "TIDAK_ADA", "Tidak dimintakan"

    class Pemberi(models.TextChoices):
        KLIEN = "KLIEN", "Klien sendiri"
        ORANG_TUA = "ORANG_TUA", "Orang tua"
        WALI = "WALI", "Wali / pendamping"

    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="persetujuan", verbose_name="keluhan")
    dasar = models.CharField("dasar pemrosesan", max_length=18, choices=Dasar)
    cara = models.CharField("cara", max_length=14, choices=Cara, default=Cara.TIDAK_ADA)
    pemberi = models.CharField("diberikan oleh", max_length=10, choices=Pemberi, default=Pemberi.KLIEN)
    pemberi_nama = models.CharField("nama pemberi", max_length=120, blank=True)
    versi_teks = models.CharField("versi teks pemberitahuan", max_length=20)
    at = models.DateTimeField("waktu")
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="petugas")

    class Meta:
        verbose_name = "persetujuan data"
        verbose_name_plural = "persetujuan data"
        constraints = [
            models.CheckConstraint(
                condition=~Q(dasar="PERSETUJUAN") | ~Q(cara="TIDAK_ADA"), name="persetujuan_punya_cara"
            )
        ]


class PencabutanPersetujuan(OftenBorn):
    """The family took its consent back: who said so, how, when and why; a row of its own, because both stay as said."""

    class Cara(models.TextChoices):
        DATANG = "DATANG", "Datang langsung"
        SURAT = "SURAT", "Surat"
        TELEPON = "TELEPON", "Telepon"
        KUNJUNGAN = "KUNJUNGAN", "Saat kunjungan"

    persetujuan = models.OneToOneField(
        PersetujuanData, models.PROTECT, related_name="pencabutan", verbose_name="persetujuan"
    )
    oleh = models.CharField("dicabut oleh", max_length=10, choices=PersetujuanData.Pemberi)
    oleh_nama = models.CharField("nama yang mencabut", max_length=120, blank=True)
    cara = models.CharField("cara", max_length=10, choices=Cara)
    alasan = models.TextField("alasan", blank=True)
    disampaikan = models.DateField("disampaikan keluarga")
    at = models.DateTimeField("dicatat")
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="petugas")

    class Meta:
        verbose_name = "pencabutan persetujuan"
        verbose_name_plural = "pencabutan persetujuan"


class Penangan(models.Model):
    """Somebody named to handle a `rahasia` case; nobody else can see that it exists."""

    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="penangan", verbose_name="keluhan")
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="petugas")
    sejak = models.DateTimeField("sejak")
    oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ditunjuk oleh"
    )

    class Meta:
        verbose_name = "penangan"
        verbose_name_plural = "penangan"
        constraints = [models.UniqueConstraint(fields=["keluhan", "petugas"], name="penangan_sekali")]
