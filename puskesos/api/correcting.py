"""Steps that put a sheet right, change its needs, or let its clock stand still for the national calendar."""

from puskesos import correcting, waiting
from puskesos.api.fields import OPTIONAL, Code, Day, Id, Line, Pick, Several, Words, YesNo, reasons, table
from puskesos.api.steps import StepInput, beside, by_code
from puskesos.deadlines import awaits_schedule
from puskesos.forms.intake import LONGEST_STORY
from puskesos.models.katalog import Prioritas
from puskesos.steps import is_own


class CorrectInput(StepInput):
    """The topic, the story and the urgency as they should stand; another priority than the answers give needs its note.

    A case that is `rahasia` stays so.
    """

    subkategori = Code(table("Subkategori"))
    ringkasan = Line(150)
    uraian = Words(LONGEST_STORY, required=False)
    tanggal_kejadian = Day(**OPTIONAL)
    urgensi = Several(20, child=Code(table("PertanyaanUrgensi")), **OPTIONAL)
    prioritas = Pick(Prioritas, required=False)
    prioritas_catatan = Line(200, required=False)
    rahasia = YesNo(required=False)


class WaitInput(StepInput):
    """The clock stands still until the end of the day `sampai`."""

    jadwal = Pick(waiting.SCHEDULES)
    sampai = Day()
    catatan = Words(500, required=False)


class EndWaitInput(StepInput):
    catatan = Words(500, required=False)


class AddNeedInput(StepInput):
    layanan = Code(table("JenisLayanan"))
    uraian = Line(300, required=False)


class DropNeedInput(StepInput):
    kebutuhan = Id()
    alasan = Code(reasons("TIDAK_TERPENUHI"))
    catatan = Line(300, required=False)


def _may_correct(row, by):
    return row.status in correcting.CORRECTABLE and is_own(by, row, correcting.WRITERS)


def _may_add(row, by):
    return row.status in correcting.found_at(by) and is_own(by, row, correcting.WRITERS)


CORRECTING = by_code(
    beside("wait_schedule", "Tunggu jadwal pusat", WaitInput, waiting.wait_schedule, right=("verifikasi", "CUA"),
           stands=lambda row, by: row.status in waiting.WAITABLE and not awaits_schedule(row)),
    beside("end_wait", "Lanjutkan, tidak menunggu lagi", EndWaitInput, waiting.end_wait, right=("verifikasi", "CUA"),
           stands=lambda row, by: awaits_schedule(row)),
    beside("correct", "Perbaiki isian", CorrectInput, correcting.correct, right=("isian", "U"), stands=_may_correct),
    beside("add_need", "Tambah kebutuhan", AddNeedInput, correcting.add_need, right=("isian", "U"), stands=_may_add),
    beside("drop_need", "Hapus kebutuhan", DropNeedInput, correcting.drop_need, right=("isian", "U"),
           stands=_may_correct),
)  # fmt: skip
