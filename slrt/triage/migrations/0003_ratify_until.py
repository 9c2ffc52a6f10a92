"""By when an emergency is to be ratified stands on its plan, like every other deadline."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("triage", "0002_pengesahan")]

    operations = [
        migrations.AddField(
            model_name="rencanaaksi",
            name="sahkan_sampai",
            field=models.DateTimeField(blank=True, null=True, verbose_name="disahkan paling lambat"),
        ),
    ]
