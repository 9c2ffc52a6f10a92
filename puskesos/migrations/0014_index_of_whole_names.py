"""A whole name is looked up in the city by its own index, not by the trigrams of all names that hold it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("puskesos", "0013_saved_filters")]

    operations = [
        migrations.AddIndex(
            model_name="warga", index=models.Index(fields=["nama_kunci"], name="warga_nama")
        ),
    ]
