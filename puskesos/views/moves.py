"""One page (or panel) for every step on a case: the form of forms/moves, the stage it names, and honest refusals."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from puskesos import access
from puskesos.forms.moves import FORMS, ContactForm, DtsenForm, NoteForm, SurveyOnBehalfForm
from puskesos.forms.visits import PlanVisitForm
from puskesos.refusals import IllegalMove, Stale
from puskesos.views.conflict import conflict, in_panel
from puskesos.views.frame import attempt


@access.needs("keluhan", "R")
@require_http_methods(["GET", "POST"])
def move(request, id, code):
    """Any move of the ground floor."""
    if code not in FORMS:
        raise Http404
    return serve(request, id, FORMS[code])


@access.needs("keluhan", "R")
@require_http_methods(["GET", "POST"])
def note(request, id):
    return serve(request, id, NoteForm)


@access.needs("keluhan", "C")
@require_http_methods(["GET", "POST"])
def contact(request, id):
    return serve(request, id, ContactForm)


@access.needs("verifikasi", "CUA")
@require_http_methods(["GET", "POST"])
def dtsen(request, id):
    return serve(request, id, DtsenForm)


@access.needs("kunjungan", "C")
@require_http_methods(["GET", "POST"])
def visit_new(request, id):
    return serve(request, id, PlanVisitForm)


@access.needs("umpan_balik", "CU")
@require_http_methods(["GET", "POST"])
def survey(request, id):
    """The satisfaction survey of a household without a telephone of its own."""
    return serve(request, id, SurveyOnBehalfForm)


def serve(request, id, Form, *, stage=None, template="puskesos/moves/page.html"):
    """Show the form of one step, or take it: 403 and 409 before the form, 422 with everything typed.

    Rooms above pass their own `stage` when a step moves more than the case itself.
    """
    keluhan = access.peek_keluhan(request.by, id)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = Form(*data, by=request.by, keluhan=keluhan, now=request.now)
    try:
        Form.check(keluhan, request.by)
        done = _done(request, form, stage)
    except (Stale, IllegalMove) as refused:
        return conflict(request, id, refused, form)
    if done is None:
        return _show(request, form, template)
    messages.success(request, form.done)
    return go(request, form.after())


def _done(request, form, stage):
    """What the stage returned; None when nothing was sent, or was refused at a field."""
    if not form.is_bound or not form.is_valid():
        return None
    facts = form.arguments()
    if "versi" in form.fields:
        facts["versi"] = form.cleaned_data["versi"]
    return attempt(form, stage or form.stage, by=request.by, now=request.now, id=form.keluhan.pk, **facts)


def _show(request, form, template):
    context = {"form": form, "keluhan": form.keluhan, "panel": in_panel(request)}
    page = "puskesos/moves/panel.html" if in_panel(request) else template
    return render(request, page, context, status=422 if form.is_bound else 200)


def go(request, address):
    """Go on to a page; from the panel the whole page goes."""
    if in_panel(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
