"""Answers given with the letter alone: the family holds the same letter, so they wait until SLRT asked the agency."""

from datetime import date

from django.db import transaction
from django.http import Http404

from puskesos import trace
from puskesos.access import require
from puskesos.refusals import IllegalMove, MissingFact, Refused
from puskesos.roles import Peran
from puskesos.workflow import require_move
from rujukan import answers, notices
from rujukan.answer_links import links
from rujukan.answer_links.answering import STAGES, speaker
from rujukan.models import JawabanMasuk, Rujukan
from rujukan.reminders import recipients

MOST_WAITING = 3
Status = JawabanMasuk.Status


@transaction.atomic
def offer(*, by, now, tautan, code, penjawab, **facts):
    """Write down what somebody with the letter says; nothing moves, the owner is told. `by` is None: it is nobody yet.

    Files are not taken from somebody unknown; who confirms attaches the proof.
    """
    rujukan = (
        Rujukan.objects.select_related("keluhan").select_for_update(of=("self",), no_key=True).get(pk=tautan.rujukan_id)
    )
    closed = links.closed_because(tautan, now)
    if closed:
        raise IllegalMove(closed)
    require_move(rujukan, code, speaker(tautan))
    answers.require_day(rujukan, facts.get("tanggal"), now)
    if rujukan.jawaban_masuk.filter(status=Status.MENUNGGU).count() >= MOST_WAITING:
        raise Refused("Sudah ada jawaban untuk rujukan ini yang menunggu pembenaran. Hubungi sekretariat SLRT.")
    row = JawabanMasuk.objects.create(
        rujukan=rujukan, tautan=tautan, langkah=code, penjawab=penjawab, masuk_pada=now, isi=_plain(facts)
    )
    trace.record(by, trace.Aksi.BUAT, row, keluhan_id=rujukan.keluhan_id, nomor=rujukan.nomor, langkah=code)
    _tell(rujukan, now)
    return row


def _plain(facts):
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items() if value}


def _tell(rujukan, now):
    owners = [one.pk for one in recipients.people("PEMILIK", rujukan, now)]
    notices.tell(
        owners, now=now, jabatan="PEMILIK", rujukan=rujukan, judul=f"Jawaban belum terverifikasi: {rujukan.nomor}",
        isi="Seseorang menjawab memakai kode surat tanpa kode meja. Tanyakan ke instansi, lalu benarkan atau tolak.",
    )  # fmt: skip


def waiting(by):
    """Answers nobody has vouched for yet, of referrals in reach, the oldest first."""
    rows = JawabanMasuk.objects.filter(status=Status.MENUNGGU, rujukan__in=Rujukan.objects.visible_to(by))
    return rows.select_related("rujukan__keluhan__klien", "rujukan__instansi").order_by("masuk_pada", "id")


def peek(by, id):
    """One of them, decided or not; 404 outside one's reach."""
    rows = JawabanMasuk.objects.filter(pk=id, rujukan__in=Rujukan.objects.visible_to(by))
    row = rows.select_related("rujukan__keluhan__klien", "rujukan__instansi", "diputus_oleh").first()
    if row is None:
        raise Http404
    return row


@transaction.atomic
def confirm(*, by, now, id, wakil, bukti=None):
    """The agency was asked and says it is so: its answer is written down on its behalf, with how that is known."""
    row = _lock(by, id)
    facts = row.isi | ({"tanggal": date.fromisoformat(row.isi["tanggal"])} if row.isi.get("tanggal") else {})
    if row.langkah == "served":
        facts["bukti"] = bukti
    rujukan = STAGES[row.langkah](by=by, now=now, id=row.rujukan_id, wakil=wakil, **facts)
    _decide(row, Status.DIBENARKAN, by, now, f"Dibenarkan {wakil.nama}")
    return rujukan


@transaction.atomic
def reject(*, by, now, id, catatan):
    """The agency knows nothing of it: the answer stays on record as not the agency's, and moves nothing."""
    row = _lock(by, id)
    if not catatan:
        raise MissingFact("Tulis apa kata instansi.", field="catatan")
    _decide(row, Status.DITOLAK, by, now, catatan)
    trace.record(by, trace.Aksi.UBAH, row, keluhan_id=row.rujukan.keluhan_id, bukan_dari_instansi=True)
    return row


def _lock(by, id):
    hat = require(by, "jawaban", "U")
    if hat.peran == Peran.OPD:
        raise Refused("Petugas instansi menjawab langsung di halaman rujukan.")
    peek(by, id)
    row = JawabanMasuk.objects.select_for_update(of=("self",), no_key=True).select_related("rujukan").get(pk=id)
    if row.status != Status.MENUNGGU:
        raise IllegalMove(f"Jawaban ini sudah diputuskan: {row.get_status_display().lower()}.")
    return row


def _decide(row, status, by, now, catatan):
    row.status, row.diputus_pada, row.diputus_oleh_id, row.catatan = status, now, by.petugas_id, catatan
    row.save(update_fields=["status", "diputus_pada", "diputus_oleh", "catatan"])
