"""A temporary password signs in for 72 hours."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("puskesos", "0014_index_of_whole_names")]

    operations = [
        migrations.AddField(
            model_name="petugas",
            name="sandi_sampai",
            field=models.DateTimeField(blank=True, null=True, verbose_name="kata sandi sementara berlaku sampai"),
        ),
    ]
