"""The page of the satisfaction survey: what households said of the service, added up."""

from django import forms
from django.shortcuts import render
from django.views.decorators.http import require_GET

from puskesos import access, trace
from puskesos.refusals import NotAllowed
from puskesos.roles import Peran
from slrt.dashboard import satisfaction, unmet
from slrt.dashboard.reach import reach_of


class YearForm(forms.Form):
    tahun = forms.ChoiceField(label="Tahun", required=False)

    def __init__(self, data, *, now):
        offered = unmet.years(now)
        known = data.get("tahun") in dict(offered)
        super().__init__({"tahun": data["tahun"] if known else offered[0][0]})
        self.fields["tahun"].choices = offered

    @property
    def year(self):
        return int(self["tahun"].value())


@require_GET
@access.needs("dasbor", "R")
def satisfaction_page(request):
    """The index of a calendar year; the words of households only for the secretariat."""
    reach = reach_of(request.by)
    if reach.scope not in {"k", "w", "c", "g"}:
        raise NotAllowed("Survei kepuasan dibaca Puskesos, SLRT Kota, dan pimpinan.")
    form = YearForm(request.GET, now=request.now)
    whole, lines = satisfaction.of_year(reach.places, form.year)
    trace.record(request.by, trace.Aksi.DAFTAR, daftar="kepuasan", tahun=form.year)
    context = {
        "form": form, "reach": reach, "year": form.year, "whole": whole, "lines": lines if len(lines) > 1 else [],
        "unsur": satisfaction.unsur(whole) if whole.index else [],
        "words": satisfaction.words(form.year) if request.by.has(Peran.BO_KOTA, Peran.MANAJER) else [],
    }  # fmt: skip
    return render(request, "dashboard/satisfaction.html", context)
