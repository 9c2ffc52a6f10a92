"""The story of a case and the table of moves that the database holds it to."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from puskesos.models.base import BornAnywhere
from puskesos.roles import SISTEM


class LangkahSah(models.Model):
    """The database's copy of the legal moves; triggers compare every change of status with it."""

    life = models.CharField("riwayat hidup", max_length=12)
    langkah = models.CharField("langkah", max_length=24)
    dari = models.CharField("dari", max_length=32)
    ke = models.CharField("ke", max_length=32)
    peran = models.CharField("peran", max_length=12)

    class Meta:
        verbose_name = "langkah sah"
        verbose_name_plural = "langkah sah"
        constraints = [
            models.UniqueConstraint(fields=["life", "langkah", "dari", "ke", "peran"], name="langkah_sah_sekali")
        ]


class Signed(BornAnywhere):
    """A line of a story, of whatever life: when, by whom in which role, and what was said to it."""

    at = models.DateTimeField("waktu")
    petugas = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="petugas"
    )
    penugasan = models.ForeignKey(
        "puskesos.Penugasan", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="penugasan"
    )
    peran = models.CharField("peran", max_length=12)
    alasan = models.CharField("alasan", max_length=40, blank=True)
    catatan = models.TextField("catatan", blank=True)
    fakta = models.JSONField("fakta", default=dict, blank=True)

    class Meta:
        abstract = True


class Riwayat(Signed):
    """One line of a case's story: a move, a note, a contact attempt; appended, never edited."""

    class Jenis(models.TextChoices):
        LANGKAH = "LANGKAH", "Langkah"
        CATATAN = "CATATAN", "Catatan"
        KONTAK = "KONTAK", "Upaya menghubungi"
        KUNJUNGAN = "KUNJUNGAN", "Kunjungan"
        BERKAS = "BERKAS", "Berkas"
        DATA = "DATA", "Perubahan data"
        USULAN = "USULAN", "Usulan"
        UMPAN_BALIK = "UMPAN_BALIK", "Umpan balik"

    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="riwayat", verbose_name="keluhan")
    kebutuhan = models.ForeignKey(
        "puskesos.Kebutuhan", models.PROTECT, null=True, blank=True, related_name="riwayat", verbose_name="kebutuhan"
    )
    life = models.CharField("riwayat hidup", max_length=12, default="keluhan")
    jenis = models.CharField("jenis", max_length=12, choices=Jenis)
    langkah = models.CharField("langkah", max_length=24, blank=True)
    dari = models.CharField("dari", max_length=32, blank=True)
    ke = models.CharField("ke", max_length=32, blank=True)
    versi = models.PositiveIntegerField("versi", null=True, blank=True)
    internal = models.BooleanField("hanya untuk SLRT", default=False)

    class Meta:
        verbose_name = "riwayat"
        verbose_name_plural = "riwayat"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["keluhan", "at", "id"], name="riwayat_keluhan")]
        constraints = [
            models.UniqueConstraint(
                fields=["keluhan", "versi"], condition=Q(life="keluhan", versi__isnull=False), name="riwayat_satu_versi"
            ),
            models.UniqueConstraint(
                fields=["kebutuhan", "versi"], condition=Q(life="kebutuhan"), name="riwayat_kebutuhan_satu_versi"
            ),
        ]

    @staticmethod
    def signature(hat):
        """Who signs a line: the hat that was worn, or the system."""
        if hat is None:
            return {"peran": SISTEM}
        return {"petugas_id": hat.petugas_id, "penugasan_id": hat.id, "peran": hat.peran}

    @staticmethod
    def words(facts):
        """Split facts into the reason, the note, and the rest as plain JSON values."""
        rest = {
            name: value if isinstance(value, bool | int | float | list | dict) else str(value)
            for name, value in facts.items()
            if name not in {"alasan", "catatan"} and value not in (None, "", [])
        }
        return {"alasan": facts.get("alasan") or "", "catatan": facts.get("catatan") or "", "fakta": rest}
