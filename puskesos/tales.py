"""The sentence of each kind of history line, in the words an officer would use."""

from datetime import date
from typing import NamedTuple

from puskesos import catalogue
from puskesos.closing.ending import SURVEY
from puskesos.models import (
    CekKeluarga,
    Kebutuhan,
    Keluhan,
    Kunjungan,
    PencabutanPersetujuan,
    PersetujuanData,
    Riwayat,
    StatusDTSEN,
    UmpanBalik,
)
from puskesos.roles import KELUARGA
from puskesos.templatetags.puskesos import tanggal_pendek, waktu
from puskesos.verification.family import HasilKontak
from puskesos.waiting import SCHEDULES


class Tale(NamedTuple):
    text: str
    quote: str = ""
    tone: str = ""


def tell(line, *, keluhan, needs, visits):
    """The Tale of one Riwayat line; None for lines that only the machine needs."""
    if line.life == "kebutuhan":
        return _of_need(line, needs)
    if line.jenis == Riwayat.Jenis.LANGKAH:
        return MOVES.get(line.langkah, _plain)(line, keluhan)
    return OTHERS[line.jenis](line, keluhan, needs, visits)


def listed(names):
    """“KTP, KK dan SKTM”."""
    names = list(names)
    return " dan ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _day(text):
    return tanggal_pendek(date.fromisoformat(text)) if text else ""


def inside(label):
    """A label as it stands inside a sentence: “Ditangani Puskesos” → “ditangani Puskesos”, “SP4N-LAPOR!” stays."""
    return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]


def _label(choices, value):
    return inside(choices(value).label) if value in choices else (value or "")


# --- moves of the case ---------------------------------------------------------------------------------------------
def _plain(line, keluhan):
    return Tale(f"mengubah status menjadi {line.ke}", line.catatan)


def _said(text, tone=""):
    """A move whose sentence is always the same; the note is the quote."""
    return lambda line, keluhan: Tale(text, line.catatan, tone)


def _because(text, kelompok, tone=""):
    """A move with a coded reason."""
    return lambda line, keluhan: Tale(
        f"{text}: {catalogue.reason_name(kelompok, line.alasan)}" if line.alasan else text, line.catatan, tone
    )


def _registered(line, keluhan):
    field = f" (dicatat di lapangan {waktu(keluhan.dicatat_di_lapangan)})" if keluhan.dicatat_di_lapangan else ""
    return Tale(f"mencatat keluhan – {_label(Keluhan.Kanal, line.fakta.get('kanal'))}{field}")


def _asked(line, keluhan):
    promise = line.fakta.get("janji")
    return Tale(f"meminta keluarga melengkapi: {line.fakta.get('kekurangan', '')}",
                f"Keluarga berjanji {_day(promise)}." if promise else "", "return")  # fmt: skip


def _gave_up(line, keluhan):
    return Tale(
        f"membatalkan keluhan: tidak dilengkapi setelah {line.fakta.get('kontak')} kali dihubungi", line.catatan
    )


def _sent_back(line, keluhan):
    reason = catalogue.reason_name("KEMBALI", line.alasan)
    return Tale(f"mengembalikan ke Puskesos: {reason}", line.fakta.get("kekurangan") or line.catatan, "return")


def _forwarded_again(line, keluhan):
    times = line.fakta.get("kembali_kali")
    return Tale(f"meneruskan lagi ke SLRT Kota (sudah {times} kali dikembalikan)" if times else
                "meneruskan lagi ke SLRT Kota", line.catatan)  # fmt: skip


def _told(line, keluhan):
    return Tale(f"menyampaikan hasil kepada keluarga lewat {_label(UmpanBalik.Kanal, line.fakta.get('kanal'))}",
                line.catatan, "ok")  # fmt: skip


def _closed(line, keluhan):
    survey = dict(SURVEY).get(line.fakta.get("survei"), "")
    result = catalogue.reason_name("HASIL", line.fakta.get("kode_hasil"))
    return Tale(f"menutup keluhan: {result}" + (f" · survei: {survey.lower()}" if survey else ""), line.catatan, "ok")


