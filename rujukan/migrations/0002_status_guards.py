"""The same guard for the life of Rujukan (see puskesos 0002_status_guards)."""

from django.db import migrations

GUARD = """
CREATE TRIGGER riwayat_sah BEFORE INSERT ON rujukan_riwayatrujukan
    FOR EACH ROW EXECUTE FUNCTION puskesos_riwayat_sah('rujukan');
CREATE TRIGGER status_berriwayat BEFORE UPDATE OF status ON rujukan_rujukan
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION puskesos_status_berriwayat('rujukan_riwayatrujukan', 'rujukan_id', 'true');
"""

UNDO = """
DROP TRIGGER status_berriwayat ON rujukan_rujukan;
DROP TRIGGER riwayat_sah ON rujukan_riwayatrujukan;
"""


class Migration(migrations.Migration):
    dependencies = [("rujukan", "0001_initial"), ("puskesos", "0002_status_guards")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
