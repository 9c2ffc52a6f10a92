"""What the answers of agencies mean for the needs of a case; the keluhan is locked by the stage that calls."""

from puskesos import needs, trace, workflow
from puskesos.workflow import StatusKeluhan
from rujukan.workflow import ACTIVE, StatusRujukan

SERVED = (StatusRujukan.DIKONFIRMASI, StatusRujukan.DIREALISASIKAN)
REFUSED = (StatusRujukan.DITOLAK, StatusRujukan.KEDALUWARSA)
# Ended without any answer: they say nothing about the need.
SILENT = (StatusRujukan.DICABUT, StatusRujukan.DIALIHKAN)
TOLD = (StatusKeluhan.HASIL_ADA, StatusKeluhan.UMPAN_BALIK)

# Why the agency declined → why the need was not met (groups TOLAK and TIDAK_TERPENUHI of Alasan).
UNMET = {
    "TIDAK_MEMENUHI_SYARAT": "TIDAK_MEMENUHI_SYARAT",
    "KUOTA_HABIS": "KUOTA",
    "DOKUMEN_KURANG": "DOKUMEN",
    "BUKAN_KEWENANGAN": "TIDAK_ADA_PROGRAM",
}


def settle(keluhan, *, now):
    """Give open needs the outcome of their best referral, once nothing of the case is under way any more (T15).

    Served by one agency means met; declined or expired everywhere means unmet; a waiting list leaves the need open.
    """
    if keluhan.status not in TOLD or keluhan.rujukan.active().exists():
        return
    referrals = {}
    for rujukan in keluhan.rujukan.exclude(status__in=SILENT).order_by("urutan"):
        referrals.setdefault(rujukan.kebutuhan_id, []).append(rujukan)
    for need in needs.of(keluhan):
        if need.status in needs.OPEN and need.pk in referrals:
            _settle_one(need, referrals[need.pk], now)


def _settle_one(need, referrals, now):
    served = next((one for status in SERVED for one in referrals if one.status == status), None)
    if served:
        need.hasil_pada, need.bukti_id = served.hasil_pada, served.bukti_id or need.bukti_id
        workflow.perform(need, "met", by=None, now=now, rujukan=served.nomor)
    elif all(one.status in REFUSED for one in referrals):
        need.alasan = UNMET.get(referrals[-1].alasan_tolak, "LAIN")
        workflow.perform(need, "unmet", by=None, now=now, alasan=need.alasan, rujukan=referrals[-1].nomor)


def conclude(keluhan, *, now):
    """T15: a referred case with no active referral has its answer, and its needs their outcome; True if it moved."""
    moved = keluhan.status == StatusKeluhan.DIRUJUK and not keluhan.rujukan.filter(status__in=ACTIVE).exists()
    if moved:
        workflow.perform(keluhan, "answered", by=None, now=now)
        trace.record(None, trace.Aksi.LANGKAH, keluhan, langkah="answered")
    settle(keluhan, now=now)
    return moved
