"""STAGE: hand one kebutuhan over to one instansi: draft, submit, approve and send, withdraw, redirect (domain §3.3).

Except for drafting, which locks the case itself, every function takes a referral that the caller locked with its
keluhan (rujukan.access.lock_rujukan). Instansi and layanan are named by their codes.
"""

from django.db import IntegrityError, transaction
from django.db.models import Max

from puskesos import catalogue, deadlines, trace, workflow
from puskesos.access import lock_keluhan, require
from puskesos.models import Instansi, JenisLayanan, Kebutuhan
from puskesos.models.katalog import Prioritas
from puskesos.refusals import IllegalMove, MissingFact, Refused
from puskesos.roles import Peran
from puskesos.workflow import StatusKebutuhan, StatusKeluhan
from rujukan import outcomes, reminders, restriction
from rujukan.models import Rujukan
from rujukan.workflow import NOT_YET_SENT, StatusRujukan

# Where a case must stand for its referrals to be written and sent, at the secretariat and at the Puskesos.
DRAFTED_KOTA = (StatusKeluhan.TELAAH, StatusKeluhan.DIRUJUK)
SENT_KOTA = (StatusKeluhan.RENCANA, StatusKeluhan.DIRUJUK)
AT_PUSKESOS = (StatusKeluhan.DITANGANI_PUSKESOS,)
# What a Puskesos may arrange itself: services of its own level, and places of the neighbourhood.
NEARBY = (Instansi.Jenis.KELURAHAN, Instansi.Jenis.LKS)


class SamePerson(Refused):
    """Who wrote it may not also be the one who decides it (domain §2.4, separation of duties)."""

    code = "orang_yang_sama"


# --- drafts --------------------------------------------------------------------------------------------------------
@transaction.atomic
def draft_rujukan(*, by, now, keluhan, kebutuhan, instansi, layanan, catatan="", kelayakan="", sertakan_identitas=True):
    """One more alternative for a need of a case; numbered nomor/R1, nomor/R2, … in the case, which is locked here."""
    require(by, "rujukan", "CA")
    keluhan = lock_keluhan(by, keluhan.pk)
    _require_desk(by, keluhan, DRAFTED_KOTA, "Rujukan disusun")
    _require_need(keluhan, kebutuhan)
    _require_target(by, instansi, layanan)
    return _new(
        by=by, now=now, keluhan=keluhan, kebutuhan=kebutuhan, instansi_id=instansi, layanan_id=layanan,
        catatan=catatan, kelayakan=kelayakan, sertakan_identitas=sertakan_identitas,
    )  # fmt: skip


@transaction.atomic
def edit_draft(*, by, now, rujukan, catatan, kelayakan, sertakan_identitas):
    """Change the words of a referral that nobody was asked to decide yet."""
    require(by, "rujukan", "CA")
    if rujukan.status != StatusRujukan.DRAF:
        raise IllegalMove(f"Rujukan ini sudah {rujukan.get_status_display().lower()}; isinya tidak diubah lagi.")
    before = {name: getattr(rujukan, name) for name in ("catatan", "kelayakan", "sertakan_identitas")}
    rujukan.catatan, rujukan.kelayakan, rujukan.sertakan_identitas = catatan, kelayakan, sertakan_identitas
    rujukan.save(update_fields=[*before, "updated_at"])
    trace.record_change(by, rujukan, before, {name: getattr(rujukan, name) for name in before})
    return rujukan


def _new(*, by, now, keluhan, kebutuhan, **values):
    order = (keluhan.rujukan.aggregate(last=Max("urutan"))["last"] or 0) + 1
    rujukan = Rujukan(
        keluhan=keluhan, kebutuhan=kebutuhan, kelurahan_id=keluhan.kelurahan_id, program_id=kebutuhan.program_id,
        urutan=order, nomor=f"{keluhan.nomor}/R{order}", status_sejak=now, dibuat_oleh_id=by.petugas_id, **values,
    )  # fmt: skip
    try:
        with transaction.atomic():
            rujukan.save(force_insert=True)
    except IntegrityError as error:
        if "rujukan_satu_aktif" not in str(error):
            raise
        name = catalogue.instansi(rujukan.instansi_id).nama
        raise Refused(
            f"Kebutuhan ini sudah punya rujukan yang berjalan ke {name} untuk layanan itu.", field="instansi"
        ) from None
    trace.record(by, trace.Aksi.BUAT, rujukan, nomor=rujukan.nomor, instansi=rujukan.instansi_id)
    return rujukan