MOVES = {
    "register": _registered,
    "verify": _said("mulai memeriksa berkas"),
    "ask_family": _asked,
    "completed": _said("menerima kelengkapan dari keluarga"),
    "give_up": _gave_up,
    "handle_local": lambda line, _: Tale("memutuskan ditangani di Puskesos", line.fakta.get("solusi", "")),
    "forward": _because("meneruskan ke SLRT Kota", "TERUSKAN"),
    "forward_urgent": _said("meneruskan ke SLRT Kota lewat jalur darurat", "late"),
    "forward_tried": _said("meneruskan ke SLRT Kota setelah dicoba di Puskesos"),
    "forward_again": _forwarded_again,
    "local_result": lambda line, _: Tale("mencatat hasil di Puskesos", line.fakta.get("hasil", ""), "ok"),
    "try_again_local": _said("menangani lagi di Puskesos"),
    "take": _said("mengambil keluhan untuk ditelaah"),
    "send_back": _sent_back,
    "plan": _said("mengajukan rencana kepada manajer"),
    "revise_plan": _said("meminta rencana diperbaiki", "return"),
    "refer": _said("menyetujui rencana dan mengirim rujukan"),
    "refer_urgent": _said("merujuk lewat jalur darurat", "late"),
    "answered": _said("mencatat semua rujukan sudah terjawab", "ok"),
    "try_other": _said("mencoba pilihan lain"),
    "tell_family": _told,
    "close": _closed,
    "reopen": _because("membuka kembali keluhan", "BUKA_KEMBALI", "return"),
    "cannot": _because("menyatakan tidak dapat ditindaklanjuti", "TIDAK_DAPAT", "late"),
    "merge": lambda line, _: Tale(f"menggabungkan keluhan ini ke {line.fakta.get('tujuan')}", line.catatan),
    "withdraw": _because("menarik keluhan", "BATAL"),
}


# --- moves of a need -----------------------------------------------------------------------------------------------
NEED_WORDS = {
    "met": "terpenuhi",
    "partly": "terpenuhi sebagian",
    "unmet": "tidak terpenuhi",
    "drop": "tidak dilanjutkan",
    "again": "diproses lagi",
}


def _of_need(line, needs):
    if line.langkah not in NEED_WORDS:
        return None
    need = needs.get(line.kebutuhan_id)
    name = catalogue.layanan(need.layanan_id).nama if need else "Kebutuhan"
    why = f" – {catalogue.reason_name('TIDAK_TERPENUHI', line.alasan)}" if line.alasan else ""
    source = " menurut keluarga" if line.fakta.get("kata_keluarga") else ""
    return Tale(f"mencatat kebutuhan “{name}” {NEED_WORDS[line.langkah]}{source}{why}", line.catatan)


# --- lines that move nothing ---------------------------------------------------------------------------------------
def _note(line, keluhan, needs, visits):
    return Tale("menulis catatan internal SLRT" if line.internal else "menulis catatan", line.catatan)


def _contact(line, keluhan, needs, visits):
    channel = _label(UmpanBalik.Kanal, line.fakta.get("kanal"))
    return Tale(f"menghubungi keluarga lewat {channel}: {_label(HasilKontak, line.fakta.get('hasil'))}", line.catatan)


def _visit(line, keluhan, needs, visits):
    visit = visits.get(line.fakta.get("kunjungan"))
    if "status" not in line.fakta:
        return Tale(f"merencanakan kunjungan rumah {_day(line.fakta.get('rencana'))}", line.catatan)
    again = " dan perlu diulang" if line.fakta["status"] == Kunjungan.Status.ULANG else ""
    return Tale(f"berkunjung ke rumah keluarga{again}", visit.kondisi if visit else "")


def _papers(line, keluhan, needs, visits):
    """An upload, a replacement, or a look through the checklist."""
    if "lampiran" in line.fakta:
        kind = catalogue.table("JenisBerkas")[line.fakta["jenis_berkas"]].nama
        return Tale(f"mengganti berkas {kind}" if "menggantikan" in line.fakta else f"mengunggah {kind}")
    parts = [
        f"{word}: {listed(line.fakta[key])}"
        for key, word in (("ada", "ada"), ("menyusul", "menyusul"), ("tidak_ada", "belum ada"))
        if line.fakta.get(key)
    ]
    done = "memeriksa kelengkapan – lengkap" if line.fakta.get("lengkap") else "memeriksa kelengkapan"
    return Tale(f"{done} ({'; '.join(parts)})" if parts else done, tone="ok" if line.fakta.get("lengkap") else "")


