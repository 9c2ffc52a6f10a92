from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rujukan", "0002_status_guards")]

    operations = [
        migrations.AddIndex(
            model_name="rujukan",
            index=models.Index(
                condition=models.Q(("status", "MENUNGGU_PERSETUJUAN")), fields=["keluhan"], name="rujukan_menunggu"
            ),
        ),
    ]
