"""Long addresses on small screens: `{% load alamat %}`."""

from django import template
from django.utils.html import format_html

register = template.Library()


@register.filter
def breakable(address):
    """An e-mail address that may break before its @."""
    name, at, host = (address or "").partition("@")
    return format_html("{}<wbr>@{}", name, host) if at else address
