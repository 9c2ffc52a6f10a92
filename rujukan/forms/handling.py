"""What SLRT and the Puskesos do with a referral on its way."""

from puskesos import access, catalogue
from puskesos.forms.fields import PickField
from puskesos.refusals import IllegalMove
from rujukan import answers, followup, referral, restriction
from rujukan.access import lock_rujukan
from rujukan.forms.answering import note
from rujukan.forms.base import StepForm, UploadField
from rujukan.models import TindakLanjut
from rujukan.workflow import NOT_YET_SENT


def on_locked(stage):
    """A stage of referral.py takes the locked row: lock it first, with the version that was shown."""

    def locked(*, by, now, id, versi, **facts):
        return stage(by=by, now=now, rujukan=lock_rujukan(by, id, versi), **facts)

    return staticmethod(locked)


class SubmitForm(StepForm):
    code, title, button = "submit", "Ajukan rujukan", "Ajukan"
    done = "Rujukan diajukan."
    stage = on_locked(referral.submit)


class ApproveForm(StepForm):
    code, title, button = "approve", "Setujui dan kirim", "Setujui dan kirim"
    intro = "Instansi diberi tahu dan batas waktunya mulai berjalan."
    done = "Rujukan terkirim."
    stage = on_locked(referral.send)


class ReviseForm(StepForm):
    code, title, button = "revise", "Kembalikan ke draf", "Kembalikan"
    done = "Rujukan dikembalikan kepada penyusunnya."
    stage = on_locked(referral.revise)
    catatan = note("Yang perlu diperbaiki")


class DocumentsSentForm(StepForm):
    code, title, button = "documents_sent", "Dokumen sudah dikirim", "Simpan"
    intro = "Batas waktu instansi berjalan lagi."
    done = "Instansi diberi tahu bahwa dokumennya sudah dikirim."
    stage = staticmethod(answers.documents_sent)
    catatan = note("Dokumen apa, dikirim lewat apa")
    berkas = UploadField(label="Salinan dokumen", required=False)


class RedirectForm(StepForm):
    code, title, button = "redirect", "Alihkan ke instansi lain", "Alihkan"
    intro = "Rujukan ini berakhir dan dilanjutkan sebagai rujukan baru."
    done = "Rujukan dialihkan."
    stage = on_locked(referral.redirect)
    instansi = PickField(label="Instansi yang tepat", empty="Pilih instansi …")
    catatan = note("Mengapa dialihkan")

    def prepare(self):
        rows = catalogue.table("Instansi").values()
        others = [(one.pk, one.nama) for one in rows if one.aktif and one.pk != self.rujukan.instansi_id]
        self.fields["instansi"].offer(sorted(others, key=lambda pair: pair[1]))


class WithdrawForm(StepForm):
    code, title, button = "withdraw", "Cabut rujukan", "Cabut rujukan"
    intro = "Pengingat berhenti. Rujukan tetap tercatat sebagai dicabut."
    done = "Rujukan dicabut."
    danger = True
    stage = on_locked(referral.withdraw)
    catatan = note("Mengapa dicabut")


class ExpireForm(StepForm):
    code, title, button = "expire", "Nyatakan kedaluwarsa", "Nyatakan kedaluwarsa"
    intro = "Pakai bila instansi tidak menjawab setelah semua pengingat dan upaya lain."
    done = "Rujukan dinyatakan kedaluwarsa."
    danger = True
    stage = staticmethod(followup.expire)
    catatan = note("Upaya yang sudah dilakukan")


class KeepForm(StepForm):
    """Going on although the family's data is restricted."""

    code, title, button = "lanjut", "Tetap jalankan rujukan", "Tetap jalankan"
    intro = (
        "Keluarga membatasi pemakaian datanya. Pakai hanya bila ada dasar lain, misalnya tugas pelayanan publik atau "
        "kepentingan vital. Bila tidak ada, cabut rujukan ini."
    )
    done = "Keputusan tercatat. Rujukan tetap berjalan."
    stage = staticmethod(restriction.keep)
    isi = note("Atas dasar apa tetap berjalan")
    versi = None

    @classmethod
    def check(cls, rujukan, by):
        restriction.require_waiting(by, rujukan)


class ContactForm(StepForm):
    """A call, a letter or a visit to the agency."""

    code, title, button = "catat", "Catat tindak lanjut", "Simpan"
    done = "Tindak lanjut tercatat."
    stage = staticmethod(followup.log_contact)
    jenis = PickField(
        label="Lewat", choices=[(one, TindakLanjut.Jenis(one).label) for one in followup.LOGGED], tiles=True
    )
    isi = note("Hasilnya")
    versi = None

    @classmethod
    def check(cls, rujukan, by):
        access.require(by, "rujukan", "CA")
        if rujukan.status in NOT_YET_SENT:
            raise IllegalMove("Rujukan ini belum dikirim.")
