"""Telling the family what came of its referrals, and hearing its own word (features §5, rank 3)."""

from django.views.decorators.http import require_http_methods

from puskesos import access, catalogue
from puskesos.forms.moves import HouseholdCheckForm, TellFamilyForm
from puskesos.templatetags.puskesos import tanggal_pendek
from puskesos.views.moves import serve
from rujukan import followup
from rujukan.workflow import ANSWERED


class Answered:
    """Added to a form of the ground floor: what the agencies answered, on top."""

    @property
    def told(self):
        answered = self.keluhan.rujukan.filter(status__in=ANSWERED).order_by("urutan")
        return [(f"{catalogue.layanan(one.layanan_id).nama} – {catalogue.instansi(one.instansi_id).nama}", _words(one))
                for one in answered]  # fmt: skip


class HearFamilyForm(Answered, TellFamilyForm):
    pass


class CheckForm(Answered, HouseholdCheckForm):
    pass


def _words(rujukan):
    if rujukan.hasil_pada:
        return f"Dilayani {tanggal_pendek(rujukan.hasil_pada)}: {rujukan.hasil_uraian}"
    if rujukan.alasan_tolak:
        return f"Ditolak: {catalogue.reason_name('TOLAK', rujukan.alasan_tolak)}"
    return rujukan.get_status_display()


@require_http_methods(["GET", "POST"])
@access.needs("umpan_balik", "CU")
def hear(request, id):
    return serve(request, id, HearFamilyForm, stage=followup.hear_family)


@require_http_methods(["GET", "POST"])
@access.needs("umpan_balik", "CU")
def check(request, id):
    """The household's word on what was declared served, from a visit or a call, at any status of the case."""
    return serve(request, id, CheckForm, stage=followup.record_check)
