"""From analysis to decision: Telaah, the plan with its referrals, and the manajer's answer (T13–T16)."""

from django.db import transaction

from puskesos import deadlines, trace, workflow
from puskesos.access import lock_keluhan, require
from puskesos.models import Riwayat
from puskesos.refusals import IllegalMove
from puskesos.roles import Peran
from puskesos.steps import add_line, require_status, required, take_step
from puskesos.workflow import StatusKeluhan
from rujukan import referral
from rujukan.referral import SamePerson
from rujukan.workflow import StatusRujukan
from slrt.triage.models import RencanaAksi, Telaah

S = RencanaAksi.Status


@transaction.atomic
def write_telaah(*, by, now, id, versi=None, masalah, kesimpulan, sumber_daya="", risiko=""):
    """Write down the analysis; a later one stands beside the earlier, nothing is overwritten."""
    require(by, "triase", "CUA")
    keluhan = lock_keluhan(by, id, versi)
    require_status(keluhan, (StatusKeluhan.TELAAH,), "Telaah ditulis saat keluhan Ditelaah;")
    return new_telaah(keluhan, by=by, now=now, masalah=masalah, kesimpulan=kesimpulan, sumber_daya=sumber_daya,
                      risiko=risiko)  # fmt: skip


def new_telaah(keluhan, *, by, now, masalah, kesimpulan, sumber_daya="", risiko=""):
    """The row itself, for a locked case."""
    telaah = Telaah.objects.create(
        keluhan=keluhan, petugas_id=by.petugas_id, created_at=now, sumber_daya=sumber_daya, risiko=risiko,
        masalah=required(masalah, "Tulis masalah dan kebutuhan keluarga.", "masalah"),
        kesimpulan=required(kesimpulan, "Tulis kesimpulan dan pilihan bantuan.", "kesimpulan"),
    )  # fmt: skip
    trace.record(by, trace.Aksi.BUAT, telaah, kelurahan_id=keluhan.kelurahan_id)
    return telaah


@transaction.atomic
def submit_plan(*, by, now, id, versi=None, tugas_keluarga="", catatan=""):
    """Put the plan before the manajer: its drafts wait for the decision (T13)."""
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "plan", by)
    telaah, drafts = keluhan.telaah.last(), drafts_of(keluhan)
    for draft in drafts:
        required(draft.kelayakan, f"Tulis catatan kelayakan untuk {draft.instansi}.", f"kelayakan_{draft.pk}")
        referral.submit(by=by, now=now, rujukan=draft)
    take_step(keluhan, "plan", by=by, now=now, telaah=telaah and telaah.pk, rujukan=_numbers(drafts), catatan=catatan)
    return _new_plan(keluhan, S.DIAJUKAN, by=by, now=now, tugas_keluarga=tugas_keluarga, catatan=catatan)


def _new_plan(keluhan, status, *, by, now, **words):
    plan = RencanaAksi.objects.create(
        keluhan=keluhan, status=status, disusun_oleh_id=by.petugas_id, disusun_pada=now, **words
    )
    trace.record(by, trace.Aksi.BUAT, plan, kelurahan_id=keluhan.kelurahan_id)
    return plan


def drafts_of(keluhan, status=StatusRujukan.DRAF):
    """Referrals of a locked case in this status, locked too, each knowing its case."""
    rows = keluhan.rujukan.filter(status=status).select_for_update(of=("self",), no_key=True).select_related("instansi")
    found = list(rows.order_by("urutan"))
    for row in found:
        row.keluhan = keluhan
    return found


def _numbers(rujukan):
    return [row.nomor for row in rujukan]


def latest_plan(keluhan, *statuses):
    """The newest plan of a case, or the newest in one of these statuses; None without one."""
    plans = keluhan.rencana.order_by("-disusun_pada")
    return (plans.filter(status__in=statuses) if statuses else plans).first()


