"""The page of unmet needs: a list for who reads the cases, counts for leaders."""

from django import forms
from django.shortcuts import render
from django.views.decorators.http import require_GET

from puskesos import access, catalogue, keyset, trace
from puskesos.models import Kebutuhan
from puskesos.refusals import NotAllowed
from slrt.dashboard import unmet
from slrt.dashboard.reach import reach_of

ORDER = ("-status_sejak", "-id")


class ChoiceForm(forms.Form):
    """What can be chosen above the list; a value that does not exist is simply not applied."""

    tahun = forms.ChoiceField(label="Tahun", required=False)
    hasil = forms.ChoiceField(label="Hasil", required=False)
    wilayah = forms.ChoiceField(label="Wilayah", required=False)
    layanan = forms.ChoiceField(label="Layanan", required=False)
    sebab = forms.ChoiceField(label="Sebab", required=False)

    def __init__(self, data, *, reach, now):
        offered = unmet.years(now)
        given = {name: data[name] for name in self.base_fields if name in data}
        super().__init__({"tahun": offered[0][0], "hasil": "tak-terpenuhi"} | given)
        places = [(row.kode, row.nama) for row in sorted(reach.places, key=lambda row: row.nama)]
        services = [(row.pk, row.nama) for row in catalogue.table("JenisLayanan").values()]
        choices = {
            "tahun": offered, "hasil": [(code, label) for code, (label, _) in unmet.ENDED.items()],
            "wilayah": [("", "Semua kelurahan"), *places],
            "layanan": [("", "Semua layanan"), *services],
            "sebab": [("", "Semua sebab"), *catalogue.reasons("TIDAK_TERPENUHI")],
        }  # fmt: skip
        for name, rows in choices.items():
            self.fields[name].choices = rows
        if reach.is_leader:  # their numbers are of the whole city and of whole years
            self.fields = {"tahun": self.fields["tahun"]}
        elif len(places) < 2:
            del self.fields["wilayah"]

    def chosen(self, name):
        self.is_valid()
        return self.cleaned_data.get(name, "")


@require_GET
@access.needs("dasbor", "R")
def register(request):
    """Needs that ended unserved in one year, and why."""
    reach = reach_of(request.by)
    if not (reach.reads_cases or reach.is_leader):
        raise NotAllowed("Kebutuhan tak terpenuhi dibaca yang menangani kasus, dan sebagai angka oleh pimpinan.")
    form = ChoiceForm(request.GET, reach=reach, now=request.now)
    year = int(form.chosen("tahun") or unmet.years(request.now)[0][0])
    context = {"form": form, "year": year, "reach": reach, "leader": reach.is_leader}
    context |= _for_leader(year) if reach.is_leader else _for_reader(request, form, year)
    ids = [row.keluhan_id for row in context.get("page", ())]
    trace.record_list(request.by, "kebutuhan tak terpenuhi", ids, tahun=year)
    return render(request, "dashboard/unmet.html", context)


def _for_leader(year):
    counts = unmet.Counts.read(unmet.rows(unmet.everything(), year))
    return {"tables": unmet.suppressed(counts), "total": counts.total}


def _for_reader(request, form, year):
    _, status = unmet.ENDED[form.chosen("hasil") or "tak-terpenuhi"]
    found = unmet.rows(Kebutuhan.objects.visible_to(request.by), year, status=status)
    columns = {"wilayah": "keluhan__kelurahan_id", "layanan": "layanan_id", "sebab": "alasan"}
    chosen = {column: form.chosen(name) for name, column in columns.items() if form.chosen(name)}
    found = found.filter(**chosen)
    counts = unmet.Counts.read(found)
    tables = unmet.exact(counts)
    for table in tables:
        table.query = _others(request, "cursor", table.choice)
    return {
        "tables": tables, "matrix": unmet.matrix(counts), "total": counts.total, "chosen": bool(chosen),
        "page": keyset.page(found.select_related("keluhan__klien"), order=ORDER, cursor=request.GET.get("cursor")),
        "query": _others(request, "cursor"),
    }  # fmt: skip


def _others(request, *left_out):
    """What the address chooses besides, to stand before one more choice."""
    rest = request.GET.copy()
    for name in left_out:
        rest.pop(name, None)
    return f"{rest.urlencode()}&" if rest else ""
