"""Declarations made before households were asked by a day: each gets its question, due within a week."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

from puskesos.numbering import new_uuid7


def ask(apps, schema_editor):
    check, declared = apps.get_model("puskesos", "CekKeluarga"), apps.get_model("rujukan", "Rujukan").objects
    due = timezone.now() + timedelta(days=7)
    waiting = declared.filter(status="DIREALISASIKAN", kebutuhan__kata_keluarga="").order_by("kebutuhan_id")
    rows = waiting.distinct("kebutuhan_id").values_list("kebutuhan_id", "keluhan_id", "status_sejak")
    check.objects.bulk_create(
        [
            check(id=new_uuid7(), kebutuhan_id=need, keluhan_id=keluhan, dinyatakan_pada=since, tenggat=due)
            for need, keluhan, since in rows
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("rujukan", "0008_disputed_by_family"), ("puskesos", "0007_answers_without_account")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
