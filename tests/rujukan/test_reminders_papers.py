"""An agency asked for papers: the ball is with us, so the holder is chased; the agency is left in peace."""

from datetime import timedelta

import pytest
from django.core import mail

from puskesos.models import HariLibur
from puskesos.refusals import IllegalMove, Refused
from rujukan import answers, followup, ledger, reminders
from rujukan.models import AturanPengingat, Kiriman, Pengingat, Rujukan
from rujukan.reminders import by_hand, rules, schedule, trial
from tests.cases import fresh_rujukan, referred
from tests.rujukan.ticks import PEOPLE, at, pass_at, steps

# Asked on Monday 23 November at 9: owed by Thursday 15.30, 1830 working minutes later; half of them end Wednesday 8.15.
LADDER = {
    "DOKUMEN-1": "2026-11-25 08:15", "DOKUMEN-2": "2026-11-26 15:30", "DOKUMEN-3": "2026-11-30 07:30",
    "DOKUMEN-4": "2026-12-03 07:30",
}  # fmt: skip
OUR_STEPS = """
25-11 08:15 dewi   DOKUMEN-1
26-11 15:30 dewi   DOKUMEN-2
26-11 15:30 koor   DOKUMEN-2
30-11 07:30 dewi   DOKUMEN-3
30-11 07:30 maya   DOKUMEN-3
03-12 07:30 hendra DOKUMEN-4
03-12 07:30 maya   DOKUMEN-4
"""


@pytest.fixture
def asked(cast, now):
    """Joko cannot go on without the family card; what was told of it so far is out of the way."""
    _, rujukan = referred(cast, now)
    answers.ask_documents(by=cast.joko, now=now, id=rujukan.pk, dokumen="Kartu Keluarga")
    return fresh_rujukan(rujukan)


def selisih(moment):
    return [(one["jenis"], one["aturan"]) for one in ledger.check(at(moment)).temuan]


def test_the_steps_of_the_holder_begin_and_those_of_the_agency_end(asked):
    assert asked.tenggat == at("2026-11-26 15:30")
    rows = {row.aturan: row.jatuh_tempo for row in asked.pengingat.filter(status="MENUNGGU")}
    assert rows == {name: at(moment) for name, moment in LADDER.items()}
    assert {name for name, status in steps(asked).items() if status == "BATAL"} >= {"JAWABAN-2", "JAWABAN-3"}


def test_who_is_told_when_is_what_the_table_says(cast, asked):
    Kiriman.objects.filter(rujukan=asked, pengingat=None).delete()
    mail.outbox.clear()
    found = set()
    moments = sorted({*LADDER.values(), "2026-11-24 07:30", "2026-11-27 07:30", "2026-12-04 07:30"})
    for moment in moments:
        pass_at(moment)
        told = Kiriman.objects.filter(kanal="APLIKASI", terkirim_pada=at(moment), pengingat__tahap="DOKUMEN")
        for row in told.select_related("petugas", "pengingat"):
            found.add(f"{at(moment):%d-%m %H:%M} {PEOPLE[row.petugas.nama]} {row.pengingat.aturan}")
        assert selisih(moment) == []
    assert sorted(found) == sorted(" ".join(line.split()) for line in OUR_STEPS.strip().splitlines())
    words = Kiriman.objects.filter(pengingat__aturan="DOKUMEN-2").first().isi
    assert "Kamis, 26 Nov 2026" in words and "Halimah" not in words
    assert not Kiriman.objects.filter(instansi__isnull=False, pengingat__tahap="DOKUMEN").exists()
    assert not Kiriman.objects.filter(petugas=cast.joko.petugas_id, pengingat__tahap="DOKUMEN").exists()


def test_the_agency_is_left_in_peace_by_hand_too(cast, now, asked, dewi_web):
    with pytest.raises(IllegalMove):
        followup.remind_now(by=cast.dewi, now=now, id=asked.pk)
    assert by_hand.open_referrals(cast.dewi, "BPJS_KES", now + timedelta(days=30)) == []
    with pytest.raises(IllegalMove):
        by_hand.record(by=cast.dewi, now=now, instansi="BPJS_KES", ids=[asked.pk])
    assert f"/rujukan/{asked.pk}/ingatkan/" not in dewi_web.get(asked.get_absolute_url()).content.decode()


def test_bringing_the_papers_ends_it_and_the_agency_is_awaited_again(cast, asked):
    pass_at("2026-11-25 08:15")
    answers.documents_sent(by=cast.dewi, now=at("2026-11-25 10:00"), id=asked.pk, catatan="KK diantar.")
    ended = steps(asked)
    assert (ended["DOKUMEN-1"], ended["DOKUMEN-2"], ended["DOKUMEN-4"]) == ("TERKIRIM", "BATAL", "BATAL")
    assert ended["HASIL-1"] == "MENUNGGU"
    assert selisih("2026-11-25 10:00") == []
    answers.ask_documents(by=cast.joko, now=at("2026-11-26 09:00"), id=asked.pk, dokumen="KTP juga")
    again = asked.pengingat.filter(aturan__startswith="DOKUMEN-2/", status="MENUNGGU")
    assert again.get().jatuh_tempo == at("2026-12-01 15:30")
    assert selisih("2026-11-26 09:00") == []


