"""A count says for whom it is: 0 for everybody, -1 the `rahasia` cases as a sum, else the handler who may know of them.

Handlers of many `rahasia` cases were counting them afresh on every look; now their share stands in the summary too.
The triggers go first and come back in 0005.
"""

from django.db import migrations, models

DROP = """
DROP TRIGGER dashboard_insert ON puskesos_keluhan;
DROP TRIGGER dashboard_update ON puskesos_keluhan;
DROP TRIGGER dashboard_delete ON puskesos_keluhan;
DROP TRIGGER dashboard_insert ON puskesos_kebutuhan;
DROP TRIGGER dashboard_update ON puskesos_kebutuhan;
DROP TRIGGER dashboard_delete ON puskesos_kebutuhan;
DROP TRIGGER dashboard_insert ON rujukan_rujukan;
DROP TRIGGER dashboard_update ON rujukan_rujukan;
DROP TRIGGER dashboard_delete ON rujukan_rujukan;
DROP FUNCTION dashboard_count_keluhan();
DROP FUNCTION dashboard_count_kebutuhan();
DROP FUNCTION dashboard_count_rujukan();
DROP FUNCTION dashboard_repair();
DROP FUNCTION dashboard_apply(dashboard_change[]);
DROP TYPE dashboard_change;
DROP FUNCTION dashboard_differences();
DROP FUNCTION dashboard_facts();
"""


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0003_fill")]

    operations = [
        migrations.RunSQL(DROP),
        migrations.RemoveIndex(model_name="rekap", name="rekap_kunci"),
        migrations.RemoveField(model_name="rekap", name="rahasia"),
        migrations.AddField(
            model_name="rekap", name="untuk", field=models.BigIntegerField(default=0, verbose_name="untuk")
        ),
        migrations.AddIndex(
            model_name="rekap",
            index=models.Index(fields=["hal", "bulan", "kelurahan", "kode", "untuk", "hari"], name="rekap_kunci"),
        ),
    ]
