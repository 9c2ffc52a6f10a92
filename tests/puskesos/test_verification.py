"""Checking at the Puskesos: ownership, checklist, waiting for the family, and who decides."""

from datetime import date, datetime, timedelta

import pytest
from django.http import Http404

from puskesos import files, verification
from puskesos.models import Kelengkapan, Keluhan, Lampiran, Penangan, Riwayat, StatusDTSEN
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused, Stale
from puskesos.roles import Peran
from puskesos.sheet import DtsenSheet
from puskesos.workdays import ZONE
from tests.cases import (
    a_keluhan,
    a_photo,
    all_ticked,
    forwarded,
    fresh,
    handled_local,
    in_verification,
    verified,
    waiting_family,
    with_result,
)
from tests.people import KALAMPANGAN, acting, hire

NEXT_WEEK = date(2026, 11, 30)


def refusal(stage, expected=Refused, **arguments):
    with pytest.raises(expected) as caught:
        stage(**arguments)
    return caught.value


def last_line(keluhan, **wanted):
    return Riwayat.objects.filter(keluhan=keluhan, **wanted).latest("at", "id")


# --- taking a case -------------------------------------------------------------------------------------------------
def test_budi_takes_a_case_and_owns_it(siti, budi, now):
    keluhan = a_keluhan(siti, now)
    verification.start_verification(by=budi, now=now, id=keluhan.pk, versi=keluhan.versi)
    keluhan = fresh(keluhan)
    assert (keluhan.status, keluhan.pemilik_id) == ("VERIFIKASI", budi.petugas_id)


