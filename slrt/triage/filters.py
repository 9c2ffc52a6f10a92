"""What the queue can be narrowed by; all of it may stand in the address, names and numbers never do."""

import django_filters
from django.db.models import Exists, OuterRef

from puskesos import catalogue
from puskesos.forms.fields import Ready
from puskesos.models import Keluhan
from puskesos.models.katalog import Prioritas
from puskesos.workflow import OPEN
from rujukan.models import Rujukan
from rujukan.workflow import ACTIVE

MINE, NOBODYS = "saya", "belum"
SECTOR = "sektor."


def places(by):
    """Kecamatan with their kelurahan in reach, as groups of a select; choosing the kecamatan means all of them."""
    inside = {}
    for one in catalogue.kelurahan():
        if by.kelurahan_codes is None or one.kode in by.kelurahan_codes:
            inside.setdefault(one.induk_id, []).append((one.kode, one.nama))
    names = {kode: catalogue.wilayah(kode).nama for kode in inside}
    return [
        (f"Kec. {names[kode]}", [*([(kode, f"Semua Kec. {names[kode]}")] if len(rows) > 1 else []), *rows])
        for kode, rows in inside.items()
    ]


def topics():
    """Kinds of complaint grouped by sector; choosing the sector means all of its kinds."""
    groups = {}
    for row in catalogue.table("Subkategori").values():
        groups.setdefault(row.sektor_id, []).append((row.kode, row.nama))
    return [
        (sektor.nama, [(f"{SECTOR}{sektor.kode}", f"Semua {sektor.nama}"), *groups[sektor.kode]])
        for sektor in catalogue.table("Sektor").values()
        if sektor.kode in groups
    ]


def agencies():
    return [(one.pk, one.singkatan or one.nama) for one in catalogue.table("Instansi").values() if one.aktif]


def _offered(by):
    """{select: what it offers} to whoever reaches the same kelurahan."""
    status = [(one.value, one.label) for one in OPEN]
    lists = {"status": status, "wilayah": places(by), "jenis": topics(), "instansi": agencies()}
    return {name: Ready(choices) for name, choices in lists.items()}


def column(name, value):
    """(column, value) where a choice means one value of one column of the case, else None."""
    if name == "wilayah":
        return ("kelurahan_id", value) if catalogue.wilayah(value).tingkat == "KELURAHAN" else None
    if name == "jenis":
        sector = value.startswith(SECTOR)
        return ("sektor_id", value.removeprefix(SECTOR)) if sector else ("subkategori_id", value)
    return (name, value) if name in {"status", "prioritas"} else None


class QueueFilter(django_filters.FilterSet):
    """Selects above the queue; a value that does not exist is simply not applied."""

    status = django_filters.ChoiceFilter(label="Status", empty_label="Semua status")
    wilayah = django_filters.ChoiceFilter(label="Wilayah", empty_label="Semua wilayah", method="by_place")
    jenis = django_filters.ChoiceFilter(label="Jenis", empty_label="Semua jenis", method="by_topic")
    prioritas = django_filters.ChoiceFilter(label="Prioritas", empty_label="Semua prioritas", choices=Prioritas.choices)
    instansi = django_filters.ChoiceFilter(label="Instansi", empty_label="Semua instansi", method="by_agency")
    pj = django_filters.ChoiceFilter(
        label="PJ", empty_label="Semua PJ", choices=[(MINE, "Saya"), (NOBODYS, "Belum ada")], method="by_owner"
    )

    class Meta:
        model = Keluhan
        fields = ()

    def __init__(self, *args, by, **kwargs):
        self.by = by
        super().__init__(*args, **kwargs)
        offered = catalogue.remembered(("queue offers", by.kelurahan_codes), lambda: _offered(by))
        for name, choices in offered.items():
            self.form.fields[name].choices = choices

    def by_place(self, queryset, name, value):
        return queryset.filter(kelurahan_id__in=sorted(catalogue.kelurahan_of(value)))

    def by_topic(self, queryset, name, value):
        return queryset.filter(column(name, value))

    def by_agency(self, queryset, name, value):
        return queryset.filter(
            Exists(Rujukan.objects.filter(keluhan=OuterRef("pk"), instansi_id=value, status__in=ACTIVE))
        )

    def by_owner(self, queryset, name, value):
        return (
            queryset.filter(pemilik_id=self.by.petugas_id) if value == MINE else queryset.filter(pemilik__isnull=True)
        )
