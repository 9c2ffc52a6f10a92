"""How what comes from a device is turned away; each with the code that its program reads and a sentence for people."""

from puskesos.refusals import NotAllowed, Refused


class Unopened(Refused):
    """Nobody can read this arrival; it is kept for a person all the same (422)."""

    code = "tidak_sah"


class DeviceRevoked(NotAllowed):
    code = "perangkat_dicabut"


class NotYours(NotAllowed):
    """The report belongs to another officer, who alone may send it (403)."""

    code = "milik_petugas_lain"


class TooLarge(Refused):
    """More than any report can hold (413)."""

    status = 413
    code = "terlalu_besar"


class ForAPerson(Refused):
    """Sound enough to keep, but not for the program to decide: it goes to the secretariat's tray (202)."""

    status = 202
    code = "ditampung"


TOO_LARGE = "Laporan ini lebih besar dari 2 MB. Kirim fotonya terpisah dari teksnya."
REVOKED = (
    "Perangkat ini dicabut. Laporan di dalamnya tetap aman: simpan cadangan ke berkas, lalu antar ke sekretariat SLRT."
)
NOT_YOURS = "Laporan ini milik petugas lain di perangkat ini. Hanya petugas itu yang dapat mengirimnya."
