"""One more kind of follow-up: somebody decided that a referral goes on although the data is restricted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rujukan", "0012_minutes_signed_by_all"),
    ]

    operations = [
        migrations.AlterField(
            model_name="tindaklanjut",
            name="jenis",
            field=models.CharField(
                choices=[
                    ("KABAR", "Kabar dari instansi"),
                    ("TELEPON", "Telepon"),
                    ("KUNJUNGAN", "Mendatangi instansi"),
                    ("SURAT", "Surat"),
                    ("INGATKAN", "Mengingatkan"),
                    ("LANJUT", "Tetap berjalan walau data dibatasi"),
                ],
                max_length=10,
                verbose_name="jenis",
            ),
        ),
    ]
