"""Telling the family and hearing its own word; the ends of a case and the ways back; merging."""

from datetime import timedelta

import pytest
from django.http import Http404

from puskesos import closing, verification
from puskesos.models import Kebutuhan, Keluhan, Penangan, Riwayat, UmpanBalik
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused, Stale
from tests.cases import (
    NIK_MAN,
    a_keluhan,
    a_need,
    closed,
    forwarded,
    fresh,
    handled_local,
    told,
    verified,
    waiting_family,
    with_result,
    without_nik,
)


def refusal(stage, expected=Refused, **arguments):
    with pytest.raises(expected) as caught:
        stage(**arguments)
    return caught.value


def last_line(keluhan, **wanted):
    return Riwayat.objects.filter(keluhan=keluhan, **wanted).latest("at", "id")


def tell(by, now, keluhan, word="SUDAH", **changes):
    words = {need.pk: word for need in keluhan.kebutuhan.all()}
    given = {"kanal": "KUNJUNGAN", "isi": "Kartu sudah aktif.", "reaksi": "MENERIMA", "kata": words}
    return closing.tell_family(by=by, now=now, id=keluhan.pk, **(given | changes))


# --- telling -------------------------------------------------------------------------------------------------------
def test_siti_tells_the_family_and_writes_down_its_own_word(cast, now):
    keluhan = with_result(cast, now)
    done = tell(cast.siti, now, keluhan, word="SEBAGIAN", reaksi_catatan="Obatnya belum dapat")
    need = keluhan.kebutuhan.get()
    assert (fresh(keluhan).status, need.kata_keluarga, need.kata_keluarga_pada) == ("UMPAN_BALIK", "SEBAGIAN", now)
    assert done.words == {need.pk: "SEBAGIAN"}
    assert (done.umpan_balik.kanal, done.umpan_balik.petugas_id) == ("KUNJUNGAN", cast.siti.petugas_id)
    assert last_line(keluhan, jenis="UMPAN_BALIK").fakta["kata"] == {str(need.pk): "SEBAGIAN"}


@pytest.mark.parametrize(
    "outcome, word, after",
    [
        (("met", ""), "SUDAH", "TERPENUHI"),
        (("met", ""), "SEBAGIAN", "SEBAGIAN"),
        (("met", ""), "BELUM", "DIPROSES"),
        (("partly", ""), "SUDAH", "TERPENUHI"),
        (("partly", ""), "BELUM", "DIPROSES"),
        (("unmet", "KUOTA"), "BELUM", "TIDAK_TERPENUHI"),
        (("unmet", "KUOTA"), "SUDAH", "TIDAK_TERPENUHI"),  # the programme said no; the family's word stands beside it
    ],
)
def test_the_familys_word_moves_the_need_where_the_two_disagree(cast, now, outcome, word, after):
    keluhan = with_result(cast, now, outcome=outcome)
    tell(cast.siti, now, keluhan, word=word)
    need = keluhan.kebutuhan.get()
    assert (need.status, need.kata_keluarga) == (after, word)


def test_the_offices_word_is_never_copied_as_the_familys(cast, now):
    keluhan = with_result(cast, now)
    need = keluhan.kebutuhan.get()
    error = refusal(tell, MissingFact, by=cast.siti, now=now, keluhan=keluhan, kata={})
    assert error.field == f"kata_{need.pk}"
    assert (need.status, keluhan.kebutuhan.get().kata_keluarga) == ("TERPENUHI", "")
    tell(cast.siti, now, keluhan, kata={}, reaksi="TIDAK_DITEMUKAN")
    assert (fresh(keluhan).status, keluhan.kebutuhan.get().kata_keluarga) == ("UMPAN_BALIK", "")


