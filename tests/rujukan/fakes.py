"""Servers that misbehave on purpose: an SMTP server and a gateway for messages, each on a port of its own."""

import json
import socketserver
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def _serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        thread.join(10)
        server.server_close()


# --- mail ----------------------------------------------------------------------------------------------------------
class _Smtp(socketserver.StreamRequestHandler):
    """Speaks just enough SMTP; `server.mood` says what goes wrong."""

    def handle(self):
        mood = self.server.mood
        if mood == "hang":
            self.server.release.wait(10)
            return
        self._say("220 fake")
        for line in self.rfile:
            word = line.decode().strip().upper()
            if word.startswith("EHLO"):
                self._say("250 fake")
            elif word.startswith("RCPT") and mood in {"550", "451"}:
                self._say(f"{mood} no")
            elif word == "DATA":
                self._say("354 go on")
                self._take()
                if mood == "drop":
                    return
                self._say("250 taken" if mood != "554" else "554 no")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def _take(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        self.server.letters.append(b"".join(lines).decode())


@contextmanager
def smtp(mood="ok"):
    """A mail server in a mood; `.letters` are those it took, `.port` is where it stands."""
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Smtp)
    server.daemon_threads = True
    server.mood, server.letters, server.release = mood, [], threading.Event()
    server.port = server.server_address[1]
    with _serving(server):
        yield server


# --- messages ------------------------------------------------------------------------------------------------------
class _Gateway(BaseHTTPRequestHandler):
    """Takes messages as docs/operasi.md says; the same Idempotency-Key twice reaches the telephone once."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.headers["Idempotency-Key"], self.headers["Authorization"], body))
        mood = self.server.moods.pop(0) if self.server.moods else "ok"
        if mood == "hang":
            self.server.release.wait(10)
            return
        if mood == "taken, answer lost":
            self._reach(body)
            self.close_connection = True
            return
        code = self._reach(body) if mood == "ok" else int(mood)
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _reach(self, body):
        if body["key"] in self.server.phones:
            return 409
        self.server.phones[body["key"]] = (body["to"], body["text"])
        return 202

    def log_message(self, *args):
        pass


@contextmanager
def gateway(*moods):
    """A gateway with one mood per request, then well; `.phones` are {key: (number, text)} that arrived."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Gateway)
    server.daemon_threads = True
    server.moods, server.asked, server.phones, server.release = list(moods), [], {}, threading.Event()
    server.url = f"http://127.0.0.1:{server.server_address[1]}/pesan"
    with _serving(server):
        yield server
