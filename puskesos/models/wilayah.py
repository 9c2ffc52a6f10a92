from django.db import models


class Wilayah(models.Model):
    """The tree kota → kecamatan → kelurahan; the Kemendagri code is the key and carries the city in front."""

    class Tingkat(models.TextChoices):
        KOTA = "KOTA", "Kota"
        KECAMATAN = "KECAMATAN", "Kecamatan"
        KELURAHAN = "KELURAHAN", "Kelurahan"

    class Akses(models.TextChoices):
        JALAN = "JALAN", "Jalan darat"
        SULIT = "SULIT", "Jalan sulit"
        SUNGAI = "SUNGAI", "Lewat sungai"

    kode = models.CharField("kode Kemendagri", max_length=13, primary_key=True)
    nama = models.CharField("nama", max_length=80)
    tingkat = models.CharField("tingkat", max_length=10, choices=Tingkat)
    induk = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="induk", related_name="anak")
    kode_pos = models.CharField("kode pos", max_length=5, blank=True)
    kode_bps = models.CharField("kode BPS", max_length=10, blank=True)
    luas_km2 = models.DecimalField("luas (km²)", max_digits=8, decimal_places=2, null=True, blank=True)
    lat = models.DecimalField("lintang", max_digits=8, decimal_places=5, null=True, blank=True)
    lon = models.DecimalField("bujur", max_digits=8, decimal_places=5, null=True, blank=True)
    akses = models.CharField("akses", max_length=10, choices=Akses, default=Akses.JALAN)
    ada_sinyal = models.BooleanField("ada sinyal", default=True)
    catatan_akses = models.CharField("catatan akses", max_length=300, blank=True)
    petak_kolom = models.PositiveSmallIntegerField("kolom petak", null=True, blank=True)
    petak_baris = models.PositiveSmallIntegerField("baris petak", null=True, blank=True)
    alias = models.CharField("nama lain", max_length=200, blank=True)
    sumber = models.CharField("sumber", max_length=300, blank=True)
    disunting_pada = models.DateTimeField("disunting pada", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "wilayah"
        verbose_name_plural = "wilayah"
        ordering = ["kode"]

    def __str__(self):
        return self.nama


class Puskesos(models.Model):
    """Whether a kelurahan has its Puskesos, and which desk receives its people while it has none."""

    class Status(models.TextChoices):
        TERBENTUK = "TERBENTUK", "Terbentuk"
        BELUM = "BELUM", "Belum ada"

    kelurahan = models.OneToOneField(Wilayah, models.PROTECT, primary_key=True, verbose_name="kelurahan")
    status = models.CharField("status", max_length=10, choices=Status)
    percontohan = models.BooleanField("percontohan", default=False)
    sk_nomor = models.CharField("nomor SK Lurah", max_length=80, blank=True)
    sk_tanggal = models.DateField("tanggal SK Lurah", null=True, blank=True)
    pengampu = models.ForeignKey(
        Wilayah, models.PROTECT, null=True, blank=True, verbose_name="pengampu", related_name="mengampu",
        help_text="Kelurahan yang Puskesosnya, atau kecamatan yang meja TKSK-nya, melayani kelurahan ini.",
    )  # fmt: skip
    nama_meja = models.CharField("nama meja layanan", max_length=120, blank=True)
    alamat = models.CharField("alamat", max_length=200, blank=True)
    telepon = models.CharField("telepon kantor", max_length=30, blank=True)
    jam_layanan = models.CharField("jam layanan", max_length=120, blank=True)
    sumber = models.CharField("sumber", max_length=300, blank=True)
    disunting_pada = models.DateTimeField("disunting pada", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "Puskesos"
        verbose_name_plural = "Puskesos"
        ordering = ["kelurahan_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="TERBENTUK") | models.Q(pengampu__isnull=False),
                name="puskesos_tanpa_kantor_punya_pengampu",
            ),
        ]

    def __str__(self):
        return self.nama_meja or f"Puskesos {self.kelurahan.nama}"
