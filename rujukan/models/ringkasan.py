"""What the night sums up of agencies, so that no page counts old referrals."""

from django.db import models


class RingkasJanji(models.Model):
    """How long one service at one agency took in the last twelve months, in working days from sending to outcome.

    `separuh` and `delapan` are the days within which 5 and 8 of 10 have their outcome, those still waiting counted in;
    NULL while fewer than that have one.
    """

    instansi = models.ForeignKey("puskesos.Instansi", models.PROTECT, related_name="+", verbose_name="instansi")
    layanan = models.ForeignKey("puskesos.JenisLayanan", models.PROTECT, related_name="+", verbose_name="layanan")
    jumlah = models.PositiveIntegerField("yang sudah ada hasilnya")
    separuh = models.PositiveSmallIntegerField("separuhnya dalam (hari kerja)", null=True, blank=True)
    delapan = models.PositiveSmallIntegerField("8 dari 10 dalam (hari kerja)", null=True, blank=True)
    dihitung_pada = models.DateTimeField("dihitung")

    class Meta:
        verbose_name = "ringkasan lama layanan"
        verbose_name_plural = "ringkasan lama layanan"
        constraints = [models.UniqueConstraint(fields=["instansi", "layanan"], name="ringkasjanji_sekali")]


class RingkasInstansi(models.Model):
    """How one agency answered the referrals that were sent to it in one month.

    `lama` is {working days to the first answer: how many}, `sebab` {reason of a decline: how many}.
    """

    instansi = models.ForeignKey("puskesos.Instansi", models.PROTECT, related_name="+", verbose_name="instansi")
    bulan = models.DateField("bulan kirim (tanggal 1)")
    dikirim = models.PositiveIntegerField("dikirim")
    tepat = models.PositiveIntegerField("dijawab sampai batasnya")
    lambat = models.PositiveIntegerField("dijawab atau berakhir sesudah batasnya")
    lama = models.JSONField("lama menjawab", default=dict, blank=True)
    sebab = models.JSONField("sebab menolak", default=dict, blank=True)
    dihitung_pada = models.DateTimeField("dihitung")

    class Meta:
        verbose_name = "ringkasan jawaban instansi"
        verbose_name_plural = "ringkasan jawaban instansi"
        ordering = ["instansi", "bulan"]
        constraints = [models.UniqueConstraint(fields=["instansi", "bulan"], name="ringkasinstansi_sekali")]
