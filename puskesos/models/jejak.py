from django.db import models
from django.db.models import Q

from puskesos.models.base import OftenBorn


class Jejak(OftenBorn):
    """One act on people's data: who, wearing which hat, did what to which thing, when; reads as well as writes.

    Written in the same transaction as the act; the web role can add and read rows, never change or remove them.
    Identifiers are masked before they come here (reliability M9).
    """

    class Aksi(models.TextChoices):
        MASUK = "MASUK", "Masuk"
        KELUAR = "KELUAR", "Keluar"
        GAGAL_MASUK = "GAGAL_MASUK", "Gagal masuk"
        BACA = "BACA", "Membuka"
        DAFTAR = "DAFTAR", "Melihat daftar"
        CARI = "CARI", "Mencari"
        BUKA_NIK = "BUKA_NIK", "Membuka NIK"
        CETAK = "CETAK", "Mencetak"
        UNDUH = "UNDUH", "Mengunduh berkas"
        EKSPOR = "EKSPOR", "Mengekspor"
        BUAT = "BUAT", "Membuat"
        UBAH = "UBAH", "Mengubah"
        LANGKAH = "LANGKAH", "Memindahkan status"
        KIRIM = "KIRIM", "Mengirim pesan"
        DITOLAK = "DITOLAK", "Ditolak sistem"
        AKUN = "AKUN", "Mengatur akun"
        REFERENSI = "REFERENSI", "Mengubah referensi"

    waktu = models.DateTimeField("waktu", auto_now_add=True)
    petugas = models.ForeignKey(
        "puskesos.Petugas", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="petugas"
    )
    penugasan_id = models.UUIDField("penugasan", null=True, blank=True)
    peran = models.CharField("peran", max_length=12)
    aksi = models.CharField("aksi", max_length=12, choices=Aksi)
    objek = models.CharField("jenis objek", max_length=30, blank=True)
    objek_id = models.CharField("objek", max_length=40, blank=True)
    keluhan_id = models.UUIDField("keluhan", null=True, blank=True)
    kelurahan_id = models.CharField("kelurahan", max_length=13, blank=True)
    rincian = models.JSONField("rincian", default=dict, blank=True)
    asal = models.CharField("alamat asal", max_length=45, blank=True)

    class Meta:
        verbose_name = "jejak"
        verbose_name_plural = "jejak"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["keluhan_id", "-id"], name="jejak_keluhan", condition=Q(keluhan_id__isnull=False)),
            models.Index(fields=["petugas", "-id"], name="jejak_petugas"),
        ]  # fmt: skip
