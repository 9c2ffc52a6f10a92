"""How long one service at one agency usually takes, from what really happened, summed up once a night.

Working days from the day a referral was sent to its outcome: the day of service, or of the decline. Those still
waiting, withdrawn or redirected count for as long as they were under way (Kaplan–Meier), so that an agency that
answers a few at once and leaves the rest lying does not look quick. Below LEAST outcomes the service standard speaks.
"""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from puskesos import catalogue
from puskesos.models.katalog import Prioritas
from rujukan.models import RingkasJanji, Rujukan
from rujukan.workflow import NOT_YET_SENT, StatusRujukan

LEAST = 20
LOOK_BACK = timedelta(days=365)
SERVED = (StatusRujukan.DIREALISASIKAN, StatusRujukan.DIKONFIRMASI, StatusRujukan.DISANGGAH)
HALF, EIGHT = 0.5, 0.8


class Usual(NamedTuple):
    """What the night found for one service at one agency."""

    jumlah: int
    separuh: int | None
    delapan: int | None


# --- once a night --------------------------------------------------------------------------------------------------
def refresh(clock):
    """Count anew; returns how many services at agencies have a summary. Reads the last twelve months once."""
    days = defaultdict(list)
    for instansi, layanan, passed, done in _durations(clock):
        days[instansi, layanan].append((passed, done))
    rows = [
        RingkasJanji(instansi_id=instansi, layanan_id=layanan, dihitung_pada=clock, **usual(found)._asdict())
        for (instansi, layanan), found in sorted(days.items())
    ]
    with transaction.atomic():
        RingkasJanji.objects.all().delete()
        RingkasJanji.objects.bulk_create(rows)
    catalogue.forget()
    return len(rows)


def _durations(clock):
    """(instansi, layanan, working days, whether that was the outcome) of each referral sent in the last year."""
    calendar = catalogue.calendar()
    sent = Rujukan.objects.filter(dikirim_pada__gte=clock - LOOK_BACK, dikirim_pada__lte=clock)
    columns = ("instansi_id", "layanan_id", "status", "dikirim_pada", "status_sejak", "hasil_pada")
    for instansi, layanan, status, start, since, served in sent.values_list(*columns).iterator(chunk_size=5000):
        if status in NOT_YET_SENT:
            continue
        done = status in SERVED or status == StatusRujukan.DITOLAK
        ended = done or status in {StatusRujukan.DICABUT, StatusRujukan.DIALIHKAN, StatusRujukan.KEDALUWARSA}
        end = _noon(served) if status in SERVED else since if ended else clock
        yield instansi, layanan, max(calendar.workdays_between(start, end), 0), done


def _noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))


def usual(found):
    """The Usual of [(working days, done)]: in how many days half, and 8 of 10, have their outcome."""
    reached = {HALF: None, EIGHT: None}
    at_risk, waiting = len(found), 1.0
    here, ended = Counter(days for days, _ in found), Counter(days for days, done in found if done)
    for day in sorted(here):
        waiting *= 1 - ended[day] / at_risk
        at_risk -= here[day]
        for share, known in reached.items():
            if known is None and waiting <= 1 - share + 1e-9:
                reached[share] = day
    return Usual(ended.total(), reached[HALF], reached[EIGHT])


# --- whenever somebody looks: no query beyond one every half minute --------------------------------------------------
def known():
    """{(instansi, layanan): Usual}, kept in the process like the small tables of the catalogue."""
    return catalogue.remembered(
        "promises",
        lambda: {
            (one.instansi_id, one.layanan_id): Usual(one.jumlah, one.separuh, one.delapan)
            for one in RingkasJanji.objects.all()
        },
    )


def words(instansi, layanan, prioritas=Prioritas.NORMAL):
    """“biasanya 9 hari kerja (8 dari 10 selesai ≤ 21)”, or the service standard while too little is known."""
    found = known().get((instansi, layanan))
    if found is None or found.jumlah < LEAST:
        return f"standar {standard(layanan, prioritas)}"
    if found.separuh is None:
        return f"lebih dari separuh belum selesai; standar {standard(layanan, prioritas)}"
    usually = f"biasanya {_days(found.separuh)}"
    if found.delapan is None:
        return f"{usually}, tetapi lebih dari 2 dari 10 belum selesai"
    return f"{usually} (8 dari 10 selesai ≤ {max(found.delapan, 1)})"


def standard(layanan, prioritas):
    """The limit of the outcome in words, by the rule that starts the clock of a referral (referral.outcome_due)."""
    if prioritas in {Prioritas.TINGGI, Prioritas.DARURAT} and (row := catalogue.standard("HASIL", prioritas)):
        return f"{row.jumlah} {row.get_satuan_display()}" if row.jumlah else row.get_satuan_display()
    service = catalogue.layanan(layanan)
    return _days(service.batas_hasil_hari if service else 1)


def _days(number):
    return f"{max(number, 1)} hari kerja"


def dates(rujukan):
    """(day by which half, day by which 8 of 10 have their outcome) of a sent referral; None where it is not known."""
    found = known().get((rujukan.instansi_id, rujukan.layanan_id))
    if found is None or found.jumlah < LEAST or not rujukan.dikirim_pada:
        return None, None
    return tuple(_day_after(rujukan.dikirim_pada, days) for days in (found.separuh, found.delapan))


def _day_after(start, days):
    return None if days is None else timezone.localdate(catalogue.calendar().add_workdays(start, max(days, 1)))


def outlook(rujukan, today):
    """(words, day or None) for a referral under way: what the family may be told to expect."""
    half, eight = dates(rujukan)
    if half and half >= today:
        return "perkiraan hasil sekitar", half
    if eight and eight >= today:
        return "8 dari 10 ada hasilnya sampai", eight
    return ("sudah lebih lama dari biasanya", None) if half else ("", None)
