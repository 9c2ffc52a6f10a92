"""Forms while a case is being checked: taking it, asking the family, contacts, notes, the DTSEN check."""

from django import forms
from django.utils import timezone

from puskesos import access, notes, verification
from puskesos.forms.fields import LineField, NumberField, PickField, StoryField
from puskesos.forms.moves.base import CaseForm, DayForm, MoveForm, day_fields
from puskesos.models import StatusDTSEN, UmpanBalik
from puskesos.roles import KOTA
from puskesos.steps import require_open, require_own
from puskesos.verification.checklist import dtsen_words, standing_dtsen
from puskesos.verification.family import CONTACTS_NEEDED, HasilKontak
from puskesos.widgets import DatePartsField
from puskesos.workflow import KELUHAN


class VerifyForm(MoveForm):
    code = "verify"
    title, button = "Mulai memeriksa", "Mulai memeriksa"
    intro = "Keluhan ini menjadi tanggung jawab Anda sampai koordinator memutuskan."
    done = "Keluhan ini sekarang Anda periksa."
    stage = staticmethod(verification.start_verification)

    def after(self):
        return f"/keluhan/{self.keluhan.pk}/verifikasi/"


class AskFamilyForm(DayForm, MoveForm):
    code = "ask_family"
    title, button = "Minta keluarga melengkapi", "Catat permintaan"
    intro = "Waktu layanan berhenti sampai keluarga melengkapi."
    done = "Permintaan dicatat. Waktu layanan berhenti sampai keluarga melengkapi."
    stage = staticmethod(verification.ask_family)
    day_name = "janji"
    kekurangan = LineField(300, label="Apa yang masih kurang", help_text="Tulis seperti Anda mengatakannya kepada "
                           "keluarga, misalnya: fotokopi KK dan surat dokter.")  # fmt: skip
    janji, janji_lain = day_fields("Keluarga berjanji melengkapi")

    def prepare(self):
        self.offer_days()
        if not self.is_bound:
            papers = [gap.name for gap in verification.gaps(self.keluhan, self.now) if gap.field.startswith("berkas_")]
            self.initial.setdefault("kekurangan", ", ".join(papers)[:300])

    def clean(self):
        self.day = self.chosen_day()

    def arguments(self):
        return {"kekurangan": self.cleaned_data["kekurangan"], "janji": self.day}


class CompletedForm(MoveForm):
    code = "completed"
    title, button = "Berkas sudah lengkap", "Lanjutkan pemeriksaan"
    done = "Kelengkapan dicatat. Waktu layanan berjalan lagi."
    stage = staticmethod(verification.completed)
    catatan = StoryField(1000, rows=3, label="Apa yang diterima")

    @classmethod
    def check(cls, keluhan, by):
        super().check(keluhan, by)
        require_own(by, keluhan, KELUHAN.move(cls.code).roles)


class GiveUpForm(MoveForm):
    code = "give_up"
    title, button, danger = "Batalkan, keluarga tidak melengkapi", "Batalkan keluhan", True
    intro = f"Hanya setelah keluarga dihubungi paling sedikit {CONTACTS_NEEDED} kali dan upayanya tercatat."
    done = "Keluhan dibatalkan."
    stage = staticmethod(verification.give_up)
    catatan = StoryField(1000, rows=3, label="Catatan")

    @property
    def told(self):
        return [("Upaya menghubungi yang tercatat", f"{verification.contacts_since_asked(self.keluhan)} kali")]


class ContactForm(CaseForm):
    title, button = "Catat upaya menghubungi keluarga", "Catat"
    done = "Upaya menghubungi dicatat."
    stage = staticmethod(verification.record_contact)
    kanal = PickField(label="Lewat apa", choices=UmpanBalik.Kanal, tiles=True,
                      error_messages={"required": "Pilih lewat apa keluarga dihubungi."})  # fmt: skip
    hasil = PickField(label="Hasilnya", choices=HasilKontak, tiles=True)
    catatan = StoryField(500, rows=2, label="Catatan", required=False)

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "keluhan", "C")
        require_open(keluhan)


class NoteForm(CaseForm):
    title, button = "Tulis catatan", "Simpan catatan"
    intro = "Catatan tidak bisa diubah atau dihapus. Jangan menulis NIK atau nomor HP di sini."
    done = "Catatan tersimpan."
    stage = staticmethod(notes.add_note)
    catatan = StoryField(2000, rows=4, label="Catatan")
    internal = forms.BooleanField(label="Hanya untuk SLRT Kota (tidak terlihat oleh kelurahan)", required=False)

    def prepare(self):
        if not self.by.hat(KOTA):
            del self.fields["internal"]

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "keluhan", "R")


class DtsenForm(CaseForm):
    title, button = "Catat hasil cek DTSEN", "Simpan hasil cek"
    intro = "Tulis apa yang Anda lihat. Sistem tidak menghitung desil dan tidak menebak."
    done = "Hasil cek DTSEN tersimpan."
    stage = staticmethod(verification.record_dtsen)
    terdaftar = PickField(label="Di DTSEN", choices=StatusDTSEN.Terdaftar.choices[:2], tiles=True,
                          error_messages={"required": "Pilih terdaftar atau tidak."})  # fmt: skip
    desil = NumberField(1, 10, label="Desil", required=False, help_text="1 sampai 10; kosongkan bila tidak tampil.")
    tanggal_cek = DatePartsField(label="Tanggal cek")
    sumber = PickField(label="Dilihat di", choices=StatusDTSEN.Sumber, tiles=True,
                       error_messages={"required": "Pilih di mana data dilihat."})  # fmt: skip

    def prepare(self):
        self.fields["tanggal_cek"].initial = timezone.localdate(self.now)

    @property
    def told(self):
        check = standing_dtsen(self.keluhan.klien_id, timezone.localdate(self.now))
        return [("Hasil cek yang masih berlaku", dtsen_words(check))] if check else []

    def after(self):
        return f"/keluhan/{self.keluhan.pk}/verifikasi/"

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "verifikasi", "CUA")
        require_open(keluhan)