def test_who_was_not_found_said_nothing(cast, now):
    keluhan = with_result(cast, now)
    error = refusal(tell, by=cast.siti, now=now, keluhan=keluhan, reaksi="TIDAK_DITEMUKAN")
    assert (error.field, fresh(keluhan).status) == ("reaksi", "HASIL_ADA")


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"kanal": "MERPATI"}, "kanal"),
        ({"isi": ""}, "catatan"),
        ({"reaksi": "SENANG"}, "reaksi"),
        ({"reaksi": "KEBERATAN"}, "reaksi_catatan"),
        ({"disampaikan_pada": timedelta(minutes=1)}, "disampaikan_pada"),
        ({"disampaikan_pada": -timedelta(days=1)}, "disampaikan_pada"),  # before the case was received
    ],
)
def test_what_was_told_is_said_in_full(cast, now, changes, field):
    keluhan = with_result(cast, now)
    if "disampaikan_pada" in changes:
        changes = {"disampaikan_pada": now + changes["disampaikan_pada"]}
    error = refusal(tell, by=cast.siti, now=now, keluhan=keluhan, **changes)
    assert (error.field, fresh(keluhan).status) == (field, "HASIL_ADA")
    assert not UmpanBalik.objects.exists()


def test_words_on_needs_of_another_case_are_refused(cast, now):
    keluhan, other = with_result(cast, now), with_result(cast, now)
    refusal(tell, by=cast.siti, now=now, keluhan=keluhan, kata={other.kebutuhan.get().pk: "SUDAH"})
    assert not Kebutuhan.objects.exclude(kata_keluarga="").exists()


def test_the_koordinator_reads_feedback_but_does_not_take_it(cast, now):
    keluhan = with_result(cast, now)
    refusal(tell, NotAllowed, by=cast.koor, now=now, keluhan=keluhan)
    refusal(tell, Http404, by=cast.rahmat, now=now, keluhan=keluhan)
    refusal(tell, IllegalMove, by=cast.siti, now=now, keluhan=handled_local(cast, now))


# --- closing -------------------------------------------------------------------------------------------------------
def close(by, now, keluhan, **changes):
    given = {"kode_hasil": "TERPENUHI", "survei": "BERSEDIA"} | changes
    return closing.close(by=by, now=now, id=keluhan.pk, **given)


def test_the_koordinator_closes_with_a_result_and_the_survey(cast, now):
    keluhan = fresh(close(cast.koor, now, told(cast, now)))
    assert (keluhan.status, keluhan.hasil, keluhan.selesai_pada, keluhan.terbuka) == (
        "SELESAI",
        "TERPENUHI",
        now,
        False,
    )
    assert last_line(keluhan, langkah="close").fakta["survei"] == "BERSEDIA"


@pytest.mark.parametrize(
    "changes, field",
    [({"kode_hasil": ""}, "kode_hasil"), ({"survei": ""}, "survei"), ({"kode_hasil": "HEBAT"}, "kode_hasil"),
     ({"survei": "NANTI"}, "survei")],
)  # fmt: skip
def test_closing_needs_both(cast, now, changes, field):
    keluhan = told(cast, now)
    error = refusal(close, by=cast.koor, now=now, keluhan=keluhan, **changes)
    assert (error.field, fresh(keluhan).status) == (field, "UMPAN_BALIK")


def test_back_office_does_not_close_and_nobody_closes_before_the_family_was_told(cast, now):
    keluhan = told(cast, now)
    refusal(close, NotAllowed, by=cast.budi, now=now, keluhan=keluhan)
    refusal(close, IllegalMove, by=cast.koor, now=now, keluhan=with_result(cast, now))


@pytest.mark.parametrize("word", ["BELUM", "SEBAGIAN"])
def test_met_is_not_said_over_the_familys_head(cast, now, word):
    keluhan = told(cast, now, word=word)
    outcomes = {need.pk: ("met", "") for need in keluhan.kebutuhan.all()}
    error = refusal(close, by=cast.koor, now=now, keluhan=keluhan, outcomes=outcomes)
    assert (error.field, fresh(keluhan).status) == ("kode_hasil", "UMPAN_BALIK")
    assert "keluarga menyatakan" in error.sentence
    assert close(cast.koor, now, keluhan, kode_hasil="TERPENUHI_SEBAGIAN", outcomes=outcomes).hasil


