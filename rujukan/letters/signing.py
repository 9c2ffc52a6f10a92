"""Paraf and signature: by other people than the author, and by the role that the chosen signer stands for."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from puskesos import workflow
from puskesos.refusals import IllegalMove, NotAllowed
from puskesos.roles import Peran, may
from rujukan.access import lock_surat
from rujukan.letter_workflow import SURAT, StatusSurat
from rujukan.letters import standing
from rujukan.letters.drafting import move
from rujukan.models import Surat
from rujukan.referral import SamePerson


def waiting(by):
    """Letters on which this person's paraf or signature is awaited; None for who gives neither."""
    if not by.perans & (SURAT.move("paraf").roles | SURAT.move("sign").roles):
        return None
    own_unit = Q(unit=settings.CITY_CODE) if by.is_kota else ~Q(unit=settings.CITY_CODE)
    ready = Q(status=StatusSurat.DIPARAF) | Q(status=StatusSurat.DIAJUKAN, teks__perlu_paraf=False)
    wanted = ready & Q(penanda__peran__in=by.perans & SURAT.move("sign").roles)
    if by.has(*SURAT.move("paraf").roles):
        wanted |= Q(status=StatusSurat.DIAJUKAN) & own_unit
    return Surat.objects.visible_to(by).filter(wanted).exclude(dibuat_oleh=by.petugas_id)


@transaction.atomic
def paraf(*, by, now, id, versi=None):
    """The concept was read and found right."""
    surat = lock_surat(by, id, versi)
    workflow.require_move(surat, "paraf", by)
    standing.require_unit(by, surat)
    _require_other(surat, by, "memarafnya")
    surat.diparaf_oleh_id = by.petugas_id
    return move(surat, "paraf", by=by, now=now)


@transaction.atomic
def sign(*, by, now, id, versi=None):
    """The signer agrees; ink comes onto the printed letter."""
    surat = lock_surat(by, id, versi)
    require_signature(surat, by)
    surat.ditandatangani_oleh_id = by.petugas_id
    return move(surat, "sign", by=by, now=now)


def require_signature(surat, by):
    """Refused unless this person may sign this letter as it stands."""
    workflow.require_move(surat, "sign", by)
    hat = by.hat({surat.penanda.peran})
    if hat is None or (hat.peran == Peran.LURAH and hat.wilayah_id != surat.unit_id):
        raise NotAllowed(f"Surat ini ditandatangani {' '.join(surat.penanda.jabatan.split())}.")
    skips = not surat.teks.perlu_paraf or may(hat.peran, "surat", "P")
    if surat.status == StatusSurat.DIAJUKAN and not skips:
        raise IllegalMove("Surat ini belum diparaf.")
    _require_other(surat, by, "menandatanganinya")


def _require_other(surat, by, deed):
    if surat.dibuat_oleh_id == by.petugas_id:
        raise SamePerson(f"Surat ini Anda susun sendiri; yang {deed} harus orang lain.")


@transaction.atomic
def revise(*, by, now, id, catatan, versi=None):
    """Back to the author with what should be better; paraf and signature are taken again."""
    surat = lock_surat(by, id, versi)
    workflow.require_move(surat, "revise", by)
    if not by.has(Peran.PIMPINAN):
        standing.require_unit(by, surat)
    surat.diparaf_oleh = surat.ditandatangani_oleh = None
    return move(surat, "revise", by=by, now=now, catatan=catatan)
