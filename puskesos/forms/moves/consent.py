"""The forms of taking a consent back and of giving it anew; served upstairs, where its referrals are."""

from django.utils import timezone

from puskesos import access, consent
from puskesos.forms.fields import LineField, PickField, StoryField
from puskesos.forms.moves.base import MoveForm
from puskesos.models import PencabutanPersetujuan, PersetujuanData
from puskesos.refusals import IllegalMove
from puskesos.widgets import DatePartsField

SPOKEN = [one for one in PersetujuanData.Cara.choices if one[0] != PersetujuanData.Cara.TIDAK_ADA]


class WithdrawConsentForm(MoveForm):
    code = "withdraw_consent"
    title, button = "Catat pencabutan persetujuan", "Catat pencabutan"
    intro = (
        "Keluarga berhak mencabut persetujuannya kapan saja. Data tidak dihapus, tetapi tidak lagi dibagikan kepada "
        "instansi; rujukan yang masih berjalan diputuskan orang. Layanan lain tidak boleh dikurangi karenanya."
    )
    done = "Pencabutan tercatat. Back office dan pejabat pelindungan data sudah diberi tahu."
    danger = True
    stage = staticmethod(consent.withdraw)
    oleh = PickField(label="Siapa yang mencabut", choices=PersetujuanData.Pemberi, tiles=True,
                     error_messages={"required": "Pilih siapa yang mencabut."})  # fmt: skip
    oleh_nama = LineField(120, label="Nama orang tua atau wali", required=False, help_text="Bila bukan klien sendiri.")
    cara = PickField(label="Disampaikan dengan cara", choices=PencabutanPersetujuan.Cara, tiles=True,
                     error_messages={"required": "Pilih cara keluarga menyampaikannya."})  # fmt: skip
    disampaikan = DatePartsField(label="Tanggal disampaikan")
    alasan = StoryField(1000, rows=3, label="Alasan keluarga",
                        help_text="Dengan kata-kata keluarga. Bila tidak mau menyebutkan, tulis “tidak disebutkan”.",
                        error_messages={"required": "Tulis alasannya, atau “tidak disebutkan”."})  # fmt: skip

    def prepare(self):
        self.initial.setdefault("disampaikan", timezone.localdate(self.now))

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "permintaan", "C")
        consent.require_withdrawable(consent.of(keluhan))


class ConsentAgainForm(MoveForm):
    code = "consent_again"
    title, button = "Catat persetujuan lagi", "Catat persetujuan"
    intro = "Bacakan lagi untuk apa data dipakai. Setelah ini kasus dapat dirujuk seperti biasa."
    done = "Persetujuan tercatat. Pembatasan kasus ini berakhir."
    stage = staticmethod(consent.give_again)
    pemberi = PickField(label="Siapa yang menyetujui", choices=PersetujuanData.Pemberi, tiles=True,
                        error_messages={"required": "Pilih siapa yang menyetujui."})  # fmt: skip
    pemberi_nama = LineField(120, label="Nama orang tua atau wali", required=False,
                             help_text="Bila bukan klien sendiri.")  # fmt: skip
    cara = PickField(label="Cara menyetujui", choices=SPOKEN, tiles=True,
                     error_messages={"required": "Pilih cara persetujuan diberikan."})  # fmt: skip

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "permintaan", "C")
        if not consent.taken_back(consent.of(keluhan)):
            raise IllegalMove("Persetujuan kasus ini tidak sedang dicabut.")
