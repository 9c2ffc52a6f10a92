"""The steps of the ground floor on a case, with the facts that each takes."""

from puskesos import access, closing, needs, notes, verification, workflow
from puskesos.api.base import Input
from puskesos.api.correcting import CORRECTING
from puskesos.api.fields import (
    OPTIONAL,
    Code,
    Day,
    Id,
    Line,
    Moment,
    Pick,
    Several,
    Upload,
    Whole,
    Words,
    YesNo,
    reasons,
)
from puskesos.api.steps import FreeInput, Step, StepInput, beside, by_code, of_life
from puskesos.closing.ending import SURVEY
from puskesos.models import Kebutuhan, Kelengkapan, Keluhan, StatusDTSEN, UmpanBalik, Warga
from puskesos.soundness import MOST_NEEDS
from puskesos.verification.checklist import CHECKABLE
from puskesos.verification.decision import PROPOSALS
from puskesos.verification.family import HasilKontak

LIFE = workflow.KELUHAN
MOST_LINES = 500
HIGHEST_KEY = 2**31 - 1


class PlainInput(StepInput):
    pass


class NoteInput(StepInput):
    catatan = Words(1000)


class AskFamilyInput(StepInput):
    kekurangan = Line(300)
    janji = Day()


class HandleLocalInput(StepInput):
    solusi = Words(1000)


class ForwardInput(StepInput):
    alasan = Code(reasons("TERUSKAN"))
    catatan = Words(1000)


class OutcomeInput(Input):
    """What became of one need that was still open."""

    kebutuhan = Id()
    hasil = Pick(needs.OUTCOMES)
    alasan = Code(reasons("TIDAK_TERPENUHI"), required=False)


def outcomes(rows):
    return {row["kebutuhan"]: (row["hasil"], row.get("alasan") or "") for row in rows or ()}


class LocalResultInput(StepInput):
    """The proof is a file of the case (`bukti_id`) or a fresh one (`bukti_baru`, in a multipart body)."""

    hasil = Words(1000)
    bukti_id = Id(**OPTIONAL)
    bukti_baru = Upload(**OPTIONAL)
    tanggal = Day(**OPTIONAL)
    kebutuhan = OutcomeInput(many=True, max_length=MOST_NEEDS)

    def facts(self):
        told = super().facts()
        told["outcomes"] = outcomes(told.pop("kebutuhan"))
        return told


class CloseInput(StepInput):
    """`kebutuhan` only for needs that are still open."""

    kode_hasil = Code(reasons("HASIL"))
    survei = Pick(SURVEY)
    catatan = Words(1000, required=False)
    kebutuhan = OutcomeInput(many=True, max_length=MOST_NEEDS, **OPTIONAL)

    def facts(self):
        told = super().facts()
        told["outcomes"] = outcomes(told.pop("kebutuhan", ()))
        return told


class ReopenInput(StepInput):
    """Without `kebutuhan`: all that the family did not confirm."""

    alasan = Code(reasons("BUKA_KEMBALI"))
    catatan = Words(1000)
    kebutuhan = Several(MOST_NEEDS, child=Id(), **OPTIONAL)


class CannotInput(StepInput):
    alasan = Code(reasons("TIDAK_DAPAT"))
    catatan = Words(1000)
    hak_keberatan = YesNo()


class WithdrawInput(StepInput):
    alasan = Code(reasons("BATAL"))
    catatan = Words(1000)


class MergeInput(StepInput):
    """`penjelasan` is needed when the other case is of another person."""

    tujuan = Id()
    penjelasan = Words(500, required=False)

    def facts(self):
        told = super().facts()
        told["tujuan_id"] = told.pop("tujuan")
        return told


class WordInput(Input):
    """The family's own word on one need."""

    kebutuhan = Id()
    kata = Pick(Kebutuhan.KataKeluarga)


class TellFamilyInput(StepInput):
    """`kata` for every need that was pursued; none when the family was not found."""

    kanal = Pick(UmpanBalik.Kanal)
    isi = Words(1000)
    reaksi = Pick(UmpanBalik.Reaksi)
    reaksi_catatan = Words(1000, required=False)
    disampaikan_pada = Moment(**OPTIONAL)
    kata = WordInput(many=True, max_length=MOST_NEEDS, **OPTIONAL)

    def facts(self):
        told = super().facts()
        told["kata"] = {row["kebutuhan"]: row["kata"] for row in told.get("kata", ())}
        return told