def _require_desk(by, keluhan, city_statuses, deed):
    """The secretariat works on cases that came up to it, a Puskesos on those it handles itself."""
    allowed = city_statuses if by.is_kota else AT_PUSKESOS
    if keluhan.status not in allowed:
        names = " atau ".join(StatusKeluhan(status).label for status in allowed)
        raise IllegalMove(f"{deed} saat keluhan {names}; sekarang {keluhan.get_status_display()}.")


def _require_need(keluhan, kebutuhan):
    if kebutuhan is None or kebutuhan.keluhan_id != keluhan.pk:
        raise Refused("Pilih kebutuhan dari keluhan ini.", field="kebutuhan")
    if kebutuhan.status in {StatusKebutuhan.TERPENUHI, StatusKebutuhan.TIDAK_DILANJUTKAN}:
        raise Refused(f"Kebutuhan ini sudah {kebutuhan.get_status_display().lower()}.", field="kebutuhan")


def _require_target(by, instansi, layanan):
    agency, service = catalogue.instansi(instansi), catalogue.layanan(layanan)
    if agency is None or not agency.aktif:
        raise Refused("Pilih instansi tujuan.", field="instansi")
    if service is None or not service.aktif:
        raise Refused("Pilih layanan yang diminta.", field="layanan")
    if not by.is_kota and not is_local(agency, service):
        raise Refused("Layanan ini dirujuk oleh SLRT Kota. Teruskan keluhannya ke SLRT Kota.", field="instansi")


def is_local(agency, service):
    """True when a Puskesos may arrange it itself (domain §2.4: kelurahan-level targets)."""
    return service.tingkat == JenisLayanan.TingkatLayanan.PUSKESOS or agency.jenis in NEARBY


# --- decisions -----------------------------------------------------------------------------------------------------
@transaction.atomic
def submit(*, by, now, rujukan):
    """Ask for the decision on a draft."""
    return _move(rujukan, "submit", by=by, now=now)


@transaction.atomic
def send(*, by, now, rujukan, darurat=False):
    """Approve a referral and send it: clocks start, reminder rules are frozen and planted, the need is being worked on.

    With `darurat` it is the fast lane: back office sends at once, and only for a case that is DARURAT.
    """
    keluhan = rujukan.keluhan
    code = "send_urgent" if darurat else "approve"
    workflow.require_move(rujukan, code, by)
    restriction.require_free(keluhan)
    _require_desk(by, keluhan, (*SENT_KOTA, StatusKeluhan.TELAAH) if darurat else SENT_KOTA, "Rujukan dikirim")
    if not darurat and rujukan.dibuat_oleh_id == by.petugas_id:
        raise SamePerson("Rujukan ini Anda susun sendiri; yang menyetujui harus orang lain.")
    urgent = keluhan.prioritas == Prioritas.DARURAT
    _start_clocks(rujukan, now=now, darurat=darurat)
    rujukan.disetujui_oleh_id = None if darurat and not by.has(Peran.MANAJER) else by.petugas_id
    _move(rujukan, code, by=by, now=now, **({"darurat": urgent} if darurat else {}))
    reminders.freeze(rujukan, now)
    reminders.plant(rujukan, now)
    _start_need(rujukan, by=by, now=now)
    return rujukan


def _start_clocks(rujukan, *, now, darurat):
    priority = rujukan.keluhan.prioritas
    rujukan.darurat, rujukan.dikirim_pada = darurat, now
    rujukan.batas_jawaban = rujukan.tenggat = deadlines.due("JAWABAN_INSTANSI", priority, now)
    rujukan.batas_hasil = outcome_due(catalogue.layanan(rujukan.layanan_id), priority, now)


