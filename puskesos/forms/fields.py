"""Form fields for what officers type: cleaned as texts.py and nik.py say, with their sentences."""

from functools import cache

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import BaseChoiceIterator

from puskesos import nik
from puskesos.texts import clean_line, clean_phone, clean_text

PLAIN = {"autocomplete": "off"}
DIGITS = {"autocomplete": "off", "inputmode": "numeric"}


class LineField(forms.CharField):
    """One line of at most `most` characters; more is said in a sentence, never cut."""

    def __init__(self, most, *, attrs=None, **kwargs):
        self.most = most
        super().__init__(
            widget=kwargs.pop("widget", None) or forms.TextInput(attrs={**PLAIN, **(attrs or {})}), **kwargs
        )

    def to_python(self, value):
        return _or_error(clean_line, value, self.most)


class StoryField(forms.CharField):
    """Several lines of at most `most` characters."""

    def __init__(self, most, *, rows=4, **kwargs):
        self.most = most
        attrs = {"rows": rows, "data-count": most, **PLAIN}
        super().__init__(widget=forms.Textarea(attrs=attrs), **kwargs)

    def to_python(self, value):
        return _or_error(clean_text, value, self.most)


class NikField(forms.CharField):
    """Sixteen digits that may be a NIK, or nothing; `kk=True` for a No. KK."""

    def __init__(self, *, kk=False, **kwargs):
        self.judge = nik.kk_problems if kk else nik.problems
        super().__init__(widget=forms.TextInput(attrs={**DIGITS, "data-nik": "16", "class": "w-20"}), **kwargs)

    def to_python(self, value):
        digits = nik.normalise(value)
        if digits and (problems := self.judge(digits)):
            raise ValidationError(problems[0].sentence, code=problems[0].code)
        return digits


class PhoneField(forms.CharField):
    """One Indonesian number as +62…, or nothing."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TextInput(attrs={**PLAIN, "inputmode": "tel", "class": "w-16"}), **kwargs)

    def to_python(self, value):
        return _or_error(clean_phone, value) if (value or "").strip() else ""


class NumberField(forms.IntegerField):
    """A small whole number typed in an ordinary box."""

    def __init__(self, least, most, **kwargs):
        words = f"Isi angka {least} sampai {most}."
        super().__init__(
            min_value=least, max_value=most, widget=forms.TextInput(attrs={**DIGITS, "class": "w-4"}),
            error_messages={"invalid": words, "min_value": words, "max_value": words}, **kwargs,
        )  # fmt: skip


class Ready(BaseChoiceIterator):
    """Choices that stand as Django wants them: it would go through all of them for every copy of their field."""

    def __init__(self, rows):
        self._rows = rows

    def __iter__(self):
        return iter(self._rows)

    def __len__(self):
        return len(self._rows)

    def __deepcopy__(self, memo):
        return self


class PickField(forms.ChoiceField):
    """One of a list; without `required` the first choice is an empty one."""

    def __init__(self, *, choices=(), empty="Pilih …", tiles=False, **kwargs):
        self.empty = empty
        widget = forms.RadioSelect() if tiles else forms.Select()
        self.tiles = tiles
        kwargs.setdefault("widget", widget)
        super().__init__(choices=self.with_empty(choices), **kwargs)

    def offer(self, choices):
        """Set the choices of this form's copy of the field."""
        self.choices = self.with_empty(choices)

    def with_empty(self, choices):
        choices = list(getattr(choices, "choices", choices))
        return Ready(choices if self.tiles else [("", self.empty), *choices])


class PickManyField(forms.MultipleChoiceField):
    def __init__(self, **kwargs):
        super().__init__(widget=forms.CheckboxSelectMultiple(), required=False, **kwargs)

    def offer(self, choices):
        """Set the choices of this form's copy of the field."""
        self.choices = Ready(choices)


def _or_error(clean, *arguments):
    try:
        return clean(*arguments)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class PlainForm(forms.Form):
    """A form whose mistakes are said in the words of its labels, and that can be shown again without judging it."""

    def __init__(self, *args, **kwargs):
        _speak_as_class(type(self))
        super().__init__(*args, **kwargs)

    def full_clean(self):
        """Only now are all fields there: some forms add theirs after this class has begun them."""
        _speak_plainly(field for name, field in self.fields.items() if name not in self.base_fields)
        super().full_clean()

    def keep_quiet(self):
        """Show everything typed, judge nothing: for adding a row or continuing a draft."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}
        return self


@cache
def _speak_as_class(Form):
    """The fields that every form of this class gets copies of, their words included: once is enough."""
    _speak_plainly(Form.base_fields.values())


def _speak_plainly(fields):
    usual = forms.ChoiceField.default_error_messages | forms.Field.default_error_messages
    for field in fields:
        words = field.error_messages
        if words["required"] is usual["required"]:
            picks = isinstance(field, forms.ChoiceField | forms.BooleanField | forms.FileField)
            words["required"] = f"{'Pilih' if picks else 'Isi'} {_inside(field.label)}."
        if words.get("invalid_choice") == usual["invalid_choice"]:
            words["invalid_choice"] = "Pilih dari daftar."


def _inside(label):
    """A label as it stands inside a sentence: “Nama lengkap” → “nama lengkap”, “NIK” stays."""
    text = str(label or "isian ini")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
