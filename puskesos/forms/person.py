"""The questions about a person, shared by the intake sheet and the page that corrects a file."""

from django import forms

from puskesos import catalogue, nik
from puskesos.forms import choices
from puskesos.forms.fields import (
    DIGITS,
    LineField,
    NikField,
    NumberField,
    PhoneField,
    PickField,
    PickManyField,
    PlainForm,
    StoryField,
)
from puskesos.models import Warga
from puskesos.soundness import OLDEST_YEARS
from puskesos.verification import asked_of_person
from puskesos.widgets import DateParts, DatePartsField


class PersonFields(forms.Form):
    """Name, numbers, birth, address: one person in need."""

    nama = LineField(120, label="Nama lengkap sesuai KTP", help_text="Satu kata juga boleh.")
    alias = LineField(80, label="Nama panggilan", required=False)
    nik = NikField(label="NIK", required=False)
    alasan_tanpa_nik = PickField(label="Alasan belum ada NIK", required=False, empty="NIK diisi di atas")
    cara_verifikasi = PickField(
        label="Identitas dilihat dari", choices=Warga.CaraVerifikasi, required=False, empty="Belum dilihat"
    )
    jenis_kelamin = PickField(label="Jenis kelamin", choices=Warga.JenisKelamin, tiles=True, required=False)
    tanggal_lahir = DatePartsField(label="Tanggal lahir", required=False, widget=DateParts())
    perkiraan_umur = NumberField(
        0, OLDEST_YEARS, label="Perkiraan umur", required=False, help_text="Bila tanggal lahir tidak diketahui."
    )
    tempat_lahir = LineField(80, label="Tempat lahir", required=False)
    hp = PhoneField(label="Nomor HP atau WhatsApp", required=False)
    hp_milik = PickField(label="HP milik siapa", choices=Warga.MilikHP, required=False)
    kelurahan = PickField(label="Kelurahan")
    rt = LineField(3, label="RT", required=False, attrs={**DIGITS, "class": "w-4"})
    rw = LineField(3, label="RW", required=False, attrs={**DIGITS, "class": "w-4"})
    alamat = LineField(200, label="Alamat", required=False)
    patokan = LineField(160, label="Patokan", required=False, help_text="Misalnya seberang langgar, dermaga kedua.")
    daerah_asal = LineField(
        80, label="Daerah asal", required=False, help_text="Isi bila alamat di KTP bukan alamat ini."
    )
    pekerjaan = LineField(80, label="Pekerjaan", required=False)
    nama_ibu = LineField(120, label="Nama ibu kandung", required=False)
    bahasa = PickField(label="Bahasa sehari-hari", choices=choices.same(choices.BAHASA), required=False)
    hubungan_keluarga = PickField(
        label="Hubungan dengan kepala keluarga", choices=choices.same(choices.SHDK), required=False
    )
    status_perkawinan = PickField(
        label="Status perkawinan", choices=choices.same(choices.PERKAWINAN), required=False
    )
    pendidikan = PickField(label="Pendidikan terakhir", choices=choices.same(choices.PENDIDIKAN), required=False)
    disabilitas = PickManyField(label="Disabilitas", choices=choices.DISABILITAS)
    kesehatan = StoryField(
        1000, rows=2, label="Keadaan kesehatan", required=False,
        help_text="Hanya yang perlu untuk layanan; disimpan tersandi.",
    )  # fmt: skip

    def prepare_person(self, by):
        self.fields["kelurahan"].offer(choices.kelurahan(by))
        self.fields["alasan_tanpa_nik"].offer(catalogue.reasons("TANPA_NIK"))
        self.fields["kelurahan"].initial = by.wilayah_id

    def clean_rt(self):
        return _padded(self.cleaned_data["rt"])

    def clean_rw(self):
        return _padded(self.cleaned_data["rw"])

    def clean_person(self, *, day, has_nik):
        """What two answers say only together; `has_nik` when a NIK is on file already."""
        data = self.cleaned_data
        born = data.get("tanggal_lahir")
        if born and born > day:
            self.add_error("tanggal_lahir", "Tanggal lahir belum terjadi. Periksa lagi.")
        elif born and born.year < day.year - OLDEST_YEARS:
            self.add_error("tanggal_lahir", f"Tahun lahir lebih dari {OLDEST_YEARS} tahun lalu. Periksa lagi.")
        typed_nik = data.get("nik") or "nik" in self.errors
        if not typed_nik and not has_nik and not data.get("alasan_tanpa_nik"):
            self.add_error("alasan_tanpa_nik", "Isi NIK, atau pilih alasan belum ada NIK.")

    def doubts(self, day):
        """What is unusual about the numbers, for the officer to look at again: sentences."""
        data = self.cleaned_data
        number, kk = data.get("nik"), data.get("no_kk", "")
        found = []
        if number:
            found += nik.warnings(
                number, birth_date=data.get("tanggal_lahir"), sex=data.get("jenis_kelamin") or None,
                no_kk=kk or None, known_regions=known_regions(), today=day,
            )  # fmt: skip
        return [doubt.sentence for doubt in [*found, *nik.kk_warnings(kk or "")]]


def known_regions():
    return frozenset(row.kode for row in catalogue.table("Wilayah").values() if row.tingkat == "KECAMATAN")


def _padded(text):
    """RT and RW are written with three digits: 3 → 003."""
    digits = nik.normalise(text)
    if digits and not digits.isdecimal():
        raise forms.ValidationError("Isi dengan angka, misalnya 003.")
    return digits.zfill(3) if digits else ""


class PersonForm(PersonFields, PlainForm):
    """Correcting a person's file. Numbers are not shown: empty means unchanged, unless told to remove."""

    no_kk = NikField(kk=True, label="No. KK", required=False)
    hapus_hp = forms.BooleanField(label="Hapus nomor HP yang tercatat", required=False)
    hapus_kesehatan = forms.BooleanField(label="Hapus catatan kesehatan yang tercatat", required=False)
    versi = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, by, day, warga, **kwargs):
        super().__init__(*args, **kwargs)
        self.day, self.warga = day, warga
        self.prepare_person(by)
        for name in asked_of_person(by, warga):
            self.fields[name].asked = True

    def clean(self):
        data = super().clean()
        self.clean_person(day=self.day, has_nik=bool(self.warga.nik_cari))
        return data
