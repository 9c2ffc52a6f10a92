"""Forms around the sheet of paper: how many to print, which serial, and the day that stands on it."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from puskesos import catalogue
from puskesos.forms.choices import kelurahan
from puskesos.forms.fields import LineField, NumberField, PickField, PlainForm
from puskesos.numbering import normalise_serial
from puskesos.paper import MOST_SHEETS
from puskesos.widgets import DatePartsField

# What a sheet of paper does not ask; the answers of somebody who was not asked.
UNASKED = {
    "pelapor_jenis": "DIRI_SENDIRI", "dtsen_terdaftar": "BELUM_DICEK", "dasar": "TUGAS_PUBLIK",
    "cara_setuju": "TIDAK_ADA", "pemberi": "KLIEN", "kebutuhan-TOTAL_FORMS": "1", "kebutuhan-INITIAL_FORMS": "0",
    "kepesertaan-TOTAL_FORMS": "0", "kepesertaan-INITIAL_FORMS": "0",
}  # fmt: skip


class PrintForm(PlainForm):
    wilayah = PickField(label="Untuk wilayah")
    jumlah = NumberField(1, MOST_SHEETS, label="Jumlah lembar", initial=10)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wilayah"].offer(kelurahan(by))
        self.fields["wilayah"].initial = by.wilayah_id if catalogue.wilayah(by.wilayah_id) else ""


class SerialForm(PlainForm):
    """The serial that is printed on the sheet, and the day that was written on it."""

    seri = LineField(40, label="Nomor seri di formulir", attrs={"class": "w-16", "autocapitalize": "characters"},
                     help_text="Delapan huruf dan angka di pojok kanan atas.")  # fmt: skip
    tanggal = DatePartsField(label="Tanggal di formulir", required=False)

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_seri(self):
        try:
            return normalise_serial(self.cleaned_data["seri"])
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean_tanggal(self):
        day = self.cleaned_data["tanggal"]
        if day and day > timezone.localdate(self.now):
            raise ValidationError("Tanggal di formulir belum terjadi.")
        return day
