"""Empty forms that stand on many pages: drawn once, not for every case that is opened."""

from django.template.loader import render_to_string

from puskesos import catalogue


def drawn(Form, *variant, **arguments):
    """The fields of an empty form as HTML, the same for all whose `variant` is the same.

    What the form offers may come from the code and from reference data, and from nothing else: not from a case.
    """
    return catalogue.remembered(
        ("empty form", Form, *variant),
        lambda: render_to_string("parts/fields.html", {"fields": Form(**arguments).visible_fields()}),
    )
