"""When somebody else was faster: what stands now, who did what meanwhile, and everything that was typed."""

from django.shortcuts import render

from puskesos import access, story
from puskesos.workflow import KELUHAN

NOT_SHOWN = {"versi", "csrfmiddlewaretoken", "aksi"}


def conflict(request, id, refused, form=None):
    """The 409 page of one case (422 inside the panel, where only that is swapped in)."""
    keluhan = access.peek_keluhan(request.by, id)
    seen = _seen_version(form, keluhan)
    context = {
        "sentence": refused.sentence, "keluhan": keluhan, "versi": keluhan.versi,
        "events": story.since(keluhan, seen, request.by) if seen < keluhan.versi else [],
        "typed": typed(form) if form else [],
        "again": _again(request, form) if form and _still_legal(form, keluhan, request.by) else [],
    }  # fmt: skip
    if in_panel(request):
        return render(request, "puskesos/moves/conflict_panel.html", context, status=422)
    return render(request, "409.html", context, status=409)


def in_panel(request):
    return "panel" in request.GET or "HX-Request" in request.headers


def _seen_version(form, keluhan):
    try:
        return int(form.data["versi"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return keluhan.versi


def typed(form):
    """[(label, text)] of what was typed and picked, in words, to read and to copy."""
    if not form.is_bound:
        return []
    shown = ((field, _words(field)) for field in form.visible_fields())
    return [(field.label, words) for field, words in shown if words]


def _words(field):
    value = field.value()
    if value in (None, "", []):
        return ""
    choices = dict(getattr(field.field, "choices", ()) or ())
    picked = value if isinstance(value, list) else [value]
    if choices:
        return ", ".join(str(choices.get(one, one)) for one in picked if one)
    return " ".join(str(one) for one in picked if one)


def _still_legal(form, keluhan, by):
    """Whether the same step may be tried again from where the case stands now."""
    code = getattr(form, "code", "")
    moves = KELUHAN.open_to(keluhan.status, by.perans)
    return any(move.code == code for move in moves)


def _again(request, form):
    """The hidden fields of “do it all the same”: what was sent, with the version of now. Files must be picked again."""
    if form.files:
        return []
    return [(name, value) for name, values in request.POST.lists() if name not in NOT_SHOWN for value in values]
