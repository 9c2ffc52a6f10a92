"""Deciding: what back office proposes, and what the koordinator answers to it (domain §2.4, T6–T8, T12)."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from puskesos import needs, trace, workflow
from puskesos.access import lock_keluhan, require
from puskesos.handlers import name_secretariat
from puskesos.models import Keluhan, Riwayat
from puskesos.models.katalog import Prioritas
from puskesos.refusals import IllegalMove, MissingFact, Refused
from puskesos.steps import change_with_line, require_status, required, take_step
from puskesos.verification.checklist import checklist_rows, dtsen_words, standing_dtsen, summary
from puskesos.workflow import StatusKeluhan as S

U = Keluhan.Usulan
# proposal → (row of roles.TABLE, statuses from which it makes sense)
PROPOSALS = {
    U.DITANGANI: ("tangani", (S.VERIFIKASI, S.DIKEMBALIKAN)),
    U.DITERUSKAN: ("teruskan", (S.VERIFIKASI, S.DITANGANI_PUSKESOS)),
    U.DITUTUP: ("tutup", (S.VERIFIKASI, S.PERLU_LENGKAP, S.DITANGANI_PUSKESOS, S.DIKEMBALIKAN, S.HASIL_ADA,
                          S.UMPAN_BALIK)),
}  # fmt: skip


@transaction.atomic
def propose(*, by, now, id, versi=None, usulan, catatan):
    """Say what should be decided, and why; the case waits on the koordinator's list."""
    if usulan not in PROPOSALS:
        raise Refused("Pilih apa yang diusulkan.", field="usulan")
    right, statuses = PROPOSALS[usulan]
    require(by, right, "PCA")
    keluhan = lock_keluhan(by, id, versi)
    require_status(keluhan, statuses, f"Usulan “{U(usulan).label}”")
    required(catatan, "Tulis alasan usulan.", "catatan")
    keluhan.usulan, keluhan.usulan_oleh_id, keluhan.usulan_catatan = usulan, by.petugas_id, catatan
    change_with_line(keluhan, Riwayat.Jenis.USULAN, by=by, now=now, usulan=usulan, catatan=catatan)
    trace.record(by, trace.Aksi.UBAH, keluhan, usulan=usulan)
    return keluhan


@transaction.atomic
def decline_proposal(*, by, now, id, versi=None, catatan):
    """Answer a proposal with no, and say what should happen instead."""
    keluhan = lock_keluhan(by, id, versi)
    if not keluhan.usulan:
        raise IllegalMove("Tidak ada usulan yang menunggu pada keluhan ini.")
    require(by, PROPOSALS[keluhan.usulan][0], "A")
    required(catatan, "Tulis apa yang perlu dilakukan sebagai gantinya.", "catatan")
    asked, keluhan.usulan = keluhan.usulan, ""
    keluhan.usulan_oleh, keluhan.usulan_catatan = None, ""
    change_with_line(keluhan, Riwayat.Jenis.USULAN, by=by, now=now, usulan=asked, ditolak=True, catatan=catatan)
    trace.record(by, trace.Aksi.UBAH, keluhan, usulan_ditolak=asked)
    return keluhan


@transaction.atomic
def handle_local(*, by, now, id, versi=None, solusi):
    """Decide that the Puskesos solves it here, and how (T6)."""
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "handle_local", by)
    _require_second_person(keluhan, by)
    _require_checked(keluhan)
    check = standing_dtsen(keluhan.klien_id, timezone.localdate(now))
    take_step(keluhan, "handle_local", by=by, now=now, solusi=solusi, cek_dtsen=dtsen_words(check) if check else "")
    needs.start(keluhan, by=by, now=now)
    return keluhan


@transaction.atomic
def forward(*, by, now, id, versi=None, alasan, catatan):
    """Decide that SLRT Kota must look at it, with the reason and the verification in short (T7)."""
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "forward", by)
    _require_second_person(keluhan, by)
    _require_checked(keluhan)
    return _hand_over(keluhan, "forward", by=by, now=now, alasan=alasan, catatan=catatan, **summary(keluhan, now))


@transaction.atomic
def forward_urgent(*, by, now, id, versi=None, catatan):
    """The fast lane past verification: only when the case is marked DARURAT."""
    keluhan = lock_keluhan(by, id, versi)
    urgent = keluhan.prioritas == Prioritas.DARURAT
    return _hand_over(keluhan, "forward_urgent", by=by, now=now, darurat=urgent, alasan="DARURAT", catatan=catatan)


@transaction.atomic
def forward_tried(*, by, now, id, versi=None, catatan):
    """Forward what could not be solved at the Puskesos, with what was tried (T8)."""
    keluhan = lock_keluhan(by, id, versi)
    return _hand_over(keluhan, "forward_tried", by=by, now=now, catatan=catatan, **summary(keluhan, now))


@transaction.atomic
def forward_again(*, by, now, id, versi=None, catatan):
    """Forward a returned case once more, with what was put right (T12); the count of returns goes along."""
    keluhan = lock_keluhan(by, id, versi)
    return _hand_over(
        keluhan, "forward_again", by=by, now=now, catatan=catatan, kembali_kali=keluhan.kembali_kali,
        **summary(keluhan, now),
    )  # fmt: skip


def _hand_over(keluhan, code, *, by, now, **facts):
    """At SLRT the case belongs to nobody until somebody takes it; a `rahasia` one becomes known to the manajer."""
    keluhan.pemilik = None
    take_step(keluhan, code, by=by, now=now, **facts)
    if keluhan.rahasia:
        name_secretariat(keluhan, by=by, now=now)
    return keluhan


def examiners(keluhan):
    """Everybody who verified this case or went through its checklist; sending in a file is not examining."""
    looked = Q(langkah="verify") | Q(jenis=Riwayat.Jenis.BERKAS, fakta__has_key="lengkap")
    return set(Riwayat.objects.filter(looked, keluhan=keluhan).values_list("petugas_id", flat=True))


SECOND_PERSON = (
    "Anda yang mencatat dan yang memeriksa keluhan ini. Minta petugas lain memeriksa, atau minta koordinator lain, "
    "lurah, atau supervisor yang memutuskan."
)


def is_alone(keluhan, by):
    """True for somebody who wrote the case down and is its only examiner: another must look or decide (domain §2.4)."""
    return keluhan.diterima_oleh_id == by.petugas_id and examiners(keluhan) <= {by.petugas_id}


def _require_second_person(keluhan, by):
    if is_alone(keluhan, by):
        raise Refused(SECOND_PERSON)


def _require_checked(keluhan):
    """Nothing is decided before the papers were looked at, though they need not all be there."""
    unseen = list(dict.fromkeys(row.persyaratan.nama for row in checklist_rows(keluhan) if not row.diperiksa_pada))
    if unseen:
        more = " dan lainnya" if len(unseen) > 3 else ""
        raise MissingFact(f"Daftar periksa belum diisi: {', '.join(unseen[:3])}{more}.", field="berkas")
