"""The sentence “Berikutnya” of a referral: who must act now, what for, and by when."""

from puskesos import catalogue
from puskesos.next_step import NextStep
from rujukan.workflow import NOT_YET_SENT, WAITING_ANSWER, WAITING_OUTCOME, StatusRujukan

S = StatusRujukan


def next_step(rujukan, now, *, agency=False):
    """The NextStep of a referral, in the words for the agency itself or for everybody else."""
    who = "Instansi Anda" if agency else catalogue.instansi(rujukan.instansi_id).nama
    if rujukan.status in WAITING_ANSWER:
        return _by(who, "menerima atau menolak rujukan ini", rujukan.batas_jawaban, now)
    if rujukan.status in WAITING_OUTCOME:
        return _by(who, "melayani, lalu mencatat hasil dan buktinya", rujukan.batas_hasil, now)
    if rujukan.status == S.PERLU_DOKUMEN:
        return _by("SLRT atau Puskesos", "mengirim dokumen yang diminta", rujukan.tenggat, now)
    if rujukan.status in NOT_YET_SENT:
        return NextStep("Koordinator atau manajer", "menyetujui dan mengirim rujukan ini")
    if rujukan.status == S.DITOLAK and rujukan.keluhan.terbuka and not agency:
        return NextStep("Penanggung jawab kasus", "mencari jalan lain, atau menyampaikan alasannya kepada keluarga")
    who, what = ENDED.get(rujukan.status, ("", "Rujukan ini sudah berakhir."))
    return NextStep(who, what, tone=TONES.get(rujukan.status, "ok"))


ENDED = {
    S.DAFTAR_TUNGGU: ("", "Menunggu giliran di instansi. Sudah menjadi kabar untuk keluarga."),
    S.DIREALISASIKAN: ("Petugas Puskesos", "menanyakan kepada keluarga apakah bantuannya sudah diterima"),
    S.DIKONFIRMASI: ("", "Keluarga menyatakan sudah terbantu."),
    S.DISANGGAH: ("SLRT", "menindaklanjuti: keluarga menyatakan belum terbantu"),
    S.DITOLAK: ("", "Instansi menolak rujukan ini."),
}
TONES = {S.DISANGGAH: "soon", S.DITOLAK: ""}


def _by(who, what, due, now):
    overdue = due < now
    return NextStep(who, what, due, "late" if overdue else "", overdue)
