"""Letters: Surat with its history, and the work of issuing many at once."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q

from puskesos import identity, numbering
from puskesos.models import Riwayat
from puskesos.models.base import BornAnywhere
from puskesos.models.riwayat import Signed
from rujukan import letter_workflow
from rujukan.letter_workflow import StatusSurat
from rujukan.models.rujukan import Rujukan
from rujukan.models.surat_acuan import JenisSurat, KopSurat, PenandaTangan, TeksSurat
from rujukan.querysets import SuratQuerySet

_ISSUED = Q(status__in=["TERBIT", "DICABUT"])


class Surat(BornAnywhere):
    """One letter about one case: a concept until it is issued, unchangeable afterwards, never deleted."""

    LIFE = letter_workflow.SURAT

    jenis = models.CharField("jenis surat", max_length=12, choices=JenisSurat)
    unit = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="unit")
    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="surat", verbose_name="keluhan")
    kelurahan = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="kelurahan")
    rujukan = models.ForeignKey(
        Rujukan, models.PROTECT, null=True, blank=True, related_name="surat", verbose_name="rujukan"
    )
    teks = models.ForeignKey(TeksSurat, models.PROTECT, related_name="+", verbose_name="teks")
    penanda = models.ForeignKey(PenandaTangan, models.PROTECT, related_name="+", verbose_name="penanda tangan")
    kop = models.ForeignKey(KopSurat, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kop")

    hal = models.CharField("hal atau judul", max_length=300)
    tujuan = models.TextField("kepada", blank=True)
    pembuka = models.TextField("pembuka", blank=True)
    uraian = models.TextField("isi", blank=True)
    penutup = models.TextField("penutup", blank=True)
    tembusan = models.TextField("tembusan", blank=True)
    pihak = models.TextField("yang ikut bertanda tangan", blank=True)
    kertas = models.CharField("kertas", max_length=2, choices=TeksSurat.Kertas, default=TeksSurat.Kertas.A4)
    sertakan_identitas = models.BooleanField("cantumkan NIK", default=False)

    status = models.CharField("status", max_length=16, choices=StatusSurat, default=StatusSurat.DRAF)
    status_sejak = models.DateTimeField("status sejak")
    versi = models.PositiveIntegerField("versi", default=0)
    dibuat_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="disusun oleh"
    )
    diparaf_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diparaf oleh"
    )
    ditandatangani_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="ditandatangani oleh",
    )  # fmt: skip

    kode_sandi = models.BinaryField("kode periksa tersandi")
    kode_cari = models.BinaryField("kunci cari kode periksa", max_length=32, unique=True)
    # Given at issue, and from then on frozen by the database.
    tahun = models.PositiveSmallIntegerField("tahun", null=True, blank=True)
    urut = models.PositiveIntegerField("nomor urut", null=True, blank=True)
    nomor = models.CharField("nomor", max_length=120, blank=True)
    tanggal = models.DateField("tanggal surat", null=True, blank=True)
    terbit_pada = models.DateTimeField("terbit", null=True, blank=True)
    inisial = models.CharField("inisial pada halaman periksa", max_length=60, blank=True)
    arsip = models.UUIDField("arsip PDF", null=True, blank=True, unique=True)
    sidik = models.CharField("sidik SHA-256", max_length=64, blank=True)
    halaman = models.PositiveSmallIntegerField("halaman", default=0)
    # The only things that may still come to an issued letter.
    dicabut_pada = models.DateTimeField("dicabut", null=True, blank=True)
    dicabut_sebab = models.CharField("sebab dicabut", max_length=300, blank=True)
    pindaian = models.ForeignKey(
        "puskesos.Lampiran", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="pindaian bertanda tangan",
    )  # fmt: skip
    created_at = models.DateTimeField("dibuat", auto_now_add=True)
    updated_at = models.DateTimeField("diubah", auto_now=True)

    objects = SuratQuerySet.as_manager()

    class Meta:
        verbose_name = "surat"
        verbose_name_plural = "surat"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "jenis", "tahun", "urut"], condition=Q(urut__isnull=False), name="surat_nomor_urut"
            ),
            models.UniqueConstraint(fields=["nomor"], condition=~Q(nomor=""), name="surat_nomor_satu"),
            models.CheckConstraint(
                condition=(
                    _ISSUED
                    & ~Q(nomor="")
                    & ~Q(sidik="")
                    & Q(urut__isnull=False, tahun__isnull=False, tanggal__isnull=False, arsip__isnull=False)
                    & Q(terbit_pada__isnull=False, kop__isnull=False)
                )
                | (~_ISSUED & Q(nomor="", sidik="", urut__isnull=True, arsip__isnull=True)),
                name="surat_terbit_bernomor",
            ),
            models.CheckConstraint(
                condition=Q(jenis__in=["RUJUKAN", "PENGINGAT"], rujukan__isnull=False)
                | ~Q(jenis__in=["RUJUKAN", "PENGINGAT"]),
                name="surat_rujukan_punya_rujukan",
            ),
            models.CheckConstraint(
                condition=Q(status="DICABUT", dicabut_pada__isnull=False)
                | (~Q(status="DICABUT") & Q(dicabut_pada__isnull=True)),
                name="surat_dicabut_bertanggal",
            ),
        ]
        indexes = [
            models.Index(fields=["keluhan", "-id"], name="surat_keluhan"),
            models.Index(fields=["rujukan", "-id"], name="surat_rujukan"),
            models.Index(fields=["status", "-id"], name="surat_status"),
        ]

    def __str__(self):
        return self.nomor or f"{self.get_jenis_display()} (konsep)"

    def get_absolute_url(self):
        return f"/persuratan/{self.id}/"

    @property
    def is_issued(self):
        return self.status in letter_workflow.ISSUED

    def set_code(self, code):
        """The code under the QR: sealed for printing again, marked for finding."""
        self.kode_sandi = identity.seal(code, table="surat", column="kode", row=self.id)
        self.kode_cari = code_index(code)

    def code(self):
        return identity.unseal(bytes(self.kode_sandi), table="surat", column="kode", row=self.id)

    def fits(self, content):
        """True when these bytes are the archived letter."""
        return hashlib.sha256(content).hexdigest() == self.sidik

    def enter(self, status, *, now):
        self.status_sejak = now

    def append_history(self, *, langkah, dari, ke, hat, at, versi, facts):
        return RiwayatSurat.objects.create(
            surat_id=self.id, keluhan_id=self.keluhan_id, langkah=langkah, dari=dari, ke=ke, versi=versi, at=at,
            **Riwayat.signature(hat), **Riwayat.words(facts),
        )  # fmt: skip


def code_index(code):
    """What is stored of a letter's code for finding it; ValueError when it cannot be a code."""
    return identity.blind_index(numbering.normalise_tracking_code(code), purpose="kode_surat")


