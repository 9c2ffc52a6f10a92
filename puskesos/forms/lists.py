"""Forms beside a list: taking it out as a file, and keeping its filters under a name."""

from puskesos import exporting
from puskesos.forms.fields import LineField, PickField, PlainForm


class ExportForm(PlainForm):
    alasan = PickField(label="Untuk apa", choices=exporting.REASONS, tiles=True)
    catatan = LineField(120, label="Keterangan", required=False, help_text="Wajib bila memilih “Lainnya”.")


class SavedFilterForm(PlainForm):
    nama = LineField(40, label="Nama saringan", help_text="Misalnya “Darurat Jekan Raya”.")
