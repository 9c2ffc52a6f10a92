"""The story of a case in sentences, and the sentence “Berikutnya” with its buttons."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from puskesos import catalogue, closing, files, notes, story, tales, verification, visits, workflow
from puskesos.models import Riwayat
from puskesos.next_step import GROUND, STEPS, ground_moves, next_step
from puskesos.workflow import KELUHAN, StatusKeluhan
from tests.cases import (
    a_keluhan,
    a_photo,
    closed,
    forwarded,
    fresh,
    handled_local,
    in_verification,
    told,
    verified,
    waiting_family,
    with_result,
)


def lines(keluhan, by):
    """[“who text”], the oldest first."""
    return [f"{entry.who} {entry.text}" for entry in reversed(story.timeline(fresh(keluhan), by))]


def a_long_story(cast, now):
    """Every kind of line on one case."""
    keluhan = in_verification(cast, now)
    me = {"now": now, "id": keluhan.pk}
    verification.ask_family(by=cast.budi, **me, kekurangan="Fotokopi KK", janji=date(2026, 11, 27))
    verification.record_contact(by=cast.siti, **me, kanal="TELEPON", hasil="TIDAK_MENJAWAB", catatan="Dua kali dering")
    files.attach(by=cast.siti, now=now, file=a_photo(), jenis="KK", keluhan=keluhan.pk)
    verification.completed(by=cast.siti, **me, catatan="KK dibawa anaknya")
    verification.record_dtsen(by=cast.budi, **me, terdaftar="YA", desil=2, tanggal_cek=now.date(), sumber="SIKS_NG")
    visit = visits.plan_visit(by=cast.siti, **me, rencana=date(2026, 11, 24), tujuan="Melihat rumah")
    visits.record_visit(by=cast.siti, now=now, id=visit.pk, kondisi="Atap bocor")
    notes.add_note(by=cast.siti, **me, catatan="Ibu hanya ada sore hari")
    notes.add_note(by=cast.dewi, **me, catatan="Dugaan ganda", internal=True)
    verification.propose(by=cast.budi, **me, usulan="DITERUSKAN", catatan="Perlu kota")
    verification.decline_proposal(by=cast.koor, **me, catatan="Coba di sini")
    return keluhan


def test_the_story_is_told_in_sentences(cast, now):
    told_lines = lines(a_long_story(cast, now), cast.budi)
    for sentence in (
        "Siti Rahmah mencatat keluhan – datang langsung",
        "Budi Santoso mulai memeriksa berkas",
        "Budi Santoso meminta keluarga melengkapi: Fotokopi KK",
        "Siti Rahmah menghubungi keluarga lewat telepon: tidak menjawab",
        "Siti Rahmah mengunggah Kartu Keluarga",
        "Siti Rahmah menerima kelengkapan dari keluarga",
        "Budi Santoso mengecek DTSEN di SIKS-NG: terdaftar, desil 2",
        "Siti Rahmah merencanakan kunjungan rumah 24 Nov 2026",
        "Siti Rahmah berkunjung ke rumah keluarga",
        "Siti Rahmah menulis catatan",
        "Budi Santoso mengusulkan: diteruskan ke SLRT Kota",
        "Lestari Dewi tidak menyetujui usulan “diteruskan ke SLRT Kota”",
    ):
        assert sentence in told_lines, sentence
    quotes = {entry.quote for entry in story.timeline(a_long_story(cast, now), cast.budi)}
    assert {"Keluarga berjanji 27 Nov 2026.", "Dua kali dering", "Atap bocor", "Coba di sini"} <= quotes


def test_internal_notes_are_read_inside_slrt_only(cast, now):
    keluhan = a_long_story(cast, now)
    assert [entry.quote for entry in story.timeline(keluhan, cast.dewi) if entry.internal] == ["Dugaan ganda"]
    for by in (cast.siti, cast.budi, cast.koor, cast.bulurah):
        assert not [entry for entry in story.timeline(keluhan, by) if entry.internal or entry.quote == "Dugaan ganda"]


def test_the_family_s_word_and_the_result_stand_apart(cast, now):
    keluhan = told(cast, now, word="BELUM")
    text = "\n".join(lines(keluhan, cast.budi))
    assert "mencatat kebutuhan “Rekomendasi pengaktifan kembali PBI-JK” terpenuhi" in text
    assert "kata keluarga: Rekomendasi pengaktifan kembali PBI-JK – belum terbantu" in text
    assert "diproses lagi menurut keluarga" in text


def test_every_move_and_every_kind_of_line_has_its_sentence():
    assert set(tales.MOVES) == {move.code for move in KELUHAN.moves}
    assert set(tales.OTHERS) == set(Riwayat.Jenis) - {Riwayat.Jenis.LANGKAH}


def test_the_story_costs_the_same_however_long(cast, now, monkeypatch):
    monkeypatch.setattr(catalogue, "FRESH_SECONDS", 10**6)
    catalogue.forget()
    short, long = a_keluhan(cast.siti, now), a_long_story(cast, now)
    story.timeline(fresh(long), cast.budi)
    with CaptureQueriesContext(connection) as few:
        story.timeline(fresh(short), cast.budi)
    with CaptureQueriesContext(connection) as many:
        story.timeline(fresh(long), cast.budi)
    assert len(few) == len(many) == 5  # the case, its lines, needs, visits, files


def test_ends_are_told_with_their_reasons(cast, now):
    one, two, target = verified(cast, now), a_keluhan(cast.siti, now), a_keluhan(cast.siti, now)
    closing.cannot(by=cast.koor, now=now, id=one.pk, alasan="TIDAK_ADA_PROGRAM", catatan="Saran", hak_keberatan=True)
    closing.merge(by=cast.budi, now=now, id=two.pk, tujuan_id=target.pk)
    assert "Lestari Dewi menyatakan tidak dapat ditindaklanjuti: Tidak ada program yang sesuai" in lines(one, cast.siti)
    assert f"Budi Santoso menggabungkan keluhan ini ke {target.nomor}" in lines(two, cast.siti)
    assert f"Budi Santoso menggabungkan {two.nomor} ke keluhan ini" in lines(target, cast.siti)
    over = closed(cast, now)
    assert "Lestari Dewi menutup keluhan: Terpenuhi · survei: ditawarkan, keluarga bersedia" in lines(over, cast.siti)


# --- berikutnya ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "build, who, words",
    [
        (lambda c, n: a_keluhan(c.siti, n), "Petugas Puskesos", "mulai memeriksa berkas"),
        (in_verification, "Budi Santoso", "menyelesaikan pemeriksaan"),
        (waiting_family, "Keluarga", "melengkapi: Fotokopi KK"),
        (handled_local, "Budi Santoso", "mencatat hasil"),
        (forwarded, "SLRT Kota", "mengambil keluhan"),
        (with_result, "Petugas Puskesos", "menyampaikan hasil kepada keluarga"),
        (told, "Koordinator atau manajer", "menutup keluhan"),
    ],
)
def test_each_open_case_has_one_who_must_act_now(cast, now, build, who, words):
    step = next_step(fresh(build(cast, now)), now)
    assert (step.who, step.overdue, words in step.what) == (who, False, True), step
    assert step.due > now


def test_a_proposal_makes_it_the_koordinators_turn(cast, now):
    keluhan = verified(cast, now)
    verification.propose(by=cast.budi, now=now, id=keluhan.pk, usulan="DITERUSKAN", catatan="Perlu kota")
    step = next_step(fresh(keluhan), now)
    assert (step.who, step.what) == ("Koordinator", "memutuskan usulan “Diteruskan ke SLRT Kota”")


def test_the_promise_of_the_family_is_the_day_that_counts(cast, now):
    keluhan = fresh(waiting_family(cast, now, janji=date(2026, 11, 27)))
    assert next_step(keluhan, now).due.date() == date(2026, 11, 27)
    assert next_step(keluhan, now + timedelta(days=4)).tone == "soon"
    assert next_step(keluhan, now + timedelta(days=5)).overdue


def test_late_is_said(cast, now):
    keluhan = fresh(a_keluhan(cast.siti, now))
    step = next_step(keluhan, now + timedelta(days=7))
    assert (step.overdue, step.tone) == (True, "late")


def test_a_returned_case_says_what_to_mend(cast, now):
    keluhan = forwarded(cast, now)
    workflow.perform(keluhan, "take", by=cast.dewi, now=now)
    workflow.perform(keluhan, "send_back", by=cast.dewi, now=now, alasan="DATA_KURANG", kekurangan="Foto KK")
    assert next_step(keluhan, now).what == "memperbaiki, lalu meneruskan lagi: Foto KK"


def test_a_closed_case_says_until_when_it_can_be_opened(cast, now):
    step = next_step(fresh(closed(cast, now)), now)
    assert (step.who, step.due) == ("", None) and "21 Feb 2027" in step.what


def test_every_open_status_has_its_sentence():
    assert set(STEPS) == {status for status in StatusKeluhan if status not in KELUHAN.closed}


# --- buttons -------------------------------------------------------------------------------------------------------
def codes(keluhan, by, now):
    return [button.code for button in ground_moves(fresh(keluhan), by, now)]


def test_buttons_are_what_the_table_allows_this_person(cast, now):
    keluhan = verified(cast, now)
    assert codes(keluhan, cast.budi, now) == [
        "checklist", "ask_family", "propose", "contact", "visit", "wait_schedule", "correct", "add_need", "merge",
        "withdraw",
    ]  # fmt: skip
    assert codes(keluhan, cast.koor, now) == [
        "handle_local", "forward", "checklist", "ask_family", "contact", "wait_schedule", "correct", "add_need",
        "merge", "withdraw", "cannot",
    ]  # fmt: skip
    assert codes(keluhan, cast.bulurah, now) == ["handle_local"]
    assert codes(with_result(cast, now), cast.siti, now)[0] == "tell_family"


def test_the_fast_lane_shows_only_for_emergencies_and_reopening_only_in_time(cast, now):
    calm = a_keluhan(cast.siti, now)
    urgent = a_keluhan(cast.siti, now, prioritas="DARURAT", prioritas_catatan="Kejang")
    assert "forward_urgent" not in codes(calm, cast.siti, now) and "forward_urgent" in codes(urgent, cast.siti, now)
    over = closed(cast, now)
    assert codes(over, cast.koor, now) == ["reopen"]
    assert codes(over, cast.koor, now + timedelta(days=91)) == []


def test_who_may_decide_may_also_say_no_to_a_proposal(cast, now):
    keluhan = verified(cast, now)
    verification.propose(by=cast.budi, now=now, id=keluhan.pk, usulan="DITERUSKAN", catatan="Perlu kota")
    assert "decline" in codes(keluhan, cast.koor, now)
    assert not {"decline", "propose"} & set(codes(keluhan, cast.budi, now))


def test_every_button_leads_to_a_page_of_its_own(cast, now):
    keluhan = verified(cast, now)
    for button in ground_moves(fresh(keluhan), cast.koor, now):
        assert cast.koor_web.get(button.url).status_code == 200, button.code


def test_ground_buttons_are_moves_of_the_table_and_none_is_forgotten():
    upstairs = {"register", "take", "send_back", "plan", "revise_plan", "refer", "refer_urgent", "answered"}
    beside = {"checklist", "contact", "visit", "propose", "decline", "correct", "add_need", "wait_schedule", "end_wait"}
    moves = set(GROUND) - beside
    assert moves | upstairs | {"try_other"} == {move.code for move in KELUHAN.moves}