def test_the_second_to_take_it_is_told_that_somebody_was_faster(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    verification.start_verification(by=cast.budi, now=now, id=keluhan.pk, versi=keluhan.versi)
    refusal(verification.start_verification, Stale, by=cast.koor, now=now, id=keluhan.pk, versi=keluhan.versi)
    refusal(verification.start_verification, IllegalMove, by=cast.koor, now=now, id=keluhan.pk)
    assert fresh(keluhan).pemilik_id == cast.budi.petugas_id


def test_a_lurah_does_not_verify_and_rahmat_finds_nothing(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    refusal(verification.start_verification, NotAllowed, by=cast.bulurah, now=now, id=keluhan.pk)
    for stranger in (cast.rahmat, cast.hendra, cast.joko, cast.adi):
        refusal(verification.start_verification, Http404, by=stranger, now=now, id=keluhan.pk)
    assert fresh(keluhan).status == "TERDAFTAR"


# --- checklist -----------------------------------------------------------------------------------------------------
def test_the_checklist_remembers_who_looked_and_what_was_there(cast, now):
    keluhan = in_verification(cast, now)
    ticks = all_ticked(keluhan) | dict.fromkeys(list(all_ticked(keluhan))[:1], ("MENYUSUL", None))
    verification.save_checklist(by=cast.budi, now=now, id=keluhan.pk, versi=keluhan.versi, ticks=ticks)
    rows = list(Kelengkapan.objects.filter(kebutuhan__keluhan=keluhan))
    assert {row.diperiksa_oleh_id for row in rows} == {cast.budi.petugas_id}
    assert sorted(row.status for row in rows).count("MENYUSUL") == 1
    assert last_line(keluhan, jenis="BERKAS").fakta["menyusul"] == ["KTP"]


def test_a_checklist_on_an_old_page_overwrites_nothing(cast, now):
    keluhan = in_verification(cast, now)
    shown = fresh(keluhan).versi
    verification.save_checklist(by=cast.budi, now=now, id=keluhan.pk, versi=shown, ticks=all_ticked(keluhan))
    refusal(verification.save_checklist, Stale, by=cast.koor, now=now, id=keluhan.pk, versi=shown,
            ticks=all_ticked(keluhan, "TIDAK_ADA"))  # fmt: skip
    assert not Kelengkapan.objects.filter(kebutuhan__keluhan=keluhan, status="TIDAK_ADA").exists()


def test_marking_complete_names_what_is_missing_and_keeps_the_ticks(cast, now):
    keluhan = in_verification(cast, now, cara_verifikasi="", dtsen=DtsenSheet())
    ticks = all_ticked(keluhan)
    ktp = next(iter(ticks))
    missing = verification.save_checklist(
        by=cast.budi, now=now, id=keluhan.pk, ticks=ticks | {ktp: ("TIDAK_ADA", None)}, complete=True
    )
    assert [gap.name for gap in missing] == ["identitas belum dilihat", "cek DTSEN belum dicatat", "KTP"]
    assert Kelengkapan.objects.filter(kebutuhan__keluhan=keluhan, status="ADA").count() == len(ticks) - 1
    assert last_line(keluhan, jenis="BERKAS").fakta["lengkap"] is False


def test_nothing_missing_is_complete_even_without_the_optional_papers(cast, now):
    keluhan = in_verification(cast, now)
    optional = Kelengkapan.objects.filter(kebutuhan__keluhan=keluhan, persyaratan__wajib="BILA_ADA")
    ticks = all_ticked(keluhan) | {row.pk: ("TIDAK_ADA", None) for row in optional}
    assert verification.save_checklist(by=cast.budi, now=now, id=keluhan.pk, ticks=ticks, complete=True) == []
    assert last_line(keluhan, jenis="BERKAS").fakta["lengkap"] is True


def test_the_identity_seen_is_stored_on_the_person(cast, now):
    keluhan = in_verification(cast, now, cara_verifikasi="PENGAKUAN")
    verification.save_checklist(by=cast.budi, now=now, id=keluhan.pk, ticks={}, identitas="KK_DILIHAT")
    assert fresh(keluhan).klien.cara_verifikasi == "KK_DILIHAT"
    refusal(verification.save_checklist, by=cast.budi, now=now, id=keluhan.pk, ticks={}, identitas="RAMALAN")


def test_a_checklist_takes_no_rows_files_or_words_of_elsewhere(cast, now):
    keluhan, other = in_verification(cast, now), in_verification(cast, now)
    row = next(iter(all_ticked(keluhan)))
    foreign = next(iter(all_ticked(other)))
    wrong = [{foreign: ("ADA", None)}, {row: ("MUNGKIN", None)}, {row: ("ADA", other.pk)}]
    for ticks in wrong:
        refusal(verification.save_checklist, by=cast.budi, now=now, id=keluhan.pk, ticks=ticks)
    assert not Kelengkapan.objects.filter(diperiksa_pada__isnull=False).exists()


def test_the_checklist_is_closed_before_somebody_took_the_case_and_after_it_left(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    refusal(verification.save_checklist, IllegalMove, by=cast.budi, now=now, id=keluhan.pk, ticks={})
    refusal(verification.save_checklist, IllegalMove, by=cast.budi, now=now, id=forwarded(cast, now).pk, ticks={})


def test_a_fasilitator_alone_does_not_fill_the_checklist(cast, now):
    keluhan = in_verification(cast, now)
    only_fasilitator = acting(hire("wati", "Wati", [(Peran.FASILITATOR, KALAMPANGAN)]))
    refusal(verification.save_checklist, NotAllowed, by=only_fasilitator, now=now, id=keluhan.pk, ticks={})


# --- DTSEN ---------------------------------------------------------------------------------------------------------
def check(by, now, keluhan, **changes):
    seen = {"terdaftar": "YA", "desil": 2, "tanggal_cek": date(2026, 11, 20), "sumber": "SIKS_NG"} | changes
    return verification.record_dtsen(by=by, now=now, id=keluhan.pk, **seen)


def test_a_check_holds_until_the_end_of_the_next_quarter(cast, now):
    row = check(cast.budi, now, in_verification(cast, now))
    assert (row.kedaluwarsa, row.petugas_id) == (date(2027, 3, 31), cast.budi.petugas_id)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"terdaftar": "BELUM_DICEK"}, "terdaftar"),
        ({"tanggal_cek": date(2026, 11, 24)}, "tanggal_cek"),
        ({"tanggal_cek": None}, "tanggal_cek"),
        ({"tanggal_cek": date(2026, 6, 30)}, "tanggal_cek"),  # held until 30 September
        ({"sumber": ""}, "sumber"),
        ({"desil": 11}, "desil"),
        ({"terdaftar": "TIDAK", "desil": 3}, "desil"),
    ],
)
def test_a_check_that_cannot_be_is_refused_at_its_field(cast, now, changes, field):
    keluhan = in_verification(cast, now, dtsen=DtsenSheet())
    with pytest.raises(Refused) as caught:
        check(cast.budi, now, keluhan, **changes)
    assert caught.value.field == field
    assert not StatusDTSEN.objects.filter(keluhan=keluhan).exists()