def test_met_is_not_said_of_a_need_that_is_not(cast, now):
    keluhan = told(cast, now, outcome=("unmet", "KUOTA"), word="SUDAH")
    assert "belum terpenuhi" in refusal(close, by=cast.koor, now=now, keluhan=keluhan).sentence
    assert close(cast.koor, now, keluhan, kode_hasil="DITOLAK_PROGRAM").hasil == "DITOLAK_PROGRAM"


def test_no_case_is_closed_over_an_open_need(cast, now):
    keluhan = told(cast, now, word="BELUM")  # the need is being worked on again
    need = keluhan.kebutuhan.get()
    error = refusal(close, by=cast.koor, now=now, keluhan=keluhan, kode_hasil="DITOLAK_PROGRAM")
    assert error.field == f"hasil_{need.pk}"
    close(cast.koor, now, keluhan, kode_hasil="DITOLAK_PROGRAM", outcomes={need.pk: ("unmet", "TIDAK_ADA_PROGRAM")})
    need.refresh_from_db()
    assert (need.status, need.alasan, need.kata_keluarga) == ("TIDAK_TERPENUHI", "TIDAK_ADA_PROGRAM", "BELUM")


# --- trying again --------------------------------------------------------------------------------------------------
def test_a_family_that_was_not_helped_is_worked_for_again(cast, now):
    keluhan = told(cast, now, word="BELUM")
    verification.try_again_local(by=cast.koor, now=now, id=keluhan.pk, catatan="Diantar lagi")
    need = keluhan.kebutuhan.get()
    assert (fresh(keluhan).status, need.status, need.kata_keluarga) == ("DITANGANI_PUSKESOS", "DIPROSES", "BELUM")


# --- opening again -------------------------------------------------------------------------------------------------
def reopen(by, now, keluhan, **changes):
    given = {"alasan": "HASIL_DISANGGAH", "catatan": "Kartu mati lagi"} | changes
    return closing.reopen(by=by, now=now, id=keluhan.pk, **given)


def test_ninety_days_after_closing_it_opens_again(cast, now):
    keluhan = closed(cast, now)
    last = now + timedelta(days=90, hours=10)
    keluhan = fresh(reopen(cast.koor, last, keluhan))
    assert (keluhan.status, keluhan.hasil, keluhan.selesai_pada, keluhan.terbuka) == ("TELAAH", "", None, True)
    assert keluhan.kebutuhan.get().status == "DIPROSES"
    assert keluhan.pemilik_id is None  # it never was at SLRT: whoever takes it there will own it


def test_on_the_ninety_first_day_a_new_case_is_written_instead(cast, now):
    keluhan = closed(cast, now)
    error = refusal(reopen, by=cast.koor, now=now + timedelta(days=91), keluhan=keluhan)
    assert "90 hari" in error.sentence
    assert fresh(keluhan).status == "SELESAI"


def test_opening_again_needs_reason_and_words_and_the_right(cast, now):
    keluhan = closed(cast, now)
    for changes, field in [({"alasan": ""}, "alasan"), ({"alasan": "BOSAN"}, "alasan"), ({"catatan": ""}, "catatan")]:
        assert refusal(reopen, by=cast.koor, now=now, keluhan=keluhan, **changes).field == field
    refusal(reopen, NotAllowed, by=cast.budi, now=now, keluhan=keluhan)
    refusal(reopen, IllegalMove, by=cast.koor, now=now, keluhan=with_result(cast, now))


