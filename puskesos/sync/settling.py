"""What happens to an arrival when the secretariat has written it down: linked, with the time and code of the field."""

from puskesos import numbering
from puskesos.models import Keluhan, KirimanLapangan
from puskesos.sync import envelope, told
from puskesos.sync.refused import Unopened

Status, Jenis = KirimanLapangan.Status, KirimanLapangan.Jenis


def settle(keluhan, *, by, now):
    """The draft that became this keluhan came from the field: its arrivals are done, the family's slip holds good."""
    rows = KirimanLapangan.objects.filter(draf=keluhan.pk, status__in=KirimanLapangan.WAITING)
    for row in rows:
        if row.jenis == Jenis.KELUHAN:
            _as_in_the_field(keluhan, row, now)
        row.status, row.keluhan, row.diputus_oleh_id, row.diputus_pada = Status.DICATAT, keluhan, by.petugas_id, now
        row.save(update_fields=["status", "keluhan", "diputus_oleh", "diputus_pada"])


def _as_in_the_field(keluhan, row, now):
    """The time it was written down, and the tracking code that the family holds, if no other case has it."""
    keluhan.dicatat_di_lapangan = row.dicatat
    try:
        code = opened(row, now).code
    except Unopened:
        code = ""
    if code and not Keluhan.objects.filter(lacak_cari=numbering.tracking_index(code)).exists():
        keluhan.set_tracking_code(code)
    keluhan.save(update_fields=["dicatat_di_lapangan", "lacak_sandi", "lacak_cari"])


def opened(row, now):
    """The Told of a kept envelope; Unopened when it does not open (any more)."""
    sealed = envelope.parse(bytes(row.amplop or b""))
    content = envelope.open_with(sealed, envelope.report_aad(row.butir, sealed))
    return told.read(content, id=row.butir, schema=sealed.schema, now=now)


def opened_file(row):
    """The bytes of a kept photo."""
    sealed = envelope.parse(bytes(row.amplop or b""))
    return envelope.open_with(sealed, envelope.file_aad(row.butir, sealed))
