"""The words of the names that were there before the trigger."""

from django.db import migrations

FILL = """
INSERT INTO puskesos_katanama (kata)
SELECT DISTINCT word.kata FROM puskesos_warga, unnest(string_to_array(nama_kunci, ' ')) AS word(kata)
WHERE word.kata <> '' ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("puskesos", "0005_name_words_trigger")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
