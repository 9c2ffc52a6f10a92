"""The second pair of eyes: it finds what is missing, doubled or at the wrong time, and knows nothing of the engine."""

import ast
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db.models import F

from puskesos import catalogue
from puskesos.models import HariLibur
from puskesos.workdays import ZONE
from rujukan import answers, ledger
from rujukan.ledger import checking
from rujukan.ledger.days import Days, expected
from rujukan.models import Detak, Kiriman, Pengingat, PeriksaPengingat, Rujukan
from rujukan.reminders import ladder
from tests.cases import referred
from tests.rujukan.ticks import at, pass_at

ROOM = Path(ledger.__file__).parent


def found(moment):
    result = ledger.check(moment)
    assert result.selisih == len(result.temuan)
    return sorted((one["jenis"], one["aturan"]) for one in result.temuan)


def test_it_shares_no_code_with_the_engine():
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert not name.startswith(
                    ("rujukan.reminders", "rujukan.notices", "rujukan.workflow", "puskesos.workdays",
                     "puskesos.catalogue", "puskesos.deadlines")
                ), (path.name, name)  # fmt: skip


def test_a_ladder_as_it_should_be_has_no_difference(cast, now):
    _, rujukan = referred(cast, now)
    referred(
        cast, now, prioritas="DARURAT", prioritas_catatan="Ibu pingsan.", nik="", alasan_tanpa_nik="HILANG", no_kk=""
    )
    assert found(now) == []
    for moment in ("2026-11-24 07:30", "2026-11-25 08:15", "2026-11-26 15:30"):
        pass_at(moment)
        assert found(at(moment)) == []
    answers.accept(by=cast.joko, now=at("2026-11-27 10:00"), id=rujukan.pk)
    assert found(at("2026-11-27 10:00")) == []
    assert ledger.latest().rujukan == 2


def test_a_missing_row_is_found(cast, now):
    _, rujukan = referred(cast, now)
    rujukan.pengingat.filter(aturan="JAWABAN-4").delete()
    assert found(now) == [("KURANG", "JAWABAN-4")]


def test_a_called_off_row_of_a_waiting_referral_is_a_missing_one(cast, now):
    _, rujukan = referred(cast, now)
    rujukan.pengingat.filter(aturan="JAWABAN-2").update(status="BATAL")
    assert found(now) == [("KURANG", "JAWABAN-2")]


def test_a_large_city_is_compared_piece_by_piece(cast, now, monkeypatch):
    """Nobody falls between two pieces, and every piece has only its own rows."""
    other = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}
    some = [referred(cast, now)[1], *(referred(cast, now, **other)[1] for _ in range(4))]
    for rujukan in some:
        rujukan.pengingat.filter(aturan="JAWABAN-3").delete()
    whole = ledger.check(now)
    for size in (1, 2, 5):
        monkeypatch.setattr(checking, "SLICE", size)
        result = ledger.check(now)
        assert (result.rujukan, result.pengingat) == (whole.rujukan, whole.pengingat) == (5, 25)
        assert sorted(one["nomor"] for one in result.temuan) == sorted(one.nomor for one in some)


def test_a_doubled_row_is_found(cast, now):
    _, rujukan = referred(cast, now)
    row = rujukan.pengingat.get(aturan="JAWABAN-3")
    Pengingat.objects.create(
        rujukan=rujukan, aturan="JAWABAN-3/2", langkah=3, tahap="JAWABAN", jatuh_tempo=row.jatuh_tempo,
        coba_lagi_pada=row.jatuh_tempo,
    )  # fmt: skip
    assert found(now) == [("GANDA", "JAWABAN-3")]


@pytest.mark.parametrize("by", [timedelta(minutes=1), timedelta(minutes=-1), timedelta(days=7)])
def test_a_wrongly_timed_row_is_found(cast, now, by):
    _, rujukan = referred(cast, now)
    rujukan.pengingat.filter(aturan="JAWABAN-5").update(jatuh_tempo=F("jatuh_tempo") + by)
    assert found(now) == [("WAKTU", "JAWABAN-5")]


def test_a_row_that_outlived_the_answer_is_found(cast, now, monkeypatch):
    monkeypatch.setattr(answers.reminders, "cancel", lambda *args: None)
    _, rujukan = referred(cast, now)
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Kuota habis.")
    assert {kind for kind, _ in found(now)} == {"SISA"}


