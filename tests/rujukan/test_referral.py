"""Handing a need over to an agency: what happens, who may not, and what the database refuses by itself."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from puskesos import handlers
from puskesos.models import Instansi, Jejak, Riwayat
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused, Stale
from puskesos.workdays import ZONE
from rujukan import referral
from rujukan.access import lock_rujukan, open_rujukan, peek_rujukan
from rujukan.models import Pengingat, Rujukan
from rujukan.suggest import hints, loads, requirement_marks, suggestions
from slrt.triage import triage
from tests.cases import a_draft, a_need, drafted, forwarded, fresh, fresh_rujukan, handled_local, in_triage, urgent
from tests.cases import planned as _planned
from tests.cases import referred as _referred


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def triaged(cast, now):
    return in_triage(cast, now)


@pytest.fixture
def planned(cast, now):
    return _planned(cast, now)


@pytest.fixture
def referred(cast, now):
    return _referred(cast, now)


# --- drafts --------------------------------------------------------------------------------------------------------
def test_drafts_are_numbered_in_their_case(dewi, now, triaged):
    first = a_draft(dewi, now, triaged)
    second = a_draft(dewi, now, triaged, "DINSOS")
    assert (first.nomor, second.nomor) == (f"{triaged.nomor}/R1", f"{triaged.nomor}/R2")
    assert first.status == "DRAF"
    assert first.kelurahan_id == triaged.kelurahan_id
    assert first.program_id == "PBI_JK"
    assert not first.dikirim_pada


def test_one_need_has_one_active_referral_to_an_agency_for_a_service(dewi, now, triaged):
    first = a_draft(dewi, now, triaged)
    with pytest.raises(Refused, match="sudah punya rujukan yang berjalan ke BPJS Kesehatan") as refused:
        a_draft(dewi, now, triaged)
    assert refused.value.field == "instansi"
    a_draft(dewi, now, triaged, layanan="L11")  # for another service it may
    referral.remove_draft(by=dewi, now=now, rujukan=lock_rujukan(dewi, first.pk))
    again = a_draft(dewi, now, triaged)
    assert again.nomor.endswith("/R3")


def test_the_database_itself_allows_one_active(dewi, now, triaged):
    first = a_draft(dewi, now, triaged)
    with pytest.raises(IntegrityError, match="rujukan_satu_aktif"), transaction.atomic():
        Rujukan.objects.create(
            keluhan=triaged, kebutuhan=first.kebutuhan, kelurahan_id=first.kelurahan_id, instansi_id="BPJS_KES",
            layanan_id="L01", urutan=9, nomor="X/R9", status_sejak=now, dibuat_oleh_id=dewi.petugas_id,
        )  # fmt: skip


def test_what_a_draft_may_not_name(cast, now, triaged):
    other = in_triage(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="")
    for changes, sentence, field in [
        ({"instansi": "TIDAK_ADA"}, "Pilih instansi tujuan", "instansi"),
        ({"layanan": "L99"}, "Pilih layanan", "layanan"),
        ({"kebutuhan": other.kebutuhan.first()}, "dari keluhan ini", "kebutuhan"),
    ]:
        with pytest.raises(Refused, match=sentence) as refused:
            a_draft(cast.dewi, now, triaged, **{"layanan": "L01", **changes})
        assert refused.value.field == field


def test_an_agency_out_of_use_takes_no_more_referrals(dewi, now, triaged):
    bpjs = Instansi.objects.get(pk="BPJS_KES")
    bpjs.aktif = False
    bpjs.save()
    with pytest.raises(Refused, match="Pilih instansi tujuan"):
        a_draft(dewi, now, triaged)


@pytest.mark.parametrize("person", ["siti", "bulurah", "tono", "fitri", "hendra", "pia", "adi", "joko"])
def test_who_may_not_draft(cast, now, triaged, person):
    with pytest.raises(NotAllowed):
        a_draft(getattr(cast, person), now, triaged)


def test_drafts_wait_for_triage(cast, now):
    keluhan = forwarded(cast, now)
    with pytest.raises(IllegalMove, match="Ditelaah"):
        a_draft(cast.dewi, now, keluhan)


def test_a_draft_can_be_rewritten_until_it_is_submitted(dewi, now, triaged):
    draft = a_draft(dewi, now, triaged)
    referral.edit_draft(by=dewi, now=now, rujukan=lock_rujukan(dewi, draft.pk), catatan="Baru", kelayakan="Baru juga",
                        sertakan_identitas=False)  # fmt: skip
    draft.refresh_from_db()
    assert (draft.catatan, draft.kelayakan, draft.sertakan_identitas) == ("Baru", "Baru juga", False)
    referral.submit(by=dewi, now=now, rujukan=lock_rujukan(dewi, draft.pk))
    with pytest.raises(IllegalMove, match="menunggu persetujuan"):
        referral.edit_draft(by=dewi, now=now, rujukan=lock_rujukan(dewi, draft.pk), catatan="x", kelayakan="x",
                            sertakan_identitas=True)  # fmt: skip


# --- sending -------------------------------------------------------------------------------------------------------
def test_sending_starts_every_clock(cast, now, planned):
    _, rujukan = planned
    referral.send(by=cast.maya, now=now, rujukan=lock_rujukan(cast.maya, rujukan.pk))
    rujukan = fresh_rujukan(rujukan)
    assert rujukan.status == "TERKIRIM"
    assert rujukan.dikirim_pada == now
    assert rujukan.batas_jawaban == rujukan.tenggat == at("2026-11-26 15:30")  # three working days
    assert rujukan.batas_hasil == at("2026-12-11 15:30")  # the fourteen of L01
    assert rujukan.disetujui_oleh_id == cast.maya.petugas_id
    assert not rujukan.darurat
    assert rujukan.kebutuhan.status == "DIPROSES"
    assert {rule["tahap"] for rule in rujukan.aturan} == {"JAWABAN", "HASIL", "DOKUMEN"}
    planted = Pengingat.objects.filter(rujukan=rujukan)
    assert {f"JAWABAN-{step}" for step in range(1, 7)} <= set(planted.values_list("aturan", flat=True))
    assert [line.langkah for line in rujukan.riwayat.all()] == ["submit", "approve"]


@pytest.mark.parametrize(
    "prioritas, jawaban, hasil",
    [
        ("NORMAL", "2026-11-26 15:30", "2026-12-11 15:30"),
        ("TINGGI", "2026-11-24 15:30", "2026-12-02 15:30"),
        ("DARURAT", "2026-11-23 15:30", "2026-11-26 15:30"),
    ],
)
def test_a_raised_priority_shortens_both_limits(cast, now, prioritas, jawaban, hasil):
    _, rujukan = _referred(cast, now, prioritas=prioritas, prioritas_catatan="Menurut petugas.")
    assert rujukan.batas_jawaban == at(jawaban)
    assert rujukan.batas_hasil == at(hasil)


def test_the_author_of_a_referral_does_not_send_it(cast, now, referred):
    keluhan, _ = referred
    draft = a_draft(cast.maya, now, keluhan, "DINSOS")
    with pytest.raises(referral.SamePerson, match="Anda susun sendiri"):
        referral.send(by=cast.maya, now=now, rujukan=lock_rujukan(cast.maya, draft.pk))
    assert fresh_rujukan(draft).status == "DRAF"


def test_back_office_does_not_send(cast, now, planned):
    _, rujukan = planned
    with pytest.raises(NotAllowed):
        referral.send(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, rujukan.pk))
    with pytest.raises(MissingFact, match="DARURAT"), transaction.atomic():
        referral.send(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, rujukan.pk), darurat=True)
    assert fresh_rujukan(rujukan).status == "MENUNGGU_PERSETUJUAN"


def test_a_referral_is_not_sent_before_its_plan(cast, now):
    _, rujukan = drafted(cast, now)
    with pytest.raises(IllegalMove, match="Rencana disusun"):
        referral.send(by=cast.maya, now=now, rujukan=lock_rujukan(cast.maya, rujukan.pk))


def test_a_second_referral_beside_a_running_one(cast, now, referred):
    """One agency is slow: back office need not wait for it, the manajer decides on the other alone."""
    keluhan, _ = referred
    draft = a_draft(cast.dewi, now, keluhan, "DINSOS")
    referral.submit(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, draft.pk))
    referral.send(by=cast.maya, now=now, rujukan=lock_rujukan(cast.maya, draft.pk))
    assert fresh_rujukan(draft).status == "TERKIRIM"
    assert fresh(keluhan).status == "DIRUJUK"


# --- at the kelurahan ----------------------------------------------------------------------------------------------
@pytest.fixture
def local(cast, now):
    return handled_local(cast, now, sheet=None, layanan="L08", subkategori="PBI_NONAKTIF_SAKIT")


def test_a_puskesos_refers_within_its_neighbourhood(cast, now, local):
    draft = a_draft(cast.budi, now, local, "KELURAHAN")
    referral.send(by=cast.koor, now=now, rujukan=lock_rujukan(cast.koor, draft.pk))
    assert fresh_rujukan(draft).status == "TERKIRIM"
    assert fresh(local).status == "DITANGANI_PUSKESOS"


def test_a_puskesos_does_not_refer_to_the_city(cast, now):
    keluhan = handled_local(cast, now)  # reactivation of PBI-JK: a service of the city
    with pytest.raises(Refused, match="dirujuk oleh SLRT Kota"):
        a_draft(cast.budi, now, keluhan)


def test_the_koordinator_sends_neither_own_drafts_nor_those_of_others_places(cast, now, local):
    own = a_draft(cast.koor, now, local, "KELURAHAN")
    with pytest.raises(referral.SamePerson):
        referral.send(by=cast.koor, now=now, rujukan=lock_rujukan(cast.koor, own.pk))
    with pytest.raises(Http404):
        lock_rujukan(cast.rahmat, own.pk)


def test_a_koordinator_does_not_decide_what_lies_with_the_city(cast, now, planned):
    _, rujukan = planned
    with pytest.raises(IllegalMove, match="Ditangani Puskesos"):
        referral.send(by=cast.koor, now=now, rujukan=lock_rujukan(cast.koor, rujukan.pk))


# --- withdrawing and redirecting -----------------------------------------------------------------------------------
def test_withdrawing_stops_the_reminders_and_answers_the_case(cast, now, referred):
    keluhan, rujukan = referred
    referral.withdraw(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, rujukan.pk), catatan="Salah instansi.")
    assert fresh_rujukan(rujukan).status == "DICABUT"
    assert set(Pengingat.objects.filter(rujukan=rujukan).values_list("status", flat=True)) == {"BATAL"}
    keluhan = fresh(keluhan)
    assert keluhan.status == "HASIL_ADA"
    assert Riwayat.objects.get(keluhan=keluhan, langkah="answered").peran == "SISTEM"


def test_the_case_waits_while_another_referral_runs(cast, now, referred):
    keluhan, rujukan = referred
    other = a_draft(cast.dewi, now, keluhan, "DINSOS")
    referral.withdraw(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, rujukan.pk), catatan="Tidak perlu lagi.")
    assert fresh(keluhan).status == "DIRUJUK"
    referral.withdraw(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, other.pk), catatan="Juga tidak.")
    assert fresh(keluhan).status == "HASIL_ADA"


def test_withdrawing_needs_its_reason(cast, now, referred):
    _, rujukan = referred
    with pytest.raises(MissingFact) as refused:
        referral.withdraw(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, rujukan.pk), catatan="")
    assert refused.value.field == "catatan"
    with pytest.raises(IllegalMove):
        referral.remove_draft(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, rujukan.pk))


def test_back_office_redirects_and_the_manajer_decides(cast, now, referred):
    keluhan, rujukan = referred
    other = referral.redirect(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, rujukan.pk), instansi="DINSOS",
                              catatan="BPJS minta rekomendasi Dinsos dulu.")  # fmt: skip
    assert fresh_rujukan(rujukan).status == "DIALIHKAN"
    assert (other.status, other.dialihkan_dari_id, other.instansi_id) == ("MENUNGGU_PERSETUJUAN", rujukan.pk, "DINSOS")
    assert fresh(keluhan).status == "DIRUJUK"
    assert not Pengingat.objects.filter(rujukan=rujukan, status="MENUNGGU").exists()


def test_the_manajer_redirects_at_once(cast, now, referred):
    _, rujukan = referred
    other = referral.redirect(by=cast.maya, now=now, rujukan=lock_rujukan(cast.maya, rujukan.pk), instansi="DINSOS",
                              catatan="Lewat Dinsos.")  # fmt: skip
    assert (other.status, other.disetujui_oleh_id) == ("TERKIRIM", cast.maya.petugas_id)
    assert Pengingat.objects.filter(rujukan=other, status="MENUNGGU").exists()


def test_an_agency_redirects_and_back_office_gets_a_draft(cast, now, referred):
    keluhan, rujukan = referred
    other = referral.redirect(by=cast.joko, now=now, rujukan=lock_rujukan(cast.joko, rujukan.pk), instansi="DINSOS",
                              catatan="Ini urusan Dinsos.")  # fmt: skip
    assert other.status == "DRAF"
    assert fresh(keluhan).status == "DIRUJUK"
    with pytest.raises(Http404):
        peek_rujukan(cast.joko, other.pk)


def test_redirecting_goes_somewhere_else(cast, now, referred):
    _, rujukan = referred
    for instansi in ("BPJS_KES", "", "TIDAK_ADA"):
        with pytest.raises(Refused) as refused:
            referral.redirect(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, rujukan.pk), instansi=instansi,
                              catatan="x")  # fmt: skip
        assert refused.value.field == "instansi"
    assert fresh_rujukan(rujukan).status == "TERKIRIM"


# --- doors ---------------------------------------------------------------------------------------------------------
def test_an_agency_sees_what_was_sent_to_it_and_its_look_is_recorded(cast, now, planned):
    keluhan, rujukan = planned
    with pytest.raises(Http404):
        open_rujukan(cast.joko, rujukan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    assert open_rujukan(cast.joko, rujukan.pk).pk == rujukan.pk
    look = Jejak.objects.filter(petugas_id=cast.joko.petugas_id, aksi="BACA").get()
    assert (look.objek, look.objek_id, look.keluhan_id) == ("rujukan", str(rujukan.pk), keluhan.pk)


def test_another_agency_does_not_see_it(cast, now):
    _, rujukan = _referred(cast, now, "DINSOS")
    with pytest.raises(Http404):
        open_rujukan(cast.joko, rujukan.pk)
    assert open_rujukan(cast.dewi, rujukan.pk)


@pytest.mark.parametrize("person, sees", [
    ("siti", True), ("budi", True), ("koor", True), ("bulurah", True), ("dewi", True), ("maya", True),
    ("fitri", True), ("rahmat", False), ("tono", False), ("hendra", False), ("pia", False), ("adi", False),
])  # fmt: skip
def test_referrals_exist_with_their_case(cast, now, referred, person, sees):
    _, rujukan = referred
    by = getattr(cast, person)
    if sees:
        assert peek_rujukan(by, rujukan.pk)
    else:
        with pytest.raises(Http404):
            peek_rujukan(by, rujukan.pk)


def test_a_secret_referral_exists_for_named_people_only(cast, now):
    keluhan = urgent(cast, now, rahasia=True)
    handlers.name(keluhan, {cast.dewi.petugas_id}, by=cast.maya, now=now)
    triage.take(by=cast.dewi, now=now, id=keluhan.pk)
    draft = a_draft(cast.dewi, now, keluhan)
    assert peek_rujukan(cast.dewi, draft.pk)
    assert peek_rujukan(cast.maya, draft.pk)
    with pytest.raises(Http404):
        peek_rujukan(cast.fitri, draft.pk)


def test_a_change_on_an_old_page_is_stale(cast, now, referred):
    _, rujukan = referred
    with pytest.raises(Stale):
        lock_rujukan(cast.dewi, rujukan.pk, versi=rujukan.versi - 1)
    assert lock_rujukan(cast.dewi, rujukan.pk, versi=str(rujukan.versi))


# --- suggestions ---------------------------------------------------------------------------------------------------
def test_suggestions_begin_with_the_usual_agencies_and_show_their_load(now, referred, django_assert_num_queries):
    suggestions("L01", now)  # the catalogue is in the process now
    with django_assert_num_queries(1):
        found = suggestions("L01", now)
    assert [(one.instansi.pk, one.usual) for one in found[:3]] == [
        ("BPJS_KES", True), ("DINSOS", True), (found[2].instansi.pk, False),
    ]  # fmt: skip
    assert found[0].load == "1 menunggu"
    assert found[1].load == "tidak ada yang menunggu"
    assert len(found) == Instansi.objects.filter(aktif=True).count()


def test_the_load_knows_how_long_an_agency_takes(cast, now, referred):
    _, rujukan = referred
    Rujukan.objects.filter(pk=rujukan.pk).update(dijawab_pada=now + timedelta(days=6))
    assert loads(now + timedelta(days=7)) == {"BPJS_KES": (1, 6)}
    assert loads(now + timedelta(days=100)) == {"BPJS_KES": (1, 6)}  # it still waits, so it still counts
    assert suggestions("L01", now + timedelta(days=7))[0].load == "1 menunggu, median 6 hari"


def test_requirements_are_marked_for_this_case(cast, now):
    keluhan = in_triage(cast, now, kebutuhan=(a_need("L01", berkas={"KTP": "ADA"}),))
    need = keluhan.kebutuhan.get()
    rows = list(need.kelengkapan.select_related("persyaratan"))
    marks = requirement_marks("L01", now.date(), checklist=rows, kinds=set())
    assert all(mark.ok for mark in marks)  # Budi ticked everything
    for row in rows:
        row.status = "MENYUSUL" if row.persyaratan.jenis_berkas_id == "KK" else "TIDAK_ADA"
    marks = {mark.nama: mark for mark in requirement_marks("L01", now.date(), checklist=rows, kinds={"KTP"})}
    assert marks["KTP"].ok
    assert not marks["Kartu Keluarga"].ok
    assert marks["Kartu Keluarga"].menyusul


def test_hints_are_sentences(cast, now):
    keluhan = in_triage(cast, now)
    program = keluhan.kebutuhan.get().program
    assert hints(None, desil=2, members=[]) == []
    assert "sesuai sasaran" in hints(program, desil=2, members=[])[0]
    assert "Tetap dapat diajukan" in hints(program, desil=9, members=[])[0]
    assert "belum diketahui" in hints(program, desil=None, members=[])[0]
