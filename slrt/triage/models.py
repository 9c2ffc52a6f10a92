"""What the secretariat thinks about a case before it acts: Telaah and RencanaAksi."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from puskesos.models.base import BornAnywhere


class Telaah(BornAnywhere):
    """The analysis of one case by back office: what is needed and felt, what the family has, what is at risk."""

    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="telaah", verbose_name="keluhan")
    masalah = models.TextField("masalah dan kebutuhan")
    sumber_daya = models.TextField("sumber daya keluarga dan lingkungan", blank=True)
    risiko = models.TextField("risiko bila tidak ditangani", blank=True)
    kesimpulan = models.TextField("kesimpulan dan pilihan bantuan")
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="petugas")
    created_at = models.DateTimeField("dibuat")

    class Meta:
        verbose_name = "telaah"
        verbose_name_plural = "telaah"
        ordering = ["created_at"]


class RencanaAksi(BornAnywhere):
    """The chosen plan of one case: its referrals wait as drafts until the manajer decides."""

    class Status(models.TextChoices):
        DIAJUKAN = "DIAJUKAN", "Menunggu keputusan manajer"
        DISETUJUI = "DISETUJUI", "Disetujui"
        DIPERBAIKI = "DIPERBAIKI", "Diminta diperbaiki"
        DISAHKAN_KEMUDIAN = "DISAHKAN_KEMUDIAN", "Darurat, menunggu pengesahan"

    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="rencana", verbose_name="keluhan")
    tugas_keluarga = models.TextField("yang dilakukan keluarga sendiri", blank=True)
    catatan = models.TextField("catatan untuk manajer", blank=True)
    status = models.CharField("status", max_length=20, choices=Status, default=Status.DIAJUKAN)
    disusun_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="disusun oleh"
    )
    disusun_pada = models.DateTimeField("disusun")
    sahkan_sampai = models.DateTimeField("disahkan paling lambat", null=True, blank=True)
    diputuskan_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diputuskan"
    )
    diputuskan_pada = models.DateTimeField("diputuskan pada", null=True, blank=True)
    keputusan_catatan = models.TextField("catatan keputusan", blank=True)

    class Meta:
        verbose_name = "rencana aksi"
        verbose_name_plural = "rencana aksi"
        ordering = ["disusun_pada"]
        indexes = [
            # The few that wait to be ratified, however many plans there are: the manajer's queue asks for them.
            models.Index(fields=["keluhan"], name="rencana_pengesahan", condition=Q(status="DISAHKAN_KEMUDIAN"))
        ]
