"""The reminder ladder: what is planted, when it falls due, to whom it goes, and when it is silent."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from puskesos.models import HariLibur, Instansi, Penangan, Penugasan
from puskesos.refusals import NotAllowed, Refused
from puskesos.roles import Peran
from rujukan import answers, housekeeping, reminders
from rujukan.models import AturanPengingat, Detak, Kiriman, Pengingat, Rujukan
from rujukan.reminders import engine, ladder, mailing, pause, raising, schedule
from rujukan.tasks import tick as tick_task
from slrt.triage import triage
from tests.cases import a_draft, drafted, referred, secret_referred
from tests.people import MONDAY, hire
from tests.rujukan.ticks import PEOPLE, at, pass_at, shown, steps

BEFORE_CHRISTMAS = at("2026-12-21 09:00")  # 24 Dec is cuti bersama, 25 Dec a holiday, 26–27 a weekend


@pytest.fixture(autouse=True)
def no_nightly_chores(monkeypatch):
    """What else is done at night tells people things of its own; here every message counts."""
    monkeypatch.setattr(housekeeping, "NIGHTLY", {})


# --- planting ------------------------------------------------------------------------------------------------------
def test_the_steps_fall_on_working_moments(cast):
    _, rujukan = referred(cast, BEFORE_CHRISTMAS)
    assert rujukan.batas_jawaban == at("2026-12-28 15:30")
    due = dict(rujukan.pengingat.filter(langkah__gt=0).values_list("aturan", "jatuh_tempo"))
    assert due == {
        "JAWABAN-1": at("2026-12-23 08:15"),  # half of 1830 working minutes
        "JAWABAN-2": at("2026-12-28 09:24"),  # 80 per cent, after Christmas and the weekend
        "JAWABAN-3": at("2026-12-28 15:30"),
        "JAWABAN-4": at("2026-12-30 07:30"),
        "JAWABAN-5": at("2027-01-06 07:30"),  # past New Year and Isra Mikraj
        "JAWABAN-6": at("2027-01-13 07:30"),
    }


def test_nothing_falls_into_quiet_hours_but_the_urgent(now):
    rule = {"dasar": "PERSEN", "nilai": 100}
    night = at("2026-11-24 21:00")
    assert ladder.due(rule, now, night) == at("2026-11-25 07:30")
    assert ladder.due(rule, now, night, darurat=True) == night


def test_an_emergency_at_night_counts_on_the_clock(cast):
    start, batas = at("2026-11-23 20:00"), at("2026-11-24 00:00")
    assert ladder.due({"dasar": "PERSEN", "nilai": 50}, start, batas, darurat=True) == at("2026-11-23 22:00")


def test_planting_again_adds_nothing(cast, now):
    _, rujukan = referred(cast, now)
    before = set(rujukan.pengingat.values_list("pk", flat=True))
    reminders.plant(rujukan, now + timedelta(days=1))
    assert set(rujukan.pengingat.values_list("pk", flat=True)) == before
    assert len(before) == 7


def test_rules_are_those_of_the_day_it_was_sent(cast, now):
    _, rujukan = referred(cast, now)
    AturanPengingat.objects.filter(kode="JAWABAN-1").update(judul="Lain", nilai=10)
    pass_at("2026-11-25 08:15")
    assert ("Separuh waktu jawaban telah lewat", "dewi") in shown(rujukan)


def test_acceptance_starts_a_ladder_towards_the_outcome(cast, now):
    _, rujukan = referred(cast, now)
    answers.accept(by=cast.joko, now=now + timedelta(hours=1), id=rujukan.pk)
    status = steps(rujukan)
    assert {status[f"JAWABAN-{n}"] for n in range(1, 7)} == {"BATAL"}
    assert {status[f"HASIL-{n}"] for n in range(1, 7)} == {"MENUNGGU"}


def test_a_second_round_has_rows_of_its_own(cast, now):
    _, rujukan = referred(cast, now)
    answers.accept(by=cast.joko, now=now, id=rujukan.pk)
    answers.ask_documents(by=cast.joko, now=now, id=rujukan.pk, dokumen="Surat medis")
    assert set(rujukan.pengingat.filter(status="MENUNGGU").values_list("tahap", flat=True)) == {"DOKUMEN"}
    answers.documents_sent(by=cast.dewi, now=now + timedelta(days=1), id=rujukan.pk, catatan="Diantar.")
    assert {steps(rujukan)[f"HASIL-{n}/2"] for n in range(1, 7)} == {"MENUNGGU"}


# --- a month, by hand ----------------------------------------------------------------------------------------------
def test_a_silent_agency_through_christmas_day_by_day(cast, monkeypatch):
    """Nobody answers for a month: exactly these messages, at exactly these moments."""
    _, rujukan = referred(cast, BEFORE_CHRISTMAS)
    Kiriman.objects.filter(judul="Rujukan baru").update(dibaca_pada=BEFORE_CHRISTMAS)
    found = []
    for day in range(26):
        for clock in ("07:30", "08:15", "09:24", "12:00", "15:30", "18:59", "22:00"):
            moment = f"{BEFORE_CHRISTMAS + timedelta(days=day):%Y-%m-%d} {clock}"
            if at(moment) <= BEFORE_CHRISTMAS:
                continue
            mail.outbox.clear()
            call_command("tick", at=moment.replace(" ", "T"), verbosity=0)
            found += [
                (moment, row.judul, PEOPLE[row.petugas.nama])
                for row in Kiriman.objects.filter(kanal="APLIKASI", terkirim_pada=at(moment)).order_by("pk")
            ]
            found += [(moment, letter.subject, *letter.to) for letter in mail.outbox]
    bpjs = "bpjs-kes@contoh.invalid"
    assert found == [
        ("2026-12-22 07:30", "[SLRT] Rujukan baru", bpjs),
        ("2026-12-23 08:15", "Separuh waktu jawaban telah lewat", "dewi"),
        ("2026-12-28 09:24", "Batas jawaban sudah dekat", "dewi"),
        ("2026-12-28 09:24", "Batas jawaban sudah dekat", "joko"),
        ("2026-12-28 15:30", "Batas jawaban sudah tiba", "dewi"),
        ("2026-12-28 15:30", "Batas jawaban sudah tiba", "joko"),
        ("2026-12-28 15:30", "Batas jawaban sudah tiba", "koor"),
        # The mail of 80 per cent waited for the same morning and went along with the later step.
        ("2026-12-29 07:30", "[SLRT] Batas jawaban sudah tiba", bpjs),
        ("2026-12-30 07:30", "Lewat 2 hari kerja dari batas jawaban", "maya"),
        ("2026-12-30 07:30", "Lewat 2 hari kerja dari batas jawaban", "joko"),
        ("2026-12-30 07:30", "[SLRT] Lewat 2 hari kerja dari batas jawaban", bpjs),
        ("2027-01-06 07:30", "Lewat 5 hari kerja dari batas jawaban", "hendra"),
        ("2027-01-06 07:30", "Lewat 5 hari kerja dari batas jawaban", "maya"),
        ("2027-01-13 07:30", "Lewat 10 hari kerja dari batas jawaban: bahas dalam rapat koordinasi", "hendra"),
        ("2027-01-13 07:30", "Lewat 10 hari kerja dari batas jawaban: bahas dalam rapat koordinasi", "maya"),
    ]
    assert set(steps(rujukan).values()) == {"TERKIRIM"}


def test_a_day_off_that_a_person_adds_is_kept(cast, now):
    HariLibur.objects.create(tanggal="2026-11-25", nama="Libur daerah", jenis="DAERAH")
    _, rujukan = referred(cast, now)
    assert rujukan.pengingat.get(aturan="JAWABAN-1").jatuh_tempo == at("2026-11-26 08:15")


# --- to whom -------------------------------------------------------------------------------------------------------
def test_positions_are_resolved_at_the_moment_of_sending(cast, now):
    """Dewi went on leave yesterday; her substitute is told, she is not."""
    _, rujukan = referred(cast, now)
    rina = hire("rina", "Rina Pengganti", [(Peran.BO_KOTA, "62.71")])
    Penugasan.objects.filter(petugas=rina).update(menggantikan=cast.dewi.id)
    Penugasan.objects.filter(pk=cast.dewi.id).update(selesai="2026-11-24")
    PEOPLE["Rina Pengganti"] = "rina"
    pass_at("2026-11-25 08:15")
    assert {who for title, who in shown(rujukan) if title.startswith("Separuh")} == {"rina"}


def test_without_owner_or_author_the_manajer_is_told(cast, now):
    _, rujukan = referred(cast, now)
    Penugasan.objects.filter(pk=cast.dewi.id).update(selesai="2026-11-24")
    pass_at("2026-11-25 08:15")
    assert {who for title, who in shown(rujukan) if title.startswith("Separuh")} == {"maya"}


def test_the_koordinator_of_another_kelurahan_is_not_told(cast, now):
    hire("koor2", "Koordinator Pahandut", [(Peran.KOORDINATOR, "62.71.01.1001")])
    PEOPLE["Koordinator Pahandut"] = "koor2"
    _, rujukan = referred(cast, now)
    pass_at("2026-11-26 15:30")
    told = {who for title, who in shown(rujukan) if title == "Batas jawaban sudah tiba"}
    assert told == {"dewi", "joko", "koor"}


def test_a_supervisor_of_the_kecamatan_is_told(cast, now):
    hire("spv", "Supervisor Sabangau", [(Peran.SUPERVISOR, "62.71.04")])
    PEOPLE["Supervisor Sabangau"] = "spv"
    _, rujukan = referred(cast, now)
    pass_at("2026-11-26 15:30")
    assert ("Batas jawaban sudah tiba", "spv") in shown(rujukan)


def test_an_agency_without_an_address_is_work_for_the_owner(cast, now):
    Instansi.objects.filter(pk="BPJS_KES").update(email="")
    _, rujukan = referred(cast, now)
    Kiriman.objects.all().delete()
    pass_at("2026-11-26 09:24")
    assert Kiriman.objects.get(kanal="EMAIL").status == "TANPA_ALAMAT"
    assert ("Instansi tanpa alamat e-mail", "dewi") in shown(rujukan)
    assert "lewat surat atau telepon" in Kiriman.objects.get(judul="Instansi tanpa alamat e-mail").isi
    assert steps(rujukan)["JAWABAN-2"] == "TERKIRIM"
    assert not mail.outbox


def test_addresses_that_cannot_arrive_are_none_outside_demo_and_test(cast, now, settings):
    settings.DEMO = settings.TEST = False
    referred(cast, now)
    assert set(Kiriman.objects.filter(kanal="EMAIL").values_list("status", flat=True)) == {"TANPA_ALAMAT"}


def test_one_mail_a_morning_lists_everything_of_the_agency(cast, now):
    """Two referrals of two families to one agency: one letter, both numbers, one Message-ID."""
    _, first = referred(cast, now)
    _, second = referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="", nama="Rusmini")
    _, other = referred(cast, now, "DINSOS", nik="", alasan_tanpa_nik="HILANG", no_kk="", nama="Sumiati")
    report = pass_at("2026-11-24 07:30")
    assert report.mails == 2
    letter = next(one for one in mail.outbox if one.to == ["bpjs-kes@contoh.invalid"])
    assert first.nomor in letter.body and second.nomor in letter.body
    assert other.nomor not in letter.body
    assert letter.subject == "[SLRT] 2 rujukan perlu tindak lanjut"
    assert letter.extra_headers["Message-ID"] == "<pengingat-BPJS_KES-20261124@contoh.invalid>"
    assert pass_at("2026-11-24 07:31").mails == 0


def test_what_comes_too_late_for_todays_mail_waits_for_tomorrows(cast, now):
    _, first = referred(cast, now)
    pass_at("2026-11-24 07:30")
    _, second = referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="", nama="Rusmini")
    assert pass_at("2026-11-24 10:00").mails == 0
    mail.outbox.clear()
    assert pass_at("2026-11-25 07:30").mails == 1
    assert second.nomor in mail.outbox[0].body and first.nomor not in mail.outbox[0].body
    assert mail.outbox[0].extra_headers["Message-ID"] == "<pengingat-BPJS_KES-20261125@contoh.invalid>"


def test_an_emergency_goes_out_at_once_and_alone(cast, now):
    late = at("2026-11-23 16:00")  # the office is closed already
    _, rujukan = referred(cast, late, prioritas="DARURAT", prioritas_catatan="Ibu pingsan.")
    assert pass_at("2026-11-23 22:00").mails == 1
    row = rujukan.pengingat.get(aturan="BARU")
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<pengingat-{row.pk}-BPJS_KES@contoh.invalid>"


def test_an_ordinary_row_that_is_late_respects_the_evening(cast, now):
    """The worker stood still from noon until ten at night."""
    _, rujukan = referred(cast, now)
    report = pass_at("2026-11-25 22:00")
    assert (report.quiet, report.notices) == (1, 0)
    assert pass_at("2026-11-26 07:30").notices == 1
    assert ("Separuh waktu jawaban telah lewat", "dewi") in shown(rujukan)


def test_a_letter_that_is_late_respects_the_evening(cast, now):
    referred(cast, now)
    assert pass_at("2026-11-24 22:00").mails == 0
    assert pass_at("2026-11-25 07:30").mails == 1


# --- rahasia -------------------------------------------------------------------------------------------------------
def test_of_a_secret_case_only_number_and_deadline_to_named_handlers(cast, now):
    """Not the supervisor, who knows nothing of it, and not the head of the department."""
    hire("spv", "Supervisor Sabangau", [(Peran.SUPERVISOR, "62.71.04")])
    keluhan, rujukan = secret_referred(cast, now)
    Kiriman.objects.all().delete()
    pass_at("2026-11-26 15:30")
    pass_at("2026-12-03 07:30")
    rows = Kiriman.objects.exclude(jabatan="INSTANSI").select_related("petugas")
    named = set(Penangan.objects.filter(keluhan=keluhan).values_list("petugas__nama", flat=True))
    assert {row.petugas.nama for row in rows} == {"Dewi Lestari", "Lestari Dewi", "Maya Sari"} <= named
    for row in Kiriman.objects.all():
        assert row.judul == "Pengingat rujukan"
        assert row.isi == f"Rujukan {rujukan.nomor} menunggu tindak lanjut. Batasnya Kamis, 26 Nov 2026."


# --- no personal data ----------------------------------------------------------------------------------------------
CANARIES = {
    "nama": "KENARIWATI", "alias": "KENARIALIAS", "nama_ibu": "KENARIIBU", "alamat": "Jl. KENARIJALAN 7",
    "patokan": "KENARIPATOKAN", "pekerjaan": "KENARIKERJA", "ringkasan": "KENARIRINGKAS", "uraian": "KENARIURAI",
}  # fmt: skip


def test_no_message_carries_personal_data(cast, now):
    """One family at every agency, through the whole ladder: more than 200 messages, not one word about it."""
    _plan_for_every_agency(cast, now, **CANARIES)
    day = now
    while day < at("2026-12-31 00:00"):
        for clock in ("07:30", "09:24", "15:30"):
            reminders.tick(at(f"{day:%Y-%m-%d} {clock}"))
        _let_go(cast)
        day += timedelta(days=1)
    texts = [f"{row.judul} {row.isi} {row.galat}" for row in Kiriman.objects.all()]
    letters = [str(letter.message()) for letter in mail.outbox]
    assert len(texts) > 200 and len(letters) > 20
    for text in (*texts, *letters):
        assert "KENARI" not in text
        assert not re.search(r"\d{16}|08\d{8,}|\+62\d{8,}", text.replace(" ", ""))


def _plan_for_every_agency(cast, now, **changes):
    """One case with a referral to each active agency, all approved at once."""
    keluhan, _ = drafted(cast, now, **changes)
    for kode in Instansi.objects.filter(aktif=True).exclude(pk="BPJS_KES").values_list("pk", flat=True):
        a_draft(cast.dewi, now, keluhan, kode, catatan="KENARICATATAN")
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    return list(Rujukan.objects.filter(keluhan=keluhan, status="TERKIRIM"))


def _let_go(cast):
    if Detak.objects.filter(ditahan_sejak__isnull=False, dilepas_pada__isnull=True).exists():
        pause.release(by=cast.maya, now=MONDAY)


# --- after a standstill --------------------------------------------------------------------------------------------
def test_after_a_standstill_only_the_highest_step_goes_out(cast, now):
    _, rujukan = referred(cast, now)
    report = pass_at("2026-12-01 08:00")  # everything up to “late by two days” is overdue
    assert report.skipped == 3
    assert {title for title, _ in shown(rujukan)} == {"Rujukan baru", "Lewat 2 hari kerja dari batas jawaban"}
    assert [letter.subject for letter in mail.outbox] == ["[SLRT] Lewat 2 hari kerja dari batas jawaban"]
    assert steps(rujukan) == {
        "BARU": "TERKIRIM", "JAWABAN-1": "DILEWATI", "JAWABAN-2": "DILEWATI", "JAWABAN-3": "DILEWATI",
        "JAWABAN-4": "TERKIRIM", "JAWABAN-5": "MENUNGGU", "JAWABAN-6": "MENUNGGU",
    }  # fmt: skip


def test_a_lower_step_does_not_follow_a_higher_one_that_went_out(cast, now):
    """A worker died with the lower step in its hands; its lease ended after the higher one was told."""
    _, rujukan = referred(cast, now)
    moment = at("2026-12-01 08:00")
    lower = rujukan.pengingat.get(aturan="JAWABAN-3")
    lower.klaim_sampai = moment + timedelta(minutes=2)
    lower.save()
    reminders.tick(moment)
    assert steps(rujukan)["JAWABAN-4"] == "TERKIRIM"
    assert pass_at("2026-12-01 08:03").skipped == 1
    assert "Batas jawaban sudah tiba" not in {title for title, _ in shown(rujukan)}


def test_mail_that_missed_its_morning_joins_the_next_letter(cast, now):
    """The worker stood still from Tuesday to Thursday: still one letter to the agency."""
    _, first = referred(cast, now)
    _, second = referred(cast, now + timedelta(days=1), nik="", alasan_tanpa_nik="HILANG", no_kk="", nama="Rusmini")
    assert pass_at("2026-11-26 08:30").mails == 1
    assert first.nomor in mail.outbox[0].body and second.nomor in mail.outbox[0].body
    assert mail.outbox[0].extra_headers["Message-ID"] == "<pengingat-BPJS_KES-20261126@contoh.invalid>"


def test_a_long_silence_of_the_worker_asks_first(cast, now, monkeypatch):
    _, rujukan = referred(cast, now)
    _real_pass(monkeypatch, "2026-11-25 01:00")
    report = _real_pass(monkeypatch, "2026-11-25 08:15")
    assert report.held == "Pengingat tidak berjalan sejak 25-11-2026 01.00"
    assert ("Pengingat ditahan", "maya") in shown()
    assert steps(rujukan)["JAWABAN-1"] == "MENUNGGU"
    reminders.release(by=cast.maya, now=at("2026-11-25 08:20"))
    assert _real_pass(monkeypatch, "2026-11-25 08:21").notices == 1
    assert Detak.objects.get(nama="pengingat").ditahan_sejak is None


def test_a_clock_that_goes_back_asks_first(cast, now, monkeypatch):
    referred(cast, now)
    _real_pass(monkeypatch, "2026-11-25 08:14")
    _real_pass(monkeypatch, "2026-11-25 12:00")
    referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="")
    assert _real_pass(monkeypatch, "2026-11-25 09:00").held == "Jam server mundur"


def test_a_quiet_night_without_work_is_no_reason_to_ask(cast, now, monkeypatch):
    _real_pass(monkeypatch, "2026-11-23 10:00")
    assert not _real_pass(monkeypatch, "2026-11-24 10:00").held


def _real_pass(monkeypatch, text):
    """A pass by the database's own clock, which says this."""
    monkeypatch.setattr(schedule, "database_now", lambda: at(text))
    return reminders.tick()


