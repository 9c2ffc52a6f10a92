"""The database's own guard of the three lives: no status without its history row, no history row off the table.

A change of status is accepted only when a history row with the new version, the same from and to, was written
before it in the same life; a history row only when its move, from, to and role stand in puskesos_langkahsah.
"""

from django.db import migrations

HISTORY_IS_LEGAL = """
CREATE FUNCTION puskesos_riwayat_sah() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which text := COALESCE(NULLIF(TG_ARGV[0], ''), to_jsonb(NEW)->>'life');
BEGIN
    IF NEW.langkah <> '' AND NOT EXISTS (
        SELECT FROM puskesos_langkahsah
        WHERE life = which AND langkah = NEW.langkah AND dari = NEW.dari AND ke = NEW.ke AND peran = NEW.peran
    ) THEN
        RAISE EXCEPTION 'langkah tidak sah: % % % -> % oleh %', which, NEW.langkah, NEW.dari, NEW.ke, NEW.peran
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER riwayat_sah BEFORE INSERT ON puskesos_riwayat
    FOR EACH ROW EXECUTE FUNCTION puskesos_riwayat_sah('');
"""

STATUS_HAS_HISTORY = """
CREATE FUNCTION puskesos_status_berriwayat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %I WHERE %I = $1 AND versi = $2 AND dari = $3 AND ke = $4 AND %s)',
        TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]
    ) INTO found USING NEW.id, NEW.versi, OLD.status, NEW.status;
    IF NOT found THEN
        RAISE EXCEPTION 'status tanpa riwayat: % % -> %', NEW.id, OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER status_berriwayat BEFORE UPDATE OF status ON puskesos_keluhan
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION puskesos_status_berriwayat('puskesos_riwayat', 'keluhan_id', 'life = ''keluhan''');
CREATE TRIGGER status_berriwayat BEFORE UPDATE OF status ON puskesos_kebutuhan
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION puskesos_status_berriwayat('puskesos_riwayat', 'kebutuhan_id', 'life = ''kebutuhan''');
"""

UNDO = """
DROP TRIGGER status_berriwayat ON puskesos_kebutuhan;
DROP TRIGGER status_berriwayat ON puskesos_keluhan;
DROP FUNCTION puskesos_status_berriwayat();
DROP TRIGGER riwayat_sah ON puskesos_riwayat;
DROP FUNCTION puskesos_riwayat_sah();
"""


class Migration(migrations.Migration):
    dependencies = [("puskesos", "0001_initial")]

    operations = [migrations.RunSQL(HISTORY_IS_LEGAL + STATUS_HAS_HISTORY, UNDO)]
