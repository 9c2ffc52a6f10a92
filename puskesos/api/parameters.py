"""Names in the address of a list: what nobody knows is refused, because a filter dropped in silence shows too much."""

from rest_framework.exceptions import ValidationError
from rest_framework.settings import api_settings

MOST_NAMED = 5
LONGEST_NAME = 40


def refuse_strangers(request, known):
    """400 that names the parameters which are not among `known`, and those that are."""
    known = {*known, api_settings.URL_FORMAT_OVERRIDE}
    strangers = [name for name in request.query_params if name not in known]
    if strangers:
        raise ValidationError(_sentence(strangers[:MOST_NAMED], sorted(known)))


def of_list(view):
    """What a page of this list may be asked: its filters and the place of the page."""
    pages = view.paginator
    return {*view.filterset_class.base_filters, pages.cursor_query_param, pages.page_size_query_param}


def _sentence(strangers, known):
    named = ", ".join(f"“{name[:LONGEST_NAME]}”" for name in strangers)
    return f"Parameter {named} tidak dikenal di alamat ini. Yang dikenal: {', '.join(known)}."
