"""The sentence “Berikutnya”: who must act now, what for, and by when; and the buttons of the ground floor."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from puskesos import access, correcting, deadlines, waiting, workflow
from puskesos.closing.ending import last_day_to_reopen
from puskesos.models import Keluhan, Riwayat, UmpanBalik
from puskesos.models.katalog import Prioritas
from puskesos.steps import is_own
from puskesos.templatetags.puskesos import tanggal_pendek
from puskesos.verification.checklist import CHECKABLE
from puskesos.verification.decision import PROPOSALS
from puskesos.workflow import StatusKeluhan as S


@dataclass(frozen=True)
class NextStep:
    """`who` `what` by `due`; tone is late, soon, ok or "" for the card of the look."""

    who: str
    what: str
    due: datetime | None = None
    tone: str = ""
    overdue: bool = False
    paused: str = ""


def next_step(keluhan, now):
    """The NextStep of a case; at most one query. While DIRUJUK the rooms above know better who must answer."""
    if not keluhan.terbuka:
        return NextStep("", _closed_words(keluhan), tone="ok")
    if deadlines.awaits_schedule(keluhan):
        return _for_schedule(keluhan)
    who, what, due = STEPS[keluhan.status](keluhan)
    overdue = due < now
    return NextStep(who, what, due, _tone(due, now, overdue), overdue)


def _for_schedule(keluhan):
    """Nobody's turn: the national data changes on its own days, and the clock stands still until then."""
    line = Riwayat.objects.filter(keluhan=keluhan, fakta__has_key="sampai").order_by("-at", "-id").first()
    name = dict(waiting.SCHEDULES).get(line.fakta.get("jadwal"), "") if line else ""
    words = f" ({name[:1].lower()}{name[1:]})" if name else ""
    what = f"ditunggu{words}; waktu layanan berjalan lagi"
    return NextStep("Jadwal pusat", what, keluhan.tenggat, paused=deadlines.pause_words(keluhan))


def _tone(due, now, overdue):
    if overdue:
        return "late"
    return "soon" if timezone.localdate(due) <= timezone.localdate(now) else ""


def _closed_words(keluhan):
    if keluhan.status == S.SELESAI:
        return f"Keluhan ini selesai. Dapat dibuka kembali sampai {tanggal_pendek(last_day_to_reopen(keluhan))}."
    if keluhan.status == S.DUPLIKAT:
        return "Keluhan ini sudah digabung; lanjutannya di keluhan tujuan."
    return "Keluhan ini sudah ditutup. Bila keluarga datang lagi, catat keluhan baru."


def _owner(keluhan, otherwise):
    return keluhan.pemilik.nama if keluhan.pemilik_id else otherwise


def _last(keluhan, code):
    return Riwayat.objects.filter(keluhan=keluhan, langkah=code, life="keluhan").order_by("-at", "-id").first()


# --- one sentence per status ---------------------------------------------------------------------------------------
def _registered(keluhan):
    return "Petugas Puskesos", "mulai memeriksa berkas", keluhan.tenggat


def _checking(keluhan):
    if keluhan.usulan:
        return "Koordinator", f"memutuskan usulan “{keluhan.get_usulan_display()}”", keluhan.tenggat
    return _owner(keluhan, "Back office"), "menyelesaikan pemeriksaan untuk diputuskan koordinator", keluhan.tenggat


def promised_day(keluhan, line=None):
    """The day the family promised to bring what is missing, from the line that asked for it."""
    line = line or _last(keluhan, "ask_family")
    return date.fromisoformat(line.fakta["janji"]) if line and line.fakta.get("janji") else None


def _waiting(keluhan):
    line = _last(keluhan, "ask_family")
    day = promised_day(keluhan, line)
    due = datetime.combine(day, time(23, 59), tzinfo=timezone.get_current_timezone()) if day else keluhan.tenggat
    return "Keluarga", f"melengkapi: {line.fakta.get('kekurangan', '')}" if line else "melengkapi berkas", due


def _at_puskesos(keluhan):
    if keluhan.usulan:
        return "Koordinator", f"memutuskan usulan “{keluhan.get_usulan_display()}”", keluhan.tenggat
    return _owner(keluhan, "Puskesos"), "menangani, lalu mencatat hasil dan buktinya", keluhan.tenggat


def _sent_back(keluhan):
    line = _last(keluhan, "send_back")
    lacking = line and (line.fakta.get("kekurangan") or line.catatan)
    what = f"memperbaiki, lalu meneruskan lagi: {lacking}" if lacking else "memperbaiki, lalu meneruskan lagi"
    return "Puskesos", what, keluhan.tenggat


def _told(keluhan):
    """After the family was told: closing, or another try when it objected."""
    told = UmpanBalik.objects.filter(keluhan=keluhan).order_by("-disampaikan_pada").first()
    objects = told and told.reaksi == UmpanBalik.Reaksi.KEBERATAN
    what = "menanggapi keberatan keluarga: coba lagi, atau tutup dengan alasan" if objects else "menutup keluhan"
    return "Koordinator atau manajer", what, keluhan.tenggat


