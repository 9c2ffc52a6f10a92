import django.db.models.deletion
import puskesos.numbering
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("puskesos", "0007_answers_without_account"),
    ]

    operations = [
        migrations.CreateModel(
            name="KunciSegel",
            fields=[
                (
                    "generasi",
                    models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="generasi"),
                ),
                ("publik", models.BinaryField(verbose_name="kunci publik")),
                ("rahasia_sandi", models.BinaryField(blank=True, null=True, verbose_name="kunci rahasia tersandi")),
                ("dibuat_pada", models.DateTimeField(verbose_name="dibuat")),
                ("terakhir_dipakai", models.DateTimeField(blank=True, null=True, verbose_name="terakhir dipakai")),
                ("dimusnahkan_pada", models.DateTimeField(blank=True, null=True, verbose_name="dimusnahkan")),
            ],
            options={
                "verbose_name": "kunci segel",
                "verbose_name_plural": "kunci segel",
                "ordering": ["-generasi"],
            },
        ),
        migrations.CreateModel(
            name="Perangkat",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("awalan", models.CharField(max_length=6, unique=True, verbose_name="awalan nomor sementara")),
                ("versi", models.CharField(blank=True, max_length=40, verbose_name="versi aplikasi")),
                ("pertama", models.DateTimeField(verbose_name="pertama dipakai")),
                ("terakhir", models.DateTimeField(verbose_name="terakhir terhubung")),
                ("dicabut_pada", models.DateTimeField(blank=True, null=True, verbose_name="dicabut")),
                ("alasan_cabut", models.CharField(blank=True, max_length=200, verbose_name="alasan dicabut")),
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
            ],
            options={
                "verbose_name": "perangkat",
                "verbose_name_plural": "perangkat",
                "ordering": ["-terakhir"],
            },
        ),
        migrations.CreateModel(
            name="FormulirKertas",
            fields=[
                ("seri", models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name="nomor seri")),
                ("dicetak_pada", models.DateTimeField(verbose_name="dicetak")),
                ("dipakai_pada", models.DateTimeField(blank=True, null=True, verbose_name="disalin")),
                (
                    "dicetak_oleh",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dicetak oleh",
                    ),
                ),
                (
                    "dipakai_oleh",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="disalin oleh",
                    ),
                ),
                (
                    "keluhan",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="formulir_kertas",
                        to="puskesos.keluhan",
                        verbose_name="keluhan",
                    ),
                ),
                (
                    "wilayah",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="puskesos.wilayah",
                        verbose_name="untuk wilayah",
                    ),
                ),
            ],
            options={
                "verbose_name": "formulir kertas",
                "verbose_name_plural": "formulir kertas",
                "ordering": ["-dicetak_pada", "seri"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dipakai_oleh__isnull", True),
                                ("dipakai_pada__isnull", True),
                                ("keluhan__isnull", True),
                            ),
                            models.Q(
                                ("dipakai_oleh__isnull", False),
                                ("dipakai_pada__isnull", False),
                                ("keluhan__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="formulir_kertas_disalin_utuh",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PemakaianPerangkat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pertama", models.DateTimeField(verbose_name="pertama dipakai")),
                ("terakhir", models.DateTimeField(verbose_name="terakhir terhubung")),
                ("menunggu", models.PositiveSmallIntegerField(default=0, verbose_name="menunggu dikirim")),
                ("tertua", models.DateTimeField(blank=True, null=True, verbose_name="tertua yang menunggu")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="perangkat",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="petugas",
                    ),
                ),
                (
                    "perangkat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pemakaian",
                        to="puskesos.perangkat",
                        verbose_name="perangkat",
                    ),
                ),
            ],
            options={
                "verbose_name": "pemakaian perangkat",
                "verbose_name_plural": "pemakaian perangkat",
                "constraints": [
                    models.UniqueConstraint(fields=("perangkat", "petugas"), name="pemakaian_perangkat_sekali")
                ],
            },
        ),
        migrations.CreateModel(
            name="KirimanLapangan",
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
                            ("KELUHAN", "Keluhan baru"),
                            ("KUNJUNGAN", "Hasil kunjungan"),
                            ("CATATAN", "Catatan lapangan"),
                            ("LAMPIRAN", "Foto atau berkas"),
                            ("TIDAK_TERBACA", "Tidak terbaca"),
                        ],
                        max_length=14,
                        verbose_name="jenis",
                    ),
                ),
                ("butir", models.UUIDField(verbose_name="tanda dari perangkat")),
                ("laporan", models.UUIDField(blank=True, null=True, verbose_name="laporan yang dilengkapi")),
                (
                    "cara",
                    models.CharField(
                        choices=[("LANGSUNG", "Dikirim dari perangkat"), ("BERKAS", "Lewat berkas cadangan")],
                        max_length=10,
                        verbose_name="cara tiba",
                    ),
                ),
                ("generasi", models.PositiveIntegerField(blank=True, null=True, verbose_name="generasi kunci")),
                ("skema", models.PositiveIntegerField(blank=True, null=True, verbose_name="nomor skema")),
                ("sidik", models.CharField(max_length=64, verbose_name="sidik isi")),
                ("amplop", models.BinaryField(blank=True, null=True, verbose_name="amplop tersegel")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DITERIMA", "Diterima"),
                            ("DITAMPUNG", "Menunggu sekretariat"),
                            ("KONFLIK", "Isi berbeda"),
                            ("TIDAK_SAH", "Tidak dapat diproses"),
                            ("DICATAT", "Dicatat sekretariat"),
                            ("DIBUANG", "Dibuang"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("periksa", models.JSONField(blank=True, default=list, verbose_name="perlu diperiksa")),
                ("galat", models.JSONField(blank=True, default=dict, verbose_name="sebab")),
                ("lampiran", models.JSONField(blank=True, default=list, verbose_name="berkas yang dijanjikan")),
                ("nomor_sementara", models.CharField(blank=True, max_length=24, verbose_name="nomor sementara")),
                ("dicatat", models.DateTimeField(blank=True, null=True, verbose_name="dicatat di lapangan")),
                ("diterima_pada", models.DateTimeField(verbose_name="diterima")),
                ("diputus_pada", models.DateTimeField(blank=True, null=True, verbose_name="diputus")),
                ("alasan", models.CharField(blank=True, max_length=300, verbose_name="alasan")),
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
                    "keluhan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kiriman_lapangan",
                        to="puskesos.keluhan",
                        verbose_name="keluhan",
                    ),
                ),
                (
                    "pengirim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dikirim oleh",
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
                        verbose_name="dicatat oleh",
                    ),
                ),
                (
                    "perangkat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kiriman",
                        to="puskesos.perangkat",
                        verbose_name="perangkat",
                    ),
                ),
            ],
            options={
                "verbose_name": "kiriman lapangan",
                "verbose_name_plural": "kiriman lapangan",
                "ordering": ["-diterima_pada", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["DITAMPUNG", "KONFLIK", "TIDAK_SAH"])),
                        fields=["diterima_pada", "id"],
                        name="kiriman_menunggu",
                    ),
                    models.Index(
                        condition=models.Q(("nomor_sementara", ""), _negated=True),
                        fields=["nomor_sementara"],
                        name="kiriman_nomor",
                    ),
                    models.Index(
                        condition=models.Q(("laporan__isnull", False)), fields=["laporan"], name="kiriman_laporan"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("butir", "sidik"), name="kiriman_isi_sekali"),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["DITERIMA", "DICATAT"])),
                        fields=("butir",),
                        name="kiriman_tersimpan_sekali",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BlokNomor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dari", models.PositiveIntegerField(verbose_name="dari")),
                ("sampai", models.PositiveIntegerField(verbose_name="sampai")),
                ("diberikan_pada", models.DateTimeField(verbose_name="diberikan")),
                (
                    "petugas",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diminta oleh",
                    ),
                ),
                (
                    "perangkat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blok",
                        to="puskesos.perangkat",
                        verbose_name="perangkat",
                    ),
                ),
            ],
            options={
                "verbose_name": "blok nomor",
                "verbose_name_plural": "blok nomor",
                "ordering": ["perangkat", "dari"],
                "constraints": [
                    models.UniqueConstraint(fields=("perangkat", "dari"), name="blok_nomor_sekali"),
                    models.CheckConstraint(
                        condition=models.Q(("sampai__gte", models.F("dari"))), name="blok_nomor_wajar"
                    ),
                ],
            },
        ),
    ]
