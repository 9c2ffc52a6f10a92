"""The way to telephones: an adapter that the city chooses by GATEWAY, none by default.

An adapter is a class with `send(to=, text=, key=)` that raises MessageRefused when this one message is refused for
good, and anything else when the way there is closed. The same `key` twice must reach the telephone once.
"""

import http.client
import json
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

SECONDS = 10
LARGEST_ANSWER = 64 * 1024


class MessageRefused(Exception):
    """The gateway took the request and says no to this number or text; `code` is its HTTP status."""

    def __init__(self, code):
        super().__init__(f"refused with {code}")
        self.code = code


class GatewayDown(Exception):
    """The gateway cannot take anything now."""

    def __init__(self, code):
        super().__init__(f"down with {code}")
        self.code = code


def configured():
    return bool(settings.GATEWAY)


def send(*, to, text, key):
    """Hand one text to the chosen gateway."""
    _adapter(settings.GATEWAY).send(to=to, text=text, key=key)


@lru_cache(maxsize=4)
def _adapter(path):
    return import_string(path)()


class HttpGateway:
    """The documented adapter (docs/operasi.md): one POST of JSON per message, with token and Idempotency-Key.

    2xx and 409 (this key was taken before) mean taken; 408, 425, 429 and 5xx mean later; other 4xx mean never.
    """

    LATER = frozenset({408, 425, 429})

    def send(self, *, to, text, key):
        code = self._post({"to": to, "text": text, "key": key}, key)
        if 200 <= code < 300 or code == 409:
            return
        if code in self.LATER or not 400 <= code < 500:
            raise GatewayDown(code)
        raise MessageRefused(code)

    def _post(self, content, key):
        place = urlsplit(settings.GATEWAY_URL)
        kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
        way = kind(place.hostname, place.port, timeout=SECONDS)
        try:
            way.request("POST", place.path or "/", json.dumps(content), self._headers(key))
            answer = way.getresponse()
            answer.read(LARGEST_ANSWER)
            return answer.status
        finally:
            way.close()

    def _headers(self, key):
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Authorization": f"Bearer {settings.GATEWAY_TOKEN}",
            "Idempotency-Key": key,
        }
