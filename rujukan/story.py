"""The referrals in the story of a case, in plain sentences; and what was sent, to whom, and what comes next."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from puskesos import catalogue
from puskesos.prepared import Prepared
from puskesos.roles import Peran
from puskesos.story import Entry, nameless, role_label
from puskesos.tales import listed
from puskesos.templatetags.puskesos import tanggal_pendek, waktu
from rujukan.answers import CARA
from rujukan.models import Kiriman, Pengingat, RiwayatRujukan, TindakLanjut
from rujukan.reminders.announcing import BY_HAND, NEW
from rujukan.workflow import NOT_YET_SENT

SHARED = (TindakLanjut.Jenis.KABAR, TindakLanjut.Jenis.INGATKAN)

# --- sentences -----------------------------------------------------------------------------------------------------
# What the agency does, as it goes on after its officer's name.
ANSWERS = {
    "accept": "menerima",
    "decline": "menolak",
    "ask_documents": "meminta dokumen untuk",
    "process": "mulai memproses",
    "grant": "menyetujui",
    "wait_list": "memasukkan ke daftar tunggu",
    "served": "menyatakan sudah dilayani",
}
OTHERS = {
    "submit": "mengajukan",
    "approve": "menyetujui dan mengirim",
    "send_urgent": "mengirim lewat jalur darurat",
    "revise": "meminta diperbaiki",
    "documents_sent": "mengirim dokumen yang diminta untuk",
    "confirmed": "mencatat kata keluarga: sudah terbantu oleh",
    "disputed": "mencatat kata keluarga: belum terbantu oleh",
    "withdraw": "mencabut",
    "redirect": "mengalihkan",
    "expire": "menyatakan kedaluwarsa",
}
TONES = {
    "decline": "return", "ask_documents": "return", "served": "ok", "grant": "ok", "confirmed": "ok",
    "disputed": "late", "expire": "late", "send_urgent": "late",
}  # fmt: skip
FOLLOW_UPS = {
    TindakLanjut.Jenis.KABAR: "memberi kabar tentang",
    TindakLanjut.Jenis.TELEPON: "menelepon instansi tentang",
    TindakLanjut.Jenis.KUNJUNGAN: "mendatangi instansi untuk",
    TindakLanjut.Jenis.SURAT: "bersurat tentang",
    TindakLanjut.Jenis.INGATKAN: "mengingatkan instansi tentang",
    TindakLanjut.Jenis.LANJUT: "memutuskan tetap berjalan, walau data dibatasi:",
}


def _name(rujukan):
    return f"rujukan R{rujukan.urutan} ke {catalogue.instansi(rujukan.instansi_id).nama}"


def of_move(line, rujukan):
    """The Entry of one RiwayatRujukan."""
    if line.langkah in ANSWERS:
        text = f"{ANSWERS[line.langkah]} {_name(rujukan)}"
        if line.peran != Peran.OPD:
            text = f"mencatat jawaban instansi: {text}{_source(line)}"
        text += WITHOUT_ACCOUNT.get(line.fakta.get("lewat"), "")
    else:
        text = f"{OTHERS.get(line.langkah, line.langkah)} {_name(rujukan)}"
    return Entry(
        at=line.at, who=_who(line), role_label=role_label(line.peran),
        text=text + _detail(line), quote=_quote(line), kind="rujukan", tone=TONES.get(line.langkah, ""),
    )  # fmt: skip


def _who(line):
    """The officer; of an answer without account the name that was given at the desk."""
    return line.petugas.nama if line.petugas else line.fakta.get("penjawab") or nameless(line.peran)


WITHOUT_ACCOUNT = {"TAUTAN": " (lewat tautan e-mail)", "SURAT": " (dengan surat dan kode meja)"}


def _source(line):
    way = dict(CARA).get(line.fakta.get("wakil_cara"), "")
    return f" ({way.lower()}, {line.fakta.get('wakil_nama', '')})" if way else ""


def _detail(line):
    if line.langkah == "decline":
        return f": {catalogue.reason_name('TOLAK', line.alasan)}"
    if line.langkah == "served" and line.fakta.get("tanggal"):
        return f" pada {tanggal_pendek(date.fromisoformat(line.fakta['tanggal']))}"
    if line.langkah == "redirect" and (target := catalogue.instansi(line.fakta.get("instansi"))):
        return f" ke {target.nama}"
    return ""


def _quote(line):
    return line.catatan or line.fakta.get("uraian") or line.fakta.get("dokumen") or ""


def of_follow_up(line, rujukan):
    quote = "" if line.jenis == TindakLanjut.Jenis.INGATKAN else line.isi
    return Entry(
        at=line.at, who=line.petugas.nama, role_label=role_label(line.peran), quote=quote, kind="rujukan",
        text=f"{FOLLOW_UPS[line.jenis]} {_name(rujukan)}",
    )  # fmt: skip


def of_messages(messages):
    """Entries of the Kiriman of one Pengingat: one for everybody told in the application, one per letter."""
    shown = [one for one in messages if one.kanal == Kiriman.Kanal.APLIKASI]
    if shown:
        names = listed(one.petugas.nama for one in shown)
        yield _sent(shown[0], f"{_verb(shown[0])} di aplikasi: {names}")
    for one in messages:
        if one.kanal == Kiriman.Kanal.EMAIL and one.status != Kiriman.Status.MENUNGGU:
            yield _letter(one)


def _verb(one):
    return "Diberi tahu" if one.pengingat.aturan == NEW["kode"] else "Diingatkan"


def _letter(one):
    to = one.instansi.nama if one.instansi else one.petugas.nama
    if one.status == Kiriman.Status.TERKIRIM:
        return _sent(one, f"{_verb(one)} lewat e-mail ke {to} – terkirim {waktu(one.terkirim_pada)}")
    if one.status == Kiriman.Status.TANPA_ALAMAT:
        return _sent(one, f"{to} tidak punya alamat e-mail; sampaikan lewat surat atau telepon", tone="return")
    return _sent(one, f"E-mail ke {to} gagal dikirim", tone="late")


def _sent(one, text, tone=""):
    return Entry(at=one.terkirim_pada or one.created_at, who="", role_label="", text=text, kind="pengingat", tone=tone)


def newest_first(entries):
    """Of two at the same moment the later written stands above."""
    return sorted(entries, key=lambda entry: entry.at)[::-1]


# --- for the case page ---------------------------------------------------------------------------------------------
_MOVES = Prepared(
    lambda keluhan: RiwayatRujukan.objects.filter(keluhan=keluhan).select_related("petugas"), keluhan=UUID
)
_TALKS = Prepared(
    lambda keluhan: TindakLanjut.objects.filter(rujukan__keluhan=keluhan).select_related("petugas"), keluhan=UUID
)
_MESSAGES = Prepared(
    lambda keluhan: Kiriman.objects.filter(keluhan=keluhan, pengingat__isnull=False)
    .select_related("petugas", "instansi", "pengingat")
    .order_by("pengingat_id", "pk"),
    keluhan=UUID,
)


def entries(keluhan, by, rujukan=None):
    """Entries about the referrals of a case that `by` has opened, newest first; four queries whatever their number."""
    referrals = {one.pk: one for one in (keluhan.rujukan.all() if rujukan is None else rujukan)}
    if not referrals:  # most cases end at the counter: nothing was moved, talked over or sent
        return []
    found = [of_move(line, referrals[line.rujukan_id]) for line in _MOVES(keluhan=keluhan.pk)]
    found += [of_follow_up(line, referrals[line.rujukan_id]) for line in _TALKS(keluhan=keluhan.pk)]
    for _, messages in groupby(_messages(keluhan), key=lambda one: one.pengingat_id):
        found += of_messages(list(messages))
    return newest_first(found)


def of_rujukan(rujukan):
    """Entries about one referral, newest first."""
    talks = rujukan.tindak_lanjut.select_related("petugas")
    found = [of_move(line, rujukan) for line in rujukan.riwayat.select_related("petugas")]
    found += [of_follow_up(line, rujukan) for line in talks]
    return newest_first(found)


def own(rujukan):
    """What the agency may read of it: from the sending on, no internal calls, and SLRT as one party."""
    moves = rujukan.riwayat.exclude(ke__in=NOT_YET_SENT).select_related("petugas")
    talks = rujukan.tindak_lanjut.filter(jenis__in=SHARED).select_related("petugas")
    found = [(line.peran, of_move(line, rujukan)) for line in moves]
    found += [(line.peran, of_follow_up(line, rujukan)) for line in talks]
    seen = [entry if peran == Peran.OPD else _as_slrt(entry) for peran, entry in found]
    return newest_first(seen)


def _as_slrt(entry):
    """Seen from the agency, SLRT is one party: who there approved what is its own business."""
    text = entry.text.replace(OTHERS["approve"], "mengirim").replace(OTHERS["send_urgent"], "mengirim darurat")
    return replace(entry, who="SLRT", role_label="", text=text)


def _messages(keluhan):
    return _MESSAGES(keluhan=keluhan.pk)


@dataclass(frozen=True)
class Told:
    """One message to one or more people at once: by which channel, delivered or not, and when."""

    to: str
    channel: str
    status: str
    label: str
    at: datetime | None


@dataclass(frozen=True)
class ReminderRow:
    """One step of one referral: when it is due, what became of it, who was told."""

    rujukan: object
    title: str
    due: datetime
    status: str
    label: str
    sebab: str = ""
    told: list = field(default_factory=list)

    @property
    def upcoming(self):
        return self.status == Pengingat.Status.MENUNGGU and not self.told


def reminder_rows(keluhan, rujukan=None):
    """What was sent, when, to whom, delivered or not, and what comes next; of one referral or of all."""
    messages = {}
    for one in _messages(keluhan):
        messages.setdefault(one.pengingat_id, []).append(one)
    rows = Pengingat.objects.filter(**({"rujukan": rujukan} if rujukan else {"rujukan__keluhan": keluhan}))
    rows = rows.select_related("rujukan").order_by("jatuh_tempo", "pk")
    return [_row(one, list(_told(messages.get(one.pk, [])))) for one in rows]


def _row(one, told):
    return ReminderRow(
        one.rujukan, title_of(one), one.jatuh_tempo, one.status, one.get_status_display(), one.sebab, told
    )


def _told(messages):
    for (_, _, at), group in groupby(messages, key=lambda one: (one.kanal, one.status, one.terkirim_pada)):
        group = list(group)
        names = listed(one.instansi.nama if one.instansi else one.petugas.nama for one in group)
        yield Told(names, group[0].get_kanal_display(), group[0].status, group[0].get_status_display(), at)


def title_of(pengingat):
    """What a step says, from the rule that was frozen onto its referral."""
    code = pengingat.aturan.split("/")[0]
    known = {rule["kode"]: rule["judul"] for rule in (NEW, BY_HAND, *pengingat.rujukan.aturan)}
    return known.get(code, code)
