"""Triage through its stage functions: each move with its refusal, and who may not make it."""

from datetime import datetime

import pytest
from django.http import Http404

from puskesos import handlers, verification
from puskesos.models import Jejak, Penugasan, Riwayat
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused, Stale
from puskesos.workdays import ZONE
from rujukan import answers
from rujukan.models import Kiriman, Rujukan
from rujukan.referral import SamePerson
from slrt.triage import triage
from slrt.triage.models import RencanaAksi, Telaah
from tests.cases import (
    NIK_MAN,
    a_draft,
    a_keluhan,
    drafted,
    forwarded,
    fresh,
    fresh_rujukan,
    in_triage,
    planned,
    referred,
    urgent,
)
from tests.people import CITY, RAKUMPIT, acting, hire

SOME_RAKUMPIT = "62.71.05.1001"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def last_line(keluhan):
    return Riwayat.objects.filter(keluhan=keluhan, life="keluhan").order_by("-versi", "-at").first()


# --- taking --------------------------------------------------------------------------------------------------------
def test_back_office_takes_a_case_for_itself(cast, now):
    keluhan = triage.take(by=cast.dewi, now=now, id=forwarded(cast, now).pk)
    assert (keluhan.status, keluhan.pemilik_id) == ("TELAAH", cast.dewi.petugas_id)
    assert keluhan.tenggat == at("2026-11-26 15:30")  # TELAAH: three working days
    assert Jejak.objects.filter(keluhan_id=keluhan.pk, aksi="LANGKAH", petugas_id=cast.dewi.petugas_id).exists()


@pytest.mark.parametrize("person", ["fitri", "maya"])
def test_others_give_it_to_back_office(cast, now, person):
    keluhan, by = forwarded(cast, now), getattr(cast, person)
    with pytest.raises(MissingFact) as refused:
        triage.take(by=by, now=now, id=keluhan.pk)
    assert refused.value.field == "pemilik"
    assert triage.take(by=by, now=now, id=keluhan.pk, pemilik=cast.dewi.petugas_id).status == "TELAAH"


@pytest.mark.parametrize("person", ["siti", "maya", "ana"])
def test_only_back_office_on_duty_owns(cast, now, person):
    keluhan = forwarded(cast, now)
    petugas = getattr(cast, person)
    with pytest.raises(Refused, match="bukan back office") as refused:
        triage.take(by=cast.maya, now=now, id=keluhan.pk, pemilik=getattr(petugas, "petugas_id", petugas.pk))
    assert refused.value.field == "pemilik"
    assert fresh(keluhan).status == "DITERUSKAN"


@pytest.mark.parametrize("person, error", [
    ("siti", NotAllowed), ("koor", NotAllowed), ("rahmat", Http404), ("tono", Http404), ("joko", Http404),
    ("hendra", Http404), ("adi", Http404),
])  # fmt: skip
def test_who_may_not_take(cast, now, person, error):
    with pytest.raises(error):
        triage.take(by=getattr(cast, person), now=now, id=forwarded(cast, now).pk)


def test_the_supervisor_triages_the_own_area_only(cast, now):
    koor = acting(hire("koorrakumpit", "Koor Rakumpit", [("KOORDINATOR", SOME_RAKUMPIT)]))
    keluhan = a_keluhan(cast.tono, now, kelurahan=SOME_RAKUMPIT, prioritas="DARURAT", prioritas_catatan="Sakit.")
    verification.forward_urgent(by=koor, now=now, id=keluhan.pk, catatan="Segera.")
    assert triage.take(by=cast.tono, now=now, id=keluhan.pk, pemilik=cast.dewi.petugas_id).status == "TELAAH"
    with pytest.raises(Http404):
        triage.take(by=cast.tono, now=now, id=forwarded(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="").pk,
                    pemilik=cast.dewi.petugas_id)  # fmt: skip
    assert cast.tono.wilayah_id == RAKUMPIT


