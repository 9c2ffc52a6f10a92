"""The lives of Keluhan and Kebutuhan: statuses, legal moves, who may make them, and the only writer of `status`.

The tables are pure data; they draw the buttons, the help page, the rows against which the database checks every
change, and the tests. Sources: domain §3.2 and §3.3 (numbers T1–T21), architecture §2.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import TextChoices

from puskesos.refusals import IllegalMove, MissingFact, NotAllowed
from puskesos.roles import KELUARGA, SISTEM, Peran, holders


class StatusKeluhan(TextChoices):
    DRAF = "DRAF", "Draf"
    TERDAFTAR = "TERDAFTAR", "Terdaftar"
    VERIFIKASI = "VERIFIKASI", "Diverifikasi"
    PERLU_LENGKAP = "PERLU_LENGKAP", "Perlu dilengkapi"
    DITANGANI_PUSKESOS = "DITANGANI_PUSKESOS", "Ditangani Puskesos"
    DITERUSKAN = "DITERUSKAN", "Diteruskan ke SLRT Kota"
    TELAAH = "TELAAH", "Ditelaah"
    DIKEMBALIKAN = "DIKEMBALIKAN", "Dikembalikan ke Puskesos"
    RENCANA = "RENCANA", "Rencana disusun"
    DIRUJUK = "DIRUJUK", "Dirujuk"
    HASIL_ADA = "HASIL_ADA", "Ada hasil"
    UMPAN_BALIK = "UMPAN_BALIK", "Hasil disampaikan"
    SELESAI = "SELESAI", "Selesai"
    TIDAK_DAPAT_DITINDAKLANJUTI = "TIDAK_DAPAT_DITINDAKLANJUTI", "Tidak dapat ditindaklanjuti"
    DIBATALKAN = "DIBATALKAN", "Dibatalkan"
    DUPLIKAT = "DUPLIKAT", "Digabung"


class StatusKebutuhan(TextChoices):
    TERBUKA = "TERBUKA", "Terbuka"
    DIPROSES = "DIPROSES", "Diproses"
    TERPENUHI = "TERPENUHI", "Terpenuhi"
    SEBAGIAN = "SEBAGIAN", "Terpenuhi sebagian"
    TIDAK_TERPENUHI = "TIDAK_TERPENUHI", "Tidak terpenuhi"
    TIDAK_DILANJUTKAN = "TIDAK_DILANJUTKAN", "Tidak dilanjutkan"


@dataclass(frozen=True)
class Move:
    """One legal step: from any of `sources` to `target`, by any of `roles`, with all of `requires` given."""

    code: str
    label: str
    sources: tuple
    target: str
    roles: frozenset
    requires: tuple = ()
    note: str = ""

    def by(self, peran):
        return peran in self.roles


@dataclass(frozen=True)
class Life:
    """All statuses and moves of one kind of thing."""

    name: str
    statuses: type
    moves: tuple
    closed: frozenset
    facts: dict = field(default_factory=dict)

    def move(self, code):
        return next(move for move in self.moves if move.code == code)

    def open_to(self, status, perans):
        """Moves that somebody wearing any of these hats may make from this status."""
        return [move for move in self.moves if status in move.sources and move.roles & set(perans)]

    def rows(self):
        """(life, code, from, to, role) of every legal step: what the database checks against."""
        for move in self.moves:
            for source in move.sources:
                for peran in sorted(move.roles):
                    yield self.name, move.code, str(source), str(move.target), str(peran)


S, K, P = StatusKeluhan, StatusKebutuhan, Peran

CLOSED = frozenset({S.SELESAI, S.TIDAK_DAPAT_DITINDAKLANJUTI, S.DIBATALKAN, S.DUPLIKAT})
OPEN = tuple(status for status in S if status not in CLOSED and status != S.DRAF)
# Whose turn it is: one side per status, so that every open case has exactly one waiting party.
AT_PUSKESOS = (S.TERDAFTAR, S.VERIFIKASI, S.DITANGANI_PUSKESOS, S.DIKEMBALIKAN)
AT_SLRT = (S.DITERUSKAN, S.TELAAH, S.RENCANA)
AT_FAMILY = (S.PERLU_LENGKAP,)
AT_INSTANSI = (S.DIRUJUK,)
TELL_FAMILY = (S.HASIL_ADA, S.UMPAN_BALIK)

# Which service standard (domain §3.5) runs while a case stands in a status.
STANDARD = {
    S.TERDAFTAR: "VERIFIKASI",
    S.VERIFIKASI: "KEPUTUSAN_PUSKESOS",
    S.PERLU_LENGKAP: "MENUNGGU_WARGA",
    S.DITANGANI_PUSKESOS: "HASIL",
    S.DITERUSKAN: "TRIASE",
    S.TELAAH: "TELAAH",
    S.DIKEMBALIKAN: "TANGGAPAN_PENGEMBALIAN",
    S.RENCANA: "TELAAH",
    S.DIRUJUK: "HASIL",
    S.HASIL_ADA: "UMPAN_BALIK",
    S.UMPAN_BALIK: "UMPAN_BALIK",
}

_BO = {P.BO_PUSKESOS, P.BO_KOTA}
_DECIDE_LOCAL = frozenset({P.KOORDINATOR, P.SUPERVISOR})
_FORWARD = holders("teruskan", "A")
_TRIAGE = holders("triase", "CUAP")
_CLOSE = holders("tutup", "A")
_FEEDBACK = holders("umpan_balik", "C")

KELUHAN = Life(
    name="keluhan",
    statuses=S,
    closed=CLOSED,
    facts={
        "catatan": "Tulis catatannya.",
        "alasan": "Pilih alasannya.",
        "kekurangan": "Sebutkan apa yang masih kurang.",
        "janji": "Isi tanggal keluarga berjanji melengkapi.",
        "kontak": "Catat dulu dua kali upaya menghubungi keluarga.",
        "solusi": "Tulis cara Puskesos menangani.",
        "cek_dtsen": "Catat dulu hasil cek DTSEN.",
        "darurat": "Jalur cepat hanya untuk keluhan DARURAT.",
        "hasil": "Tulis hasilnya.",
        "bukti": "Lampirkan bukti hasil.",
        "telaah": "Isi dulu telaah.",
        "rujukan": "Susun dulu paling sedikit satu rujukan.",
        "kanal": "Pilih lewat apa keluarga diberi tahu.",
        "reaksi": "Catat tanggapan keluarga.",
        "kode_hasil": "Pilih hasil akhirnya.",
        "survei": "Catat apakah survei ditawarkan.",
        "hak_keberatan": "Pastikan hak keberatan sudah dijelaskan.",
        "tujuan": "Pilih keluhan tujuan penggabungan.",
    },
    moves=(
        Move("register", "Daftarkan", (S.DRAF,), S.TERDAFTAR, holders("keluhan", "C"), note="T1"),
        Move("verify", "Mulai verifikasi", (S.TERDAFTAR,), S.VERIFIKASI, holders("verifikasi", "CA"), note="T2"),
        Move("ask_family", "Minta keluarga melengkapi", (S.VERIFIKASI, S.DIKEMBALIKAN, S.TELAAH), S.PERLU_LENGKAP,
             holders("verifikasi", "CA"), ("kekurangan", "janji"),
             note="T3; also from Dikembalikan and Telaah, where the same gap is found later"),
        Move("completed", "Berkas sudah lengkap", (S.PERLU_LENGKAP,), S.VERIFIKASI, holders("isian", "U"),
             ("catatan",), note="T4"),
        Move("give_up", "Batalkan, keluarga tidak melengkapi", (S.PERLU_LENGKAP,), S.DIBATALKAN, _CLOSE,
             ("kontak", "catatan"), note="T5"),
        Move("handle_local", "Tangani di Puskesos", (S.VERIFIKASI, S.DIKEMBALIKAN), S.DITANGANI_PUSKESOS,
             holders("tangani", "A"), ("solusi", "cek_dtsen"),
             note="T6; from Dikembalikan when SLRT says it can be solved locally"),
        Move("forward", "Teruskan ke SLRT Kota", (S.VERIFIKASI,), S.DITERUSKAN,
             _FORWARD | {P.BO_KOTA, P.MANAJER}, ("alasan", "catatan"),
             note="T7; back office of the city for people who walked in at the secretariat"),
        Move("forward_urgent", "Teruskan darurat", (S.TERDAFTAR, S.VERIFIKASI), S.DITERUSKAN,
             holders("teruskan", "PCA") | {P.FO_KOTA, P.BO_KOTA}, ("darurat", "catatan"),
             note="S13: nothing reaches SLRT unreviewed unless DARURAT"),
        Move("forward_tried", "Teruskan ke SLRT Kota", (S.DITANGANI_PUSKESOS,), S.DITERUSKAN, _FORWARD,
             ("catatan",), note="T8: what was tried"),
        Move("local_result", "Catat hasil di Puskesos", (S.DITANGANI_PUSKESOS,), S.HASIL_ADA,
             frozenset({P.BO_PUSKESOS, P.KOORDINATOR}), ("hasil", "bukti"), note="T9"),
        Move("take", "Ambil untuk ditelaah", (S.DITERUSKAN,), S.TELAAH, _TRIAGE, note="T10"),
        Move("send_back", "Kembalikan ke Puskesos", (S.TELAAH,), S.DIKEMBALIKAN, holders("kembalikan", "CA"),
             ("alasan", "kekurangan"), note="T11"),
        Move("forward_again", "Teruskan lagi ke SLRT Kota", (S.DIKEMBALIKAN,), S.DITERUSKAN,
             holders("teruskan", "CA"), ("catatan",), note="T12"),
        Move("plan", "Ajukan rencana", (S.TELAAH,), S.RENCANA, frozenset({P.BO_KOTA, P.MANAJER}),
             ("telaah", "rujukan"), note="T13"),
        Move("revise_plan", "Minta rencana diperbaiki", (S.RENCANA,), S.TELAAH, frozenset({P.MANAJER}),
             ("catatan",), note="S07: a returned concept goes back to back office"),
        Move("refer", "Setujui dan kirim rujukan", (S.RENCANA,), S.DIRUJUK, frozenset({P.MANAJER}), ("rujukan",),
             note="T14"),
        Move("refer_urgent", "Rujuk darurat", (S.TELAAH,), S.DIRUJUK, frozenset({P.BO_KOTA, P.MANAJER}),
             ("darurat", "rujukan"), note="T14b: the manajer confirms within one working day"),
        Move("answered", "Semua rujukan terjawab", (S.DIRUJUK,), S.HASIL_ADA, frozenset({SISTEM}), note="T15"),
        Move("try_other", "Coba pilihan lain", (S.HASIL_ADA, S.UMPAN_BALIK), S.TELAAH,
             frozenset({P.BO_KOTA, P.MANAJER}), ("catatan",),
             note="T16; also after the family said it was not helped"),
        Move("try_again_local", "Tangani lagi di Puskesos", (S.HASIL_ADA, S.UMPAN_BALIK), S.DITANGANI_PUSKESOS,
             _DECIDE_LOCAL, ("catatan",), note="T16 for cases that never left the Puskesos"),
        Move("tell_family", "Sampaikan hasil ke keluarga", (S.HASIL_ADA,), S.UMPAN_BALIK, _FEEDBACK,
             ("kanal", "catatan", "reaksi"), note="T17"),
        Move("close", "Tutup keluhan", (S.UMPAN_BALIK,), S.SELESAI, _CLOSE, ("kode_hasil", "survei"), note="T18"),
        Move("reopen", "Buka kembali", (S.SELESAI,), S.TELAAH, _CLOSE, ("alasan", "catatan"), note="T19"),
        Move("cannot", "Tidak dapat ditindaklanjuti", OPEN, S.TIDAK_DAPAT_DITINDAKLANJUTI, _CLOSE,
             ("alasan", "catatan", "hak_keberatan"), note="T20"),
        Move("merge", "Gabung ke keluhan lain", OPEN, S.DUPLIKAT, holders("gabung", "C"), ("tujuan",), note="T21"),
        Move("withdraw", "Tarik keluhan", OPEN, S.DIBATALKAN, _CLOSE | _BO | {P.FO_PUSKESOS, P.FO_KOTA},
             ("alasan", "catatan"), note="withdrawn by the family or entered by mistake (domain §3.2)"),
    ),
)  # fmt: skip

_DONE = (K.TERPENUHI, K.SEBAGIAN, K.TIDAK_TERPENUHI, K.TIDAK_DILANJUTKAN)
_ANYONE_ANSWERING = frozenset(
    {P.BO_PUSKESOS, P.KOORDINATOR, P.BO_KOTA, P.MANAJER, P.SUPERVISOR, P.OPD, P.FASILITATOR, P.FO_PUSKESOS, P.FO_KOTA,
     P.LURAH, SISTEM}
)  # fmt: skip
# What can follow from the household's own word, also when it gives it without an officer.
_OR_FAMILY = _ANYONE_ANSWERING | {KELUARGA}

KEBUTUHAN = Life(
    name="kebutuhan",
    statuses=K,
    closed=frozenset(_DONE),
    facts={"alasan": "Pilih sebab tidak terpenuhi."},
    moves=(
        Move("start", "Mulai diproses", (K.TERBUKA,), K.DIPROSES, _ANYONE_ANSWERING),
        Move("met", "Terpenuhi", (K.TERBUKA, K.DIPROSES, K.SEBAGIAN), K.TERPENUHI, _OR_FAMILY),
        Move("partly", "Terpenuhi sebagian", (K.TERBUKA, K.DIPROSES, K.TERPENUHI), K.SEBAGIAN, _OR_FAMILY),
        Move("unmet", "Tidak terpenuhi", (K.TERBUKA, K.DIPROSES, K.TERPENUHI, K.SEBAGIAN), K.TIDAK_TERPENUHI,
             _ANYONE_ANSWERING, ("alasan",)),
        Move("drop", "Tidak dilanjutkan", (K.TERBUKA, K.DIPROSES), K.TIDAK_DILANJUTKAN, _ANYONE_ANSWERING,
             ("alasan",)),
        Move("again", "Diproses lagi", _DONE, K.DIPROSES, _OR_FAMILY),
    ),
)  # fmt: skip


def require_move(row, code, by):
    """The move and the hat of `by` that may make it; NotAllowed or IllegalMove otherwise. `by=None` is the system."""
    move = row.LIFE.move(code)
    hat = by.hat(move.roles) if by else None
    if by and hat is None:
        raise NotAllowed(f"Peran Anda tidak dapat melakukan: {move.label}.")
    if not by and SISTEM not in move.roles:
        raise NotAllowed(f"Sistem tidak dapat melakukan: {move.label}.")
    if row.status not in move.sources:
        raise IllegalMove(
            f"“{move.label}” tidak bisa dari status {row.get_status_display()}. "
            "Muat ulang untuk melihat keadaan terbaru."
        )
    return move, hat


def _require_facts(life, move, facts):
    for name in move.requires:
        if not facts.get(name):
            raise MissingFact(life.facts.get(name, "Lengkapi isian ini."), field=name)


@transaction.atomic
def perform(row, code, *, by, now, **facts):
    """Make one move: check role, source and facts, append the history row, then write `status`; one transaction.

    `row` must be locked by the caller (access.lock_*) unless it is being born. Facts that are JSON-friendly end in
    the history row; `alasan` and `catatan` have columns of their own. Returns the history row.
    """
    move, hat = require_move(row, code, by)
    _require_facts(row.LIFE, move, facts)
    source, row.versi = row.status, row.versi + 1
    history = row.append_history(
        langkah=move.code, dari=source, ke=move.target, hat=hat, at=now, versi=row.versi, facts=facts
    )
    row.status = move.target
    row.enter(move.target, now=now)
    row.save()
    return history
