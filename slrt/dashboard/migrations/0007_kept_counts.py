"""Where the count that all leaders look at is kept for some seconds; unlogged, for it may be lost at any time."""

from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE dashboard_tersimpan (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX dashboard_tersimpan_expires ON dashboard_tersimpan (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0006_fill_again")]

    operations = [migrations.RunSQL(TABLE, "DROP TABLE dashboard_tersimpan")]
