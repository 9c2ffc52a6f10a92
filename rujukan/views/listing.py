"""The list of referrals (ux §5, screen 21): whose deadline is past stands on top."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from puskesos import access, keyset, trace
from puskesos.keyset import capped_counts
from puskesos.roles import Peran
from rujukan.answer_links import unvouched
from rujukan.filters import RujukanFilter
from rujukan.models import Rujukan
from rujukan.workflow import NOT_YET_SENT, WAITING_ANSWER, WAITING_OUTCOME, WITH_INSTANSI

# view → (label, rows, order): a deadline runs only while an agency or SLRT is awaited.
VIEWS = {
    "berjalan": ("Berjalan", {"status__in": WITH_INSTANSI, "tenggat__isnull": False}, ("tenggat", "id")),
    "lewat": ("Lewat batas", {"status__in": WITH_INSTANSI, "tenggat__isnull": False}, ("tenggat", "id")),
    "belum": ("Belum dikirim", {"status__in": NOT_YET_SENT}, ("-id",)),
    "semua": ("Semua", {}, ("-id",)),
}
COLUMNS = ("keluhan__klien", "keluhan__pemilik")


def _rows(by, view, now):
    found = Rujukan.objects.visible_to(by).filter(**VIEWS[view][1])
    return found.filter(tenggat__lt=now) if view == "lewat" else found


@require_http_methods(["GET"])
@access.needs("rujukan", "RCA")
def listing(request):
    """Referrals of the cases one may see; the nearest deadline first, what is overdue above it."""
    by, now = request.by, request.now
    if by.has(Peran.OPD):
        return redirect("rujukan:kotak-masuk")  # an agency sees less of a person than this list shows
    view = request.GET.get("tab") if request.GET.get("tab") in VIEWS else "berjalan"
    filters = RujukanFilter(request.GET, queryset=_rows(by, view, now), now=now)
    page = keyset.page(
        filters.qs.select_related(*COLUMNS), order=VIEWS[view][2], cursor=request.GET.get("cursor")
    )  # fmt: skip
    trace.record_list(by, "rujukan", (one.pk for one in page), tab=view)
    fragment = "HX-Request" in request.headers and request.headers.get("HX-Target") == "list"
    context = {
        "page": page, "filters": filters, "view": view, "now": now, "query": _query(request), "fragment": fragment,
        "can_remind": access.can(by, "rujukan", "CA"), "remindable": (*WAITING_ANSWER, *WAITING_OUTCOME),
        "may_answer": access.can(by, "jawaban", "U"),
    }  # fmt: skip
    if not fragment:
        counts = capped_counts({code: _rows(by, code, now) for code in VIEWS})
        if context["may_answer"]:
            context["unvouched"] = unvouched.waiting(by).count()
        context["tabs"] = [(code, VIEWS[code][0], *counts[code]) for code in VIEWS]
    return render(request, "rujukan/list/rows.html" if fragment else "rujukan/list/page.html", context)


def _query(request):
    rest = request.GET.copy()
    rest.pop("cursor", None)
    return f"{rest.urlencode()}&" if rest else ""
