from django.conf import settings
from django.db import models


class Lambang(models.Model):
    """The emblem on the letterhead of a unit, drawn anew when it was uploaded; units without one carry the city's."""

    unit = models.OneToOneField(
        "puskesos.Wilayah", models.PROTECT, primary_key=True, related_name="+", verbose_name="unit"
    )
    isi = models.BinaryField("gambar JPEG")
    lebar = models.PositiveSmallIntegerField("lebar")
    tinggi = models.PositiveSmallIntegerField("tinggi")
    sidik = models.CharField("sidik", max_length=64)
    teks = models.CharField("teks pengganti", max_length=120)
    diunggah_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diunggah oleh"
    )
    diunggah_pada = models.DateTimeField("diunggah")

    class Meta:
        verbose_name = "lambang"
        verbose_name_plural = "lambang"
