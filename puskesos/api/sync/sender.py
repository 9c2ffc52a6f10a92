"""Who sends: the account, its device, and the assignment that a report was written under."""

import re

from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import OpenApiParameter

from puskesos.api.base import ApiView
from puskesos.api.permissions import TEMPORARY
from puskesos.refusals import NotAllowed
from puskesos.sync import devices
from puskesos.sync.acting import act_for
from puskesos.sync.arrivals import Sender

HEADERS = [
    OpenApiParameter("X-Perangkat", {"type": "string", "format": "uuid"}, OpenApiParameter.HEADER, required=True,
                     description="Tanda perangkat, dibuat sekali oleh peramban."),
    OpenApiParameter("X-Sidik", str, OpenApiParameter.HEADER, description="SHA-256 (heks) dari isi sebelum disegel."),
]  # fmt: skip

MOST_OTHERS = 1000  # characters
_OTHER = re.compile(r"\b([0-9]{1,9})=([0-9]{1,5})@([^\s,]{1,40})")


class SyncView(ApiView):
    """Open to every account that can sign in: work of an assignment that has ended must not be lost."""

    rights = {}
    errors = ("429",)

    def sender(self):
        """Who sends; DeviceRevoked when the device may not."""
        user = self.request.user
        if user.ganti_sandi:
            raise NotAllowed(TEMPORARY)
        device = devices.touch(
            petugas=user, now=self.now, by=self.by, id=devices.device_id(self.request.headers.get("X-Perangkat")),
            version=self.request.headers.get("X-Versi", ""), **waiting(self.request.headers),
        )  # fmt: skip
        return Sender(petugas=user, act_for=act_for, device=device, by=self.by)


def waiting(headers):
    """What the device says still waits: `X-Menunggu` items, the oldest since `X-Tertua`; and what waits for others."""
    told = {"others": _of_others(headers.get("X-Menunggu-Lain", ""))}
    count = headers.get("X-Menunggu", "")
    if not (count.isascii() and count.isdigit() and len(count) < 6):
        return told
    return told | {"waiting": int(count), "oldest": _moment(headers.get("X-Tertua", ""))}


def _of_others(text):
    """{officer's id: (items, oldest)} of `12=3@2026-11-27T02:00:00Z,…`."""
    found = _OTHER.findall(text[:MOST_OTHERS])
    return {int(id): (int(count), _moment(since)) for id, count, since in found}


def _moment(text):
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
