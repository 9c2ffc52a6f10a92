"""STAGE: envelopes that came on a flash disk instead of through the air, and the receipt that goes back."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from puskesos import trace
from puskesos.access import require
from puskesos.models import KirimanLapangan
from puskesos.refusals import MissingFact, Refused
from puskesos.sync import arrivals, photos
from puskesos.sync.arrivals import Cara, Sender, Status

MOST_ITEMS, MOST_BYTES = 500, 60 * 1024 * 1024
NOT_A_BACKUP = "Berkas ini bukan cadangan dari aplikasi lapangan (.slrt)."
TOO_MANY = f"Paling banyak {MOST_ITEMS} kiriman dalam satu berkas. Bagi berkasnya."
TOO_LARGE = "Berkas ini lebih besar dari 60 MB. Bagi berkasnya."
RECEIVED = {Status.DITERIMA: "diterima", Status.DICATAT: "diterima"}


@dataclass(frozen=True)
class Line:
    """What became of one line of the file."""

    number: int
    id: str
    kind: str
    status: str
    sentence: str = ""
    kiriman: KirimanLapangan | None = None


def bring_in(*, by, now, file, act_for):
    """Take every envelope of a backup file through the same door as those that were sent; [Line].

    One line that cannot be read hinders no other; sending the same file twice changes nothing.
    """
    require(by, "kiriman", "U")
    if not file:
        raise MissingFact("Pilih berkas cadangannya.", field="berkas")
    if file.size > MOST_BYTES:
        raise Refused(TOO_LARGE, field="berkas")
    items = _items(file.read())
    sender = Sender(petugas=by.petugas, act_for=act_for, cara=Cara.BERKAS, by=by)
    lines = [_take(number, item, sender, now) for number, item in enumerate(items, start=1)]
    trace.record(by, trace.Aksi.BUAT, apa="impor cadangan", jumlah=len(lines),
                 diterima=sum(line.status in {"baru", "sudah_ada"} for line in lines))  # fmt: skip
    return lines


def _items(content):
    """The envelopes of the file, texts before photos; Refused when it is no backup at all."""
    try:
        rows = [json.loads(line) for line in content.decode("utf-8-sig").splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise Refused(NOT_A_BACKUP, field="berkas") from None
    items = [row for row in rows if isinstance(row, dict) and "amplop" in row]
    if not items:
        raise Refused(NOT_A_BACKUP, field="berkas")
    if len(items) > MOST_ITEMS:
        raise Refused(TOO_MANY, field="berkas")
    return sorted(items, key=lambda row: row.get("jenis") == "lampiran")


def _take(number, item, sender, now):
    kind = "lampiran" if item.get("jenis") == "lampiran" else "laporan"
    id, sidik = str(item.get("id"))[:40], item.get("sidik")
    given = {"sender": sender, "now": now, "body": item["amplop"], "sidik": sidik if isinstance(sidik, str) else ""}
    try:
        with transaction.atomic():
            if kind == "lampiran":
                outcome = photos.receive_file(id=UUID(id), laporan=UUID(str(item.get("laporan"))), **given)
            else:
                outcome = arrivals.receive(id=UUID(id), **given)
    except ValueError:
        return Line(number, id, kind, "ditolak", arrivals.NOT_V7)
    except Refused as refused:
        return Line(number, id, kind, "ditolak", refused.sentence)
    sentence = next(iter(outcome.galat.values()), [""])[0]
    return Line(number, id, kind, outcome.status, sentence, outcome.kiriman)


def receipt(*, by, now, ids):
    """What the telephone reads back: {id, status, sum, number} of each; the sum proves that the city opened it."""
    require(by, "kiriman", "U")
    rows = list(KirimanLapangan.objects.filter(butir__in=ids).select_related("keluhan").order_by("diterima_pada", "id"))
    trace.record(by, trace.Aksi.EKSPOR, apa="tanda terima cadangan", jumlah=len(rows))
    return {"slrt": "tanda-terima", "dibuat": now.isoformat(), "hasil": [_receipted(row) for row in rows]}


def _receipted(row):
    photo = row.jenis == KirimanLapangan.Jenis.LAMPIRAN or row.laporan
    told = {"id": str(row.butir), "jenis": "lampiran" if photo else "laporan", "sidik": row.sidik}
    told["status"] = RECEIVED.get(row.status) or arrivals.SAID[row.status][1]
    if row.keluhan_id and not photo:
        told["nomor"] = row.keluhan.nomor
    return told
