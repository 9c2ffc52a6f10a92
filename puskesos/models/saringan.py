from django.conf import settings
from django.db import models


class Saringan(models.Model):
    """One way to narrow a list, kept by one person under a name; it holds codes of the address and nothing else."""

    petugas = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="saringan", verbose_name="petugas"
    )
    daftar = models.CharField("daftar", max_length=12)
    nama = models.CharField("nama", max_length=40)
    kueri = models.CharField("saringan", max_length=400)
    created_at = models.DateTimeField("dibuat", auto_now_add=True)

    class Meta:
        verbose_name = "saringan tersimpan"
        verbose_name_plural = "saringan tersimpan"
        ordering = ["nama"]
        constraints = [models.UniqueConstraint(fields=["petugas", "daftar", "nama"], name="saringan_sekali")]

    def __str__(self):
        return self.nama
