"""STAGE: photos and papers of a report arrive after its text, one by one, each once."""

import hashlib

from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, transaction

from puskesos import catalogue, files, lampiran
from puskesos.models import KirimanLapangan
from puskesos.numbering import is_uuid7
from puskesos.refusals import Refused
from puskesos.sync import arrivals, envelope, keys
from puskesos.sync.arrivals import CONFLICT, NOT_V7, OTHER_SUM, Jenis, Outcome, Status
from puskesos.sync.recording import ENDED
from puskesos.sync.refused import NOT_YOURS, ForAPerson, NotYours, Unopened

TEXT_FIRST = "Laporannya belum tiba. Kirim teks laporan dulu, lalu fotonya."


@transaction.atomic
def receive_file(*, sender, now, id, laporan, body, sidik=""):
    """Take one sealed photo of a report that has arrived; returns the Outcome."""
    if not is_uuid7(id):
        raise Refused(NOT_V7, field="id")
    arrivals.lock(id)
    report = _report(sender, laporan)
    if report is None:
        return Outcome(id, 404, "laporan_belum_ada", galat={"laporan": [TEXT_FIRST]})
    row = arrivals.fresh_row(sender, now, id, body)
    row.laporan, row.petugas_id, row.penugasan_id = laporan, report.petugas_id, report.penugasan_id
    try:
        content = _opened(row, body, sidik, now)
    except Unopened as refused:
        return arrivals.unreadable(row, refused)
    return _known(row) or _new(row, report, sender, content, now)


def _report(sender, laporan):
    """The report that the photo belongs to, in whatever state; NotYours when it is another officer's."""
    found = report_of(laporan)
    if found and sender.cara == arrivals.Cara.LANGSUNG and found.petugas_id != sender.petugas.pk:
        raise NotYours(NOT_YOURS)
    return found


def report_of(laporan):
    """The arrival of a report, the stored one first; None when it never came."""
    rows = KirimanLapangan.objects.filter(butir=laporan).exclude(jenis__in=[Jenis.LAMPIRAN, Jenis.TIDAK_TERBACA])
    found = sorted(rows.select_related("keluhan"), key=lambda row: row.status not in KirimanLapangan.STORED)
    return found[0] if found else None


def _opened(row, body, sidik, now):
    sealed = envelope.parse(body)
    row.generasi, row.skema = sealed.generation, sealed.schema
    content = envelope.open_with(sealed, envelope.file_aad(row.butir, sealed))
    keys.note_use(sealed.generation, now)
    sum_ = hashlib.sha256(content).hexdigest()
    if sidik and sidik.lower() != sum_:
        raise Unopened(OTHER_SUM)
    row.sidik, row.jenis = sum_, Jenis.LAMPIRAN
    return content


def _known(row):
    rows = KirimanLapangan.objects.filter(butir=row.butir)
    same = rows.filter(sidik=row.sidik).first()
    if same:
        return arrivals.outcome(same)
    if rows.exclude(jenis=Jenis.TIDAK_TERBACA).exists():
        return arrivals.keep(row, Status.KONFLIK, {"": [CONFLICT]})
    return None


def _new(row, report, sender, content, now):
    """Into the case when it stands; beside its report in the tray when it waits there."""
    try:
        with transaction.atomic():
            attach(row, report, sender, content, now=now)
    except lampiran.UploadRefused as refused:
        return arrivals.keep(row, Status.TIDAK_SAH, {"berkas": [refused.sentence]})
    except Refused as refused:
        return arrivals.keep(row, Status.DITAMPUNG, {"": [refused.sentence]})
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        arrivals.log.exception("a photo could not be kept")
        return arrivals.keep(row, Status.DITAMPUNG, {"": [arrivals.BROKEN]})
    return arrivals.stored(row)


def attach(row, report, sender, content, *, now):
    """Put an opened photo to the case of its report; ForAPerson while that has none."""
    if report.keluhan_id is None:
        raise ForAPerson(arrivals.KEPT)
    by = sender.act_for(report.petugas_id, report.penugasan_id)
    if by is None:
        raise ForAPerson(ENDED)
    row.acting, row.keluhan = by, report.keluhan
    file = ContentFile(content, name="foto")
    files.attach(by=by, now=now, file=file, jenis=_kind(row.butir, report), id=row.butir, keluhan=report.keluhan_id)


def _kind(id, report):
    """What the report said of this photo; a kind that nobody knows any more is “lainnya”."""
    kind = next((one["jenis"] for one in report.lampiran if one["id"] == str(id)), "")
    return kind if kind in catalogue.table("JenisBerkas") else files.ANY_KIND
