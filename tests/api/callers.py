"""Programs that call the API: one Caller per person of the cast, signed in with a token of its own."""

import json

from django.test import Client
from rest_framework.authtoken.models import Token

from puskesos.api.authentication import said
from tests.cases import a_sheet

V1 = "/api/v1"


class Caller(Client):
    """A client that sends JSON and the token of one person; `call.put("keluhan/…/", body)`."""

    def __init__(self, petugas, **headers):
        super().__init__(headers={"Authorization": f"Token {token(petugas)}", **headers})

    def send(self, method, path, body=None, **more):
        given = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return getattr(super(), method)(f"{V1}/{path}", **given, **more)

    def read(self, path, **query):
        return super().get(f"{V1}/{path}", query)

    def put(self, path, body):
        return self.send("put", path, body)

    def post(self, path, body=None):
        return self.send("post", path, body if body is not None else {})

    def upload(self, path, data):
        return super().post(f"{V1}/{path}", data)

    def raw(self, method, path, text, content_type="application/json"):
        return super().generic(method.upper(), f"{V1}/{path}", text, content_type)


def token(petugas):
    return said(Token.objects.get_or_create(user=petugas)[0])


def caller(by, **headers):
    """The caller of an acting Penugasan, or of an account."""
    return Caller(getattr(by, "petugas", by), **headers)


def a_body(**changes):
    """An ordinary sheet as a telephone would send it."""
    return json.loads(a_sheet(**changes).canonical())
