"""Two cases that are one: the later is merged into the other, and nothing that was asked for is lost."""

from django.db import transaction
from django.http import Http404

from puskesos import needs, trace, workflow
from puskesos.access import lock_keluhan
from puskesos.models import Kebutuhan, Kelengkapan, Keluhan, Riwayat
from puskesos.refusals import MissingFact, Refused
from puskesos.steps import change_with_line, take_step
from puskesos.workflow import AT_INSTANSI


@transaction.atomic
def merge(*, by, now, id, versi=None, tujuan_id, penjelasan=""):
    """Merge a case into another visible, open one of the same person; of another person only with an explanation (T21).

    Open needs that the target does not have move over with their checklist; both stories tell it.
    """
    keluhan, target = _lock_both(by, id, versi, tujuan_id)
    workflow.require_move(keluhan, "merge", by)
    _require_mergeable(keluhan, target, penjelasan)
    keluhan.induk = target
    take_step(keluhan, "merge", by=by, now=now, tujuan=target.nomor, catatan=penjelasan)
    moved = _carry_over(keluhan, target, by=by, now=now)
    change_with_line(
        target, Riwayat.Jenis.DATA, by=by, now=now, gabungan=keluhan.nomor, catatan=penjelasan,
        kebutuhan=[str(need.layanan) for need in moved],
    )  # fmt: skip
    trace.record(by, trace.Aksi.UBAH, target, digabung_dari=keluhan.nomor)
    return keluhan


def _lock_both(by, id, versi, tujuan_id):
    """Always in the same order, so that two people merging crosswise wait for each other and do not deadlock."""
    if not tujuan_id:
        raise MissingFact("Pilih keluhan tujuan penggabungan.", field="tujuan")
    if str(tujuan_id) == str(id):
        raise Refused("Keluhan tidak bisa digabung dengan dirinya sendiri.", field="tujuan")
    locked = {}
    for pk in sorted({str(id), str(tujuan_id)}):
        mine = pk == str(id)
        try:
            locked[mine] = lock_keluhan(by, pk, versi if mine else None)
        except Http404:
            if mine:
                raise
            raise Refused("Keluhan tujuan tidak ditemukan di wilayah Anda.", field="tujuan") from None
    return locked[True], locked[False]


def _require_mergeable(keluhan, target, penjelasan):
    if not target.terbuka:
        raise Refused("Keluhan tujuan sudah ditutup. Pilih yang masih terbuka.", field="tujuan")
    if keluhan.status in AT_INSTANSI:
        raise Refused("Keluhan ini sedang dirujuk. Gabungkan keluhan yang lain ke keluhan ini.", field="tujuan")
    if keluhan.rahasia != target.rahasia:
        raise Refused("Keluhan rahasia hanya digabung dengan keluhan yang juga rahasia.", field="tujuan")
    if keluhan.klien_id != target.klien_id and not penjelasan:
        raise MissingFact("Orangnya berbeda. Jelaskan mengapa kedua keluhan ini sama.", field="penjelasan")


def _carry_over(keluhan, target, *, by, now):
    """End the open needs here, and take those the target lacks along; returns the new ones."""
    present = {need.layanan_id for need in needs.of(target)}
    ended = needs.end_open(keluhan, "drop", "LAIN", by=by, now=now, catatan=f"Digabung ke {target.nomor}")
    order = len(target.kebutuhan.all())
    missing = [need for need in ended if need.layanan_id not in present]
    return [_copy(need, target, order + n, now) for n, need in enumerate(missing, start=1)]


def _copy(need, target, order, now):
    fresh = Kebutuhan.objects.create(
        keluhan=target, urutan=order, layanan_id=need.layanan_id, program_id=need.program_id, uraian=need.uraian,
        status_sejak=now,
    )  # fmt: skip
    Kelengkapan.objects.bulk_create(
        Kelengkapan(kebutuhan=fresh, persyaratan_id=row.persyaratan_id, status=row.status,
                    diperiksa_oleh_id=row.diperiksa_oleh_id, diperiksa_pada=row.diperiksa_pada)
        for row in need.kelengkapan.all()
    )  # fmt: skip
    return fresh


def other_cases(keluhan, by):
    """Open cases of the same person or household that this one could be merged into, newest first."""
    visible = Keluhan.objects.visible_to(by).open().exclude(pk=keluhan.pk).filter(rahasia=keluhan.rahasia)
    same = visible.filter(klien_id=keluhan.klien_id)
    if keluhan.keluarga_id:
        same = same | visible.filter(keluarga_id=keluhan.keluarga_id)
    return same.select_related("klien").order_by("-tahun", "-urut")[:10]
