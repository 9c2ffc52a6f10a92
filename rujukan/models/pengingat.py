"""Reminders as rows: the rules, what is due, what was sent to whom, and the heartbeat of the work."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from puskesos.models.base import Referensi
from rujukan.models.rujukan import Rujukan


class AturanPengingat(Referensi):
    """One step of the reminder ladder (domain §3.6): when, to which positions, by which channels, in which words.

    A change is a new row with its own days of validity; a `konsep` was written and tried, and holds for nobody yet.
    """

    class Tahap(models.TextChoices):
        JAWABAN = "JAWABAN", "Menunggu jawaban"
        HASIL = "HASIL", "Menunggu hasil"
        DOKUMEN = "DOKUMEN", "Menunggu dokumen dari kita"

    # The column of the referral that says until when a stage may last.
    LIMITS = {Tahap.JAWABAN: "batas_jawaban", Tahap.HASIL: "batas_hasil", Tahap.DOKUMEN: "tenggat"}

    class Dasar(models.TextChoices):
        PERSEN = "PERSEN", "persen waktu berjalan"
        HARI_KERJA = "HARI_KERJA", "hari kerja setelah batas"
        SEBELUM = "SEBELUM", "hari kerja sebelum batas"

    tahap = models.CharField("tahap", max_length=8, choices=Tahap)
    langkah = models.PositiveSmallIntegerField("langkah")
    dasar = models.CharField("dihitung dari", max_length=10, choices=Dasar)
    nilai = models.PositiveSmallIntegerField("nilai")
    penerima = models.CharField("penerima (jabatan)", max_length=120)
    kanal = models.CharField("kanal", max_length=40)
    judul = models.CharField("judul", max_length=160)
    isi = models.TextField("isi")
    berlaku_mulai = models.DateField("berlaku mulai", null=True, blank=True)
    berlaku_sampai = models.DateField("berlaku sampai", null=True, blank=True)
    konsep = models.BooleanField("konsep", default=False)

    class Meta(Referensi.Meta):
        verbose_name = "aturan pengingat"
        verbose_name_plural = "aturan pengingat"
        ordering = ["tahap", "langkah", "berlaku_mulai"]
        constraints = [
            models.UniqueConstraint(
                fields=["tahap", "langkah", "berlaku_mulai"], nulls_distinct=False,
                condition=Q(konsep=False, aktif=True), name="aturan_satu_per_masa",
            ),
            models.UniqueConstraint(
                fields=["tahap", "langkah"], condition=Q(konsep=True), name="aturan_satu_konsep",
            ),
        ]  # fmt: skip


class Pengingat(models.Model):
    """One step of one rule for one referral: due, claimed by lease, sent or cancelled (architecture §6)."""

    class Status(models.TextChoices):
        MENUNGGU = "MENUNGGU", "Menunggu"
        TERKIRIM = "TERKIRIM", "Terkirim"
        DILEWATI = "DILEWATI", "Dilewati"
        BATAL = "BATAL", "Dibatalkan"
        GAGAL = "GAGAL", "Gagal"

    rujukan = models.ForeignKey(Rujukan, models.PROTECT, related_name="pengingat", verbose_name="rujukan")
    aturan = models.CharField("aturan", max_length=40)
    langkah = models.PositiveSmallIntegerField("langkah")
    tahap = models.CharField("tahap", max_length=8, choices=AturanPengingat.Tahap)
    jatuh_tempo = models.DateTimeField("jatuh tempo")
    status = models.CharField("status", max_length=10, choices=Status, default=Status.MENUNGGU)
    klaim_sampai = models.DateTimeField("diklaim sampai", null=True, blank=True)
    percobaan = models.PositiveSmallIntegerField("percobaan", default=0)
    coba_lagi_pada = models.DateTimeField("dicoba lagi")
    terkirim_pada = models.DateTimeField("terkirim", null=True, blank=True)
    sebab = models.CharField("sebab", max_length=200, blank=True)
    # A person keeps this one back, or adds a sentence of his own to it.
    ditahan_pada = models.DateTimeField("ditahan", null=True, blank=True)
    ditahan_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ditahan oleh"
    )
    ditahan_sebab = models.CharField("alasan ditahan", max_length=200, blank=True)
    catatan = models.CharField("catatan tambahan", max_length=300, blank=True)
    created_at = models.DateTimeField("dibuat", auto_now_add=True)

    class Meta:
        verbose_name = "pengingat"
        verbose_name_plural = "pengingat"
        ordering = ["jatuh_tempo"]
        constraints = [
            models.UniqueConstraint(fields=["rujukan", "aturan", "langkah"], name="pengingat_satu_langkah"),
            models.CheckConstraint(
                condition=Q(status="TERKIRIM", terkirim_pada__isnull=False)
                | (~Q(status="TERKIRIM") & Q(terkirim_pada__isnull=True)),
                name="pengingat_terkirim_bertanggal",
            ),
        ]
        indexes = [
            models.Index(fields=["coba_lagi_pada", "id"], name="pengingat_tempo", condition=Q(status="MENUNGGU"))
        ]


class Kiriman(models.Model):
    """One message to one recipient by one channel: what was sent, when, to whom, delivered or not."""

    class Kanal(models.TextChoices):
        APLIKASI = "APLIKASI", "Di aplikasi"
        EMAIL = "EMAIL", "E-mail"
        PESAN = "PESAN", "SMS atau WhatsApp"
        WHATSAPP = "WHATSAPP", "WhatsApp petugas"
        SURAT = "SURAT", "Surat"

    class Status(models.TextChoices):
        MENUNGGU = "MENUNGGU", "Menunggu dikirim"
        TERKIRIM = "TERKIRIM", "Terkirim"
        GAGAL = "GAGAL", "Gagal"
        TANPA_ALAMAT = "TANPA_ALAMAT", "Tidak ada alamat"

    pengingat = models.ForeignKey(
        Pengingat, models.PROTECT, null=True, blank=True, related_name="kiriman", verbose_name="pengingat"
    )
    rujukan = models.ForeignKey(
        Rujukan, models.PROTECT, null=True, blank=True, related_name="kiriman", verbose_name="rujukan"
    )
    keluhan = models.ForeignKey(
        "puskesos.Keluhan", models.PROTECT, null=True, blank=True, related_name="kiriman", verbose_name="keluhan"
    )
    kanal = models.CharField("kanal", max_length=10, choices=Kanal)
    jabatan = models.CharField("jabatan penerima", max_length=20)
    petugas = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="kiriman", verbose_name="petugas"
    )
    instansi = models.ForeignKey(
        "puskesos.Instansi", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="instansi"
    )
    alamat = models.CharField("alamat", max_length=254, blank=True)
    judul = models.CharField("judul", max_length=160)
    isi = models.TextField("isi")
    status = models.CharField("status", max_length=14, choices=Status, default=Status.MENUNGGU)
    pesan_id = models.CharField("Message-ID", max_length=120, blank=True)
    galat = models.CharField("galat", max_length=200, blank=True)
    terkirim_pada = models.DateTimeField("terkirim", null=True, blank=True)
    dibaca_pada = models.DateTimeField("dibaca", null=True, blank=True)
    # Who sent it by hand: from an own phone, or as a printed letter.
    dikirim_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dikirim oleh"
    )
    created_at = models.DateTimeField("dibuat", auto_now_add=True)

    class Meta:
        verbose_name = "kiriman"
        verbose_name_plural = "kiriman"
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pengingat", "kanal", "jabatan", "petugas", "instansi"], nulls_distinct=False,
                condition=Q(pengingat__isnull=False), name="kiriman_sekali_per_penerima",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["petugas", "-created_at"], name="kiriman_belum_dibaca",
                condition=Q(kanal="APLIKASI", dibaca_pada__isnull=True),
            ),
            models.Index(fields=["rujukan", "created_at"], name="kiriman_rujukan"),
            models.Index(fields=["pesan_id"], name="kiriman_pesan", condition=~Q(pesan_id="")),
            models.Index(
                fields=["instansi", "id"], name="kiriman_surat", condition=Q(kanal="SURAT", status="MENUNGGU")
            ),
        ]  # fmt: skip


class UpayaKirim(models.Model):
    """One attempt to hand one letter over: when, which try, what the way there said. Never changed afterwards."""

    class Hasil(models.TextChoices):
        TERKIRIM = "TERKIRIM", "Diterima server"
        GAGAL = "GAGAL", "Gagal, dicoba lagi"
        DITOLAK = "DITOLAK", "Ditolak"
        KEMBALI = "KEMBALI", "Kembali"

    pesan_id = models.CharField("Message-ID", max_length=120)
    kanal = models.CharField("kanal", max_length=10, choices=Kiriman.Kanal)
    instansi = models.ForeignKey(
        "puskesos.Instansi", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="instansi"
    )
    petugas = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="petugas"
    )
    pada = models.DateTimeField("pada")
    ke = models.PositiveSmallIntegerField("upaya ke-")
    jumlah = models.PositiveSmallIntegerField("jumlah pengingat")
    hasil = models.CharField("hasil", max_length=10, choices=Hasil)
    galat = models.CharField("galat", max_length=200, blank=True)

    class Meta:
        verbose_name = "upaya kirim"
        verbose_name_plural = "upaya kirim"
        ordering = ["-pada", "-id"]
        indexes = [
            models.Index(fields=["-pada", "-id"], name="upaya_terbaru"),
            models.Index(fields=["pesan_id"], name="upaya_pesan"),
        ]


class PeriksaPengingat(models.Model):
    """What the independent check of the reminders found (rujukan/ledger): how many were looked at, and what differs."""

    pada = models.DateTimeField("pada")
    rujukan = models.PositiveIntegerField("rujukan diperiksa")
    pengingat = models.PositiveIntegerField("pengingat diperiksa")
    selisih = models.PositiveIntegerField("selisih")
    temuan = models.JSONField("temuan", default=list)

    class Meta:
        verbose_name = "pemeriksaan pengingat"
        verbose_name_plural = "pemeriksaan pengingat"
        ordering = ["-pada"]


class Detak(models.Model):
    """The heartbeat of the reminder work: last pass, and whether it paused to ask a person."""

    nama = models.CharField("nama", max_length=20, primary_key=True)
    terakhir = models.DateTimeField("terakhir berjalan", null=True, blank=True)
    ditahan_sejak = models.DateTimeField("ditahan sejak", null=True, blank=True)
    ditahan_sebab = models.CharField("sebab ditahan", max_length=200, blank=True)
    dilepas_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dilepas oleh"
    )
    dilepas_pada = models.DateTimeField("dilepas", null=True, blank=True)
    terkirim = models.PositiveIntegerField("terkirim pada putaran terakhir", default=0)
    gagal = models.PositiveIntegerField("gagal pada putaran terakhir", default=0)
    sidik = models.CharField("sidik kalender", max_length=64, blank=True)

    class Meta:
        verbose_name = "detak pengingat"
        verbose_name_plural = "detak pengingat"
