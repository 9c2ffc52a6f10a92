"""Who may know of a `rahasia` case: the one who wrote it down, the koordinator, and whoever is named later."""

from django.utils import timezone

from puskesos import catalogue
from puskesos.models import Penangan, Penugasan
from puskesos.roles import Peran


def name_handlers(keluhan, *, by, now):
    """Name the people a new `rahasia` case cannot do without: its author and the koordinator of its Puskesos."""
    people = {by.petugas_id} | _holders(Peran.KOORDINATOR, _desks(keluhan.kelurahan_id), now)
    if by.is_kota:
        people |= _holders(Peran.MANAJER, None, now)
    name(keluhan, people, by=by, now=now)


def name_secretariat(keluhan, *, by, now):
    """When a `rahasia` case goes up to the city, the manajer must know of it; the manajer names the rest."""
    name(keluhan, _holders(Peran.MANAJER, None, now), by=by, now=now)


def name(keluhan, petugas_ids, *, by, now):
    """Name handlers; naming somebody twice changes nothing."""
    Penangan.objects.bulk_create(
        (Penangan(keluhan=keluhan, petugas_id=one, sejak=now, oleh_id=by.petugas_id) for one in petugas_ids),
        ignore_conflicts=True,
    )


def _desks(kelurahan):
    host = catalogue.table("Puskesos").get(kelurahan)
    return {kelurahan, host.pengampu_id} if host and host.pengampu_id else {kelurahan}


def _holders(peran, places, now):
    active = Penugasan.objects.active(timezone.localdate(now)).filter(peran=peran)
    if places is not None:
        active = active.filter(wilayah_id__in=places)
    return set(active.values_list("petugas_id", flat=True))
