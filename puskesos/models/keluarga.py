"""Households: an identity of their own, with No. KK as an attribute that changes."""

from django.db import models
from django.db.models import Q

from puskesos import identity
from puskesos.models.base import BornAnywhere


class Keluarga(BornAnywhere):
    """A household with an identity of its own: No. KK is an attribute with history, never a key."""

    kelurahan = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="kelurahan")
    kepala = models.ForeignKey(
        "puskesos.Warga", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kepala keluarga"
    )
    jumlah_anggota = models.PositiveSmallIntegerField("jumlah anggota", null=True, blank=True)
    status_rumah = models.CharField("status rumah", max_length=40, blank=True)
    penerangan = models.CharField("penerangan", max_length=40, blank=True)
    jamban = models.CharField("jamban (MCK)", max_length=40, blank=True)
    pendapatan = models.CharField("pendapatan sebulan", max_length=40, blank=True)
    created_at = models.DateTimeField("dicatat", auto_now_add=True)

    class Meta:
        verbose_name = "keluarga"
        verbose_name_plural = "keluarga"


class NomorKK(models.Model):
    """The No. KK a household carried during a period; it changes with head, divorce and death."""

    keluarga = models.ForeignKey(Keluarga, models.PROTECT, related_name="nomor_kk", verbose_name="keluarga")
    kk_sandi = models.BinaryField("No. KK tersandi")
    kk_cari = models.BinaryField("kunci cari No. KK", max_length=32)
    berlaku_mulai = models.DateField("berlaku mulai")
    berlaku_sampai = models.DateField("berlaku sampai", null=True, blank=True)

    class Meta:
        verbose_name = "nomor KK"
        verbose_name_plural = "nomor KK"
        indexes = [models.Index(fields=["kk_cari"], name="kk_cari")]
        constraints = [
            models.UniqueConstraint(
                fields=["keluarga"], condition=Q(berlaku_sampai__isnull=True), name="kk_satu_berlaku"
            )
        ]

    def set_number(self, number):
        self.kk_sandi = identity.seal(number, table="nomorkk", column="kk", row=self.keluarga_id)
        self.kk_cari = identity.blind_index(number, purpose="kk")

    def number(self):
        """The full number: only through access.reveal, which leaves its Jejak."""
        return identity.unseal(bytes(self.kk_sandi), table="nomorkk", column="kk", row=self.keluarga_id)