def test_another_priority_needs_its_reason_and_moves_the_deadline(cast, now):
    keluhan = forwarded(cast, now)
    with pytest.raises(MissingFact, match="mengapa prioritas"):
        triage.take(by=cast.dewi, now=now, id=keluhan.pk, prioritas="TINGGI")
    keluhan = triage.take(by=cast.dewi, now=now, id=keluhan.pk, prioritas="TINGGI", catatan="Operasi besok.")
    assert keluhan.prioritas == "TINGGI"
    assert keluhan.tenggat == at("2026-11-24 15:30")
    assert keluhan.prioritas_alasan[-1] == "Ditetapkan Dewi Lestari: Operasi besok."
    assert last_line(keluhan).catatan == "Prioritas Normal → Tinggi: Operasi besok."


def test_priority_changes_later_too(cast, now):
    keluhan = in_triage(cast, now)
    with pytest.raises(MissingFact):
        triage.change_priority(by=cast.dewi, now=now, id=keluhan.pk, prioritas="NORMAL", catatan="sama")
    changed = triage.change_priority(
        by=cast.maya, now=now, id=keluhan.pk, prioritas="TINGGI", catatan="Bertambah parah."
    )
    assert changed.tenggat == at("2026-11-24 15:30")
    assert changed.versi == keluhan.versi + 1
    with pytest.raises(NotAllowed):
        triage.change_priority(by=cast.fitri, now=now, id=keluhan.pk, prioritas="NORMAL", catatan="x")


def test_a_second_person_on_an_old_page_overwrites_nothing(cast, now):
    keluhan = forwarded(cast, now)
    shown = keluhan.versi
    triage.take(by=cast.dewi, now=now, id=keluhan.pk, versi=shown)
    with pytest.raises(Stale):
        triage.take(by=cast.maya, now=now, id=keluhan.pk, versi=shown, pemilik=cast.dewi.petugas_id)
    assert fresh(keluhan).pemilik_id == cast.dewi.petugas_id


def test_the_owner_changes_with_a_line_in_the_story(cast, now):
    second = hire("rina", "Rina Dua", [("BO_KOTA", CITY)])
    keluhan = in_triage(cast, now)
    changed = triage.assign(by=cast.maya, now=now, id=keluhan.pk, pemilik=second.pk, catatan="Dewi cuti.")
    assert changed.pemilik_id == second.pk
    assert last_line(changed).catatan == "Penanggung jawab: Rina Dua. Dewi cuti."
    with pytest.raises(NotAllowed):
        triage.assign(by=cast.fitri, now=now, id=keluhan.pk, pemilik=cast.dewi.petugas_id)


def test_many_at_once_each_for_itself(cast, now):
    fine = forwarded(cast, now)
    closed = in_triage(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="")
    triage.send_back(by=cast.dewi, now=now, id=closed.pk, alasan="DATA_KURANG", kekurangan=["KTP"])
    secret = urgent(cast, now, rahasia=True, nik="", alasan_tanpa_nik="HILANG", no_kk="")
    picked = dict.fromkeys([fine.pk, closed.pk, secret.pk, fine.pk])
    outcomes = triage.assign_many(by=cast.dewi, now=now, picked=picked, pemilik=cast.dewi.petugas_id)
    by_id = {one.id: one for one in outcomes}
    assert len(outcomes) == 3
    assert by_id[fine.pk].ok
    assert fresh(fine).pemilik_id == cast.dewi.petugas_id
    assert not by_id[closed.pk].ok
    assert "Dikembalikan ke Puskesos" in by_id[closed.pk].sentence
    assert by_id[secret.pk] == (secret.pk, "", False, "Tidak ada lagi di daftar Anda.")


def test_not_too_many_and_not_none(cast, now):
    for ids in ([], range(101)):
        with pytest.raises(Refused) as refused:
            triage.assign_many(by=cast.dewi, now=now, picked=dict.fromkeys(ids), pemilik=1)
        assert refused.value.field == "pilih"


