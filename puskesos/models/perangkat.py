"""Work without signal: telephones of the field, the keys envelopes are sealed to, and what arrived of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from puskesos import identity
from puskesos.models.base import BornAnywhere


class Perangkat(models.Model):
    """One browser on one telephone or computer; it makes its own id, and several officers may use it."""

    id = models.UUIDField(primary_key=True, editable=False)
    awalan = models.CharField("awalan nomor sementara", max_length=6, unique=True)
    versi = models.CharField("versi aplikasi", max_length=40, blank=True)
    pertama = models.DateTimeField("pertama dipakai")
    terakhir = models.DateTimeField("terakhir terhubung")
    dicabut_pada = models.DateTimeField("dicabut", null=True, blank=True)
    dicabut_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicabut oleh"
    )
    alasan_cabut = models.CharField("alasan dicabut", max_length=200, blank=True)

    class Meta:
        verbose_name = "perangkat"
        verbose_name_plural = "perangkat"
        ordering = ["-terakhir"]

    def __str__(self):
        return self.awalan


class PemakaianPerangkat(models.Model):
    """One officer on one device: when it was last in touch, and what it said still waits there."""

    perangkat = models.ForeignKey(Perangkat, models.PROTECT, related_name="pemakaian", verbose_name="perangkat")
    petugas = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="perangkat", verbose_name="petugas"
    )
    penugasan = models.ForeignKey(
        "puskesos.Penugasan", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="penugasan"
    )
    pertama = models.DateTimeField("pertama dipakai")
    terakhir = models.DateTimeField("terakhir terhubung")
    menunggu = models.PositiveSmallIntegerField("menunggu dikirim", default=0)
    tertua = models.DateTimeField("tertua yang menunggu", null=True, blank=True)

    class Meta:
        verbose_name = "pemakaian perangkat"
        verbose_name_plural = "pemakaian perangkat"
        constraints = [models.UniqueConstraint(fields=["perangkat", "petugas"], name="pemakaian_perangkat_sekali")]


class BlokNomor(models.Model):
    """Temporary numbers that belong to one device for ever, so that it can number a report without signal."""

    perangkat = models.ForeignKey(Perangkat, models.PROTECT, related_name="blok", verbose_name="perangkat")
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diminta oleh")
    dari = models.PositiveIntegerField("dari")
    sampai = models.PositiveIntegerField("sampai")
    diberikan_pada = models.DateTimeField("diberikan")

    class Meta:
        verbose_name = "blok nomor"
        verbose_name_plural = "blok nomor"
        ordering = ["perangkat", "dari"]
        constraints = [
            models.UniqueConstraint(fields=["perangkat", "dari"], name="blok_nomor_sekali"),
            models.CheckConstraint(condition=Q(sampai__gte=F("dari")), name="blok_nomor_wajar"),
        ]


class KunciSegel(models.Model):
    """One generation of the city's key pair: telephones seal to the public half, only the server opens.

    The private half is sealed under the field keys; it is None once it was destroyed.
    """

    generasi = models.PositiveSmallIntegerField("generasi", primary_key=True)
    publik = models.BinaryField("kunci publik")
    rahasia_sandi = models.BinaryField("kunci rahasia tersandi", null=True, blank=True)
    dibuat_pada = models.DateTimeField("dibuat")
    terakhir_dipakai = models.DateTimeField("terakhir dipakai", null=True, blank=True)
    dimusnahkan_pada = models.DateTimeField("dimusnahkan", null=True, blank=True)

    class Meta:
        verbose_name = "kunci segel"
        verbose_name_plural = "kunci segel"
        ordering = ["-generasi"]

    def __str__(self):
        return f"generasi {self.generasi}"

    def set_private(self, raw):
        self.rahasia_sandi = identity.seal_bytes(raw, table="kuncisegel", column="rahasia", row=str(self.generasi))

    def private(self):
        return identity.unseal_bytes(
            bytes(self.rahasia_sandi), table="kuncisegel", column="rahasia", row=str(self.generasi)
        )


class KirimanLapangan(BornAnywhere):
    """One arrival from a device, as it came and what became of it; what nobody could process waits for a person.

    `butir` is the id that the device gave to the report, note or photo. `sidik` is the SHA-256 of what was inside, or
    of the envelope itself when it did not open. `draf` is the draft in which the secretariat is putting it right; its
    id will be the id of the keluhan.
    """

    class Jenis(models.TextChoices):
        KELUHAN = "KELUHAN", "Keluhan baru"
        KUNJUNGAN = "KUNJUNGAN", "Hasil kunjungan"
        CATATAN = "CATATAN", "Catatan lapangan"
        LAMPIRAN = "LAMPIRAN", "Foto atau berkas"
        TIDAK_TERBACA = "TIDAK_TERBACA", "Tidak terbaca"

    class Cara(models.TextChoices):
        LANGSUNG = "LANGSUNG", "Dikirim dari perangkat"
        BERKAS = "BERKAS", "Lewat berkas cadangan"

    class Status(models.TextChoices):
        DITERIMA = "DITERIMA", "Diterima"
        DITAMPUNG = "DITAMPUNG", "Menunggu sekretariat"
        KONFLIK = "KONFLIK", "Isi berbeda"
        TIDAK_SAH = "TIDAK_SAH", "Tidak dapat diproses"
        DICATAT = "DICATAT", "Dicatat sekretariat"
        DIBUANG = "DIBUANG", "Dibuang"

    STORED = (Status.DITERIMA, Status.DICATAT)
    WAITING = (Status.DITAMPUNG, Status.KONFLIK, Status.TIDAK_SAH)

    jenis = models.CharField("jenis", max_length=14, choices=Jenis)
    butir = models.UUIDField("tanda dari perangkat")
    laporan = models.UUIDField("laporan yang dilengkapi", null=True, blank=True)
    cara = models.CharField("cara tiba", max_length=10, choices=Cara)
    perangkat = models.ForeignKey(
        Perangkat, models.PROTECT, null=True, blank=True, related_name="kiriman", verbose_name="perangkat"
    )
    petugas = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )
    pengirim = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dikirim oleh"
    )
    penugasan = models.ForeignKey(
        "puskesos.Penugasan", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="penugasan"
    )
    generasi = models.PositiveIntegerField("generasi kunci", null=True, blank=True)
    skema = models.PositiveIntegerField("nomor skema", null=True, blank=True)
    sidik = models.CharField("sidik isi", max_length=64)
    amplop = models.BinaryField("amplop tersegel", null=True, blank=True)
    status = models.CharField("status", max_length=10, choices=Status)
    periksa = models.JSONField("perlu diperiksa", default=list, blank=True)
    galat = models.JSONField("sebab", default=dict, blank=True)
    lampiran = models.JSONField("berkas yang dijanjikan", default=list, blank=True)
    keluhan = models.ForeignKey(
        "puskesos.Keluhan",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kiriman_lapangan",
        verbose_name="keluhan",
    )
    nomor_sementara = models.CharField("nomor sementara", max_length=24, blank=True)
    dicatat = models.DateTimeField("dicatat di lapangan", null=True, blank=True)
    diterima_pada = models.DateTimeField("diterima")
    draf = models.UUIDField("draf perbaikan", null=True, blank=True)
    diputus_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diputus oleh"
    )
    diputus_pada = models.DateTimeField("diputus", null=True, blank=True)
    alasan = models.CharField("alasan", max_length=300, blank=True)

    class Meta:
        verbose_name = "kiriman lapangan"
        verbose_name_plural = "kiriman lapangan"
        ordering = ["-diterima_pada", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["butir", "sidik"], name="kiriman_isi_sekali"),
            models.UniqueConstraint(fields=["butir"], condition=Q(status="DITERIMA"), name="kiriman_tersimpan_sekali"),
        ]
        indexes = [
            models.Index(
                fields=["diterima_pada", "id"], name="kiriman_menunggu",
                condition=Q(status__in=["DITAMPUNG", "KONFLIK", "TIDAK_SAH"]),
            ),
            models.Index(fields=["nomor_sementara"], name="kiriman_nomor", condition=~Q(nomor_sementara="")),
            models.Index(fields=["laporan"], name="kiriman_laporan", condition=Q(laporan__isnull=False)),
            models.Index(fields=["draf"], name="kiriman_draf", condition=Q(draf__isnull=False)),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_jenis_display()} {self.nomor_sementara}".strip()
