"""STAGE: photos and documents of a case or of one's own draft; cleaned, encrypted, typed, replaced one by one."""

from django.db import transaction
from django.http import Http404

from puskesos import catalogue, lampiran, trace
from puskesos.access import lock_keluhan, require
from puskesos.models import Draf, Kelengkapan, Keluhan, Lampiran, Riwayat
from puskesos.numbering import new_uuid7
from puskesos.refusals import MissingFact, Refused
from puskesos.roles import holders
from puskesos.soundness import MOST_FILES
from puskesos.steps import add_line, require_open, require_own

ANY_KIND = "LAINNYA"  # says nothing, so it ticks nothing on a checklist


def attach(*, by, now, file, jenis, id=None, keluhan=None, draf=None):
    """Keep one uploaded file for a keluhan (its id) or for one's own draft (its id); returns the Lampiran.

    Idempotent by the client's UUIDv7. Refused with the sentence for the field when the file is not taken, when its
    kind is missing, or when the case holds enough.
    """
    clean = _looked_at(file, jenis)
    with transaction.atomic():
        owner = _lock_draft(by, draf) if keluhan is None else _lock_open_case(by, keluhan)
        known = id and Lampiran.objects.filter(pk=id).first()
        if known:
            return _same(known, by, clean)
        if owner is None:
            raise Http404
        owned = {"draf": owner} if keluhan is None else {"keluhan": owner}
        return keep(by=by, now=now, clean=clean, jenis=jenis, id=id, **owned)


def _looked_at(file, jenis):
    """Cleaning takes a while: it happens before anything is locked."""
    if not file:
        raise MissingFact("Pilih berkasnya.", field="berkas")
    if jenis not in catalogue.table("JenisBerkas"):
        raise MissingFact("Pilih jenis berkas.", field="berkas_jenis")
    try:
        return lampiran.clean_upload(file, file.name)
    except lampiran.UploadRefused as refused:
        refused.field = "berkas"
        raise


def _lock_draft(by, id):
    """One's own draft, or None: it may have become a keluhan a moment ago."""
    require(by, "keluhan", "C")
    return Draf.objects.select_for_update(no_key=True).filter(pk=id, petugas_id=by.petugas_id).first()


def _lock_open_case(by, id):
    require(by, "isian", "U")
    keluhan = lock_keluhan(by, id)
    require_own(by, keluhan, holders("isian", "U"))
    require_open(keluhan)
    return keluhan


def _same(known, by, clean):
    if known.diunggah_oleh_id != by.petugas_id or known.sidik != clean.sha256:
        raise lampiran.AlreadyStored("Berkas lain sudah tersimpan dengan tanda yang sama. Unggah ulang.")
    return known


def keep(*, by, now, clean, jenis, id=None, keluhan=None, draf=None):
    """Store a cleaned file; the caller has checked the right and locked the owner. A case tells it in its story."""
    _require_room(keluhan, draf)
    row = _store(by=by, now=now, clean=clean, jenis=jenis, id=id, keluhan=keluhan, draf=draf)
    if keluhan:
        tick(keluhan, row, by=by, now=now)
        add_line(keluhan, Riwayat.Jenis.BERKAS, by=by, now=now, jenis_berkas=jenis, lampiran=row.id)
    return row


def _store(*, by, now, clean, jenis, id, keluhan=None, draf=None):
    row = Lampiran(
        id=id or new_uuid7(now), keluhan=keluhan, draf=draf, jenis_id=jenis, nama_asli=clean.name, mime=clean.mime,
        ukuran=len(clean.content), sidik=clean.sha256, halaman=clean.pages, diunggah_oleh_id=by.petugas_id,
        rahasia=catalogue.table("JenisBerkas")[jenis].rahasia,
    )  # fmt: skip
    lampiran.store(clean, row.id)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except Exception:
        lampiran.discard(row.id)
        raise
    trace.record(by, trace.Aksi.BUAT, row, jenis=jenis)
    return row


def _require_room(keluhan, draf):
    kept = present(keluhan) if keluhan else Lampiran.objects.filter(draf=draf, keluhan__isnull=True)
    if kept.count() >= MOST_FILES:
        raise Refused(f"Sudah ada {MOST_FILES} berkas, sebanyak yang bisa disimpan. Ganti salah satunya.",
                      field="berkas")  # fmt: skip


def present(keluhan):
    """The files of a case that stand: not those that were replaced."""
    return Lampiran.objects.filter(keluhan=keluhan, diganti_oleh__isnull=True)


def tick(keluhan, row, *, by, now):
    """The file is the paper that a line of the checklist was waiting for."""
    if row.jenis_id == ANY_KIND:
        return
    waiting = Kelengkapan.objects.filter(
        kebutuhan__keluhan=keluhan, persyaratan__jenis_berkas=row.jenis_id, lampiran__isnull=True
    )
    waiting.update(status=Kelengkapan.Status.ADA, lampiran=row, diperiksa_oleh_id=by.petugas_id, diperiksa_pada=now)


def replace(*, by, now, id, file, new_id=None):
    """Put a better file in the place of a wrong one; the old one stays on record. Returns the new Lampiran."""
    old = Lampiran.objects.filter(pk=id, keluhan__in=Keluhan.objects.visible_to(by)).first()
    if old is None:
        raise Http404
    clean = _looked_at(file, old.jenis_id)
    with transaction.atomic():
        keluhan = _lock_open_case(by, old.keluhan_id)
        known = new_id and Lampiran.objects.filter(pk=new_id).first()
        if known:
            return _same(known, by, clean)
        old = Lampiran.objects.select_for_update(of=("self",), no_key=True).get(pk=id)
        if old.diganti_oleh_id:
            raise Refused("Berkas ini sudah diganti. Muat ulang halamannya.", field="berkas")
        return _put_in_place(old, clean, keluhan, by=by, now=now, new_id=new_id)


def _put_in_place(old, clean, keluhan, *, by, now, new_id):
    row = _store(by=by, now=now, clean=clean, jenis=old.jenis_id, id=new_id, keluhan=keluhan)
    old.diganti_oleh = row
    old.save(update_fields=["diganti_oleh"])
    Kelengkapan.objects.filter(lampiran=old).update(lampiran=row)
    add_line(keluhan, Riwayat.Jenis.BERKAS, by=by, now=now, jenis_berkas=row.jenis_id, lampiran=row.id,
             menggantikan=old.pk)  # fmt: skip
    return row


@transaction.atomic
def remove_from_draft(*, by, id):
    """Take a file out of one's own draft; True when it was there. A file of a case is never removed, only replaced."""
    row = Lampiran.objects.filter(pk=id, keluhan__isnull=True, diunggah_oleh_id=by.petugas_id).first()
    if row is None:
        return False
    transaction.on_commit(lambda: lampiran.discard(id))
    row.delete()
    return True
