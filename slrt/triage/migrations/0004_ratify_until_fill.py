"""Emergencies that wait to be ratified get their limit, by the calendar of the day of the migration."""

from django.db import migrations

from puskesos.workdays import Calendar


def fill(apps, schema_editor):
    holidays = apps.get_model("puskesos", "HariLibur").objects.filter(aktif=True).values_list("tanggal", flat=True)
    calendar = Calendar(frozenset(holidays))
    plans = apps.get_model("triage", "RencanaAksi").objects.filter(status="DISAHKAN_KEMUDIAN", sahkan_sampai=None)
    for plan in plans:
        plan.sahkan_sampai = calendar.add_workdays(plan.disusun_pada, 1)
        plan.save(update_fields=["sahkan_sampai"])


class Migration(migrations.Migration):
    dependencies = [("triage", "0003_ratify_until"), ("puskesos", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
