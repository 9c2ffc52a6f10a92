"""Dates in three boxes: every wrong one gets a sentence, and what was typed stays."""

from datetime import date

import pytest
from django import forms

from puskesos.forms.fields import PickField, PickManyField, PlainForm
from puskesos.widgets import DatePartsField


class LahirForm(forms.Form):
    lahir = DatePartsField(label="Tanggal lahir")
    lain = DatePartsField(label="Tanggal lain", required=False)


def filled(day, month, year):
    return LahirForm({"lahir_0": day, "lahir_1": month, "lahir_2": year})


def test_three_numbers_are_a_date():
    form = filled("17", "8", "1990")
    assert form.is_valid()
    assert form.cleaned_data == {"lahir": date(1990, 8, 17), "lain": None}


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "", ""), "Isi tanggal, bulan dan tahun, misalnya 12 3 1984."),
        (("17", "", "1990"), "Lengkapi tanggal, bulan dan tahun."),
        (("17", "Agustus", "1990"), "Tanggal, bulan dan tahun ditulis dengan angka."),
        (("17", "٨", "1990"), "Tanggal, bulan dan tahun ditulis dengan angka."),
        (("-1", "8", "1990"), "Tanggal, bulan dan tahun ditulis dengan angka."),
        (("17", "8", "90"), "Tahun ditulis 4 angka, misalnya 1984."),
        (("31", "2", "1990"), "Tanggal 31-2-1990 tidak ada di kalender."),
        (("0", "0", "0000"), "Tanggal 0-0-0000 tidak ada di kalender."),
    ],
)
def test_a_wrong_date_is_refused_in_words_and_stays_in_the_boxes(parts, sentence):
    form = filled(*parts)
    assert form.errors == {"lahir": [sentence]}
    html = str(form["lahir"])
    assert all(f'value="{part}"' in html for part in parts if part)
    assert html.count('aria-invalid="true"') == 3


def test_a_stored_date_fills_the_boxes():
    html = str(LahirForm(initial={"lahir": date(1984, 3, 12)})["lahir"])
    assert [f'value="{part}"' in html for part in (12, 3, 1984)] == [True, True, True]


def test_nothing_typed_over_nothing_is_not_a_change():
    assert not LahirForm({"lahir_0": "", "lahir_1": "", "lahir_2": ""}).has_changed()
    assert filled("1", "1", "2000").has_changed()


# --- choices that are taken as they stand ---------------------------------------------------------------------------
class PilihForm(PlainForm):
    satu = PickField(label="Satu", choices=[("a", "A"), ("Kelompok", [("b", "B")])])
    banyak = PickManyField(label="Banyak")

    def __init__(self, *args, banyak, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["banyak"].offer(banyak)


def test_each_form_has_its_own_choices_and_judges_by_them():
    one, other = (PilihForm({"satu": "b", "banyak": ["x"]}, banyak=[(code, code)]) for code in "xy")
    other.fields["satu"].offer([("z", "Z")])
    assert one.is_valid() and one.cleaned_data == {"satu": "b", "banyak": ["x"]}
    assert set(other.errors) == {"satu", "banyak"}
    assert next(iter(PilihForm(banyak=()).fields["satu"].choices)) == ("", "Pilih …")
    assert '<optgroup label="Kelompok">' in str(one["satu"]) and ">Z<" in str(other["satu"])
