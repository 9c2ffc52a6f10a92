"""An index of the referrals that an agency has, by id: the reminders look through them in turns."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rujukan", "0010_agency_register")]

    operations = [
        migrations.AddIndex(
            model_name="rujukan",
            index=models.Index(
                fields=["id"],
                name="rujukan_terbuka",
                condition=models.Q(status__in=["DIPROSES", "DISETUJUI", "DITERIMA", "PERLU_DOKUMEN", "TERKIRIM"]),
            ),
        ),
    ]