def test_201_at_once_are_held_until_the_manajer_lets_them_go(cast, now):
    sent = _plan_for_every_agency(cast, now)
    while len(sent) * 6 <= 201:
        sent += _plan_for_every_agency(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="")
    Kiriman.objects.all().delete()
    Pengingat.objects.filter(aturan="BARU").delete()
    moment = "2026-12-31 08:00"
    report = pass_at(moment)
    assert report.held == "Lebih dari 200 pengingat jatuh tempo sekaligus"
    assert {title for title, who in shown()} == {"Pengingat ditahan"}
    assert pass_at("2026-12-31 08:01").held  # it goes on asking
    with pytest.raises(NotAllowed):
        reminders.release(by=cast.dewi, now=at(moment))
    assert pass_at("2026-12-31 08:02").held
    reminders.release(by=cast.maya, now=at(moment))
    report = pass_at("2026-12-31 08:03")
    assert report.notices + report.skipped == pause.AFTER_RELEASE
    with pytest.raises(Refused, match="tidak sedang ditahan"):
        reminders.release(by=cast.maya, now=at(moment))


def test_200_at_once_are_ordinary_work(cast, now, monkeypatch):
    monkeypatch.setattr(pause, "PAUSE_ABOVE", 6)
    referred(cast, now)
    assert not pass_at("2026-12-31 08:00").held
    referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="")
    referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="")
    assert pass_at("2026-12-31 08:01").held


