"""The page in front of a file: how many rows, for what, and by whom it is kept on record."""

from django.http import HttpResponse
from django.shortcuts import render

from puskesos import exporting
from puskesos.forms.lists import ExportForm
from puskesos.keyset import capped_count
from puskesos.views.frame import attempt

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def serve(request, daftar, title, back, cases):
    """Ask for the reason (GET), or send the file (POST). `back` is the address of the list with its filters."""
    limit = exporting.most_rows(request.by)
    form = ExportForm(request.POST) if request.method == "POST" else ExportForm()
    if form.is_bound and form.is_valid():
        made = attempt(
            form, exporting.export, by=request.by, now=request.now, daftar=daftar, cases=cases,
            saringan=request.GET.urlencode()[:400], **form.cleaned_data,
        )  # fmt: skip
        if made:
            return _file(made)
    count, capped = capped_count(cases, limit)
    context = {"form": form, "count": count, "capped": capped, "limit": limit, "title": title, "back": back,
               "too_many": exporting.too_many(limit)}  # fmt: skip
    return render(request, "puskesos/lists/export.html", context, status=422 if form.is_bound else 200)


def _file(made):
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type=EXCEL, headers=headers)
