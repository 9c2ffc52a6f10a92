"""STAGE: put right what was written down, as long as nothing was decided on it (domain §2.4), and the list of needs.

What stood there before stays in the story of the case. A need is never removed: it ends, with its reason.
"""

from django.db import transaction
from django.utils import timezone

from puskesos import catalogue, deadlines, handlers, needs, trace, urgency, workflow
from puskesos.access import lock_keluhan, require
from puskesos.models import Riwayat
from puskesos.models.katalog import Prioritas
from puskesos.refusals import MissingFact, Refused
from puskesos.roles import holders
from puskesos.soundness import MOST_NEEDS
from puskesos.steps import change_with_line, require_own, require_status, required
from puskesos.workflow import StatusKebutuhan
from puskesos.workflow import StatusKeluhan as S

# Checked, but not decided on yet: here the sheet itself may still be put right.
CORRECTABLE = (S.TERDAFTAR, S.VERIFIKASI, S.DIKEMBALIKAN)
# Where somebody works on the needs and may find one more, at the Puskesos and at SLRT Kota.
FOUND_AT_PUSKESOS = (*CORRECTABLE, S.DITANGANI_PUSKESOS)
FOUND_AT_SLRT = (*FOUND_AT_PUSKESOS, S.TELAAH, S.DIRUJUK)
WRITERS = holders("isian", "U")

LAST_NEED = "Ini satu-satunya kebutuhan. Tarik keluhannya bila memang tidak ada yang dibutuhkan."
NAMES = {
    "subkategori_id": "jenis keluhan", "ringkasan": "ringkasan", "uraian": "cerita", "tanggal_kejadian": "tanggal",
    "prioritas": "prioritas", "prioritas_alasan": "alasan prioritas", "rahasia": "kerahasiaan",
}  # fmt: skip


# --- the sheet -----------------------------------------------------------------------------------------------------
@transaction.atomic
def correct(
    *, by, now, id, versi=None, subkategori, ringkasan, uraian="", tanggal_kejadian=None, urgensi=(), prioritas="",
    prioritas_catatan="", rahasia=False,
):  # fmt: skip
    """Write the topic, the story and the urgency anew; the line in the story keeps what they were.

    A case that is `rahasia` stays so; one that becomes so is from then on known to its handlers only.
    """
    keluhan = _lock(by, id, versi, CORRECTABLE, "Memperbaiki isian")
    before = {name: getattr(keluhan, name) for name in NAMES}
    topic = _topic(subkategori)
    keluhan.subkategori, keluhan.kategori, keluhan.sektor_id = topic, topic.kategori, topic.sektor_id
    keluhan.ringkasan, keluhan.uraian = required(ringkasan, "Tulis ringkasan keluhan.", "ringkasan"), uraian
    keluhan.tanggal_kejadian = _past(tanggal_kejadian, now)
    secret = _judge(keluhan, urgensi, prioritas, prioritas_catatan)
    keluhan.rahasia = keluhan.rahasia or rahasia or topic.rahasia or secret
    changed = {name: before[name] for name in NAMES if before[name] != getattr(keluhan, name)}
    if not changed:
        raise Refused("Belum ada yang diubah.")
    if "prioritas" in changed:
        deadlines.recount(keluhan)
    _tell(keluhan, changed, by, now)
    _name_handlers(keluhan, before["rahasia"], by, now)
    return keluhan


def _lock(by, id, versi, statuses, deed):
    require(by, "isian", "U")
    keluhan = lock_keluhan(by, id, versi)
    require_own(by, keluhan, WRITERS)
    require_status(keluhan, statuses, deed)
    return keluhan


def _topic(kode):
    topic = catalogue.subkategori(kode)
    if topic is None:
        raise Refused("Pilih jenis keluhan dari daftar.", field="subkategori")
    return topic


def _past(day, now):
    if day and day > timezone.localdate(now):
        raise Refused("Tanggal kejadian belum terjadi.", field="tanggal_kejadian")
    return day


