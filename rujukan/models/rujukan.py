"""Hand-over to agencies: Rujukan with its history and follow-up."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from puskesos.models import Riwayat
from puskesos.models.base import BornAnywhere
from puskesos.models.riwayat import Signed
from rujukan import workflow
from rujukan.querysets import RujukanQuerySet
from rujukan.workflow import StatusRujukan


class Rujukan(BornAnywhere):
    """One attempt to have one kebutuhan served by one instansi."""

    LIFE = workflow.RUJUKAN

    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="rujukan", verbose_name="keluhan")
    kebutuhan = models.ForeignKey(
        "puskesos.Kebutuhan", models.PROTECT, related_name="rujukan", verbose_name="kebutuhan"
    )
    kelurahan = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="kelurahan")
    instansi = models.ForeignKey("puskesos.Instansi", models.PROTECT, related_name="rujukan", verbose_name="instansi")
    layanan = models.ForeignKey("puskesos.JenisLayanan", models.PROTECT, related_name="+", verbose_name="layanan")
    program = models.ForeignKey(
        "puskesos.Program", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="program"
    )
    urutan = models.PositiveSmallIntegerField("urutan")
    nomor = models.CharField("nomor", max_length=30, unique=True)
    catatan = models.TextField("catatan untuk instansi", blank=True)
    kelayakan = models.TextField("catatan kelayakan", blank=True)
    sertakan_identitas = models.BooleanField("sertakan NIK dan nomor HP", default=True)
    status = models.CharField("status", max_length=24, choices=StatusRujukan, default=StatusRujukan.DRAF)
    status_sejak = models.DateTimeField("status sejak")
    versi = models.PositiveIntegerField("versi", default=0)
    darurat = models.BooleanField("jalur darurat", default=False)
    dibuat_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dibuat oleh"
    )
    disetujui_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="disetujui oleh"
    )
    dikirim_pada = models.DateTimeField("dikirim", null=True, blank=True)
    batas_jawaban = models.DateTimeField("batas jawaban", null=True, blank=True)
    dijawab_pada = models.DateTimeField("dijawab", null=True, blank=True)
    batas_hasil = models.DateTimeField("batas hasil", null=True, blank=True)
    # The moment the instansi must act next: the answer while TERKIRIM, the outcome afterwards.
    tenggat = models.DateTimeField("tenggat", null=True, blank=True)
    hasil_pada = models.DateField("tanggal layanan", null=True, blank=True)
    hasil_uraian = models.TextField("bantuan yang diterima", blank=True)
    bukti = models.ForeignKey(
        "puskesos.Lampiran", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bukti"
    )
    alasan_tolak = models.CharField("alasan menolak", max_length=40, blank=True)
    dokumen_diminta = models.TextField("dokumen yang diminta", blank=True)
    diwakili = models.BooleanField("dijawab lewat sekretariat", default=False)
    aturan = models.JSONField("aturan pengingat saat dikirim", default=list, blank=True)
    # From when and how far each limit was counted, so that a new holiday can move it: {tahap: {mulai, jumlah, satuan}}.
    hitungan = models.JSONField("dasar hitungan batas", default=dict, blank=True)
    dialihkan_dari = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="pengalihan", verbose_name="dialihkan dari"
    )
    created_at = models.DateTimeField("dibuat", auto_now_add=True)
    updated_at = models.DateTimeField("diubah", auto_now=True)

    objects = RujukanQuerySet.as_manager()

    class Meta:
        verbose_name = "rujukan"
        verbose_name_plural = "rujukan"
        constraints = [
            models.UniqueConstraint(fields=["keluhan", "urutan"], name="rujukan_urutan"),
            models.UniqueConstraint(
                fields=["kebutuhan", "instansi", "layanan"],
                condition=Q(status__in=sorted(workflow.ACTIVE)),
                name="rujukan_satu_aktif",
            ),
            models.CheckConstraint(
                condition=~Q(status="DITOLAK") | ~Q(alasan_tolak=""), name="rujukan_tolak_beralasan"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["DIREALISASIKAN", "DIKONFIRMASI", "DISANGGAH"]) | Q(hasil_pada__isnull=False),
                name="rujukan_realisasi_bertanggal",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted([*workflow.NOT_YET_SENT, "DICABUT"]))
                | Q(dikirim_pada__isnull=False, batas_jawaban__isnull=False),
                name="rujukan_terkirim_bertanggal",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["keluhan", "urutan"], name="rujukan_keluhan"),
            models.Index(
                fields=["instansi", "tenggat", "id"], name="rujukan_instansi",
                condition=Q(status__in=sorted(workflow.WITH_INSTANSI)),
            ),
            models.Index(
                fields=["tenggat", "id"], name="rujukan_tenggat", condition=Q(status__in=sorted(workflow.WITH_INSTANSI))
            ),
            models.Index(fields=["id"], name="rujukan_terbuka", condition=Q(status__in=sorted(workflow.WITH_INSTANSI))),
            models.Index(fields=["keluhan"], name="rujukan_menunggu", condition=Q(status="MENUNGGU_PERSETUJUAN")),
            models.Index(fields=["keluhan"], name="rujukan_disanggah", condition=Q(status="DISANGGAH")),
        ]  # fmt: skip

    def __str__(self):
        return self.nomor

    def get_absolute_url(self):
        return f"/rujukan/{self.id}/"

    def enter(self, status, *, now):
        self.status_sejak = now

    def append_history(self, *, langkah, dari, ke, hat, at, versi, facts):
        return RiwayatRujukan.objects.create(
            rujukan_id=self.id, keluhan_id=self.keluhan_id, langkah=langkah, dari=dari, ke=ke, versi=versi, at=at,
            **Riwayat.signature(hat), **Riwayat.words(facts),
        )  # fmt: skip


class RiwayatRujukan(Signed):
    """One move of a referral; appended, never edited."""

    rujukan = models.ForeignKey(Rujukan, models.PROTECT, related_name="riwayat", verbose_name="rujukan")
    keluhan = models.ForeignKey("puskesos.Keluhan", models.PROTECT, related_name="+", verbose_name="keluhan")
    langkah = models.CharField("langkah", max_length=24)
    dari = models.CharField("dari", max_length=24)
    ke = models.CharField("ke", max_length=24)
    versi = models.PositiveIntegerField("versi")

    class Meta:
        verbose_name = "riwayat rujukan"
        verbose_name_plural = "riwayat rujukan"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["keluhan", "at"], name="riwayatrujukan_keluhan")]
        constraints = [models.UniqueConstraint(fields=["rujukan", "versi"], name="riwayatrujukan_satu_versi")]


class TindakLanjut(BornAnywhere):
    """A follow-up entry on a referral that moves no status: a call, a visit to the agency, a progress note."""

    class Jenis(models.TextChoices):
        KABAR = "KABAR", "Kabar dari instansi"
        TELEPON = "TELEPON", "Telepon"
        KUNJUNGAN = "KUNJUNGAN", "Mendatangi instansi"
        SURAT = "SURAT", "Surat"
        INGATKAN = "INGATKAN", "Mengingatkan"
        LANJUT = "LANJUT", "Tetap berjalan walau data dibatasi"

    rujukan = models.ForeignKey(Rujukan, models.PROTECT, related_name="tindak_lanjut", verbose_name="rujukan")
    jenis = models.CharField("jenis", max_length=10, choices=Jenis)
    isi = models.TextField("isi")
    at = models.DateTimeField("waktu")
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="petugas")
    peran = models.CharField("peran", max_length=12)

    class Meta:
        verbose_name = "tindak lanjut"
        verbose_name_plural = "tindak lanjut"
        ordering = ["at"]
