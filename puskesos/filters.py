"""Filters of the case list of a kelurahan; nothing personal ever stands in an address."""

from datetime import datetime, timedelta

import django_filters as df
from django.db.models import Count, Q

from puskesos import catalogue, worklist
from puskesos.counted import CountedKeluhan
from puskesos.forms.choices import subkategori_by_sektor
from puskesos.models import Keluhan
from puskesos.prepared import Prepared
from puskesos.workflow import AT_FAMILY, AT_INSTANSI, AT_PUSKESOS, AT_SLRT, TELL_FAMILY, StatusKeluhan

AGES = (("7", "Lebih dari 7 hari"), ("14", "Lebih dari 14 hari"), ("30", "Lebih dari 30 hari"))
MONTH = (("dicatat", "Dicatat bulan ini"), ("dirujuk", "Dirujuk bulan ini"), ("selesai", "Selesai bulan ini"))


# tab → (label, the statuses in which it is their turn)
TURNS = {
    "puskesos": ("Giliran Puskesos", AT_PUSKESOS),
    "keluarga": ("Menunggu keluarga", AT_FAMILY),
    "slrt": ("Di SLRT Kota", AT_SLRT),
    "instansi": ("Di instansi", AT_INSTANSI),
    "kabar": ("Kabar untuk warga", TELL_FAMILY),
}
LATE = "lewat"
TABS = {code: label for code, (label, _) in TURNS.items()}
TABS |= {LATE: "Lewat batas", "selesai": "Sudah ditutup", "semua": "Semua"}


def of_tab(code, now):
    """The Q of one tab."""
    if code in TURNS:
        return Q(terbuka=True, status__in=TURNS[code][1])
    return {LATE: Q(terbuka=True, tenggat__lt=now), "selesai": Q(terbuka=False)}.get(code, Q())


_BY_STATUS = Prepared(
    lambda by, now: Keluhan.objects.visible_to(by)
    .open()
    .order_by()
    .values("status")
    .annotate(all=Count("pk"), late=Count("pk", filter=Q(tenggat__lt=now))),
    asked=True, now=datetime,
)  # fmt: skip


def counts(by, now):
    """{tab: how many} of the open tabs, in one query."""
    rows = _BY_STATUS(by, now=now)
    found = {code: sum(row["all"] for row in rows if row["status"] in wanted) for code, (_, wanted) in TURNS.items()}
    return found | {LATE: sum(row["late"] for row in rows)}


class KasusFilter(CountedKeluhan):
    status = df.ChoiceFilter(label="Status", choices=StatusKeluhan.choices[1:], empty_label="Semua status")
    kelurahan = df.ChoiceFilter(label="Kelurahan", field_name="kelurahan_id", empty_label="Semua kelurahan")
    jenis = df.ChoiceFilter(label="Jenis keluhan", field_name="subkategori_id", empty_label="Semua jenis")
    umur = df.ChoiceFilter(label="Umur", choices=AGES, method="older_than", empty_label="Semua umur")
    bulan = df.ChoiceFilter(label="Bulan ini", choices=MONTH, method="in_month", empty_label="Kapan saja")

    class Meta:
        model = Keluhan
        fields = ()

    def __init__(self, *args, by, now, **kwargs):
        self.by, self.now = by, now
        super().__init__(*args, **kwargs)
        codes = by.kelurahan_codes
        places = [(row.kode, row.nama) for row in catalogue.kelurahan() if codes is None or row.kode in codes]
        self.filters["kelurahan"].extra["choices"] = places
        self.filters["jenis"].extra["choices"] = subkategori_by_sektor()
        if len(places) < 2:
            del self.filters["kelurahan"]

    def older_than(self, queryset, name, value):
        return queryset.filter(diterima_pada__lt=self.now - timedelta(days=int(value)))

    def in_month(self, queryset, name, value):
        return queryset.filter(worklist.this_month(value, worklist.month_start(self.now)))
