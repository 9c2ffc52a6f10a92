"""One page (or panel) for every step on a referral: its form, the stage it names, and honest refusals."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from puskesos import access
from puskesos.refusals import IllegalMove, Stale
from puskesos.views.conflict import in_panel, typed
from puskesos.views.frame import attempt
from rujukan import agency, story
from rujukan.access import peek_rujukan
from rujukan.forms import FORMS
from rujukan.views.page import is_agency

SHOWN = ("keluhan__klien", "kebutuhan", "instansi")


@require_http_methods(["GET", "POST"])
@access.needs("rujukan", "CRA")
def step(request, id, code):
    """Show the form of one step, or take it: 403 and 409 before the form, 422 with everything typed."""
    if code not in FORMS:
        raise Http404
    rujukan = peek_rujukan(request.by, id, related=SHOWN)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    asked = {"wakil_cara": request.GET.get("cara", "")}
    form = FORMS[code](*data, by=request.by, rujukan=rujukan, now=request.now, initial=asked)
    try:
        form.check(rujukan, request.by)
        done = _take(request, form)
    except (Stale, IllegalMove) as refused:
        return _conflict(request, form, refused)
    if done is None:
        return _show(request, form)
    messages.success(request, form.done)
    return _go(request, rujukan.get_absolute_url())


def _take(request, form):
    """What the stage returned; None when nothing was sent, or was refused at a field."""
    if not form.is_bound or not form.is_valid():
        return None
    return attempt(form, form.stage, by=request.by, now=request.now, id=form.rujukan.pk, **form.arguments())


def _context(request, form, **more):
    rujukan = form.rujukan
    name = agency.shown_name(rujukan) if is_agency(request.by) else rujukan.keluhan.klien.nama
    return {"form": form, "rujukan": rujukan, "name": name, "panel": in_panel(request), **more}


def _show(request, form):
    page = "rujukan/step_panel.html" if in_panel(request) else "rujukan/step.html"
    return render(request, page, _context(request, form), status=422 if form.is_bound else 200)


def _conflict(request, form, refused):
    """Somebody was faster: what stands now, what happened meanwhile, and everything that was typed."""
    rujukan = form.rujukan
    lines = story.own(rujukan) if is_agency(request.by) else story.of_rujukan(rujukan)
    context = _context(request, form, sentence=refused.sentence, events=lines[:3], typed=typed(form))
    if in_panel(request):
        return render(request, "rujukan/conflict_panel.html", context, status=422)
    return render(request, "rujukan/conflict.html", context, status=409)


def _go(request, address):
    if in_panel(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
