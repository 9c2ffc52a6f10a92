"""What will be late this week unless somebody acts: seen before it happens, with the reason (features §5, 8)."""

from datetime import datetime, time, timedelta

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from puskesos import access, keyset, trace
from puskesos.models import Keluhan
from puskesos.workflow import AT_SLRT
from rujukan import promise
from rujukan.models import Rujukan
from rujukan.workflow import WAITING_ANSWER, WAITING_SLRT, WITH_INSTANSI

MOST_CASES = 50
SATURDAY = 5


def end_of_week(now):
    """Midnight after Sunday; at a weekend that of the week to come."""
    day = timezone.localdate(now)
    days = 7 - day.weekday() + (7 if day.weekday() >= SATURDAY else 0)
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time()))


def why(rujukan):
    """(what is missing, whether its outcome usually comes after the limit of the outcome)."""
    half, _ = promise.dates(rujukan)
    longer = bool(half and rujukan.batas_hasil and half > timezone.localdate(rujukan.batas_hasil))
    if rujukan.status in WAITING_SLRT:
        return "instansi menunggu dokumen dari SLRT", longer
    return ("belum dijawab" if rujukan.status in WAITING_ANSWER else "belum ada hasil"), longer


@require_GET
@access.needs("triase", "CUPA")
def this_week(request):
    """Referrals with agencies, and cases on the secretariat's own desk, whose limit ends this week."""
    by, now = request.by, request.now
    until = end_of_week(now)
    ending = {"tenggat__gte": now, "tenggat__lt": until}
    referrals = Rujukan.objects.visible_to(by).filter(status__in=WITH_INSTANSI, **ending)
    page = keyset.page(
        referrals.select_related("keluhan__klien", "keluhan__pemilik"), cursor=request.GET.get("cursor")
    )  # fmt: skip
    own = Keluhan.objects.visible_to(by).open().filter(status__in=AT_SLRT, **ending)
    cases = list(own.select_related("klien", "pemilik").by_promise()[:MOST_CASES])
    trace.record_list(by, "terlambat minggu ini", [*(one.keluhan_id for one in page), *(one.pk for one in cases)])
    context = {
        "page": page, "rows": [(one, *why(one)) for one in page], "cases": cases, "until": until - timedelta(days=1),
        "can_remind": access.can(by, "rujukan", "CA"), "ours": WAITING_SLRT, "today": timezone.localdate(now),
    }  # fmt: skip
    return render(request, "triage/week.html", context)
