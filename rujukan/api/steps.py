"""The steps on a referral, and what the family says of it, with the facts that each takes."""

from puskesos import consent
from puskesos.api.case_steps import LIFE, NoteInput, PlainInput, TellFamilyInput
from puskesos.api.fields import OPTIONAL, Code, Day, Line, Pick, Upload, Whole, Words, reasons, table
from puskesos.api.steps import FreeInput, StepInput, beside, by_code, of_life
from puskesos.models import PencabutanPersetujuan, PersetujuanData
from rujukan import answers, followup, referral, restriction
from rujukan.access import lock_rujukan
from rujukan.models import TindakLanjut
from rujukan.reminders.ladder import awaits_agency
from rujukan.workflow import NOT_YET_SENT, RUJUKAN, WITH_INSTANSI

MOST_RUPIAH = 10**12


def locked(stage):
    """A stage of referral.py takes the locked row: lock it first, with the version that was shown."""

    def on_locked(*, by, now, id, versi, **facts):
        return stage(by=by, now=now, rujukan=lock_rujukan(by, id, versi), **facts)

    return on_locked


def send_urgent(*, by, now, rujukan):
    return referral.send(by=by, now=now, rujukan=rujukan, darurat=True)


class AnswerInput(StepInput):
    """An answer; whoever is not the agency says how it is known (`wakil_…`), with a paper unless it was a call."""

    wakil_cara = Pick(answers.CARA, required=False)
    wakil_nama = Line(80, required=False)
    wakil_berkas = Upload(**OPTIONAL)

    def facts(self):
        told = super().facts()
        given = {name: told.pop(f"wakil_{name}", "") for name in ("cara", "nama", "berkas")}
        return {**told, "wakil": answers.Wakil(given["cara"], given["nama"], given["berkas"] or None)}


class AnswerNoteInput(AnswerInput):
    catatan = Words(1000, required=False)


class DeclineInput(AnswerInput):
    alasan = Code(reasons("TOLAK"))
    catatan = Words(1000)


class AskDocumentsInput(AnswerInput):
    dokumen = Words(1000)


class WaitListInput(AnswerInput):
    catatan = Words(1000)


class ServedInput(AnswerInput):
    """`jumlah` in rupiah, when it was money."""

    tanggal = Day()
    uraian = Words(1000)
    jumlah = Whole(0, MOST_RUPIAH, **OPTIONAL)
    bukti = Upload()


class DocumentsSentInput(StepInput):
    catatan = Words(1000)
    berkas = Upload(**OPTIONAL)


class RedirectInput(StepInput):
    instansi = Code(table("Instansi"))
    catatan = Words(1000)


class ProgressInput(FreeInput):
    isi = Words(1000)


class FollowUpInput(FreeInput):
    jenis = Pick([(one, TindakLanjut.Jenis(one).label) for one in followup.LOGGED])
    isi = Words(1000)


class WithdrawConsentInput(StepInput):
    """`disampaikan` is the day on which the family said it; `oleh_nama` when it was not the person in need."""

    oleh = Pick(PersetujuanData.Pemberi)
    oleh_nama = Line(120, required=False)
    cara = Pick(PencabutanPersetujuan.Cara)
    disampaikan = Day()
    alasan = Words(1000)


class ConsentAgainInput(StepInput):
    pemberi = Pick(PersetujuanData.Pemberi)
    pemberi_nama = Line(120, required=False)
    cara = Pick(PersetujuanData.Cara)


class KeepInput(FreeInput):
    isi = Words(1000)


# On the case: telling the family moves the referrals that were declared served, its consent says what may be sent.
ON_CASE = by_code(
    of_life(LIFE, "tell_family", TellFamilyInput, followup.hear_family),
    beside("withdraw_consent", "Catat pencabutan persetujuan", WithdrawConsentInput, restriction.withdraw_consent,
           right=("permintaan", "C"), stands=lambda row, by: consent.can_withdraw(consent.of(row))),
    beside("consent_again", "Catat persetujuan lagi", ConsentAgainInput, consent.give_again,
           right=("permintaan", "C"), stands=lambda row, by: bool(consent.taken_back(consent.of(row)))),
)  # fmt: skip

ON_RUJUKAN = by_code(
    of_life(RUJUKAN, "submit", PlainInput, locked(referral.submit)),
    of_life(RUJUKAN, "approve", PlainInput, locked(referral.send)),
    of_life(RUJUKAN, "send_urgent", PlainInput, locked(send_urgent)),
    of_life(RUJUKAN, "revise", NoteInput, locked(referral.revise)),
    of_life(RUJUKAN, "accept", AnswerNoteInput, answers.accept),
    of_life(RUJUKAN, "decline", DeclineInput, answers.decline),
    of_life(RUJUKAN, "ask_documents", AskDocumentsInput, answers.ask_documents),
    of_life(RUJUKAN, "documents_sent", DocumentsSentInput, answers.documents_sent),
    of_life(RUJUKAN, "process", AnswerNoteInput, answers.process),
    of_life(RUJUKAN, "grant", AnswerNoteInput, answers.grant),
    of_life(RUJUKAN, "wait_list", WaitListInput, answers.wait_list),
    of_life(RUJUKAN, "served", ServedInput, answers.served),
    of_life(RUJUKAN, "withdraw", NoteInput, locked(referral.withdraw)),
    of_life(RUJUKAN, "redirect", RedirectInput, locked(referral.redirect)),
    of_life(RUJUKAN, "expire", NoteInput, followup.expire),
    beside("progress", "Kirim kabar", ProgressInput, answers.report_progress, right=("jawaban", "U"),
           stands=lambda row, by: row.status in WITH_INSTANSI),
    beside("remind", "Ingatkan sekarang", FreeInput, followup.remind_now, right=("rujukan", "CA"),
           stands=lambda row, by: awaits_agency(row.status)),
    beside("keep", "Tetap jalankan rujukan", KeepInput, restriction.keep, right=("rujukan", "A"),
           stands=lambda row, by: restriction.waits(row)),
    beside("follow_up", "Catat tindak lanjut", FollowUpInput, followup.log_contact, right=("rujukan", "CA"),
           stands=lambda row, by: row.status not in NOT_YET_SENT),
)  # fmt: skip
