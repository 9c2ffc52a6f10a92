"""STAGE: the agency answers, or an officer writes its answer down with proof (domain §3.3).

Every function locks the case and then the referral, makes one move, sets the clocks, and renews or calls off the
reminders, all in one transaction. `wakil` is needed from everybody who is not the agency itself.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from puskesos import catalogue, closing, deadlines, files, lampiran, trace, workflow
from puskesos.access import require
from puskesos.refusals import IllegalMove, MissingFact, Refused
from puskesos.roles import Peran
from rujukan import notices, outcomes, reminders
from rujukan.access import lock_rujukan
from rujukan.models import TindakLanjut
from rujukan.referral import outcome_due
from rujukan.reminders import recipients
from rujukan.workflow import WAITING_OUTCOME, WITH_INSTANSI, StatusRujukan

S = StatusRujukan
CARA = (("SURAT", "Surat atau formulir jawaban"), ("FOTO", "Foto pesan atau dokumen"), ("TELEPON", "Telepon"))


@dataclass(frozen=True)
class Wakil:
    """How an officer knows what the agency answered: by which way, from whom, and the paper (an upload) if any."""

    cara: str = ""
    nama: str = ""
    berkas: Any = None


# --- the moves -----------------------------------------------------------------------------------------------------
def accept(*, by, now, id, versi=None, catatan="", wakil=None):
    """The agency takes it: from now on it owes the outcome."""

    def clocks(rujukan):
        _owe_outcome(rujukan, now)

    return _answer("accept", clocks, by=by, now=now, id=id, versi=versi, wakil=wakil, catatan=catatan)


def decline(*, by, now, id, versi=None, alasan, catatan, wakil=None):
    """The agency says no, with a coded reason and a sentence that can be told to the family."""

    def clocks(rujukan):
        if alasan and alasan not in dict(catalogue.reasons("TOLAK")):
            raise Refused("Pilih salah satu alasan yang tersedia.", field="alasan")
        rujukan.alasan_tolak = alasan

    return _answer("decline", clocks, by=by, now=now, id=id, versi=versi, wakil=wakil, alasan=alasan, catatan=catatan)


def ask_documents(*, by, now, id, versi=None, dokumen, wakil=None):
    """The agency cannot go on without papers: its clock stops, SLRT has to bring them."""

    def clocks(rujukan):
        rujukan.dokumen_diminta = dokumen
        rujukan.tenggat = deadlines.due("TANGGAPAN_PENGEMBALIAN", rujukan.keluhan.prioritas, now)

    return _answer("ask_documents", clocks, by=by, now=now, id=id, versi=versi, wakil=wakil, dokumen=dokumen)


def process(*, by, now, id, versi=None, catatan="", wakil=None):
    return _answer("process", _keep, by=by, now=now, id=id, versi=versi, wakil=wakil, catatan=catatan)


def grant(*, by, now, id, versi=None, catatan="", wakil=None):
    """Approved, which is not yet received; from the waiting list a new limit begins."""

    def clocks(rujukan):
        if rujukan.status == S.DAFTAR_TUNGGU:
            _owe_outcome(rujukan, now)

    return _answer("grant", clocks, by=by, now=now, id=id, versi=versi, wakil=wakil, catatan=catatan)


def wait_list(*, by, now, id, versi=None, catatan, wakil=None):
    """An answer the family must be told: when it can expect what is in the note."""
    return _answer("wait_list", _keep, by=by, now=now, id=id, versi=versi, wakil=wakil, catatan=catatan)


def served(*, by, now, id, versi=None, tanggal, uraian, bukti, jumlah=None, wakil=None):
    """The agency declares that the family received something: when, what, and the proof (an upload).

    `jumlah` is rupiah. The family is asked apart from this (followup.hear_family).
    """

    def clocks(rujukan):
        require_day(rujukan, tanggal, now)
        rujukan.hasil_pada, rujukan.hasil_uraian = tanggal, uraian

    return _answer("served", clocks, by=by, now=now, id=id, versi=versi, wakil=wakil, tanggal=tanggal, uraian=uraian,
                   bukti=bukti, jumlah=jumlah)  # fmt: skip


def _keep(rujukan):
    """Clocks stay as they are."""


def require_day(rujukan, tanggal, now):
    """A service lies between the sending of the referral and today."""
    if tanggal and tanggal > timezone.localdate(now):
        raise Refused("Tanggal layanan belum terjadi.", field="tanggal")
    if tanggal and tanggal < timezone.localdate(rujukan.dikirim_pada):
        raise Refused("Tanggal layanan lebih dulu daripada rujukan dikirim.", field="tanggal")


def _owe_outcome(rujukan, now):
    """The outcome is owed from acceptance on; papers that were asked for meanwhile do not cost the agency time."""
    asked = rujukan.riwayat.filter(langkah="ask_documents").order_by("-at", "-id").first()
    if rujukan.status == S.PERLU_DOKUMEN and asked and asked.dari != S.TERKIRIM:
        calendar = catalogue.calendar()
        rujukan.batas_hasil = calendar.resume(now, calendar.pause(asked.at, rujukan.batas_hasil))
    else:
        rujukan.batas_hasil = outcome_due(catalogue.layanan(rujukan.layanan_id), rujukan.keluhan.prioritas, now)
    rujukan.tenggat = rujukan.batas_hasil


# --- one answer ----------------------------------------------------------------------------------------------------
def _answer(code, clocks, *, by, now, id, versi, wakil, bukti=None, **facts):
    """The common way of every answer; files are cleaned before anything is locked."""
    wakil = wakil or Wakil()
    proof, paper = cleaned(bukti, "bukti"), cleaned(wakil.berkas, "wakil_berkas")
    with transaction.atomic():
        rujukan = lock_rujukan(by, id, versi)
        _, hat = workflow.require_move(rujukan, code, by)
        facts |= _on_behalf(rujukan, hat, wakil, paper)
        source = rujukan.status
        clocks(rujukan)
        rujukan.dijawab_pada = rujukan.dijawab_pada or now
        with keeping(rujukan, proof, paper, by=by, now=now) as kept:
            workflow.perform(rujukan, code, by=by, now=now, **facts | kept)
            trace.record(by, trace.Aksi.LANGKAH, rujukan, langkah=code, nomor=rujukan.nomor)
            _after(rujukan, source, now=now)
    return rujukan


def cleaned(file, field):
    """An upload made safe, or None; UploadRefused carries the field it came from."""
    try:
        return lampiran.clean_upload(file, file.name) if file else None
    except lampiran.UploadRefused as refused:
        refused.field = field
        raise


def _on_behalf(rujukan, hat, wakil, paper):
    """Who is not the agency says how the answer came: a paper, or a telephone call, and always from whom."""
    if hat.peran == Peran.OPD:
        return dict(getattr(hat, "facts", {}))  # a desk without account says by which way it came
    if wakil.cara not in dict(CARA):
        raise MissingFact("Pilih dari mana jawaban instansi diketahui.", field="wakil_cara")
    if not wakil.nama.strip():
        raise MissingFact("Tulis nama petugas instansi yang menjawab.", field="wakil_nama")
    if wakil.cara != "TELEPON" and paper is None:
        raise MissingFact("Lampirkan surat atau foto jawabannya.", field="wakil_berkas")
    rujukan.diwakili = True
    return {"wakil_cara": wakil.cara, "wakil_nama": wakil.nama.strip()}


@contextmanager
def keeping(rujukan, proof, paper, *, by, now):
    """The files of an answer as files of the case; when the answer fails after all, they are gone again."""
    kept = []
    try:
        facts = {}
        for name, clean, jenis in (("bukti", proof, "BUKTI_HASIL"), ("surat_jawaban", paper, "SURAT_JAWABAN")):
            if clean:
                row = files.keep(by=by, now=now, clean=clean, jenis=jenis, keluhan=rujukan.keluhan)
                kept.append(row.pk)
                facts[name] = row.pk
        rujukan.bukti_id = facts.get("bukti", rujukan.bukti_id)
        yield facts
    except BaseException:
        for pk in kept:
            lampiran.discard(pk)
        raise


ENDS_WAITING = {
    S.DITOLAK: "Instansi menolak", S.PERLU_DOKUMEN: "Menunggu dokumen dari SLRT",
    S.DAFTAR_TUNGGU: "Masuk daftar tunggu", S.DIREALISASIKAN: "Layanan sudah diberikan",
}  # fmt: skip


def _after(rujukan, source, *, now):
    """Reminders follow the status, the owner is told, and the case gets its answer when this was the last one."""
    if rujukan.status == S.PERLU_DOKUMEN:
        reminders.wait_for_papers(rujukan, now, ENDS_WAITING[S.PERLU_DOKUMEN])
    elif rujukan.status in ENDS_WAITING:
        reminders.cancel(rujukan, now, ENDS_WAITING[rujukan.status])
    elif source not in WAITING_OUTCOME:
        reminders.replant(rujukan, now)
    if rujukan.status == S.DIREALISASIKAN:
        closing.open_check(rujukan.kebutuhan, rujukan.keluhan, now=now)
    _tell_owner(rujukan, now)
    outcomes.conclude(rujukan.keluhan, now=now)


def _tell_owner(rujukan, now):
    owners = [one.pk for one in recipients.people("PEMILIK", rujukan, now)]
    notices.tell(
        owners, now=now, jabatan="PEMILIK", rujukan=rujukan, judul=f"Rujukan {rujukan.nomor} dijawab",
        isi=f"Sekarang: {rujukan.get_status_display()}.",
    )  # fmt: skip


# --- beside the moves ----------------------------------------------------------------------------------------------
def documents_sent(*, by, now, id, versi=None, catatan, berkas=None):
    """SLRT or the Puskesos brought what the agency asked for: its clock goes on with the time that was left."""
    paper = cleaned(berkas, "berkas")
    with transaction.atomic():
        rujukan = lock_rujukan(by, id, versi)
        workflow.require_move(rujukan, "documents_sent", by)
        _owe_outcome(rujukan, now)
        if paper:
            files.keep(by=by, now=now, clean=paper, jenis=files.ANY_KIND, keluhan=rujukan.keluhan)
        workflow.perform(rujukan, "documents_sent", by=by, now=now, catatan=catatan)
        trace.record(by, trace.Aksi.LANGKAH, rujukan, langkah="documents_sent", nomor=rujukan.nomor)
        reminders.replant(rujukan, now)
        _tell_desk(rujukan, now)
    return rujukan


def _tell_desk(rujukan, now):
    desk = [one.pk for one in recipients.people("INSTANSI", rujukan, now)]
    notices.tell(
        desk, now=now, jabatan="INSTANSI", rujukan=rujukan, judul="Dokumen sudah dikirim",
        isi=f"Dokumen yang diminta untuk rujukan {rujukan.nomor} sudah dikirim.",
    )  # fmt: skip


@transaction.atomic
def report_progress(*, by, now, id, isi):
    """A line from the agency on how far it is; no status moves, and the owner is told."""
    hat = require(by, "jawaban", "U")
    rujukan = lock_rujukan(by, id)
    if rujukan.status not in WITH_INSTANSI:
        raise IllegalMove(f"Rujukan ini sudah {rujukan.get_status_display().lower()}.")
    if not isi:
        raise MissingFact("Tulis kabarnya.", field="isi")
    line = TindakLanjut.objects.create(
        rujukan=rujukan, jenis=TindakLanjut.Jenis.KABAR, isi=isi, at=now, petugas_id=by.petugas_id, peran=hat.peran
    )
    trace.record(by, trace.Aksi.UBAH, rujukan, kabar=len(isi))
    _tell_owner_of_progress(rujukan, now)
    return line


def _tell_owner_of_progress(rujukan, now):
    owners = [one.pk for one in recipients.people("PEMILIK", rujukan, now)]
    notices.tell(
        owners, now=now, jabatan="PEMILIK", rujukan=rujukan, judul=f"Kabar rujukan {rujukan.nomor}",
        isi="Instansi mengirim kabar perkembangan.",
    )  # fmt: skip
