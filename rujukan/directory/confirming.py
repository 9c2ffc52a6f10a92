"""Once a year somebody makes sure that what the register says of an agency still holds."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from puskesos.models import Instansi, Penugasan
from puskesos.roles import Peran
from rujukan import notices
from rujukan.models import ProfilInstansi

HOLDS = timedelta(days=365)
AGAIN = timedelta(days=30)
TOLD = (Peran.FO_KOTA, Peran.BO_KOTA, Peran.MANAJER)
TITLE = "Pastikan data instansi"


def is_due(profil, day):
    """True when nobody made sure within a year, or never did."""
    return profil is None or profil.dikonfirmasi_pada is None or profil.dikonfirmasi_pada <= day - HOLDS


def due(day):
    """Agencies that services are referred to, whose data nobody made sure of for a year; the longest ago first."""
    old = Q(profil__dikonfirmasi_pada__isnull=True) | Q(profil__dikonfirmasi_pada__lte=day - HOLDS)
    used = Instansi.objects.filter(old, aktif=True, layananinstansi__isnull=False).distinct()
    return used.select_related("profil").order_by(F("profil__dikonfirmasi_pada").asc(nulls_first=True), "nama")


@transaction.atomic
def remind(clock):
    """One notice for the secretariat about all agencies that became due, again after a month; returns how many."""
    day = timezone.localdate(clock)
    waiting = [one for one in due(day) if _not_told(one, day)]
    if not waiting:
        return 0
    for one in waiting:
        ProfilInstansi.objects.update_or_create(instansi=one, defaults={"diingatkan_pada": day})
    names = ", ".join(one.singkatan or one.nama for one in waiting[:3])
    more = f", dan {len(waiting) - 3} lainnya" if len(waiting) > 3 else ""
    people = Penugasan.objects.active(day).filter(peran__in=TOLD).values_list("petugas_id", flat=True)
    notices.tell(
        people, now=clock, jabatan="SEKRETARIAT", judul=TITLE,
        isi=f"Sudah setahun tidak dipastikan: {names}{more}. Hubungi, perbaiki kontak dan jamnya, lalu tekan "
        "“Sudah saya pastikan” di menu Instansi.",
    )  # fmt: skip
    return len(waiting)


def _not_told(instansi, day):
    profil = getattr(instansi, "profil", None)
    return profil is None or profil.diingatkan_pada is None or profil.diingatkan_pada <= day - AGAIN
