"""What stands inside an opened envelope: whose it is, of what kind, when it was written down, and what was typed."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from puskesos.models import KirimanLapangan
from puskesos.numbering import is_uuid7, normalise_tracking_code
from puskesos.soundness import MOST_FILES
from puskesos.sync.refused import Unopened

Jenis = KirimanLapangan.Jenis
SCHEMA = 1
# How a plaintext of an older number is brought to today's names. A number leaves this table only when the list of
# devices shows that nobody uses it any more; telephones may be out of signal for weeks.
READERS = {1: lambda told: told}
KINDS = {"keluhan": Jenis.KELUHAN, "kunjungan": Jenis.KUNJUNGAN, "catatan": Jenis.CATATAN}
OLDEST = timedelta(days=60)
AHEAD = timedelta(hours=1)

NOT_READABLE = "Amplop terbuka, tetapi isinya bukan laporan yang dapat dibaca."
TOO_NEW = "Laporan ini ditulis aplikasi yang lebih baru daripada server (skema {})."
OTHER_ID = "Tanda di dalam laporan berbeda dari tanda pengirimannya."

_TEMPORARY = re.compile(r"SMT-([0-9A-HJKMNP-TV-Z]{2,6})-(\d{3,6})")


@dataclass(frozen=True)
class Doubt:
    """Something a person should look at; the report is accepted all the same."""

    isian: str
    kalimat: str

    def as_json(self):
        return {"isian": self.isian, "kalimat": self.kalimat}


@dataclass
class Told:
    """One opened report, note or visit; what could not be understood is left out and stands in `doubts`."""

    id: UUID
    kind: Jenis
    schema: int
    petugas_id: int | None
    penugasan_id: UUID | None
    perangkat_id: UUID | None
    keluhan_id: UUID | None
    kunjungan_id: UUID | None
    recorded: datetime | None
    temporary: str
    code: str
    files: list
    typed: dict
    doubts: list = field(default_factory=list)


def read(content, *, id, schema, now):
    """The Told of a plaintext; Unopened when it is no report at all."""
    told = _object(content)
    if schema not in READERS:
        raise Unopened(TOO_NEW.format(schema))
    told = READERS[schema](told)
    if str(told.get("id", "")).lower() != str(id):
        raise Unopened(OTHER_ID)
    kind = KINDS.get(told.get("jenis"))
    if kind is None or not isinstance(told.get("isian"), dict):
        raise Unopened(NOT_READABLE)
    doubts = []
    petugas = told.get("petugas")
    return Told(
        id=id, kind=kind, schema=schema, petugas_id=petugas if type(petugas) is int and 0 < petugas < 2**31 else None,
        penugasan_id=_uuid(told.get("penugasan")), perangkat_id=_uuid(told.get("perangkat")),
        keluhan_id=_uuid(told.get("keluhan")), kunjungan_id=_uuid(told.get("kunjungan")),
        recorded=recorded(told.get("dicatat"), now, doubts), temporary=_temporary(told.get("nomor_sementara"), doubts),
        code=_code(told.get("kode_lacak"), doubts), files=_files(told.get("lampiran")), typed=told["isian"],
        doubts=doubts,
    )  # fmt: skip


def _object(content):
    try:
        told = json.loads(content.decode("utf-8"))
        json.dumps(told, ensure_ascii=False).encode("utf-8")  # a lone surrogate would fit into no database
    except (ValueError, RecursionError):
        raise Unopened(NOT_READABLE) from None
    if not isinstance(told, dict):
        raise Unopened(NOT_READABLE)
    return told


def _uuid(text):
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def recorded(text, now, doubts):
    """The device's own time, never trusted: between 60 days ago and the moment of arrival."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
        found = found and (found if timezone.is_aware(found) else timezone.make_aware(found))
        too_early, too_late = found and found < now - OLDEST, found and found > now + AHEAD
    except (ValueError, OverflowError):
        found = None
    if found is None:
        doubts.append(Doubt("dicatat", "Waktu pencatatan di perangkat tidak terbaca."))
        return None
    if too_early or too_late:
        doubts.append(Doubt("dicatat", "Jam perangkat tidak cocok; waktu di lapangan hanya perkiraan."))
    return min(max(found, now - OLDEST), now)


def _temporary(text, doubts):
    if not text:
        return ""
    if isinstance(text, str) and _TEMPORARY.fullmatch(text.strip().upper()):
        return text.strip().upper()
    doubts.append(Doubt("nomor_sementara", "Nomor sementara di slip tidak terbaca."))
    return ""


def _code(text, doubts):
    if not text:
        return ""
    try:
        return normalise_tracking_code(text)
    except ValueError:
        doubts.append(Doubt("kode_lacak", "Kode lacak di slip tidak sah; keluarga perlu diberi kode yang baru."))
        return ""


def _files(rows):
    """The photos that are still to come: [{id, jenis}]."""
    found = {}
    for row in rows if isinstance(rows, list) else ():
        id = row.get("id") if isinstance(row, dict) else None
        if isinstance(id, str) and is_uuid7(id):
            found[str(UUID(id))] = {"id": str(UUID(id)), "jenis": str(row.get("jenis", ""))[:40]}
    return list(found.values())[:MOST_FILES]
