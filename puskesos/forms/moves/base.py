"""What every form on a case shares: for whom it is made, the version it shows, and the stage it calls."""

from datetime import datetime, timedelta
from functools import cached_property

from django import forms
from django.utils import timezone

from puskesos import workflow
from puskesos.forms.fields import PickField, PlainForm
from puskesos.templatetags.puskesos import tanggal
from puskesos.widgets import DatePartsField


class CaseForm(PlainForm):
    """A form on one case. Subclasses name their stage and give its arguments; `check` says early who may not."""

    title = button = intro = ""
    done = "Tersimpan."
    danger = False
    stage = None
    fields_template = "puskesos/moves/fields.html"

    def __init__(self, *args, by, keluhan, now, **kwargs):
        self.by, self.keluhan, self.now = by, keluhan, now
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self):
        """Fill in choices and first values that depend on the case."""

    @cached_property
    def needs(self):
        """The needs of the case, asked once."""
        return list(self.keluhan.kebutuhan.all())

    @classmethod
    def check(cls, keluhan, by):
        """Refused when this person cannot do this with the case as it stands."""

    def arguments(self):
        """The facts, as the stage function names them; the version goes by itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "versi"}

    def after(self):
        """Where to go when it is done."""
        return self.keluhan.get_absolute_url()

    @property
    def asked(self):
        """The fields that the page shows one under the other."""
        return [field for field in self.visible_fields() if field.name not in self.apart]

    # Names of fields that the template places itself.
    apart = frozenset()

    @property
    def caution(self):
        """A sentence that says beforehand why this will be refused; "" when nothing stands against it."""
        return ""

    @property
    def told(self):
        """Facts to know before deciding: [(label, text)]."""
        return []


class MoveForm(CaseForm):
    """A form for a step that depends on the case as it was shown: it carries the version."""

    code = ""
    versi = forms.IntegerField(
        label="Versi", widget=forms.HiddenInput, error_messages={"invalid": "Muat ulang halaman ini.",
                                                                 "required": "Muat ulang halaman ini."},
    )  # fmt: skip

    def __init__(self, *args, keluhan, **kwargs):
        kwargs["initial"] = {"versi": keluhan.versi, **(kwargs.get("initial") or {})}
        super().__init__(*args, keluhan=keluhan, **kwargs)

    @classmethod
    def check(cls, keluhan, by):
        workflow.require_move(keluhan, cls.code, by)


class DayForm:
    """Picking a day by tiles: a few days ahead with their dates, or another one typed in three boxes; typed wins."""

    day_name = "hari"
    ahead = (3, 7, 14)
    day_needed = True

    def offer_days(self):
        """The choices of the tiles; `ahead` counts calendar days from today."""
        today = timezone.localdate(self.now)
        words = {0: "Hari ini", 1: "Besok"}
        self.fields[self.day_name].offer(
            [
                ((today + timedelta(days=n)).isoformat(), _tile(words.get(n), today + timedelta(days=n)))
                for n in self.ahead
            ]
        )

    def chosen_day(self):
        """The date that was typed or picked; None with the error at its field, or when none is needed."""
        typed, picked = self.cleaned_data.get(f"{self.day_name}_lain"), self.cleaned_data.get(self.day_name)
        if typed or f"{self.day_name}_lain" in self.errors:
            return typed
        if not picked and self.day_needed and self.day_name not in self.errors:
            self.add_error(self.day_name, "Pilih tanggalnya, atau tulis tanggal lain.")
        return datetime.fromisoformat(picked).date() if picked else None

    @property
    def day_fields(self):
        """(the tiles, the boxes) for the template, which folds the boxes away."""
        return self[self.day_name], self[f"{self.day_name}_lain"]

    @property
    def apart(self):
        return {self.day_name, f"{self.day_name}_lain"}


def _tile(word, day):
    return f"{word} ({tanggal(day)})" if word else tanggal(day)


def day_fields(label):
    """The pair of fields of a DayForm."""
    return (
        PickField(label=label, tiles=True, required=False),
        DatePartsField(label="Tanggal lain", required=False),
    )