class RiwayatSurat(Signed):
    """One move of a letter; appended, never edited."""

    surat = models.ForeignKey(Surat, models.PROTECT, related_name="riwayat", verbose_name="surat")
    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="+", verbose_name="keluhan")
    langkah = models.CharField("langkah", max_length=24)
    dari = models.CharField("dari", max_length=16)
    ke = models.CharField("ke", max_length=16)
    versi = models.PositiveIntegerField("versi")

    class Meta:
        verbose_name = "riwayat surat"
        verbose_name_plural = "riwayat surat"
        ordering = ["at", "versi"]
        constraints = [models.UniqueConstraint(fields=["surat", "versi"], name="riwayatsurat_satu_versi")]


class PekerjaanSurat(models.Model):
    """Many letters to issue, by one person: worked off row by row, by whoever comes by."""

    penugasan = models.ForeignKey("puskesos.Penugasan", models.PROTECT, related_name="+", verbose_name="penugasan")
    dibuat_pada = models.DateTimeField("dibuat")

    class Meta:
        verbose_name = "pekerjaan surat"
        verbose_name_plural = "pekerjaan surat"
        ordering = ["-id"]


class BarisPekerjaan(models.Model):
    """One letter of the work: waiting, done, or failed with the sentence that says why."""

    class Status(models.TextChoices):
        MENUNGGU = "MENUNGGU", "Menunggu"
        SELESAI = "SELESAI", "Selesai"
        GAGAL = "GAGAL", "Gagal"

    pekerjaan = models.ForeignKey(PekerjaanSurat, models.PROTECT, related_name="baris", verbose_name="pekerjaan")
    surat = models.ForeignKey(Surat, models.PROTECT, related_name="+", verbose_name="surat")
    status = models.CharField("keadaan", max_length=10, choices=Status, default=Status.MENUNGGU)
    sebab = models.CharField("sebab gagal", max_length=300, blank=True)

    class Meta:
        verbose_name = "baris pekerjaan surat"
        verbose_name_plural = "baris pekerjaan surat"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["pekerjaan", "surat"], name="pekerjaan_surat_sekali")]
        indexes = [models.Index(fields=["id"], name="pekerjaan_surat_menunggu", condition=Q(status="MENUNGGU"))]
