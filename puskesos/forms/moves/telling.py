"""The form of telling the family: served upstairs with its referrals, made here."""

from datetime import datetime, time

from django.utils import timezone

from puskesos import catalogue, closing
from puskesos.forms.fields import LineField, PickField, StoryField
from puskesos.forms.moves.base import MoveForm
from puskesos.models import Kebutuhan, UmpanBalik
from puskesos.widgets import DatePartsField
from puskesos.workflow import StatusKebutuhan


class TellFamilyForm(MoveForm):
    """Who was told what and when, and for every need the family's own answer: none is chosen beforehand."""

    code = "tell_family"
    title, button = "Sampaikan hasil ke keluarga", "Simpan"
    intro = "Tanyakan kepada keluarga sendiri. Jawaban keluarga dicatat terpisah dari keterangan instansi."
    done = "Hasil disampaikan. Kata keluarga tercatat."
    stage = staticmethod(closing.tell_family)
    fields_template = "puskesos/moves/tell_fields.html"
    kanal = PickField(label="Disampaikan lewat", choices=UmpanBalik.Kanal, tiles=True,
                      error_messages={"required": "Pilih lewat apa disampaikan."})  # fmt: skip
    hari = DatePartsField(label="Tanggal disampaikan", required=False)
    jam = LineField(5, label="Pukul", required=False, attrs={"class": "w-5", "inputmode": "numeric"},
                    help_text="Misalnya 09.30")  # fmt: skip
    catatan = StoryField(1000, rows=3, label="Yang disampaikan")
    reaksi = PickField(label="Tanggapan keluarga", choices=UmpanBalik.Reaksi, tiles=True)
    reaksi_catatan = StoryField(1000, rows=2, label="Kata keluarga", required=False,
                                help_text="Tulis dengan kata-kata keluarga. Wajib bila keberatan.")  # fmt: skip

    def prepare(self):
        self.pursued = [need for need in self.needs if need.status != StatusKebutuhan.TIDAK_DILANJUTKAN]
        for need in self.pursued:
            name = catalogue.layanan(need.layanan_id).nama
            self.fields[f"kata_{need.pk}"] = PickField(
                label=name, choices=Kebutuhan.KataKeluarga, tiles=True, required=False,
                help_text=f"Jawaban keluarga sebelumnya: {need.get_kata_keluarga_display().lower()}."
                if need.kata_keluarga else "",
            )  # fmt: skip

    @property
    def apart(self):
        return set(self.fields)

    @property
    def need_rows(self):
        """(need, [the family's word]) for the template."""
        return [(need, [self[f"kata_{need.pk}"]]) for need in self.pursued]

    def clean(self):
        data = self.cleaned_data
        self.moment = self._moment()
        if data.get("reaksi") not in {None, UmpanBalik.Reaksi.TIDAK_DITEMUKAN}:
            for need in self.pursued:
                if not data.get(f"kata_{need.pk}"):
                    self.add_error(f"kata_{need.pk}", "Tanyakan kepada keluarga: sudah terbantu?")

    def _moment(self):
        """Just now, or the day and hour that were typed."""
        day = self.cleaned_data.get("hari")
        if day:
            return datetime.combine(day, self._clock(), tzinfo=timezone.get_current_timezone())
        if self.cleaned_data.get("jam"):
            self.add_error("hari", "Isi juga tanggalnya.")
        return self.now

    def _clock(self):
        """The typed time of day; noon when only the day is known."""
        typed = self.cleaned_data.get("jam", "").replace(":", ".")
        if not typed:
            return time(12)
        try:
            return datetime.strptime(typed, "%H.%M").time()
        except ValueError:
            self.add_error("jam", "Tulis jam seperti 09.30.")
            return time(12)

    def arguments(self):
        data = self.cleaned_data
        words = {need.pk: data[f"kata_{need.pk}"] for need in self.pursued if data.get(f"kata_{need.pk}")}
        return {"kanal": data["kanal"], "isi": data["catatan"], "reaksi": data["reaksi"], "kata": words,
                "reaksi_catatan": data["reaksi_catatan"], "disampaikan_pada": self.moment}  # fmt: skip
