"""The family takes its consent back: a row of its own, and the case is restricted from that moment.

The column it replaces had no page and was never filled.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("puskesos", "0017_short_pending_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="PencabutanPersetujuan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "oleh",
                    models.CharField(
                        choices=[("KLIEN", "Klien sendiri"), ("ORANG_TUA", "Orang tua"), ("WALI", "Wali / pendamping")],
                        max_length=10,
                        verbose_name="dicabut oleh",
                    ),
                ),
                ("oleh_nama", models.CharField(blank=True, max_length=120, verbose_name="nama yang mencabut")),
                (
                    "cara",
                    models.CharField(
                        choices=[
                            ("DATANG", "Datang langsung"),
                            ("SURAT", "Surat"),
                            ("TELEPON", "Telepon"),
                            ("KUNJUNGAN", "Saat kunjungan"),
                        ],
                        max_length=10,
                        verbose_name="cara",
                    ),
                ),
                ("alasan", models.TextField(blank=True, verbose_name="alasan")),
                ("disampaikan", models.DateField(verbose_name="disampaikan keluarga")),
                ("at", models.DateTimeField(verbose_name="dicatat")),
            ],
            options={
                "verbose_name": "pencabutan persetujuan",
                "verbose_name_plural": "pencabutan persetujuan",
            },
        ),
        migrations.RemoveField(
            model_name="persetujuandata",
            name="dicabut_pada",
        ),
        migrations.AddField(
            model_name="keluhan",
            name="dibatasi_sebab",
            field=models.CharField(
                blank=True,
                choices=[("CABUT", "Persetujuan dicabut"), ("PERMINTAAN", "Permintaan warga")],
                db_default="",
                default="",
                max_length=10,
                verbose_name="sebab dibatasi",
            ),
        ),
        migrations.AddField(
            model_name="keluhan",
            name="dibatasi_sejak",
            field=models.DateTimeField(blank=True, null=True, verbose_name="pemakaian data dibatasi sejak"),
        ),
        migrations.AddIndex(
            model_name="keluhan",
            index=models.Index(
                condition=models.Q(("dibatasi_sejak__isnull", False)), fields=["id"], name="keluhan_dibatasi"
            ),
        ),
        migrations.AddField(
            model_name="pencabutanpersetujuan",
            name="persetujuan",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pencabutan",
                to="puskesos.persetujuandata",
                verbose_name="persetujuan",
            ),
        ),
        migrations.AddField(
            model_name="pencabutanpersetujuan",
            name="petugas",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="petugas",
            ),
        ),
    ]
