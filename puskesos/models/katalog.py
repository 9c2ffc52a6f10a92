"""The catalogue: what people ask for, what it needs, who can give it, and how long it may take."""

from django.db import models

from puskesos.models.base import Referensi


class Prioritas(models.TextChoices):
    RENDAH = "RENDAH", "Rendah"
    NORMAL = "NORMAL", "Normal"
    TINGGI = "TINGGI", "Tinggi"
    DARURAT = "DARURAT", "Darurat"


class Kategori(models.TextChoices):
    KEPESERTAAN = "KEPESERTAAN", "Kepesertaan program"
    KEBUTUHAN = "KEBUTUHAN", "Kebutuhan program"
    NON_PROGRAM = "NON_PROGRAM", "Di luar program"


class Tingkat(models.TextChoices):
    PUSAT = "PUSAT", "Pusat"
    PROVINSI = "PROVINSI", "Provinsi"
    KOTA = "KOTA", "Kota"
    KELURAHAN = "KELURAHAN", "Kelurahan"
    SWASTA = "SWASTA", "Swasta"


class Sektor(Referensi):
    resmi = models.BooleanField("termasuk 9 sektor resmi", default=True)
    urutan = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta(Referensi.Meta):
        verbose_name = "sektor"
        verbose_name_plural = "sektor"
        ordering = ["urutan", "kode"]


class KategoriPPKS(Referensi):
    anak = models.BooleanField("menyangkut anak", default=False)
    kesehatan = models.BooleanField("menyangkut kesehatan", default=False)
    rahasia = models.BooleanField("rahasia", default=False)
    batas_usia = models.CharField("batas usia", max_length=40, blank=True)

    class Meta(Referensi.Meta):
        verbose_name = "kategori PPKS"
        verbose_name_plural = "kategori PPKS"


class Program(Referensi):
    alias = models.CharField("nama lain", max_length=300, blank=True)
    pengelola = models.CharField("pengelola", max_length=200, blank=True)
    tingkat = models.CharField("tingkat", max_length=10, choices=Tingkat)
    sektor = models.ForeignKey(Sektor, models.PROTECT, null=True, blank=True, verbose_name="sektor")
    sasaran = models.CharField("sasaran", max_length=400, blank=True)
    desil_maks = models.PositiveSmallIntegerField("desil tertinggi", null=True, blank=True)
    eksklusif_dengan = models.CharField("tidak bersamaan dengan", max_length=200, blank=True)
    jadwal = models.CharField("jadwal", max_length=200, blank=True)
    besaran = models.CharField("besaran (indikatif)", max_length=300, blank=True)
    dasar_hukum = models.CharField("dasar hukum", max_length=300, blank=True)
    berlaku_mulai = models.DateField("berlaku mulai", null=True, blank=True)
    berlaku_sampai = models.DateField("berlaku sampai", null=True, blank=True)

    class Meta(Referensi.Meta):
        verbose_name = "program"
        verbose_name_plural = "program"


class Instansi(Referensi):
    class Jenis(models.TextChoices):
        OPD = "OPD", "Perangkat daerah"
        UPT = "UPT", "Unit pelaksana teknis"
        BUMN = "BUMN", "BUMN / badan publik"
        VERTIKAL = "VERTIKAL", "Instansi vertikal"
        PROVINSI = "PROVINSI", "Provinsi"
        LKS = "LKS", "Lembaga kesejahteraan sosial / swasta"
        KELURAHAN = "KELURAHAN", "Kelurahan"

    singkatan = models.CharField("singkatan", max_length=40, blank=True)
    jenis = models.CharField("jenis", max_length=10, choices=Jenis)
    alamat = models.CharField("alamat", max_length=200, blank=True)
    email = models.EmailField("e-mail", blank=True)
    telepon = models.CharField("telepon", max_length=40, blank=True)
    kontak_jabatan = models.CharField("jabatan kontak", max_length=120, blank=True)
    terverifikasi = models.BooleanField("nama terverifikasi", default=False)

    class Meta(Referensi.Meta):
        verbose_name = "instansi"
        verbose_name_plural = "instansi"
        ordering = ["nama"]


