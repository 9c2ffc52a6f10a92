"""Letters: Surat with its history, its texts, letterheads, signers and number books, and the work of issuing many."""

import django.db.models.deletion
import puskesos.numbering
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("puskesos", "0008_devices"),
        ("rujukan", "0005_reminders_in_full"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KopSurat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("berlaku_mulai", models.DateField(verbose_name="berlaku mulai")),
                ("berlaku_sampai", models.DateField(blank=True, null=True, verbose_name="berlaku sampai")),
                ("sumber", models.CharField(blank=True, max_length=300, verbose_name="sumber")),
                (
                    "disunting_pada",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="disunting pada"),
                ),
                ("kode_unit", models.CharField(max_length=20, verbose_name="kode unit pada nomor surat")),
                (
                    "baris",
                    models.TextField(
                        help_text="Satu baris per lembaga, yang terakhir paling besar.", verbose_name="baris kop"
                    ),
                ),
                (
                    "alamat",
                    models.TextField(
                        blank=True, help_text="Paling banyak tiga baris.", verbose_name="alamat dan kontak"
                    ),
                ),
                ("tempat", models.CharField(max_length=60, verbose_name="tempat pada tanggal surat")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.wilayah",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "kop surat",
                "verbose_name_plural": "kop surat",
                "ordering": ["unit_id", "-berlaku_mulai"],
            },
        ),
        migrations.CreateModel(
            name="NomorSurat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "jenis",
                    models.CharField(
                        choices=[
                            ("RUJUKAN", "Surat rujukan"),
                            ("REKOMENDASI", "Surat rekomendasi"),
                            ("KETERANGAN", "Surat keterangan"),
                            ("SKTM", "Surat keterangan tidak mampu (SKTM)"),
                            ("PENGANTAR", "Surat pengantar"),
                            ("PENGINGAT", "Surat pengingat"),
                            ("BERITA_ACARA", "Berita acara"),
                        ],
                        max_length=12,
                        verbose_name="jenis surat",
                    ),
                ),
                ("tahun", models.PositiveSmallIntegerField(verbose_name="tahun")),
                (
                    "mulai",
                    models.PositiveIntegerField(
                        default=1,
                        help_text="Diubah hanya sebelum nomor pertama keluar, misalnya bila tahun ini sudah ada surat dari buku lama.",
                        verbose_name="nomor pertama",
                    ),
                ),
                ("terakhir", models.PositiveIntegerField(default=0, editable=False, verbose_name="nomor terakhir")),
                ("sumber", models.CharField(blank=True, max_length=300, verbose_name="sumber")),
                (
                    "disunting_pada",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="disunting pada"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.wilayah",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "buku nomor surat",
                "verbose_name_plural": "buku nomor surat",
                "ordering": ["-tahun", "unit_id", "jenis"],
            },
        ),
        migrations.CreateModel(
            name="PekerjaanSurat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dibuat_pada", models.DateTimeField(verbose_name="dibuat")),
                (
                    "penugasan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.penugasan",
                        verbose_name="penugasan",
                    ),
                ),
            ],
            options={
                "verbose_name": "pekerjaan surat",
                "verbose_name_plural": "pekerjaan surat",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="PenandaTangan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("berlaku_mulai", models.DateField(verbose_name="berlaku mulai")),
                ("berlaku_sampai", models.DateField(blank=True, null=True, verbose_name="berlaku sampai")),
                ("sumber", models.CharField(blank=True, max_length=300, verbose_name="sumber")),
                (
                    "disunting_pada",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="disunting pada"),
                ),
                (
                    "peran",
                    models.CharField(
                        choices=[
                            ("LURAH", "Lurah"),
                            ("MANAJER", "Manajer SLRT"),
                            ("PIMPINAN", "Pimpinan Dinas Sosial"),
                        ],
                        max_length=12,
                        verbose_name="peran yang menandatangani",
                    ),
                ),
                (
                    "jabatan",
                    models.TextField(
                        help_text="Seperti tercetak, satu baris atau lebih.",
                        verbose_name="jabatan",
                    ),
                ),
                ("nama", models.CharField(max_length=160, verbose_name="nama dengan gelar")),
                ("pangkat", models.CharField(blank=True, max_length=80, verbose_name="pangkat")),
                ("nip", models.CharField(blank=True, max_length=30, verbose_name="NIP")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.wilayah",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "penanda tangan",
                "verbose_name_plural": "penanda tangan",
                "ordering": ["unit_id", "peran", "-berlaku_mulai"],
            },
        ),
        migrations.CreateModel(
            name="Surat",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=puskesos.numbering.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "jenis",
                    models.CharField(
                        choices=[
                            ("RUJUKAN", "Surat rujukan"),
                            ("REKOMENDASI", "Surat rekomendasi"),
                            ("KETERANGAN", "Surat keterangan"),
                            ("SKTM", "Surat keterangan tidak mampu (SKTM)"),
                            ("PENGANTAR", "Surat pengantar"),
                            ("PENGINGAT", "Surat pengingat"),
                            ("BERITA_ACARA", "Berita acara"),
                        ],
                        max_length=12,
                        verbose_name="jenis surat",
                    ),
                ),
                ("hal", models.CharField(max_length=300, verbose_name="hal atau judul")),
                ("tujuan", models.TextField(blank=True, verbose_name="kepada")),
                ("pembuka", models.TextField(blank=True, verbose_name="pembuka")),
                ("uraian", models.TextField(blank=True, verbose_name="isi")),
                ("penutup", models.TextField(blank=True, verbose_name="penutup")),
                ("tembusan", models.TextField(blank=True, verbose_name="tembusan")),
                (
                    "kertas",
                    models.CharField(
                        choices=[("A4", "A4 (210 × 297 mm)"), ("F4", "F4 / folio (215 × 330 mm)")],
                        default="A4",
                        max_length=2,
                        verbose_name="kertas",
                    ),
                ),
                ("sertakan_identitas", models.BooleanField(default=False, verbose_name="cantumkan NIK")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAF", "Konsep"),
                            ("DIAJUKAN", "Menunggu paraf"),
                            ("DIPARAF", "Menunggu tanda tangan"),
                            ("DITANDATANGANI", "Siap diterbitkan"),
                            ("TERBIT", "Terbit"),
                            ("DICABUT", "Dicabut"),
                            ("DIBATALKAN", "Konsep dibatalkan"),
                        ],
                        default="DRAF",
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("status_sejak", models.DateTimeField(verbose_name="status sejak")),
                ("versi", models.PositiveIntegerField(default=0, verbose_name="versi")),
                ("kode_sandi", models.BinaryField(verbose_name="kode periksa tersandi")),
                ("kode_cari", models.BinaryField(max_length=32, unique=True, verbose_name="kunci cari kode periksa")),
                ("tahun", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="tahun")),
                ("urut", models.PositiveIntegerField(blank=True, null=True, verbose_name="nomor urut")),
                ("nomor", models.CharField(blank=True, max_length=120, verbose_name="nomor")),
                ("tanggal", models.DateField(blank=True, null=True, verbose_name="tanggal surat")),
                ("terbit_pada", models.DateTimeField(blank=True, null=True, verbose_name="terbit")),
                ("inisial", models.CharField(blank=True, max_length=60, verbose_name="inisial pada halaman periksa")),
                ("arsip", models.UUIDField(blank=True, null=True, unique=True, verbose_name="arsip PDF")),
                ("sidik", models.CharField(blank=True, max_length=64, verbose_name="sidik SHA-256")),
                ("halaman", models.PositiveSmallIntegerField(default=0, verbose_name="halaman")),
                ("dicabut_pada", models.DateTimeField(blank=True, null=True, verbose_name="dicabut")),
                ("dicabut_sebab", models.CharField(blank=True, max_length=300, verbose_name="sebab dicabut")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="dibuat")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="diubah")),
                (
                    "dibuat_oleh",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="disusun oleh",
                    ),
                ),
                (
                    "diparaf_oleh",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diparaf oleh",
                    ),
                ),
                (
                    "ditandatangani_oleh",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ditandatangani oleh",
                    ),
                ),
                (
                    "keluhan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surat",
                        to="puskesos.keluhan",
                        verbose_name="keluhan",
                    ),
                ),
                (
                    "kelurahan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.wilayah",
                        verbose_name="kelurahan",
                    ),
                ),
                (
                    "kop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rujukan.kopsurat",
                        verbose_name="kop",
                    ),
                ),
                (
                    "penanda",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rujukan.penandatangan",
                        verbose_name="penanda tangan",
                    ),
                ),
                (
                    "pindaian",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.lampiran",
                        verbose_name="pindaian bertanda tangan",
                    ),
                ),
                (
                    "rujukan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surat",
                        to="rujukan.rujukan",
                        verbose_name="rujukan",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.wilayah",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "surat",
                "verbose_name_plural": "surat",
            },
        ),
        migrations.CreateModel(
            name="RiwayatSurat",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=puskesos.numbering.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("langkah", models.CharField(max_length=24, verbose_name="langkah")),
                ("dari", models.CharField(max_length=16, verbose_name="dari")),
                ("ke", models.CharField(max_length=16, verbose_name="ke")),
                ("versi", models.PositiveIntegerField(verbose_name="versi")),
                ("at", models.DateTimeField(verbose_name="waktu")),
                ("peran", models.CharField(max_length=12, verbose_name="peran")),
                ("alasan", models.CharField(blank=True, max_length=40, verbose_name="alasan")),
                ("catatan", models.TextField(blank=True, verbose_name="catatan")),
                ("fakta", models.JSONField(blank=True, default=dict, verbose_name="fakta")),
                (
                    "keluhan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.keluhan",
                        verbose_name="keluhan",
                    ),
                ),
                (
                    "penugasan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.penugasan",
                        verbose_name="penugasan",
                    ),
                ),
                (
                    "petugas",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="petugas",
                    ),
                ),
                (
                    "surat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="riwayat",
                        to="rujukan.surat",
                        verbose_name="surat",
                    ),
                ),
            ],
            options={
                "verbose_name": "riwayat surat",
                "verbose_name_plural": "riwayat surat",
                "ordering": ["at", "versi"],
            },
        ),
        migrations.CreateModel(
            name="BarisPekerjaan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("MENUNGGU", "Menunggu"), ("SELESAI", "Selesai"), ("GAGAL", "Gagal")],
                        default="MENUNGGU",
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
                ("sebab", models.CharField(blank=True, max_length=300, verbose_name="sebab gagal")),
                (
                    "pekerjaan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="baris",
                        to="rujukan.pekerjaansurat",
                        verbose_name="pekerjaan",
                    ),
                ),
                (
                    "surat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rujukan.surat",
                        verbose_name="surat",
                    ),
                ),
            ],
            options={
                "verbose_name": "baris pekerjaan surat",
                "verbose_name_plural": "baris pekerjaan surat",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TeksSurat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("berlaku_mulai", models.DateField(verbose_name="berlaku mulai")),
                ("berlaku_sampai", models.DateField(blank=True, null=True, verbose_name="berlaku sampai")),
                ("sumber", models.CharField(blank=True, max_length=300, verbose_name="sumber")),
                (
                    "disunting_pada",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="disunting pada"),
                ),
                (
                    "jenis",
                    models.CharField(
                        choices=[
                            ("RUJUKAN", "Surat rujukan"),
                            ("REKOMENDASI", "Surat rekomendasi"),
                            ("KETERANGAN", "Surat keterangan"),
                            ("SKTM", "Surat keterangan tidak mampu (SKTM)"),
                            ("PENGANTAR", "Surat pengantar"),
                            ("PENGINGAT", "Surat pengingat"),
                            ("BERITA_ACARA", "Berita acara"),
                        ],
                        max_length=12,
                        verbose_name="jenis surat",
                    ),
                ),
                (
                    "tingkat",
                    models.CharField(
                        choices=[("KOTA", "SLRT Kota"), ("KELURAHAN", "Kelurahan")],
                        max_length=10,
                        verbose_name="tingkat",
                    ),
                ),
                ("klasifikasi", models.CharField(max_length=30, verbose_name="kode klasifikasi")),
                (
                    "pola_nomor",
                    models.CharField(
                        default="{klasifikasi}/{urut}/{unit}/{tahun}",
                        help_text="Memakai {klasifikasi} {urut} {unit} {bulan} {tahun}; {urut} dan {tahun} wajib.",
                        max_length=80,
                        verbose_name="pola nomor",
                    ),
                ),
                ("hal", models.CharField(max_length=200, verbose_name="hal atau judul")),
                ("sifat", models.CharField(blank=True, default="Biasa", max_length=30, verbose_name="sifat")),
                (
                    "pembuka",
                    models.TextField(
                        blank=True,
                        help_text="Boleh memakai {nama} {layanan} {instansi}.",
                        verbose_name="pembuka",
                    ),
                ),
                ("uraian", models.TextField(blank=True, verbose_name="isi bawaan")),
                ("penutup", models.TextField(blank=True, verbose_name="penutup")),
                (
                    "tembusan",
                    models.TextField(blank=True, help_text="Satu baris per penerima.", verbose_name="tembusan"),
                ),
                ("memuat_nik", models.BooleanField(default=False, verbose_name="memuat NIK")),
                ("perlu_paraf", models.BooleanField(default=True, verbose_name="perlu paraf")),
                (
                    "kertas",
                    models.CharField(
                        choices=[("A4", "A4 (210 × 297 mm)"), ("F4", "F4 / folio (215 × 330 mm)")],
                        default="A4",
                        max_length=2,
                        verbose_name="kertas",
                    ),
                ),
            ],
            options={
                "verbose_name": "teks surat",
                "verbose_name_plural": "teks surat",
                "ordering": ["jenis", "tingkat", "-berlaku_mulai"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("jenis", "tingkat", "berlaku_mulai"), name="teks_surat_satu_per_masa"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="surat",
            name="teks",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rujukan.tekssurat",
                verbose_name="teks",
            ),
        ),
        migrations.AddConstraint(
            model_name="kopsurat",
            constraint=models.UniqueConstraint(fields=("unit", "berlaku_mulai"), name="kop_satu_per_masa"),
        ),
        migrations.AddConstraint(
            model_name="nomorsurat",
            constraint=models.UniqueConstraint(fields=("unit", "jenis", "tahun"), name="buku_nomor_surat_satu"),
        ),
        migrations.AddConstraint(
            model_name="nomorsurat",
            constraint=models.CheckConstraint(condition=models.Q(("mulai__gte", 1)), name="buku_nomor_surat_mulai"),
        ),
        migrations.AddConstraint(
            model_name="nomorsurat",
            constraint=models.CheckConstraint(
                condition=models.Q(("terakhir", 0), ("terakhir__gte", models.F("mulai")), _connector="OR"),
                name="buku_nomor_surat_maju",
            ),
        ),
        migrations.AddConstraint(
            model_name="riwayatsurat",
            constraint=models.UniqueConstraint(fields=("surat", "versi"), name="riwayatsurat_satu_versi"),
        ),
        migrations.AddIndex(
            model_name="barispekerjaan",
            index=models.Index(
                condition=models.Q(("status", "MENUNGGU")), fields=["id"], name="pekerjaan_surat_menunggu"
            ),
        ),
        migrations.AddConstraint(
            model_name="barispekerjaan",
            constraint=models.UniqueConstraint(fields=("pekerjaan", "surat"), name="pekerjaan_surat_sekali"),
        ),
        migrations.AddIndex(
            model_name="surat",
            index=models.Index(fields=["keluhan", "-id"], name="surat_keluhan"),
        ),
        migrations.AddIndex(
            model_name="surat",
            index=models.Index(fields=["rujukan", "-id"], name="surat_rujukan"),
        ),
        migrations.AddIndex(
            model_name="surat",
            index=models.Index(fields=["status", "-id"], name="surat_status"),
        ),
        migrations.AddConstraint(
            model_name="surat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("urut__isnull", False)),
                fields=("unit", "jenis", "tahun", "urut"),
                name="surat_nomor_urut",
            ),
        ),
        migrations.AddConstraint(
            model_name="surat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("nomor", ""), _negated=True), fields=("nomor",), name="surat_nomor_satu"
            ),
        ),
        migrations.AddConstraint(
            model_name="surat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ["TERBIT", "DICABUT"]),
                        models.Q(("nomor", ""), _negated=True),
                        models.Q(("sidik", ""), _negated=True),
                        ("arsip__isnull", False),
                        ("tahun__isnull", False),
                        ("tanggal__isnull", False),
                        ("urut__isnull", False),
                        ("kop__isnull", False),
                        ("terbit_pada__isnull", False),
                    ),
                    models.Q(
                        models.Q(("status__in", ["TERBIT", "DICABUT"]), _negated=True),
                        ("arsip__isnull", True),
                        ("nomor", ""),
                        ("sidik", ""),
                        ("urut__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="surat_terbit_bernomor",
            ),
        ),
        migrations.AddConstraint(
            model_name="surat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("jenis__in", ["RUJUKAN", "PENGINGAT"]), ("rujukan__isnull", False)),
                    models.Q(("jenis__in", ["RUJUKAN", "PENGINGAT"]), _negated=True),
                    _connector="OR",
                ),
                name="surat_rujukan_punya_rujukan",
            ),
        ),
        migrations.AddConstraint(
            model_name="surat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dicabut_pada__isnull", False), ("status", "DICABUT")),
                    models.Q(models.Q(("status", "DICABUT"), _negated=True), ("dicabut_pada__isnull", True)),
                    _connector="OR",
                ),
                name="surat_dicabut_bertanggal",
            ),
        ),
    ]
