"""People, apart from their cases; identifiers are sealed, looked up by HMAC, shown masked."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value

from puskesos import identity, nik
from puskesos.matching import name_key
from puskesos.models.base import BornAnywhere
from puskesos.models.keluarga import Keluarga
from puskesos.querysets import WargaQuerySet


def words_of(name):
    """The words of a name key as an array, exactly as the index `warga_kata` has them."""
    return Func(F(name), Value(" "), function="string_to_array", output_field=ArrayField(models.TextField()))


class KataNama(models.Model):
    """Every word that ever stood in a name key, kept by a trigger (migration 0005).

    What somebody types is compared with these few words instead of with a million people.
    """

    kata = models.CharField("kata", max_length=160, primary_key=True)

    class Meta:
        verbose_name = "kata nama"
        verbose_name_plural = "kata nama"
        # New words are rare: none waits in a list that every search would have to read.
        indexes = [GinIndex(OpClass(F("kata"), name="gin_trgm_ops"), name="kata_nama_trgm", fastupdate=False)]

    def __str__(self):
        return self.kata


class Warga(BornAnywhere):
    """A person served; one name field (single names are common), NIK optional with a reason (domain §4.1)."""

    class JenisKelamin(models.TextChoices):
        L = "L", "Laki-laki"
        P = "P", "Perempuan"

    class CaraVerifikasi(models.TextChoices):
        KTP_DILIHAT = "KTP_DILIHAT", "KTP dilihat"
        KK_DILIHAT = "KK_DILIHAT", "KK dilihat"
        SIKS_NG = "SIKS_NG", "Dicek di SIKS-NG"
        DUKCAPIL = "DUKCAPIL", "Keterangan Dukcapil"
        PENGAKUAN = "PENGAKUAN", "Pengakuan saja"

    class MilikHP(models.TextChoices):
        SENDIRI = "SENDIRI", "Milik sendiri"
        KELUARGA = "KELUARGA", "Milik keluarga"
        TETANGGA = "TETANGGA", "Milik tetangga"
        RT = "RT", "Ketua RT"

    nama = models.CharField("nama lengkap", max_length=120)
    nama_kunci = models.CharField("kunci nama", max_length=160, editable=False)
    nama_alias = models.CharField("nama panggilan", max_length=80, blank=True)
    nik_sandi = models.BinaryField("NIK tersandi", null=True, blank=True)
    nik_cari = models.BinaryField("kunci cari NIK", max_length=32, null=True, blank=True)
    alasan_tanpa_nik = models.CharField("alasan tanpa NIK", max_length=40, blank=True)
    cara_verifikasi = models.CharField("identitas dilihat dari", max_length=12, choices=CaraVerifikasi, blank=True)
    tempat_lahir = models.CharField("tempat lahir", max_length=80, blank=True)
    tanggal_lahir = models.DateField("tanggal lahir", null=True, blank=True)
    perkiraan_umur = models.PositiveSmallIntegerField("perkiraan umur", null=True, blank=True)
    jenis_kelamin = models.CharField("jenis kelamin", max_length=1, choices=JenisKelamin, blank=True)
    status_perkawinan = models.CharField("status perkawinan", max_length=20, blank=True)
    hubungan_keluarga = models.CharField("hubungan dalam keluarga", max_length=20, blank=True)
    pendidikan = models.CharField("pendidikan", max_length=40, blank=True)
    pekerjaan = models.CharField("pekerjaan", max_length=80, blank=True)
    nama_ibu = models.CharField("nama ibu kandung", max_length=120, blank=True)
    hp_sandi = models.BinaryField("nomor HP tersandi", null=True, blank=True)
    hp_cari = models.BinaryField("kunci cari HP", max_length=32, null=True, blank=True)
    hp_milik = models.CharField("HP milik", max_length=10, choices=MilikHP, blank=True)
    bahasa = models.CharField("bahasa", max_length=20, blank=True)
    disabilitas = ArrayField(models.CharField(max_length=20), verbose_name="disabilitas", default=list, blank=True)
    kesehatan_sandi = models.BinaryField("kondisi kesehatan tersandi", null=True, blank=True)
    keluarga = models.ForeignKey(
        Keluarga, models.PROTECT, null=True, blank=True, related_name="anggota", verbose_name="keluarga"
    )
    kelurahan = models.ForeignKey("puskesos.Wilayah", models.PROTECT, related_name="+", verbose_name="kelurahan")
    alamat = models.CharField("alamat", max_length=200, blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    rw = models.CharField("RW", max_length=3, blank=True)
    patokan = models.CharField("patokan", max_length=160, blank=True)
    alamat_ktp_sama = models.BooleanField("alamat KTP sama", default=True)
    daerah_asal = models.CharField("daerah asal", max_length=80, blank=True)
    digabung_ke = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="gabungan", verbose_name="digabung ke"
    )
    versi = models.PositiveIntegerField("versi", default=0)
    created_at = models.DateTimeField("dicatat", auto_now_add=True)
    updated_at = models.DateTimeField("diubah", auto_now=True)

    objects = WargaQuerySet.as_manager()

    class Meta:
        verbose_name = "warga"
        verbose_name_plural = "warga"
        constraints = [
            models.UniqueConstraint(
                fields=["nik_cari"], name="warga_nik_sekali",
                condition=Q(nik_cari__isnull=False, digabung_ke__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(nik_cari__isnull=False) | ~Q(alasan_tanpa_nik=""), name="warga_tanpa_nik_beralasan"
            ),
            models.CheckConstraint(
                condition=Q(nik_cari__isnull=True, nik_sandi__isnull=True)
                | Q(nik_cari__isnull=False, nik_sandi__isnull=False),
                name="warga_nik_tersandi_utuh",
            ),
            models.CheckConstraint(condition=~Q(digabung_ke=F("id")), name="warga_bukan_gabungan_diri"),
        ]  # fmt: skip
        indexes = [
            # People wait in a list before they enter these two; every search reads it, so that it must be short.
            GinIndex(OpClass(F("nama_kunci"), name="gin_trgm_ops"), name="warga_nama_trgm", gin_pending_list_limit=64),
            models.Index(fields=["kelurahan", "nama_kunci"], name="warga_kelurahan_nama"),
            # A whole name in the city: the trigrams above could answer that too, from all names that hold it.
            models.Index(fields=["nama_kunci"], name="warga_nama"),
            GinIndex(F("kelurahan"), words_of("nama_kunci"), name="warga_kata", gin_pending_list_limit=64),
            models.Index(fields=["hp_cari"], name="warga_hp", condition=Q(hp_cari__isnull=False)),
        ]

    def __str__(self):
        return self.nama

    def save(self, *args, **kwargs):
        self.nama_kunci = name_key(self.nama)[:160]
        super().save(*args, **kwargs)

    # --- identifiers ----------------------------------------------------------------------------------------------
    def set_nik(self, number):
        """Seal and index a NIK of 16 digits, or clear it with None."""
        self.nik_sandi = identity.seal(number, table="warga", column="nik", row=self.id) if number else None
        self.nik_cari = identity.blind_index(number, purpose="nik") if number else None

    def nik(self):
        """The full NIK or None: only through access.reveal, which leaves its Jejak."""
        return self.nik_sandi and identity.unseal(bytes(self.nik_sandi), table="warga", column="nik", row=self.id)

    @property
    def nik_masked(self):
        return nik.mask(self.nik())

    def set_hp(self, number):
        """Seal and index a phone number in +62 form, or clear it with None."""
        self.hp_sandi = identity.seal(number, table="warga", column="hp", row=self.id) if number else None
        self.hp_cari = identity.blind_index(number, purpose="hp") if number else None

    def hp(self):
        return self.hp_sandi and identity.unseal(bytes(self.hp_sandi), table="warga", column="hp", row=self.id)

    def set_kesehatan(self, text):
        self.kesehatan_sandi = identity.seal(text, table="warga", column="kesehatan", row=self.id) if text else None

    def kesehatan(self):
        sealed = self.kesehatan_sandi
        return identity.unseal(bytes(sealed), table="warga", column="kesehatan", row=self.id) if sealed else ""

    def age_on(self, day):
        """Age in years on a day, or the estimate; None when neither is known."""
        if not self.tanggal_lahir:
            return self.perkiraan_umur
        born = self.tanggal_lahir
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class WargaPPKS(models.Model):
    """A PPKS category of a person, with date, assessor and basis."""

    warga = models.ForeignKey(Warga, models.PROTECT, related_name="ppks", verbose_name="warga")
    kategori = models.ForeignKey("puskesos.KategoriPPKS", models.PROTECT, verbose_name="kategori")
    tanggal = models.DateField("tanggal")
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="petugas")
    dasar = models.CharField("dasar", max_length=200, blank=True)

    class Meta:
        verbose_name = "PPKS warga"
        verbose_name_plural = "PPKS warga"
        constraints = [models.UniqueConstraint(fields=["warga", "kategori"], name="warga_ppks_sekali")]


class StatusDTSEN(models.Model):
    """What an officer saw in the national data, where and when: recorded, never computed (domain §4.3 C)."""

    class Terdaftar(models.TextChoices):
        YA = "YA", "Terdaftar"
        TIDAK = "TIDAK", "Tidak terdaftar"
        BELUM_DICEK = "BELUM_DICEK", "Belum dicek"

    class Sumber(models.TextChoices):
        SIKS_NG = "SIKS_NG", "SIKS-NG"
        CEK_BANSOS = "CEK_BANSOS", "Cek Bansos"
        SURAT = "SURAT", "Surat keterangan"
        PENGAKUAN = "PENGAKUAN", "Pengakuan keluarga"

    warga = models.ForeignKey(Warga, models.PROTECT, related_name="dtsen", verbose_name="warga")
    keluhan = models.ForeignKey(
        "puskesos.Keluhan", models.PROTECT, null=True, blank=True, related_name="dtsen", verbose_name="keluhan"
    )
    terdaftar = models.CharField("terdaftar", max_length=12, choices=Terdaftar)
    desil = models.PositiveSmallIntegerField("desil", null=True, blank=True)
    tanggal_cek = models.DateField("tanggal cek", null=True, blank=True)
    sumber = models.CharField("sumber", max_length=12, choices=Sumber, blank=True)
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dicek oleh")
    bukti = models.ForeignKey(
        "puskesos.Lampiran", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bukti"
    )
    kedaluwarsa = models.DateField("berlaku sampai", null=True, blank=True)
    created_at = models.DateTimeField("dicatat", auto_now_add=True)

    class Meta:
        verbose_name = "status DTSEN"
        verbose_name_plural = "status DTSEN"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(desil__isnull=True) | Q(desil__lte=10), name="dtsen_desil_0_10"),
            models.CheckConstraint(
                condition=Q(terdaftar="BELUM_DICEK") | (Q(tanggal_cek__isnull=False) & ~Q(sumber="")),
                name="dtsen_cek_bertanggal_dan_bersumber",
            ),
        ]


class Kepesertaan(models.Model):
    """Membership of a person in a programme, 0..n per person, each with its status and check date."""

    class Status(models.TextChoices):
        AKTIF = "AKTIF", "Aktif"
        NONAKTIF = "NONAKTIF", "Nonaktif"
        DIUSULKAN = "DIUSULKAN", "Diusulkan"
        DITOLAK = "DITOLAK", "Ditolak"
        GRADUASI = "GRADUASI", "Graduasi"

    warga = models.ForeignKey(Warga, models.PROTECT, related_name="kepesertaan", verbose_name="warga")
    program = models.ForeignKey("puskesos.Program", models.PROTECT, verbose_name="program")
    status = models.CharField("status", max_length=10, choices=Status)
    kartu_sandi = models.BinaryField("nomor kartu tersandi", null=True, blank=True)
    sejak = models.CharField("sejak", max_length=40, blank=True)
    sumber = models.CharField("sumber", max_length=60, blank=True)
    dicek_pada = models.DateField("dicek pada", null=True, blank=True)
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dicatat oleh")

    class Meta:
        verbose_name = "kepesertaan"
        verbose_name_plural = "kepesertaan"
        constraints = [models.UniqueConstraint(fields=["warga", "program"], name="kepesertaan_sekali")]


class DugaanGanda(models.Model):
    """A pair of persons somebody looked at, and the decision, remembered for ever."""

    class Keputusan(models.TextChoices):
        GABUNG = "GABUNG", "Orang yang sama"
        BUKAN = "BUKAN", "Bukan orang yang sama"

    warga_a = models.ForeignKey(Warga, models.PROTECT, related_name="+", verbose_name="warga pertama")
    warga_b = models.ForeignKey(Warga, models.PROTECT, related_name="+", verbose_name="warga kedua")
    keputusan = models.CharField("keputusan", max_length=8, choices=Keputusan)
    alasan = models.CharField("alasan", max_length=300, blank=True)
    petugas = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diputuskan")
    created_at = models.DateTimeField("diputuskan pada", auto_now_add=True)

    class Meta:
        verbose_name = "dugaan ganda"
        verbose_name_plural = "dugaan ganda"
        constraints = [
            models.CheckConstraint(condition=Q(warga_a__lt=F("warga_b")), name="dugaan_urut"),
            models.UniqueConstraint(fields=["warga_a", "warga_b"], name="dugaan_sekali"),
        ]