# --- healing -------------------------------------------------------------------------------------------------------
def test_forgotten_rows_are_healed_once(cast, now):
    _, rujukan = referred(cast, now)
    rujukan.pengingat.filter(aturan__in=["JAWABAN-3", "JAWABAN-4"]).delete()
    assert schedule.forgotten() == [rujukan.pk]
    assert pass_at("2026-11-23 10:00").healed == 2
    assert rujukan.pengingat.get(aturan="JAWABAN-3").jatuh_tempo == at("2026-11-26 15:30")
    assert pass_at("2026-11-23 10:01").healed == 0
    assert schedule.forgotten() == []


def test_a_referral_without_any_rules_gets_todays(cast, now):
    _, rujukan = referred(cast, now)
    rujukan.pengingat.filter(langkah__gt=0).delete()
    Rujukan.objects.filter(pk=rujukan.pk).update(aturan=[])
    assert pass_at("2026-11-23 10:00").healed == 6


def test_sent_and_skipped_steps_are_not_planted_again(cast, now):
    referred(cast, now)
    pass_at("2026-12-31 08:00")
    assert pass_at("2026-12-31 08:01").healed == 0


def test_nobody_is_healed_after_the_answer(cast, now):
    _, rujukan = referred(cast, now)
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Kuota habis.")
    assert schedule.forgotten() == []


