"""The inbox of an agency: what waits for an answer first, by deadline (ux §5, screen 24)."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from puskesos import access, keyset, trace
from puskesos.refusals import NotAllowed
from rujukan import agency
from rujukan.counted import CountedRujukan
from rujukan.models import Rujukan
from rujukan.views.page import is_agency


@require_GET
@access.needs("jawaban", "U")
def inbox(request):
    if not is_agency(request.by):
        raise NotAllowed("Kotak masuk adalah halaman instansi. Rujukan ada di daftar rujukan.")
    mine = Rujukan.objects.visible_to(request.by)
    counted = CountedRujukan(request.GET, queryset=mine, now=request.now)
    tab = request.GET.get("tab") if request.GET.get("tab") in agency.TABS else next(iter(agency.TABS))
    tab = "" if counted.told else tab
    found = counted.qs if counted.told else mine.filter(status__in=agency.TABS[tab][1])
    order = ("tenggat", "id") if tab not in {"", "selesai"} else ("-id",)
    page = keyset.page(found.select_related("keluhan__klien"), order=order, cursor=request.GET.get("cursor"))
    trace.record_list(request.by, "kotak masuk", (row.pk for row in page), tab=tab)
    tabs = _tabs(mine, tab, request.now)
    context = {
        "page": page, "tab": tab, "tabs": tabs, "query": _query(request, tab),
        "late": next((one for one in tabs if one["late"]), None),
        "told": counted.told,
        "rows": [(row, agency.shown_name(row)) for row in page], "today": timezone.localdate(request.now),
    }  # fmt: skip
    return render(request, "rujukan/inbox.html", context)


def _query(request, tab):
    rest = request.GET.copy()
    rest.pop("cursor", None)
    rest["tab"] = tab
    return f"{rest.urlencode()}&"


def _tabs(mine, current, now):
    counts = agency.tab_counts(mine, now)
    return [
        {"name": name, "label": label, "count": counts.get(name), "late": counts.get(f"{name}_lewat"),
         "current": name == current}
        for name, (label, _) in agency.TABS.items()
    ]  # fmt: skip
