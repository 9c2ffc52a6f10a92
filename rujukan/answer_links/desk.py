"""The desk code of an agency: eight characters that its desk knows and the family's letter does not carry."""

import hmac
import re
import secrets

from django.db import transaction

from puskesos import catalogue, identity, trace
from puskesos.access import require
from puskesos.numbering import ALPHABET
from puskesos.refusals import Refused
from rujukan.models import KodeMeja

CHARS = 8  # 40 random bits, behind the gate and beside a letter code
_LOOKALIKES = str.maketrans("OIL", "011")


@transaction.atomic
def rotate(*, by, now, instansi):
    """A new desk code, told once as “7KQM-2XRD”; the one before ends at this moment. The manajer's right."""
    require(by, "katalog", "A")
    agency = catalogue.instansi(instansi)
    if agency is None:
        raise Refused("Pilih instansi dari daftar.", field="instansi")
    code = "".join(secrets.choice(ALPHABET) for _ in range(CHARS))
    _end(instansi, now)
    row = KodeMeja.objects.create(
        instansi_id=instansi, sidik=_mark(instansi, code), dibuat_pada=now, dibuat_oleh_id=by.petugas_id
    )
    trace.record(by, trace.Aksi.BUAT, row, instansi=instansi)
    return f"{code[:4]}-{code[4:]}"


@transaction.atomic
def end(*, by, now, instansi):
    """Leave the agency without a desk code: answers by letter wait for the secretariat."""
    require(by, "katalog", "A")
    ended = _end(instansi, now)
    if ended:
        trace.record(by, trace.Aksi.UBAH, catalogue.instansi(instansi), kode_meja="berakhir")
    return ended


def _end(instansi, now):
    return KodeMeja.objects.filter(instansi=instansi, berakhir_pada__isnull=True).update(berakhir_pada=now)


def current(instansi):
    """The KodeMeja that holds now, without its code; None when there is none."""
    return KodeMeja.objects.filter(instansi=instansi, berakhir_pada__isnull=True).select_related("dibuat_oleh").first()


def fits(instansi, typed):
    """Whether this is the desk code of that agency, as people type it; the same work whatever was typed."""
    row = current(instansi)
    known = bytes(row.sidik) if row else secrets.token_bytes(32)
    return hmac.compare_digest(known, _mark(instansi, _plain(typed))) and row is not None


def _plain(typed):
    return re.sub(r"[^A-Z0-9]", "", (typed or "")[:40].upper()).translate(_LOOKALIKES)


def _mark(instansi, code):
    return identity.blind_index(f"{instansi}\0{code}", purpose="kode_meja")
