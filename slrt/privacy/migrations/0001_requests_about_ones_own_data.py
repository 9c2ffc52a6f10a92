"""Requests of persons about their own data."""

import django.db.models.deletion
import puskesos.numbering
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("puskesos", "0019_restricted_with_reason"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PermintaanData",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=puskesos.numbering.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("nomor", models.CharField(max_length=24, unique=True, verbose_name="nomor")),
                (
                    "jenis",
                    models.CharField(
                        choices=[
                            ("SALINAN", "Melihat atau menyalin data"),
                            ("PERBAIKAN", "Memperbaiki data"),
                            ("BATASI", "Membatasi pemakaian data"),
                            ("HAPUS", "Menghapus data"),
                        ],
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                (
                    "pemohon",
                    models.CharField(
                        choices=[("KLIEN", "Klien sendiri"), ("ORANG_TUA", "Orang tua"), ("WALI", "Wali / pendamping")],
                        max_length=10,
                        verbose_name="pemohon",
                    ),
                ),
                ("pemohon_nama", models.CharField(blank=True, max_length=120, verbose_name="nama pemohon")),
                (
                    "kenal",
                    models.CharField(
                        choices=[
                            ("KTP", "KTP atau KK diperlihatkan"),
                            ("DIKENAL", "Dikenal petugas"),
                            ("KUASA", "Surat kuasa"),
                        ],
                        max_length=10,
                        verbose_name="pemohon dikenali dari",
                    ),
                ),
                (
                    "lewat",
                    models.CharField(
                        choices=[
                            ("DATANG", "Datang langsung"),
                            ("SURAT", "Surat"),
                            ("TELEPON", "Telepon"),
                            ("KUNJUNGAN", "Saat kunjungan"),
                        ],
                        max_length=10,
                        verbose_name="disampaikan lewat",
                    ),
                ),
                ("isi", models.TextField(verbose_name="yang diminta")),
                ("diterima_pada", models.DateTimeField(verbose_name="diterima")),
                ("batas", models.DateTimeField(verbose_name="batas")),
                ("versi", models.PositiveIntegerField(default=0, verbose_name="versi")),
                (
                    "putusan",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("DIKABULKAN", "Dikabulkan"),
                            ("SEBAGIAN", "Dikabulkan sebagian"),
                            ("DITOLAK", "Ditolak"),
                        ],
                        max_length=10,
                        verbose_name="putusan",
                    ),
                ),
                ("alasan", models.TextField(blank=True, verbose_name="alasan")),
                ("jawaban", models.TextField(blank=True, verbose_name="jawaban untuk pemohon")),
                ("diputus_pada", models.DateTimeField(blank=True, null=True, verbose_name="diputus")),
                ("disampaikan_pada", models.DateTimeField(blank=True, null=True, verbose_name="jawaban disampaikan")),
                (
                    "disampaikan_lewat",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("DATANG", "Datang langsung"),
                            ("SURAT", "Surat"),
                            ("TELEPON", "Telepon"),
                            ("KUNJUNGAN", "Saat kunjungan"),
                        ],
                        max_length=10,
                        verbose_name="jawaban lewat",
                    ),
                ),
                ("diakhiri_pada", models.DateTimeField(blank=True, null=True, verbose_name="pembatasan berakhir")),
                ("diakhiri_alasan", models.TextField(blank=True, verbose_name="mengapa berakhir")),
                (
                    "dicatat_oleh",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dicatat oleh",
                    ),
                ),
                (
                    "diputus_oleh",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diputus oleh",
                    ),
                ),
                (
                    "disampaikan_oleh",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="jawaban disampaikan oleh",
                    ),
                ),
                (
                    "warga",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="permintaan",
                        to="puskesos.warga",
                        verbose_name="warga",
                    ),
                ),
            ],
            options={
                "verbose_name": "permintaan data",
                "verbose_name_plural": "permintaan data",
                "indexes": [
                    models.Index(
                        condition=models.Q(("putusan", "")), fields=["batas", "id"], name="permintaan_menunggu"
                    ),
                    models.Index(fields=["warga"], name="permintaan_warga"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("diputus_oleh__isnull", True), ("diputus_pada__isnull", True), ("putusan", "")),
                            models.Q(
                                models.Q(("putusan", ""), _negated=True),
                                models.Q(("alasan", ""), _negated=True),
                                ("diputus_oleh__isnull", False),
                                ("diputus_pada__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="permintaan_putusan_beralasan",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("disampaikan_pada__isnull", True),
                            models.Q(("putusan", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="permintaan_dijawab_setelah_putusan",
                    ),
                ],
            },
        ),
    ]