@pytest.mark.parametrize("end", ["decline", "withdraw"])
def test_no_step_outlives_the_waiting(cast, now, asked, end):
    from rujukan import referral

    if end == "decline":
        answers.decline(by=cast.joko, now=now, id=asked.pk, alasan="KUOTA_HABIS", catatan="Habis.")
    else:
        referral.withdraw(by=cast.maya, now=now, rujukan=asked, catatan="Keluarga mencabut.")
    assert not asked.pengingat.filter(status="MENUNGGU").exists()
    assert selisih("2026-11-23 09:00") == []


# --- the second pair of eyes, and what mends -----------------------------------------------------------------------
def test_the_ledger_misses_a_step_and_the_pass_brings_it_back(asked):
    asked.pengingat.filter(aturan="DOKUMEN-3").delete()
    assert selisih("2026-11-23 10:00") == [("KURANG", "DOKUMEN-3")]
    assert [str(one) for one in schedule.forgotten()] == [str(asked.pk)]
    pass_at("2026-11-23 10:00")
    assert steps(asked)["DOKUMEN-3"] == "MENUNGGU"
    assert selisih("2026-11-23 10:00") == []


def test_the_ledger_finds_a_step_at_another_time_and_one_left_over(cast, now, asked):
    row = asked.pengingat.get(aturan="DOKUMEN-2")
    Pengingat.objects.filter(pk=row.pk).update(jatuh_tempo=row.jatuh_tempo + timedelta(hours=1))
    assert selisih("2026-11-23 10:00") == [("WAKTU", "DOKUMEN-2")]
    Pengingat.objects.filter(pk=row.pk).update(jatuh_tempo=row.jatuh_tempo)
    answers.documents_sent(by=cast.dewi, now=now, id=asked.pk, catatan="Diantar.")
    Pengingat.objects.filter(pk=row.pk).update(status="MENUNGGU")
    assert selisih("2026-11-23 10:00") == [("SISA", "DOKUMEN-2")]


def test_a_referral_sent_before_there_were_such_rules_takes_the_present_ones(cast, now):
    _, rujukan = referred(cast, now)
    old = [rule for rule in rujukan.aturan if rule["tahap"] != "DOKUMEN"]
    Rujukan.objects.filter(pk=rujukan.pk).update(aturan=old)
    answers.ask_documents(by=cast.joko, now=now, id=rujukan.pk, dokumen="KK")
    assert steps(rujukan)["DOKUMEN-1"] == "MENUNGGU"
    # And one that waited already when they came is mended by the pass.
    rujukan.pengingat.filter(tahap="DOKUMEN").delete()
    Rujukan.objects.filter(pk=rujukan.pk).update(aturan=old)
    pass_at("2026-11-23 09:30")
    assert steps(rujukan)["DOKUMEN-4"] == "MENUNGGU"
    assert selisih("2026-11-23 09:30") == []


def test_where_no_rule_holds_nobody_is_looked_at_in_vain(cast, now, asked):
    AturanPengingat.objects.filter(tahap="DOKUMEN").update(aktif=False)
    asked.pengingat.filter(tahap="DOKUMEN").delete()
    Rujukan.objects.update(aturan=[rule for rule in asked.aturan if rule["tahap"] != "DOKUMEN"])
    assert schedule.forgotten() == []


def test_a_holiday_that_is_added_moves_the_limit_and_its_steps(asked):
    pass_at("2026-11-23 09:30")
    HariLibur.objects.create(tanggal="2026-11-24", nama="Cuti bersama tambahan", jenis="CUTI_BERSAMA")
    pass_at("2026-11-23 09:31")
    moved = fresh_rujukan(asked)
    assert moved.tenggat == at("2026-11-27 15:30")
    assert moved.pengingat.get(aturan="DOKUMEN-2").jatuh_tempo == at("2026-11-27 15:30")
    assert selisih("2026-11-23 09:31") == []


# --- rules as data -------------------------------------------------------------------------------------------------
RULE = {"dasar": "HARI_KERJA", "nilai": 3, "judul": "Lewat 3 hari kerja", "isi": "Rujukan {nomor} menunggu dokumen."}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"penerima": ["PEMILIK", "INSTANSI"], "kanal": ["APLIKASI"]}, "penerima"),
     ({"penerima": ["MANAJER"], "kanal": ["APLIKASI", "SURAT"]}, "kanal")],
)  # fmt: skip
def test_a_rule_of_this_stage_never_reaches_the_agency(cast, now, changes, field):
    with pytest.raises(Refused) as refused:
        rules.draft(by=cast.maya, now=now, kode="DOKUMEN-3", **RULE, **changes)
    assert refused.value.field == field


def test_a_changed_rule_is_tried_on_what_waits_and_stands_on_the_page(cast, now, asked, maya_web):
    draft = rules.draft(by=cast.maya, now=now, kode="DOKUMEN-3", penerima=["MANAJER"], kanal=["APLIKASI"], **RULE)
    tried = trial.dry_run(AturanPengingat.objects.get(pk="DOKUMEN-3"), draft, at("2026-12-01 08:00"))
    assert (tried.seen, tried.before, tried.after) == (1, 1, 1)
    page = maya_web.get("/pengingat/aturan/").content.decode()
    assert "Menunggu dokumen dari kita" in page and "/pengingat/aturan/DOKUMEN-2/" in page
    assert reminders.nudged_today(asked, now) is False
