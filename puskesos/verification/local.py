"""What the Puskesos solves by itself: the result with its proof, and trying again when the family was not helped."""

from django.db import transaction
from django.utils import timezone

from puskesos import files, needs
from puskesos.access import lock_keluhan
from puskesos.models import Kebutuhan
from puskesos.steps import cleaned_upload, own_file, take_step
from puskesos.workflow import StatusKebutuhan, require_move


@transaction.atomic
def local_result(*, by, now, id, versi=None, hasil, bukti_id=None, bukti_baru=None, outcomes, tanggal=None):
    """Write down what came out and its proof; every open need gets its outcome (T9).

    The proof is a file of the case (`bukti_id`) or a fresh upload (`bukti_baru`). `outcomes` is {kebutuhan id: (move
    of workflow.KEBUTUHAN, reason code or "")}.
    """
    clean = cleaned_upload(bukti_baru, "bukti_baru") if bukti_baru else None
    keluhan = lock_keluhan(by, id, versi)
    require_move(keluhan, "local_result", by)
    bukti = _proof(keluhan, bukti_id, clean, by=by, now=now)
    take_step(keluhan, "local_result", by=by, now=now, hasil=hasil, bukti=bukti and bukti.pk)
    needs.settle(keluhan, outcomes, by=by, now=now, bukti=bukti, tanggal=tanggal or timezone.localdate(now))
    return keluhan


def _proof(keluhan, bukti_id, clean, *, by, now):
    if clean:
        return files.keep(by=by, now=now, clean=clean, jenis="BUKTI_HASIL", keluhan=keluhan)
    return own_file(keluhan, bukti_id)


@transaction.atomic
def try_again_local(*, by, now, id, versi=None, catatan):
    """The family was not (wholly) helped: the Puskesos works on those needs again (T16 for local cases)."""
    keluhan = lock_keluhan(by, id, versi)
    take_step(keluhan, "try_again_local", by=by, now=now, catatan=catatan)
    unsettled = [need for need in needs.of(keluhan) if _unsettled(need)]
    needs.take_up_again(unsettled, by=by, now=now)
    return keluhan


def _unsettled(need):
    doubted = need.kata_keluarga in {Kebutuhan.KataKeluarga.BELUM, Kebutuhan.KataKeluarga.SEBAGIAN}
    return doubted or need.status in {StatusKebutuhan.SEBAGIAN, StatusKebutuhan.TIDAK_TERPENUHI}
