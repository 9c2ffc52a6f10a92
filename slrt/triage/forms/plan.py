"""Forms of analysis, plan and decision."""

from puskesos import access, workflow
from puskesos.forms.fields import PlainForm, StoryField
from puskesos.forms.moves.base import CaseForm, MoveForm
from puskesos.refusals import IllegalMove, Refused
from puskesos.steps import require_status
from puskesos.workflow import StatusKeluhan
from slrt.triage import triage
from slrt.triage.models import RencanaAksi


class TelaahForm(MoveForm):
    code = "telaah"
    title, button = "Telaah", "Simpan telaah"
    done = "Telaah tersimpan."
    stage = staticmethod(triage.write_telaah)
    masalah = StoryField(
        2000, rows=3, label="Masalah dan kebutuhan", help_text="Yang dirasakan dan yang dinyatakan keluarga."
    )
    sumber_daya = StoryField(1000, rows=2, label="Sumber daya keluarga dan lingkungan", required=False,
                             help_text="Penghasilan, saudara, tetangga, bantuan yang sudah ada.")  # fmt: skip
    risiko = StoryField(1000, rows=2, label="Risiko bila tidak ditangani", required=False)
    kesimpulan = StoryField(2000, rows=3, label="Kesimpulan dan pilihan bantuan")

    def prepare(self):
        self.initial.setdefault("masalah", self.keluhan.ringkasan)

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "triase", "CUA")
        require_status(keluhan, (StatusKeluhan.TELAAH,), "Telaah ditulis saat keluhan Ditelaah;")


class SubmitForm(MoveForm):
    code = "plan"
    title, button = "Ajukan rencana", "Ajukan ke manajer"
    done = "Rencana diajukan ke manajer."
    stage = staticmethod(triage.submit_plan)
    tugas_keluarga = StoryField(1000, rows=2, label="Yang dilakukan keluarga sendiri", required=False)
    catatan = StoryField(1000, rows=2, label="Catatan untuk manajer", required=False)


class ApproveForm(MoveForm):
    """The manajer's yes: everything that waits is sent."""

    code = "refer"
    template = "triage/moves/approve.html"
    title, button, short = "Putuskan rencana", "Setujui dan kirim rujukan", "Putuskan"
    done = "Rencana disetujui, rujukan terkirim."
    stage = staticmethod(triage.approve_plan)
    catatan = StoryField(1000, rows=2, label="Catatan keputusan", required=False)

    @property
    def waiting(self):
        """The referrals that this decision sends."""
        rows = self.keluhan.rujukan.filter(status="MENUNGGU_PERSETUJUAN").select_related("instansi", "kebutuhan")
        return rows.order_by("urutan")

    @property
    def telaah(self):
        return self.keluhan.telaah.select_related("petugas").last()

    @property
    def plan(self):
        return triage.latest_plan(self.keluhan)


class RevisePlanForm(MoveForm):
    code = "revise_plan"
    title, button, short = "Minta rencana diperbaiki", "Kembalikan ke back office", "Minta perbaikan"
    done = "Rencana dikembalikan ke back office."
    stage = staticmethod(triage.revise_plan)
    catatan = StoryField(1000, rows=3, label="Apa yang perlu diperbaiki")


class UrgentForm(MoveForm):
    code = "refer_urgent"
    title, button = "Rujuk darurat", "Kirim semua draf sekarang"
    intro = "Semua draf rujukan kasus ini terkirim sekarang. Manajer mengesahkan dalam satu hari kerja."
    done = "Rujukan darurat terkirim; manajer mengesahkan kemudian."
    stage = staticmethod(triage.refer_urgent)
    catatan = StoryField(1000, rows=2, label="Keadaan daruratnya", required=False)

    @classmethod
    def check(cls, keluhan, by):
        workflow.require_move(keluhan, "refer_urgent", by)
        if keluhan.prioritas != "DARURAT":
            raise Refused("Jalur cepat hanya untuk keluhan DARURAT.")


class RatifyForm(CaseForm):
    code = "ratify"
    title, button, short = "Sahkan rujukan darurat", "Sahkan", "Sahkan"
    intro = "Back office sudah mengirim rujukan ini karena darurat."
    done = "Rujukan darurat disahkan."
    stage = staticmethod(triage.ratify)
    catatan = StoryField(1000, rows=2, label="Catatan", required=False)

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "triase", "A")
        if triage.latest_plan(keluhan, RencanaAksi.Status.DISAHKAN_KEMUDIAN) is None:
            raise IllegalMove("Tidak ada rujukan darurat yang menunggu pengesahan.")


class TryOtherForm(MoveForm):
    code = "try_other"
    title, button = "Coba pilihan lain", "Telaah lagi"
    intro = "Kasus kembali ke telaah, hasil yang ada tetap tercatat."
    done = "Kasus ditelaah lagi."
    stage = staticmethod(triage.try_other)
    catatan = StoryField(1000, rows=3, label="Mengapa perlu cara lain")


class DraftEditForm(PlainForm):
    """Nothing but the words of a draft."""

    kelayakan = StoryField(500, rows=2, label="Catatan kelayakan")
    catatan = StoryField(1000, rows=2, label="Catatan untuk instansi", required=False)
