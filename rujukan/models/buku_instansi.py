"""What people know of an agency beside its name: who sits where, how to reach them, when it is open, its capacity."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ProfilInstansi(models.Model):
    """One page of the agency register: capacity, and when somebody last made sure that everything still holds."""

    instansi = models.OneToOneField(
        "puskesos.Instansi", models.PROTECT, primary_key=True, related_name="profil", verbose_name="instansi"
    )
    versi = models.PositiveIntegerField("versi", default=0)
    kapasitas = models.PositiveIntegerField("kapasitas", null=True, blank=True)
    kapasitas_untuk = models.CharField("kapasitas untuk", max_length=80, blank=True)
    kapasitas_pada = models.DateField("kapasitas diketahui pada", null=True, blank=True)
    catatan = models.CharField("catatan", max_length=300, blank=True)
    dikonfirmasi_pada = models.DateField("terakhir dipastikan", null=True, blank=True)
    dikonfirmasi_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dipastikan oleh",
    )
    dikonfirmasi_dengan = models.CharField("dipastikan dengan", max_length=120, blank=True)
    diingatkan_pada = models.DateField("sekretariat diingatkan", null=True, blank=True)

    class Meta:
        verbose_name = "profil instansi"
        verbose_name_plural = "profil instansi"
        constraints = [
            models.CheckConstraint(
                condition=Q(kapasitas__isnull=True) | (Q(kapasitas_pada__isnull=False) & ~Q(kapasitas_untuk="")),
                name="profil_kapasitas_jelas",
            ),
            models.CheckConstraint(
                condition=Q(dikonfirmasi_pada__isnull=True) | Q(dikonfirmasi_oleh__isnull=False),
                name="profil_dipastikan_seseorang",
            ),
        ]


class JamLayanan(models.Model):
    """From when until when an agency receives people on one day of the week; a day without a row is closed."""

    class Hari(models.IntegerChoices):
        SENIN = 1, "Senin"
        SELASA = 2, "Selasa"
        RABU = 3, "Rabu"
        KAMIS = 4, "Kamis"
        JUMAT = 5, "Jumat"
        SABTU = 6, "Sabtu"
        MINGGU = 7, "Minggu"

    instansi = models.ForeignKey(
        "puskesos.Instansi", models.PROTECT, related_name="jam_layanan", verbose_name="instansi"
    )
    hari = models.PositiveSmallIntegerField("hari", choices=Hari)
    buka = models.TimeField("buka")
    tutup = models.TimeField("tutup")

    class Meta:
        verbose_name = "jam layanan"
        verbose_name_plural = "jam layanan"
        ordering = ["instansi", "hari"]
        constraints = [
            models.UniqueConstraint(fields=["instansi", "hari"], name="jamlayanan_satu_per_hari"),
            models.CheckConstraint(condition=Q(buka__lt=F("tutup")), name="jamlayanan_buka_dulu"),
        ]


class KontakInstansi(models.Model):
    """A position at an agency that SLRT can turn to; the person may change, the position stays."""

    instansi = models.ForeignKey("puskesos.Instansi", models.PROTECT, related_name="kontak", verbose_name="instansi")
    jabatan = models.CharField("jabatan", max_length=120)
    nama = models.CharField("nama", max_length=120, blank=True)
    urutan = models.PositiveSmallIntegerField("urutan", default=1)
    versi = models.PositiveIntegerField("versi", default=0)
    mulai = models.DateField("berlaku mulai")
    sampai = models.DateField("berlaku sampai", null=True, blank=True)

    class Meta:
        verbose_name = "kontak instansi"
        verbose_name_plural = "kontak instansi"
        ordering = ["instansi", "urutan", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["instansi", "jabatan"], condition=Q(sampai__isnull=True), name="kontak_satu_per_jabatan"
            ),
            models.CheckConstraint(condition=Q(sampai__isnull=True) | Q(sampai__gte=F("mulai")), name="kontak_masa"),
        ]

    def __str__(self):
        return self.jabatan


class AlamatKontak(models.Model):
    """One way to reach a position, while it holds; replaced ones stay with their last day."""

    class Jenis(models.TextChoices):
        EMAIL = "EMAIL", "E-mail"
        WHATSAPP = "WHATSAPP", "WhatsApp"
        TELEPON = "TELEPON", "Telepon"

    kontak = models.ForeignKey(KontakInstansi, models.PROTECT, related_name="alamat", verbose_name="kontak")
    jenis = models.CharField("jenis", max_length=8, choices=Jenis)
    alamat = models.CharField("alamat", max_length=254)
    mulai = models.DateField("berlaku mulai")
    sampai = models.DateField("berlaku sampai", null=True, blank=True)

    class Meta:
        verbose_name = "alamat kontak"
        verbose_name_plural = "alamat kontak"
        ordering = ["kontak", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kontak", "jenis", "alamat"], condition=Q(sampai__isnull=True), name="alamatkontak_sekali"
            ),
            models.CheckConstraint(
                condition=Q(sampai__isnull=True) | Q(sampai__gte=F("mulai")), name="alamatkontak_masa"
            ),
            models.CheckConstraint(condition=~Q(alamat=""), name="alamatkontak_terisi"),
        ]

    def __str__(self):
        return self.alamat