class JenisLayanan(Referensi):
    class TingkatLayanan(models.TextChoices):
        PUSKESOS = "PUSKESOS", "Puskesos"
        KOTA = "KOTA", "SLRT Kota"
        DARURAT = "DARURAT", "Darurat"

    ringkas = models.CharField("untuk siapa", max_length=300, blank=True)
    produk = models.CharField("hasil layanan", max_length=200, blank=True)
    tingkat = models.CharField("tingkat", max_length=10, choices=TingkatLayanan)
    sektor = models.ForeignKey(Sektor, models.PROTECT, null=True, blank=True, verbose_name="sektor")
    program = models.ForeignKey(Program, models.PROTECT, null=True, blank=True, verbose_name="program")
    perlu_kunjungan = models.BooleanField("perlu kunjungan", default=False)
    batas_hasil_hari = models.PositiveSmallIntegerField("batas hasil (hari kerja)", default=14)
    rahasia = models.BooleanField("rahasia", default=False)
    spm = models.BooleanField("SPM Sosial", default=False)
    instansi = models.ManyToManyField(Instansi, through="LayananInstansi", verbose_name="instansi tujuan")

    class Meta(Referensi.Meta):
        verbose_name = "jenis layanan"
        verbose_name_plural = "jenis layanan"


class LayananInstansi(models.Model):
    """Which agencies can serve a service type, the usual one first: the suggestion at referral."""

    layanan = models.ForeignKey(JenisLayanan, models.PROTECT, verbose_name="layanan")
    instansi = models.ForeignKey(Instansi, models.PROTECT, verbose_name="instansi")
    urutan = models.PositiveSmallIntegerField("urutan", default=1)

    class Meta:
        verbose_name = "instansi tujuan layanan"
        verbose_name_plural = "instansi tujuan layanan"
        ordering = ["layanan", "urutan"]
        constraints = [models.UniqueConstraint(fields=["layanan", "instansi"], name="layanan_instansi_sekali")]

    def __str__(self):
        return f"{self.layanan} – {self.instansi}"


class Subkategori(Referensi):
    kategori = models.CharField("kategori", max_length=12, choices=Kategori)
    sektor = models.ForeignKey(Sektor, models.PROTECT, verbose_name="sektor")
    layanan = models.ForeignKey(JenisLayanan, models.PROTECT, null=True, blank=True, verbose_name="layanan bawaan")
    rahasia = models.BooleanField("rahasia", default=False)
    kata_kunci = models.CharField("kata kunci", max_length=300, blank=True)

    class Meta(Referensi.Meta):
        verbose_name = "subkategori keluhan"
        verbose_name_plural = "subkategori keluhan"


class JenisBerkas(Referensi):
    rahasia = models.BooleanField("rahasia", default=False)
    urutan = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta(Referensi.Meta):
        verbose_name = "jenis berkas"
        verbose_name_plural = "jenis berkas"
        ordering = ["urutan", "kode"]


