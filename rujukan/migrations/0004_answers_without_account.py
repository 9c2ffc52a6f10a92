import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import puskesos.numbering


class Migration(migrations.Migration):
    dependencies = [
        ("puskesos", "0007_answers_without_account"),
        ("rujukan", "0003_waiting_for_manajer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TautanInstansi",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=puskesos.numbering.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tujuan",
                    models.CharField(
                        choices=[("EMAIL", "Tautan di e-mail"), ("SURAT", "Kode di surat")],
                        max_length=8,
                        verbose_name="jalan",
                    ),
                ),
                ("sidik", models.BinaryField(max_length=32, unique=True, verbose_name="sidik token")),
                ("kode_sandi", models.BinaryField(blank=True, null=True, verbose_name="kode surat tersandi")),
                ("berlaku_sampai", models.DateTimeField(verbose_name="berlaku sampai")),
                ("dibuat_pada", models.DateTimeField(verbose_name="dibuat")),
                ("dicabut_pada", models.DateTimeField(blank=True, null=True, verbose_name="dicabut")),
                ("dipakai_pada", models.DateTimeField(blank=True, null=True, verbose_name="terakhir dipakai menjawab")),
                (
                    "dibuat_oleh",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dibuat oleh",
                    ),
                ),
                (
                    "dicabut_oleh",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dicabut oleh",
                    ),
                ),
                (
                    "instansi",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.instansi",
                        verbose_name="instansi",
                    ),
                ),
                (
                    "rujukan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tautan",
                        to="rujukan.rujukan",
                        verbose_name="rujukan",
                    ),
                ),
            ],
            options={
                "verbose_name": "tautan instansi",
                "verbose_name_plural": "tautan instansi",
                "ordering": ["-dibuat_pada"],
            },
        ),
        migrations.CreateModel(
            name="JawabanMasuk",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=puskesos.numbering.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("langkah", models.CharField(max_length=24, verbose_name="jawaban")),
                ("isi", models.JSONField(blank=True, default=dict, verbose_name="isi jawaban")),
                ("penjawab", models.CharField(max_length=80, verbose_name="mengaku bernama")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("MENUNGGU", "Belum terverifikasi"),
                            ("DIBENARKAN", "Dibenarkan instansi"),
                            ("DITOLAK", "Bukan dari instansi"),
                        ],
                        default="MENUNGGU",
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
                ("masuk_pada", models.DateTimeField(verbose_name="masuk")),
                ("diputus_pada", models.DateTimeField(blank=True, null=True, verbose_name="diputuskan")),
                ("catatan", models.TextField(blank=True, verbose_name="catatan keputusan")),
                (
                    "diputus_oleh",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diputuskan oleh",
                    ),
                ),
                (
                    "rujukan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jawaban_masuk",
                        to="rujukan.rujukan",
                        verbose_name="rujukan",
                    ),
                ),
                (
                    "tautan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rujukan.tautaninstansi",
                        verbose_name="tautan",
                    ),
                ),
            ],
            options={
                "verbose_name": "jawaban belum terverifikasi",
                "verbose_name_plural": "jawaban belum terverifikasi",
                "ordering": ["masuk_pada"],
            },
        ),
        migrations.CreateModel(
            name="KodeMeja",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sidik", models.BinaryField(max_length=32, verbose_name="sidik kode")),
                ("dibuat_pada", models.DateTimeField(verbose_name="dibuat")),
                ("berakhir_pada", models.DateTimeField(blank=True, null=True, verbose_name="berakhir")),
                (
                    "dibuat_oleh",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dibuat oleh",
                    ),
                ),
                (
                    "instansi",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.instansi",
                        verbose_name="instansi",
                    ),
                ),
            ],
            options={
                "verbose_name": "kode meja",
                "verbose_name_plural": "kode meja",
                "ordering": ["-dibuat_pada"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("berakhir_pada__isnull", True)), fields=("instansi",), name="kode_meja_satu"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="tautaninstansi",
            index=models.Index(fields=["rujukan", "-dibuat_pada"], name="tautan_rujukan"),
        ),
        migrations.AddConstraint(
            model_name="tautaninstansi",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dicabut_pada__isnull", True), ("tujuan", "SURAT")),
                fields=("rujukan",),
                name="tautan_satu_kode_surat",
            ),
        ),
        migrations.AddConstraint(
            model_name="tautaninstansi",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kode_sandi__isnull", True), ("tujuan", "EMAIL")),
                    models.Q(("kode_sandi__isnull", False), ("tujuan", "SURAT")),
                    _connector="OR",
                ),
                name="tautan_kode_hanya_di_surat",
            ),
        ),
        migrations.AddIndex(
            model_name="jawabanmasuk",
            index=models.Index(
                condition=models.Q(("status", "MENUNGGU")), fields=["masuk_pada", "id"], name="jawaban_masuk_menunggu"
            ),
        ),
        migrations.AddIndex(
            model_name="jawabanmasuk",
            index=models.Index(fields=["rujukan"], name="jawaban_masuk_rujukan"),
        ),
        migrations.AddConstraint(
            model_name="jawabanmasuk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("diputus_pada__isnull", True), ("status", "MENUNGGU")),
                    models.Q(models.Q(("status", "MENUNGGU"), _negated=True), ("diputus_pada__isnull", False)),
                    _connector="OR",
                ),
                name="jawaban_masuk_diputus_bertanggal",
            ),
        ),
    ]
