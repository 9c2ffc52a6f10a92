"""The manajer's queue asks for plans that wait to be ratified: few among many."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_initial")]

    operations = [
        migrations.AddIndex(
            "rencanaaksi",
            models.Index(fields=["keluhan"], name="rencana_pengesahan", condition=Q(status="DISAHKAN_KEMUDIAN")),
        )
    ]
