"""The form of asking a household whether what was declared served has arrived; served upstairs with its referrals."""

from uuid import UUID

from puskesos import access, catalogue, closing
from puskesos.forms.fields import PickField, StoryField
from puskesos.forms.moves.base import CaseForm
from puskesos.models import CekKeluarga, Kebutuhan
from puskesos.refusals import IllegalMove

C = CekKeluarga.Cara
BY_OFFICER = [(one.value, one.label) for one in (C.KUNJUNGAN, C.TELEPON, C.DATANG)]


class HouseholdCheckForm(CaseForm):
    """The household's own word on every need it is asked about; none is chosen beforehand."""

    title, button = "Tanyakan ke keluarga", "Simpan kata keluarga"
    intro = "Instansi mencatat sudah dilayani. Tanyakan kepada keluarga sendiri, lalu catat jawabannya apa adanya."
    done = "Kata keluarga tercatat."
    catatan = StoryField(1000, rows=2, label="Kata-kata keluarga", required=False)

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "umpan_balik", "CU")
        if not closing.open_checks(keluhan):
            raise IllegalMove("Tidak ada lagi yang perlu ditanyakan: keluarga sudah menjawab.")

    def prepare(self):
        words = {
            f"kata_{row.kebutuhan_id}": PickField(
                label=catalogue.layanan(row.kebutuhan.layanan_id).nama, choices=Kebutuhan.KataKeluarga, tiles=True,
                error_messages={"required": "Tanyakan kepada keluarga: sudah terbantu?"},
            )
            for row in closing.open_checks(self.keluhan)
        }  # fmt: skip
        words["cara"] = PickField(
            label="Diketahui dari", choices=BY_OFFICER, tiles=True,
            error_messages={"required": "Pilih dari mana kata keluarga diketahui."},
        )  # fmt: skip
        self.fields = {**words, **self.fields}

    def arguments(self):
        data = self.cleaned_data
        words = {UUID(name.removeprefix("kata_")): word for name, word in data.items() if name.startswith("kata_")}
        return {"kata": words, "cara": data["cara"], "catatan": data["catatan"]}
