"""The clock of a case around a pause: office time for most, the clock of the wall for an emergency."""

from datetime import timedelta

from puskesos import deadlines
from puskesos.workflow import StatusKeluhan as S
from tests import cases


def paused_overnight(keluhan, evening):
    """Asked for papers in the evening with three hours left, completed the next morning."""
    keluhan.tenggat = evening + timedelta(hours=3)
    deadlines.enter(keluhan, S.PERLU_LENGKAP, now=evening)
    morning = evening + timedelta(hours=13)
    deadlines.enter(keluhan, S.VERIFIKASI, now=morning)
    return morning, keluhan.tenggat


def test_an_emergency_keeps_the_hours_it_had_by_night(siti, now):
    keluhan = cases.a_keluhan(siti, now)
    keluhan.prioritas = "DARURAT"
    morning, due = paused_overnight(keluhan, now.replace(hour=19))
    assert due == morning + timedelta(hours=3)


def test_ordinary_work_counts_no_hours_by_night(siti, now):
    keluhan = cases.a_keluhan(siti, now)
    morning, due = paused_overnight(keluhan, now.replace(hour=19))
    assert due <= morning + timedelta(minutes=1)