# --- sending back --------------------------------------------------------------------------------------------------
def test_a_case_goes_back_with_what_is_missing(cast, now):
    keluhan = in_triage(cast, now)
    back = triage.send_back(
        by=cast.dewi, now=now, id=keluhan.pk, alasan="DATA_KURANG", kekurangan=["KTP", "Foto rumah"],
        isian=["berkas:KTP"], catatan="Tolong foto ulang.",
    )  # fmt: skip
    assert (back.status, back.kembali_kali, back.pemilik_id) == ("DIKEMBALIKAN", 1, None)
    line = last_line(back)
    assert line.alasan == "DATA_KURANG"
    assert set(line.fakta.pop("tanda")) == {"berkas:KTP"}  # how the paper stood, to see that it was mended
    assert line.fakta == {"kekurangan": "KTP; Foto rumah", "isian": ["berkas:KTP"]}


def test_from_the_queue_it_is_taken_and_returned_in_one(cast, now):
    keluhan = forwarded(cast, now)
    back = triage.send_back(
        by=cast.dewi, now=now, id=keluhan.pk, alasan="SELESAI_LOKAL", kekurangan=["Coba di Puskesos"]
    )
    assert back.status == "DIKEMBALIKAN"
    codes = Riwayat.objects.filter(keluhan=keluhan).order_by("versi").values_list("langkah", flat=True)
    assert list(codes)[-2:] == ["take", "send_back"]


@pytest.mark.parametrize("alasan, kekurangan, field", [("", ["KTP"], "alasan"), ("DATA_KURANG", [], "kekurangan"),
                                                       ("KUOTA", ["KTP"], "alasan")])  # fmt: skip
def test_going_back_needs_reason_and_gaps(cast, now, alasan, kekurangan, field):
    keluhan = forwarded(cast, now)
    with pytest.raises(Refused) as refused:
        triage.send_back(by=cast.dewi, now=now, id=keluhan.pk, alasan=alasan, kekurangan=kekurangan)
    assert refused.value.field == field
    assert fresh(keluhan).status == "DITERUSKAN"  # the taking was undone with it


def test_front_office_does_not_send_back(cast, now):
    with pytest.raises(NotAllowed):
        triage.send_back(by=cast.fitri, now=now, id=in_triage(cast, now).pk, alasan="DATA_KURANG", kekurangan=["KTP"])


# --- planning ------------------------------------------------------------------------------------------------------
def test_the_analysis_is_added_never_overwritten(cast, now):
    keluhan = in_triage(cast, now)
    for text in ("Pertama", "Kedua"):
        triage.write_telaah(by=cast.dewi, now=now, id=keluhan.pk, masalah=text, kesimpulan=text)
    assert list(Telaah.objects.filter(keluhan=keluhan).values_list("masalah", flat=True)) == ["Pertama", "Kedua"]
    with pytest.raises(MissingFact) as refused:
        triage.write_telaah(by=cast.dewi, now=now, id=keluhan.pk, masalah="x", kesimpulan="")
    assert refused.value.field == "kesimpulan"
    with pytest.raises(NotAllowed):
        triage.write_telaah(by=cast.fitri, now=now, id=keluhan.pk, masalah="x", kesimpulan="x")


def test_a_plan_needs_analysis_drafts_and_their_eligibility(cast, now):
    keluhan = in_triage(cast, now)
    with pytest.raises(MissingFact) as refused:
        triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    assert refused.value.field == "telaah"
    triage.write_telaah(by=cast.dewi, now=now, id=keluhan.pk, masalah="x", kesimpulan="x")
    with pytest.raises(MissingFact) as refused:
        triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    assert refused.value.field == "rujukan"
    draft = a_draft(cast.dewi, now, keluhan, kelayakan="")
    with pytest.raises(MissingFact, match="kelayakan"):
        triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    assert fresh_rujukan(draft).status == "DRAF"
    assert fresh(keluhan).status == "TELAAH"


