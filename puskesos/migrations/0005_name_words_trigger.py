"""Words of names reach puskesos_katanama however the person came in; they stay when the person is renamed."""

from django.db import migrations

KEEP_WORDS = """
CREATE FUNCTION puskesos_kata_nama() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- In order, so that two writers who need the same new words wait for each other and never both.
    INSERT INTO puskesos_katanama (kata)
    SELECT DISTINCT word.kata FROM changed, unnest(string_to_array(nama_kunci, ' ')) AS word(kata)
    WHERE word.kata <> '' AND NOT EXISTS (SELECT FROM puskesos_katanama known WHERE known.kata = word.kata)
    ORDER BY word.kata
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER kata_nama_baru AFTER INSERT ON puskesos_warga
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION puskesos_kata_nama();
CREATE TRIGGER kata_nama_ubah AFTER UPDATE ON puskesos_warga
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION puskesos_kata_nama();
"""

UNDO = """
DROP TRIGGER kata_nama_ubah ON puskesos_warga;
DROP TRIGGER kata_nama_baru ON puskesos_warga;
DROP FUNCTION puskesos_kata_nama();
"""


class Migration(migrations.Migration):
    dependencies = [("puskesos", "0004_name_words")]

    operations = [migrations.RunSQL(KEEP_WORDS, UNDO)]
