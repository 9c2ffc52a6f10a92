"""STAGE: the secretariat keeps one reminder back, lets it go again, or adds a sentence of its own."""

import re

from django.db import transaction

from puskesos import trace
from puskesos.access import require
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused
from rujukan.access import lock_rujukan
from rujukan.models import Kiriman, Pengingat
from rujukan.reminders import raising

# The message leaves the house: no NIK, no telephone number of a family.
_NUMBERS = re.compile(r"\d{9,}")


def require_desk(by):
    """Reminders of the city are the secretariat's: back office and manajer."""
    require(by, "triase", "UA")
    if not by.is_kota:
        raise NotAllowed("Pengingat diatur oleh sekretariat SLRT.")


@transaction.atomic
def hold(*, by, now, id, sebab):
    """Keep one reminder back; nothing of it goes out until it is released, and the reason stands beside it."""
    row = _locked(by, id)
    sebab = " ".join((sebab or "").split())
    if not sebab:
        raise MissingFact("Tulis mengapa pengingat ini ditahan.", field="sebab")
    if row.ditahan_pada:
        raise IllegalMove("Pengingat ini sudah ditahan.")
    row.ditahan_pada, row.ditahan_oleh_id, row.ditahan_sebab = now, by.petugas_id, sebab[:200]
    row.save(update_fields=["ditahan_pada", "ditahan_oleh", "ditahan_sebab"])
    trace.record(by, trace.Aksi.UBAH, row, keluhan_id=row.rujukan.keluhan_id, ditahan=True)
    return row


@transaction.atomic
def release(*, by, now, id):
    """Let it go; what is overdue by now goes with the next pass."""
    row = _locked(by, id)
    if not row.ditahan_pada:
        raise IllegalMove("Pengingat ini tidak sedang ditahan.")
    row.ditahan_pada, row.ditahan_oleh, row.ditahan_sebab = None, None, ""
    row.save(update_fields=["ditahan_pada", "ditahan_oleh", "ditahan_sebab"])
    trace.record(by, trace.Aksi.UBAH, row, keluhan_id=row.rujukan.keluhan_id, ditahan=False)
    return row


@transaction.atomic
def note(*, by, now, id, catatan):
    """Add, change or take back the secretariat's own sentence; also in a letter that waits for its morning."""
    row = _locked(by, id)
    catatan = " ".join((catatan or "").split())
    if len(catatan) > 300:
        raise Refused("Catatan paling banyak 300 huruf.", field="catatan")
    if _NUMBERS.search(re.sub(r"[ .-]", "", catatan)):
        raise Refused("Catatan tidak boleh memuat NIK atau nomor HP: pesan ini keluar dari sistem.", field="catatan")
    _rewrite(row, catatan)
    row.catatan = catatan
    row.save(update_fields=["catatan"])
    trace.record(by, trace.Aksi.UBAH, row, keluhan_id=row.rujukan.keluhan_id, catatan=bool(catatan))
    return row


def _rewrite(row, catatan):
    for one in row.kiriman.filter(kanal__in=raising.LETTERS, status=Kiriman.Status.MENUNGGU):
        plain = one.isi.removesuffix(raising.noted(row.catatan))
        one.isi = plain + raising.noted(catatan)
        one.save(update_fields=["isi"])


def _locked(by, id):
    """The waiting reminder, its case and referral locked first as everywhere."""
    require_desk(by)
    row = Pengingat.objects.filter(pk=id).first()
    lock_rujukan(by, row.rujukan_id if row else None)
    row = Pengingat.objects.select_for_update(of=("self",), no_key=True).select_related("rujukan").get(pk=id)
    if row.status != Pengingat.Status.MENUNGGU:
        raise IllegalMove(f"Pengingat ini sudah {row.get_status_display().lower()}.")
    return row
