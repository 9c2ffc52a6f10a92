"""Forms of waiting for the national calendar, and of going on."""

from puskesos import access, deadlines, waiting
from puskesos.forms.fields import PickField, StoryField
from puskesos.forms.moves.base import DayForm, MoveForm, day_fields
from puskesos.refusals import IllegalMove
from puskesos.steps import require_status


class WaitForm(DayForm, MoveForm):
    code = "wait_schedule"
    title, button = "Tunggu jadwal pusat", "Hentikan waktu layanan"
    intro = "Untuk perubahan DTSEN atau desil yang menunggu jadwal pusat. Waktu layanan berhenti sampai tanggal itu."
    done = "Menunggu jadwal pusat. Waktu layanan berhenti."
    stage = staticmethod(waiting.wait_schedule)
    day_name, ahead = "sampai", (14, 30, 90)
    jadwal = PickField(label="Jadwal yang ditunggu", choices=waiting.SCHEDULES, tiles=True)
    sampai, sampai_lain = day_fields("Ditunggu sampai")
    catatan = StoryField(500, rows=2, label="Catatan", required=False)

    def prepare(self):
        self.offer_days()

    def clean(self):
        self.day = self.chosen_day()

    def arguments(self):
        return {"jadwal": self.cleaned_data["jadwal"], "catatan": self.cleaned_data["catatan"], "sampai": self.day}

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "verifikasi", "CUA")
        require_status(keluhan, waiting.WAITABLE, cls.title)
        if deadlines.awaits_schedule(keluhan):
            raise IllegalMove("Keluhan ini sudah menunggu jadwal pusat.")


class EndWaitForm(MoveForm):
    code = "end_wait"
    title, button = "Lanjutkan, tidak menunggu lagi", "Lanjutkan"
    intro = "Waktu layanan berjalan lagi dengan sisa yang tadinya ada."
    done = "Waktu layanan berjalan lagi."
    stage = staticmethod(waiting.end_wait)
    catatan = StoryField(500, rows=2, label="Catatan", required=False)

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "verifikasi", "CUA")
        if not deadlines.awaits_schedule(keluhan):
            raise IllegalMove("Keluhan ini tidak sedang menunggu jadwal pusat.")
