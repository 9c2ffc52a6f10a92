"""Outcomes of the needs inside one case; the keluhan is locked by the stage that calls."""

from django.utils import timezone

from puskesos import catalogue, workflow
from puskesos.models import Kebutuhan, Kelengkapan
from puskesos.refusals import MissingFact, Refused
from puskesos.workflow import StatusKebutuhan

OPEN = (StatusKebutuhan.TERBUKA, StatusKebutuhan.DIPROSES)
# What an officer can say of an open need, in the order of the form; these are moves of workflow.KEBUTUHAN.
OUTCOMES = (
    ("met", "Terpenuhi"),
    ("partly", "Terpenuhi sebagian"),
    ("unmet", "Tidak terpenuhi"),
    ("drop", "Tidak dilanjutkan"),
)
WITH_REASON = ("unmet", "drop")


def of(keluhan):
    """All needs of the case, locked, in their order."""
    return list(keluhan.kebutuhan.select_for_update(of=("self",), no_key=True).order_by("urutan"))


def write(keluhan, order, layanan, *, by, now, uraian="", program="", told=None, files=None):
    """One need and the papers its service asks for today; `told` {persyaratan id: status}, `files` {kind: file}."""
    need = Kebutuhan.objects.create(
        keluhan=keluhan, urutan=order, layanan_id=layanan, uraian=uraian, status_sejak=now,
        program_id=program or catalogue.layanan(layanan).program_id, status=StatusKebutuhan.TERBUKA,
    )  # fmt: skip
    told, files = told or {}, files or {}
    Kelengkapan.insert_together(
        _ticked(need, row, told.get(row.pk), files.get(row.jenis_berkas_id), by, now)
        for row in catalogue.requirements(layanan, timezone.localdate(now))
    )
    return need


def _ticked(need, row, told, file, by, now):
    """One line of the checklist; a file of its kind that came along is the paper itself."""
    status = Kelengkapan.Status.ADA if file else told or Kelengkapan.Status.TIDAK_ADA
    looked_at = {"diperiksa_oleh_id": by.petugas_id, "diperiksa_pada": now} if file or told else {}
    return Kelengkapan(kebutuhan=need, persyaratan=row, status=status, lampiran=file, **looked_at)


def start(keluhan, *, by, now):
    """Needs that nobody touched yet are being worked on now."""
    for need in of(keluhan):
        if need.status == StatusKebutuhan.TERBUKA:
            workflow.perform(need, "start", by=by, now=now)


def settle(keluhan, outcomes, *, by, now, bukti=None, tanggal=None):
    """Give every open need its outcome: {kebutuhan id: (move, reason code)}; a need without one is refused."""
    for need in of(keluhan):
        if need.status in OPEN:
            _settle_one(need, outcomes.get(need.id), by=by, now=now, bukti=bukti, tanggal=tanggal)


def _settle_one(need, outcome, *, by, now, bukti, tanggal):
    if not outcome or not outcome[0]:
        raise MissingFact(f"Pilih hasil untuk kebutuhan {need.urutan}.", field=f"hasil_{need.id}")
    code, alasan = outcome
    if code not in dict(OUTCOMES):
        raise Refused("Pilih salah satu hasil yang tersedia.", field=f"hasil_{need.id}")
    if code in WITH_REASON and not alasan:
        raise MissingFact("Pilih sebab tidak terpenuhi.", field=f"alasan_{need.id}")
    if code in WITH_REASON and alasan not in dict(catalogue.reasons("TIDAK_TERPENUHI")):
        raise Refused("Pilih sebab dari daftar.", field=f"alasan_{need.id}")
    need.alasan = alasan if code in WITH_REASON else ""
    need.hasil_pada, need.bukti = tanggal, bukti or need.bukti
    workflow.perform(need, code, by=by, now=now, alasan=need.alasan)


def end_open(keluhan, code, alasan, *, by, now, catatan=""):
    """When a case ends without service, its open needs end with it; returns those that were open."""
    still_open = [need for need in of(keluhan) if need.status in OPEN]
    for need in still_open:
        need.alasan = alasan
        workflow.perform(need, code, by=by, now=now, alasan=alasan, catatan=catatan)
    return still_open


def take_up_again(needs, *, by, now, catatan=""):
    """Needs that looked finished are being worked on again; what the family last said of them stays on record."""
    for need in needs:
        if need.status not in OPEN:
            need.alasan, need.hasil_pada = "", None
            workflow.perform(need, "again", by=by, now=now, catatan=catatan)
