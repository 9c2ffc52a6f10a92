"""STAGE: a note on a case, for everybody who handles it or only inside SLRT; appended, never edited."""

from django.db import transaction

from puskesos.access import lock_keluhan, require
from puskesos.models import Riwayat
from puskesos.refusals import NotAllowed
from puskesos.roles import KOTA
from puskesos.steps import add_line, required


@transaction.atomic
def add_note(*, by, now, id, catatan, internal=False):
    """Write one note; `internal` ones are written and read by SLRT Kota only. Closed cases take notes too."""
    require(by, "keluhan", "R")
    keluhan = lock_keluhan(by, id)
    required(catatan, "Tulis catatannya.", "catatan")
    if internal and not by.hat(KOTA):
        raise NotAllowed("Catatan internal hanya ditulis oleh SLRT Kota.", field="internal")
    return add_line(keluhan, Riwayat.Jenis.CATATAN, by=by, now=now, catatan=catatan, internal=internal)
