from django.db import models


class HariLibur(models.Model):
    """A day on which no deadline runs: filled from a maintained library, corrected by people."""

    class Jenis(models.TextChoices):
        NASIONAL = "NASIONAL", "Libur nasional"
        CUTI_BERSAMA = "CUTI_BERSAMA", "Cuti bersama"
        DAERAH = "DAERAH", "Libur daerah"

    tanggal = models.DateField("tanggal", primary_key=True)
    nama = models.CharField("nama", max_length=120)
    jenis = models.CharField("jenis", max_length=12, choices=Jenis)
    aktif = models.BooleanField("berlaku", default=True, help_text="Matikan bila ternyata hari kerja.")
    sumber = models.CharField("sumber / SK", max_length=300, blank=True)
    disunting_pada = models.DateTimeField("disunting pada", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "hari libur"
        verbose_name_plural = "hari libur"
        ordering = ["tanggal"]

    def __str__(self):
        return f"{self.tanggal:%d-%m-%Y} {self.nama}"
