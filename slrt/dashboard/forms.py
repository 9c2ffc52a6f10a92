"""What can be chosen above a dashboard page: the month, and a kecamatan where there are several."""

from django import forms

from puskesos import months


class ChoiceForm(forms.Form):
    """Both may be missing; what does not exist is said and replaced by the running month, or the whole reach."""

    bulan = forms.ChoiceField(label="Bulan", required=False)
    kecamatan = forms.ChoiceField(label="Kecamatan", required=False)

    def __init__(self, data, *, reach, now):
        self.reach, self.now = reach, now
        given = {name: data[name] for name in ("bulan", "kecamatan") if name in data}
        super().__init__({"bulan": months.code(months.month_of(now))} | given)
        self.fields["bulan"].choices = months.choices(now)
        self.fields["bulan"].error_messages["invalid_choice"] = "Bulan itu tidak tersedia; ini bulan berjalan."
        self.fields["kecamatan"].error_messages["invalid_choice"] = "Kecamatan itu di luar wilayah Anda."
        places = [] if reach.kelurahan or reach.instansi else reach.kecamatan_choices
        self.fields["kecamatan"].choices = [("", "Semua kecamatan"), *places]
        if not places:
            del self.fields["kecamatan"]

    @property
    def sentences(self):
        return [sentence for errors in self.errors.values() for sentence in errors]

    def chosen(self):
        """(reach, month) as chosen."""
        self.is_valid()
        month = months.parse(self.cleaned_data.get("bulan") or "") or months.month_of(self.now)
        kecamatan = self.cleaned_data.get("kecamatan")
        return (self.reach.in_kecamatan(kecamatan) if kecamatan else self.reach), month
