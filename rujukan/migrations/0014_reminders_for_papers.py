"""One more stage of the ladder: papers that an agency asked for are awaited from us."""

from django.db import migrations, models

STAGES = [("JAWABAN", "Menunggu jawaban"), ("HASIL", "Menunggu hasil"), ("DOKUMEN", "Menunggu dokumen dari kita")]


class Migration(migrations.Migration):
    dependencies = [("rujukan", "0013_kept_although_restricted")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="tahap",
            field=models.CharField(choices=STAGES, max_length=8, verbose_name="tahap"),
        )
        for model in ("aturanpengingat", "pengingat")
    ]
