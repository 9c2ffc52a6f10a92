"""STAGE: keep after it: remind by hand, log calls and visits, and hear the family's own word on what was served."""

from django.db import transaction

from puskesos import closing, trace, workflow
from puskesos.access import lock_keluhan, require
from puskesos.models import CekKeluarga, Kebutuhan, Keluhan, UmpanBalik
from puskesos.refusals import IllegalMove, MissingFact, Refused
from rujukan import notices, outcomes, reminders
from rujukan.access import lock_rujukan
from rujukan.models import Rujukan, TindakLanjut
from rujukan.reminders import recipients
from rujukan.workflow import StatusRujukan

Word = Kebutuhan.KataKeluarga
S, Jenis = StatusRujukan, TindakLanjut.Jenis
CLAIMED = (S.DIREALISASIKAN, S.DIKONFIRMASI, S.DISANGGAH)
# What the family says → the move of each referral that was declared served. “Sebagian” confirms that something came;
# that it was not enough stands at the need.
HEARD = {Word.SUDAH: "confirmed", Word.SEBAGIAN: "confirmed", Word.BELUM: "disputed"}
LOGGED = (Jenis.TELEPON, Jenis.KUNJUNGAN, Jenis.SURAT)


@transaction.atomic
def hear_family(*, by, now, id, versi=None, **told):
    """Tell the family and hear its word (puskesos.closing.tell_family); referrals declared served follow that word.

    Two figures that nobody can mix up: what the agency claims, and what the family confirms or disputes.
    """
    heard = closing.tell_family(by=by, now=now, id=id, versi=versi, **told)
    _follow_all(heard.keluhan, heard.words, by=by, now=now)
    if told["reaksi"] == UmpanBalik.Reaksi.KEBERATAN:
        _tell_of_objection(heard.keluhan, now)
    return heard


def _tell_of_objection(keluhan, now):
    """A family that objects is heard by the manajer, also where no agency claims to have served it (T17)."""
    notices.tell(
        [one.pk for one in recipients.managers(keluhan, now)], now=now, jabatan="MANAJER", keluhan=keluhan,
        judul=f"Keluarga keberatan: {keluhan.nomor}",
        isi="Keluarga tidak menerima hasil yang disampaikan. Coba pilihan lain, atau tutup dengan alasan.",
    )  # fmt: skip


@transaction.atomic
def record_check(*, by, now, id, kata, cara, catatan=""):
    """An officer asked the household about what was declared served: {kebutuhan id: word}, whatever the status."""
    require(by, "umpan_balik", "CU")
    return _hear(lock_keluhan(by, id), kata, by=by, now=now, cara=cara, catatan=catatan)


@transaction.atomic
def household_says(*, by, now, id, kata):
    """The household answers for itself, on the page its tracking code opens: one word for all it is asked about."""
    keluhan = Keluhan.objects.select_for_update(of=("self",), no_key=True).get(pk=id)
    if keluhan.rahasia:
        raise Refused("Untuk keluhan ini jawaban hanya diberikan kepada petugas.")
    words = {row.kebutuhan_id: kata for row in closing.open_checks(keluhan)}
    trace.record(by, trace.Aksi.BUAT, keluhan, kata_keluarga=kata)
    return _hear(keluhan, words, by=by, now=now, cara=CekKeluarga.Cara.HALAMAN)


def _hear(keluhan, kata, *, by, now, cara, catatan=""):
    words = closing.hear_checks(keluhan, kata, by=by, now=now, cara=cara, catatan=catatan)
    _follow_all(keluhan, words, by=by, now=now)
    return words


def _follow_all(keluhan, words, *, by, now):
    claimed = Rujukan.objects.select_for_update(of=("self",), no_key=True).filter(keluhan=keluhan, status__in=CLAIMED)
    for rujukan in claimed.order_by("pk"):
        word = words.get(rujukan.kebutuhan_id)
        if word:
            _follow(rujukan, word, by=by, now=now)


def _follow(rujukan, word, *, by, now):
    code = HEARD[word]
    if rujukan.status == rujukan.LIFE.move(code).target:
        return
    workflow.perform(rujukan, code, by=by, now=now, kata_keluarga=str(word))
    trace.record(by, trace.Aksi.LANGKAH, rujukan, langkah=code, nomor=rujukan.nomor)
    if code == "disputed":
        _tell_of_dispute(rujukan, now)


def _tell_of_dispute(rujukan, now):
    """What the agency claims and the family denies is work for SLRT: the owner and the manajer are told."""
    people = {one.pk for jabatan in ("PEMILIK", "MANAJER") for one in recipients.people(jabatan, rujukan, now)}
    notices.tell(
        people, now=now, jabatan="PEMILIK", rujukan=rujukan, judul=f"Rujukan {rujukan.nomor} disanggah",
        isi="Instansi mencatat sudah dilayani, tetapi keluarga menyatakan belum terbantu.",
    )  # fmt: skip


@transaction.atomic
def remind_now(*, by, now, id):
    """One extra message to the agency, at most one a working day; told in the application at once, mailed next pass."""
    hat = require(by, "rujukan", "CA")
    rujukan = lock_rujukan(by, id)
    if reminders.nudged_today(rujukan, now):
        raise Refused("Instansi ini sudah diingatkan hari ini untuk rujukan yang sama.")
    row = reminders.nudge(rujukan, now)
    if row is None:
        raise IllegalMove(f"Instansi tidak sedang ditunggu: rujukan {rujukan.get_status_display().lower()}.")
    TindakLanjut.objects.create(
        rujukan=rujukan, jenis=Jenis.INGATKAN, isi="Pengingat tambahan dikirim.", at=now, petugas_id=by.petugas_id,
        peran=hat.peran,
    )  # fmt: skip
    trace.record(by, trace.Aksi.KIRIM, rujukan, nomor=rujukan.nomor)
    return row


@transaction.atomic
def log_contact(*, by, now, id, jenis, isi):
    """A call, a letter or a visit to the agency, written down by the one who made it."""
    hat = require(by, "rujukan", "CA")
    rujukan = lock_rujukan(by, id)
    if jenis not in LOGGED:
        raise Refused("Pilih telepon, mendatangi, atau surat.", field="jenis")
    if not isi:
        raise MissingFact("Tulis hasilnya.", field="isi")
    trace.record(by, trace.Aksi.UBAH, rujukan, tindak_lanjut=jenis)
    return TindakLanjut.objects.create(
        rujukan=rujukan, jenis=jenis, isi=isi, at=now, petugas_id=by.petugas_id, peran=hat.peran
    )


@transaction.atomic
def expire(*, by, now, id, versi=None, catatan):
    """The manajer gives up waiting: reminders stop, and a case that waits for nothing else has its answer."""
    rujukan = lock_rujukan(by, id, versi)
    workflow.perform(rujukan, "expire", by=by, now=now, catatan=catatan)
    trace.record(by, trace.Aksi.LANGKAH, rujukan, langkah="expire", nomor=rujukan.nomor)
    reminders.cancel(rujukan, now, "Rujukan kedaluwarsa")
    outcomes.conclude(rujukan.keluhan, now=now)
    return rujukan
