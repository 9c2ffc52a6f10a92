"""The rows an officer can add to a sheet: needs with their papers, and programmes the person is in."""

from django import forms
from django.forms.formsets import BaseFormSet

from puskesos import catalogue
from puskesos.forms.choices import layanan_by_sektor, programs
from puskesos.forms.fields import LineField, PickField, PlainForm
from puskesos.models import Kelengkapan, Kepesertaan
from puskesos.sheet import KebutuhanSheet, KepesertaanSheet
from puskesos.soundness import MOST_MEMBERSHIPS, MOST_NEEDS


class RequirementField(PickField):
    """One paper of a service: there, coming later, or not there."""

    def __init__(self, row):
        super().__init__(
            label=row.nama, help_text=row.keterangan, choices=Kelengkapan.Status, tiles=True, required=False
        )
        self.requirement = row


class KebutuhanForm(PlainForm):
    """One need; the list of papers is the one that holds today for the chosen service."""

    layanan = PickField(label="Layanan yang dibutuhkan", empty="Pilih layanan …")
    uraian = LineField(300, label="Keterangan kebutuhan", required=False)

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["layanan"].offer(layanan_by_sektor())
        self.fields["layanan"].widget.attrs["data-refresh"] = "kebutuhan"
        for row in catalogue.requirements(self.chosen(), day):
            self.fields[f"berkas_{row.pk}"] = RequirementField(row)

    def chosen(self):
        """The service that stands in the form at this moment, judged or not."""
        return self["layanan"].value() or ""

    def service(self):
        return catalogue.layanan(self.chosen())

    def papers(self):
        """The bound fields of the checklist."""
        return [self[name] for name in self.fields if name.startswith("berkas_")]

    def to_sheet(self):
        ticked = {int(name.removeprefix("berkas_")): status for name, status in self.cleaned_data.items()
                  if name.startswith("berkas_") and status}  # fmt: skip
        return KebutuhanSheet(
            layanan=self.cleaned_data["layanan"], uraian=self.cleaned_data.get("uraian", ""), berkas=ticked
        )


class KepesertaanForm(PlainForm):
    """One programme the person is in, or was."""

    program = PickField(label="Program", empty="Pilih program …")
    status = PickField(label="Status", choices=Kepesertaan.Status)
    no_kartu = LineField(30, label="Nomor kartu", required=False, attrs={"inputmode": "numeric", "class": "w-20"})
    sejak = LineField(40, label="Sejak", required=False, attrs={"class": "w-8"}, help_text="Misalnya 2024.")

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["program"].offer(programs())

    def to_sheet(self):
        return KepesertaanSheet(**self.cleaned_data)


class Rows(BaseFormSet):
    """Rows that grow and shrink by submit buttons; nothing typed moves to another row."""

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, form_kwargs={"day": day}, **kwargs)

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "empty_permitted": False, "use_required_attribute": True}

    def keep_quiet(self):
        for form in self.forms:
            form.keep_quiet()
        self._errors, self._non_form_errors = [], forms.utils.ErrorList()
        return self

    def to_sheets(self):
        return tuple(form.to_sheet() for form in self.forms)


def _rows(form, least, most):
    rows = forms.formset_factory(
        form, formset=Rows, extra=0, min_num=least, max_num=most, absolute_max=most + 1, validate_max=True
    )
    rows.default_error_messages = {
        "missing_management_form": "Isian ini rusak di perjalanan. Muat ulang halamannya.",
        "too_many_forms": f"Paling banyak {most} baris.",
        "too_few_forms": f"Paling sedikit {least} baris.",
    }
    return rows


KebutuhanRows = _rows(KebutuhanForm, 1, MOST_NEEDS)
KepesertaanRows = _rows(KepesertaanForm, 0, MOST_MEMBERSHIPS)


def add_row(typed, prefix, most):
    """One more row in the typed values (a mutable QueryDict), unless there are enough."""
    total = count(typed, prefix)
    typed[f"{prefix}-TOTAL_FORMS"] = str(min(total + 1, most))


def remove_row(typed, prefix, at, least):
    """Take a row out and move the later ones up by one; the last of `least` rows is only emptied."""
    total = count(typed, prefix)
    if not 0 <= at < total:
        return
    for index in range(at, total):
        _clear(typed, f"{prefix}-{index}-")
        _move(typed, f"{prefix}-{index + 1}-", f"{prefix}-{index}-")
    typed[f"{prefix}-TOTAL_FORMS"] = str(max(total - 1, least))


def drop_empty(typed, prefix, least):
    """Take out rows in which nothing stands; they were added and not needed."""
    for at in reversed(range(least, count(typed, prefix))):
        start = f"{prefix}-{at}-"
        if not any(value.strip() for name in typed if name.startswith(start) for value in typed.getlist(name)):
            remove_row(typed, prefix, at, least)


def count(typed, prefix):
    text = typed.get(f"{prefix}-TOTAL_FORMS", "0")
    return min(int(text), 100) if text.isascii() and text.isdigit() else 0


def _clear(typed, start):
    for name in [name for name in typed if name.startswith(start)]:
        del typed[name]


def _move(typed, start, into):
    for name in [name for name in typed if name.startswith(start)]:
        typed.setlist(into + name.removeprefix(start), typed.getlist(name))
