import django.contrib.postgres.indexes
from django.db import migrations, models

import puskesos.models.warga


class Migration(migrations.Migration):
    dependencies = [("puskesos", "0003_jatah")]

    operations = [
        migrations.CreateModel(
            name="KataNama",
            fields=[("kata", models.CharField(max_length=160, primary_key=True, serialize=False, verbose_name="kata"))],
            options={
                "verbose_name": "kata nama",
                "verbose_name_plural": "kata nama",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("kata"), name="gin_trgm_ops"),
                        name="kata_nama_trgm",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="warga",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("kelurahan"), puskesos.models.warga.words_of("nama_kunci"), name="warga_kata"
            ),
        ),
    ]
