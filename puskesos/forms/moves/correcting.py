"""Forms that put the sheet right after it was stored: the story and its urgency, one more need, one need less."""

from django import forms

from puskesos import access, catalogue, correcting, needs, urgency
from puskesos.forms import choices
from puskesos.forms.fields import LineField, PickField
from puskesos.forms.intake import IntakeForm
from puskesos.forms.moves.base import MoveForm
from puskesos.steps import require_own, require_status

ON_SHEET = IntakeForm.base_fields  # asked again as it was asked first


class SheetForm(MoveForm):
    """Who may complete the sheet, from a status in which it may be changed."""

    @classmethod
    def statuses(cls, by):
        return correcting.CORRECTABLE

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "isian", "U")
        require_own(by, keluhan, correcting.WRITERS)
        require_status(keluhan, cls.statuses(by), cls.title)


class CorrectForm(SheetForm):
    code = "correct"
    title, button = "Perbaiki isian", "Simpan perbaikan"
    intro = "Isian yang lama tetap tersimpan di riwayat. Data orangnya diperbaiki di profil warga."
    done = "Isian diperbaiki."
    stage = staticmethod(correcting.correct)
    fields_template = "puskesos/moves/correct_fields.html"
    subkategori = PickField(label="Jenis keluhan", empty="Pilih jenis keluhan …")
    ringkasan = ON_SHEET["ringkasan"]
    uraian = ON_SHEET["uraian"]
    tanggal_kejadian = ON_SHEET["tanggal_kejadian"]
    urgensi = ON_SHEET["urgensi"]
    prioritas = ON_SHEET["prioritas"]
    prioritas_catatan = ON_SHEET["prioritas_catatan"]
    rahasia = forms.BooleanField(
        label="Rahasiakan keluhan ini", required=False,
        help_text="Tidak bisa dibatalkan. Hanya terlihat oleh pencatat, pemeriksa, koordinator, dan yang ditunjuk.",
    )  # fmt: skip

    def prepare(self):
        self.fields["subkategori"].offer(choices.subkategori_by_sektor())
        self.fields["urgensi"].choices = [(row.kode, row.nama) for row in urgency.questions()]
        if self.keluhan.rahasia:
            del self.fields["rahasia"]
        if not self.is_bound:
            self.initial |= self._as_written()

    def _as_written(self):
        row = self.keluhan
        answers, note = urgency.told(row)
        by_hand = row.prioritas if urgency.judge(answers)[0] != row.prioritas else ""
        return {"subkategori": row.subkategori_id, "ringkasan": row.ringkasan, "uraian": row.uraian,
                "tanggal_kejadian": row.tanggal_kejadian, "urgensi": answers, "prioritas": by_hand,
                "prioritas_catatan": note if by_hand else ""}  # fmt: skip


class AddNeedForm(SheetForm):
    code = "add_need"
    title, button = "Tambah kebutuhan", "Tambah kebutuhan"
    done = "Kebutuhan ditambahkan, beserta daftar syaratnya."
    stage = staticmethod(correcting.add_need)
    layanan = PickField(label="Layanan yang dibutuhkan", empty="Pilih layanan …")
    uraian = LineField(300, label="Keterangan kebutuhan", required=False)

    def prepare(self):
        self.fields["layanan"].offer(choices.layanan_by_sektor())

    @classmethod
    def statuses(cls, by):
        return correcting.found_at(by)


class DropNeedForm(SheetForm):
    code = "drop_need"
    title, button = "Hapus kebutuhan", "Hapus kebutuhan"
    intro = "Untuk kebutuhan yang ternyata tidak ada. Kebutuhan itu tetap tercatat sebagai tidak dilanjutkan."
    done = "Kebutuhan tidak dilanjutkan."
    stage = staticmethod(correcting.drop_need)
    kebutuhan = PickField(label="Kebutuhan", tiles=True)
    alasan = PickField(label="Sebab", tiles=True)
    catatan = LineField(300, label="Penjelasan", required=False)

    def prepare(self):
        still_open = [need for need in self.needs if need.status in needs.OPEN]
        self.fields["kebutuhan"].offer([(str(need.pk), str(need)) for need in still_open])
        self.fields["alasan"].offer(catalogue.reasons("TIDAK_TERPENUHI"))
