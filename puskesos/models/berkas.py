from django.conf import settings
from django.db import models

from puskesos.models.base import BornAnywhere, OftenBorn


class Lampiran(BornAnywhere):
    """One photo or document of a case, typed, cleaned and stored encrypted; a wrong one is replaced alone."""

    keluhan = models.ForeignKey(
        "puskesos.Keluhan", models.PROTECT, related_name="lampiran", null=True, blank=True, verbose_name="keluhan"
    )
    draf = models.ForeignKey(
        "puskesos.Draf", models.SET_NULL, related_name="lampiran", null=True, blank=True, verbose_name="draf"
    )
    jenis = models.ForeignKey("puskesos.JenisBerkas", models.PROTECT, verbose_name="jenis berkas")
    nama_asli = models.CharField("nama berkas", max_length=120, blank=True)
    rahasia = models.BooleanField("rahasia", default=False)
    mime = models.CharField("tipe", max_length=40)
    ukuran = models.PositiveIntegerField("ukuran (bita)")
    sidik = models.CharField("sidik SHA-256", max_length=64)
    halaman = models.PositiveSmallIntegerField("halaman", default=1)
    # Nobody's account when it came with an answer that an agency gave without one.
    diunggah_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diunggah oleh"
    )
    diganti_oleh = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="pendahulu", verbose_name="diganti oleh"
    )
    created_at = models.DateTimeField("diunggah", auto_now_add=True)

    class Meta:
        verbose_name = "lampiran"
        verbose_name_plural = "lampiran"
        ordering = ["created_at"]

    def __str__(self):
        return self.jenis.nama


class Kelengkapan(OftenBorn):
    """One line of the checklist of a kebutuhan: the requirement as it held then, and whether it is there."""

    class Status(models.TextChoices):
        ADA = "ADA", "Ada"
        MENYUSUL = "MENYUSUL", "Menyusul"
        TIDAK_ADA = "TIDAK_ADA", "Tidak ada"

    kebutuhan = models.ForeignKey(
        "puskesos.Kebutuhan", models.PROTECT, related_name="kelengkapan", verbose_name="kebutuhan"
    )
    persyaratan = models.ForeignKey("puskesos.Persyaratan", models.PROTECT, verbose_name="persyaratan")
    status = models.CharField("status", max_length=10, choices=Status, default=Status.TIDAK_ADA)
    lampiran = models.ForeignKey(Lampiran, models.PROTECT, null=True, blank=True, verbose_name="lampiran")
    diperiksa_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diperiksa oleh"
    )
    diperiksa_pada = models.DateTimeField("diperiksa", null=True, blank=True)

    class Meta:
        verbose_name = "kelengkapan berkas"
        verbose_name_plural = "kelengkapan berkas"
        constraints = [models.UniqueConstraint(fields=["kebutuhan", "persyaratan"], name="kelengkapan_sekali")]
