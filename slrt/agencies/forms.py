"""What the secretariat types into the agency register."""

import re
from datetime import time

from django import forms
from django.core.exceptions import ValidationError

from puskesos.forms.fields import LineField, NumberField, PhoneField, PickField, PlainForm
from puskesos.widgets import DatePartsField
from rujukan.models import AlamatKontak, JamLayanan

CLOCK = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?")
MOST_CAPACITY = 1_000_000


class HourField(forms.CharField):
    """A time of day as “08.00”, or nothing."""

    def __init__(self, **kwargs):
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "w-5", "placeholder": "08.00"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value):
        text = (value or "").strip()
        if not text:
            return None
        found = CLOCK.fullmatch(text)
        hour, minute = (int(part or 0) for part in found.groups()) if found else (24, 0)
        if hour > 23 or minute > 59:
            raise ValidationError("Tulis jam seperti 08.00 atau 15.30.")
        return time(hour, minute)

    def prepare_value(self, value):
        return f"{value:%H.%M}" if isinstance(value, time) else value


class VersionedForm(PlainForm):
    versi = forms.CharField(required=False, widget=forms.HiddenInput)

    def renewed(self, versi):
        """The same form after somebody else's change: saving again is then meant."""
        self.data = self.data.copy()
        self.data["versi"] = versi


class ProfileForm(VersionedForm):
    """Opening hours of the week, capacity, and a note."""

    kapasitas = NumberField(0, MOST_CAPACITY, label="Kapasitas", required=False,
                            help_text="Kosongkan bila belum diketahui.")  # fmt: skip
    kapasitas_untuk = LineField(80, label="Kapasitas untuk", required=False, help_text="Misalnya: keluarga per bulan.")
    catatan = LineField(300, label="Catatan", required=False, help_text="Misalnya: loket 3, bawa fotokopi dua lembar.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for hari, name in JamLayanan.Hari.choices:
            self.fields[f"buka_{hari}"] = HourField(label=f"{name}, buka")
            self.fields[f"tutup_{hari}"] = HourField(label=f"{name}, tutup")

    @property
    def days(self):
        """[(name, opening field, closing field)] from Monday on."""
        return [(name, self[f"buka_{hari}"], self[f"tutup_{hari}"]) for hari, name in JamLayanan.Hari.choices]

    def clean(self):
        for hari, name in JamLayanan.Hari.choices:
            buka, tutup = self.cleaned_data.get(f"buka_{hari}"), self.cleaned_data.get(f"tutup_{hari}")
            if bool(buka) != bool(tutup) and not {f"buka_{hari}", f"tutup_{hari}"} & self.errors.keys():
                missing = "tutup" if buka else "buka"
                self.add_error(f"{missing}_{hari}", f"Isi juga jam {missing} hari {name}, atau kosongkan keduanya.")

    def arguments(self):
        hours = {hari: (self.cleaned_data[f"buka_{hari}"], self.cleaned_data[f"tutup_{hari}"])
                 for hari in JamLayanan.Hari.values if self.cleaned_data[f"buka_{hari}"]}  # fmt: skip
        names = ("versi", "kapasitas", "kapasitas_untuk", "catatan")
        return {"jam": hours, **{name: self.cleaned_data[name] for name in names}}


class ContactForm(VersionedForm):
    """A position, and who sits there now."""

    jabatan = LineField(120, label="Jabatan", help_text="Misalnya: Kepala Seksi Kepesertaan.")
    nama = LineField(120, label="Nama", required=False)
    urutan = NumberField(1, 99, label="Urutan", initial=1,
                         help_text="Yang bernomor paling kecil menerima pengingat.")  # fmt: skip
    mulai = DatePartsField(label="Berlaku mulai")
    sampai = DatePartsField(label="Berlaku sampai", required=False,
                            help_text="Isi bila jabatan ini tidak dipakai lagi.")  # fmt: skip

    def arguments(self):
        return dict(self.cleaned_data)


class NewContactForm(ContactForm):
    """A new position with the addresses known so far."""

    sampai = None
    email = LineField(254, label="E-mail", required=False, attrs={"inputmode": "email"})
    whatsapp = PhoneField(label="WhatsApp", required=False)
    telepon = PhoneField(label="Telepon", required=False)

    def arguments(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "versi"}


class AddressForm(PlainForm):
    """One more way to reach a position."""

    jenis = PickField(label="Jenis", choices=AlamatKontak.Jenis, tiles=True)
    alamat = LineField(254, label="Alamat atau nomor")
    mulai = DatePartsField(label="Berlaku mulai")
    sampai = DatePartsField(label="Berlaku sampai", required=False)


class ConfirmForm(PlainForm):
    dengan = LineField(120, label="Dipastikan dengan siapa", help_text="Misalnya: Bu Rina, Tata Usaha, lewat telepon.")
