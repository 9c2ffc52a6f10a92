"""The cases of a kelurahan, by whose turn it is (ux §5, screen 8)."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from puskesos import access, catalogue, deadlines, filters, keyset, trace
from puskesos.filterbar import FilterBar
from puskesos.filters import KasusFilter
from puskesos.fragments import Fragment
from puskesos.models import Keluhan
from puskesos.models.katalog import Prioritas
from puskesos.templatetags.puskesos import badge, deadline, sejak
from puskesos.views import export
from puskesos.workflow import StatusKeluhan

CLOSED_TABS = {"selesai", "semua"}


@access.needs("keluhan", "R")
def kasus_list(request):
    """One tab of the list, filtered, a page at a time; the names looked at are traced."""
    by, now = request.by, request.now
    tab, bar, order = _narrowed_list(request)
    page = keyset.page(bar.qs.values_list(*COLUMNS, named=True), order=order, cursor=request.GET.get("cursor"))
    trace.record_list(by, "kasus", [row.id for row in page], tab=tab)
    several = by.kelurahan_codes is None or len(by.kelurahan_codes) > 1
    context = {
        "page": page, "rows": [_row(one, several, now) for one in page], "several": several, "filters": bar,
        "tab": tab, "tabs": _tabs(by, now, tab), "query": _query(request, tab), "narrowed": _narrowed(request),
        "export": reverse("puskesos:kasus-unduh") if access.can(by, "ekspor", "CA") else "",
    }  # fmt: skip
    return render(request, "puskesos/kasus.html", context)


def _narrowed_list(request):
    """(tab, FilterBar, order) of the list that the address names."""
    by, now = request.by, request.now
    tab = request.GET.get("giliran") if request.GET.get("giliran") in filters.TABS else _first(request)
    wanted = Keluhan.objects.visible_to(by).filter(filters.of_tab(tab, now))
    bar = FilterBar(KasusFilter, request.GET, queryset=wanted, by=by, now=now)
    return tab, bar, ("-id",) if tab in CLOSED_TABS else ("tenggat", "id")


@require_http_methods(["GET", "POST"])
@access.needs("ekspor", "CA")
def download(request):
    """The same list, as a file."""
    tab, bar, order = _narrowed_list(request)
    back = f"{reverse('puskesos:kasus')}?{_query(request, tab)}"
    return export.serve(request, "kasus", "Kasus", back, bar.qs.order_by(*order))


def _first(request):
    """Numbers of this month count closed cases too; everything else starts with our own turn."""
    return "semua" if request.GET.get("bulan") else "puskesos"


def _tabs(by, now, current):
    """Label and count of each tab; the closed ones are not counted."""
    counts = filters.counts(by, now)
    return [
        {"name": name, "label": label, "count": counts.get(name), "current": name == current}
        for name, label in filters.TABS.items()
    ]


def _narrowed(request):
    return {name: request.GET[name] for name in KasusFilter.base_filters if request.GET.get(name)}


def _query(request, tab):
    """The rest of the address for the pager: only what the filters know."""
    return urlencode({"giliran": tab, **_narrowed(request)}) + "&"


# --- rows ----------------------------------------------------------------------------------------------------------
COLUMNS = (
    "id", "urut", "status", "prioritas", "rahasia", "usulan", "terbuka", "tenggat", "jeda_sejak", "kelurahan_id",
    "subkategori_id", "diterima_pada", "klien__nama", "klien__rt",
)  # fmt: skip
ROW = Fragment("puskesos/kasus_row.html")


def _row(one, several, now):
    """One line as HTML; the kelurahan only for those who have several."""
    kelurahan, rt = catalogue.wilayah(one.kelurahan_id).nama if several else "", one.klien__rt
    narrow = "".join((f" · RT {rt}" if rt else "", f" · {kelurahan}" if several else ""))
    return ROW(
        id=one.id, nomor=f"{one.urut:05d}", nama=one.klien__nama, tempat_hp=narrow, tempat=_place(kelurahan, rt),
        prioritas=_priority(one.prioritas), rahasia=_secret() if one.rahasia else "",
        jenis=catalogue.subkategori(one.subkategori_id).nama,
        status=badge("keluhan", one.status, StatusKeluhan(one.status).label), batas=_deadline(one, now),
        usulan=format_html(' <span class="muted small">{}</span>', "usulan menunggu") if one.usulan else "",
        dicatat=sejak(one.diterima_pada, timezone.localdate(now)),
    )  # fmt: skip


def _place(kelurahan, rt):
    if not rt:
        return kelurahan
    return format_html('{} <span class="muted">{}</span>', kelurahan, f"RT {rt}" if kelurahan else rt)


def _priority(value):
    return badge("prioritas", value, Prioritas(value).label) if value in {"TINGGI", "DARURAT"} else ""


def _secret():
    return format_html(" {}", badge("rahasia", "RAHASIA", "Rahasia", "gray", "minus"))


def _deadline(one, now):
    if one.jeda_sejak:
        return format_html('<span class="deadline" data-tone="paused">jeda: {}</span>', deadlines.pause_words(one))
    return deadline(one.tenggat, now) if one.terbuka else format_html('<span class="muted">{}</span>', "–")
