"""STAGE: the secretariat's tray: what arrived and no program could decide is corrected, tried again or thrown away."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import Http404

from puskesos import catalogue, drafts, files, lampiran, notes, trace
from puskesos.access import require
from puskesos.models import Draf, Keluhan, KirimanLapangan
from puskesos.numbering import new_uuid7
from puskesos.refusals import IllegalMove, MissingFact, Refused
from puskesos.sync import arrivals, photos
from puskesos.sync.arrivals import Sender
from puskesos.sync.mending import NOT_TYPED, as_texts
from puskesos.sync.recording import record
from puskesos.sync.refused import Unopened
from puskesos.sync.settling import Jenis, Status, opened, opened_file

NOT_WAITING = "Kiriman ini sudah diputus: {}."
OTHER_AUTHOR = "Amplop ini menyebut petugas lain sebagai pencatatnya; tidak dicatat atas namanya."
NO_REPORT = "Hanya laporan keluhan yang dapat diperbaiki sebagai draf."


def waiting(by):
    """What waits for a decision, the oldest first."""
    require(by, "kiriman", "U")
    rows = KirimanLapangan.objects.filter(status__in=KirimanLapangan.WAITING)
    return rows.select_related("petugas", "pengirim", "perangkat", "penugasan").order_by("diterima_pada", "id")


def doubtful(by):
    """What was accepted with something to look at, of cases in reach; the newest first."""
    require(by, "kiriman", "U")
    rows = KirimanLapangan.objects.filter(status=Status.DITERIMA, keluhan__in=Keluhan.objects.visible_to(by))
    return rows.exclude(periksa=[]).select_related("petugas", "keluhan__klien").order_by("-diterima_pada", "-id")


def open_item(by, id):
    """One arrival, for reading; leaves the look in the trace."""
    require(by, "kiriman", "U")
    row = KirimanLapangan.objects.select_related("petugas", "pengirim", "perangkat", "keluhan").filter(pk=id).first()
    if row is None or (row.keluhan_id and not Keluhan.objects.visible_to(by).filter(pk=row.keluhan_id).exists()):
        raise Http404
    trace.record(by, trace.Aksi.BACA, row, keluhan_id=row.keluhan_id)
    return row


def _lock(by, id):
    require(by, "kiriman", "U")
    row = KirimanLapangan.objects.select_for_update(of=("self",), no_key=True).filter(pk=id).first()
    if row is None:
        raise Http404
    if row.status not in KirimanLapangan.WAITING:
        raise IllegalMove(NOT_WAITING.format(row.get_status_display().lower()))
    return row


def siblings(row):
    """The other arrivals under the same id: what a conflict is compared with."""
    return KirimanLapangan.objects.filter(butir=row.butir).exclude(pk=row.pk).exclude(jenis=Jenis.TIDAK_TERBACA)


def _photos_of(row):
    return KirimanLapangan.objects.filter(laporan=row.butir, jenis=Jenis.LAMPIRAN, status__in=KirimanLapangan.WAITING)


# --- deciding ------------------------------------------------------------------------------------------------------
@transaction.atomic
def discard(*, by, now, id, alasan):
    """Not to be written down, with the reason that the officer reads on the telephone; photos of it go along."""
    row = _lock(by, id)
    reason = (alasan or "").strip()
    if not reason:
        raise MissingFact("Tulis mengapa kiriman ini tidak dicatat.", field="alasan")
    for one in [row, *_photos_of(row)] if row.jenis == Jenis.KELUHAN and row.status != Status.KONFLIK else [row]:
        one.status, one.alasan, one.diputus_oleh_id, one.diputus_pada = Status.DIBUANG, reason[:300], by.petugas_id, now
        one.save(update_fields=["status", "alasan", "diputus_oleh", "diputus_pada"])
        trace.record(by, trace.Aksi.UBAH, one, status=one.status, alasan=one.alasan)
    return row


@transaction.atomic
def correct(*, by, now, id):
    """Open a report as one's own draft, photos included, to be put right and stored; returns the draft's id.

    The envelope stays until the draft has become a keluhan, so that a draft thrown away loses nothing.
    """
    row = _lock(by, id)
    require(by, "keluhan", "C")
    if row.jenis != Jenis.KELUHAN:
        raise Refused(NO_REPORT)
    other = Draf.objects.filter(pk=row.draf).exclude(petugas_id=by.petugas_id).select_related("petugas").first()
    if other:
        raise Refused(f"Sedang diperbaiki {other.petugas.nama}.")
    found = opened(row, now)
    row.draf = row.draf or (new_uuid7(now) if Keluhan.objects.filter(pk=row.butir).exists() else row.butir)
    row.save(update_fields=["draf"])
    typed = {name: texts for name, texts in as_texts(found.typed).items() if name not in NOT_TYPED}
    drafts.save_draft(by=by, now=now, id=row.draf, typed=typed)
    kept = _into_draft(row, by, now) if row.status != Status.KONFLIK else []
    drafts.save_draft(by=by, now=now, id=row.draf, typed=typed | ({"lampiran": kept} if kept else {}))
    trace.record(by, trace.Aksi.UBAH, row, draf=str(row.draf))
    return row.draf


def _into_draft(row, by, now):
    """Photos that waited beside the report become files of the draft: their ids."""
    kept = []
    kinds = {one["id"]: one["jenis"] for one in row.lampiran}
    for photo in _photos_of(row):
        kind = kinds.get(str(photo.butir), "")
        kind = kind if kind in catalogue.table("JenisBerkas") else files.ANY_KIND
        try:
            with transaction.atomic():
                file = ContentFile(opened_file(photo), name="foto")
                kept.append(str(files.attach(by=by, now=now, file=file, jenis=kind, id=photo.butir, draf=row.draf).pk))
        except (lampiran.UploadRefused, lampiran.AlreadyStored, Unopened):
            continue  # stays in the tray with its own reason
        photo.draf = row.draf
        photo.save(update_fields=["draf"])
    return kept


@transaction.atomic
def as_note(*, by, now, id, keluhan):
    """Write a note or a visit of the field into a case, in the words it came with; `keluhan` is the id of the case."""
    row = _lock(by, id)
    if row.jenis not in {Jenis.CATATAN, Jenis.KUNJUNGAN}:
        raise Refused("Hanya catatan dan hasil kunjungan yang dapat ditulis ke kasus.")
    found = opened(row, now)
    words = "\n".join(f"{name}: {', '.join(texts)}" for name, texts in as_texts(found.typed).items() if any(texts))
    line = f"Dari lapangan ({row.petugas.nama if row.petugas else 'petugas'}):\n{words}"[:2000]
    notes.add_note(by=by, now=now, id=keluhan, catatan=line)
    row.status, row.keluhan_id, row.diputus_oleh_id, row.diputus_pada = Status.DICATAT, keluhan, by.petugas_id, now
    row.save(update_fields=["status", "keluhan", "diputus_oleh", "diputus_pada"])
    trace.record(by, trace.Aksi.UBAH, row, status=row.status)
    return row


@transaction.atomic
def retry(*, by, now, id, act_for):
    """Try once more what the program could not do then: an assignment was prolonged, a fault mended.

    Returns the row; Refused with the reason when it still cannot be done.
    """
    row = _lock(by, id)
    if row.status == Status.KONFLIK:
        raise IllegalMove("Dua isi berbeda tidak dapat diputuskan program. Bandingkan, lalu pilih.")
    arrivals.lock(row.butir)
    row.acting = None
    sender = Sender(petugas=row.pengirim, act_for=act_for, device=row.perangkat, cara=row.cara)
    with transaction.atomic():
        _once_more(row, sender, now)
    row.status, row.galat, row.diputus_oleh_id, row.diputus_pada = Status.DITERIMA, {}, by.petugas_id, now
    if row.jenis == Jenis.LAMPIRAN:
        row.amplop = None
    row.save()
    trace.record(by, trace.Aksi.UBAH, row, keluhan_id=row.keluhan_id, status=row.status)
    if row.jenis == Jenis.KELUHAN:
        _bring_photos(row, by, now, act_for)
    return row


def _once_more(row, sender, now):
    if row.laporan:
        report = photos.report_of(row.laporan)
        if report is None:
            raise Refused(photos.TEXT_FIRST)
        row.jenis = Jenis.LAMPIRAN
        photos.attach(row, report, sender, opened_file(row), now=now)
        return
    found = opened(row, now)
    if row.cara == KirimanLapangan.Cara.LANGSUNG and found.petugas_id != row.pengirim_id:
        raise Refused(OTHER_AUTHOR)  # anybody can seal a name into an envelope
    row.jenis, row.petugas_id = found.kind, row.petugas_id or found.petugas_id
    row.nomor_sementara, row.dicatat, row.lampiran = found.temporary, found.recorded, found.files
    record(row, sender, found, now=now)


def _bring_photos(row, by, now, act_for):
    """Photos that waited with the report follow it; one that cannot stays behind with its reason."""
    for photo in _photos_of(row):
        try:
            retry(by=by, now=now, id=photo.pk, act_for=act_for)
        except Refused as refused:
            photo.galat = {"": [refused.sentence]}
            photo.save(update_fields=["galat"])
