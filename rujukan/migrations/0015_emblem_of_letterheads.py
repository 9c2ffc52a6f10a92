"""The emblem of a unit on its letterhead."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("puskesos", "0019_restricted_with_reason"),
        ("rujukan", "0014_reminders_for_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lambang",
            fields=[
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="puskesos.wilayah",
                        verbose_name="unit",
                    ),
                ),
                ("isi", models.BinaryField(verbose_name="gambar JPEG")),
                ("lebar", models.PositiveSmallIntegerField(verbose_name="lebar")),
                ("tinggi", models.PositiveSmallIntegerField(verbose_name="tinggi")),
                ("sidik", models.CharField(max_length=64, verbose_name="sidik")),
                ("teks", models.CharField(max_length=120, verbose_name="teks pengganti")),
                ("diunggah_pada", models.DateTimeField(verbose_name="diunggah")),
                (
                    "diunggah_oleh",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diunggah oleh",
                    ),
                ),
            ],
            options={
                "verbose_name": "lambang",
                "verbose_name_plural": "lambang",
            },
        ),
    ]
