"""No need ends unserved without a reason of the list, and no case ends with a need that has no outcome."""

from django.db import migrations

CODED_REASON = """
CREATE FUNCTION puskesos_sebab_berkode() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM puskesos_alasan WHERE kelompok = 'TIDAK_TERPENUHI' AND kode = NEW.alasan) THEN
        RAISE EXCEPTION 'kebutuhan % berakhir tanpa sebab yang dikenal: "%"', NEW.id, NEW.alasan
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sebab_berkode BEFORE INSERT OR UPDATE OF status, alasan ON puskesos_kebutuhan
    FOR EACH ROW WHEN (NEW.status IN ('TIDAK_TERPENUHI', 'TIDAK_DILANJUTKAN'))
    EXECUTE FUNCTION puskesos_sebab_berkode();
"""

# At the end of the transaction: the stages move the case first and its needs after it.
NO_OPEN_NEED = """
CREATE FUNCTION puskesos_kebutuhan_berhasil() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM puskesos_keluhan k JOIN puskesos_kebutuhan n ON n.keluhan_id = k.id
        WHERE k.id = NEW.id AND NOT k.terbuka AND n.status IN ('TERBUKA', 'DIPROSES')
    ) THEN
        RAISE EXCEPTION 'keluhan % berakhir, tetapi ada kebutuhan tanpa hasil', NEW.nomor
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER kebutuhan_berhasil AFTER UPDATE OF status ON puskesos_keluhan
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.status IN ('SELESAI', 'TIDAK_DAPAT_DITINDAKLANJUTI', 'DIBATALKAN', 'DUPLIKAT'))
    EXECUTE FUNCTION puskesos_kebutuhan_berhasil();
"""

UNDO = """
DROP TRIGGER kebutuhan_berhasil ON puskesos_keluhan;
DROP FUNCTION puskesos_kebutuhan_berhasil();
DROP TRIGGER sebab_berkode ON puskesos_kebutuhan;
DROP FUNCTION puskesos_sebab_berkode();
"""


class Migration(migrations.Migration):
    dependencies = [("puskesos", "0009_unmet_needs")]

    operations = [migrations.RunSQL(CODED_REASON + NO_OPEN_NEED, UNDO)]
