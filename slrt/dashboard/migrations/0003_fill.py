"""Count what was there before the triggers; what is written while this runs is counted by them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0002_summary_triggers")]

    operations = [migrations.RunSQL("SELECT dashboard_repair()", migrations.RunSQL.noop)]
