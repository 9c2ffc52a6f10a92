"""Keep the database's table of legal moves equal to the tables in workflow.py; its triggers check every change."""

from django.db import connections

from puskesos import workflow


def sync_life(life, using):
    """Make the rows of one Life in puskesos_langkahsah exactly those of the table in code."""
    wanted = sorted(set(life.rows()))
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('puskesos_langkahsah')")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT life, langkah, dari, ke, peran FROM puskesos_langkahsah WHERE life = %s", [life.name])
        if sorted(cursor.fetchall()) == wanted:
            return
        cursor.execute("DELETE FROM puskesos_langkahsah WHERE life = %s", [life.name])
        cursor.executemany(
            "INSERT INTO puskesos_langkahsah (life, langkah, dari, ke, peran) VALUES (%s, %s, %s, %s, %s)", wanted
        )


def sync_puskesos(sender, app_config, using, **kwargs):
    sync_life(workflow.KELUHAN, using)
    sync_life(workflow.KEBUTUHAN, using)
