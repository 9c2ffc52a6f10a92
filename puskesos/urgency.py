"""From plain questions to a priority, with the reason shown; a person may override it with a note (features §2.4)."""

from puskesos import catalogue
from puskesos.models.katalog import Prioritas

ORDER = (Prioritas.RENDAH, Prioritas.NORMAL, Prioritas.TINGGI, Prioritas.DARURAT)


def questions():
    """Active questions in the order of the form."""
    rows = catalogue.table("PertanyaanUrgensi").values()
    return [row for row in rows if row.aktif]


def judge(answers, *, chosen="", note=""):
    """(priority, reasons, rahasia) from the codes answered yes; a chosen priority wins and its note is the reason."""
    yes = [row for row in questions() if row.kode in set(answers)]
    found = max((row.prioritas for row in yes), key=ORDER.index, default=Prioritas.NORMAL)
    reasons = [row.alasan for row in yes]
    rahasia = any(row.rahasia for row in yes)
    if chosen and chosen != found:
        return chosen, [*reasons, f"Ditetapkan petugas: {note}"], rahasia
    return found, reasons, rahasia


def told(keluhan):
    """The answers as they stand in a case: codes answered yes, and why somebody set another priority."""
    codes = [row.kode for row in questions() if row.alasan in keluhan.prioritas_alasan]
    notes = [line.partition(": ")[2] for line in keluhan.prioritas_alasan if line.startswith("Ditetapkan ")]
    return codes, notes[-1] if notes else ""