def test_only_the_chosen_needs_are_taken_up_again(cast, now):
    keluhan = closed(cast, now, kebutuhan=(a_need(), a_need("L08")))
    first, second = keluhan.kebutuhan.all()
    foreign = with_result(cast, now).kebutuhan.get()
    assert refusal(reopen, by=cast.koor, now=now, keluhan=keluhan, kebutuhan=[foreign.pk]).field == "kebutuhan"
    reopen(cast.koor, now, keluhan, kebutuhan=[second.pk])
    assert [need.status for need in keluhan.kebutuhan.all()] == ["TERPENUHI", "DIPROSES"]
    assert first.pk != second.pk


# --- cannot, withdraw ----------------------------------------------------------------------------------------------
def cannot(by, now, keluhan, **changes):
    given = {"alasan": "TIDAK_ADA_PROGRAM", "catatan": "Disarankan ke Baznas.", "hak_keberatan": True} | changes
    return closing.cannot(by=by, now=now, id=keluhan.pk, **given)


def test_what_cannot_be_followed_up_counts_as_unmet_when_there_is_no_programme(cast, now):
    keluhan = fresh(cannot(cast.koor, now, verified(cast, now)))
    need = keluhan.kebutuhan.get()
    assert (keluhan.status, need.status, need.alasan) == (
        "TIDAK_DAPAT_DITINDAKLANJUTI", "TIDAK_TERPENUHI", "TIDAK_ADA_PROGRAM",
    )  # fmt: skip


def test_a_need_of_somebody_who_moved_away_is_dropped_not_unmet(cast, now):
    keluhan = cannot(cast.koor, now, verified(cast, now), alasan="PINDAH_DOMISILI")
    assert keluhan.kebutuhan.get().status == "TIDAK_DILANJUTKAN"


@pytest.mark.parametrize(
    "changes, field",
    [({"alasan": ""}, "alasan"), ({"alasan": "MALAS"}, "alasan"), ({"catatan": ""}, "catatan"),
     ({"hak_keberatan": False}, "hak_keberatan")],
)  # fmt: skip
def test_cannot_needs_reason_advice_and_the_right_to_object(cast, now, changes, field):
    keluhan = verified(cast, now)
    error = refusal(cannot, by=cast.koor, now=now, keluhan=keluhan, **changes)
    assert (error.field, fresh(keluhan).status) == (field, "VERIFIKASI")
    refusal(cannot, NotAllowed, by=cast.budi, now=now, keluhan=keluhan)


def test_a_family_takes_its_case_back(cast, now):
    keluhan = waiting_family(cast, now)
    error = refusal(closing.withdraw, MissingFact, by=cast.siti, now=now, id=keluhan.pk, alasan="DITARIK_WARGA",
                    catatan="")  # fmt: skip
    assert error.field == "catatan"
    refusal(closing.withdraw, NotAllowed, by=cast.bulurah, now=now, id=keluhan.pk, alasan="DITARIK_WARGA", catatan="x")
    closing.withdraw(by=cast.siti, now=now, id=keluhan.pk, alasan="DITARIK_WARGA", catatan="Sudah dibantu anaknya")
    assert (fresh(keluhan).status, keluhan.kebutuhan.get().alasan) == ("DIBATALKAN", "MENOLAK")
    refusal(closing.withdraw, IllegalMove, by=cast.siti, now=now, id=keluhan.pk, alasan="DITARIK_WARGA", catatan="x")


# --- merging -------------------------------------------------------------------------------------------------------
def merge(by, now, keluhan, target, **changes):
    return closing.merge(by=by, now=now, id=keluhan.pk, tujuan_id=target and target.pk, **changes)


def test_two_cases_of_one_person_become_one_and_no_need_is_lost(cast, now):
    target, double = a_keluhan(cast.siti, now), a_keluhan(cast.siti, now, kebutuhan=(a_need(), a_need("L08")))
    merge(cast.budi, now, double, target)
    double, target = fresh(double), fresh(target)
    assert (double.status, double.induk_id, double.terbuka) == ("DUPLIKAT", target.pk, False)
    assert [need.status for need in double.kebutuhan.all()] == ["TIDAK_DILANJUTKAN", "TIDAK_DILANJUTKAN"]
    assert [need.layanan_id for need in target.kebutuhan.all()] == ["L01", "L08"]
    moved = target.kebutuhan.get(layanan_id="L08")
    assert moved.status == "TERBUKA" and moved.kelengkapan.exists()
    assert last_line(double, langkah="merge").fakta["tujuan"] == target.nomor
    assert last_line(target).fakta["gabungan"] == double.nomor
    assert target.versi == 2  # whoever has the target open sees that it changed