def outcome_due(layanan, prioritas, start):
    """By when the outcome is owed: the limit of the service itself, but never later than a raised priority allows."""
    if prioritas in {Prioritas.TINGGI, Prioritas.DARURAT}:
        return deadlines.due("HASIL", prioritas, start)
    return deadlines.promise(max(layanan.batas_hasil_hari, 1), start)


def _start_need(rujukan, *, by, now):
    need = Kebutuhan.objects.select_for_update(of=("self",), no_key=True).get(pk=rujukan.kebutuhan_id)
    if need.status == StatusKebutuhan.TERBUKA:
        workflow.perform(need, "start", by=by, now=now)
    elif need.status != StatusKebutuhan.DIPROSES:
        need.alasan, need.hasil_pada = "", None
        workflow.perform(need, "again", by=by, now=now, rujukan=rujukan.nomor)


@transaction.atomic
def revise(*, by, now, rujukan, catatan):
    """Give a referral that waits for a decision back to its author, with what should be better."""
    return _move(rujukan, "revise", by=by, now=now, catatan=catatan)


@transaction.atomic
def withdraw(*, by, now, rujukan, catatan):
    """Take a referral back, sent or not; reminders stop, and a case that waits for nothing else has its answer."""
    if not catatan:
        raise MissingFact("Tulis mengapa rujukan dicabut.", field="catatan")
    _move(rujukan, "withdraw", by=by, now=now, catatan=catatan)
    reminders.cancel(rujukan, now, "Rujukan dicabut")
    outcomes.conclude(rujukan.keluhan, now=now)
    return rujukan


def remove_draft(*, by, now, rujukan):
    """Strike an alternative from a plan; the row stays, marked as withdrawn."""
    if rujukan.status not in NOT_YET_SENT:
        raise IllegalMove("Rujukan ini sudah dikirim. Cabut dengan alasan.")
    return withdraw(by=by, now=now, rujukan=rujukan, catatan="Dihapus dari rencana sebelum dikirim")


@transaction.atomic
def redirect(*, by, now, rujukan, instansi, catatan):
    """End a referral because another instansi is the right one, and begin the next in the chain; returns the new one.

    The new one is sent at once when a manajer redirects somebody else's referral, or in an emergency; otherwise it
    waits: for the manajer's decision, or, when an agency redirects, as a draft for back office.
    """
    _require_other(rujukan, instansi)
    _move(rujukan, "redirect", by=by, now=now, instansi=instansi, catatan=catatan)
    reminders.cancel(rujukan, now, "Rujukan dialihkan")
    follower = _new(
        by=by, now=now, keluhan=rujukan.keluhan, kebutuhan=rujukan.kebutuhan, instansi_id=instansi,
        layanan_id=rujukan.layanan_id, catatan=rujukan.catatan, kelayakan=rujukan.kelayakan,
        sertakan_identitas=rujukan.sertakan_identitas, dialihkan_dari=rujukan,
    )  # fmt: skip
    if rujukan.keluhan.prioritas == Prioritas.DARURAT and by.has(Peran.BO_KOTA, Peran.MANAJER):
        return send(by=by, now=now, rujukan=follower, darurat=True)
    if by.has(Peran.MANAJER) and rujukan.dibuat_oleh_id != by.petugas_id:
        follower.dibuat_oleh_id = rujukan.dibuat_oleh_id  # the words are the author's; the manajer decides the address
        return send(by=by, now=now, rujukan=follower)
    return follower if by.has(Peran.OPD) else submit(by=by, now=now, rujukan=follower)


def _require_other(rujukan, instansi):
    agency = catalogue.instansi(instansi)
    if agency is None or not agency.aktif:
        raise MissingFact("Pilih instansi tujuan yang baru.", field="instansi")
    if instansi == rujukan.instansi_id:
        raise Refused("Itu instansi yang sekarang. Pilih instansi lain.", field="instansi")


def _move(rujukan, code, *, by, now, **facts):
    workflow.perform(rujukan, code, by=by, now=now, **facts)
    trace.record(by, trace.Aksi.LANGKAH, rujukan, langkah=code, nomor=rujukan.nomor)
    return rujukan
