"""What was added to an index of names since the last vacuum waits in a list that every search reads from end to end.

A list of up to 4 MB, of which the planner knows: before long it read all words instead. New words are rare and go into
their index at once; new people wait in a list of a few pages.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models

from puskesos.models.warga import words_of

OPTIONS = {
    "kata_nama_trgm": ("fastupdate = off", "fastupdate"),
    "warga_nama_trgm": ("gin_pending_list_limit = 64", "gin_pending_list_limit"),
    "warga_kata": ("gin_pending_list_limit = 64", "gin_pending_list_limit"),
}


def _as(model, index):
    """The index as Django knows it now; the database only sets an option of it, and builds nothing anew."""
    return [migrations.RemoveIndex(model, index.name), migrations.AddIndex(model, index)]


class Migration(migrations.Migration):
    dependencies = [("puskesos", "0016_begin_temporary_passwords")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER INDEX {index} SET ({option}); SELECT gin_clean_pending_list('{index}')",
                    f"ALTER INDEX {index} RESET ({name})",
                )
                for index, (option, name) in OPTIONS.items()
            ],
            state_operations=[
                *_as(
                    "katanama",
                    GinIndex(OpClass(models.F("kata"), name="gin_trgm_ops"), name="kata_nama_trgm", fastupdate=False),
                ),
                *_as(
                    "warga",
                    GinIndex(
                        OpClass(models.F("nama_kunci"), name="gin_trgm_ops"), name="warga_nama_trgm",
                        gin_pending_list_limit=64,
                    ),
                ),
                *_as(
                    "warga",
                    GinIndex(
                        models.F("kelurahan"), words_of("nama_kunci"), name="warga_kata", gin_pending_list_limit=64
                    ),
                ),
            ],
        ),
    ]
