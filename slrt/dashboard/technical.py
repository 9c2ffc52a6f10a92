"""What the administrator needs to see: accounts and the machine, no case content."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from puskesos.accounts import long_away
from puskesos.models import Penugasan, Petugas
from rujukan.models import Detak, Kiriman, Pengingat
from slrt.dashboard import rekap

BEAT_LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Machine:
    """Accounts, and the work that should run by itself."""

    akun: int
    tanpa_tugas: int
    lama_tidak_masuk: int
    pengingat_menunggu: int
    kiriman_gagal: int
    detak: datetime | None
    ditahan: str
    rekap_dicek: datetime | None
    rekap_selisih: int

    def beat_is_late(self, now):
        return self.detak is None or now - self.detak > BEAT_LATE


def machine(now):
    active = Petugas.objects.filter(is_active=True)
    working = Penugasan.objects.active(timezone.localdate(now)).values("petugas_id")
    beat = Detak.objects.filter(terakhir__isnull=False).order_by("-terakhir").first()
    held = Detak.objects.filter(ditahan_sejak__isnull=False).first()
    checked = Detak.objects.filter(nama=rekap.BEAT).first()
    return Machine(
        akun=active.count(), tanpa_tugas=active.exclude(pk__in=working).count(),
        lama_tidak_masuk=active.filter(long_away(now)).count(),
        pengingat_menunggu=Pengingat.objects.filter(status="MENUNGGU", coba_lagi_pada__lt=now).count(),
        kiriman_gagal=Kiriman.objects.filter(status="GAGAL", created_at__gte=now - timedelta(days=7)).count(),
        detak=beat and beat.terakhir, ditahan=held.ditahan_sebab if held else "",
        rekap_dicek=checked and checked.terakhir, rekap_selisih=checked.gagal if checked else 0,
    )  # fmt: skip
