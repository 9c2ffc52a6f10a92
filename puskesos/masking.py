"""Taking identifiers out of free text: the last net under logs and traces. Pure."""

import logging
import re

_SIXTEEN = re.compile(r"\b(\d{4})\d{12}\b")
_PHONE = re.compile(r"(?:\+62|\b0)8\d{7,11}\b")
# Addresses that are keys themselves: an agency's way to answer, a family's tracking code, the code of a letter.
_SECRET_ADDRESS = re.compile(r"(/(?:j|s|surat)/)[^/\s?\"'<>]+")
# PostgreSQL tells the whole row that broke a constraint: name, address, story. It ends where the next error begins.
_ROW_TOLD = re.compile(r"\nDETAIL:.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL)


def masked(text):
    """The text with anything that looks like a NIK, No. KK or phone number taken out."""
    return _PHONE.sub("08••", _SIXTEEN.sub(r"\1 •••••• ••••", text))


def fit_for_a_log(text):
    """Masked, and without what opens a door or repeats what somebody typed."""
    return masked(_ROW_TOLD.sub("", _SECRET_ADDRESS.sub(r"\1…", text)))


class NoIdentifiersFilter(logging.Filter):
    """Last net under the logs: no line, and no traceback below it, leaves with an identifier or a code in it."""

    def filter(self, entry):
        entry.msg, entry.args = fit_for_a_log(entry.getMessage()), ()
        if entry.exc_info:
            entry.exc_text = fit_for_a_log(logging.Formatter().formatException(entry.exc_info))
        return True
