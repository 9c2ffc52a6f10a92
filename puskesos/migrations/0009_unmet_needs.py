"""The needs that ended unserved, the latest first: the register reads them from an index of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("puskesos", "0008_devices")]

    operations = [
        migrations.AddIndex(
            model_name="kebutuhan",
            index=models.Index(
                fields=["-status_sejak", "-id"],
                name="kebutuhan_tak_terpenuhi",
                condition=models.Q(status__in=["TIDAK_TERPENUHI", "TIDAK_DILANJUTKAN"]),
            ),
        ),
    ]
