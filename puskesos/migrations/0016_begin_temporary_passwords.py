"""Temporary passwords that wait to be used begin their 72 hours now."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def begin(apps, schema_editor):
    waiting = apps.get_model("puskesos", "Petugas").objects.filter(ganti_sandi=True)
    waiting.update(sandi_sampai=timezone.now() + timedelta(hours=72))


class Migration(migrations.Migration):
    dependencies = [("puskesos", "0015_end_of_temporary_passwords")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
