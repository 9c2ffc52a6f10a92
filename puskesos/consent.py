"""STAGE: the family takes back its consent to the use of its data, or gives it anew (UU PDP Ps 9, 40).

Nothing is erased: what was agreed and what was taken back both stay. From that moment the case is restricted: no
further agency gets to know of it (rujukan/restriction.py), and a person decides on what is with an agency already.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from puskesos import trace
from puskesos.access import lock_keluhan, require
from puskesos.intake import NOTICE_VERSION
from puskesos.models import Keluhan, PencabutanPersetujuan, PersetujuanData, Riwayat
from puskesos.refusals import IllegalMove, Refused
from puskesos.steps import change_with_line, required
from puskesos.texts import clean_text

# By when what follows must be done (UU PDP Ps 40): three times twenty-four hours, nights and holidays included.
LIMIT = timedelta(hours=72)
Sebab = Keluhan.Pembatasan
Dasar, Cara, Pemberi = PersetujuanData.Dasar, PersetujuanData.Cara, PersetujuanData.Pemberi
NOT_BY_CONSENT = (
    "Data keluarga ini dipakai atas dasar “{}”, bukan persetujuan, jadi tidak ada persetujuan yang dapat dicabut. "
    "Bila keluarga keberatan, catat permintaannya untuk membatasi atau menghapus data."
)


def of(keluhan):
    """The newest PersetujuanData of a case, with its withdrawal if there is one; None without any."""
    rows = PersetujuanData.objects.filter(keluhan=keluhan).select_related("pencabutan__petugas")
    return rows.order_by("-at", "-id").first()


def taken_back(consent):
    """The withdrawal of a consent, or None; asks nothing when the row came from `of`."""
    return getattr(consent, "pencabutan", None)


def can_withdraw(consent):
    return consent is not None and consent.dasar == Dasar.PERSETUJUAN and not taken_back(consent)


def require_withdrawable(consent):
    """IllegalMove, in words, when there is nothing to take back."""
    if can_withdraw(consent):
        return consent
    if consent is None:
        raise IllegalMove("Pada kasus ini belum ada persetujuan yang dicatat.")
    if taken_back(consent):
        raise IllegalMove("Persetujuan kasus ini sudah dicabut.")
    raise IllegalMove(NOT_BY_CONSENT.format(consent.get_dasar_display()))


@transaction.atomic
def withdraw(*, by, now, id, versi=None, oleh, oleh_nama="", cara, alasan, disampaikan):
    """Write down that the family took its consent back; the case is restricted from now on. Returns the Keluhan."""
    require(by, "permintaan", "C")
    keluhan = lock_keluhan(by, id, versi)
    consent = require_withdrawable(of(keluhan))
    told = _told(oleh, oleh_nama, cara, alasan)
    PencabutanPersetujuan.objects.create(
        persetujuan=consent, disampaikan=_day(disampaikan, consent, now), at=now, petugas_id=by.petugas_id, **told
    )
    if not keluhan.dibatasi_sejak:
        keluhan.dibatasi_sejak, keluhan.dibatasi_sebab = now, Sebab.CABUT
    change_with_line(
        keluhan, Riwayat.Jenis.DATA, by=by, now=now, persetujuan="dicabut", oleh=told["oleh"], cara=cara,
        catatan=told["alasan"],
    )  # fmt: skip
    trace.record(by, trace.Aksi.UBAH, keluhan, persetujuan="dicabut")
    return keluhan


def _told(oleh, oleh_nama, cara, alasan):
    if oleh not in Pemberi:
        raise Refused("Pilih siapa yang mencabut.", field="oleh")
    if cara not in PencabutanPersetujuan.Cara:
        raise Refused("Pilih cara keluarga menyampaikannya.", field="cara")
    if oleh != Pemberi.KLIEN:
        required(oleh_nama, "Tulis nama orang tua atau wali yang mencabut.", "oleh_nama")
    reason = required(clean_text(alasan, 1000), "Tulis alasannya, atau “tidak disebutkan”.", "alasan")
    return {"oleh": oleh, "oleh_nama": oleh_nama, "cara": cara, "alasan": reason}


def _day(day, consent, now):
    if day > timezone.localdate(now):
        raise Refused("Tanggal ini belum terjadi.", field="disampaikan")
    if day < timezone.localdate(consent.at):
        raise Refused("Tanggal ini lebih dulu daripada persetujuannya.", field="disampaikan")
    return day


@transaction.atomic
def give_again(*, by, now, id, versi=None, cara, pemberi, pemberi_nama=""):
    """The family agrees anew: a consent of its own, and what was restricted by taking back goes on."""
    require(by, "permintaan", "C")
    keluhan = lock_keluhan(by, id, versi)
    if not taken_back(of(keluhan)):
        raise IllegalMove("Persetujuan kasus ini tidak sedang dicabut.")
    if cara not in Cara or cara == Cara.TIDAK_ADA:
        raise Refused("Pilih cara persetujuan diberikan.", field="cara")
    if pemberi not in Pemberi:
        raise Refused("Pilih siapa yang menyetujui.", field="pemberi")
    if pemberi != Pemberi.KLIEN:
        required(pemberi_nama, "Tulis nama orang tua atau wali yang menyetujui.", "pemberi_nama")
    PersetujuanData.objects.create(
        keluhan=keluhan, dasar=Dasar.PERSETUJUAN, cara=cara, pemberi=pemberi, pemberi_nama=pemberi_nama,
        versi_teks=NOTICE_VERSION, at=now, petugas_id=by.petugas_id,
    )  # fmt: skip
    if keluhan.dibatasi_sebab == Sebab.CABUT:
        free(keluhan)
    change_with_line(keluhan, Riwayat.Jenis.DATA, by=by, now=now, persetujuan="diberikan lagi", cara=cara)
    trace.record(by, trace.Aksi.UBAH, keluhan, persetujuan="diberikan lagi")
    return keluhan


# --- the restriction itself: by taking a consent back, or asked for and granted (slrt/privacy) ----------------------
def restrict(keluhan, *, by, now, catatan):
    """Restrict a locked case because the person asked for it; what was restricted before stays so for this reason."""
    keluhan.dibatasi_sejak, keluhan.dibatasi_sebab = keluhan.dibatasi_sejak or now, Sebab.PERMINTAAN
    change_with_line(keluhan, Riwayat.Jenis.DATA, by=by, now=now, pembatasan="mulai", catatan=catatan)


def lift(keluhan, *, by, now, catatan):
    """The end of what was asked for; a consent that was taken back keeps the case restricted."""
    if taken_back(of(keluhan)):
        keluhan.dibatasi_sebab = Sebab.CABUT
    else:
        free(keluhan)
    change_with_line(keluhan, Riwayat.Jenis.DATA, by=by, now=now, pembatasan="selesai", catatan=catatan)


def free(keluhan):
    keluhan.dibatasi_sejak, keluhan.dibatasi_sebab = None, ""
