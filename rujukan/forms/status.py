"""What a household fills in on the public page."""

from django import forms

from puskesos.forms.fields import PickField, PlainForm, StoryField
from puskesos.models import Kebutuhan
from puskesos.models.survei import NILAI, UNSUR


class TrackingForm(PlainForm):
    kode = forms.CharField(
        label="Kode lacak", max_length=100, help_text="Ada di tanda terima, misalnya K7QM-2XRD-9TBA-5.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
                                      "class": "code"}),
    )  # fmt: skip


class WordForm(PlainForm):
    kata = PickField(
        label="Apakah bantuannya sudah diterima?", choices=Kebutuhan.KataKeluarga, tiles=True,
        error_messages={"required": "Pilih sudah, sebagian, atau belum."},
    )  # fmt: skip


class SurveyForm(PlainForm):
    """Nine questions of four answers each; any may be left out."""

    saran = StoryField(500, rows=3, label="Saran", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scores = {
            name: forms.TypedChoiceField(
                label=question, choices=NILAI, coerce=int, required=False, empty_value=None, widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Pilih salah satu dari empat nilai."},
            )
            for name, _, question in UNSUR
        }  # fmt: skip
        self.fields = {**scores, **self.fields}
        self.fields["saran"].widget.attrs.pop("data-count", None)

    def arguments(self):
        data = dict(self.cleaned_data)
        return {"saran": data.pop("saran"), "nilai": data}