def test_nothing_is_merged_into_itself_nowhere_or_a_closed_case(cast, now):
    keluhan, over = a_keluhan(cast.siti, now), closed(cast, now)
    for target in (keluhan, None, over):
        assert refusal(merge, by=cast.budi, now=now, keluhan=keluhan, target=target).field == "tujuan"
    assert fresh(keluhan).status == "TERDAFTAR"


def test_another_persons_case_is_merged_only_with_an_explanation(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    other = a_keluhan(cast.siti, now, sheet=without_nik(nama="Halima"))
    assert refusal(merge, MissingFact, by=cast.budi, now=now, keluhan=keluhan, target=other).field == "penjelasan"
    assert merge(cast.budi, now, keluhan, other, penjelasan="Orang yang sama, NIK belum direkam").induk_id == other.pk


def test_a_case_out_of_sight_is_no_target(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    elsewhere = a_keluhan(cast.rahmat, now, nik=NIK_MAN)
    error = refusal(merge, by=cast.budi, now=now, keluhan=keluhan, target=elsewhere)
    assert (error.field, error.sentence) == ("tujuan", "Keluhan tujuan tidak ditemukan di wilayah Anda.")
    refusal(merge, Http404, by=cast.rahmat, now=now, keluhan=keluhan, target=elsewhere)
    refusal(merge, NotAllowed, by=cast.siti, now=now, keluhan=keluhan, target=a_keluhan(cast.siti, now))


def test_merging_on_an_old_page_is_stopped(cast, now):
    keluhan, target = a_keluhan(cast.siti, now), a_keluhan(cast.siti, now)
    refusal(merge, Stale, by=cast.budi, now=now, keluhan=keluhan, target=target, versi=keluhan.versi + 1)


def test_a_secret_case_does_not_flow_into_an_open_one(cast, now):
    open_case = a_keluhan(cast.koor, now)
    secret = a_keluhan(cast.koor, now, rahasia=True)
    for one, other in ((secret, open_case), (open_case, secret)):
        error = refusal(merge, by=cast.koor, now=now, keluhan=one, target=other)
        assert "rahasia" in error.sentence
    assert merge(cast.koor, now, secret, a_keluhan(cast.koor, now, rahasia=True)).status == "DUPLIKAT"


def test_candidates_are_open_cases_of_the_same_person_or_household(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    same, household = a_keluhan(cast.siti, now), a_keluhan(cast.siti, now, nama="Yusuf", nik=NIK_MAN)
    a_keluhan(cast.siti, now, sheet=without_nik(nama="Orang lain"))
    closed(cast, now)
    assert [one.pk for one in closing.other_cases(keluhan, cast.budi)] == [household.pk, same.pk]


def test_a_secret_case_that_is_opened_again_is_known_at_slrt(cast, now):
    keluhan = closed(cast, now, rahasia=True)
    known = Penangan.objects.filter(keluhan=keluhan, petugas_id=cast.maya.petugas_id)
    assert not known.exists()
    reopen(cast.koor, now, keluhan)
    assert known.exists()


def test_a_case_being_looked_at_in_the_city_can_be_forwarded_no_further(cast, now):
    keluhan = forwarded(cast, now)
    refusal(verification.forward, IllegalMove, by=cast.koor, now=now, id=keluhan.pk, alasan="LAIN", catatan="x")
    assert Keluhan.objects.get(pk=keluhan.pk).status == "DITERUSKAN"
