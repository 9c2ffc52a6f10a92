"""A request of the person concerned (UU PDP Ps 5–9): what is asked, the decision, and the answer that was given."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from puskesos.models import PencabutanPersetujuan, PersetujuanData, Warga
from puskesos.models.base import BornAnywhere
from puskesos.roles import Peran


class PermintaanQuerySet(models.QuerySet):
    def visible_to(self, by):
        """All of them for who decides; for the counter those of people whom it may know."""
        if by is None:
            return self.none()
        if by.has(Peran.PDP):
            return self
        known = Warga.objects.visible_to(by)
        return self.filter(Q(warga__digabung_ke=None, warga__in=known) | Q(warga__digabung_ke__in=known))

    def of(self, warga_id):
        """Those about one person, also those taken down on a file that was merged into this one since."""
        return self.filter(Q(warga=warga_id) | Q(warga__digabung_ke=warga_id))

    def waiting(self):
        """Not decided yet; the nearest deadline first."""
        return self.filter(putusan="").order_by("batas", "id")

    def to_tell(self):
        """Decided, and the person does not know it yet."""
        return self.exclude(putusan="").filter(disampaikan_pada__isnull=True).order_by("diputus_pada", "id")


class PermintaanData(BornAnywhere):
    """One request about one person's data; never removed, and decided once."""

    class Jenis(models.TextChoices):
        SALINAN = "SALINAN", "Melihat atau menyalin data"
        PERBAIKAN = "PERBAIKAN", "Memperbaiki data"
        BATASI = "BATASI", "Membatasi pemakaian data"
        HAPUS = "HAPUS", "Menghapus data"

    class Kenal(models.TextChoices):
        KTP = "KTP", "KTP atau KK diperlihatkan"
        DIKENAL = "DIKENAL", "Dikenal petugas"
        KUASA = "KUASA", "Surat kuasa"

    Lewat = PencabutanPersetujuan.Cara  # the same ways lead to us for whatever a family wants of its data

    class Putusan(models.TextChoices):
        DIKABULKAN = "DIKABULKAN", "Dikabulkan"
        SEBAGIAN = "SEBAGIAN", "Dikabulkan sebagian"
        DITOLAK = "DITOLAK", "Ditolak"

    nomor = models.CharField("nomor", max_length=24, unique=True)
    warga = models.ForeignKey("puskesos.Warga", models.PROTECT, related_name="permintaan", verbose_name="warga")
    jenis = models.CharField("jenis", max_length=10, choices=Jenis)
    pemohon = models.CharField("pemohon", max_length=10, choices=PersetujuanData.Pemberi)
    pemohon_nama = models.CharField("nama pemohon", max_length=120, blank=True)
    kenal = models.CharField("pemohon dikenali dari", max_length=10, choices=Kenal)
    lewat = models.CharField("disampaikan lewat", max_length=10, choices=Lewat)
    isi = models.TextField("yang diminta")
    diterima_pada = models.DateTimeField("diterima")
    batas = models.DateTimeField("batas")
    dicatat_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dicatat oleh"
    )
    versi = models.PositiveIntegerField("versi", default=0)
    putusan = models.CharField("putusan", max_length=10, choices=Putusan, blank=True)
    alasan = models.TextField("alasan", blank=True)
    jawaban = models.TextField("jawaban untuk pemohon", blank=True)
    diputus_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diputus oleh"
    )
    diputus_pada = models.DateTimeField("diputus", null=True, blank=True)
    disampaikan_pada = models.DateTimeField("jawaban disampaikan", null=True, blank=True)
    disampaikan_lewat = models.CharField("jawaban lewat", max_length=10, choices=Lewat, blank=True)
    disampaikan_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="jawaban disampaikan oleh",
    )  # fmt: skip
    diakhiri_pada = models.DateTimeField("pembatasan berakhir", null=True, blank=True)
    diakhiri_alasan = models.TextField("mengapa berakhir", blank=True)

    objects = PermintaanQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan data"
        verbose_name_plural = "permintaan data"
        constraints = [
            models.CheckConstraint(
                condition=Q(putusan="", diputus_pada__isnull=True, diputus_oleh__isnull=True)
                | (~Q(putusan="") & ~Q(alasan="") & Q(diputus_pada__isnull=False, diputus_oleh__isnull=False)),
                name="permintaan_putusan_beralasan",
            ),
            models.CheckConstraint(
                condition=Q(disampaikan_pada__isnull=True) | ~Q(putusan=""), name="permintaan_dijawab_setelah_putusan"
            ),
        ]
        indexes = [
            models.Index(fields=["batas", "id"], name="permintaan_menunggu", condition=Q(putusan="")),
            models.Index(fields=["warga"], name="permintaan_warga"),
        ]

    def __str__(self):
        return self.nomor

    def get_absolute_url(self):
        return f"/permintaan/{self.id}/"

    @property
    def subject_id(self):
        """The person's file of today."""
        return self.warga.digabung_ke_id or self.warga_id

    @property
    def restricts(self):
        """True while it keeps the person's cases restricted: asked to be, or to be deleted once the archive allows."""
        granted = self.putusan in {self.Putusan.DIKABULKAN, self.Putusan.SEBAGIAN}
        return granted and self.jenis in {self.Jenis.BATASI, self.Jenis.HAPUS} and self.diakhiri_pada is None