def test_a_submitted_plan_waits_for_the_manajer(cast, now):
    keluhan, rujukan = planned(cast, now)
    assert keluhan.status == "RENCANA"
    assert rujukan.status == "MENUNGGU_PERSETUJUAN"
    plan = RencanaAksi.objects.get(keluhan=keluhan)
    assert (plan.status, plan.disusun_oleh_id) == ("DIAJUKAN", cast.dewi.petugas_id)
    assert last_line(keluhan).fakta["rujukan"] == [rujukan.nomor]


def test_the_manajer_approves_and_everything_is_sent(cast, now):
    keluhan, first = drafted(cast, now)
    second = a_draft(cast.dewi, now, keluhan, "DINSOS")
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk, catatan="Setuju.")
    keluhan = fresh(keluhan)
    assert keluhan.status == "DIRUJUK"
    assert {fresh_rujukan(one).status for one in (first, second)} == {"TERKIRIM"}
    plan = RencanaAksi.objects.get(keluhan=keluhan)
    assert (plan.status, plan.diputuskan_oleh_id, plan.keputusan_catatan) == (
        "DISETUJUI", cast.maya.petugas_id, "Setuju.",
    )  # fmt: skip


def test_nobody_approves_the_own_plan(cast, now):
    """Maya wears both hats today: she writes the plan, another manajer decides."""
    Penugasan.objects.create(petugas=cast.maya.petugas, peran="BO_KOTA", wilayah_id=CITY, mulai=now.date())
    both = acting(cast.maya.petugas)
    keluhan, rujukan = drafted(cast, now)
    triage.submit_plan(by=both, now=now, id=keluhan.pk)
    with pytest.raises(SamePerson, match="Anda susun sendiri"):
        triage.approve_plan(by=both, now=now, id=keluhan.pk)
    assert fresh_rujukan(rujukan).status == "MENUNGGU_PERSETUJUAN"
    other = acting(hire("manajerdua", "Manajer Dua", [("MANAJER", CITY)]))
    triage.approve_plan(by=other, now=now, id=keluhan.pk)
    assert fresh(keluhan).status == "DIRUJUK"


def test_nor_a_plan_with_an_own_referral_in_it(cast, now):
    """One bad referral and nothing at all is sent."""
    keluhan, rujukan = drafted(cast, now)
    a_draft(cast.maya, now, keluhan, "DINSOS")
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    with pytest.raises(SamePerson):
        triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    assert fresh(keluhan).status == "RENCANA"
    assert fresh_rujukan(rujukan).status == "MENUNGGU_PERSETUJUAN"


@pytest.mark.parametrize("person", ["dewi", "fitri", "koor", "bulurah"])
def test_who_may_not_approve(cast, now, person):
    keluhan, _ = planned(cast, now)
    with pytest.raises(NotAllowed):
        triage.approve_plan(by=getattr(cast, person), now=now, id=keluhan.pk)


def test_the_manajer_sends_a_plan_back(cast, now):
    keluhan, rujukan = planned(cast, now)
    with pytest.raises(MissingFact) as refused:
        triage.revise_plan(by=cast.maya, now=now, id=keluhan.pk, catatan="")
    assert refused.value.field == "catatan"
    triage.revise_plan(by=cast.maya, now=now, id=keluhan.pk, catatan="Tambahkan Dinsos.")
    assert fresh(keluhan).status == "TELAAH"
    assert fresh_rujukan(rujukan).status == "DRAF"
    assert RencanaAksi.objects.get(keluhan=keluhan).status == "DIPERBAIKI"
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    assert [plan.status for plan in RencanaAksi.objects.filter(keluhan=keluhan)] == ["DIPERBAIKI", "DISETUJUI"]


