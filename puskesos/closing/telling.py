"""What was told to the family, and what the family says itself: never a copy of what the agency says."""

from typing import NamedTuple

from django.db import transaction

from puskesos import needs, workflow
from puskesos.access import lock_keluhan
from puskesos.closing.checking import take_word
from puskesos.models import CekKeluarga, Keluhan, Riwayat, UmpanBalik
from puskesos.refusals import Refused
from puskesos.steps import add_line, required, take_step
from puskesos.workflow import StatusKebutuhan


class Told(NamedTuple):
    """What came of it: the case, the record, and {kebutuhan id: the family's word} for those who act on it upstairs."""

    keluhan: Keluhan
    umpan_balik: UmpanBalik
    words: dict


@transaction.atomic
def tell_family(*, by, now, id, versi=None, kanal, isi, reaksi, kata, disampaikan_pada=None, reaksi_catatan=""):
    """Record who told the family what, by which channel and when, and the family's own word on each need (T17).

    `kata` is {kebutuhan id: SUDAH, SEBAGIAN or BELUM}: one for every need that was pursued, none when the family was
    not found. Referrals are not known here: the caller upstairs moves them by `Told.words` in the same transaction.
    """
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "tell_family", by)
    at = _moment(keluhan, disampaikan_pada or now, now)
    told = _write_down(keluhan, by, at, kanal, isi, reaksi, reaksi_catatan)
    take_step(keluhan, "tell_family", by=by, now=now, kanal=kanal, catatan=isi, reaksi=reaksi, umpan_balik=told.pk)
    words = _hear(needs.of(keluhan), kata, reaksi, by=by, now=now)
    add_line(keluhan, Riwayat.Jenis.UMPAN_BALIK, by=by, now=now, reaksi=reaksi, catatan=reaksi_catatan,
             kata={str(pk): str(word) for pk, word in words.items()})  # fmt: skip
    return Told(keluhan, told, words)


def _moment(keluhan, at, now):
    if at > now:
        raise Refused("Waktu menyampaikan belum terjadi.", field="disampaikan_pada")
    if at < keluhan.diterima_pada:
        raise Refused("Waktu menyampaikan lebih dulu daripada keluhan diterima.", field="disampaikan_pada")
    return at


def _write_down(keluhan, by, at, kanal, isi, reaksi, reaksi_catatan):
    if kanal not in UmpanBalik.Kanal:
        raise Refused("Pilih lewat apa keluarga diberi tahu.", field="kanal")
    if reaksi not in UmpanBalik.Reaksi:
        raise Refused("Pilih tanggapan keluarga.", field="reaksi")
    if reaksi == UmpanBalik.Reaksi.KEBERATAN:
        required(reaksi_catatan, "Tulis keberatan keluarga dengan kata-katanya.", "reaksi_catatan")
    return UmpanBalik.objects.create(
        keluhan=keluhan, kanal=kanal, disampaikan_pada=at, isi=required(isi, "Tulis apa yang disampaikan.", "catatan"),
        reaksi=reaksi, reaksi_catatan=reaksi_catatan, petugas_id=by.petugas_id,
    )  # fmt: skip


def _hear(all_needs, kata, reaksi, *, by, now):
    """Store each word and make the move that follows from it; returns the words that were given."""
    if not set(kata) <= {need.id for need in all_needs}:
        raise Refused("Kebutuhan ini milik keluhan lain. Muat ulang halamannya.")
    if reaksi == UmpanBalik.Reaksi.TIDAK_DITEMUKAN:
        if any(kata.values()):
            raise Refused("Keluarga tidak ditemukan, jadi belum ada kata keluarga.", field="reaksi")
        return {}
    told = {"by": by, "now": now, "cara": CekKeluarga.Cara.DISAMPAIKAN}
    return {need.id: take_word(need, kata.get(need.id), **told) for need in all_needs if _pursued(need)}


def _pursued(need):
    return need.status != StatusKebutuhan.TIDAK_DILANJUTKAN
