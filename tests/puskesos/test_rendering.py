"""The quick form controls are the ones of Django's own templates, but for line ends between tags."""

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from puskesos.rendering import FOLDER, WRITERS, QuickRenderer

NASTY = "\"><script>alert('x')</script>&"
CHOICES = [("", "Pilih …"), (1, "satu"), ("Puskesos", [("a&b", NASTY), (NASTY, "dua")]), (3, gettext_lazy("Yes")),
           (None, mark_safe("<b>tebal</b>")), ("12", 12.5), ("hari", date(2026, 11, 23))]  # fmt: skip
ATTRS = {"id": "id_x", "data-refresh": NASTY, "required": True, "hidden": False, "maxlength": 12, "class": "w-4"}
WIDGETS = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput, forms.HiddenInput,
    forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.FileInput, forms.CheckboxInput, forms.Textarea,
    forms.ClearableFileInput,
]  # fmt: skip
PICKERS = [forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple]


def both(widget, value, attrs=ATTRS):
    return [widget.render(NASTY, value, attrs, renderer) for renderer in (QuickRenderer(), DjangoTemplates())]


def without_gaps(html):
    return re.sub(r">\s+", ">", html)


@pytest.mark.parametrize("widget", WIDGETS)
@pytest.mark.parametrize("value", [None, "", "0", 0, True, NASTY, mark_safe("&amp;"), "dua\nbaris", date(2026, 11, 23)])
def test_a_control_is_the_same(widget, value):
    quick, plain = both(widget(attrs={"placeholder": NASTY}), value)
    assert quick == plain


@pytest.mark.parametrize("widget", PICKERS)
@pytest.mark.parametrize("value", [None, "", 1, "a&b", NASTY, ["1", "a&b"]])
def test_a_choice_is_the_same(widget, value):
    quick, plain = map(without_gaps, both(widget(choices=CHOICES), value))
    assert quick == plain


@pytest.mark.parametrize("widget", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_each_choice_alone_is_the_same(widget):
    class One(forms.Form):
        x = forms.ChoiceField(choices=CHOICES, widget=widget)

    quick, plain = (
        [without_gaps(str(one)) for one in One({"x": "a&b"}, renderer=renderer)["x"]]
        for renderer in (QuickRenderer(), DjangoTemplates())
    )
    assert quick == plain
    assert len(quick) == 8


def test_a_select_with_options_of_its_own_keeps_them():
    class Plain(forms.Select):
        option_template_name = f"{FOLDER}attrs.html"

    assert f"{FOLDER}attrs.html" not in WRITERS
    quick, plain = map(without_gaps, both(Plain(choices=CHOICES), "1"))
    assert quick == plain


def test_nothing_typed_becomes_markup():
    assert "<script" not in forms.TextInput().render("x", NASTY, {}, QuickRenderer())
    assert "<script" not in forms.Select(choices=CHOICES).render("x", NASTY, {}, QuickRenderer())