# --- the fast lane -------------------------------------------------------------------------------------------------
def emergency(cast, now):
    """Dewi referred in one go what came up by the fast lane: (keluhan, rujukan)."""
    keluhan = urgent(cast, now)
    triage.refer_now(by=cast.dewi, now=now, id=keluhan.pk, kebutuhan=keluhan.kebutuhan.get().pk, instansi="BPJS_KES",
                     layanan="L01", catatan="Pasien menunggu.")  # fmt: skip
    return fresh(keluhan), Rujukan.objects.get(keluhan=keluhan)


def test_an_emergency_is_referred_before_the_manajer_decides(cast, now):
    keluhan, rujukan = emergency(cast, now)
    assert (keluhan.status, keluhan.pemilik_id) == ("DIRUJUK", cast.dewi.petugas_id)
    assert (rujukan.status, rujukan.darurat, rujukan.disetujui_oleh_id) == ("TERKIRIM", True, None)
    plan = RencanaAksi.objects.get(keluhan=keluhan)
    assert plan.status == "DISAHKAN_KEMUDIAN"
    for nobody in (cast.dewi, cast.koor):  # the koordinator decides on referrals of the Puskesos, not on this one
        with pytest.raises(NotAllowed):
            triage.ratify(by=nobody, now=now, id=keluhan.pk)
    triage.ratify(by=cast.maya, now=now, id=keluhan.pk, catatan="Benar.")
    plan.refresh_from_db()
    rujukan.refresh_from_db()
    assert (plan.status, plan.diputuskan_oleh_id) == ("DISETUJUI", cast.maya.petugas_id)
    assert rujukan.disetujui_oleh_id == cast.maya.petugas_id
    with pytest.raises(IllegalMove):
        triage.ratify(by=cast.maya, now=now, id=keluhan.pk)


def test_the_fast_lane_is_told_to_whoever_must_ratify_it_and_to_the_head_of_the_house(cast, now):
    keluhan = urgent(cast, now)
    triage.refer_now(by=cast.dewi, now=now, id=keluhan.pk, kebutuhan=keluhan.kebutuhan.get().pk, instansi="BPJS_KES",
                     layanan="L01")  # fmt: skip
    told = dict(Kiriman.objects.filter(judul__contains=keluhan.nomor).values_list("petugas__username", "judul"))
    assert set(told) == {"maya", "hendra"} and "perlu disahkan" in told["maya"]
    again = urgent(cast, now, nik=NIK_MAN, jenis_kelamin="L", nama="Udin", no_kk="")
    triage.refer_now(by=cast.maya, now=now, id=again.pk, kebutuhan=again.kebutuhan.get().pk, instansi="BPJS_KES",
                     layanan="L01")  # fmt: skip
    assert (fresh(again).status, fresh(again).pemilik_id) == ("DIRUJUK", cast.maya.petugas_id)
    told = Kiriman.objects.filter(judul__contains=again.nomor).values_list("petugas__username", flat=True)
    assert list(told) == ["hendra"]  # the manajer's own needs nobody to ratify it


def test_what_is_not_urgent_takes_the_long_way(cast, now):
    keluhan, rujukan = drafted(cast, now)
    with pytest.raises(Refused, match="DARURAT"):
        triage.refer_urgent(by=cast.dewi, now=now, id=keluhan.pk)
    assert fresh_rujukan(rujukan).status == "DRAF"
    with pytest.raises(NotAllowed):
        triage.refer_urgent(by=cast.fitri, now=now, id=keluhan.pk)


