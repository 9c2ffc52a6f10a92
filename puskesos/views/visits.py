"""Pages of home visits: today's round grouped by RT, and what was found at one house (ux §5, screen 12)."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from puskesos import access, closing, trace, visits
from puskesos.forms.visits import VisitForm
from puskesos.refusals import IllegalMove
from puskesos.views.conflict import conflict
from puskesos.views.frame import attempt

MOST = 200


@access.needs("kunjungan", "CRU")
def round_page(request):
    """Planned visits of the area, the late and today's first, grouped so that one trip serves many."""
    rows = list(visits.planned(request.by)[:MOST])
    trace.record_list(request.by, "kunjungan", [row.keluhan_id for row in rows])
    groups = [(place, list(found)) for place, found in groupby(rows, key=_place)]
    context = {"groups": groups, "today": timezone.localdate(request.now), "full": len(rows) == MOST}
    return render(request, "puskesos/visits/round.html", context)


def _place(visit):
    return visit.kelurahan_id, visit.keluhan.klien.rw, visit.keluhan.klien.rt


@access.needs("kunjungan", "RU")
@require_http_methods(["GET", "POST"])
def visit_page(request, id):
    """One visit: the address and the way first, then the form; done visits are read only."""
    visit = visits.open_visit(request.by, id)
    if request.method == "GET":
        trace.record(request.by, trace.Aksi.BACA, visit)
        return _show(request, visit)
    form = VisitForm(request.POST, request.FILES, visit=visit, by=request.by, keluhan=visit.keluhan, now=request.now)
    try:
        VisitForm.check(visit.keluhan, request.by)
        done = form.is_valid() and attempt(form, form.stage, by=request.by, now=request.now, **form.arguments())
    except IllegalMove as refused:
        return conflict(request, visit.keluhan_id, refused, form)
    if not done:
        return _show(request, visit, form, status=422)
    messages.success(request, form.done)
    return redirect("puskesos:kunjungan")


def _show(request, visit, form=None, *, status=200):
    open_for_me = visit.status == visit.Status.BELUM and access.can(request.by, "kunjungan", "U")
    if open_for_me and form is None:
        form = VisitForm(visit=visit, by=request.by, keluhan=visit.keluhan, now=request.now)
    checks = access.can(request.by, "umpan_balik", "CU") and closing.open_checks(visit.keluhan)
    context = {"visit": visit, "keluhan": visit.keluhan, "warga": visit.keluhan.klien, "form": form, "checks": checks}
    return render(request, "puskesos/visits/visit.html", context, status=status)
