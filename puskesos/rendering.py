"""Form controls without a template engine: the HTML of Django's own widget templates, in a tenth of their time.

A select with eighty choices is eighty templates for Django; the filters above a list cost more than the list.
`tests/puskesos/test_rendering.py` holds both to the same HTML.
"""

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize

from puskesos.fragments import escaped

FOLDER = "django/forms/widgets/"
INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "search", "tel", "color",
          "file", "checkbox", "input")  # fmt: skip


class QuickRenderer(DjangoTemplates):
    """FORM_RENDERER: what it has no function for is left to Django's templates."""

    def render(self, template_name, context, request=None):
        write = WRITERS.get(template_name)
        return write(context["widget"], self) if write else super().render(template_name, context, request)


def _attrs(attrs):
    """` name="value"`, ` name` for True, nothing for False."""
    return "".join(
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget, renderer):
    value = widget["value"]
    shown = "" if value is None else f' value="{escaped(value)}"'
    return f'<input type="{escaped(widget["type"])}" name="{escaped(widget["name"])}"{shown}{_attrs(widget["attrs"])}>'


def _option_input(widget, renderer):
    control = _input(widget, renderer)
    if not widget.get("wrap_label"):
        return control
    target = widget["attrs"].get("id")
    named = f' for="{escaped(target)}"' if target else ""
    return f"<label{named}>{control} {_text(widget['label'])}</label>"


def _textarea(widget, renderer):
    text = escaped(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escaped(widget["name"])}"{_attrs(widget["attrs"])}>\n{text}</textarea>'


def _select(widget, renderer):
    parts = [f'<select name="{escaped(widget["name"])}"{_attrs(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_text(group)}">')
        parts += ["\n  " + renderer.render(one["template_name"], {"widget": one}) for one in options]
        if group:
            parts.append("\n  </optgroup>")
    return "".join([*parts, "\n</select>"])


def _option(widget, renderer):
    return f'<option value="{escaped(widget["value"])}"{_attrs(widget["attrs"])}>{_text(widget["label"])}</option>'


def _text(value):
    """A label as a template writes it: numbers and dates in Indonesian, the rest escaped."""
    return escaped(value if isinstance(value, str) else localize(value))


WRITERS = {f"{FOLDER}{name}.html": _input for name in INPUTS} | {
    f"{FOLDER}checkbox_option.html": _option_input,
    f"{FOLDER}radio_option.html": _option_input,
    f"{FOLDER}textarea.html": _textarea,
    f"{FOLDER}select.html": _select,
    f"{FOLDER}select_option.html": _option,
}
