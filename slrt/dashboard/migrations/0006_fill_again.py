"""Count everything anew with its readers; what is written while this runs is counted by the triggers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0005_count_for_readers")]

    operations = [migrations.RunSQL("DELETE FROM dashboard_rekap; SELECT dashboard_repair()", migrations.RunSQL.noop)]
