"""What the page of a letter tells: who did what with it, and the name that may be shown."""

from puskesos.story import Entry, role_label
from rujukan import agency

TOLD = {
    "submit": "mengajukan surat untuk diparaf", "paraf": "memaraf surat", "sign": "menyetujui tanda tangan",
    "revise": "mengembalikan surat untuk diperbaiki", "issue": "menerbitkan surat", "cancel": "membatalkan konsep",
    "withdraw": "mencabut surat",
}  # fmt: skip
# Lines that move no status.
SCANNED = {"diunggah": "mengunggah pindaian bertanda tangan", "diganti": "mengganti pindaian bertanda tangan"}


def outcome(surat):
    """What an agency may know of it: when it was issued or withdrawn, not who said what about it."""
    return [
        Entry(at=row.at, who="SLRT", role_label="", text=_text(row), kind="surat")
        for row in surat.riwayat.filter(langkah__in=["issue", "withdraw"]).order_by("-at", "-versi")
    ]


def events(surat):
    """The moves of a letter, the newest first, and its beginning."""
    told = [
        Entry(at=row.at, who=row.petugas.nama if row.petugas else "", role_label=role_label(row.peran),
              text=_text(row), quote=row.catatan, kind="surat", tone="late" if row.langkah == "withdraw" else "")
        for row in surat.riwayat.select_related("petugas").order_by("-at", "-versi")
    ]  # fmt: skip
    begun = Entry(at=surat.created_at, who=surat.dibuat_oleh.nama, role_label="", text="menyusun konsep", kind="surat")
    return [*told, begun]


def _text(row):
    if not row.langkah:
        return SCANNED[row.fakta["pindaian"]]
    number = row.fakta.get("nomor", "")
    return f"{TOLD[row.langkah]} {number}".strip()


def shown_name(surat, by):
    """The name of the person; for an agency as on its own page."""
    if by.instansi_id and surat.rujukan:
        return agency.shown_name(surat.rujukan)
    return surat.keluhan.klien.nama
