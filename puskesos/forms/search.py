"""Looking for a person: one box, and a birth date when the name is common."""

from puskesos import catalogue
from puskesos.forms.fields import LineField, PickField, PlainForm
from puskesos.widgets import DatePartsField


class SearchForm(PlainForm):
    cari = LineField(
        120, label="Nama, NIK, No. KK, nomor HP, atau nomor di slip", attrs={"data-search": "", "spellcheck": "false"},
        help_text="Nama boleh sebagian dan ejaan lama.",
    )  # fmt: skip
    lahir = DatePartsField(label="Tanggal lahir", required=False)


class RevealForm(PlainForm):
    """Why a full number is opened; the reason stays on record, the number does not."""

    alasan = PickField(label="Alasan membuka", empty="Pilih alasan …")
    catatan = LineField(120, label="Keterangan", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["alasan"].offer(catalogue.reasons("BUKA_NIK"))

    def clean(self):
        data = super().clean()
        if data.get("alasan") == "LAIN" and not data.get("catatan"):
            self.add_error("catatan", "Tulis alasannya.")
        return data

    def reason(self):
        """What goes into the trace: the code, or the code with the words."""
        data = self.cleaned_data
        return f"{data['alasan']}: {data['catatan']}" if data["catatan"] else data["alasan"]
