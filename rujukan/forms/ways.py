"""What the secretariat does about answers that came without an account."""

from puskesos.forms.fields import LineField, PickField, PlainForm, StoryField
from rujukan.answers import CARA, Wakil
from rujukan.forms.base import UploadField


class ConfirmForm(PlainForm):
    """The agency was asked, and says it is its answer."""

    wakil_cara = PickField(label="Dibenarkan lewat", choices=CARA, tiles=True)
    wakil_nama = LineField(80, label="Nama petugas instansi yang membenarkan")
    wakil_berkas = UploadField(label="Surat atau foto jawaban", required=False)

    def __init__(self, *args, served, **kwargs):
        super().__init__(*args, **kwargs)
        if served:
            self.fields["bukti"] = UploadField(
                label="Bukti layanan", help_text="Foto, tanda terima, atau surat (JPEG, PNG, WebP, PDF).",
                error_messages={"required": "Pilih bukti layanan."},
            )  # fmt: skip

    def arguments(self):
        data = self.cleaned_data
        wakil = Wakil(data["wakil_cara"], data["wakil_nama"], data.get("wakil_berkas"))
        return {"wakil": wakil, **({"bukti": data["bukti"]} if "bukti" in data else {})}


class RejectForm(PlainForm):
    """The agency knows nothing of it."""

    catatan = StoryField(1000, rows=3, label="Apa kata instansi")

    def arguments(self):
        return dict(self.cleaned_data)
