from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Jatah(models.Model):
    """How much of one limited thing an officer has used in one window of time (puskesos/quota.py).

    In the database and not in Redis: a flush of the cache must not open the gate (reliability M15).
    """

    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="petugas")
    jenis = models.CharField("jenis", max_length=20)
    jendela = models.DateTimeField("mulai jendela waktu")
    terpakai = models.PositiveSmallIntegerField("terpakai", default=0)
    tanda = ArrayField(models.CharField(max_length=16), verbose_name="tanda yang sudah dihitung", default=list)

    class Meta:
        verbose_name = "jatah"
        verbose_name_plural = "jatah"
        constraints = [models.UniqueConstraint(fields=["petugas", "jenis", "jendela"], name="jatah_satu_jendela")]

    def __str__(self):
        return f"{self.jenis}: {self.terpakai}"
