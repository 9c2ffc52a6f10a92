"""The summary behind the dashboard: counts that the database keeps itself, so that no page ever counts old cases."""

from django.db import models


class Hal(models.TextChoices):
    """What a row of the summary counts, and the month it counts in (WIB)."""

    # keluhan
    MASUK = "MASUK", "keluhan diterima (bulan diterima)"
    JENIS = "JENIS", "keluhan diterima, per subkategori (bulan diterima)"
    SELESAI = "SELESAI", "keluhan ditutup dengan hasil (bulan selesai)"
    SELESAI_TEPAT = "SELESAI_TEPAT", "di antaranya sampai hari yang dijanjikan (bulan selesai)"
    LAMA_SELESAI = "LAMA_SELESAI", "keluhan selesai, per jumlah hari sejak diterima (bulan selesai)"
    # rujukan; kode = instansi
    DIKIRIM = "DIKIRIM", "rujukan dikirim (bulan kirim)"
    JAWAB_TEPAT = "JAWAB_TEPAT", "dijawab sampai batasnya (bulan kirim)"
    JAWAB_LAMBAT = "JAWAB_LAMBAT", "dijawab atau berakhir sesudah batasnya (bulan kirim)"
    JAWAB_BATAL = "JAWAB_BATAL", "dicabut atau dialihkan sebelum batasnya (bulan kirim)"
    LAMA_JAWAB = "LAMA_JAWAB", "rujukan dijawab, per jumlah hari sejak dikirim (bulan kirim)"
    DITOLAK = "DITOLAK", "rujukan ditolak (bulan kirim)"
    DILAYANI = "DILAYANI", "dinyatakan terlayani oleh instansi (bulan layanan)"
    DIKONFIRMASI = "DIKONFIRMASI", "di antaranya dikonfirmasi keluarga (bulan layanan)"
    DISANGGAH = "DISANGGAH", "di antaranya disanggah keluarga (bulan layanan)"
    # kebutuhan; kode = layanan, or the reason
    TERPENUHI = "TERPENUHI", "kebutuhan terpenuhi menurut petugas, seluruhnya atau sebagian (bulan hasil)"
    KATA_SUDAH = "KATA_SUDAH", "di antaranya keluarga berkata sudah terbantu (bulan hasil)"
    KATA_SEBAGIAN = "KATA_SEBAGIAN", "di antaranya keluarga berkata terbantu sebagian (bulan hasil)"
    TAK_TERPENUHI = "TAK_TERPENUHI", "kebutuhan tidak terpenuhi, per sebab (bulan hasil)"


class Rekap(models.Model):
    """How often one thing happened in one month and kelurahan; a count is the SUM over the rows of its key.

    Written only by triggers (migrations 0002 and 0005): the web role can read. Several rows may share a key, because a
    writer that finds a row locked adds its own instead of waiting; so nobody waits and nobody deadlocks.
    `untuk` says who may count it: 0 everybody; -1 the `rahasia` cases, as a sum for leaders; else the id of the one
    handler who knows of them.
    """

    EVERYBODY, SECRET = 0, -1

    hal = models.CharField("hal", max_length=16, choices=Hal)
    bulan = models.DateField("bulan (tanggal 1)")
    kelurahan = models.CharField("kelurahan", max_length=13)
    kode = models.CharField("subkategori, instansi, layanan atau sebab", max_length=40, blank=True)
    untuk = models.BigIntegerField("untuk", default=EVERYBODY)
    hari = models.IntegerField("hari", default=0)
    jumlah = models.IntegerField("jumlah")

    class Meta:
        verbose_name = "rekap"
        verbose_name_plural = "rekap"
        indexes = [
            models.Index(fields=["hal", "bulan", "kelurahan", "kode", "untuk", "hari"], name="rekap_kunci"),
        ]

    def __str__(self):
        return f"{self.hal} {self.bulan:%Y-%m} {self.kelurahan} {self.kode}: {self.jumlah}"
