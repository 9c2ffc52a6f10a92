"""Minutes (berita acara) name the people who sign beside the signer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rujukan", "0011_open_referrals"),
    ]

    operations = [
        migrations.AddField(
            model_name="surat",
            name="pihak",
            field=models.TextField(blank=True, verbose_name="yang ikut bertanda tangan"),
        ),
    ]
