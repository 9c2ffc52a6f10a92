"""Paper forms for the day when neither network nor telephone works."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class FormulirKertas(models.Model):
    """One printed blank sheet with a serial of its own; what was written on it becomes a keluhan once only."""

    seri = models.CharField("nomor seri", max_length=12, primary_key=True)
    wilayah = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="untuk wilayah")
    dicetak_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dicetak oleh"
    )
    dicetak_pada = models.DateTimeField("dicetak")
    keluhan = models.OneToOneField(
        "puskesos.Keluhan", models.PROTECT, null=True, blank=True, related_name="formulir_kertas",
        verbose_name="keluhan",
    )  # fmt: skip
    dipakai_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="disalin oleh"
    )
    dipakai_pada = models.DateTimeField("disalin", null=True, blank=True)

    class Meta:
        verbose_name = "formulir kertas"
        verbose_name_plural = "formulir kertas"
        ordering = ["-dicetak_pada", "seri"]
        constraints = [
            models.CheckConstraint(
                condition=Q(keluhan__isnull=True, dipakai_pada__isnull=True, dipakai_oleh__isnull=True)
                | Q(keluhan__isnull=False, dipakai_pada__isnull=False, dipakai_oleh__isnull=False),
                name="formulir_kertas_disalin_utuh",
            )
        ]

    def __str__(self):
        return self.seri
