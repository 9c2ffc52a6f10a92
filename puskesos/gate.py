"""Doors that need no account, and the sign-in: what does not fit is counted in the database, by address and altogether.

Only misses count: families that share one address, as on a mobile network, are not in each other's way. Beyond a limit
the door is shut for right and wrong codes alike, so that nothing is learnt from trying on (reliability T13).
"""

import ipaddress
from datetime import timedelta

from django.conf import settings
from django.db import connection

from puskesos import identity
from puskesos.models import Ketukan

EVERYBODY = b"*"
SIGN_IN, OLD_PASSWORD = "masuk", "sandi"
KEPT = timedelta(hours=1)
# door → (misses a minute from one address, misses a minute altogether). Of the sign-in: axes counts by person besides,
# this stops one password tried on everybody, and more hashing than the processors can do. The old password, asked for
# before a new one, is counted by person.
LIMITS = {
    "status": (5, 60), "jawaban": (10, 60), "meja": (10, 60), "surat": (10, 60), SIGN_IN: (30, 600),
    OLD_PASSWORD: (5, 60),
}  # fmt: skip

_COUNT = """
INSERT INTO puskesos_ketukan AS k (jenis, kunci, jendela, kali) VALUES (%s, %s, %s, 1)
ON CONFLICT (jenis, kunci, jendela) DO UPDATE SET kali = k.kali + 1 RETURNING kali
"""


def client(request):
    """The machine a request comes from, behind as many proxies as the settings say; "" when nobody knows.

    What stands further to the left in the header anybody can write there.
    """
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    proxies = settings.PROXY_COUNT
    found = told[-proxies] if proxies and len(told) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return ""


def address(request):
    """The same for counting: an IPv6 network is one address."""
    found = client(request)
    return str(ipaddress.ip_network((found, 64), strict=False)) if ":" in found else found


def is_open(door, where, now):
    """False while too many wrong codes came this minute, from this address or from everywhere."""
    keys = {_key(door, where): LIMITS[door][0], EVERYBODY: LIMITS[door][1]}
    rows = Ketukan.objects.filter(jenis=door, jendela=_window(now), kunci__in=list(keys))
    return all(kali < keys[bytes(kunci)] for kunci, kali in rows.values_list("kunci", "kali"))


def miss(door, where, now):
    """Count one wrong code; the first of a minute sweeps out what is older than an hour."""
    with connection.cursor() as cursor:
        for key in sorted({_key(door, where), EVERYBODY}):
            cursor.execute(_COUNT, [door, key, _window(now)])
            first = cursor.fetchone()[0] == 1
    if first:
        Ketukan.objects.filter(jendela__lt=now - KEPT).delete()


def unlogged(response):
    """Keep Django from writing a refused address into the log: right codes are refused too while a door is shut."""
    response._has_been_logged = True
    return response


def _window(now):
    return now.replace(second=0, microsecond=0)


def _key(door, where):
    return identity.blind_index(f"{door}\0{where}", purpose="ketukan")[:16]