def _data(line, keluhan, needs, visits):
    if "gabungan" in line.fakta:
        moved = line.fakta.get("kebutuhan") or []
        taken = f" beserta kebutuhan {listed(moved)}" if moved else ""
        return Tale(f"menggabungkan {line.fakta['gabungan']} ke keluhan ini{taken}", line.catatan)
    if "dtsen" in line.fakta:
        found = _label(StatusDTSEN.Terdaftar, line.fakta["dtsen"])
        desil = f", desil {line.fakta['desil']}" if "desil" in line.fakta else ""
        source = StatusDTSEN.Sumber(line.fakta["sumber"]).label
        return Tale(f"mengecek DTSEN di {source}: {found}{desil}")
    if "jadwal" in line.fakta:
        name = dict(SCHEDULES).get(line.fakta["jadwal"])
        until = f" sampai {_day(line.fakta.get('sampai'))}"
        return Tale(f"menunggu jadwal pusat{until}: {inside(name)}" if name else
                    "melanjutkan setelah menunggu jadwal pusat", line.catatan)  # fmt: skip
    if "persetujuan" in line.fakta:
        return _consent(line)
    if "pembatasan" in line.fakta:
        begun = line.fakta["pembatasan"] == "mulai"
        return Tale(f"{'membatasi' if begun else 'mengakhiri pembatasan'} pemakaian data atas permintaan warga",
                    line.catatan, "late" if begun else "")  # fmt: skip
    if "diperbaiki" in line.fakta:
        before = line.fakta.get("sebelum", {})
        words = [before[name] for name in ("ringkasan", "uraian") if before.get(name)]
        return Tale(f"memperbaiki isian: {listed(line.fakta['diperbaiki'])}", "Sebelumnya: " + " – ".join(words)
                    if words else "")  # fmt: skip
    if "kebutuhan_baru" in line.fakta:
        return Tale(f"menambah kebutuhan “{line.fakta['kebutuhan_baru']}”", line.catatan)
    return Tale("memperbarui data", line.catatan)


def _consent(line):
    """Taking back names who and how; giving it anew has its own record."""
    if line.fakta["persetujuan"] != "dicabut":
        return Tale("mencatat bahwa keluarga memberi persetujuan lagi")
    who = _label(PersetujuanData.Pemberi, line.fakta.get("oleh"))
    how = _label(PencabutanPersetujuan.Cara, line.fakta.get("cara"))
    return Tale(f"mencatat pencabutan persetujuan data oleh {who} ({how})", line.catatan, "late")


def _proposal(line, keluhan, needs, visits):
    wish = _label(Keluhan.Usulan, line.fakta.get("usulan"))
    if line.fakta.get("ditolak"):
        return Tale(f"tidak menyetujui usulan “{wish}”", line.catatan, "return")
    return Tale(f"mengusulkan: {wish}", line.catatan)


def _feedback(line, keluhan, needs, visits):
    words = [
        f"{catalogue.layanan(needs[pk].layanan_id).nama} – {_label(Kebutuhan.KataKeluarga, word)}"
        for pk, word in _by_need(line.fakta.get("kata"), needs)
    ]
    if "reaksi" not in line.fakta:
        way = _label(CekKeluarga.Cara, line.fakta.get("lewat"))
        verb = "menjawab" if line.peran == KELUARGA else "mencatat kata keluarga"
        return Tale(f"{verb} ({way}): {listed(words)}", line.catatan)
    reaction = _label(UmpanBalik.Reaksi, line.fakta.get("reaksi"))
    tone = "ok" if line.fakta.get("reaksi") == UmpanBalik.Reaksi.MENERIMA else "return"
    said = f"; kata keluarga: {listed(words)}" if words else ""
    return Tale(f"mencatat tanggapan keluarga: {reaction}{said}", line.catatan, tone)


def _by_need(words, needs):
    known = {str(pk): pk for pk in needs}
    return [(known[pk], word) for pk, word in (words or {}).items() if pk in known]


OTHERS = {
    Riwayat.Jenis.CATATAN: _note,
    Riwayat.Jenis.KONTAK: _contact,
    Riwayat.Jenis.KUNJUNGAN: _visit,
    Riwayat.Jenis.BERKAS: _papers,
    Riwayat.Jenis.DATA: _data,
    Riwayat.Jenis.USULAN: _proposal,
    Riwayat.Jenis.UMPAN_BALIK: _feedback,
}