def test_the_oldest_check_that_still_holds_is_taken(cast, now):
    keluhan = in_verification(cast, now, dtsen=DtsenSheet())
    check(cast.budi, now, keluhan, tanggal_cek=date(2026, 7, 1), desil=None)  # holds until 31 December
    assert verification.standing_dtsen(keluhan.klien_id, date(2026, 12, 31)) is not None
    assert verification.standing_dtsen(keluhan.klien_id, date(2027, 1, 1)) is None


# --- waiting for the family ----------------------------------------------------------------------------------------
def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_the_clock_stands_still_while_the_family_is_awaited(cast):
    monday, wednesday, friday = at("2026-11-23 09:00"), at("2026-11-25 09:00"), at("2026-11-27 09:00")
    keluhan = in_verification(cast, monday)  # three working days: Thursday, 15.30
    assert fresh(keluhan).tenggat == at("2026-11-26 15:30")
    promised = fresh(keluhan).janji_selesai
    verification.ask_family(by=cast.budi, now=wednesday, id=keluhan.pk, kekurangan="KK", janji=NEXT_WEEK)
    keluhan = fresh(keluhan)
    assert (keluhan.status, keluhan.jeda_sejak) == ("PERLU_LENGKAP", wednesday)
    assert keluhan.tenggat == at("2026-12-25 15:30")  # 30 calendar days to bring it
    verification.completed(by=cast.siti, now=friday, id=keluhan.pk, catatan="KK diterima")
    keluhan = fresh(keluhan)
    assert (keluhan.status, keluhan.jeda_sejak, keluhan.sisa_menit) == ("VERIFIKASI", None, None)
    assert keluhan.tenggat == at("2026-11-30 15:30")  # Thursday's afternoon is left, two working days later
    assert keluhan.janji_selesai > promised


def test_what_was_late_before_the_pause_stays_late(cast):
    keluhan = in_verification(cast, at("2026-11-23 09:00"))
    late = at("2026-11-30 09:00")
    verification.ask_family(by=cast.budi, now=late, id=keluhan.pk, kekurangan="KK", janji=date(2026, 12, 4))
    assert fresh(keluhan).sisa_menit < 0
    verification.completed(by=cast.siti, now=at("2026-12-02 09:00"), id=keluhan.pk, catatan="KK diterima")
    assert fresh(keluhan).tenggat < at("2026-12-02 09:00")


@pytest.mark.parametrize("janji, field", [(date(2026, 11, 22), "janji"), (date(2027, 1, 23), "janji"), (None, "janji")])
def test_a_promise_lies_in_the_next_sixty_days(cast, now, janji, field):
    keluhan = in_verification(cast, now)
    with pytest.raises(Refused) as caught:
        verification.ask_family(by=cast.budi, now=now, id=keluhan.pk, kekurangan="KK", janji=janji)
    assert (caught.value.field, fresh(keluhan).status) == (field, "VERIFIKASI")
    for day in (date(2026, 11, 23), date(2027, 1, 22)):
        assert verification.ask_family(by=cast.budi, now=now, id=in_verification(cast, now).pk, kekurangan="KK",
                                       janji=day).status == "PERLU_LENGKAP"  # fmt: skip


def test_what_is_missing_must_be_said(cast, now):
    keluhan = in_verification(cast, now)
    error = refusal(verification.ask_family, MissingFact, by=cast.budi, now=now, id=keluhan.pk, kekurangan="",
                    janji=NEXT_WEEK)  # fmt: skip
    assert error.field == "kekurangan"


def test_a_fasilitator_completes_only_what_was_written_down_by_the_same_hand(cast, now):
    own, other = waiting_family(cast, now), waiting_family(cast, now)
    wati = acting(hire("wati", "Wati", [(Peran.FASILITATOR, KALAMPANGAN)]))
    Keluhan.objects.filter(pk=own.pk).update(diterima_oleh=wati.petugas_id)
    refusal(verification.completed, NotAllowed, by=wati, now=now, id=other.pk, catatan="KK diterima")
    assert verification.completed(by=wati, now=now, id=own.pk, catatan="KK diterima").status == "VERIFIKASI"


def contact(by, now, keluhan, **changes):
    return verification.record_contact(
        by=by, now=now, id=keluhan.pk, **({"kanal": "TELEPON", "hasil": "TIDAK_MENJAWAB"} | changes)
    )