# --- closing against reminding -------------------------------------------------------------------------------------
def test_an_answer_calls_everything_off(cast, now):
    _, rujukan = referred(cast, now)
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Kuota habis.")
    Kiriman.objects.all().delete()
    report = pass_at("2026-12-31 08:00")
    assert (report.notices, report.mails) == (0, 0)
    assert not Kiriman.objects.exists()


def test_answered_while_claimed_is_called_off(cast, now):
    """The row is ours, then the agency answers, then we look again: nothing goes out (T36)."""
    _, rujukan = referred(cast, now)
    moment = at("2026-11-25 08:15")
    id, lease, _ = schedule.claim(moment)
    answers.accept(by=cast.joko, now=moment, id=rujukan.pk)
    Kiriman.objects.all().delete()
    assert raising.raise_row(id, lease, moment) is None
    assert not Kiriman.objects.exists()


def test_a_path_that_forgot_to_cancel_is_noticed_at_the_claim(cast, now, monkeypatch):
    monkeypatch.setattr(answers.reminders, "cancel", lambda *args: None)
    _, rujukan = referred(cast, now)
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Kuota habis.")
    before = Kiriman.objects.count()
    assert pass_at("2026-11-25 08:15").cancelled == 1
    assert rujukan.pengingat.get(aturan="JAWABAN-1").sebab == "Tidak berlaku lagi saat akan dikirim"
    assert rujukan.pengingat.get(aturan="BARU").status == "BATAL"  # its mail waited for the morning
    assert not mail.outbox
    # The ledger notices it as well, and says so to the manajer.
    assert Kiriman.objects.exclude(judul="Selisih pengingat").count() == before - 1


