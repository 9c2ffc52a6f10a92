"""One page or panel for every step of the secretariat on a case (ux §5, screens 14, 16 and 17)."""

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from puskesos import access
from puskesos.refusals import IllegalMove, Refused, Stale
from puskesos.views.conflict import conflict, in_panel
from puskesos.views.frame import attempt
from slrt.triage import queue
from slrt.triage.forms import FORMS
from slrt.triage.summary import summary

# What the panel offers, apart from the plan page: the first that is open to somebody is shown at once.
IN_PANEL = ("refer", "ratify", "rujuk", "take", "send_back", "revise_plan", "try_other", "assign", "priority")


def available(keluhan, by, codes=IN_PANEL):
    """{code: form class} of the steps that this person may take with the case as it stands."""
    return {code: FORMS[code] for code in codes if _open(FORMS[code], keluhan, by)}


def _open(Form, keluhan, by):
    try:
        Form.check(keluhan, by)
    except Refused:
        return False
    return True


@require_GET
@access.needs("triase", "CUPA")
def panel(request, id):
    """The case in short, with the step that is likely now; `isi` names another."""
    keluhan = access.open_keluhan(request.by, id)
    steps = available(keluhan, request.by)
    code = request.GET.get("isi") if request.GET.get("isi") in steps else next(iter(steps), None)
    form = _form(request, code, keluhan) if code else None
    return _show(request, keluhan, form, steps=steps, from_queue=True)


def _form(request, code, keluhan):
    data = (request.POST,) if request.method == "POST" else ()
    extra = {"kebutuhan": request.GET.get("kebutuhan")} if code == "rujuk" else {}
    return FORMS[code](*data, by=request.by, keluhan=keluhan, now=request.now, **extra)


def _show(request, keluhan, form, *, steps=None, from_queue=False):
    steps = available(keluhan, request.by) if steps is None else steps
    context = {
        "form": form, "keluhan": keluhan, "facts": summary(keluhan, request.by, request.now), "now": request.now,
        "steps": [(code, getattr(Form, "short", Form.title)) for code, Form in steps.items()],
        "panel": in_panel(request), "from_queue": from_queue, "tab": request.GET.get("tab", ""),
    }  # fmt: skip
    page = "triage/moves/panel.html" if in_panel(request) else "triage/moves/page.html"
    return render(request, page, context, status=422 if form is not None and form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@access.needs("triase", "CUPA")
def move(request, id, code):
    """Show the form of one step, or take it: 403 and 409 before the form, 422 with everything typed."""
    if code not in FORMS:
        raise Http404
    keluhan = access.peek_keluhan(request.by, id)
    form = _form(request, code, keluhan)
    from_queue = request.POST.get("dari") == "antrean"
    try:
        form.check(keluhan, request.by)
        done = _take(request, form)
    except (Stale, IllegalMove) as refused:
        return conflict(request, id, refused, form)
    if done is None:
        return _show(request, keluhan, form, from_queue=from_queue)
    if from_queue and in_panel(request):
        return _next_in_line(request, form) if "lanjut" in request.POST else _closed(form.done)
    messages.success(request, form.done)
    return _go(request, form.after())


def _take(request, form):
    """What the stage returned; None when nothing was sent, or was refused at a field."""
    if not form.is_bound or not form.is_valid():
        return None
    facts = form.arguments()
    if "versi" in form.fields:
        facts["versi"] = form.cleaned_data["versi"]
    return attempt(form, form.stage, by=request.by, now=request.now, id=form.keluhan.pk, **facts)


def _go(request, address):
    if in_panel(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


# --- back in the queue ---------------------------------------------------------------------------------------------
def _closed(text):
    """The panel closes, the queue says what was done and loads its rows anew."""
    events = {"panel:close": True, "toast": {"text": text, "tone": "ok"}, "antrean": True}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})


def _next_in_line(request, form):
    """The panel goes on to the case whose promise is nearest."""
    waiting = queue.cases(request.by, "triase", request.now).exclude(pk=form.keluhan.pk).by_promise().first()
    if waiting is None:
        return _closed(f"{form.done} Antrean bersih.")
    keluhan = access.open_keluhan(request.by, waiting.pk)
    steps = available(keluhan, request.by)
    code = next(iter(steps), None)
    request.method = "GET"  # the form of the next case is empty
    response = _show(request, keluhan, _form(request, code, keluhan) if code else None, steps=steps, from_queue=True)
    response["HX-Trigger"] = json.dumps({"toast": {"text": form.done, "tone": "ok"}, "antrean": True})
    return response
