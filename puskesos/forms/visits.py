"""Forms of home visits: planning one, and writing down what was seen."""

from django import forms
from django.utils import timezone

from puskesos import access, visits
from puskesos.forms.choices import PENDAPATAN, same
from puskesos.forms.fields import LineField, NumberField, PickField, StoryField
from puskesos.forms.moves.base import CaseForm, DayForm, day_fields
from puskesos.steps import require_open

SEEN, AGAIN, NOBODY = "SUDAH", "ULANG", "TIDAK_DI_RUMAH"
PHOTOS = (
    ("FOTO_RUMAH_DEPAN", "Foto rumah tampak depan"),
    ("FOTO_RUMAH_DALAM", "Foto bagian dalam rumah"),
    ("FOTO_RUMAH_WC", "Foto kamar mandi atau WC"),
    ("FOTO_KEJADIAN", "Foto lain"),
)


class PlanVisitForm(DayForm, CaseForm):
    title, button = "Rencanakan kunjungan", "Simpan rencana"
    done = "Kunjungan direncanakan."
    stage = staticmethod(visits.plan_visit)
    day_name, ahead = "rencana", (0, 1, 3, 7)
    rencana, rencana_lain = day_fields("Tanggal kunjungan")
    tujuan = LineField(160, label="Tujuan", required=False, help_text="Misalnya: melihat rumah, mencocokkan KK.")
    petugas = PickField(label="Petugas yang berkunjung", empty="Saya sendiri", required=False)

    def prepare(self):
        self.offer_days()
        others = {one.petugas_id: one.petugas.nama for one in visits.colleagues(self.by, timezone.localdate(self.now))}
        others.pop(self.by.petugas_id, None)
        self.fields["petugas"].offer(sorted(others.items(), key=lambda pair: pair[1]))
        if not others:
            del self.fields["petugas"]

    def clean(self):
        self.day = self.chosen_day()

    def arguments(self):
        who = self.cleaned_data.get("petugas")
        return {"rencana": self.day, "tujuan": self.cleaned_data["tujuan"], "petugas_id": int(who) if who else None}

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "kunjungan", "C")
        require_open(keluhan)


class VisitForm(DayForm, CaseForm):
    """What was found at the house; the answer decides which of the fields are needed."""

    title, button = "Hasil kunjungan", "Simpan hasil"
    done = "Hasil kunjungan tersimpan."
    day_name, ahead, day_needed = "ulang", (1, 3, 7), False
    hasil = PickField(label="Bagaimana kunjungannya", tiles=True, choices=[
        (SEEN, "Sudah bertemu"), (AGAIN, "Sudah, tetapi perlu diulang"), (NOBODY, "Tidak ada di rumah")])  # fmt: skip
    kondisi = StoryField(2000, label="Keadaan keluarga dan rumah", required=False)
    penghasilan = PickField(label="Penghasilan sebulan", choices=same(PENDAPATAN), required=False)
    tanggungan = NumberField(0, 30, label="Jumlah tanggungan", required=False)
    rekomendasi = StoryField(1000, rows=3, label="Saran petugas", required=False)
    ulang, ulang_lain = day_fields("Kunjungan berikutnya")
    catatan = StoryField(500, rows=2, label="Catatan", required=False, help_text="Misalnya: kata tetangga pulang sore.")

    def __init__(self, *args, visit, **kwargs):
        self.visit = visit
        super().__init__(*args, **kwargs)

    def prepare(self):
        self.offer_days()
        for kind, label in PHOTOS:
            self.fields[f"foto_{kind}"] = forms.FileField(
                label=label, required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
            )

    @property
    def photo_fields(self):
        return [self[f"foto_{kind}"] for kind, _ in PHOTOS]

    def stage(self, **arguments):
        """Nobody at home is another stage than a visit that was made."""
        done = visits.nobody_home if self.cleaned_data["hasil"] == NOBODY else visits.record_visit
        return done(**(arguments | {"id": self.visit.pk}))

    def clean(self):
        data = self.cleaned_data
        self.day = self.chosen_day()
        if data.get("hasil") in {SEEN, AGAIN} and not data.get("kondisi") and "kondisi" not in self.errors:
            self.add_error("kondisi", "Tulis keadaan keluarga dan rumah.")
        if data.get("hasil") == AGAIN and not self.day and "ulang_lain" not in self.errors:
            self.add_error("ulang", "Pilih tanggal kunjungan berikutnya.")

    def arguments(self):
        data = self.cleaned_data
        if data["hasil"] == NOBODY:
            return {"catatan": data["catatan"], "ulang": self.day}
        photos = [(kind, data[f"foto_{kind}"]) for kind, _ in PHOTOS if data.get(f"foto_{kind}")]
        return {"kondisi": data["kondisi"], "penghasilan": data["penghasilan"], "tanggungan": data["tanggungan"],
                "rekomendasi": data["rekomendasi"], "foto_baru": photos,
                "ulang": self.day if data["hasil"] == AGAIN else None}  # fmt: skip

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "kunjungan", "U")
