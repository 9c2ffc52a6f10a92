"""The line between a browser and the live server, as the field knows it: dead, cut, captive, slow to answer.

A small HTTP proxy of the test: what it does to the browser it also does to the service worker, unlike interception.
"""

import contextlib
import http.client
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Cut(Exception):
    """The line went away in the middle of something."""


class Weak:
    """A line of so many bits a second that loses packets and goes away every so many seconds.

    A lost packet is one that comes late, as TCP makes of it. Whatever is on its way when the line goes is lost.
    """

    PACKET, LATE = 1400, 0.25

    def __init__(self, bits, loss, every, seed=3):
        self.pace, self.loss, self.every = self.PACKET * 8 / bits, loss, every
        self.start, self.dice, self.cuts = time.monotonic(), random.Random(seed), 0
        self.waiting = threading.Event()

    def round(self):
        return int((time.monotonic() - self.start) / self.every)

    def carry(self, content):
        """Takes as long as these bytes need; Cut when the line goes meanwhile."""
        began = self.round()
        for _ in range(0, max(len(content), 1), self.PACKET):
            self.waiting.wait(self.pace + (self.LATE if self.dice.random() < self.loss else 0))
            if self.round() != began:
                self.cuts += 1
                raise Cut
        return content


class Wire(ThreadingHTTPServer):
    """`fault` is called with (method, path) for every request and returns what the line does to it:

    None (pass on), "dead" (closed at once), "cut" (passed on, the answer is lost), "portal" (somebody else's page), or
    (status, headers) of a server that is not ours to ask. `weak` is a Weak line, or None for a good one.
    """

    daemon_threads = True

    def __init__(self, target):
        super().__init__(("127.0.0.1", 0), Relay)
        self.target, self.fault, self.weak, self.seen = urlsplit(target).netloc, None, None, []
        self.url = f"http://localhost:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def kill(self):
        """The server is gone."""
        self.fault = lambda method, path: "dead"

    def heal(self):
        self.fault = self.weak = None

    def only(self, what, *beginnings, method=None):
        """This fault for addresses that begin like this, everything else passes."""
        self.fault = lambda used, path: what if path.startswith(beginnings) and method in {None, used} else None

    def handle_error(self, request, client_address):
        """A browser that went away is what this line is for."""


class Relay(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def _relay(self):
        with contextlib.suppress(Cut):
            self._pass_on(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _carry(self, content):
        return self.server.weak.carry(content) if self.server.weak else content

    def _pass_on(self, body):
        self._carry(body)
        fault = self.server.fault and self.server.fault(self.command, self.path)
        if fault == "dead":
            return None
        if fault == "portal":
            return self._answer(200, [("Content-Type", "text/html")], b"<h1>WiFi Warung: setujui dulu</h1>")
        if isinstance(fault, tuple):
            return self._answer(fault[0], list(fault[1].items()), b"")
        link = http.client.HTTPConnection(self.server.target, timeout=30)
        sent = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        link.request(self.command, self.path, body, {**sent, "Content-Length": str(len(body))})
        answer = link.getresponse()
        content = answer.read()
        link.close()
        self.server.seen.append((self.command, self.path, answer.status))
        if fault != "cut":
            self._answer(answer.status, answer.getheaders(), self._carry(content))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _relay

    def _answer(self, status, headers, content):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass
