"""What the plain web role may do with each table, set by the owner after every migration.

History and trace can be added to and read, never edited or removed: the database itself refuses. What a case is made
of can be corrected, but no fault of ours and no injected statement removes it.
"""

from django.conf import settings
from django.db import connections

APPEND_ONLY = (
    "puskesos_jejak", "puskesos_pencabutanpersetujuan", "puskesos_persetujuandata", "puskesos_riwayat",
    "puskesos_survei", "puskesos_umpanbalik",
    "rujukan_riwayatrujukan", "rujukan_riwayatsurat", "rujukan_tindaklanjut", "rujukan_upayakirim",
)  # fmt: skip
NEVER_REMOVED = (
    "puskesos_bloknomor", "puskesos_cekkeluarga", "puskesos_dugaanganda", "puskesos_formulirkertas",
    "puskesos_kelengkapan", "puskesos_keluarga", "puskesos_keluhan", "puskesos_kepesertaan", "puskesos_kirimanlapangan",
    "puskesos_kuncisegel", "puskesos_kunjungan", "puskesos_nomor", "puskesos_nomorkk", "puskesos_pemakaianperangkat",
    "puskesos_penugasan", "puskesos_perangkat", "puskesos_petugas", "puskesos_statusdtsen", "puskesos_warga",
    "puskesos_wargappks", "rujukan_barispekerjaan", "rujukan_jawabanmasuk", "rujukan_kodemeja", "rujukan_nomorsurat",
    "rujukan_pekerjaansurat", "rujukan_rujukan", "rujukan_tautaninstansi", "triage_rencanaaksi", "triage_telaah",
    "privacy_permintaandata",
)  # fmt: skip
READ_ONLY = ("puskesos_langkahsah", "dashboard_rekap", "django_migrations")
WITHHELD = {
    NEVER_REMOVED: "DELETE, TRUNCATE", APPEND_ONLY: "UPDATE, DELETE, TRUNCATE",
    READ_ONLY: "INSERT, UPDATE, DELETE, TRUNCATE",
}  # fmt: skip


def grant_web_role(sender, app_config, using, **kwargs):
    """Grant the web role its rights on the tables of one app; does nothing when run as that role itself."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [settings.WEB_ROLE])
        user, exists = cursor.fetchone()
        if user == settings.WEB_ROLE or not exists:
            return
        role = connection.ops.quote_name(settings.WEB_ROLE)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for tables, verbs in WITHHELD.items():
            _revoke(cursor, tables, verbs, role)


def _revoke(cursor, tables, verbs, role):
    """Take the verbs away on those of the tables that exist by now: each app is migrated by itself."""
    for table in tables:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0]:
            cursor.execute(f"REVOKE {verbs} ON {table} FROM {role}")