def _judge(keluhan, answers, chosen, note):
    """Set the priority that follows from the answers, or another one with its reason; True when they make it secret."""
    if chosen and chosen not in Prioritas:
        raise Refused("Pilih prioritas dari daftar.", field="prioritas")
    found, _, _ = urgency.judge(answers)
    if chosen and chosen != found and not note:
        if chosen != keluhan.prioritas:
            raise MissingFact("Tulis alasan prioritas ini.", field="prioritas_catatan")
        note = urgency.told(keluhan)[1] or "tetap seperti semula"
    keluhan.prioritas, keluhan.prioritas_alasan, secret = urgency.judge(answers, chosen=chosen, note=note)
    return secret


def _name_handlers(keluhan, was_secret, by, now):
    """A case that just became `rahasia` stays with its author, whoever checks it, and those it cannot do without."""
    if keluhan.rahasia and not was_secret:
        handlers.name(keluhan, {keluhan.diterima_oleh_id, keluhan.pemilik_id} - {None}, by=by, now=now)
        handlers.name_handlers(keluhan, by=by, now=now)


def _tell(keluhan, changed, by, now):
    change_with_line(
        keluhan, Riwayat.Jenis.DATA, by=by, now=now, diperbaiki=[NAMES[name] for name in changed],
        sebelum={name: value if isinstance(value, list) else str(value or "") for name, value in changed.items()},
    )  # fmt: skip
    trace.record(by, trace.Aksi.UBAH, keluhan, diperbaiki=sorted(changed))


# --- its needs -----------------------------------------------------------------------------------------------------
def found_at(by):
    """Statuses in which this person may write down one more need."""
    return FOUND_AT_SLRT if by.is_kota else FOUND_AT_PUSKESOS


@transaction.atomic
def add_need(*, by, now, id, versi=None, layanan, uraian=""):
    """One more need that came to light later, with the papers its service asks for today."""
    keluhan = _lock(by, id, versi, found_at(by), "Menambah kebutuhan")
    service, present = catalogue.layanan(layanan), needs.of(keluhan)
    if service is None or not service.aktif:
        raise Refused("Pilih layanan dari daftar.", field="layanan")
    if any(one.layanan_id == service.pk and one.status in needs.OPEN for one in present):
        raise Refused("Kebutuhan ini sudah ada pada keluhan ini.", field="layanan")
    if len(present) >= MOST_NEEDS:
        raise Refused(f"Paling banyak {MOST_NEEDS} kebutuhan untuk satu keluhan.", field="layanan")
    files = {one.jenis_id: one for one in keluhan.lampiran.filter(diganti_oleh__isnull=True)}
    need = needs.write(keluhan, len(present) + 1, service.pk, uraian=uraian, files=files, by=by, now=now)
    was_secret, keluhan.rahasia = keluhan.rahasia, keluhan.rahasia or service.rahasia
    keluhan.spm = keluhan.spm or service.spm
    keluhan.janji_selesai = max(keluhan.janji_selesai, deadlines.promise(service.batas_hasil_hari, now))
    if keluhan.status == S.DITANGANI_PUSKESOS:
        workflow.perform(need, "start", by=by, now=now)
    change_with_line(keluhan, Riwayat.Jenis.DATA, by=by, now=now, kebutuhan_baru=service.nama, catatan=uraian)
    _name_handlers(keluhan, was_secret, by, now)
    trace.record(by, trace.Aksi.BUAT, need, layanan=service.pk)
    return need


@transaction.atomic
def drop_need(*, by, now, id, versi=None, kebutuhan, alasan, catatan=""):
    """A need that turned out to be none; the last one ends with its case, not by itself."""
    keluhan = _lock(by, id, versi, CORRECTABLE, "Menghapus kebutuhan")
    still_open = [one for one in needs.of(keluhan) if one.status == StatusKebutuhan.TERBUKA]
    need = next((one for one in still_open if str(one.pk) == str(kebutuhan)), None)
    if need is None:
        raise Refused("Pilih kebutuhan dari keluhan ini.", field="kebutuhan")
    if len(still_open) == 1:
        raise Refused(LAST_NEED, field="kebutuhan")
    if alasan not in dict(catalogue.reasons("TIDAK_TERPENUHI")):
        raise MissingFact("Pilih sebab dari daftar.", field="alasan")
    need.alasan = alasan
    workflow.perform(need, "drop", by=by, now=now, alasan=alasan, catatan=catatan)
    keluhan.versi += 1
    keluhan.save(update_fields=["versi", "updated_at"])
    trace.record(by, trace.Aksi.UBAH, need, tidak_dilanjutkan=alasan)
    return need
