"""What an agency says to a referral."""

from django import forms

from puskesos import access, catalogue
from puskesos.forms.fields import PickField, StoryField
from puskesos.refusals import IllegalMove
from puskesos.widgets import DatePartsField
from rujukan import answers
from rujukan.forms.base import AnswerForm, StepForm, UploadField
from rujukan.workflow import WITH_INSTANSI


def note(label="Catatan", **kwargs):
    return StoryField(1000, rows=3, label=label, **kwargs)


class AcceptForm(AnswerForm):
    code, title, button = "accept", "Terima rujukan", "Terima"
    intro = "Instansi menyanggupi dan akan mencatat hasilnya sebelum batas."
    done = "Rujukan diterima."
    stage = staticmethod(answers.accept)
    catatan = note("Catatan untuk SLRT", required=False)


class DeclineForm(AnswerForm):
    code, title, button = "decline", "Tolak rujukan", "Tolak"
    intro = "Keluarga akan diberi tahu alasan ini. Tulis sehingga dapat dimengerti."
    done = "Penolakan tercatat."
    danger = True
    stage = staticmethod(answers.decline)
    alasan = PickField(label="Alasan menolak", tiles=True)
    catatan = note("Penjelasan")

    def prepare(self):
        super().prepare()
        self.fields["alasan"].offer(catalogue.reasons("TOLAK"))


class AskDocumentsForm(AnswerForm):
    code, title, button = "ask_documents", "Minta dokumen", "Minta dokumen"
    intro = "Batas waktu instansi berhenti sampai dokumen dikirim."
    done = "Permintaan dokumen dikirim ke SLRT."
    stage = staticmethod(answers.ask_documents)
    dokumen = note("Dokumen yang kurang", help_text="Satu dokumen per baris.")


class ProcessForm(AnswerForm):
    code, title, button = "process", "Mulai diproses", "Mulai diproses"
    done = "Rujukan sedang diproses."
    stage = staticmethod(answers.process)
    catatan = note(required=False)


class GrantForm(AnswerForm):
    code, title, button = "grant", "Setujui", "Setujui"
    intro = "Disetujui belum berarti diterima keluarga. Catat “Sudah dilayani” setelah bantuan sampai."
    done = "Rujukan disetujui."
    stage = staticmethod(answers.grant)
    catatan = note(required=False)


class WaitListForm(AnswerForm):
    code, title, button = "wait_list", "Masuk daftar tunggu", "Masukkan daftar tunggu"
    intro = "Keluarga akan diberi tahu."
    done = "Tercatat di daftar tunggu."
    stage = staticmethod(answers.wait_list)
    catatan = note("Perkiraan waktu dan alasannya")


class ServedForm(AnswerForm):
    code, title, button = "served", "Sudah dilayani", "Simpan hasil"
    intro = "Catat bantuan yang sudah sampai. Keluarga akan ditanya terpisah."
    done = "Hasil layanan tercatat."
    stage = staticmethod(answers.served)
    tanggal = DatePartsField(label="Tanggal layanan")
    uraian = note("Bantuan yang diterima keluarga")
    jumlah = forms.IntegerField(
        label="Nilai bantuan", required=False, min_value=0, max_value=10**12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-16"}),
        help_text="Dalam rupiah, bila berupa uang.",
        error_messages={"invalid": "Tulis dengan angka, misalnya 600000.", "min_value": "Tulis dengan angka.",
                        "max_value": "Nilai ini terlalu besar."},
    )  # fmt: skip
    bukti = UploadField(label="Bukti layanan", help_text="Foto, tanda terima, atau surat (JPEG, PNG, WebP, PDF).")


class ProgressForm(StepForm):
    """News without a move."""

    code, title, button = "kabar", "Kirim kabar", "Kirim kabar"
    done = "Kabar terkirim ke SLRT."
    stage = staticmethod(answers.report_progress)
    isi = note("Sampai di mana prosesnya?")
    versi = None

    @classmethod
    def check(cls, rujukan, by):
        access.require(by, "jawaban", "U")
        if rujukan.status not in WITH_INSTANSI:
            raise IllegalMove(f"Rujukan ini sudah {rujukan.get_status_display().lower()}.")
