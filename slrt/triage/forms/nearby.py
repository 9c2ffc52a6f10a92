"""A Puskesos refers to a place of the neighbourhood (kelurahan, lembaga sosial) or for a service of its own level."""

from django import forms

from puskesos import catalogue
from puskesos.forms.fields import PickField, StoryField
from puskesos.forms.moves.base import MoveForm
from puskesos.models import JenisLayanan
from puskesos.steps import require_status
from rujukan.referral import AT_PUSKESOS, NEARBY
from slrt.triage.forms.referral import DONE
from slrt.triage.triage.nearby import refer_nearby, require_writer

OWN_LEVEL = JenisLayanan.TingkatLayanan.PUSKESOS


class NearbyForm(MoveForm):
    code = "rujuk_setempat"
    title, button = "Rujuk setempat", "Ajukan ke koordinator"
    intro = (
        "Untuk kelurahan, lembaga sosial, dan layanan tingkat Puskesos. Yang lain dirujuk SLRT Kota: "
        "teruskan keluhannya. Rujukan terkirim setelah koordinator menyetujui."
    )
    done = "Rujukan diajukan ke koordinator."
    stage = staticmethod(refer_nearby)
    kebutuhan = PickField(label="Kebutuhan", tiles=True)
    instansi = PickField(label="Rujuk ke", tiles=True, error_messages={"required": "Pilih instansi tujuannya."})
    layanan = PickField(label="Layanan yang diminta")
    kelayakan = StoryField(
        500, rows=2, label="Mengapa keluarga ini perlu", help_text="Dibaca koordinator dan instansi.",
        error_messages={"required": "Tulis mengapa keluarga ini perlu."},
    )
    catatan = StoryField(1000, rows=2, label="Catatan untuk instansi", required=False)
    sertakan_identitas = forms.BooleanField(
        label="Sertakan NIK dan nomor HP", required=False, initial=True,
        help_text="Instansi melihatnya tersamar dan membuka dengan alasan; setiap kali tercatat.",
    )  # fmt: skip

    def prepare(self):
        open_needs = [one for one in self.needs if one.status not in DONE]
        self.fields["kebutuhan"].offer([(str(one.pk), _need_name(one)) for one in open_needs])
        self.fields["instansi"].offer([(one.pk, one.nama) for one in targets(open_needs)])
        services = catalogue.table("JenisLayanan").values()
        self.fields["layanan"].offer([(one.pk, one.nama) for one in services if one.aktif])
        if open_needs:
            self.initial.setdefault("kebutuhan", str(open_needs[0].pk))
            self.initial.setdefault("layanan", open_needs[0].layanan_id)

    @classmethod
    def check(cls, keluhan, by):
        require_writer(by)
        require_status(keluhan, AT_PUSKESOS, "Rujuk setempat")


def _need_name(need):
    name = f"{need.urutan}. {catalogue.layanan(need.layanan_id).nama}"
    return f"{name} – {need.uraian}" if need.uraian else name


def targets(needs):
    """Places of the neighbourhood, and the agencies of the needs' services that a Puskesos may ask for itself."""
    own = [one.layanan_id for one in needs if catalogue.layanan(one.layanan_id).tingkat == OWN_LEVEL]
    usual = [agency for layanan in own for agency in catalogue.agencies_for(layanan)]
    near = [one for one in catalogue.table("Instansi").values() if one.jenis in NEARBY]
    return [one for one in dict.fromkeys([*usual, *near]) if one.aktif]
