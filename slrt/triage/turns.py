"""Which cases wait for a person of the secretariat and cannot be told by their status: the Q of those tabs."""

from django.db.models import Q

from puskesos.models import Keluhan
from puskesos.workflow import StatusKeluhan as S
from rujukan import restriction
from rujukan.models import JawabanMasuk, Rujukan
from rujukan.workflow import WITH_INSTANSI, StatusRujukan
from slrt.triage.models import RencanaAksi


def waits_for_manajer():
    """Plans, further referrals of running cases, emergencies to ratify, and what agencies have of restricted ones."""
    planned = Keluhan.objects.open().filter(status=S.RENCANA).values("pk")
    waiting = Rujukan.objects.filter(status=StatusRujukan.MENUNGGU_PERSETUJUAN)
    further = waiting.filter(keluhan__status=S.DIRUJUK).values("keluhan_id")
    # One list of ids instead of three conditions: each has an index, their OR would read all open cases.
    restricted = restriction.undecided().order_by().values("keluhan_id")
    return Q(pk__in=planned.union(further, _to_be_ratified().values("keluhan_id"), restricted, all=True))


def _to_be_ratified():
    return RencanaAksi.objects.filter(status=RencanaAksi.Status.DISAHKAN_KEMUDIAN).order_by()


def overdue(now):
    """Past the deadline of the step, with an agency past its own, or an emergency that should be ratified by now."""
    late = Rujukan.objects.filter(status__in=WITH_INSTANSI, tenggat__lt=now).values("keluhan_id")
    unratified = _to_be_ratified().filter(sahkan_sampai__lt=now).values("keluhan_id")
    return Q(tenggat__lt=now) | Q(status=S.DIRUJUK, pk__in=late) | Q(pk__in=unratified)


# Where a case stands while the family's denial is not taken up yet.
DENIED_AT = (S.DIRUJUK, S.HASIL_ADA, S.UMPAN_BALIK)


def to_compare():
    """Words that do not agree: an answer nobody at the agency has vouched for, or a family that denies being served."""
    unvouched = JawabanMasuk.objects.filter(status=JawabanMasuk.Status.MENUNGGU).order_by()
    # "Open" is said twice, for the index: denials of closed cases are many, and history.
    denied = Rujukan.objects.filter(
        status=StatusRujukan.DISANGGAH, keluhan__status__in=DENIED_AT, keluhan__terbuka=True
    )
    ids = unvouched.values("rujukan__keluhan_id").union(denied.values("keluhan_id"), all=True)
    return Q(pk__in=ids)
