"""Form controls the officers need and Django lacks."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

PARTS = (("Tanggal", "bday-day"), ("Bulan", "bday-month"), ("Tahun", "bday-year"))


class DateParts(forms.MultiWidget):
    """Three boxes: tanggal, bulan, tahun.

    `type=date` shows the order of the browser's language (mm/dd on an English Windows) whatever the page says.
    `birthday=True` lets password managers and phones fill it in.
    """

    template_name = "parts/date_parts.html"

    def __init__(self, attrs=None, birthday=False):
        self.birthday = birthday
        super().__init__([forms.TextInput, forms.TextInput, forms.TextInput], attrs)

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for part, (label, autocomplete) in zip(context["widget"]["subwidgets"], PARTS, strict=True):
            part["label"] = label
            part["autocomplete"] = autocomplete if self.birthday else "off"
            part["invalid"] = part["attrs"].get("aria-invalid") == "true"
        context["widget"]["subwidgets"][0]["needed"] = context["widget"]["attrs"].get("data-needed")
        return context

    def render(self, name, value, attrs=None, renderer=None):
        # The template lives in the project's templates/, which the default form renderer does not read.
        return super().render(name, value, attrs, TemplatesSetting())


class DatePartsField(forms.MultiValueField):
    """A date typed as three numbers; cleans to `datetime.date`, or None when empty and not required."""

    widget = DateParts
    default_error_messages = {
        "required": "Isi tanggal, bulan dan tahun, misalnya 12 3 1984.",
        "incomplete": "Lengkapi tanggal, bulan dan tahun.",
        "number": "Tanggal, bulan dan tahun ditulis dengan angka.",
        "year": "Tahun ditulis 4 angka, misalnya 1984.",
        "no_such_day": "Tanggal %(text)s tidak ada di kalender.",
    }

    def __init__(self, **kwargs):
        parts = [forms.CharField(required=False) for _ in PARTS]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value):
        if isinstance(value, date):
            value = self.widget.decompress(value)
        texts = [str(part or "").strip() for part in (value or [])]
        if not any(texts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        cleaned = self.compress(texts)
        self.validate(cleaned)
        self.run_validators(cleaned)
        return cleaned

    def compress(self, texts):
        if len(texts) < 3 or not all(texts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        if not all(text.isascii() and text.isdigit() for text in texts):
            raise ValidationError(self.error_messages["number"], code="number")
        if len(texts[2]) != 4:
            raise ValidationError(self.error_messages["year"], code="year")
        day, month, year = map(int, texts)
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(
                self.error_messages["no_such_day"], code="no_such_day", params={"text": "-".join(texts)}
            ) from None
