"""What the register shows of one agency, and how it answers: gathered in a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone

from puskesos import catalogue, months
from puskesos.models import Instansi
from puskesos.roles import Peran
from rujukan import record
from rujukan.answer_links import desk
from rujukan.directory import is_due
from rujukan.models import AlamatKontak, KontakInstansi
from slrt.dashboard import suppression

LAST = 12


def may_see_record(by, kode):
    """Figures of the whole city: for the secretariat and the leaders, and for the agency itself."""
    return by.is_kota or by.has(Peran.PIMPINAN) or (by.has(Peran.OPD) and by.instansi_id == kode)


@dataclass
class Answering:
    """How one agency answered in the last twelve months, and what lies there now."""

    record: record.Record
    now: dict
    reasons: list = field(default_factory=list)
    other_reasons: int = 0


def answering(kode, by, now):
    last = months.month_of(now)
    found = record.of(kode, months.before(last, LAST - 1), last)
    shown, rest = reasons(found.sebab, leader=not by.is_kota and by.has(Peran.PIMPINAN))
    return Answering(found, record.open_now(now, kode).get(kode, {}), shown, rest)


def reasons(counted, *, leader):
    """([(name, count)] the most first, how many are not shown by reason): leaders see no reason of 1–4 people."""
    if leader:
        codes = [kode for kode, _ in catalogue.reasons("TOLAK")]
        shown, rest = suppression.release({("", kode): n for kode, n in counted.items()}, codes).of_city()
    else:
        shown, rest = counted.most_common(), 0
    return [(catalogue.reason_name("TOLAK", kode), n) for kode, n in shown], rest


def contacts(kode):
    """Positions with their addresses that hold today or later, the first to turn to on top; ended ones below."""
    rows = KontakInstansi.objects.filter(instansi=kode)
    return list(rows.prefetch_related(Prefetch("alamat", AlamatKontak.objects.order_by("pk"))))


def hours(rows):
    """[(“Senin–Kamis”, “08.00–15.00”)]: equal neighbours together."""
    lines = []
    for row in sorted(rows, key=lambda one: one.hari):
        span = f"{row.buka:%H.%M}–{row.tutup:%H.%M}"
        if lines and lines[-1][2] == span and lines[-1][1].hari + 1 == row.hari:
            lines[-1] = (lines[-1][0], row, span)
        else:
            lines.append((row, row, span))
    return [(_days(first, last), span) for first, last, span in lines]


def _days(first, last):
    return first.get_hari_display() if first == last else f"{first.get_hari_display()}–{last.get_hari_display()}"


def gather(kode, by, now):
    """The context of the page of one agency; None for one that does not exist."""
    agency = Instansi.objects.select_related("profil__dikonfirmasi_oleh").filter(pk=kode).first()
    if agency is None:
        return None
    day, profil = timezone.localdate(now), getattr(agency, "profil", None)
    rows = contacts(kode)
    return {
        "agency": agency, "profil": profil, "due": is_due(profil, day), "hours": hours(agency.jam_layanan.all()),
        "contacts": [one for one in rows if one.sampai is None or one.sampai >= day],
        "ended": [one for one in rows if one.sampai and one.sampai < day], "day": day,
        "soon": profil and profil.dikonfirmasi_pada and profil.dikonfirmasi_pada + timedelta(days=365),
        "desk": desk.current(kode), "answering": answering(kode, by, now) if may_see_record(by, kode) else None,
    }  # fmt: skip
