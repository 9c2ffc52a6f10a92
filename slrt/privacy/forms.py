"""What the counter and the officer for data protection type."""

from django import forms

from puskesos.forms.fields import LineField, PickField, PlainForm, StoryField
from puskesos.models import PersetujuanData
from slrt.privacy.models import PermintaanData

P = PermintaanData


class RequestForm(PlainForm):
    """A request as it was said at the counter."""

    jenis = PickField(label="Apa yang diminta", choices=P.Jenis, tiles=True,
                      error_messages={"required": "Pilih apa yang diminta."})  # fmt: skip
    isi = StoryField(2000, rows=4, label="Permintaan, dengan kata-kata pemohon",
                     help_text="Sebutkan data yang mana dan, untuk perbaikan, apa yang benar.",
                     error_messages={"required": "Tulis apa yang diminta."})  # fmt: skip
    pemohon = PickField(label="Siapa yang meminta", choices=PersetujuanData.Pemberi, tiles=True,
                        error_messages={"required": "Pilih siapa yang meminta."})  # fmt: skip
    pemohon_nama = LineField(120, label="Nama orang tua atau wali", required=False,
                             help_text="Bila bukan warga itu sendiri.")  # fmt: skip
    kenal = PickField(label="Pemohon dikenali dari", choices=P.Kenal, tiles=True,
                      error_messages={"required": "Pilih dari mana pemohon dikenali."})  # fmt: skip
    lewat = PickField(label="Disampaikan lewat", choices=P.Lewat, tiles=True,
                      error_messages={"required": "Pilih lewat apa permintaan disampaikan."})  # fmt: skip


class Versioned(PlainForm):
    versi = forms.CharField(required=False, widget=forms.HiddenInput)


class DecisionForm(Versioned):
    putusan = PickField(label="Putusan", choices=P.Putusan, tiles=True,
                        error_messages={"required": "Pilih putusannya."})  # fmt: skip
    alasan = StoryField(2000, rows=3, label="Alasan dan dasar hukum",
                        help_text="Untuk catatan: pasal, jadwal retensi arsip, atau sebab lain.",
                        error_messages={"required": "Tulis alasan dan dasar hukumnya."})  # fmt: skip
    jawaban = StoryField(2000, rows=5, label="Jawaban untuk pemohon",
                         help_text="Dibacakan atau dicetak untuk pemohon, dengan kata-kata yang mudah.",
                         error_messages={"required": "Tulis jawaban untuk pemohon."})  # fmt: skip


class AnswerForm(Versioned):
    lewat = PickField(label="Jawaban disampaikan lewat", choices=P.Lewat, tiles=True,
                      error_messages={"required": "Pilih lewat apa jawaban disampaikan."})  # fmt: skip


class LiftForm(Versioned):
    alasan = StoryField(2000, rows=3, label="Mengapa pembatasan berakhir",
                        error_messages={"required": "Tulis mengapa pembatasan berakhir."})  # fmt: skip
