"""The case file: Keluhan with its Kebutuhan, its number, and the draft it is born from."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from puskesos import deadlines, identity, numbering, workflow
from puskesos.models.base import BornAnywhere
from puskesos.models.katalog import Kategori, Prioritas
from puskesos.models.riwayat import Riwayat
from puskesos.querysets import KebutuhanQuerySet, KeluhanQuerySet
from puskesos.workflow import StatusKebutuhan, StatusKeluhan


class Nomor(models.Model):
    """The last running number given out in one city and year."""

    awalan = models.CharField("awalan", max_length=10)
    tahun = models.PositiveSmallIntegerField("tahun")
    terakhir = models.PositiveIntegerField("nomor terakhir", default=0)

    class Meta:
        verbose_name = "nomor terakhir"
        verbose_name_plural = "nomor terakhir"
        constraints = [models.UniqueConstraint(fields=["awalan", "tahun"], name="nomor_satu_per_tahun")]


class Draf(BornAnywhere):
    """A half-filled intake of one officer, sealed as typed; its id becomes the id of the keluhan."""

    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="draf", verbose_name="petugas")
    isi_sandi = models.BinaryField("isian tersandi")
    created_at = models.DateTimeField("mulai", auto_now_add=True)
    updated_at = models.DateTimeField("disimpan", auto_now=True)

    class Meta:
        verbose_name = "draf"
        verbose_name_plural = "draf"
        ordering = ["-updated_at"]

    def set_text(self, text):
        self.isi_sandi = identity.seal(text, table="draf", column="isi", row=self.id)

    def text(self):
        return identity.unseal(bytes(self.isi_sandi), table="draf", column="isi", row=self.id)


class Keluhan(BornAnywhere):
    """One visit's case file: who has the ball, and by when (domain §3, architecture §2)."""

    LIFE = workflow.KELUHAN

    class Kanal(models.TextChoices):
        DATANG = "DATANG", "Datang langsung"
        KUNJUNGAN = "KUNJUNGAN", "Kunjungan fasilitator"
        TELEPON = "TELEPON", "Telepon / WhatsApp"
        SURAT = "SURAT", "Surat"
        TITIPAN = "TITIPAN", "Titipan RT / PSM"
        LAPOR = "LAPOR", "SP4N-LAPOR!"
        TEMUAN = "TEMUAN", "Temuan petugas"
        INSTANSI = "INSTANSI", "Rujukan instansi (RS, polisi)"
        MEDSOS = "MEDSOS", "Media sosial"

    class JenisPelaporan(models.TextChoices):
        DIRI_SENDIRI = "DIRI_SENDIRI", "Diri sendiri"
        ORANG_LAIN = "ORANG_LAIN", "Orang lain"

    class Usulan(models.TextChoices):
        DITANGANI = "DITANGANI", "Ditangani Puskesos"
        DITERUSKAN = "DITERUSKAN", "Diteruskan ke SLRT Kota"
        DITUTUP = "DITUTUP", "Ditutup"

    class Pembatasan(models.TextChoices):
        CABUT = "CABUT", "Persetujuan dicabut"
        PERMINTAAN = "PERMINTAAN", "Permintaan warga"

    nomor = models.CharField("nomor", max_length=24, unique=True)
    tahun = models.PositiveSmallIntegerField("tahun")
    urut = models.PositiveIntegerField("nomor urut")
    lacak_sandi = models.BinaryField("kode lacak tersandi")
    lacak_cari = models.BinaryField("kunci cari kode lacak", max_length=32, unique=True)

    kelurahan = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="kelurahan")
    klien = models.ForeignKey("puskesos.Warga", models.PROTECT, related_name="keluhan", verbose_name="klien")
    keluarga = models.ForeignKey(
        "puskesos.Keluarga", models.PROTECT, null=True, blank=True, related_name="keluhan", verbose_name="keluarga"
    )
    jenis_pelaporan = models.CharField("pelapor adalah", max_length=12, choices=JenisPelaporan)
    pelapor_nama = models.CharField("nama pelapor", max_length=120, blank=True)
    pelapor_hubungan = models.CharField("hubungan dengan klien", max_length=40, blank=True)
    pelapor_hp_sandi = models.BinaryField("HP pelapor tersandi", null=True, blank=True)
    pelapor_rahasia = models.BooleanField("rahasiakan pelapor", default=False)

    kanal = models.CharField("kanal", max_length=10, choices=Kanal)
    tiket_lapor = models.CharField("nomor tiket LAPOR!", max_length=40, blank=True)
    kategori = models.CharField("kategori", max_length=12, choices=Kategori)
    sektor = models.ForeignKey("puskesos.Sektor", models.PROTECT, related_name="+", verbose_name="sektor")
    subkategori = models.ForeignKey(
        "puskesos.Subkategori", models.PROTECT, related_name="+", verbose_name="jenis keluhan"
    )
    ringkasan = models.CharField("ringkasan", max_length=150)
    uraian = models.TextField("uraian", blank=True)
    prioritas = models.CharField("prioritas", max_length=8, choices=Prioritas, default=Prioritas.NORMAL)
    prioritas_alasan = models.JSONField("alasan prioritas", default=list, blank=True)
    rahasia = models.BooleanField("rahasia", default=False)
    spm = models.BooleanField("SPM Sosial", default=False)

    tanggal_kejadian = models.DateField("tanggal kejadian", null=True, blank=True)
    diterima_pada = models.DateTimeField("diterima")
    diterima_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diterima oleh"
    )
    dicatat_di_lapangan = models.DateTimeField("dicatat di lapangan", null=True, blank=True)
    sidik = models.CharField("sidik isi", max_length=64, blank=True)

    status = models.CharField("status", max_length=32, choices=StatusKeluhan, default=StatusKeluhan.DRAF)
    status_sejak = models.DateTimeField("status sejak")
    versi = models.PositiveIntegerField("versi", default=0)
    pemilik = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pemilik"
    )
    tenggat = models.DateTimeField("tenggat langkah ini")
    sisa_menit = models.IntegerField("sisa waktu saat jeda (menit kerja)", null=True, blank=True)
    jeda_sejak = models.DateTimeField("jeda sejak", null=True, blank=True)
    janji_selesai = models.DateTimeField("janji selesai")
    kembali_kali = models.PositiveSmallIntegerField("berapa kali dikembalikan", default=0)
    usulan = models.CharField("usulan", max_length=12, choices=Usulan, blank=True)
    usulan_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diusulkan oleh"
    )
    usulan_catatan = models.TextField("catatan usulan", blank=True)
    hasil = models.CharField("hasil akhir", max_length=24, blank=True)
    selesai_pada = models.DateTimeField("selesai", null=True, blank=True)
    dibatasi_sebab = models.CharField(
        "sebab dibatasi", max_length=10, choices=Pembatasan, blank=True, default="", db_default=""
    )
    dibatasi_sejak = models.DateTimeField("pemakaian data dibatasi sejak", null=True, blank=True)
    induk = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="gabungan", verbose_name="digabung ke"
    )
    created_at = models.DateTimeField("dibuat", auto_now_add=True)
    updated_at = models.DateTimeField("diubah", auto_now=True)
    terbuka = models.GeneratedField(
        expression=~Q(status__in=sorted(workflow.CLOSED)), output_field=models.BooleanField(), db_persist=True,
        verbose_name="terbuka",
    )  # fmt: skip

    objects = KeluhanQuerySet.as_manager()

    class Meta:
        verbose_name = "keluhan"
        verbose_name_plural = "keluhan"
        constraints = [
            models.UniqueConstraint(fields=["tahun", "urut"], name="keluhan_nomor_urut"),
            models.CheckConstraint(
                condition=~Q(status="SELESAI") | (~Q(hasil="") & Q(selesai_pada__isnull=False)),
                name="keluhan_selesai_berhasil",
            ),
            models.CheckConstraint(
                condition=(Q(status="DUPLIKAT") & Q(induk__isnull=False))
                | (~Q(status="DUPLIKAT") & Q(induk__isnull=True)),
                name="keluhan_duplikat_berinduk",
            ),
            models.CheckConstraint(
                condition=Q(dibatasi_sebab="", dibatasi_sejak__isnull=True)
                | (~Q(dibatasi_sebab="") & Q(dibatasi_sejak__isnull=False)),
                name="keluhan_dibatasi_bersebab",
            ),
            models.CheckConstraint(condition=~Q(induk=F("id")), name="keluhan_bukan_induk_sendiri"),
            models.CheckConstraint(
                condition=Q(jenis_pelaporan="DIRI_SENDIRI") | ~Q(pelapor_nama="") | Q(pelapor_rahasia=True),
                name="keluhan_pelapor_dikenal",
            ),
        ]
        indexes = [
            # The open work only: these stay small however many closed cases there are (stack.md §5).
            models.Index(fields=["tenggat", "id"], name="keluhan_antrean", condition=Q(terbuka=True)),
            models.Index(fields=["status", "tenggat", "id"], name="keluhan_status", condition=Q(terbuka=True)),
            models.Index(fields=["kelurahan", "tenggat", "id"], name="keluhan_kelurahan", condition=Q(terbuka=True)),
            models.Index(fields=["pemilik", "tenggat", "id"], name="keluhan_pemilik", condition=Q(terbuka=True)),
            models.Index(fields=["kelurahan", "-id"], name="keluhan_terbaru"),
            models.Index(fields=["klien", "-id"], name="keluhan_klien"),
            models.Index(fields=["id"], name="keluhan_dibatasi", condition=Q(dibatasi_sejak__isnull=False)),
        ]

    def __str__(self):
        return self.nomor

    def get_absolute_url(self):
        # The case page is composed on the top floor; down here only its address is known.
        return f"/keluhan/{self.id}/"

    # --- tracking code and reporter's phone ------------------------------------------------------------------------
    def set_tracking_code(self, code):
        self.lacak_sandi = identity.seal(code, table="keluhan", column="lacak", row=self.id)
        self.lacak_cari = numbering.tracking_index(code)

    def tracking_code(self):
        return identity.unseal(bytes(self.lacak_sandi), table="keluhan", column="lacak", row=self.id)

    def set_pelapor_hp(self, number):
        self.pelapor_hp_sandi = (
            identity.seal(number, table="keluhan", column="pelapor_hp", row=self.id) if number else None
        )

    def pelapor_hp(self):
        sealed = self.pelapor_hp_sandi
        return sealed and identity.unseal(bytes(sealed), table="keluhan", column="pelapor_hp", row=self.id)

    @property
    def nomor_pendek(self):
        return f"{self.urut:05d}"

    @property
    def pengusul(self):
        """Who made the proposal that waits for a decision; nobody in person when the night's round made it."""
        return self.usulan_oleh.nama if self.usulan_oleh_id else "Sistem"

    # --- what workflow.perform asks of a row -----------------------------------------------------------------------
    def enter(self, status, *, now):
        """Start the clock of a status: since when, until when; pauses and resumes around PERLU_LENGKAP."""
        deadlines.enter(self, status, now=now)

    def append_history(self, *, langkah, dari, ke, hat, at, versi, facts):
        return Riwayat.objects.create(
            keluhan_id=self.id, life="keluhan", jenis=Riwayat.Jenis.LANGKAH, langkah=langkah, dari=dari, ke=ke,
            versi=versi, at=at, **Riwayat.signature(hat), **Riwayat.words(facts),
        )  # fmt: skip


