"""Forms of accounts, assignments and one's own profile."""

from django import forms

from puskesos import catalogue
from puskesos.forms.fields import PlainForm
from puskesos.roles import PUSKESOS, Peran
from puskesos.texts import clean_line
from puskesos.widgets import DatePartsField


def places():
    """Choices of every kelurahan, kecamatan and the city, with its level in words."""
    rows = catalogue.table("Wilayah").values()
    return [("", "—"), *((row.kode, f"{row.nama} ({row.get_tingkat_display().lower()})") for row in rows)]


def agencies():
    return [("", "—"), *((row.kode, row.nama) for row in catalogue.table("Instansi").values() if row.aktif)]


class PetugasForm(PlainForm):
    nama = forms.CharField(label="Nama lengkap", max_length=120)
    username = forms.RegexField(
        r"^[a-z0-9._-]{3,60}$", label="Nama pengguna", help_text="Huruf kecil, angka, titik; paling sedikit 3.",
        error_messages={"invalid": "Pakai huruf kecil, angka, titik, atau garis; 3 sampai 60 huruf."},
    )  # fmt: skip
    email = forms.EmailField(label="E-mail", required=False)
    no_hp = forms.CharField(label="Nomor HP dinas", max_length=20, required=False)

    def clean_nama(self):
        return clean_line(self.cleaned_data["nama"], 120)


class PenugasanForm(PlainForm):
    """A hat: role, place, period. The choices shrink to what the acting person may give."""

    peran = forms.ChoiceField(label="Peran", choices=Peran)
    wilayah = forms.ChoiceField(
        label="Wilayah", required=False, help_text="Kelurahan, kecamatan, atau kota sesuai perannya."
    )
    instansi = forms.ChoiceField(label="Instansi", required=False, help_text="Hanya untuk petugas instansi.")
    mulai = DatePartsField(label="Mulai")
    selesai = DatePartsField(label="Sampai", required=False, help_text="Kosongkan bila tidak dibatasi.")
    sk_nomor = forms.CharField(label="Nomor SK", max_length=80, required=False)

    def __init__(self, *args, by, proposing=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wilayah"].choices = places()
        self.fields["instansi"].choices = agencies()
        if proposing:
            allowed = PUSKESOS - {Peran.LURAH}
            self.fields["peran"].choices = [pair for pair in Peran.choices if pair[0] in allowed]
            own = by.kelurahan_codes or ()
            self.fields["wilayah"].choices = [(code, catalogue.wilayah(code).nama) for code in sorted(own)]
            self.fields["wilayah"].required, self.fields["wilayah"].help_text = True, ""
            del self.fields["instansi"]

    def clean(self):
        data = super().clean()
        start, end = data.get("mulai"), data.get("selesai")
        if start and end and end < start:
            self.add_error("selesai", "Tanggal selesai tidak boleh sebelum tanggal mulai.")
        return data


class ProposedPersonForm(PenugasanForm, PetugasForm):
    """Somebody who has no account yet, and the hat that is proposed."""


class SubstituteForm(PlainForm):
    """Pelaksana harian: who, and between which dates."""

    petugas = forms.CharField(label="Nama pengguna pelaksana harian", max_length=60)
    mulai = DatePartsField(label="Mulai")
    selesai = DatePartsField(label="Sampai")


class PasswordForm(PlainForm):
    lama = forms.CharField(
        label="Kata sandi lama", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    baru = forms.CharField(
        label="Kata sandi baru", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Paling sedikit 12 huruf. Kalimat pendek lebih mudah diingat daripada huruf acak.",
    )  # fmt: skip


class ProfileForm(PlainForm):
    pintasan = forms.BooleanField(label="Pakai pintasan satu huruf (J, K, R, X)", required=False)
    no_hp = forms.CharField(label="Nomor HP dinas", max_length=20, required=False)