def test_a_worker_that_sleeps_is_found_but_not_at_night_and_not_when_held(cast, now):
    _, rujukan = referred(cast, now)
    assert found(at("2026-11-25 22:00")) == []
    assert found(at("2026-11-25 09:00")) == []  # within the hour
    assert found(at("2026-11-25 10:00")) == [("TERLAMBAT", "JAWABAN-1")]
    rujukan.pengingat.filter(aturan="JAWABAN-1").update(ditahan_pada=now)
    assert found(at("2026-11-25 10:00")) == []
    rujukan.pengingat.filter(aturan="JAWABAN-1").update(ditahan_pada=None)
    Detak.objects.create(nama="pengingat", terakhir=now, ditahan_sejak=now, ditahan_sebab="x")
    assert found(at("2026-11-25 10:00")) == []


def test_told_too_early_and_told_by_nothing_are_found(cast, now):
    _, rujukan = referred(cast, now)
    pass_at("2026-11-25 08:15")
    rujukan.pengingat.filter(aturan="JAWABAN-1").update(jatuh_tempo=at("2026-11-25 09:00"))
    assert found(at("2026-11-25 09:30")) == [("DINI", "JAWABAN-1")]
    rujukan.pengingat.filter(aturan="JAWABAN-1").update(jatuh_tempo=at("2026-11-25 08:15"))
    Kiriman.objects.filter(pengingat__aturan="JAWABAN-1").delete()
    assert found(at("2026-11-25 09:30")) == [("TANPA_KIRIMAN", "JAWABAN-1")]


def test_a_holiday_nobody_counted_yet_is_a_difference_until_the_next_pass(cast, now):
    referred(cast, now)
    pass_at("2026-11-23 10:00")
    HariLibur.objects.create(tanggal="2026-11-30", nama="Libur daerah", jenis="DAERAH")
    assert ("WAKTU", "JAWABAN-4") in found(at("2026-11-23 10:01"))
    pass_at("2026-11-23 10:02")
    assert found(at("2026-11-23 10:03")) == []


def test_two_arithmetics_agree_on_thousands_of_limits(cast):
    """Both count the same year on their own, holidays and nights included."""
    rng, calendar = random.Random(4), catalogue.calendar()
    holidays = set(HariLibur.objects.filter(aktif=True).values_list("tanggal", flat=True))
    first = datetime(2026, 1, 1, tzinfo=ZONE)
    days = Days(first.date() - timedelta(days=60), first.date() + timedelta(days=600), holidays)
    for _ in range(3000):
        start = first + timedelta(minutes=rng.randrange(365 * 24 * 60))
        limit = calendar.add_workdays(start, rng.randrange(1, 30))
        urgent = rng.random() < 0.2
        if urgent:
            limit = start + timedelta(hours=rng.randrange(1, 72))
        rule = rng.choice(
            [{"dasar": "PERSEN", "nilai": rng.randrange(10, 101)},
             {"dasar": "HARI_KERJA", "nilai": rng.randrange(1, 12)},
             {"dasar": "SEBELUM", "nilai": rng.randrange(0, 5)}]
        )  # fmt: skip
        engine = ladder.due(rule, start, limit, darurat=urgent)
        assert expected(days, rule, start, limit, urgent=urgent) == engine, (rule, start, limit, urgent)


def test_once_an_hour_and_the_manajer_hears_of_a_new_difference_once(cast, now):
    _, rujukan = referred(cast, now)
    pass_at("2026-11-23 10:00")
    pass_at("2026-11-23 10:30")
    assert PeriksaPengingat.objects.count() == 1
    rujukan.pengingat.filter(aturan="JAWABAN-6").update(jatuh_tempo=at("2026-12-24 09:00"))
    pass_at("2026-11-23 11:00")
    pass_at("2026-11-23 12:00")
    assert [one.selisih for one in PeriksaPengingat.objects.all()] == [1, 1, 0]
    told = Kiriman.objects.filter(judul="Selisih pengingat")
    assert [one.petugas_id for one in told] == [cast.maya.petugas_id]


def test_a_ledger_that_breaks_does_not_stop_the_reminders(cast, now, monkeypatch):
    monkeypatch.setattr(ledger.checking, "check", lambda now: 1 / 0)
    referred(cast, now)
    assert pass_at("2026-11-24 07:30").mails == 1


def test_a_referral_without_any_rules_is_a_difference(cast, now):
    _, rujukan = referred(cast, now)
    Rujukan.objects.filter(pk=rujukan.pk).update(aturan=[])
    assert found(now) == [("KURANG", "-")]
