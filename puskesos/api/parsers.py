"""Reading JSON bodies strictly: what two programs could read differently is refused, not guessed."""

import json

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

CODE = "bukan_json"
_NOT_JSON = "Isi permintaan tidak dapat dibaca sebagai JSON."
_TWICE = "Isi permintaan memuat nama isian yang sama dua kali."
_NO_NUMBER = "Isi permintaan memuat angka yang bukan angka biasa (NaN, tak hingga, atau terlalu besar)."


class StrictJSONParser(JSONParser):
    """UTF-8 JSON without NaN, infinities, repeated names or names that no database takes."""

    def parse(self, stream, media_type=None, parser_context=None):
        sent = stream.read()
        (parser_context or {})["sent"] = sent  # the very bytes: their hash tells the sender that all of it arrived
        try:
            return json.loads(
                sent.decode("utf-8"), parse_constant=_refuse_number, parse_float=_finite,
                object_pairs_hook=_unique,
            )  # fmt: skip
        except (ValueError, RecursionError):  # ValueError: bad UTF-8, bad JSON, a number of thousands of digits
            raise ParseError(_NOT_JSON, code=CODE) from None


def _refuse_number(name):
    raise ParseError(_NO_NUMBER, code=CODE)


def _finite(text):
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ParseError(_NO_NUMBER, code=CODE)
    return number


def _unique(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError(_TWICE, code=CODE)
    for name in found:
        name.encode("utf-8")  # a lone surrogate: UnicodeEncodeError is a ValueError
    return found