def test_mail_that_waits_for_the_morning_is_not_sent_after_the_answer(cast, now):
    _, rujukan = referred(cast, now)
    answers.accept(by=cast.joko, now=now, id=rujukan.pk)
    assert pass_at("2026-11-24 07:30").mails == 0
    assert not mail.outbox


# --- crashes and refusals ------------------------------------------------------------------------------------------
class Killed(BaseException):
    """What kill -9 looks like from inside: nothing after it runs."""


def test_killed_between_mail_and_mark_sends_the_same_letter_again(cast, now, monkeypatch):
    _, rujukan = referred(cast, now)
    with monkeypatch.context() as patched:
        patched.setattr(mailing, "mark", _die)
        with pytest.raises(Killed):
            pass_at("2026-11-24 07:30")
    assert len(mail.outbox) == 1
    assert pass_at("2026-11-24 07:31").mails == 0  # the lease still runs
    assert pass_at("2026-11-24 07:33").mails == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.body == second.body
    assert pass_at("2026-11-24 07:36").mails == 0
    assert shown(rujukan) == {("Rujukan baru", "joko")}


def test_killed_before_anything_was_told_loses_nothing(cast, now, monkeypatch):
    _, rujukan = referred(cast, now)
    with monkeypatch.context() as patched:
        patched.setattr(engine, "_told_already", _die)
        with pytest.raises(Killed):
            pass_at("2026-11-25 08:15")
    assert pass_at("2026-11-25 08:16").notices == 0
    assert pass_at("2026-11-25 08:18").notices == 1
    assert ("Separuh waktu jawaban telah lewat", "dewi") in shown(rujukan)


