"""When something is wrong with the clock or the amount, nothing is sent until a person has looked (architecture §6)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from puskesos import trace
from puskesos.access import require
from puskesos.models import Penugasan
from puskesos.refusals import Refused
from puskesos.roles import Peran
from rujukan import notices
from rujukan.models import Detak
from rujukan.reminders import schedule

PAUSE_ABOVE = 200
SILENT_TOO_LONG = timedelta(hours=6)
# Workers read the same database clock at slightly different moments.
BACKWARDS = timedelta(minutes=5)
AFTER_RELEASE = 60  # per pass, that is per minute
REAL, SIMULATED = "pengingat", "simulasi"


@dataclass(frozen=True)
class Permit:
    """How many rows this pass may take; none while somebody is asked."""

    rows: int
    held: str = ""


@transaction.atomic
def may_run(now, *, simulated=False):
    """Note the heartbeat and say how much this pass may do.

    A simulated moment (`tick --at`) is somebody's own choice: gaps and steps back mean nothing there, amounts do.
    A doubt about clock or database is asked even while reminders go out that were let go before.
    """
    beat, _ = Detak.objects.select_for_update(no_key=True).get_or_create(nama=SIMULATED if simulated else REAL)
    due = schedule.count_due(now, most=PAUSE_ABOVE)
    doubt = "" if simulated else _restored(beat) or _bad_clock(beat.terakhir, now)
    if doubt and not _asking(beat):
        _hold(beat, doubt, now)
    elif due > PAUSE_ABOVE and beat.ditahan_sejak is None:
        _hold(beat, f"Lebih dari {PAUSE_ABOVE} pengingat jatuh tempo sekaligus", now)
    elif beat.dilepas_pada and due <= PAUSE_ABOVE:
        beat.ditahan_sejak, beat.ditahan_sebab = None, ""
    beat.terakhir = now
    beat.save()
    if beat.ditahan_sejak is None:
        return Permit(PAUSE_ABOVE)
    return Permit(AFTER_RELEASE) if beat.dilepas_pada else Permit(0, beat.ditahan_sebab)


def _asking(beat):
    return beat.ditahan_sejak is not None and beat.dilepas_pada is None


def _restored(beat):
    """A backup knows nothing of what went out after it: its reminders would be told, and mailed, once more."""
    known, beat.sidik = beat.sidik, schedule.database_mark()
    return "Basis data dipulihkan dari cadangan" if known not in ("", beat.sidik) else ""


def _bad_clock(last, now):
    if last is None or not schedule.anything_due(now):
        return ""
    if now < last - BACKWARDS:
        return "Jam server mundur"
    if now - last > SILENT_TOO_LONG:
        return f"Pengingat tidak berjalan sejak {timezone.localtime(last):%d-%m-%Y %H.%M}"
    return ""


def _hold(beat, sebab, now):
    beat.ditahan_sejak, beat.ditahan_sebab = now, sebab
    beat.dilepas_oleh = beat.dilepas_pada = None
    managers = Penugasan.objects.active(timezone.localdate(now)).filter(peran=Peran.MANAJER)
    notices.tell(
        managers.values_list("petugas_id", flat=True), now=now, jabatan="MANAJER", judul="Pengingat ditahan",
        isi=f"{sebab}. Periksa daftar pengingat yang akan dikirim, lalu lepaskan.",
    )  # fmt: skip


@transaction.atomic
def release(*, by, now):
    """The manajer has looked at what would be sent and lets it go, at most AFTER_RELEASE a minute."""
    require(by, "triase", "A")
    waiting = Detak.objects.select_for_update(no_key=True).filter(
        ditahan_sejak__isnull=False, dilepas_pada__isnull=True
    )
    if not (names := list(waiting.values_list("nama", flat=True))):
        raise Refused("Pengingat tidak sedang ditahan.")
    Detak.objects.filter(nama__in=names).update(dilepas_oleh_id=by.petugas_id, dilepas_pada=now)
    trace.record(by, trace.Aksi.KIRIM, pengingat="dilepas", detak=names)


def note_outcome(report, *, simulated=False):
    Detak.objects.filter(nama=SIMULATED if simulated else REAL).update(
        terkirim=report.notices + report.mails, gagal=report.failed
    )
