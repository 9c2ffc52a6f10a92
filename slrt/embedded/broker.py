"""The embedded broker: a Redis-compatible server on a socket, child of whoever starts it."""

import time
from pathlib import Path

from slrt.embedded import binaries
from slrt.embedded.errors import EmbeddedError
from slrt.embedded.sockets import remove_socket_folder, socket_folder

START_SECONDS = 10


class Broker:
    """Everything queued survives a restart (append-only file); nothing is ever evicted to make room."""

    def __init__(self, root):
        self.root = Path(root).resolve()
        self.socket = socket_folder(self.root) / "broker.sock"
        self.url = f"redis+socket://{self.socket}"

    def command(self):
        """The command that runs the server in the foreground; it writes its log to standard output."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        options = {
            "--port": "0",
            "--unixsocket": self.socket,
            "--unixsocketperm": "700",
            "--dir": self.root,
            "--appendonly": "yes",
            "--save": "",
            "--maxmemory-policy": "noeviction",
            "--logfile": "",
        }
        return [str(binaries.broker_program()), *(str(part) for pair in options.items() for part in pair)]

    def wait_ready(self, process):
        """Return when the server that runs as `process` answers."""
        import redis

        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1)
        end = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < end:
            try:
                client.ping()
                return
            except redis.RedisError:
                time.sleep(0.05)
            finally:
                client.close()
        raise EmbeddedError("Broker tidak mau hidup.")

    def tidy(self):
        """Remove the socket's folder when it is not inside our own; for after the server has ended."""
        remove_socket_folder(self.root, self.socket.parent)
