"""Finding an issued letter by the code under its QR; concepts do not exist for the public."""

from rujukan.letter_workflow import ISSUED
from rujukan.models import Surat
from rujukan.models.surat import code_index


def find(typed):
    """The issued letter with this code, however it was typed (O for 0, I for 1, any spacing); None for any other."""
    try:
        index = code_index(typed)
    except ValueError:
        return None
    return Surat.objects.select_related("penanda", "rujukan").filter(kode_cari=index, status__in=ISSUED).first()


def short_mark(surat):
    """The beginning of the archive's SHA-256, in groups that people can compare."""
    head = surat.sidik[:16].upper()
    return " ".join(head[at : at + 4] for at in range(0, 16, 4))
