"""What the list of referrals can be narrowed by; all of it may stand in the address."""

import django_filters

from puskesos import catalogue
from rujukan.counted import CountedRujukan
from rujukan.models import Rujukan
from rujukan.workflow import NOT_YET_SENT, WAITING_ANSWER, WAITING_OUTCOME, WAITING_SLRT, StatusRujukan

STAGES = {
    "jawaban": ("Menunggu jawaban", WAITING_ANSWER),
    "hasil": ("Menunggu hasil", WAITING_OUTCOME),
    "dokumen": ("Menunggu dokumen dari kita", WAITING_SLRT),
    "persetujuan": ("Belum dikirim", NOT_YET_SENT),
}


def agencies():
    return [(one.pk, one.singkatan or one.nama) for one in catalogue.table("Instansi").values()]


def services():
    return [(one.pk, one.nama) for one in catalogue.table("JenisLayanan").values()]


class RujukanFilter(CountedRujukan):
    """Selects above the list; a value that does not exist is simply not applied."""

    tahap = django_filters.ChoiceFilter(
        label="Tahap", empty_label="Semua tahap", method="by_stage",
        choices=[(code, label) for code, (label, _) in STAGES.items()],
    )  # fmt: skip
    status = django_filters.ChoiceFilter(label="Status", empty_label="Semua status", choices=StatusRujukan.choices)
    instansi = django_filters.ChoiceFilter(label="Instansi", empty_label="Semua instansi", field_name="instansi_id")
    layanan = django_filters.ChoiceFilter(label="Layanan", empty_label="Semua layanan", field_name="layanan_id")

    class Meta:
        model = Rujukan
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["instansi"].choices = agencies()
        self.form.fields["layanan"].choices = services()

    def by_stage(self, queryset, name, value):
        return queryset.filter(status__in=STAGES[value][1])

    @property
    def active(self):
        """True when something is narrowed."""
        return any(self.form.cleaned_data.values()) if self.form.is_valid() else False