def test_giving_up_needs_two_recorded_attempts_to_reach_the_family(cast, now):
    keluhan = waiting_family(cast, now)
    contact(cast.budi, now, keluhan)
    error = refusal(verification.give_up, MissingFact, by=cast.koor, now=now, id=keluhan.pk, catatan="Tidak datang")
    assert (error.field, fresh(keluhan).status) == ("kontak", "PERLU_LENGKAP")
    contact(cast.siti, now + timedelta(days=3), keluhan, kanal="WHATSAPP")
    verification.give_up(by=cast.koor, now=now + timedelta(days=4), id=keluhan.pk, catatan="Tidak datang")
    keluhan = fresh(keluhan)
    assert (keluhan.status, keluhan.terbuka) == ("DIBATALKAN", False)
    assert [need.status for need in keluhan.kebutuhan.all()] == ["TIDAK_DILANJUTKAN"]


def test_attempts_before_the_family_was_asked_do_not_count(cast, now):
    keluhan = in_verification(cast, now)
    for _ in range(2):
        contact(cast.budi, now - timedelta(minutes=5), keluhan)
    verification.ask_family(by=cast.budi, now=now, id=keluhan.pk, kekurangan="KK", janji=NEXT_WEEK)
    refusal(verification.give_up, MissingFact, by=cast.koor, now=now, id=keluhan.pk, catatan="Tidak datang")


def test_back_office_does_not_give_up_alone(cast, now):
    keluhan = waiting_family(cast, now)
    for _ in range(2):
        contact(cast.budi, now, keluhan)
    refusal(verification.give_up, NotAllowed, by=cast.budi, now=now, id=keluhan.pk, catatan="Tidak datang")


def test_a_contact_has_a_known_channel_and_result(cast, now):
    keluhan = waiting_family(cast, now)
    assert refusal(contact, by=cast.budi, now=now, keluhan=keluhan, kanal="MERPATI").field == "kanal"
    assert refusal(contact, by=cast.budi, now=now, keluhan=keluhan, hasil="ENTAH").field == "hasil"
    refusal(contact, NotAllowed, by=cast.bulurah, now=now, keluhan=keluhan)


# --- proposals -----------------------------------------------------------------------------------------------------
def test_back_office_proposes_and_the_koordinator_decides(cast, now):
    keluhan = verified(cast, now)
    verification.propose(by=cast.budi, now=now, id=keluhan.pk, versi=keluhan.versi, usulan="DITERUSKAN",
                         catatan="Perlu rekomendasi kota")  # fmt: skip
    keluhan = fresh(keluhan)
    assert (keluhan.usulan, keluhan.usulan_oleh_id) == ("DITERUSKAN", cast.budi.petugas_id)
    verification.forward(by=cast.koor, now=now, id=keluhan.pk, versi=keluhan.versi, alasan="BUTUH_PROGRAM_KOTA",
                         catatan="Setuju")  # fmt: skip
    keluhan = fresh(keluhan)
    assert (keluhan.status, keluhan.usulan, keluhan.usulan_oleh_id) == ("DITERUSKAN", "", None)


def test_a_proposal_is_declined_with_words(cast, now):
    keluhan = verified(cast, now)
    verification.propose(by=cast.budi, now=now, id=keluhan.pk, usulan="DITERUSKAN", catatan="Perlu kota")
    refusal(verification.decline_proposal, MissingFact, by=cast.koor, now=now, id=keluhan.pk, catatan="")
    refusal(verification.decline_proposal, NotAllowed, by=cast.budi, now=now, id=keluhan.pk, catatan="Tangani dulu")
    verification.decline_proposal(by=cast.koor, now=now, id=keluhan.pk, catatan="Tangani dulu di sini")
    assert fresh(keluhan).usulan == ""
    assert last_line(keluhan, jenis="USULAN").fakta == {"usulan": "DITERUSKAN", "ditolak": True}
    refusal(verification.decline_proposal, IllegalMove, by=cast.koor, now=now, id=keluhan.pk, catatan="Lagi")


def test_a_proposal_makes_every_open_page_old(cast, now):
    keluhan = verified(cast, now)
    verification.propose(by=cast.budi, now=now, id=keluhan.pk, usulan="DITERUSKAN", catatan="Perlu kota")
    refusal(verification.handle_local, Stale, by=cast.koor, now=now, id=keluhan.pk, versi=keluhan.versi, solusi="x")


