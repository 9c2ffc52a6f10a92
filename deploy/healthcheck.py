"""Is this container's one process in order? `healthcheck.py web` or `healthcheck.py beat`; exit status 0 when it is."""

import glob
import http.client
import os
import sys
import time

BEAT_SECONDS = 400  # beat writes its schedule at least every 180 s


def web(port=8000):
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/sehat/siap", headers={"Host": host})
    return connection.getresponse().status == 200


def beat(schedule="/tmp/beat"):
    files = glob.glob(schedule + "*")  # the suffix is the database library's choice
    return any(time.time() - os.stat(file).st_mtime < BEAT_SECONDS for file in files)


if __name__ == "__main__":
    try:
        sys.exit(0 if {"web": web, "beat": beat}[sys.argv[1]]() else 1)
    except OSError as error:
        sys.exit(str(error))
