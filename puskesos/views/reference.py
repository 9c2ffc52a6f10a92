"""Pages of reference data (ux §5, screen 33): read by many, corrected by the administrator and the manajer."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.shortcuts import redirect, render

from puskesos import access
from puskesos.forms.reference import KINDS, form_class
from puskesos.reference.editing import save_row
from puskesos.views.frame import attempt


def _kind(slug):
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


@access.needs("katalog", "R")
def index(request):
    return render(request, "puskesos/reference/index.html", {"kinds": KINDS.values()})


@access.needs("katalog", "R")
def rows(request, jenis):
    kind = _kind(jenis)
    relations = [name for name in kind.columns if kind.model._meta.get_field(name).is_relation]
    found = kind.model.objects.select_related(*relations)
    words = request.GET.get("cari", "").strip()[:60]
    table = [(row, [_shown(row, name) for name in kind.columns]) for row in found]
    if words:
        table = [line for line in table if words.lower() in " ".join(line[1]).lower()]
    return render(request, "puskesos/reference/rows.html", {
        "kind": kind, "table": table, "words": words, "can_write": access.can(request.by, "katalog", "UA"),
        "head": [kind.model._meta.get_field(name).verbose_name for name in kind.columns],
    })  # fmt: skip


def _shown(row, name):
    """The value of one column in words."""
    value = getattr(row, name)
    display = getattr(row, f"get_{name}_display", None)
    if display:
        return str(display())
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(row._meta.get_field(name), models.DateField) and value:
        return value.strftime("%d-%m-%Y")
    return "–" if value in (None, "") else str(value)


@access.needs("katalog", "UA")
def edit(request, jenis, pk):
    """Change one row, or add one where the kind allows it (`baru`)."""
    kind = _kind(jenis)
    adding = pk == "baru"
    if adding and not kind.can_add:
        raise Http404
    row = kind.model() if adding else _row(kind, pk)
    before = {name: getattr(row, name, None) for name in ((*kind.adds, *kind.fields) if adding else kind.fields)}
    form = form_class(kind, adding=adding)(request.POST or None, instance=row)
    facts = {"by": request.by, "now": request.now, "row": form.instance, "before": before}
    if request.method == "POST" and form.is_valid() and attempt(form, save_row, **facts):
        messages.success(request, "Perubahan disimpan dan berlaku untuk keluhan baru.")
        return redirect("puskesos:referensi-jenis", jenis=jenis)
    return render(request, "puskesos/people/form.html", {
        "form": form, "title": f"{kind.title}: {'baris baru' if adding else row}", "submit": "Simpan",
        "back": f"/referensi/{jenis}/",
    }, status=422 if form.errors else 200)  # fmt: skip


def _row(kind, pk):
    try:
        return kind.model.objects.get(pk=pk)
    except (kind.model.DoesNotExist, ValueError, ValidationError):
        raise Http404 from None
