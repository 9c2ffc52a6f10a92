"""STAGE: what a device sends arrives once, whatever the network does; nothing that arrives is lost.

The order is always the same: one lock per id, open the envelope, look whether it is known, store it or put it before
a person, write one KirimanLapangan and one Jejak. The answer of the first time is the answer of every time.
"""

import hashlib
import logging
from dataclasses import dataclass, field
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from puskesos import trace
from puskesos.models import Keluhan, KirimanLapangan, Lampiran, Penugasan, Perangkat, Petugas
from puskesos.numbering import is_uuid7
from puskesos.quota import Exhausted
from puskesos.refusals import Refused
from puskesos.sync import envelope, keys, told
from puskesos.sync.recording import record
from puskesos.sync.refused import NOT_YOURS, TOO_LARGE, ForAPerson, NotYours, TooLarge, Unopened

log = logging.getLogger(__name__)

Status, Cara, Jenis = KirimanLapangan.Status, KirimanLapangan.Cara, KirimanLapangan.Jenis
MOST_BYTES = 2 * 1024 * 1024  # of a sealed text; photos travel by themselves
MOST_UNREADABLE = 60  # of one officer, in the tray at a time
NOT_V7 = "Tanda laporan harus UUID versi 7 yang dibuat di perangkat."
OTHER_SUM = "Isi amplop berbeda dari sidik yang disebut pengirim."
CONFLICT = "Laporan dengan tanda ini sudah tersimpan dengan isi lain. Keduanya disimpan; sekretariat yang memutuskan."
KEPT = "Laporan ini sudah di tangan sekretariat dan akan dicatat dari sana."
BROKEN = "Server gagal mencatat laporan ini. Amplopnya tersimpan; sekretariat yang mencatatnya."
FULL = "Terlalu banyak kiriman Anda yang tidak terbaca. Hubungi sekretariat SLRT sebelum mengirim lagi."
# What the device reads of each status: (HTTP status, its word).
SAID = {
    Status.DITERIMA: (200, "sudah_ada"), Status.DICATAT: (200, "sudah_ada"), Status.DIBUANG: (200, "dibuang"),
    Status.DITAMPUNG: (202, "ditampung"), Status.KONFLIK: (409, "konflik"), Status.TIDAK_SAH: (422, "tidak_sah"),
}  # fmt: skip


@dataclass(frozen=True)
class Sender:
    """Who stands behind an arrival: the account, the assignments it may act with, the device, and the way it came."""

    petugas: object
    act_for: object  # (petugas, penugasan id or None) → acting Penugasan or None
    device: Perangkat | None = None
    cara: str = Cara.LANGSUNG
    by: object = None


@dataclass
class Outcome:
    """What is answered about one item."""

    id: UUID
    http: int
    status: str
    kiriman: KirimanLapangan | None = None
    galat: dict = field(default_factory=dict)