def test_one_screen_takes_analyses_drafts_and_submits(cast, now):
    keluhan = forwarded(cast, now)
    need = keluhan.kebutuhan.get()
    with pytest.raises(MissingFact) as refused:
        triage.propose_referral(by=cast.dewi, now=now, id=keluhan.pk, kebutuhan=need.pk, instansi="BPJS_KES",
                                layanan="L01", kelayakan="Desil 2.")  # fmt: skip
    assert refused.value.field == "kesimpulan"
    assert fresh(keluhan).status == "DITERUSKAN"
    triage.propose_referral(by=cast.dewi, now=now, id=keluhan.pk, kebutuhan=need.pk, instansi="BPJS_KES",
                            layanan="L01", kelayakan="Desil 2.", kesimpulan="Aktifkan kembali.")  # fmt: skip
    assert fresh(keluhan).status == "RENCANA"
    assert Rujukan.objects.get(keluhan=keluhan).status == "MENUNGGU_PERSETUJUAN"


# --- trying another way --------------------------------------------------------------------------------------------
def test_after_an_outcome_another_way_can_be_tried(cast, now):
    keluhan, rujukan = referred(cast, now)
    with pytest.raises(IllegalMove):
        triage.try_other(by=cast.dewi, now=now, id=keluhan.pk, catatan="x")
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Kuota habis.")
    assert fresh(keluhan).status == "HASIL_ADA"
    with pytest.raises(MissingFact):
        triage.try_other(by=cast.dewi, now=now, id=keluhan.pk, catatan="")
    triage.try_other(by=cast.dewi, now=now, id=keluhan.pk, catatan="Coba Baznas.")
    assert fresh(keluhan).status == "TELAAH"
    assert keluhan.kebutuhan.get().status == "TIDAK_TERPENUHI"
    a_draft(cast.dewi, now, keluhan, "BAZNAS_KOTA")
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    assert keluhan.kebutuhan.get().status == "DIPROSES"


# --- secret cases --------------------------------------------------------------------------------------------------
def test_a_secret_case_exists_for_back_office_once_it_is_named(cast, now):
    keluhan = urgent(cast, now, rahasia=True)
    with pytest.raises(Http404):
        triage.take(by=cast.dewi, now=now, id=keluhan.pk)
    triage.name_handler(by=cast.maya, now=now, id=keluhan.pk, petugas=cast.dewi.petugas_id)
    assert triage.take(by=cast.dewi, now=now, id=keluhan.pk).status == "TELAAH"


def test_the_manajer_names_by_assigning(cast, now):
    keluhan = urgent(cast, now, rahasia=True)
    triage.take(by=cast.maya, now=now, id=keluhan.pk, pemilik=cast.dewi.petugas_id)
    assert keluhan.penangan.filter(petugas_id=cast.dewi.petugas_id).exists()


def test_nobody_else_lets_people_into_a_secret(cast, now):
    second = hire("rina", "Rina Dua", [("BO_KOTA", CITY)])
    keluhan = urgent(cast, now, rahasia=True)
    handlers.name(keluhan, {cast.dewi.petugas_id}, by=cast.maya, now=now)
    with pytest.raises(Refused, match="rahasia"):
        triage.take(by=cast.dewi, now=now, id=keluhan.pk, pemilik=second.pk)
    with pytest.raises(NotAllowed):
        triage.name_handler(by=cast.dewi, now=now, id=keluhan.pk, petugas=second.pk)
    assert not keluhan.penangan.filter(petugas=second).exists()
    assert list(triage.possible_owners(now, secret_of=keluhan)) == [cast.dewi.petugas]


@pytest.mark.parametrize("person", ["ana", "joko", "hendra"])
def test_only_readers_of_cases_can_be_named(cast, now, person):
    keluhan = urgent(cast, now, rahasia=True)
    petugas = getattr(cast, person)
    with pytest.raises(Refused) as refused:
        triage.name_handler(by=cast.maya, now=now, id=keluhan.pk, petugas=getattr(petugas, "petugas_id", petugas.pk))
    assert refused.value.field == "petugas"


def test_naming_is_for_secret_cases(cast, now):
    with pytest.raises(Refused, match="tidak rahasia"):
        triage.name_handler(by=cast.maya, now=now, id=forwarded(cast, now).pk, petugas=cast.dewi.petugas_id)
