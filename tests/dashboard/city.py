"""A small city with a bit of everything, born and moved by the stage functions only."""

from datetime import timedelta

from puskesos import closing
from puskesos.sheet import DtsenSheet
from tests import cases
from tests.people import MONDAY

MENTENG, BUKIT_SUA = "62.71.03.1002", "62.71.05.1007"
OCTOBER = MONDAY - timedelta(days=40)


def somebody(at, **changes):
    """A person of one's own, without NIK, whose data were looked up on the day itself."""
    seen = DtsenSheet(terdaftar="YA", desil=2, tanggal_cek=at.date(), sumber="SIKS_NG")
    return {"nik": "", "alasan_tanpa_nik": "BELUM_REKAM", "no_kk": "", "dtsen": seen, **changes}


def received(by, at, **changes):
    return cases.a_keluhan(by, at, **somebody(at, **changes))


def finished_late(cast, at, later):
    """The family was told in time and the case was closed long after the promise."""
    keluhan = cases.told(cast, at, **somebody(at))
    return closing.close(by=cast.koor, now=later, id=keluhan.pk, kode_hasil="TERPENUHI", survei="BERSEDIA")


def build(cast, now=MONDAY):
    """In Kalampangan: two finished in time, one late, open ones, one overdue, referrals of every kind, one secret.

    Elsewhere: Pahandut, Menteng, and Bukit Sua, which has no Puskesos.
    """
    cases.closed(cast, now, **somebody(now))
    cases.closed(cast, now, **somebody(now))
    finished_late(cast, OCTOBER, now)
    cases.closed(cast, OCTOBER, **somebody(OCTOBER))
    received(cast.siti, OCTOBER)
    received(cast.siti, now, subkategori="RUMAH_TIDAK_LAYAK")
    cases.in_verification(cast, now - timedelta(days=12), **somebody(now - timedelta(days=12)))
    cases.referred(cast, now, **somebody(now))
    cases.referred(cast, OCTOBER, **somebody(OCTOBER))
    cases.referred(cast, now, instansi="DINKES", **somebody(now))
    cases.accepted(cast, now, **somebody(now))
    cases.answered(cast, now, **somebody(now))
    cases.served(cast, now, **somebody(now))
    cases.heard(cast, now, **somebody(now))
    cases.heard(cast, now, word="BELUM", **somebody(now))
    cases.secret_referred(cast, now)
    received(cast.rahmat, now)
    received(cast.rahmat, now, rahasia=True)
    received(cast.dewi, now, kelurahan=MENTENG)
    received(cast.tono, now, kelurahan=BUKIT_SUA)
