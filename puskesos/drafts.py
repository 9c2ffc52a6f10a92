"""Half-filled intake sheets: one officer's own, sealed as typed, gone when the keluhan is stored or thrown away."""

import json
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404

from puskesos import lampiran, trace
from puskesos.access import require
from puskesos.models import Draf, Keluhan, Lampiran
from puskesos.prepared import Prepared
from puskesos.refusals import Refused

MOST_DRAFTS = 30
MOST_BYTES = 256 * 1024


class TooLarge(Refused):
    """More than any sheet can hold (413)."""

    status = 413
    code = "terlalu_besar"


@transaction.atomic
def save_draft(*, by, now, id, typed):
    """Keep what was typed, {name: [values]}; returns the Draf, or None when that keluhan is stored already.

    404 for the draft of somebody else; Refused when the officer has too many.
    """
    require(by, "keluhan", "C")
    text = json.dumps(typed, ensure_ascii=False)
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise TooLarge("Isian ini terlalu panjang untuk disimpan sebagai draf. Pendekkan uraiannya.")
    if Keluhan.objects.filter(pk=id).exists():
        return None
    draf = Draf.objects.select_for_update(no_key=True).filter(pk=id).first()
    if draf and draf.petugas_id != by.petugas_id:
        raise Http404
    return _write(draf or _new(by, id), text)


def _new(by, id):
    if Draf.objects.filter(petugas_id=by.petugas_id).count() >= MOST_DRAFTS:
        raise Refused(f"Sudah ada {MOST_DRAFTS} draf. Lanjutkan atau hapus draf yang lama dulu.")
    draf = Draf(pk=id, petugas_id=by.petugas_id)
    trace.record(by, trace.Aksi.BUAT, draf)
    return draf


def _write(draf, text):
    draf.set_text(text)
    draf.save()
    return draf


def own(by):
    """Own drafts, the latest first; one whose keluhan is stored by now is none any more."""
    stored = Keluhan.objects.filter(pk=OuterRef("pk"))
    return Draf.objects.filter(petugas_id=by.petugas_id).exclude(Exists(stored))


def open_draft(by, id):
    """What was typed in one's own draft, {name: [values]}; 404 for any other."""
    draf = own(by).filter(pk=id).first()
    if draf is None:
        raise Http404
    return typed_in(draf)


def typed_in(draf):
    """What stands in a draft, {name: [values]}."""
    return json.loads(draf.text())


def discard(*, by, id):
    """Throw away one's own draft with the files that belong to nothing else; True when there was one."""
    if not _OWN_ONE(id=id, petugas=by.petugas_id):  # then no file belongs to it either
        return False
    with transaction.atomic():
        return _discard(Draf.objects.filter(pk=id, petugas_id=by.petugas_id), by, id)


_OWN_ONE = Prepared(
    lambda id, petugas: Draf.objects.filter(pk=id, petugas_id=petugas).values_list("pk", flat=True), id=UUID,
    petugas=int,
)  # fmt: skip


def _discard(own_draft, by, id):
    left = Lampiran.objects.filter(draf_id=id, keluhan__isnull=True, diunggah_oleh_id=by.petugas_id)
    for file in left:
        transaction.on_commit(lambda pk=file.pk: lampiran.discard(pk))
    left.delete()
    gone, _ = own_draft.delete()
    return bool(gone)
