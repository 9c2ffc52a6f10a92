from django.db import models


class Ketukan(models.Model):
    """How often one door that needs no account was knocked at wrongly, per address and minute (puskesos/gate.py).

    The address is kept as a keyed mark, and only for an hour.
    """

    jenis = models.CharField("pintu", max_length=12)
    kunci = models.BinaryField("tanda alamat", max_length=16)
    jendela = models.DateTimeField("mulai jendela waktu")
    kali = models.PositiveIntegerField("berapa kali", default=0)

    class Meta:
        verbose_name = "ketukan"
        verbose_name_plural = "ketukan"
        constraints = [models.UniqueConstraint(fields=["jenis", "kunci", "jendela"], name="ketukan_satu_jendela")]
        indexes = [models.Index(fields=["jendela"], name="ketukan_jendela")]
