"""The queue of the secretariat (ux §5, screens 13 and 20): tabs, filters, search, and acts on many at once."""

import re
from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from puskesos import access, finding, keyset, slips, trace
from puskesos.filterbar import FilterBar
from puskesos.forms.fields import LineField, PlainForm
from puskesos.models import Keluhan
from puskesos.refusals import Refused
from puskesos.views import export
from puskesos.views.frame import attempt
from slrt.triage import paging, queue, triage
from slrt.triage.filters import QueueFilter
from slrt.triage.forms.owner import AssignManyForm

NUMBER = re.compile(r"(?:[A-Za-z]{2,6}-)?(?:(20\d\d)-)?0*(\d{1,6})")
NEW_AT_MOST = 99


class SearchForm(PlainForm):
    cari = LineField(120, label="Nama, NIK, atau nomor", attrs={"type": "search", "data-search": "", "class": "w-20"})


# --- the list ------------------------------------------------------------------------------------------------------
@require_http_methods(["GET"])
@access.needs("triase", "CUPA")
def listing(request):
    """The queue as a page, or for htmx only its rows."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in queue.TABS else queue.order_for(request.by)[0]
    cases = partial(queue.cases, request.by, tab, request.now)
    filters = FilterBar(QueueFilter, request.GET, queryset=cases, by=request.by)
    page = paging.page(request.by, tab, request.now, filters, request.GET.get("cursor"))
    counts, owners = queue.around(request.by, request.now)
    tabs = queue.tabs(request.by, counts, tab)
    found = paging.found(page, counts, tab, filters, request.by, request.now)
    trace.record_list(request.by, "antrean", (one.id for one in page), tab=tab)
    context = {
        "tab": tab, "tabs": tabs, "found": found, "page": page, "rows": queue.rows(page, request.by, request.now, tab),
        "filters": filters, "query": _query(request, tab), "now": request.now, "search": SearchForm(),
        "late": next(one.count for one in tabs if one.code == "lewat"),
        "export": reverse("triage:antrean-unduh") if access.can(request.by, "ekspor", "CA") else "",
        "more": _other_lists(request.by),
    }  # fmt: skip
    if _wants_rows(request):
        return render(request, "triage/queue/list.html", context | {"fragment": True})
    return render(request, "triage/queue.html", context | _bulk(owners))


@require_http_methods(["GET", "POST"])
@access.needs("ekspor", "CA")
def download(request):
    """The same list, as a file."""
    access.require(request.by, "triase", "CUPA")
    tab = request.GET.get("tab", "")
    tab = tab if tab in queue.TABS else queue.order_for(request.by)[0]
    bar = FilterBar(QueueFilter, request.GET, queryset=queue.cases(request.by, tab, request.now), by=request.by)
    back = f"{reverse('triage:antrean')}?{_query(request, tab)}"
    return export.serve(request, "antrean", "Antrean", back, bar.qs.by_promise())


def _wants_rows(request):
    return "HX-Request" in request.headers and request.headers.get("HX-Target") == "list"


def _query(request, tab):
    """The rest of the address, for links that turn the page."""
    rest = request.GET.copy()
    for name in ("cursor", "sejak"):
        rest.pop(name, None)
    rest["tab"] = tab
    return f"{rest.urlencode()}&"


def _other_lists(by):
    """[(address, words)] of the lists that start from this one."""
    lists = [(reverse("triage:minggu-ini"), "Akan lewat batas minggu ini")]
    if access.can(by, "gabung", "CU"):
        lists.append((reverse("puskesos:ganda"), "Kemungkinan warga ganda"))
    return lists


def _bulk(owners):
    return {"bulk": AssignManyForm(owners=owners)}


@require_GET
@access.needs("triase", "CUPA")
def news(request):
    """How many cases came into this view since it was loaded; they are shown only when asked for."""
    tab = request.GET.get("tab", "")
    since = _moment(request.GET.get("sejak", ""))
    if tab not in queue.TABS or since is None:
        return HttpResponse(status=204)
    fresh = queue.cases(request.by, tab, request.now).filter(status_sejak__gt=since)
    filters = FilterBar(QueueFilter, request.GET, queryset=fresh, by=request.by)
    count, capped = keyset.capped_count(filters.qs, NEW_AT_MOST)
    context = {"count": count, "capped": capped, "query": _query(request, tab), "since": since}
    return render(request, "triage/queue/news.html", context)


def _moment(text):
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if timezone.is_aware(moment) else None


# --- searching -----------------------------------------------------------------------------------------------------
@require_POST
@access.needs("triase", "CUPA")
def search(request):
    """Cases by number, name or NIK; what is looked for never stands in an address, and open cases come first."""
    form = SearchForm(request.POST)
    found, status = [], 422
    if form.is_valid():
        try:
            way, found = _find(request, form.cleaned_data["cari"])
            status = 200
            trace.record(request.by, trace.Aksi.CARI, daftar="antrean", cara=way, jumlah=len(found),
                         ids=[str(one.id) for one in found])  # fmt: skip
        except Refused as refused:
            form.add_error("cari", refused.sentence)
            status = refused.status
    rows = queue.rows(found, request.by, request.now, "")
    context = {"search": form, "searched": True, "rows": rows, "page": keyset.Page(found), "now": request.now}
    if _wants_rows(request):
        # htmx swaps 200 and 422; the sentence says the rest.
        return render(request, "triage/queue/list.html", context | {"fragment": True}, status=min(status, 422))
    counts, owners = queue.around(request.by, request.now)
    context["tabs"] = queue.tabs(request.by, counts, "")
    context["filters"] = FilterBar(QueueFilter, None, queryset=Keluhan.objects.none(), by=request.by)
    return render(request, "triage/queue.html", context | _bulk(owners), status=status)


def _find(request, text):
    """(how it was read, at most 50 cases), open ones first and then the newest."""
    visible = queue.slim(Keluhan.objects.visible_to(request.by))
    number = NUMBER.fullmatch(text.strip())
    if number:
        year, running = number.groups()
        wanted = Q(urut=int(running), tahun=int(year)) if year else Q(urut=int(running))
        return "nomor", list(visible.filter(wanted).order_by("-tahun")[: finding.MOST_SHOWN])
    if (on_slip := slips.case_on(text)) is not None:
        return "slip", list(visible.filter(on_slip)[: finding.MOST_SHOWN])
    way, people = finding.find_ids(request.by, text, now=request.now)
    return way, queue.of_people(request.by, people)


# --- many at once --------------------------------------------------------------------------------------------------
@require_POST
@access.needs("triase", "CUPA")
def assign_many(request):
    """Give the picked cases an owner: what cannot be given says why, and hinders no other."""
    form = AssignManyForm(request.POST, owners=triage.owners(request.now))
    outcomes = None
    if form.is_valid():
        outcomes = attempt(
            form, triage.assign_many, by=request.by, now=request.now, picked=_picked(request.POST.getlist("pilih")),
            pemilik=form.cleaned_data["pemilik"],
        )  # fmt: skip
    if outcomes and all(one.ok for one in outcomes):
        messages.success(request, f"{len(outcomes)} keluhan diberi penanggung jawab.")
        return redirect("triage:antrean")
    context = {"form": form, "outcomes": outcomes or [], "done": sum(one.ok for one in outcomes or [])}
    return render(request, "triage/bulk.html", context, status=200 if outcomes else 422)


def _picked(texts):
    """{id: version that was shown, or None} of what looks like “id.version”; anything else was not ours."""
    found = {}
    for text in texts:
        id, _, versi = text.partition(".")
        try:
            found[UUID(id)] = versi or None
        except ValueError:
            continue
    return found
