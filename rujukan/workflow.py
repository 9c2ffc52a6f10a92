"""The life of a Rujukan: statuses, legal moves, who may make them (architecture §2, domain §3.3)."""

from django.db.models import TextChoices

from puskesos import legal_moves
from puskesos.roles import KELUARGA, SISTEM, Peran, holders
from puskesos.workflow import Life, Move, perform  # noqa: F401  (one writer of status for all three lives)


class StatusRujukan(TextChoices):
    DRAF = "DRAF", "Draf"
    MENUNGGU_PERSETUJUAN = "MENUNGGU_PERSETUJUAN", "Menunggu persetujuan"
    TERKIRIM = "TERKIRIM", "Terkirim"
    DITERIMA = "DITERIMA", "Diterima instansi"
    PERLU_DOKUMEN = "PERLU_DOKUMEN", "Perlu dokumen"
    DIPROSES = "DIPROSES", "Diproses"
    DISETUJUI = "DISETUJUI", "Disetujui"
    DAFTAR_TUNGGU = "DAFTAR_TUNGGU", "Daftar tunggu"
    DITOLAK = "DITOLAK", "Ditolak"
    DIREALISASIKAN = "DIREALISASIKAN", "Direalisasikan"
    DIKONFIRMASI = "DIKONFIRMASI", "Dikonfirmasi keluarga"
    DISANGGAH = "DISANGGAH", "Disanggah keluarga"
    DICABUT = "DICABUT", "Dicabut"
    DIALIHKAN = "DIALIHKAN", "Dialihkan"
    KEDALUWARSA = "KEDALUWARSA", "Kedaluwarsa"


S, P = StatusRujukan, Peran

# While an agency owes an answer or an outcome; reminders run exactly here.
WAITING_ANSWER = (S.TERKIRIM,)
WAITING_OUTCOME = (S.DITERIMA, S.DIPROSES, S.DISETUJUI)
WAITING_SLRT = (S.PERLU_DOKUMEN,)
WITH_INSTANSI = (*WAITING_ANSWER, *WAITING_OUTCOME, *WAITING_SLRT)
NOT_YET_SENT = (S.DRAF, S.MENUNGGU_PERSETUJUAN)
ACTIVE = (*NOT_YET_SENT, *WITH_INSTANSI)
# Outcomes: the keluhan has its answer once no referral is ACTIVE (T15). A waiting list is an answer to be told.
ANSWERED = frozenset(set(S) - set(ACTIVE))
CLOSED = frozenset({S.DITOLAK, S.DIKONFIRMASI, S.DISANGGAH, S.DICABUT, S.DIALIHKAN, S.KEDALUWARSA})

_WRITES = frozenset({P.BO_KOTA, P.MANAJER, P.BO_PUSKESOS, P.KOORDINATOR})
_APPROVES = frozenset({P.MANAJER, P.KOORDINATOR})
_ANSWERS = holders("jawaban", "U")
_HEARS = holders("umpan_balik", "C") | {P.KOORDINATOR, P.MANAJER, KELUARGA}

RUJUKAN = Life(
    name="rujukan",
    statuses=S,
    closed=CLOSED,
    facts={
        "alasan": "Pilih alasannya.",
        "catatan": "Tulis catatannya.",
        "tanggal": "Isi tanggalnya.",
        "bukti": "Lampirkan bukti layanan.",
        "dokumen": "Sebutkan dokumen yang diminta.",
        "uraian": "Tulis bantuan yang diterima keluarga.",
        "darurat": "Jalur cepat hanya untuk keluhan DARURAT.",
        "instansi": "Pilih instansi tujuan yang baru.",
    },
    moves=(
        Move("submit", "Ajukan", (S.DRAF,), S.MENUNGGU_PERSETUJUAN, _WRITES),
        Move("approve", "Setujui dan kirim", (S.DRAF, S.MENUNGGU_PERSETUJUAN), S.TERKIRIM, _APPROVES),
        Move("send_urgent", "Kirim darurat", (S.DRAF, S.MENUNGGU_PERSETUJUAN), S.TERKIRIM,
             frozenset({P.BO_KOTA, P.MANAJER}), ("darurat",), note="fast lane, manajer confirms after"),
        Move("revise", "Kembalikan ke draf", (S.MENUNGGU_PERSETUJUAN,), S.DRAF, _APPROVES, ("catatan",)),
        Move("accept", "Terima", (S.TERKIRIM, S.PERLU_DOKUMEN), S.DITERIMA, _ANSWERS),
        Move("decline", "Tolak", (S.TERKIRIM, S.DITERIMA, S.PERLU_DOKUMEN, S.DIPROSES, S.DAFTAR_TUNGGU), S.DITOLAK,
             _ANSWERS, ("alasan", "catatan")),
        Move("ask_documents", "Minta dokumen", (S.TERKIRIM, S.DITERIMA, S.DIPROSES), S.PERLU_DOKUMEN, _ANSWERS,
             ("dokumen",)),
        Move("documents_sent", "Dokumen sudah dikirim", (S.PERLU_DOKUMEN,), S.DITERIMA, _WRITES | {P.FO_KOTA},
             ("catatan",)),
        Move("process", "Mulai diproses", (S.DITERIMA,), S.DIPROSES, _ANSWERS),
        Move("grant", "Disetujui", (S.DITERIMA, S.DIPROSES, S.DAFTAR_TUNGGU), S.DISETUJUI, _ANSWERS),
        Move("wait_list", "Masuk daftar tunggu", (S.DITERIMA, S.DIPROSES, S.DISETUJUI), S.DAFTAR_TUNGGU, _ANSWERS,
             ("catatan",)),
        Move("served", "Sudah dilayani", (S.TERKIRIM, S.DITERIMA, S.PERLU_DOKUMEN, S.DIPROSES, S.DISETUJUI,
             S.DAFTAR_TUNGGU), S.DIREALISASIKAN, _ANSWERS, ("tanggal", "uraian", "bukti"),
             note="what the agency declares; the family confirms apart from it"),
        Move("confirmed", "Keluarga: sudah terbantu", (S.DIREALISASIKAN, S.DISANGGAH), S.DIKONFIRMASI, _HEARS),
        Move("disputed", "Keluarga: belum terbantu", (S.DIREALISASIKAN, S.DIKONFIRMASI), S.DISANGGAH, _HEARS),
        Move("withdraw", "Cabut rujukan", ACTIVE, S.DICABUT, _WRITES | {SISTEM}, ("catatan",)),
        Move("redirect", "Alihkan ke instansi lain", WITH_INSTANSI, S.DIALIHKAN,
             frozenset({P.BO_KOTA, P.MANAJER, P.OPD}), ("instansi", "catatan")),
        Move("expire", "Kedaluwarsa", WITH_INSTANSI, S.KEDALUWARSA, frozenset({P.MANAJER, SISTEM}), ("catatan",)),
    ),
)  # fmt: skip


def sync_legal_moves(sender, app_config, using, **kwargs):
    legal_moves.sync_life(RUJUKAN, using)
