"""A holiday that is added afterwards moves what has not been sent, and nothing else (F27)."""

import pytest
from django.core import mail

from puskesos import catalogue
from puskesos.models import HariLibur, Jejak
from rujukan import answers, reminders
from rujukan.models import Kiriman
from rujukan.reminders import ladder, recount
from tests.cases import fresh_rujukan, referred
from tests.rujukan.ticks import at, pass_at, shown, steps


def day_off(day, aktif=True):
    HariLibur.objects.update_or_create(
        tanggal=day, defaults={"nama": "Cuti bersama tambahan", "jenis": "CUTI_BERSAMA", "aktif": aktif}
    )


def waiting(rujukan):
    return dict(rujukan.pengingat.filter(status="MENUNGGU", langkah__gt=0).values_list("aturan", "jatuh_tempo"))


def test_an_added_holiday_moves_limit_and_steps(cast, now):
    _, rujukan = referred(cast, now)  # Monday 23 Nov; the answer is due on Thursday
    pass_at("2026-11-24 07:30")
    day_off("2026-11-26")
    report = pass_at("2026-11-25 07:30")
    assert report.moved == 5  # half the time is reached before Thursday, on Wednesday still
    rujukan = fresh_rujukan(rujukan)
    assert rujukan.batas_jawaban == rujukan.tenggat == at("2026-11-27 15:30")
    assert waiting(rujukan) == {
        "JAWABAN-1": at("2026-11-25 08:15"),
        "JAWABAN-2": at("2026-11-27 09:24"),
        "JAWABAN-3": at("2026-11-27 15:30"),
        "JAWABAN-4": at("2026-12-01 07:30"),
        "JAWABAN-5": at("2026-12-04 07:30"),
        "JAWABAN-6": at("2026-12-11 07:30"),
    }
    assert Jejak.objects.filter(objek="rujukan", objek_id=str(rujukan.pk), peran="SISTEM", aksi="UBAH").count() == 1
    assert ("Hari libur berubah", "maya") in shown()


def test_what_was_sent_stays_and_is_never_sent_again(cast, now):
    _, rujukan = referred(cast, now)
    for moment in ("2026-11-24 07:30", "2026-11-25 08:15", "2026-11-26 09:24", "2026-11-26 15:30", "2026-11-27 07:30"):
        pass_at(moment)
    before, letters = steps(rujukan), len(mail.outbox)
    due = dict(rujukan.pengingat.filter(status="TERKIRIM").values_list("aturan", "jatuh_tempo"))
    day_off("2026-11-26")
    day_off("2026-11-30")
    assert pass_at("2026-11-27 09:00").moved == 3
    assert dict(rujukan.pengingat.filter(status="TERKIRIM").values_list("aturan", "jatuh_tempo")) == due
    assert (steps(rujukan), len(mail.outbox)) == (before, letters)
    # The limit has passed already: the agency was late by the calendar it knew.
    assert fresh_rujukan(rujukan).batas_jawaban == at("2026-11-26 15:30")
    assert waiting(rujukan)["JAWABAN-4"] == at("2026-12-01 07:30")


def test_a_holiday_that_is_taken_back_moves_them_back(cast, now):
    _, rujukan = referred(cast, now)
    before = waiting(rujukan)
    pass_at("2026-11-23 10:00")
    day_off("2026-11-26")
    assert pass_at("2026-11-23 11:00").moved == 5
    day_off("2026-11-26", aktif=False)
    assert pass_at("2026-11-23 12:00").moved == 5
    assert waiting(rujukan) == before
    assert fresh_rujukan(rujukan).batas_jawaban == at("2026-11-26 15:30")


def test_a_calendar_that_stays_costs_one_query(cast, now, django_assert_num_queries):
    referred(cast, now)
    recount.recount(now)
    catalogue.calendar()
    with django_assert_num_queries(1):
        assert recount.recount(now) == (0, 0)


def test_a_count_that_was_cut_off_is_done_again(cast, now, monkeypatch):
    _, rujukan = referred(cast, now)
    pass_at("2026-11-23 10:00")
    day_off("2026-11-26")
    with monkeypatch.context() as patched:
        patched.setattr(recount, "_finish", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            pass_at("2026-11-23 11:00")
    pass_at("2026-11-23 11:01")
    assert fresh_rujukan(rujukan).batas_jawaban == at("2026-11-27 15:30")


def test_the_outcome_is_counted_from_its_own_start(cast, now):
    _, rujukan = referred(cast, now)
    answers.accept(by=cast.joko, now=at("2026-11-24 10:00"), id=rujukan.pk)
    before = fresh_rujukan(rujukan).batas_hasil
    pass_at("2026-11-24 11:00")
    day_off("2026-12-02")
    assert pass_at("2026-11-24 12:00").moved == 6
    after = fresh_rujukan(rujukan).batas_hasil
    assert catalogue.calendar().workdays_between(before, after) == 1
    assert waiting(rujukan)["HASIL-3"] == after


def test_an_emergency_runs_on_the_clock_and_stays(cast, now):
    _, rujukan = referred(cast, now, prioritas="DARURAT", prioritas_catatan="Ibu pingsan.")
    pass_at("2026-11-23 09:30")
    before = fresh_rujukan(rujukan).batas_jawaban
    day_off("2026-11-23")
    pass_at("2026-11-23 09:40")
    assert fresh_rujukan(rujukan).batas_jawaban == before


def test_days_before_the_limit_fall_on_working_mornings(cast, now):
    rule = {"dasar": "SEBELUM", "nilai": 2}
    assert ladder.due(rule, now, at("2026-12-01 15:30")) == at("2026-11-27 07:30")
    assert ladder.due(rule | {"nilai": 0}, now, at("2026-12-01 15:30")) == at("2026-12-01 07:30")
    assert ladder.due(rule, now, at("2026-11-24 15:30")) == now  # never before the referral itself


def test_waiting_mail_of_a_told_step_keeps_its_morning(cast, now):
    _, rujukan = referred(cast, now)
    pass_at("2026-11-24 07:30")
    pass_at("2026-11-26 09:24")
    assert Kiriman.objects.filter(rujukan=rujukan, kanal="EMAIL", status="MENUNGGU").count() == 1
    day_off("2026-12-03")
    pass_at("2026-11-26 10:00")
    mail.outbox.clear()
    reminders.tick(at("2026-11-27 07:30"))
    assert [letter.subject for letter in mail.outbox] == ["[SLRT] Batas jawaban sudah tiba"]
