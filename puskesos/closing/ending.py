"""The ends of a case, each with its coded reason, and the way back within a limited time."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from puskesos import catalogue, needs, workflow
from puskesos.access import lock_keluhan
from puskesos.handlers import name_secretariat
from puskesos.models import Alasan, Kebutuhan, Riwayat
from puskesos.refusals import Refused
from puskesos.roles import KOTA
from puskesos.steps import take_step
from puskesos.workflow import StatusKebutuhan

SURVEY = (
    ("BERSEDIA", "Ditawarkan, keluarga bersedia"),
    ("MENOLAK", "Ditawarkan, keluarga tidak bersedia"),
    ("TIDAK_BISA", "Tidak dapat ditawarkan"),
)
# What becomes of open needs when the case cannot be followed up: no programme or no right is a need left unmet.
UNMET = {
    "TIDAK_ADA_PROGRAM": ("unmet", "TIDAK_ADA_PROGRAM"),
    "TIDAK_MEMENUHI_SYARAT": ("unmet", "TIDAK_MEMENUHI_SYARAT"),
    "DI_LUAR_KEWENANGAN": ("unmet", "LAIN"),
}
WITHDRAWN = {"DITARIK_WARGA": "MENOLAK", "TIDAK_DAPAT_DIHUBUNGI": "DOKUMEN"}


@transaction.atomic
def close(*, by, now, id, versi=None, kode_hasil, survei, outcomes=None, catatan=""):
    """Close a case whose family was told, with its result code and whether the survey was offered (T18).

    Needs that are still open get their outcome here: {kebutuhan id: (move, reason code or "")}.
    """
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "close", by)
    _require_reason(Alasan.Kelompok.HASIL, kode_hasil, "kode_hasil")
    if survei and survei not in dict(SURVEY):
        raise Refused("Catat apakah survei ditawarkan.", field="survei")
    keluhan.hasil = kode_hasil
    take_step(keluhan, "close", by=by, now=now, kode_hasil=kode_hasil, survei=survei, catatan=catatan)
    needs.settle(keluhan, outcomes or {}, by=by, now=now, tanggal=timezone.localdate(now))
    _require_honest(keluhan, kode_hasil)
    return keluhan


def _require_honest(keluhan, kode_hasil):
    """A case is not “met” while a need is not, or while the family says that it was not helped."""
    if kode_hasil != "TERPENUHI":
        return
    for need in keluhan.kebutuhan.all():
        doubted = need.kata_keluarga in {Kebutuhan.KataKeluarga.BELUM, Kebutuhan.KataKeluarga.SEBAGIAN}
        if doubted or need.status not in {StatusKebutuhan.TERPENUHI, StatusKebutuhan.TIDAK_DILANJUTKAN}:
            said = "keluarga menyatakan belum (seluruhnya) terbantu" if doubted else "kebutuhannya belum terpenuhi"
            raise Refused(f"Hasil akhir tidak bisa “Terpenuhi”: {said}.", field="kode_hasil")


@transaction.atomic
def cannot(*, by, now, id, versi=None, alasan, catatan, hak_keberatan):
    """End a case that nobody can follow up: reason, the advice given, and the right to object explained (T20)."""
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "cannot", by)
    _require_reason(Alasan.Kelompok.TIDAK_DAPAT, alasan)
    take_step(keluhan, "cannot", by=by, now=now, alasan=alasan, catatan=catatan, hak_keberatan=hak_keberatan)
    move, because = UNMET.get(alasan, ("drop", "LAIN"))
    needs.end_open(keluhan, move, because, by=by, now=now)
    return keluhan


@transaction.atomic
def withdraw(*, by, now, id, versi=None, alasan, catatan):
    """The family takes the case back, or it was entered by mistake."""
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "withdraw", by)
    _require_reason(Alasan.Kelompok.BATAL, alasan)
    take_step(keluhan, "withdraw", by=by, now=now, alasan=alasan, catatan=catatan)
    needs.end_open(keluhan, "drop", WITHDRAWN.get(alasan, "LAIN"), by=by, now=now)
    return keluhan


@transaction.atomic
def reopen(*, by, now, id, versi=None, alasan, catatan, kebutuhan=()):
    """Open a closed case again, at SLRT Kota, within settings.REOPEN_DAYS days of its closing (T19).

    `kebutuhan` are the ids of the needs to work on again; without any, those that the family did not confirm, or all.
    """
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "reopen", by)
    if timezone.localdate(now) > last_day_to_reopen(keluhan):
        raise Refused(
            f"Keluhan hanya bisa dibuka kembali sampai {settings.REOPEN_DAYS} hari setelah ditutup. "
            "Catat keluhan baru untuk keluarga ini."
        )
    _require_reason(Alasan.Kelompok.BUKA_KEMBALI, alasan)
    keluhan.hasil, keluhan.pemilik_id = "", _last_at_slrt(keluhan)
    take_step(keluhan, "reopen", by=by, now=now, alasan=alasan, catatan=catatan)
    needs.take_up_again(_to_reopen(keluhan, set(kebutuhan)), by=by, now=now)
    if keluhan.rahasia:
        name_secretariat(keluhan, by=by, now=now)
    return keluhan


def last_day_to_reopen(keluhan):
    return timezone.localdate(keluhan.selesai_pada) + timedelta(days=settings.REOPEN_DAYS)


def _last_at_slrt(keluhan):
    """Who had the case at SLRT Kota last; nobody when it never was there."""
    there = Riwayat.objects.filter(keluhan=keluhan, langkah="take", peran__in=KOTA).order_by("-at", "-id")
    return there.values_list("petugas_id", flat=True).first()


def _to_reopen(keluhan, chosen):
    rows = needs.of(keluhan)
    if not chosen <= {need.id for need in rows}:
        raise Refused("Kebutuhan ini milik keluhan lain. Muat ulang halamannya.", field="kebutuhan")
    if chosen:
        return [need for need in rows if need.id in chosen]
    return [need for need in rows if need.kata_keluarga != Kebutuhan.KataKeluarga.SUDAH] or rows


def _require_reason(kelompok, kode, field="alasan"):
    """A reason of the catalogue, when one was given; that one is needed is the workflow table's word."""
    if kode and kode not in dict(catalogue.reasons(kelompok)):
        raise Refused("Pilih salah satu yang tersedia.", field=field)
