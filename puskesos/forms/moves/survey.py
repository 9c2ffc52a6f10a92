"""The satisfaction survey of a household that filled in a paper, or was called."""

from django import forms

from puskesos import surveys
from puskesos.forms.fields import PickField, StoryField
from puskesos.forms.moves.base import CaseForm
from puskesos.models import Survei
from puskesos.models.survei import NILAI, UNSUR
from puskesos.refusals import IllegalMove

BY_OFFICER = [(way.value, way.label) for way in (Survei.Cara.KERTAS, Survei.Cara.TELEPON)]


class SurveyOnBehalfForm(CaseForm):
    """Nine questions, any may be left out; none is answered beforehand."""

    title, button = "Survei kepuasan", "Simpan jawaban keluarga"
    intro = ("Tuliskan jawaban keluarga apa adanya. Yang menangani kasusnya tidak mengisikan survei, supaya keluarga "
             "bebas menjawab.")  # fmt: skip
    done = "Jawaban survei tercatat."
    stage = staticmethod(surveys.record)
    cara = PickField(label="Diisi lewat", choices=BY_OFFICER, tiles=True)
    saran = StoryField(500, rows=3, label="Saran keluarga", required=False, help_text="Tanpa nama orang.")

    @classmethod
    def check(cls, keluhan, by):
        surveys.require_asker(keluhan, by)
        if Survei.objects.filter(keluhan=keluhan).exists():
            raise IllegalMove("Survei untuk keluhan ini sudah diisi.")

    def prepare(self):
        scores = {
            name: forms.TypedChoiceField(
                label=question, choices=NILAI, coerce=int, required=False, empty_value=None, widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Pilih salah satu dari empat nilai."},
            )
            for name, _, question in UNSUR
        }  # fmt: skip
        self.fields = {"cara": self.fields.pop("cara"), **scores, **self.fields}

    def arguments(self):
        data = dict(self.cleaned_data)
        return {"cara": data.pop("cara"), "saran": data.pop("saran"), "nilai": data}
