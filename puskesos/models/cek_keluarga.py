"""The other side of “sudah dilayani”: asking the household itself, by a day, until it has answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from puskesos.models.base import BornAnywhere
from puskesos.models.keluhan import Kebutuhan


class CekKeluarga(BornAnywhere):
    """One question to a household: a need was declared served, did it arrive? Open until there is a word."""

    class Cara(models.TextChoices):
        KUNJUNGAN = "KUNJUNGAN", "Kunjungan rumah"
        TELEPON = "TELEPON", "Telepon atau WhatsApp"
        DATANG = "DATANG", "Keluarga datang"
        HALAMAN = "HALAMAN", "Halaman status"
        DISAMPAIKAN = "DISAMPAIKAN", "Saat hasil disampaikan"

    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="cek", verbose_name="keluhan")
    kebutuhan = models.ForeignKey("puskesos.Kebutuhan", models.PROTECT, related_name="cek", verbose_name="kebutuhan")
    dinyatakan_pada = models.DateTimeField("dinyatakan dilayani")
    tenggat = models.DateTimeField("ditanyakan paling lambat")
    kata = models.CharField("kata keluarga", max_length=8, choices=Kebutuhan.KataKeluarga, blank=True)
    cara = models.CharField("diketahui dari", max_length=12, choices=Cara, blank=True)
    catatan = models.TextField("kata-kata keluarga", blank=True)
    dijawab_pada = models.DateTimeField("dijawab", null=True, blank=True)
    petugas = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )
    created_at = models.DateTimeField("dibuat", auto_now_add=True)

    class Meta:
        verbose_name = "cek keluarga"
        verbose_name_plural = "cek keluarga"
        ordering = ["tenggat"]
        constraints = [
            models.UniqueConstraint(fields=["kebutuhan"], condition=Q(kata=""), name="cek_keluarga_satu_terbuka"),
            models.CheckConstraint(
                condition=Q(kata="", dijawab_pada__isnull=True) | (~Q(kata="") & Q(dijawab_pada__isnull=False)),
                name="cek_keluarga_dijawab_bertanggal",
            ),
        ]
        indexes = [
            models.Index(fields=["tenggat", "id"], name="cek_keluarga_terbuka", condition=Q(kata="")),
            models.Index(fields=["keluhan"], name="cek_keluarga_keluhan"),
        ]
