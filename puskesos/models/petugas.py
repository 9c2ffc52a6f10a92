from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from puskesos import scope
from puskesos.models.base import BornAnywhere
from puskesos.roles import KOTA, Peran


class Petugas(AbstractUser):
    """A person who signs in; what the person may do comes only from Penugasan, never from the account."""

    first_name = None
    last_name = None
    nama = models.CharField("nama lengkap", max_length=120)
    no_hp = models.CharField("nomor HP dinas", max_length=20, blank=True)
    ganti_sandi = models.BooleanField("wajib ganti kata sandi", default=False)
    sandi_sampai = models.DateTimeField("kata sandi sementara berlaku sampai", null=True, blank=True)
    pintasan = models.BooleanField("pintasan papan ketik", default=True)

    REQUIRED_FIELDS = ["nama"]

    class Meta:
        verbose_name = "petugas"
        verbose_name_plural = "petugas"

    def __str__(self):
        return self.nama

    def get_full_name(self):
        return self.nama

    def get_short_name(self):
        return self.nama.split(" ")[0]


class PenugasanQuerySet(models.QuerySet):
    def active(self, today):
        """Assignments that hold on this day: approved, begun, not ended, and of an active account."""
        return self.filter(
            Q(selesai__isnull=True) | Q(selesai__gte=today),
            status=Penugasan.Status.AKTIF,
            mulai__lte=today,
            petugas__is_active=True,
        )


class Penugasan(BornAnywhere):
    """One hat of one person: role × place × period. The acting Penugasan is the `by` of every stage function."""

    class Status(models.TextChoices):
        DIUSULKAN = "DIUSULKAN", "Diusulkan"
        AKTIF = "AKTIF", "Aktif"
        DITOLAK = "DITOLAK", "Ditolak"
        DIAKHIRI = "DIAKHIRI", "Diakhiri"

    petugas = models.ForeignKey(Petugas, models.PROTECT, related_name="penugasan", verbose_name="petugas")
    peran = models.CharField("peran", max_length=12, choices=Peran)
    wilayah = models.ForeignKey(
        "puskesos.Wilayah", models.PROTECT, null=True, blank=True, related_name="penugasan", verbose_name="wilayah"
    )
    instansi = models.ForeignKey(
        "puskesos.Instansi", models.PROTECT, null=True, blank=True, related_name="penugasan", verbose_name="instansi"
    )
    mulai = models.DateField("mulai")
    selesai = models.DateField("sampai", null=True, blank=True)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.AKTIF)
    sk_nomor = models.CharField("nomor SK", max_length=80, blank=True)
    menggantikan = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="pengganti",
        verbose_name="pelaksana harian untuk",
    )  # fmt: skip
    diusulkan_oleh = models.ForeignKey(
        Petugas, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diusulkan oleh"
    )
    disetujui_oleh = models.ForeignKey(
        Petugas, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="disetujui oleh"
    )
    catatan = models.CharField("catatan", max_length=300, blank=True)
    created_at = models.DateTimeField("dibuat", auto_now_add=True)

    objects = PenugasanQuerySet.as_manager()

    class Meta:
        verbose_name = "penugasan"
        verbose_name_plural = "penugasan"
        ordering = ["petugas", "peran"]
        constraints = [
            models.CheckConstraint(
                condition=Q(selesai__isnull=True) | Q(selesai__gte=F("mulai")), name="penugasan_masa_wajar"
            ),
            models.CheckConstraint(
                condition=(Q(peran="OPD") & Q(instansi__isnull=False)) | (~Q(peran="OPD") & Q(wilayah__isnull=False)),
                name="penugasan_punya_tempat",
            ),
        ]
        indexes = [models.Index(fields=["petugas", "status"], name="penugasan_petugas")]

    def __str__(self):
        return f"{self.petugas} – {self.label}"

    @property
    def tempat_id(self):
        """The unit that the header switches: a wilayah or an instansi."""
        return self.instansi_id or self.wilayah_id

    @property
    def unit_label(self):
        return scope.unit_label(self)

    @property
    def label(self):
        return f"{self.get_peran_display()} · {self.unit_label}"

    # `hats` are all active assignments of the same person at the same place, this one first. They are loaded by
    # the middleware (one query); a stage function called from elsewhere sees just this hat.
    @cached_property
    def hats(self):
        return (self,)

    @property
    def perans(self):
        return {hat.peran for hat in self.hats}

    def hat(self, roles):
        """The hat of this person at this place whose role is among `roles`, this one first; None without one."""
        return next((hat for hat in self.hats if hat.peran in roles), None)

    def has(self, *roles):
        return self.hat(roles) is not None

    @cached_property
    def kelurahan_codes(self):
        """Codes of the kelurahan this place reaches; None means the whole city."""
        return scope.kelurahan_codes(self)

    @property
    def is_kota(self):
        return self.peran in KOTA
