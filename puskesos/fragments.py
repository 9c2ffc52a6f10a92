"""A row of a long list from a template that holds only `{{ names }}`: read once, then filled in fifty times a page.

The template engine looks every name up anew; for fifty rows that costs more than finding them. What a row shows only
sometimes is decided in Python and handed in as a fragment of its own, or as "".
"""

import pickle
from functools import lru_cache
from html import escape

from django.template import TemplateSyntaxError
from django.template.base import TextNode, VariableNode
from django.template.loader import get_template, render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString


class Fragment:
    """`Fragment("rooms/row.html")(nama="Siti")` is the template with its names filled in, all of them escaped."""

    def __init__(self, template_name):
        self.template_name = template_name

    def __call__(self, **values):
        # What format_html does, without its detour for lazy texts: that detour was half of the time of a row.
        return SafeString(self._format.format_map({name: escaped(value) for name, value in values.items()}))

    @cached_property
    def _format(self):
        return "".join(map(self._part, get_template(self.template_name).template.nodelist))

    def _part(self, node):
        if isinstance(node, TextNode):
            return node.s.replace("{", "{{").replace("}", "}}")
        name = str(node.filter_expression) if isinstance(node, VariableNode) else ""
        if not name.isidentifier():
            raise TemplateSyntaxError(f"{self.template_name}: a fragment holds plain names only, not {node!r}.")
        return f"{{{name}}}"


def drawn_once(template_name, context):
    """The HTML of a template that shows only what it is given: drawn anew when that differs, never when it does not.

    For plain values and dataclasses, such as the numbers of a chart; nothing about one person belongs in here.
    """
    return _drawn(template_name, pickle.dumps(context))


@lru_cache(maxsize=512)
def _drawn(template_name, context):
    return render_to_string(template_name, pickle.loads(context))  # noqa: S301 – pickled two lines above


def escaped(value):
    """What a template writes for a value; texts that are safe already stay as they are."""
    if type(value) is str:
        return escape(value)
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))