STEPS = {
    S.DRAF: lambda keluhan: ("Petugas", "mendaftarkan keluhan", keluhan.tenggat),
    S.TERDAFTAR: _registered,
    S.VERIFIKASI: _checking,
    S.PERLU_LENGKAP: _waiting,
    S.DITANGANI_PUSKESOS: _at_puskesos,
    S.DITERUSKAN: lambda keluhan: ("SLRT Kota", "mengambil keluhan untuk ditelaah", keluhan.tenggat),
    S.TELAAH: lambda keluhan: (_owner(keluhan, "SLRT Kota"), "menelaah dan menyusun rencana", keluhan.tenggat),
    S.DIKEMBALIKAN: _sent_back,
    S.RENCANA: lambda keluhan: ("Manajer SLRT", "memutuskan rencana", keluhan.tenggat),
    S.DIRUJUK: lambda keluhan: ("Instansi tujuan", "menjawab rujukan", keluhan.tenggat),
    S.HASIL_ADA: lambda keluhan: ("Petugas Puskesos", "menyampaikan hasil kepada keluarga", keluhan.tenggat),
    S.UMPAN_BALIK: _told,
}


# --- buttons -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Button:
    """One thing this person can do with this case now; `kind` is "secondary" or "danger" of the look.

    `urges`: what the case waits for; the others are possible any day and never stand out.
    """

    code: str
    label: str
    url: str
    kind: str = "secondary"

    @property
    def urges(self):
        return self.code not in ANY_DAY


# What the ground floor offers, in the order of its buttons: moves, and the pages that move nothing ("checklist", …).
GROUND = (
    "verify", "tell_family", "completed", "forward_again", "handle_local", "forward", "forward_urgent", "checklist",
    "local_result", "forward_tried", "ask_family", "close", "try_again_local", "reopen", "propose", "decline",
    "contact", "visit", "wait_schedule", "end_wait", "correct", "add_need", "give_up", "merge", "withdraw", "cannot",
)  # fmt: skip
ANY_DAY = frozenset({
    "contact", "visit", "wait_schedule", "end_wait", "correct", "add_need", "reopen", "try_again_local", "propose",
})  # fmt: skip
ENDINGS = frozenset({"give_up", "merge", "withdraw", "cannot"})
# Pages: code → (label, last part of the address)
PAGES = {
    "checklist": ("Verifikasi data", "verifikasi/"),
    "contact": ("Catat upaya menghubungi", "kontak/"),
    "visit": ("Rencanakan kunjungan", "kunjungan/"),
}


def ground_moves(keluhan, by, now):
    """Buttons of what this person may do from here: the first is the main one, endings come last."""
    legal = {move.code: move.label for move in workflow.KELUHAN.open_to(keluhan.status, by.perans)}
    offered = {code: label for code, label in legal.items() if _sensible(keluhan, code, by, now)}
    offered |= _proposals(keluhan, by) | _pages(keluhan, by) | _corrections(keluhan, by)
    offered |= _waits(keluhan, by)
    return [
        Button(code, offered[code], move_url(keluhan, code), "danger" if code in ENDINGS else "secondary")
        for code in GROUND
        if code in offered
    ]


def _pages(keluhan, by):
    may = {
        "checklist": keluhan.status in CHECKABLE and access.can(by, "verifikasi", "CUA"),
        "contact": keluhan.terbuka and access.can(by, "keluhan", "C"),
        "visit": keluhan.terbuka and access.can(by, "kunjungan", "C"),
    }
    return {code: label for code, (label, _) in PAGES.items() if may[code]}


def _waits(keluhan, by):
    """Standing still for the national calendar, and going on before its day."""
    if keluhan.status not in waiting.WAITABLE or not access.can(by, "verifikasi", "CUA"):
        return {}
    if deadlines.awaits_schedule(keluhan):
        return {"end_wait": "Lanjutkan, tidak menunggu lagi"}
    return {"wait_schedule": "Tunggu jadwal pusat"}


def _corrections(keluhan, by):
    """The sheet put right, and one more need, by whoever may complete it."""
    if not may_correct(keluhan, by):
        return {}
    sheet = {"correct": "Perbaiki isian"} if keluhan.status in correcting.CORRECTABLE else {}
    return sheet | ({"add_need": "Tambah kebutuhan"} if keluhan.status in correcting.found_at(by) else {})


def may_correct(keluhan, by):
    return access.can(by, "isian", "U") and is_own(by, keluhan, correcting.WRITERS)


def move_url(keluhan, code):
    """Telling the family is served upstairs, because referrals move with it; everything else here."""
    if code == "tell_family":
        return f"/keluhan/{keluhan.pk}/umpan-balik/"
    if code in PAGES:
        return f"/keluhan/{keluhan.pk}/{PAGES[code][1]}"
    return f"/keluhan/{keluhan.pk}/langkah/{code}/"


def _sensible(keluhan, code, by, now):
    if code == "forward_urgent":
        return keluhan.prioritas == Prioritas.DARURAT
    if code == "completed":
        return is_own(by, keluhan, workflow.KELUHAN.move(code).roles)
    if code == "reopen":
        return timezone.localdate(now) <= last_day_to_reopen(keluhan)
    return True


def _proposals(keluhan, by):
    """Who may not decide may propose; who may decide may also say no to a proposal."""
    if keluhan.usulan:
        decides = access.can(by, PROPOSALS[keluhan.usulan][0], "A")
        return {"decline": f"Jangan: {keluhan.get_usulan_display()}"} if decides else {}
    return {"propose": "Usulkan keputusan"} if possible_proposals(keluhan, by) else {}


def possible_proposals(keluhan, by):
    """Proposals that make sense from this status and that this person may make; deciders only for their own cases."""
    letters = "PCA" if keluhan.diterima_oleh_id == by.petugas_id else "PC"
    return [
        (usulan, Keluhan.Usulan(usulan).label)
        for usulan, (right, statuses) in PROPOSALS.items()
        if keluhan.status in statuses and access.can(by, right, letters)
    ]
