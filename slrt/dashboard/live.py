"""What stands open right now, straight from the partial indexes on open work, which stays small with the years."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Min, OuterRef, Q, Subquery, When
from django.utils import timezone

from puskesos import catalogue, months
from puskesos.models import Keluhan
from puskesos.workflow import AT_INSTANSI, AT_SLRT
from rujukan.models import Rujukan
from rujukan.workflow import WAITING_ANSWER, WAITING_OUTCOME, WITH_INSTANSI
from slrt.dashboard.charts import in_words

WITH_AGENCY = (*WAITING_ANSWER, *WAITING_OUTCOME)


def keluhan(reach):
    """The cases whose number this person may know."""
    rows = Keluhan.objects.all() if reach.is_leader else Keluhan.objects.visible_to(reach.by)
    rows = rows if reach.codes is None else rows.filter(kelurahan_id__in=sorted(reach.codes))
    return rows.filter(diterima_oleh_id=reach.by.petugas_id) if reach.scope == "o" else rows


def rujukan(reach):
    """The referrals whose number this person may know."""
    rows = Rujukan.objects.all() if reach.is_leader else Rujukan.objects.visible_to(reach.by)
    rows = rows if reach.codes is None else rows.filter(kelurahan_id__in=sorted(reach.codes))
    return rows.filter(instansi_id=reach.instansi) if reach.instansi else rows


def overdue(reach, now):
    """Counter {(kelurahan, who has it): open cases past the deadline of their step}; one query.

    Who has it: ("puskesos", kelurahan), ("slrt", ""), or ("instansi", code of the one whose deadline is nearest).
    """
    nearest = Rujukan.objects.filter(keluhan=OuterRef("pk"), status__in=WITH_INSTANSI).order_by("tenggat")
    awaited = When(status__in=AT_INSTANSI, then=Subquery(nearest.values("instansi_id")[:1]))
    late = keluhan(reach).filter(terbuka=True, tenggat__lt=now)
    rows = (
        late.annotate(awaited=Case(awaited))
        .values_list("kelurahan_id", "status", "awaited")
        .annotate(many=Count("pk"))
        .order_by()
    )
    found = Counter()
    for kelurahan, status, instansi, many in rows:
        found[kelurahan, _holder(kelurahan, status, instansi)] += many
    return found


def _holder(kelurahan, status, instansi):
    if status in AT_INSTANSI and instansi:
        return "instansi", instansi
    return ("slrt", "") if status in (*AT_SLRT, *AT_INSTANSI) else ("puskesos", kelurahan)


def holder_name(holder):
    kind, code = holder
    if kind == "instansi":
        row = catalogue.instansi(code)
        return row.singkatan or row.nama
    return "Sekretariat SLRT" if kind == "slrt" else f"Puskesos {catalogue.wilayah(code).nama}"


@dataclass(frozen=True)
class Waiting:
    """What one agency has on its desk."""

    menunggu: int
    tertua: datetime | None
    lewat: int
    bulan_lewat: int
    bulan_berjalan: int


def waiting(reach, month, now):
    """{instansi: Waiting}; `bulan_…` are those sent in the month and not answered, past their limit or not yet."""
    start, end = months.bounds(month)
    unanswered = Q(status__in=WAITING_ANSWER)
    this_month = unanswered & Q(dikirim_pada__gte=start, dikirim_pada__lt=end)
    rows = rujukan(reach).filter(status__in=WITH_AGENCY).values_list("instansi_id").order_by()
    rows = rows.annotate(
        menunggu=Count("pk", filter=unanswered),
        tertua=Min("dikirim_pada", filter=unanswered),
        lewat=Count("pk", filter=Q(tenggat__lt=now)),
        bulan_lewat=Count("pk", filter=this_month & Q(batas_jawaban__lt=now)),
        bulan_berjalan=Count("pk", filter=this_month & Q(batas_jawaban__gte=now)),
    )
    return {code: Waiting(*rest) for code, *rest in rows}


def waited(since, now):
    """“13 hari”, “hari ini”; “–” when nobody waits."""
    if not since:
        return "–"
    days = (timezone.localdate(now) - timezone.localdate(since)).days
    return f"{in_words(days)} hari" if days else "hari ini"
