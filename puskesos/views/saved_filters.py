"""“Saringan saya”: the kept ways to narrow a list, to choose, to add the present one, to throw away."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from puskesos import access, saved_filters
from puskesos.forms.lists import SavedFilterForm
from puskesos.views.frame import attempt


@require_http_methods(["GET", "POST"])
@access.needs("keluhan", "R")
def listing(request, daftar):
    """The rest of the address is what the list is narrowed by now."""
    found = saved_filters.listing(request.by, daftar)
    pairs = request.GET.items()
    form = SavedFilterForm(request.POST or None)
    if form.is_bound and form.is_valid():
        row = attempt(form, saved_filters.save, by=request.by, daftar=daftar, pairs=pairs, **form.cleaned_data)
        if row:
            messages.success(request, f"Saringan “{row.nama}” tersimpan.")
            return redirect(f"{found.url}?{row.kueri}")
    now = saved_filters.cleaned(daftar, request.GET.items())
    context = {
        "found": found, "daftar": daftar, "form": form, "now": now, "rows": saved_filters.own(request.by, daftar),
        "back": f"{found.url}?{now}" if now else found.url,
    }  # fmt: skip
    return render(request, "puskesos/lists/saved.html", context, status=422 if form.is_bound else 200)


@require_POST
@access.needs("keluhan", "R")
def discard(request, daftar, id):
    saved_filters.discard(by=request.by, id=id)
    messages.success(request, "Saringan dihapus.")
    return redirect(reverse("puskesos:saringan", args=[daftar]))