@transaction.atomic
def revise_plan(*, by, now, id, versi=None, catatan):
    """Ask back office for a better plan, and say what should be better; its referrals are drafts again."""
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "revise_plan", by)
    required(catatan, "Tulis apa yang perlu diperbaiki.", "catatan")
    for row in drafts_of(keluhan, StatusRujukan.MENUNGGU_PERSETUJUAN):
        referral.revise(by=by, now=now, rujukan=row, catatan=catatan)
    _decide(latest_plan(keluhan, S.DIAJUKAN), S.DIPERBAIKI, by=by, now=now, catatan=catatan)
    return take_step(keluhan, "revise_plan", by=by, now=now, catatan=catatan)


@transaction.atomic
def approve_plan(*, by, now, id, versi=None, catatan=""):
    """Approve somebody else's plan: all its referrals are sent in this very transaction (T14)."""
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "refer", by)
    plan = latest_plan(keluhan, S.DIAJUKAN)
    if plan and plan.disusun_oleh_id == by.petugas_id:
        raise SamePerson("Rencana ini Anda susun sendiri; yang menyetujui harus manajer lain.")
    waiting = drafts_of(keluhan, StatusRujukan.MENUNGGU_PERSETUJUAN)
    for row in waiting:
        referral.send(by=by, now=now, rujukan=row)
    _decide(plan, S.DISETUJUI, by=by, now=now, catatan=catatan)
    return take_step(keluhan, "refer", by=by, now=now, rujukan=_numbers(waiting), catatan=catatan)


def _decide(plan, status, *, by, now, catatan):
    if plan is None:
        raise IllegalMove("Tidak ada rencana yang menunggu keputusan.")
    plan.status, plan.keputusan_catatan = status, catatan
    plan.diputuskan_oleh_id, plan.diputuskan_pada = by.petugas_id, now
    plan.save(update_fields=["status", "keputusan_catatan", "diputuskan_oleh", "diputuskan_pada"])


def urgent_plan(keluhan, *, by, now, catatan=""):
    """The plan that comes with a fast-lane referral: settled at once when the manajer made it, else to be ratified."""
    until = deadlines.promise(1, now)  # the end of the next working day (T14b)
    plan = _new_plan(keluhan, S.DISAHKAN_KEMUDIAN, by=by, now=now, catatan=catatan, sahkan_sampai=until)
    if by.has(Peran.MANAJER):
        _decide(plan, S.DISETUJUI, by=by, now=now, catatan="Dirujuk darurat oleh manajer.")
    return plan


@transaction.atomic
def ratify(*, by, now, id, catatan=""):
    """The manajer confirms after the fact what back office referred in an emergency (T14b)."""
    require(by, "triase", "A")
    keluhan = lock_keluhan(by, id)
    plan = latest_plan(keluhan, S.DISAHKAN_KEMUDIAN)
    if plan and plan.disusun_oleh_id == by.petugas_id:
        raise SamePerson("Rujukan darurat ini Anda kirim sendiri; yang mengesahkan harus manajer lain.")
    _decide(plan, S.DISETUJUI, by=by, now=now, catatan=catatan)
    sent = keluhan.rujukan.filter(darurat=True, disetujui_oleh__isnull=True)
    for row in sent.select_for_update(of=("self",), no_key=True):
        row.disetujui_oleh_id = by.petugas_id
        row.save(update_fields=["disetujui_oleh", "updated_at"])
    add_line(keluhan, Riwayat.Jenis.CATATAN, by=by, now=now, catatan=_ratified(catatan))
    trace.record(by, trace.Aksi.UBAH, keluhan, pengesahan=str(plan.pk))
    return keluhan


def _ratified(catatan):
    return "Rujukan darurat disahkan." + (f" {catatan}" if catatan else "")


@transaction.atomic
def try_other(*, by, now, id, versi=None, catatan):
    """The outcome did not help (enough): back to analysis for another way (T16)."""
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "try_other", by)
    if by.has(Peran.BO_KOTA) and not keluhan.pemilik_id:
        keluhan.pemilik_id = by.petugas_id
    return take_step(keluhan, "try_other", by=by, now=now, catatan=catatan)
