"""The database's own guard of letters: no status without history, nothing changed after issue, no gap, no delete."""

from django.db import migrations

GUARD = """
CREATE TRIGGER riwayat_sah BEFORE INSERT ON rujukan_riwayatsurat
    FOR EACH ROW EXECUTE FUNCTION puskesos_riwayat_sah('surat');
CREATE TRIGGER status_berriwayat BEFORE UPDATE OF status ON rujukan_surat
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION puskesos_status_berriwayat('rujukan_riwayatsurat', 'surat_id', 'true');

CREATE FUNCTION rujukan_surat_beku() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    loose text[] := ARRAY['status', 'status_sejak', 'versi', 'dicabut_pada', 'dicabut_sebab', 'pindaian_id', 'updated_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'surat tidak dihapus: %', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF to_jsonb(OLD) - loose IS DISTINCT FROM to_jsonb(NEW) - loose THEN
        RAISE EXCEPTION 'surat yang sudah terbit tidak diubah: %', OLD.nomor USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER surat_beku BEFORE UPDATE ON rujukan_surat
    FOR EACH ROW WHEN (OLD.status IN ('TERBIT', 'DICABUT')) EXECUTE FUNCTION rujukan_surat_beku();
CREATE TRIGGER surat_tidak_dihapus BEFORE DELETE ON rujukan_surat
    FOR EACH ROW EXECUTE FUNCTION rujukan_surat_beku();

CREATE FUNCTION rujukan_surat_berurutan() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    expected integer;
BEGIN
    SELECT COALESCE(
        (SELECT max(urut) FROM rujukan_surat
         WHERE unit_id = NEW.unit_id AND jenis = NEW.jenis AND tahun = NEW.tahun AND id <> NEW.id) + 1,
        (SELECT mulai FROM rujukan_nomorsurat
         WHERE unit_id = NEW.unit_id AND jenis = NEW.jenis AND tahun = NEW.tahun)
    ) INTO expected;
    IF NEW.urut IS DISTINCT FROM expected THEN
        RAISE EXCEPTION 'nomor surat tidak berurutan: % seharusnya %', NEW.urut, expected
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER surat_berurutan BEFORE UPDATE ON rujukan_surat
    FOR EACH ROW WHEN (NEW.urut IS NOT NULL AND OLD.urut IS DISTINCT FROM NEW.urut)
    EXECUTE FUNCTION rujukan_surat_berurutan();
CREATE TRIGGER surat_berurutan_baru BEFORE INSERT ON rujukan_surat
    FOR EACH ROW WHEN (NEW.urut IS NOT NULL) EXECUTE FUNCTION rujukan_surat_berurutan();
"""

UNDO = """
DROP TRIGGER surat_berurutan_baru ON rujukan_surat;
DROP TRIGGER surat_berurutan ON rujukan_surat;
DROP FUNCTION rujukan_surat_berurutan();
DROP TRIGGER surat_tidak_dihapus ON rujukan_surat;
DROP TRIGGER surat_beku ON rujukan_surat;
DROP FUNCTION rujukan_surat_beku();
DROP TRIGGER status_berriwayat ON rujukan_surat;
DROP TRIGGER riwayat_sah ON rujukan_riwayatsurat;
"""


class Migration(migrations.Migration):
    dependencies = [("rujukan", "0006_letters"), ("puskesos", "0002_status_guards")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