class ProposeInput(StepInput):
    usulan = Pick(Keluhan.Usulan)
    catatan = Words(1000)


class TickInput(Input):
    """One line of the checklist, by its id."""

    id = Whole(1, HIGHEST_KEY)
    status = Pick(Kelengkapan.Status)
    lampiran = Id(**OPTIONAL)


class ChecklistInput(StepInput):
    daftar = TickInput(many=True, max_length=MOST_LINES)
    identitas = Pick(Warga.CaraVerifikasi, required=False)
    lengkap = YesNo(required=False)

    def facts(self):
        told = super().facts()
        told["ticks"] = {row["id"]: (row["status"], row.get("lampiran")) for row in told.pop("daftar")}
        told["complete"] = told.pop("lengkap", False)
        return told


class DtsenCheckInput(FreeInput):
    terdaftar = Pick(StatusDTSEN.Terdaftar.choices[:2])
    desil = Whole(0, 10, **OPTIONAL)
    tanggal_cek = Day()
    sumber = Pick(StatusDTSEN.Sumber)


class ContactInput(FreeInput):
    kanal = Pick(UmpanBalik.Kanal)
    hasil = Pick(HasilKontak)
    catatan = Words(500, required=False)


class CaseNoteInput(FreeInput):
    """`internal`: for SLRT Kota only."""

    catatan = Words(2000)
    internal = YesNo(required=False)


def is_open(row, by):
    return row.terbuka


def _may_propose(by):
    return any(access.can(by, right, "PCA") for right, _ in PROPOSALS.values())


def _has_proposal(row, by):
    return bool(row.usulan) and access.can(by, PROPOSALS[row.usulan][0], "A")


def _may_decide(by):
    return any(access.can(by, right, "A") for right, _ in PROPOSALS.values())


def _can_propose(row, by):
    return any(row.status in statuses and access.can(by, right, "PCA") for right, statuses in PROPOSALS.values())


GROUND = by_code(
    of_life(LIFE, "verify", PlainInput, verification.start_verification),
    of_life(LIFE, "ask_family", AskFamilyInput, verification.ask_family),
    of_life(LIFE, "completed", NoteInput, verification.completed),
    of_life(LIFE, "give_up", NoteInput, verification.give_up),
    of_life(LIFE, "handle_local", HandleLocalInput, verification.handle_local),
    of_life(LIFE, "forward", ForwardInput, verification.forward),
    of_life(LIFE, "forward_urgent", NoteInput, verification.forward_urgent),
    of_life(LIFE, "forward_tried", NoteInput, verification.forward_tried),
    of_life(LIFE, "forward_again", NoteInput, verification.forward_again),
    of_life(LIFE, "local_result", LocalResultInput, verification.local_result),
    of_life(LIFE, "try_again_local", NoteInput, verification.try_again_local),
    of_life(LIFE, "close", CloseInput, closing.close),
    of_life(LIFE, "reopen", ReopenInput, closing.reopen),
    of_life(LIFE, "cannot", CannotInput, closing.cannot),
    of_life(LIFE, "merge", MergeInput, closing.merge),
    of_life(LIFE, "withdraw", WithdrawInput, closing.withdraw),
    Step("propose", "Usulkan keputusan", ProposeInput, verification.propose, may=_may_propose, stands=_can_propose),
    Step("decline", "Tidak menyetujui usulan", NoteInput, verification.decline_proposal, may=_may_decide,
         stands=_has_proposal),
    beside("checklist", "Simpan daftar periksa", ChecklistInput, verification.save_checklist,
           right=("verifikasi", "CUA"), stands=lambda row, by: row.status in CHECKABLE),
    beside("dtsen", "Catat hasil cek DTSEN", DtsenCheckInput, verification.record_dtsen, right=("verifikasi", "CUA"),
           stands=is_open),
    beside("contact", "Catat upaya menghubungi keluarga", ContactInput, verification.record_contact,
           right=("keluhan", "C"), stands=is_open),
    beside("note", "Tulis catatan", CaseNoteInput, notes.add_note, right=("keluhan", "R")),
) | CORRECTING  # fmt: skip
