"""For whom a report from the field is recorded: the assignment it was written under, if that still holds."""

from puskesos.middleware import load_acting
from puskesos.models import Petugas


def act_for(petugas_id, penugasan_id):
    """The acting assignment with its hats, or None when it has ended; without a named one, the officer's first."""
    petugas = Petugas.objects.filter(pk=petugas_id, is_active=True).first() if petugas_id else None
    by, active = load_acting(petugas, penugasan_id) if petugas else (None, [])
    return by if penugasan_id is None or any(one.id == penugasan_id for one in active) else None