def lock(id):
    """One arrival of an id at a time; whoever comes second finds what the first stored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))", [str(id)])


@transaction.atomic
def receive(*, sender, now, id, body, sidik=""):
    """Take one sealed report, visit or note; returns the Outcome.

    NotYours for somebody else's, Exhausted when an officer floods the tray; everything else is an Outcome.
    """
    if not is_uuid7(id):
        raise Refused(NOT_V7, field="id")
    lock(id)
    row = fresh_row(sender, now, id, body)
    if len(row.amplop) > MOST_BYTES:
        raise TooLarge(TOO_LARGE)
    try:
        told_ = _opened(row, body, sidik, now)
    except Unopened as refused:
        return unreadable(row, refused)
    _require_owner(sender, row, told_)
    return _known(row) or _new(row, sender, told_, now)


def fresh_row(sender, now, id, body):
    raw = body if isinstance(body, bytes) else envelope.canonical(body)
    row = KirimanLapangan(
        butir=id, jenis=Jenis.TIDAK_TERBACA, cara=sender.cara, perangkat=sender.device, pengirim=sender.petugas,
        petugas=sender.petugas if sender.cara == Cara.LANGSUNG else None, sidik=hashlib.sha256(raw).hexdigest(),
        amplop=raw, diterima_pada=now,
    )  # fmt: skip
    row.acting = sender.by
    return row


def _opened(row, body, sidik, now):
    """The Told of the envelope; the row learns what is known of it on the way."""
    sealed = envelope.parse(body)
    row.generasi, row.skema = sealed.generation, sealed.schema
    content = envelope.open_with(sealed, envelope.report_aad(row.butir, sealed))
    keys.note_use(sealed.generation, now)
    sum_ = hashlib.sha256(content).hexdigest()
    if sidik and sidik.lower() != sum_:
        raise Unopened(OTHER_SUM)
    found = told.read(content, id=row.butir, schema=sealed.schema, now=now)
    # What is not whole never carries the sum of its content, by which a repetition is found.
    row.sidik = sum_
    row.jenis, row.nomor_sementara, row.dicatat, row.lampiran = found.kind, found.temporary, found.recorded, found.files
    return found


def _require_owner(sender, row, found):
    """Only the one who wrote it sends it; a file that was carried in belongs to whom it says."""
    if sender.cara == Cara.LANGSUNG and found.petugas_id != sender.petugas.pk:
        raise NotYours(NOT_YOURS)
    foreign = KirimanLapangan.objects.filter(butir=row.butir).exclude(jenis=Jenis.TIDAK_TERBACA)
    if foreign.exclude(petugas_id=found.petugas_id).exists():
        raise NotYours(NOT_YOURS)
    row.petugas = Petugas.objects.filter(pk=found.petugas_id).first() if found.petugas_id else None
    row.penugasan = Penugasan.objects.filter(pk=found.penugasan_id, petugas_id=found.petugas_id).first()
    if row.perangkat_id is None and found.perangkat_id:
        row.perangkat = Perangkat.objects.filter(pk=found.perangkat_id).first()


# --- known already -------------------------------------------------------------------------------------------------
def _known(row):
    """The Outcome of an id that was here before: the same again, or other content (both are kept); None when new."""
    same = KirimanLapangan.objects.filter(butir=row.butir, sidik=row.sidik).select_related("keluhan").first()
    if same:
        return outcome(same)
    opened = KirimanLapangan.objects.filter(butir=row.butir).exclude(jenis=Jenis.TIDAK_TERBACA)
    online = row.jenis == Jenis.KELUHAN and Keluhan.objects.filter(pk=row.butir).exists()
    if opened.exists() or online:
        return keep(row, Status.KONFLIK, {"": [CONFLICT]})
    return None


def outcome(row):
    http, word = SAID[row.status]
    galat = row.galat or ({"": [KEPT]} if row.status == Status.DITAMPUNG else {})
    return Outcome(row.butir, http, word, row, galat)


# --- new -----------------------------------------------------------------------------------------------------------
def _new(row, sender, found, now):
    """Store it by the stages of the house; what they leave to a person goes to the tray, whatever the reason."""
    try:
        with transaction.atomic():
            record(row, sender, found, now=now)
    except ForAPerson as refused:
        return keep(row, Status.DITAMPUNG, {refused.field or "": [refused.sentence]})
    except Refused as refused:
        return keep(row, Status.DITAMPUNG, {refused.field or "": [refused.sentence]})
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        # A report must not wait on a telephone for the next release; that it failed is for the log and for a person.
        log.exception("an arrival could not be recorded")
        return keep(row, Status.DITAMPUNG, {"": [BROKEN]})
    return stored(row)


def stored(row):
    row.status = Status.DITERIMA
    if row.jenis == Jenis.LAMPIRAN:
        row.amplop = None  # the photo itself is kept; a second, sealed one would serve nobody
    row.save(force_insert=True)
    _settle_unreadable(row)
    _trace(row)
    return Outcome(row.butir, 201, "baru", row)


def _settle_unreadable(row):
    """What came damaged before has come whole now."""
    KirimanLapangan.objects.filter(
        butir=row.butir, status=Status.TIDAK_SAH, jenis=Jenis.TIDAK_TERBACA, pengirim=row.pengirim
    ).update(status=Status.DIBUANG, alasan="Terkirim utuh kemudian.", diputus_pada=row.diterima_pada, amplop=None)


def unreadable(row, refused):
    """Kept as it came, once, for a person to look at."""
    known = KirimanLapangan.objects.filter(butir=row.butir, sidik=row.sidik).first()
    if known and known.pengirim_id != row.pengirim.pk:
        raise NotYours(NOT_YOURS)
    if known:
        return outcome(known)
    waiting = KirimanLapangan.objects.filter(pengirim=row.pengirim, status=Status.TIDAK_SAH)
    if waiting.count() >= MOST_UNREADABLE:
        raise Exhausted(FULL)
    return keep(row, Status.TIDAK_SAH, {refused.field or "amplop": [refused.sentence]})


def keep(row, status, galat):
    row.status, row.galat, row.keluhan = status, galat, None
    row.save(force_insert=True)
    _trace(row)
    return outcome(row)


def _trace(row):
    trace.record(
        row.acting, trace.Aksi.BUAT, row, keluhan_id=row.keluhan_id, status=row.status, jenis=row.jenis, cara=row.cara,
        perangkat=str(row.perangkat_id or ""), dicatat=str(row.dicatat or ""), pengirim=row.pengirim_id,
    )  # fmt: skip


# --- photos --------------------------------------------------------------------------------------------------------
def missing_files(row):
    """Ids of the photos that a report promised and that have not arrived in any form."""
    promised = [one["id"] for one in row.lampiran]
    if not promised:
        return []
    there = {str(pk) for pk in Lampiran.objects.filter(pk__in=promised).values_list("pk", flat=True)}
    kept = KirimanLapangan.objects.filter(butir__in=promised, jenis=Jenis.LAMPIRAN)
    there |= {str(pk) for pk in kept.values_list("butir", flat=True)}
    return [id for id in promised if id not in there]
