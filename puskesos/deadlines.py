"""When a step of a case is due: service standards (domain §3.5) on the city's calendar, with pauses.

The clock pauses in PERLU_LENGKAP, while the family is awaited, and while the national calendar is (waiting.py); both
clocks are kept.
"""

from datetime import timedelta

from puskesos import catalogue
from puskesos.models.katalog import Prioritas
from puskesos.workflow import CLOSED, STANDARD, StatusKeluhan


def due(langkah, prioritas, start):
    """The moment a step that starts now must be done; without a standard, three working days."""
    row = catalogue.standard(langkah, prioritas)
    amount, unit = (row.jumlah, row.satuan) if row else (3, "HARI_KERJA")
    return catalogue.calendar().due(start, amount, unit)


def promise(days, start):
    """The end of the n-th working day after the start: what the family is told at the counter."""
    return catalogue.calendar().due(start, days, "HARI_KERJA")


def enter(keluhan, status, *, now):
    """Set the clocks of a keluhan that enters a status; fields only, the caller saves."""
    was_waiting = keluhan.jeda_sejak
    keluhan.status_sejak = now
    if status == StatusKeluhan.PERLU_LENGKAP:
        _pause(keluhan, now)
    elif was_waiting:
        go_on(keluhan, now)
    elif status not in CLOSED:
        keluhan.tenggat = due(STANDARD[status], keluhan.prioritas, now)
    if status in CLOSED:
        keluhan.selesai_pada = now
    elif keluhan.selesai_pada:
        keluhan.selesai_pada = None


def _pause(keluhan, now):
    stand_still(keluhan, due("MENUNGGU_WARGA", keluhan.prioritas, now), now=now)


def stand_still(keluhan, until, *, now):
    """Keep the time that is left, and wait until a moment for somebody who is none of us."""
    keluhan.sisa_menit = catalogue.calendar().pause(now, keluhan.tenggat, _unit(keluhan))
    keluhan.jeda_sejak, keluhan.tenggat = now, until


def go_on(keluhan, now):
    """Give back the time that was left, and move the promise by the working time that was waited."""
    calendar = catalogue.calendar()
    keluhan.tenggat = calendar.resume(now, keluhan.sisa_menit or 0, _unit(keluhan))
    waited = calendar.pause(keluhan.jeda_sejak, now)
    left = calendar.pause(keluhan.jeda_sejak, keluhan.janji_selesai)
    keluhan.janji_selesai = calendar.resume(keluhan.jeda_sejak, left + waited)
    keluhan.sisa_menit = keluhan.jeda_sejak = None


def awaits_schedule(keluhan):
    """True while the clock stands still for the national calendar and not for the family."""
    return keluhan.jeda_sejak is not None and keluhan.status != StatusKeluhan.PERLU_LENGKAP


def pause_words(keluhan):
    """For whom a paused clock waits."""
    return "menunggu jadwal pusat" if awaits_schedule(keluhan) else "menunggu keluarga"


def recount(keluhan):
    """Another priority: the present step is counted anew from its beginning, as far as its clock has run."""
    fresh = due(STANDARD[keluhan.status], keluhan.prioritas, keluhan.status_sejak)
    if keluhan.jeda_sejak:
        keluhan.sisa_menit = catalogue.calendar().pause(keluhan.jeda_sejak, fresh, _unit(keluhan))
    else:
        keluhan.tenggat = fresh


def _unit(keluhan):
    """Emergencies run on the clock of the wall, nights included; everything else on office time."""
    return "JAM" if keluhan.prioritas == Prioritas.DARURAT else "HARI_KERJA"


def is_late(keluhan, now):
    return keluhan.terbuka and keluhan.tenggat < now


def soon(now):
    """Until when a deadline counts as near: one day from now, for the yellow mark."""
    return now + timedelta(days=1)
