import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import puskesos.numbering


class Migration(migrations.Migration):
    dependencies = [
        ("puskesos", "0006_name_words_fill"),
    ]

    operations = [
        migrations.AlterField(
            model_name="lampiran",
            name="diunggah_oleh",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="diunggah oleh",
            ),
        ),
        migrations.CreateModel(
            name="Ketukan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("jenis", models.CharField(max_length=12, verbose_name="pintu")),
                ("kunci", models.BinaryField(max_length=16, verbose_name="tanda alamat")),
                ("jendela", models.DateTimeField(verbose_name="mulai jendela waktu")),
                ("kali", models.PositiveIntegerField(default=0, verbose_name="berapa kali")),
            ],
            options={
                "verbose_name": "ketukan",
                "verbose_name_plural": "ketukan",
                "indexes": [models.Index(fields=["jendela"], name="ketukan_jendela")],
                "constraints": [
                    models.UniqueConstraint(fields=("jenis", "kunci", "jendela"), name="ketukan_satu_jendela")
                ],
            },
        ),
        migrations.CreateModel(
            name="CekKeluarga",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=puskesos.numbering.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("dinyatakan_pada", models.DateTimeField(verbose_name="dinyatakan dilayani")),
                ("tenggat", models.DateTimeField(verbose_name="ditanyakan paling lambat")),
                (
                    "kata",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SUDAH", "Sudah terbantu"),
                            ("SEBAGIAN", "Terbantu sebagian"),
                            ("BELUM", "Belum terbantu"),
                        ],
                        max_length=8,
                        verbose_name="kata keluarga",
                    ),
                ),
                (
                    "cara",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("KUNJUNGAN", "Kunjungan rumah"),
                            ("TELEPON", "Telepon atau WhatsApp"),
                            ("DATANG", "Keluarga datang"),
                            ("HALAMAN", "Halaman status"),
                            ("DISAMPAIKAN", "Saat hasil disampaikan"),
                        ],
                        max_length=12,
                        verbose_name="diketahui dari",
                    ),
                ),
                ("catatan", models.TextField(blank=True, verbose_name="kata-kata keluarga")),
                ("dijawab_pada", models.DateTimeField(blank=True, null=True, verbose_name="dijawab")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="dibuat")),
                (
                    "kebutuhan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cek",
                        to="puskesos.kebutuhan",
                        verbose_name="kebutuhan",
                    ),
                ),
                (
                    "keluhan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cek",
                        to="puskesos.keluhan",
                        verbose_name="keluhan",
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
                        verbose_name="dicatat oleh",
                    ),
                ),
            ],
            options={
                "verbose_name": "cek keluarga",
                "verbose_name_plural": "cek keluarga",
                "ordering": ["tenggat"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("kata", "")), fields=["tenggat", "id"], name="cek_keluarga_terbuka"
                    ),
                    models.Index(fields=["keluhan"], name="cek_keluarga_keluhan"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kata", "")), fields=("kebutuhan",), name="cek_keluarga_satu_terbuka"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dijawab_pada__isnull", True), ("kata", "")),
                            models.Q(models.Q(("kata", ""), _negated=True), ("dijawab_pada__isnull", False)),
                            _connector="OR",
                        ),
                        name="cek_keluarga_dijawab_bertanggal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Survei",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=puskesos.numbering.new_uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "cara",
                    models.CharField(
                        choices=[("HALAMAN", "Halaman status"), ("KERTAS", "Formulir kertas"), ("TELEPON", "Telepon")],
                        max_length=10,
                        verbose_name="diisi lewat",
                    ),
                ),
                (
                    "persyaratan",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Tidak baik"), (2, "Kurang baik"), (3, "Baik"), (4, "Sangat baik")],
                        null=True,
                        verbose_name="persyaratan",
                    ),
                ),
                (
                    "prosedur",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Tidak baik"), (2, "Kurang baik"), (3, "Baik"), (4, "Sangat baik")],
                        null=True,
                        verbose_name="prosedur",
                    ),
                ),
                (
                    "waktu",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Tidak baik"), (2, "Kurang baik"), (3, "Baik"), (4, "Sangat baik")],
                        null=True,
                        verbose_name="waktu",
                    ),
                ),
                (
                    "biaya",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Tidak baik"), (2, "Kurang baik"), (3, "Baik"), (4, "Sangat baik")],
                        null=True,
                        verbose_name="biaya",
                    ),
                ),
                (
                    "produk",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Tidak baik"), (2, "Kurang baik"), (3, "Baik"), (4, "Sangat baik")],
                        null=True,
                        verbose_name="produk",
                    ),
                ),
                (
                    "kompetensi",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Tidak baik"), (2, "Kurang baik"), (3, "Baik"), (4, "Sangat baik")],
                        null=True,
                        verbose_name="kompetensi",
                    ),
                ),
                (
                    "perilaku",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Tidak baik"), (2, "Kurang baik"), (3, "Baik"), (4, "Sangat baik")],
                        null=True,
                        verbose_name="perilaku",
                    ),
                ),
                (
                    "pengaduan",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Tidak baik"), (2, "Kurang baik"), (3, "Baik"), (4, "Sangat baik")],
                        null=True,
                        verbose_name="pengaduan",
                    ),
                ),
                (
                    "sarana",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Tidak baik"), (2, "Kurang baik"), (3, "Baik"), (4, "Sangat baik")],
                        null=True,
                        verbose_name="sarana",
                    ),
                ),
                ("saran", models.TextField(blank=True, verbose_name="saran")),
                ("diisi_pada", models.DateTimeField(verbose_name="diisi")),
                (
                    "keluhan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="survei",
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
            ],
            options={
                "verbose_name": "survei kepuasan",
                "verbose_name_plural": "survei kepuasan",
                "ordering": ["diisi_pada"],
                "indexes": [models.Index(fields=["kelurahan", "diisi_pada"], name="survei_kelurahan")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("biaya__isnull", True),
                            ("kompetensi__isnull", True),
                            ("pengaduan__isnull", True),
                            ("perilaku__isnull", True),
                            ("persyaratan__isnull", True),
                            ("produk__isnull", True),
                            ("prosedur__isnull", True),
                            ("sarana__isnull", True),
                            ("waktu__isnull", True),
                            _negated=True,
                        ),
                        name="survei_ada_isinya",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("persyaratan__isnull", True), ("persyaratan__range", (1, 4)), _connector="OR"
                        ),
                        name="survei_persyaratan_1_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("prosedur__isnull", True), ("prosedur__range", (1, 4)), _connector="OR"),
                        name="survei_prosedur_1_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("waktu__isnull", True), ("waktu__range", (1, 4)), _connector="OR"),
                        name="survei_waktu_1_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("biaya__isnull", True), ("biaya__range", (1, 4)), _connector="OR"),
                        name="survei_biaya_1_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("produk__isnull", True), ("produk__range", (1, 4)), _connector="OR"),
                        name="survei_produk_1_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kompetensi__isnull", True), ("kompetensi__range", (1, 4)), _connector="OR"
                        ),
                        name="survei_kompetensi_1_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("perilaku__isnull", True), ("perilaku__range", (1, 4)), _connector="OR"),
                        name="survei_perilaku_1_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pengaduan__isnull", True), ("pengaduan__range", (1, 4)), _connector="OR"),
                        name="survei_pengaduan_1_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sarana__isnull", True), ("sarana__range", (1, 4)), _connector="OR"),
                        name="survei_sarana_1_4",
                    ),
                ],
            },
        ),
    ]
