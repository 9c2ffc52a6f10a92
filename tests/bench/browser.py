"""A signed-in person on one kept-alive connection, as cheap as a client can be."""

import gzip
import http.client
import re
from urllib.parse import urlencode

from slrt.demo.people import PASSWORD

ASSET = re.compile(rb'(?:href|src)="(/static/[^"#]+)')


class Browser:
    def __init__(self, port):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {}

    def sign_in(self, username):
        self.get("/masuk/")
        told = urlencode({"username": username, "password": PASSWORD})
        status, body = self.ask("POST", "/masuk/", told, {"Content-Type": "application/x-www-form-urlencoded"})
        if status != 302:
            raise RuntimeError(f"{username} could not sign in: {status} {body[:300]}")
        return self

    def get(self, path):
        return self.ask("GET", path)

    def ask(self, method, path, body=None, headers=()):
        """(status, body) of one request; cookies are kept, the CSRF token goes along."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookies, "X-CSRFToken": self.cookies.get("csrftoken", ""), **dict(headers)}
        self.line.request(method, path, body, sent)
        answer = self.line.getresponse()
        text = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def first_visit(self, html):
        """Bytes over the wire of a page with every script, style and image it names, all compressed."""
        total = len(gzip.compress(html, 6))
        for path in {one.decode() for one in ASSET.findall(html)}:
            _, text = self.ask("GET", path, headers={"Accept-Encoding": "gzip"})
            total += len(text)
        return total
