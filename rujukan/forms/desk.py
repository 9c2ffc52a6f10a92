"""What the desk of an agency fills in without an account: the same forms, a name and, from a letter, the desk code."""

from django import forms

from puskesos.forms.fields import LineField, PlainForm
from rujukan.forms.answering import AcceptForm, AskDocumentsForm, DeclineForm, ServedForm
from rujukan.models import TautanInstansi


class CodeForm(PlainForm):
    """The code of a letter, typed by hand."""

    kode = forms.CharField(
        label="Kode jawaban di surat", max_length=100, help_text="Di bawah kode QR, misalnya K7QM-2XRD-9TBA-5.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
                                      "class": "code"}),
    )  # fmt: skip


class DeskMixin:
    """Added to an answer form; `tautan` says by which way the desk came."""

    def __init__(self, *args, tautan, **kwargs):
        self.tautan = tautan
        super().__init__(*args, **kwargs)

    def prepare(self):
        super().prepare()
        self.fields.pop("jumlah", None)
        self.fields["penjawab"] = LineField(
            80, label="Nama Anda", help_text="Siapa yang menjawab untuk instansi.",
            error_messages={"required": "Isi nama Anda."},
        )  # fmt: skip
        if self.by_letter:
            self.fields["kode_meja"] = forms.CharField(
                label="Kode meja instansi", required=False, max_length=40,
                help_text="Kode yang diberikan SLRT kepada instansi Anda. Tanpa kode ini jawaban menunggu dibenarkan "
                "sekretariat.",
                widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters",
                                              "spellcheck": "false", "class": "code"}),
            )  # fmt: skip
            if "bukti" in self.fields:
                self.fields["bukti"].required = False
                self.fields[
                    "bukti"
                ].help_text = "Hanya disimpan bila kode meja diisi. Foto atau PDF, paling besar 10 MB."
        for field in self.fields.values():
            field.widget.attrs.pop("data-count", None)

    @property
    def by_letter(self):
        return self.tautan.tujuan == TautanInstansi.Tujuan.SURAT

    def arguments(self):
        """The facts of the answer itself."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"penjawab", "kode_meja"}}


class DeskAcceptForm(DeskMixin, AcceptForm):
    choice = "Terima"


class DeskServedForm(DeskMixin, ServedForm):
    choice = "Sudah dilayani"


class DeskAskDocumentsForm(DeskMixin, AskDocumentsForm):
    choice = "Dokumen kurang"


class DeskDeclineForm(DeskMixin, DeclineForm):
    choice = "Tolak"


DESK_FORMS = {form.code: form for form in (DeskAcceptForm, DeskServedForm, DeskAskDocumentsForm, DeskDeclineForm)}
