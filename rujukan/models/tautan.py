"""Answering without an account: the links and letter codes, the desk codes, and answers nobody has vouched for yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from puskesos import identity
from puskesos.models.base import BornAnywhere
from rujukan.models.rujukan import Rujukan


class TautanInstansi(BornAnywhere):
    """One way to answer one referral: the link of one mail, or the code on the letter. The secret itself is not here.

    The code of a letter is sealed beside its mark, so that the letter can be printed again.
    """

    class Tujuan(models.TextChoices):
        EMAIL = "EMAIL", "Tautan di e-mail"
        SURAT = "SURAT", "Kode di surat"

    rujukan = models.ForeignKey(Rujukan, models.PROTECT, related_name="tautan", verbose_name="rujukan")
    instansi = models.ForeignKey("puskesos.Instansi", models.PROTECT, related_name="+", verbose_name="instansi")
    tujuan = models.CharField("jalan", max_length=8, choices=Tujuan)
    sidik = models.BinaryField("sidik token", max_length=32, unique=True)
    kode_sandi = models.BinaryField("kode surat tersandi", null=True, blank=True)
    berlaku_sampai = models.DateTimeField("berlaku sampai")
    dibuat_pada = models.DateTimeField("dibuat")
    dibuat_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dibuat oleh"
    )
    dicabut_pada = models.DateTimeField("dicabut", null=True, blank=True)
    dicabut_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicabut oleh"
    )
    dipakai_pada = models.DateTimeField("terakhir dipakai menjawab", null=True, blank=True)

    class Meta:
        verbose_name = "tautan instansi"
        verbose_name_plural = "tautan instansi"
        ordering = ["-dibuat_pada"]
        constraints = [
            models.UniqueConstraint(
                fields=["rujukan"],
                condition=Q(tujuan="SURAT", dicabut_pada__isnull=True),
                name="tautan_satu_kode_surat",
            ),
            models.CheckConstraint(
                condition=Q(tujuan="EMAIL", kode_sandi__isnull=True) | Q(tujuan="SURAT", kode_sandi__isnull=False),
                name="tautan_kode_hanya_di_surat",
            ),
        ]
        indexes = [models.Index(fields=["rujukan", "-dibuat_pada"], name="tautan_rujukan")]

    def set_code(self, code):
        self.kode_sandi = identity.seal(code, table="tautan", column="kode", row=self.id)

    def code(self):
        return identity.unseal(bytes(self.kode_sandi), table="tautan", column="kode", row=self.id)


class KodeMeja(models.Model):
    """The desk code of one agency: who types it speaks for the agency. Kept as a keyed mark, told once."""

    instansi = models.ForeignKey("puskesos.Instansi", models.PROTECT, related_name="+", verbose_name="instansi")
    sidik = models.BinaryField("sidik kode", max_length=32)
    dibuat_pada = models.DateTimeField("dibuat")
    dibuat_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dibuat oleh"
    )
    berakhir_pada = models.DateTimeField("berakhir", null=True, blank=True)

    class Meta:
        verbose_name = "kode meja"
        verbose_name_plural = "kode meja"
        ordering = ["-dibuat_pada"]
        constraints = [
            models.UniqueConstraint(fields=["instansi"], condition=Q(berakhir_pada__isnull=True), name="kode_meja_satu")
        ]


class JawabanMasuk(BornAnywhere):
    """An answer given with the letter alone, without desk code: it moves nothing until the secretariat confirms it."""

    class Status(models.TextChoices):
        MENUNGGU = "MENUNGGU", "Belum terverifikasi"
        DIBENARKAN = "DIBENARKAN", "Dibenarkan instansi"
        DITOLAK = "DITOLAK", "Bukan dari instansi"

    rujukan = models.ForeignKey(Rujukan, models.PROTECT, related_name="jawaban_masuk", verbose_name="rujukan")
    tautan = models.ForeignKey(TautanInstansi, models.PROTECT, related_name="+", verbose_name="tautan")
    langkah = models.CharField("jawaban", max_length=24)
    isi = models.JSONField("isi jawaban", default=dict, blank=True)
    penjawab = models.CharField("mengaku bernama", max_length=80)
    status = models.CharField("keadaan", max_length=10, choices=Status, default=Status.MENUNGGU)
    masuk_pada = models.DateTimeField("masuk")
    diputus_pada = models.DateTimeField("diputuskan", null=True, blank=True)
    diputus_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="diputuskan oleh",
    )
    catatan = models.TextField("catatan keputusan", blank=True)

    class Meta:
        verbose_name = "jawaban belum terverifikasi"
        verbose_name_plural = "jawaban belum terverifikasi"
        ordering = ["masuk_pada"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="MENUNGGU", diputus_pada__isnull=True)
                | (~Q(status="MENUNGGU") & Q(diputus_pada__isnull=False)),
                name="jawaban_masuk_diputus_bertanggal",
            )
        ]
        indexes = [
            models.Index(fields=["masuk_pada", "id"], name="jawaban_masuk_menunggu", condition=Q(status="MENUNGGU")),
            models.Index(fields=["rujukan"], name="jawaban_masuk_rujukan"),
        ]