@pytest.mark.parametrize("usulan, who", [("DITANGANI", "siti"), ("DITUTUP", "siti"), ("DITERUSKAN", "bulurah")])
def test_who_may_not_propose(cast, now, usulan, who):
    keluhan = verified(cast, now)
    refusal(verification.propose, NotAllowed, by=getattr(cast, who), now=now, id=keluhan.pk, usulan=usulan,
            catatan="x")  # fmt: skip
    verification.propose(by=cast.budi, now=now, id=keluhan.pk, usulan=usulan, catatan="x")


def test_a_proposal_fits_the_status(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    refusal(verification.propose, IllegalMove, by=cast.budi, now=now, id=keluhan.pk, usulan="DITANGANI", catatan="x")
    assert refusal(verification.propose, by=cast.budi, now=now, id=keluhan.pk, usulan="LUPAKAN", catatan="x").field


# --- decisions -----------------------------------------------------------------------------------------------------
def test_handled_at_the_puskesos(cast, now):
    keluhan = handled_local(cast, now)
    assert (fresh(keluhan).status, [need.status for need in keluhan.kebutuhan.all()]) == (
        "DITANGANI_PUSKESOS", ["DIPROSES"],
    )  # fmt: skip
    assert last_line(keluhan, langkah="handle_local").fakta["cek_dtsen"].startswith("terdaftar, desil 2")


def test_handling_needs_a_solution_a_check_and_a_look_at_the_papers(cast, now):
    unchecked = verified(cast, now, dtsen=DtsenSheet(), nama="Warga Lain", nik="", alasan_tanpa_nik="BELUM_REKAM")
    unseen = in_verification(cast, now)
    ready = verified(cast, now)
    missing = {unchecked: ("Ditemani", "cek_dtsen"), unseen: ("Ditemani", "berkas"), ready: ("", "solusi")}
    for keluhan, (solusi, field) in missing.items():
        error = refusal(verification.handle_local, MissingFact, by=cast.koor, now=now, id=keluhan.pk, solusi=solusi)
        assert (error.field, fresh(keluhan).status) == (field, "VERIFIKASI")
    assert verification.handle_local(by=cast.bulurah, now=now, id=ready.pk, solusi="Ditemani").status


def test_forwarded_with_reason_and_summary(cast, now):
    keluhan = fresh(forwarded(cast, now))
    assert (keluhan.status, keluhan.pemilik_id) == ("DITERUSKAN", None)
    line = last_line(keluhan, langkah="forward")
    assert (line.alasan, line.fakta["identitas"]) == ("BUTUH_PROGRAM_KOTA", "KTP dilihat")
    assert "KTP" in line.fakta["berkas_ada"]


def test_nothing_goes_up_unlooked_at_or_without_a_reason(cast, now):
    unseen, ready = in_verification(cast, now), verified(cast, now)
    error = refusal(verification.forward, MissingFact, by=cast.koor, now=now, id=unseen.pk, alasan="LAIN", catatan="x")
    assert error.field == "berkas"
    error = refusal(verification.forward, MissingFact, by=cast.koor, now=now, id=ready.pk, alasan="", catatan="x")
    assert error.field == "alasan"
    refusal(verification.forward, NotAllowed, by=cast.budi, now=now, id=ready.pk, alasan="LAIN", catatan="x")


def test_the_fast_lane_is_for_emergencies_only(cast, now):
    calm = a_keluhan(cast.siti, now)
    error = refusal(verification.forward_urgent, MissingFact, by=cast.siti, now=now, id=calm.pk, catatan="Cepat")
    assert error.field == "darurat"
    urgent = a_keluhan(cast.siti, now, prioritas="DARURAT", prioritas_catatan="Anak kejang")
    assert verification.forward_urgent(by=cast.siti, now=now, id=urgent.pk, catatan="Cepat").status == "DITERUSKAN"


def test_what_was_tried_goes_along(cast, now):
    keluhan = handled_local(cast, now)
    refusal(verification.forward_tried, MissingFact, by=cast.koor, now=now, id=keluhan.pk, catatan="")
    assert verification.forward_tried(by=cast.koor, now=now, id=keluhan.pk, catatan="BPJS menolak").pemilik is None
    assert fresh(keluhan).status == "DITERUSKAN"


# --- two pairs of eyes ---------------------------------------------------------------------------------------------
def alone(petugas, now):
    """One person wrote it down, took it and went through the papers."""
    keluhan = a_keluhan(petugas, now)
    verification.start_verification(by=petugas, now=now, id=keluhan.pk)
    verification.save_checklist(by=petugas, now=now, id=keluhan.pk, ticks=all_ticked(keluhan))
    return keluhan


@pytest.mark.parametrize(
    "decide", [(verification.handle_local, {"solusi": "Ditemani"}),
               (verification.forward, {"alasan": "LAIN", "catatan": "x"})],
)  # fmt: skip
def test_the_writer_is_not_the_only_examiner_and_the_one_who_decides(cast, now, decide):
    stage, arguments = decide
    keluhan = alone(cast.koor, now)
    error = refusal(stage, by=cast.koor, now=now, id=keluhan.pk, **arguments)
    assert "mencatat dan yang memeriksa" in error.sentence
    # A file that somebody sends in is no examination; a look through the checklist is.
    files.attach(by=cast.siti, now=now, file=a_photo(), jenis="KTP", keluhan=keluhan.pk)
    refusal(stage, by=cast.koor, now=now, id=keluhan.pk, **arguments)
    verification.save_checklist(by=cast.budi, now=now, id=keluhan.pk, ticks=all_ticked(keluhan))
    assert stage(by=cast.koor, now=now, id=keluhan.pk, **arguments).terbuka


def test_another_pair_of_hands_may_decide_at_once(cast, now):
    keluhan = alone(cast.koor, now)
    assert verification.handle_local(by=cast.bulurah, now=now, id=keluhan.pk, solusi="Ditemani").status


# --- result at the Puskesos ----------------------------------------------------------------------------------------
def test_a_local_result_has_words_proof_and_an_outcome_for_each_need(cast, now):
    keluhan = fresh(with_result(cast, now))
    need = keluhan.kebutuhan.get()
    assert (keluhan.status, need.status, need.hasil_pada) == ("HASIL_ADA", "TERPENUHI", now.date())
    assert need.bukti.jenis_id == "BUKTI_HASIL"
    assert need.kata_keluarga == ""  # the office's word is never the family's


@pytest.mark.parametrize(
    "changes, field",
    [({"hasil": ""}, "hasil"), ({"bukti_baru": None}, "bukti"), ({"outcomes": {}}, "hasil_"),
     ({"outcome": ("unmet", "")}, "alasan_"), ({"outcome": ("menang", "")}, "hasil_")],
)  # fmt: skip
def test_a_result_that_lacks_something_changes_nothing(cast, now, changes, field):
    keluhan = handled_local(cast, now)
    need = keluhan.kebutuhan.get()
    given = {"hasil": "Beres", "bukti_baru": a_photo(), "outcomes": {need.pk: changes.pop("outcome", ("met", ""))}}
    error = refusal(verification.local_result, by=cast.budi, now=now, id=keluhan.pk, **(given | changes))
    assert error.field.startswith(field)
    assert (fresh(keluhan).status, keluhan.kebutuhan.get().status) == ("DITANGANI_PUSKESOS", "DIPROSES")
    assert not Lampiran.objects.filter(keluhan=keluhan).exists()


def test_a_proof_of_another_case_is_no_proof(cast, now):
    keluhan = handled_local(cast, now)
    foreign = with_result(cast, now).lampiran.get()
    error = refusal(verification.local_result, by=cast.budi, now=now, id=keluhan.pk, hasil="Beres",
                    bukti_id=foreign.pk, outcomes={})  # fmt: skip
    assert error.field == "bukti"


def test_secret_cases_are_seen_by_named_people_only_and_by_the_manajer_after_forwarding(cast, now):
    keluhan = a_keluhan(cast.koor, now, rahasia=True, prioritas="DARURAT", prioritas_catatan="Terancam")
    named = set(Penangan.objects.filter(keluhan=keluhan).values_list("petugas_id", flat=True))
    assert named == {cast.koor.petugas_id}
    refusal(verification.start_verification, Http404, by=cast.budi, now=now, id=keluhan.pk)
    verification.forward_urgent(by=cast.koor, now=now, id=keluhan.pk, catatan="Segera")
    named = set(Penangan.objects.filter(keluhan=keluhan).values_list("petugas_id", flat=True))
    assert named == {cast.koor.petugas_id, cast.maya.petugas_id}
