"""Forms of the ends of a case, and of opening it again."""

from django import forms
from django.utils import timezone

from puskesos import catalogue, closing, numbering
from puskesos.closing.ending import SURVEY
from puskesos.forms.fields import LineField, PickField, PickManyField, StoryField
from puskesos.forms.moves.base import MoveForm
from puskesos.forms.moves.outcomes import OutcomesForm
from puskesos.models import Alasan, Keluhan, UmpanBalik


class CloseForm(OutcomesForm):
    code = "close"
    title, button = "Tutup keluhan", "Tutup keluhan"
    done = "Keluhan ditutup."
    stage = staticmethod(closing.close)
    kode_hasil = PickField(label="Hasil akhir", tiles=True)
    survei = PickField(label="Survei kepuasan", choices=SURVEY, tiles=True)
    catatan = StoryField(1000, rows=3, label="Catatan", required=False)

    def prepare(self):
        super().prepare()
        self.fields["kode_hasil"].offer(catalogue.reasons(Alasan.Kelompok.HASIL))

    @property
    def told(self):
        last = UmpanBalik.objects.filter(keluhan=self.keluhan).order_by("-disampaikan_pada").first()
        words = [
            (catalogue.layanan(need.layanan_id).nama, f"{need.get_status_display()} · kata keluarga: "
             f"{need.get_kata_keluarga_display().lower() or 'belum ditanya'}")
            for need in self.needs
        ]  # fmt: skip
        return [*words, *([("Tanggapan keluarga", last.get_reaksi_display())] if last else [])]

    def arguments(self):
        data = self.cleaned_data
        return {"kode_hasil": data["kode_hasil"], "survei": data["survei"], "catatan": data["catatan"],
                "outcomes": self.outcomes()}  # fmt: skip


class ReasonForm(MoveForm):
    """A coded reason of one group, and words."""

    kelompok = None
    alasan = PickField(label="Alasan", tiles=True)
    catatan = StoryField(1000, label="Penjelasan")

    def prepare(self):
        self.fields["alasan"].offer(catalogue.reasons(self.kelompok))


class ReopenForm(ReasonForm):
    code, kelompok = "reopen", Alasan.Kelompok.BUKA_KEMBALI
    title, button = "Buka kembali", "Buka kembali"
    intro = "Keluhan kembali ditelaah SLRT Kota."
    done = "Keluhan dibuka kembali."
    stage = staticmethod(closing.reopen)
    kebutuhan = PickManyField(label="Kebutuhan yang dikerjakan lagi", help_text="Kosongkan untuk semua yang belum "
                              "dinyatakan terbantu oleh keluarga.")  # fmt: skip

    def prepare(self):
        super().prepare()
        self.fields["kebutuhan"].choices = [
            (str(need.pk), catalogue.layanan(need.layanan_id).nama) for need in self.needs
        ]

    def arguments(self):
        chosen = set(self.cleaned_data["kebutuhan"])
        ids = [need.pk for need in self.needs if str(need.pk) in chosen]
        return {**super().arguments(), "kebutuhan": ids}


class CannotForm(ReasonForm):
    code, kelompok = "cannot", Alasan.Kelompok.TIDAK_DAPAT
    title, button, danger = "Tidak dapat ditindaklanjuti", "Tutup tanpa layanan", True
    intro = "Keluarga berhak tahu sebabnya, mendapat saran lain, dan berkeberatan."
    done = "Keluhan ditutup: tidak dapat ditindaklanjuti."
    stage = staticmethod(closing.cannot)
    hak_keberatan = forms.BooleanField(label="Hak berkeberatan sudah dijelaskan kepada keluarga")

    def prepare(self):
        super().prepare()
        self.fields["catatan"].label = "Saran yang diberikan kepada keluarga"
        self.fields["hak_keberatan"].error_messages["required"] = "Pastikan hak keberatan sudah dijelaskan."


class WithdrawForm(ReasonForm):
    code, kelompok = "withdraw", Alasan.Kelompok.BATAL
    title, button, danger = "Tarik keluhan", "Tarik keluhan", True
    done = "Keluhan ditarik."
    stage = staticmethod(closing.withdraw)


class MergeForm(MoveForm):
    code = "merge"
    title, button, danger = "Gabung ke keluhan lain", "Gabungkan", True
    intro = "Keluhan ini ditutup sebagai ganda. Kebutuhan yang masih terbuka pindah ke keluhan tujuan."
    done = "Keluhan digabung."
    stage = staticmethod(closing.merge)
    tujuan = PickField(label="Keluhan tujuan", tiles=True, required=False)
    nomor = LineField(
        24, label="Atau nomor keluhan lain", required=False, help_text="Misalnya PKY-2026-000123, atau 123 saja."
    )
    penjelasan = StoryField(500, rows=2, label="Penjelasan", required=False,
                            help_text="Wajib bila keluhan tujuan atas nama orang lain.")  # fmt: skip

    def prepare(self):
        cases = closing.other_cases(self.keluhan, self.by)
        self.fields["tujuan"].offer(
            [(str(one.pk), f"{one.nomor} · {one.klien.nama} · {one.ringkasan}") for one in cases]
        )
        if not cases:
            del self.fields["tujuan"]
            number = self.fields["nomor"]
            number.label, number.required = "Nomor keluhan tujuan", True
            number.error_messages["required"] = "Tulis nomor keluhan tujuan."

    def clean(self):
        self.target = self.cleaned_data.get("tujuan")
        if self.cleaned_data.get("nomor"):
            self.target = self._by_number(self.cleaned_data["nomor"])
        elif not self.target and "tujuan" in self.fields:
            self.add_error("tujuan", "Pilih keluhan tujuan penggabungan.")

    def _by_number(self, typed):
        """The id of the visible case with this number, of this year when none is given."""
        try:
            number = numbering.parse_number(typed)
        except ValueError as error:
            self.add_error("nomor", str(error))
            return None
        year = number.year or timezone.localdate(self.now).year
        found = (
            Keluhan.objects.visible_to(self.by).filter(tahun=year, urut=number.n).values_list("pk", flat=True).first()
        )
        if found is None:
            self.add_error("nomor", "Keluhan dengan nomor ini tidak ditemukan di wilayah Anda.")
        return found

    def arguments(self):
        return {"tujuan_id": self.target, "penjelasan": self.cleaned_data["penjelasan"]}

    def after(self):
        return f"/keluhan/{self.target}/"
