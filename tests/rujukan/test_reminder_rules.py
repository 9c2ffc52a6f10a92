"""Rules as data: a draft, its dry run over the last month, and a new rule that holds from its day on."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from puskesos.models import Jejak, Keluhan, Penangan
from puskesos.refusals import IllegalMove, NotAllowed, Refused
from rujukan import answers
from rujukan.models import AturanPengingat, Pengingat
from rujukan.reminders import ladder, rules, schedule, trial
from tests.cases import fresh_rujukan, referred
from tests.rujukan.ticks import at

GOOD = {
    "dasar": "HARI_KERJA", "nilai": 3, "penerima": ["MANAJER", "INSTANSI"], "kanal": ["APLIKASI", "EMAIL"],
    "judul": "Lewat 3 hari kerja", "isi": "Rujukan {nomor} kepada {instansi} belum dijawab. Batasnya {batas}.",
}  # fmt: skip
OTHER = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}


@pytest.fixture(autouse=True)
def clock(monkeypatch, now):
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(schedule, "database_now", lambda: now)


def a_draft_of(cast, now, kode="JAWABAN-4", **changes):
    return rules.draft(by=cast.maya, now=now, kode=kode, **(GOOD | changes))


def codes(day):
    return {rule["kode"] for rule in ladder.current_rules(day) if rule["tahap"] == "JAWABAN"}


# --- the stage -----------------------------------------------------------------------------------------------------
def test_a_draft_holds_for_nobody(cast, now):
    row = a_draft_of(cast, now)
    assert row.kode == "JAWABAN-4.2" and row.konsep
    assert "JAWABAN-4.2" not in codes(now.date()) and "JAWABAN-4" in codes(now.date())
    again = a_draft_of(cast, now, nilai=4)
    assert (again.kode, again.nilai) == ("JAWABAN-4.2", 4)
    assert Jejak.objects.filter(aksi="REFERENSI", objek_id="JAWABAN-4.2").count() == 2
    rules.discard(by=cast.maya, now=now, kode=row.kode)
    assert rules.draft_of(row) is None


def test_a_rule_holds_from_its_day_on_and_running_referrals_keep_theirs(cast, now):
    _, before = referred(cast, now)
    row = a_draft_of(cast, now)
    rules.let_hold(by=cast.maya, now=now, kode=row.kode, mulai=date(2026, 12, 1))
    assert AturanPengingat.objects.get(pk="JAWABAN-4").berlaku_sampai == date(2026, 11, 30)
    assert "JAWABAN-4" in codes(date(2026, 11, 30)) and "JAWABAN-4.2" not in codes(date(2026, 11, 30))
    assert "JAWABAN-4.2" in codes(date(2026, 12, 1)) and "JAWABAN-4" not in codes(date(2026, 12, 1))
    _, after = referred(cast, at("2026-12-01 09:00"), **OTHER)
    assert set(before.pengingat.values_list("aturan", flat=True)) >= {"JAWABAN-4"}
    assert after.pengingat.get(langkah=4).aturan == "JAWABAN-4.2"
    assert after.pengingat.get(langkah=4).jatuh_tempo == at("2026-12-09 07:30")
    kept = {rule["kode"]: rule["nilai"] for rule in fresh_rujukan(before).aturan}
    assert kept["JAWABAN-4"] == 2 and "JAWABAN-4.2" not in kept


def test_rows_of_a_second_version_are_healed_and_not_doubled(cast, now):
    row = a_draft_of(cast, now)
    rules.let_hold(by=cast.maya, now=now, kode=row.kode, mulai=now.date())
    _, rujukan = referred(cast, now)
    assert schedule.forgotten() == []
    rujukan.pengingat.filter(aturan="JAWABAN-4.2").delete()
    assert schedule.heal(now) == 1
    assert rujukan.pengingat.filter(langkah=4).count() == 1


def test_who_may_write_and_who_may_let_hold(cast, now):
    adi = cast.adi
    row = rules.draft(by=adi, now=now, kode="JAWABAN-4", **GOOD)
    for by in (cast.dewi, cast.hendra, cast.siti):
        with pytest.raises(NotAllowed):
            rules.draft(by=by, now=now, kode="JAWABAN-4", **GOOD)
    for by in (adi, cast.dewi):
        with pytest.raises(NotAllowed):
            rules.let_hold(by=by, now=now, kode=row.kode, mulai=now.date())
    rules.let_hold(by=cast.maya, now=now, kode=row.kode, mulai=now.date())
    with pytest.raises(IllegalMove):
        rules.let_hold(by=cast.maya, now=now, kode=row.kode, mulai=now.date())
    with pytest.raises(IllegalMove):
        rules.discard(by=cast.maya, now=now, kode=row.kode)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"dasar": "BULAN"}, "dasar"),
        ({"nilai": None}, "nilai"),
        ({"nilai": 0}, "nilai"),
        ({"nilai": 61}, "nilai"),
        ({"dasar": "PERSEN", "nilai": 101}, "nilai"),
        ({"nilai": 5}, "nilai"),  # where the fifth step stands already
        ({"dasar": "PERSEN", "nilai": 60}, "nilai"),  # before the steps below it
        ({"penerima": []}, "penerima"),
        ({"penerima": ["WALIKOTA"]}, "penerima"),
        ({"kanal": []}, "kanal"),
        ({"kanal": ["MERPATI"]}, "kanal"),
        ({"judul": "  "}, "judul"),
        ({"isi": "Belum dijawab."}, "isi"),
        ({"isi": "Rujukan {nomor} milik {nama}."}, "isi"),
        ({"isi": "Rujukan {nomor} {batas"}, "isi"),
        ({"isi": "Rujukan {nomor}, hubungi 0812 3456 7890."}, "isi"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_at_its_field(cast, now, changes, field):
    with pytest.raises(Refused) as refused:
        a_draft_of(cast, now, **changes)
    assert refused.value.field == field
    assert not AturanPengingat.objects.filter(konsep=True).exists()


@pytest.mark.parametrize("mulai", [None, date(2026, 11, 22), date(2028, 1, 1)])
def test_a_day_that_makes_no_sense_is_refused(cast, now, mulai):
    row = a_draft_of(cast, now)
    with pytest.raises(Refused) as refused:
        rules.let_hold(by=cast.maya, now=now, kode=row.kode, mulai=mulai)
    assert refused.value.field == "berlaku_mulai"


def test_two_rules_of_one_step_never_hold_on_the_same_day(cast, now):
    first = a_draft_of(cast, now)
    rules.let_hold(by=cast.maya, now=now, kode=first.kode, mulai=date(2026, 12, 1))
    second = a_draft_of(cast, now, nilai=4)
    for mulai in (date(2026, 11, 25), date(2026, 12, 1)):
        with pytest.raises(Refused, match="1 Des 2026"):
            rules.let_hold(by=cast.maya, now=now, kode=second.kode, mulai=mulai)
    rules.let_hold(by=cast.maya, now=now, kode=second.kode, mulai=date(2026, 12, 10))
    for day in (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 9), date(2026, 12, 10), date(2027, 2, 1)):
        steps = [rule["langkah"] for rule in ladder.current_rules(day) if rule["tahap"] == "JAWABAN"]
        assert steps == [1, 2, 3, 4, 5, 6], day


def test_the_database_refuses_two_of_one_day(cast, now):
    row = AturanPengingat.objects.get(pk="JAWABAN-4")
    row.kode = "JAWABAN-4.9"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


# --- the dry run ---------------------------------------------------------------------------------------------------
def test_the_dry_run_shows_what_would_have_been_sent_to_whom(cast, now):
    """Three referrals of the last month: answered before, answered between, not answered."""
    sent = at("2026-11-02 09:00")  # limit Thu 5 Nov; +2 is Mon 9, +3 is Tue 10
    _, early = referred(cast, sent)
    answers.decline(by=cast.joko, now=at("2026-11-06 10:00"), id=early.pk, alasan="KUOTA_HABIS", catatan="Habis.")
    _, between = referred(cast, sent, **OTHER)
    answers.decline(by=cast.joko, now=at("2026-11-09 12:00"), id=between.pk, alasan="KUOTA_HABIS", catatan="Habis.")
    _, silent = referred(cast, sent, nama="Rusmini", **OTHER)
    before = Pengingat.objects.count()
    present = AturanPengingat.objects.get(pk="JAWABAN-4")
    tried = trial.dry_run(present, a_draft_of(cast, now), now)
    assert (tried.seen, tried.before, tried.after) == (3, 2, 1)
    assert {one.rujukan.pk: (one.before, one.after) for one in tried.changes} == {
        between.pk: (at("2026-11-09 07:30"), None),
        silent.pk: (at("2026-11-09 07:30"), at("2026-11-10 07:30")),
    }
    assert ("MANAJER", "APLIKASI", 2, 1) in tried.counts and ("INSTANSI", "EMAIL", 2, 1) in tried.counts
    assert Pengingat.objects.count() == before


def test_the_dry_run_looks_back_thirty_days_and_not_into_the_future(cast, now):
    referred(cast, now - timedelta(days=60))
    referred(cast, now, **OTHER)
    tried = trial.dry_run(AturanPengingat.objects.get(pk="JAWABAN-4"), a_draft_of(cast, now), now)
    assert (tried.before, tried.after) == (0, 0)


def test_the_dry_run_of_the_outcome(cast, now):
    _, rujukan = referred(cast, at("2026-10-01 09:00"))
    answers.accept(by=cast.joko, now=at("2026-10-02 10:00"), id=rujukan.pk)
    limit = fresh_rujukan(rujukan).batas_hasil
    present = AturanPengingat.objects.get(pk="HASIL-6")
    changed = rules.draft(by=cast.maya, now=now, kode="HASIL-6", **(GOOD | {"nilai": 15}))
    tried = trial.dry_run(present, changed, now)
    assert limit < now and tried.seen == 1
    assert [one.after for one in tried.changes if one.after] == [
        one for one in [ladder.due(ladder.plain(changed), at("2026-10-02 10:00"), limit)] if one >= tried.since
    ]


# --- the pages -----------------------------------------------------------------------------------------------------
def test_from_the_list_to_a_rule_that_holds(cast, now, maya_web, dewi_web):
    page = maya_web.get("/pengingat/aturan/").content.decode()
    assert "2 hari kerja setelah batas" in page and "manajer SLRT, instansi" in page
    assert dewi_web.get("/pengingat/aturan/").status_code == 403
    url = "/pengingat/aturan/JAWABAN-4/"
    assert "Lewat 2 hari kerja dari batas jawaban" in maya_web.get(url).content.decode()
    wrong = maya_web.post(url, GOOD | {"nilai": "dua", "isi": "Tanpa kurung."})
    assert (
        wrong.status_code == 422
        and "Isi dengan angka" in wrong.content.decode()
        and "Tanpa kurung." in wrong.content.decode()
    )
    wrong = maya_web.post(url, GOOD | {"nilai": "5"})
    assert wrong.status_code == 422 and "bertabrakan dengan langkah 5" in wrong.content.decode()
    saved = maya_web.post(url, GOOD, follow=True)
    assert saved.redirect_chain == [("/pengingat/aturan/JAWABAN-4.2/coba/", 302)]
    assert "Andai berlaku 30 hari terakhir" in saved.content.decode()
    trial_url = "/pengingat/aturan/JAWABAN-4.2/coba/"
    wrong = maya_web.post(
        trial_url, {"aksi": "berlakukan", "berlaku_mulai_0": "1", "berlaku_mulai_1": "1", "berlaku_mulai_2": "2020"}
    )
    assert wrong.status_code == 422 and "mulai hari ini atau sesudahnya" in wrong.content.decode()
    day = {"aksi": "berlakukan", "berlaku_mulai_0": "1", "berlaku_mulai_1": "12", "berlaku_mulai_2": "2026"}
    page = maya_web.post(trial_url, day, follow=True).content.decode()
    assert "Aturan berlaku mulai 1 Des 2026 untuk" in page and "mulai 1 Des 2026" in page
    assert "sudah diberlakukan" in maya_web.get(trial_url, follow=True).content.decode()
    assert maya_web.get("/pengingat/aturan/TIDAK-ADA/").status_code == 404


def test_a_draft_is_thrown_away(cast, now, maya_web):
    row = a_draft_of(cast, now)
    page = maya_web.post(f"/pengingat/aturan/{row.kode}/coba/", {"aksi": "buang"}, follow=True).content.decode()
    assert "Konsep dibuang" in page
    assert not AturanPengingat.objects.filter(konsep=True).exists()


def test_the_head_reads_his_list_and_no_name(cast, now, hendra_web, dewi_web, siti_web):
    from tests.rujukan.ticks import pass_at

    _, rujukan = referred(cast, at("2026-11-02 09:00"))
    for moment in ("2026-11-05 15:30", "2026-11-12 07:30", "2026-11-19 07:30"):
        pass_at(moment)
    page = hendra_web.get("/pengingat/rapat/").content.decode()
    assert page.count(rujukan.nomor) == 2 and "BPJS Kesehatan" in page and "Halimah" not in page
    assert "Daftar mingguan pimpinan" in page and "Agenda rapat koordinasi" in page
    assert f'href="/rujukan/{rujukan.pk}/"' not in page
    assert f'href="/rujukan/{rujukan.pk}/"' in dewi_web.get("/pengingat/rapat/").content.decode()
    assert siti_web.get("/pengingat/rapat/").status_code == 403
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Habis.")
    assert rujukan.nomor not in hendra_web.get("/pengingat/rapat/").content.decode()


def test_a_difference_of_a_secret_case_names_no_number(cast, now, dewi_web):
    _, rujukan = referred(cast, now)
    rujukan.pengingat.filter(aturan="JAWABAN-3").delete()
    Keluhan.objects.filter(pk=rujukan.keluhan_id).update(rahasia=True)
    Penangan.objects.filter(keluhan=rujukan.keluhan_id).delete()
    page = dewi_web.post("/pengingat/periksa/", follow=True).content.decode()
    assert "Selisih 1" in page and "Rujukan rahasia" in page and rujukan.nomor not in page


def test_the_ledger_page_and_its_door_for_monitors(cast, now, dewi_web, client):
    assert client.get("/sehat/pengingat").json() == {"status": "belum diperiksa"}
    assert "Belum pernah diperiksa" in dewi_web.get("/pengingat/periksa/").content.decode()
    _, rujukan = referred(cast, now)
    page = dewi_web.post("/pengingat/periksa/", follow=True).content.decode()
    assert "Selisih 0" in page
    assert client.get("/sehat/pengingat").json()["selisih"] == 0
    rujukan.pengingat.filter(aturan="JAWABAN-3").delete()
    page = dewi_web.post("/pengingat/periksa/", follow=True).content.decode()
    assert "Selisih 1" in page and "pengingat tidak ada" in page and rujukan.nomor in page
    assert f'href="/rujukan/{rujukan.pk}/"' in page and "Jawaban: batas tiba" in page and "JAWABAN-3" not in page
    answer = client.get("/sehat/pengingat").json()
    assert (answer["status"], answer["selisih"]) == ("ada selisih", 1)