class Persyaratan(models.Model):
    """One requirement of a service while it holds; rules change, old cases keep the old row."""

    class Wajib(models.TextChoices):
        WAJIB = "WAJIB", "Wajib"
        BILA_ADA = "BILA_ADA", "Bila ada"

    layanan = models.ForeignKey(JenisLayanan, models.PROTECT, related_name="persyaratan", verbose_name="layanan")
    jenis_berkas = models.ForeignKey(JenisBerkas, models.PROTECT, verbose_name="jenis berkas")
    nama = models.CharField("nama", max_length=200)
    wajib = models.CharField("wajib", max_length=8, choices=Wajib, default=Wajib.WAJIB)
    urutan = models.PositiveSmallIntegerField("urutan", default=1)
    berlaku_mulai = models.DateField("berlaku mulai")
    berlaku_sampai = models.DateField("berlaku sampai", null=True, blank=True)
    keterangan = models.CharField("keterangan", max_length=300, blank=True)
    sumber = models.CharField("sumber", max_length=300, blank=True)
    disunting_pada = models.DateTimeField("disunting pada", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "persyaratan"
        verbose_name_plural = "persyaratan"
        ordering = ["layanan", "urutan", "berlaku_mulai"]
        constraints = [
            models.UniqueConstraint(
                fields=["layanan", "jenis_berkas", "nama", "berlaku_mulai"], name="persyaratan_satu_versi"
            ),
        ]

    def __str__(self):
        return self.nama

    def holds_on(self, day):
        return self.berlaku_mulai <= day and (self.berlaku_sampai is None or day <= self.berlaku_sampai)


class StandarLayanan(models.Model):
    """How long one step may take for one priority (domain §3.5): configuration of the city."""

    class Satuan(models.TextChoices):
        SEGERA = "SEGERA", "segera"
        JAM = "JAM", "jam"
        HARI_SAMA = "HARI_SAMA", "hari yang sama"
        HARI_KERJA = "HARI_KERJA", "hari kerja"
        HARI = "HARI", "hari kalender"

    class Langkah(models.TextChoices):
        DAFTAR = "DAFTAR", "Mendaftarkan setelah dicatat"
        VERIFIKASI = "VERIFIKASI", "Verifikasi selesai"
        KEPUTUSAN_PUSKESOS = "KEPUTUSAN_PUSKESOS", "Puskesos memutuskan"
        MENUNGGU_WARGA = "MENUNGGU_WARGA", "Menunggu keluarga melengkapi"
        TRIASE = "TRIASE", "Triase di SLRT Kota"
        TELAAH = "TELAAH", "Telaah, rencana, dan pengiriman rujukan"
        TANGGAPAN_PENGEMBALIAN = "TANGGAPAN_PENGEMBALIAN", "Puskesos melengkapi kasus yang dikembalikan"
        JAWABAN_INSTANSI = "JAWABAN_INSTANSI", "Instansi menerima atau menolak"
        KABAR_PERTAMA = "KABAR_PERTAMA", "Kabar kemajuan pertama dari instansi"
        HASIL = "HASIL", "Hasil"
        HASIL_LAPANGAN = "HASIL_LAPANGAN", "Hasil bila perlu pemeriksaan lapangan"
        UMPAN_BALIK = "UMPAN_BALIK", "Menyampaikan hasil ke keluarga"

    langkah = models.CharField("langkah", max_length=30, choices=Langkah)
    prioritas = models.CharField("prioritas", max_length=8, choices=Prioritas)
    jumlah = models.PositiveSmallIntegerField("jumlah", default=0)
    satuan = models.CharField("satuan", max_length=10, choices=Satuan)
    sumber = models.CharField("sumber", max_length=300, blank=True)
    disunting_pada = models.DateTimeField("disunting pada", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "standar layanan"
        verbose_name_plural = "standar layanan"
        ordering = ["langkah", "prioritas"]
        constraints = [models.UniqueConstraint(fields=["langkah", "prioritas"], name="standar_satu_per_langkah")]

    def __str__(self):
        return f"{self.get_langkah_display()} ({self.get_prioritas_display().lower()})"


class Alasan(models.Model):
    """A coded reason of one group, such as why an agency declined."""

    class Kelompok(models.TextChoices):
        TANPA_NIK = "TANPA_NIK", "Tanpa NIK"
        KEMBALI = "KEMBALI", "Dikembalikan ke Puskesos"
        TERUSKAN = "TERUSKAN", "Diteruskan ke SLRT Kota"
        TOLAK = "TOLAK", "Instansi menolak"
        HASIL = "HASIL", "Hasil akhir keluhan"
        TIDAK_TERPENUHI = "TIDAK_TERPENUHI", "Kebutuhan tidak terpenuhi"
        BUKA_NIK = "BUKA_NIK", "Membuka NIK"
        BATAL = "BATAL", "Ditarik atau dibatalkan"
        BUKA_KEMBALI = "BUKA_KEMBALI", "Dibuka kembali"
        TIDAK_DAPAT = "TIDAK_DAPAT", "Tidak dapat ditindaklanjuti"

    kelompok = models.CharField("kelompok", max_length=16, choices=Kelompok)
    kode = models.CharField("kode", max_length=40)
    nama = models.CharField("nama", max_length=200)
    urutan = models.PositiveSmallIntegerField("urutan", default=0)
    aktif = models.BooleanField("aktif", default=True)
    sumber = models.CharField("sumber", max_length=300, blank=True)
    disunting_pada = models.DateTimeField("disunting pada", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "alasan"
        verbose_name_plural = "alasan"
        ordering = ["kelompok", "urutan"]
        constraints = [models.UniqueConstraint(fields=["kelompok", "kode"], name="alasan_satu_kode")]

    def __str__(self):
        return self.nama


class PertanyaanUrgensi(Referensi):
    """A plain question whose yes raises the priority, with the sentence that explains why."""

    prioritas = models.CharField("prioritas bila ya", max_length=8, choices=Prioritas)
    alasan = models.CharField("alasan yang ditampilkan", max_length=200)
    rahasia = models.BooleanField("menjadikan rahasia", default=False)
    urutan = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta(Referensi.Meta):
        verbose_name = "pertanyaan urgensi"
        verbose_name_plural = "pertanyaan urgensi"
        ordering = ["urutan"]


class Sinonim(models.Model):
    """A word people still say, and the word the product shows."""

    kata = models.CharField("kata", max_length=80, primary_key=True)
    istilah = models.CharField("istilah", max_length=80)

    class Meta:
        verbose_name = "sinonim"
        verbose_name_plural = "sinonim"