def _die(*args, **kwargs):
    raise Killed


def test_a_dead_mail_server_delays_mail_and_nothing_else(cast, now, settings):
    """A refused connection: notices are on time, the letter is tried less and less often, and given up in the end."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    _, rujukan = referred(cast, now)
    row = rujukan.pengingat.get(aturan="BARU")
    moment, waits = at("2026-11-24 07:30"), []
    for _ in range(schedule.MOST_TRIES):
        assert reminders.tick(moment).failed == 1
        row.refresh_from_db()
        waits.append(round((row.coba_lagi_pada - moment).total_seconds() / 60))
        moment = row.coba_lagi_pada
    assert waits[:7] == [1, 5, 15, 60, 120, 240, 360]
    assert row.status == "GAGAL"
    letter = row.kiriman.get(kanal="EMAIL")
    assert (letter.status, letter.galat) == ("GAGAL", "ConnectionRefusedError")
    assert ("Pengingat gagal dikirim", "maya") in shown(rujukan)
    assert ("Separuh waktu jawaban telah lewat", "dewi") in shown(rujukan)


def test_one_blocked_way_is_tried_once_a_pass(cast, now, settings, monkeypatch):
    """Ten agencies and a mail server that hangs: the worker waits for it once, not ten times."""
    calls = []
    _plan_for_every_agency(cast, now)
    monkeypatch.setattr(mailing.notices, "send_reminder", lambda messages: calls.append(1) or _refuse())
    pass_at("2026-11-24 07:30")
    assert calls == [1]


def _refuse():
    raise ConnectionRefusedError


def test_one_bad_address_does_not_keep_the_others_back(cast, now, monkeypatch):
    _plan_for_every_agency(cast, now)
    sent = []

    def post(messages):
        if messages[0].instansi_id == "BPJS_KES":
            raise smtplib.SMTPRecipientsRefused({"x": (550, b"")})
        sent.append(messages[0].instansi_id)

    monkeypatch.setattr(mailing.notices, "send_reminder", post)
    report = pass_at("2026-11-24 07:30")
    assert report.failed == 1
    assert report.mails == len(sent) == Instansi.objects.filter(aktif=True).count() - 1


def test_one_row_that_breaks_does_not_stop_the_queue(cast, now, monkeypatch):
    _, broken = referred(cast, now)
    _, fine = referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="")
    whole = raising.notices.words

    def words(rule, rujukan):
        if rujukan.pk == broken.pk:
            raise RuntimeError("a rule nobody can read")
        return whole(rule, rujukan)

    monkeypatch.setattr(raising.notices, "words", words)
    report = pass_at("2026-11-25 08:15")
    assert (report.failed, report.notices) == (1, 1)
    assert ("Separuh waktu jawaban telah lewat", "dewi") in shown(fine)
    assert broken.pengingat.get(aturan="JAWABAN-1").coba_lagi_pada == at("2026-11-25 08:16")


# --- the command ---------------------------------------------------------------------------------------------------
def test_the_command_says_what_it_did(cast, now, capsys):
    referred(cast, now)
    call_command("tick", at="2026-11-25T08:15")
    printed = capsys.readouterr().out
    assert "Putaran pengingat 25-11-2026 08.15" in printed
    assert "1  pengingat disampaikan di aplikasi" in printed
    assert "1  e-mail terkirim" in printed


@pytest.mark.parametrize("demo, test, allowed", [(False, False, False), (True, False, True), (False, True, True)])
def test_another_moment_is_only_for_demo_and_test(db, reference, settings, demo, test, allowed):
    settings.DEMO, settings.TEST = demo, test
    if allowed:
        call_command("tick", at="2026-11-25T08:15", verbosity=0)
        return
    with pytest.raises(CommandError, match="hanya boleh"):
        call_command("tick", at="2026-11-25T08:15", verbosity=0)
    call_command("tick", verbosity=0)


def test_a_moment_that_is_none_is_refused_in_words(db, reference):
    with pytest.raises(CommandError, match="tidak dikenal"):
        call_command("tick", at="besok pagi")


def test_the_task_does_the_same_work(cast, now, monkeypatch):
    _, rujukan = referred(cast, now)
    monkeypatch.setattr(schedule, "database_now", lambda: at("2026-11-25 08:15"))
    tick_task.delay()
    assert ("Separuh waktu jawaban telah lewat", "dewi") in shown(rujukan)