class Kebutuhan(BornAnywhere):
    """One need inside a keluhan: the unit that is met or not, by the agency's word and by the family's own."""

    LIFE = workflow.KEBUTUHAN

    class KataKeluarga(models.TextChoices):
        SUDAH = "SUDAH", "Sudah terbantu"
        SEBAGIAN = "SEBAGIAN", "Terbantu sebagian"
        BELUM = "BELUM", "Belum terbantu"

    keluhan = models.ForeignKey(Keluhan, models.PROTECT, related_name="kebutuhan", verbose_name="keluhan")
    urutan = models.PositiveSmallIntegerField("urutan")
    layanan = models.ForeignKey("puskesos.JenisLayanan", models.PROTECT, related_name="+", verbose_name="layanan")
    program = models.ForeignKey(
        "puskesos.Program", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="program"
    )
    uraian = models.CharField("uraian", max_length=300, blank=True)
    status = models.CharField("status", max_length=20, choices=StatusKebutuhan, default=StatusKebutuhan.TERBUKA)
    status_sejak = models.DateTimeField("status sejak")
    versi = models.PositiveIntegerField("versi", default=0)
    alasan = models.CharField("sebab tidak terpenuhi", max_length=40, blank=True)
    hasil_pada = models.DateField("tanggal hasil", null=True, blank=True)
    bukti = models.ForeignKey(
        "puskesos.Lampiran", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bukti"
    )
    kata_keluarga = models.CharField("kata keluarga", max_length=8, choices=KataKeluarga, blank=True)
    kata_keluarga_pada = models.DateTimeField("keluarga ditanya", null=True, blank=True)

    objects = KebutuhanQuerySet.as_manager()

    class Meta:
        verbose_name = "kebutuhan"
        verbose_name_plural = "kebutuhan"
        ordering = ["keluhan", "urutan"]
        constraints = [
            models.UniqueConstraint(fields=["keluhan", "urutan"], name="kebutuhan_urutan"),
            models.CheckConstraint(
                condition=~Q(status__in=["TIDAK_TERPENUHI", "TIDAK_DILANJUTKAN"]) | ~Q(alasan=""),
                name="kebutuhan_tidak_terpenuhi_beralasan",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-status_sejak", "-id"], name="kebutuhan_tak_terpenuhi",
                condition=Q(status__in=["TIDAK_TERPENUHI", "TIDAK_DILANJUTKAN"]),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.urutan}. {self.layanan}"

    def enter(self, status, *, now):
        self.status_sejak = now

    def append_history(self, *, langkah, dari, ke, hat, at, versi, facts):
        return Riwayat.objects.create(
            keluhan_id=self.keluhan_id, kebutuhan_id=self.id, life="kebutuhan", jenis=Riwayat.Jenis.LANGKAH,
            langkah=langkah, dari=dari, ke=ke, versi=versi, at=at, **Riwayat.signature(hat), **Riwayat.words(facts),
        )  # fmt: skip
