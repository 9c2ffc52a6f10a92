"""How an agency answers: summed up once a night per agency and month of sending, read as one row a month.

In time and late are counted as the dashboard counts them: also late is what was never answered and is past its limit.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Min, Q

from puskesos import catalogue, months
from rujukan.models import RingkasInstansi, Rujukan
from rujukan.workflow import NOT_YET_SENT, WAITING_ANSWER, WAITING_OUTCOME, WITH_INSTANSI, StatusRujukan

KEPT_MONTHS = 13
SILENT = (StatusRujukan.DICABUT, StatusRujukan.DIALIHKAN)


@dataclass
class Record:
    """What one agency did with the referrals of some months."""

    dikirim: int = 0
    tepat: int = 0
    lambat: int = 0
    lama: Counter = field(default_factory=Counter)
    sebab: Counter = field(default_factory=Counter)

    def add(self, row):
        self.dikirim += row.dikirim
        self.tepat += row.tepat
        self.lambat += row.lambat
        self.lama.update({int(day): n for day, n in row.lama.items()})
        self.sebab.update(row.sebab)

    @property
    def median(self):
        """Working days to the first answer, of those that were answered; None of nothing."""
        days = sorted(self.lama.elements())
        half = len(days) // 2
        return None if not days else (days[half] if len(days) % 2 else (days[half - 1] + days[half]) / 2)

    @property
    def percent(self):
        """Share answered in time, of all that were answered or are past their limit; None of nothing."""
        counted = self.tepat + self.lambat
        return round(100 * self.tepat / counted) if counted else None


# --- once a night --------------------------------------------------------------------------------------------------
def refresh(clock):
    """Count the last thirteen months anew; returns how many agencies and months there are."""
    first, _ = months.bounds(months.before(months.month_of(clock), KEPT_MONTHS - 1))
    rows = defaultdict(lambda: {"dikirim": 0, "tepat": 0, "lambat": 0, "lama": Counter(), "sebab": Counter()})
    columns = ("instansi_id", "status", "status_sejak", "dikirim_pada", "batas_jawaban", "dijawab_pada", "alasan_tolak")
    sent = Rujukan.objects.filter(dikirim_pada__gte=first, dikirim_pada__lte=clock).exclude(status__in=NOT_YET_SENT)
    for instansi, *one in sent.values_list(*columns).iterator(chunk_size=5000):
        _count(rows[instansi, months.month_of(one[2])], *one, clock)
    with transaction.atomic():
        RingkasInstansi.objects.all().delete()
        RingkasInstansi.objects.bulk_create(
            RingkasInstansi(instansi_id=instansi, bulan=bulan, dihitung_pada=clock, **counted)
            for (instansi, bulan), counted in sorted(rows.items())
        )
    return len(rows)


def _count(row, status, since, start, due, answered, reason, clock):
    row["dikirim"] += 1
    if answered:
        row["tepat" if answered <= due else "lambat"] += 1
        row["lama"][max(catalogue.calendar().workdays_between(start, answered), 0)] += 1
    elif _missed(status, since, due, clock):
        row["lambat"] += 1
    if status == StatusRujukan.DITOLAK:
        row["sebab"][reason] += 1


def _missed(status, since, due, clock):
    """Never answered, and past the limit before it ended."""
    if status in SILENT:
        return due < since
    return status == StatusRujukan.KEDALUWARSA or (status in WAITING_ANSWER and due < clock)


# --- whenever somebody looks ---------------------------------------------------------------------------------------
def of(instansi, first, last):
    """The Record of one agency over the months from `first` to `last`."""
    found = Record()
    for row in RingkasInstansi.objects.filter(instansi=instansi, bulan__gte=first, bulan__lte=last):
        found.add(row)
    return found


def of_all(first, last):
    """{instansi: Record} in one query."""
    found = defaultdict(Record)
    for row in RingkasInstansi.objects.filter(bulan__gte=first, bulan__lte=last):
        found[row.instansi_id].add(row)
    return dict(found)


def open_now(now, instansi=None):
    """{instansi: {menunggu, terbuka, lewat, tertua}} of what lies with agencies now; one query on open work."""
    rows = Rujukan.objects.filter(status__in=WITH_INSTANSI)
    rows = rows.filter(instansi=instansi) if instansi else rows
    owed = Q(status__in=(*WAITING_ANSWER, *WAITING_OUTCOME))
    counted = rows.order_by().values("instansi_id").annotate(
        terbuka=Count("pk"), menunggu=Count("pk", filter=Q(status__in=WAITING_ANSWER)),
        lewat=Count("pk", filter=owed & Q(tenggat__lt=now)), tertua=Min("dikirim_pada"),
    )  # fmt: skip
    return {row["instansi_id"]: row for row in counted}
