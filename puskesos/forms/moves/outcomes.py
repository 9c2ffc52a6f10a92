"""Outcomes per need inside a form, and the form of a result at the Puskesos."""

from django import forms

from puskesos import catalogue, needs, verification
from puskesos.files import present
from puskesos.forms.fields import PickField, StoryField
from puskesos.forms.moves.base import MoveForm
from puskesos.models import Alasan


class OutcomesForm(MoveForm):
    """Asks the outcome of every need that is still open: one choice, and a reason where it was not met."""

    def prepare(self):
        self.open_needs = [need for need in self.needs if need.status in needs.OPEN]
        reasons = catalogue.reasons(Alasan.Kelompok.TIDAK_TERPENUHI)
        for need in self.open_needs:
            self.fields[f"hasil_{need.pk}"] = PickField(
                label="Hasil", choices=needs.OUTCOMES, tiles=True, error_messages={"required": "Pilih hasilnya."}
            )
            self.fields[f"alasan_{need.pk}"] = PickField(
                label="Sebab, bila tidak terpenuhi atau tidak dilanjutkan", choices=reasons, required=False
            )

    @property
    def apart(self):
        return {name for need in self.open_needs for name in (f"hasil_{need.pk}", f"alasan_{need.pk}")}

    @property
    def need_rows(self):
        """(need, its fields) for the template."""
        return [(need, [self[f"hasil_{need.pk}"], self[f"alasan_{need.pk}"]]) for need in self.open_needs]

    def outcomes(self):
        return {
            need.pk: (self.cleaned_data[f"hasil_{need.pk}"], self.cleaned_data.get(f"alasan_{need.pk}", ""))
            for need in self.open_needs
        }


class LocalResultForm(OutcomesForm):
    code = "local_result"
    title, button = "Catat hasil di Puskesos", "Simpan hasil"
    intro = "Sesudah ini keluarga diberi tahu dan ditanya sendiri."
    done = "Hasil tercatat. Sampaikan kepada keluarga."
    stage = staticmethod(verification.local_result)
    hasil = StoryField(1000, label="Hasilnya")
    bukti_id = PickField(label="Bukti dari berkas yang sudah ada", required=False, empty="Tidak ada, unggah di bawah")
    bukti_baru = forms.FileField(
        label="Unggah bukti", required=False, help_text="Foto atau PDF, paling besar 10 MB.",
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip

    def prepare(self):
        super().prepare()
        files = [
            (str(row.pk), f"{row.jenis.nama} {row.nama_asli}") for row in present(self.keluhan).select_related("jenis")
        ]
        if files:
            self.fields["bukti_id"].offer(files)
        else:
            del self.fields["bukti_id"]
            self.fields["bukti_baru"].label = "Bukti hasil"

    def clean(self):
        data = self.cleaned_data
        if not data.get("bukti_id") and not data.get("bukti_baru") and "bukti_baru" not in self.errors:
            self.add_error("bukti_baru", "Lampirkan bukti hasil.")

    def arguments(self):
        data = self.cleaned_data
        return {"hasil": data["hasil"], "bukti_id": data.get("bukti_id") or None, "bukti_baru": data["bukti_baru"],
                "outcomes": self.outcomes()}  # fmt: skip
