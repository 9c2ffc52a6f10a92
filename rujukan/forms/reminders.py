"""Forms of the reminders: keeping one back, a sentence of one's own, and a rule of the ladder."""

from django import forms

from puskesos.widgets import DatePartsField
from rujukan.models import AturanPengingat
from rujukan.reminders.rules import CHANNELS, POSITIONS


class HoldForm(forms.Form):
    sebab = forms.CharField(
        label="Mengapa ditahan?", max_length=200, error_messages={"required": "Tulis mengapa pengingat ini ditahan."},
        help_text="Alasannya terlihat oleh seluruh sekretariat.",
    )  # fmt: skip


class NoteForm(forms.Form):
    catatan = forms.CharField(
        label="Catatan sekretariat", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": True}),
        help_text="Ikut di pesan kepada instansi. Tanpa nama, NIK, atau nomor HP warga.",
    )  # fmt: skip


WHEN = [
    (AturanPengingat.Dasar.PERSEN, "Persen dari waktu yang tersedia (100 = saat batas tiba)"),
    (AturanPengingat.Dasar.SEBELUM, "Hari kerja sebelum batas (0 = pagi hari batas)"),
    (AturanPengingat.Dasar.HARI_KERJA, "Hari kerja setelah batas"),
]


class RuleForm(forms.Form):
    dasar = forms.ChoiceField(
        label="Dihitung dari", choices=WHEN, widget=forms.RadioSelect,
        error_messages={"required": "Pilih kapan pengingat ini jatuh tempo."},
    )  # fmt: skip
    nilai = forms.IntegerField(
        label="Berapa", min_value=0, max_value=1000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-4"}),
        error_messages={"required": "Isi angkanya.", "invalid": "Isi dengan angka, misalnya 2."},
    )  # fmt: skip
    penerima = forms.MultipleChoiceField(
        label="Kepada jabatan", choices=list(POSITIONS.items()), widget=forms.CheckboxSelectMultiple,
        help_text="Siapa orangnya ditentukan saat pesan dikirim.",
        error_messages={"required": "Pilih paling sedikit satu penerima."},
    )  # fmt: skip
    kanal = forms.MultipleChoiceField(
        label="Dengan cara", choices=list(CHANNELS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih paling sedikit satu cara."},
    )  # fmt: skip
    judul = forms.CharField(label="Judul pesan", max_length=160, error_messages={"required": "Tulis judul pesannya."})
    isi = forms.CharField(
        label="Isi pesan", max_length=600, widget=forms.Textarea(attrs={"rows": 4, "data-count": True}),
        help_text="{nomor}, {instansi}, dan {batas} diisi sendiri oleh sistem.",
        error_messages={"required": "Tulis isi pesannya."},
    )  # fmt: skip

    @staticmethod
    def of(rule):
        """The fields of a rule as the form shows them."""
        return {
            "dasar": rule.dasar, "nilai": rule.nilai, "penerima": rule.penerima.split("|"),
            "kanal": rule.kanal.split("|"), "judul": rule.judul, "isi": rule.isi,
        }  # fmt: skip


class LetHoldForm(forms.Form):
    berlaku_mulai = DatePartsField(
        label="Berlaku mulai", help_text="Rujukan yang sudah dikirim tetap memakai aturan lama."
    )
