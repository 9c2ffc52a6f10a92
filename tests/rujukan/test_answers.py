"""What an agency can answer, what follows from it, and everything it may not do."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404

from puskesos import catalogue
from puskesos.models import Jejak, Lampiran
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused, Stale
from puskesos.roles import Peran
from rujukan import answers, followup, outcomes, referral, reminders
from rujukan.access import lock_rujukan
from rujukan.answers import Wakil
from rujukan.models import Kiriman, Rujukan, TindakLanjut
from slrt.triage import triage
from tests.cases import (
    a_draft,
    a_need,
    a_photo,
    a_sheet,
    accepted,
    answered,
    drafted,
    fresh,
    fresh_rujukan,
    heard,
    referred,
    served,
)
from tests.people import acting, hire
from tests.rujukan.ticks import at

BY_PHONE = Wakil(cara="TELEPON", nama="Bu Rina, bagian kepesertaan")


def need_of(rujukan):
    rujukan.kebutuhan.refresh_from_db()
    return rujukan.kebutuhan


# --- the ordinary way ----------------------------------------------------------------------------------------------
def test_accepting_starts_the_outcome_clock(cast, now):
    _, rujukan = referred(cast, now)
    later = at("2026-11-25 10:00")
    answers.accept(by=cast.joko, now=later, id=rujukan.pk, versi=rujukan.versi, catatan="Kami proses.")
    rujukan = fresh_rujukan(rujukan)
    assert (rujukan.status, rujukan.dijawab_pada) == ("DITERIMA", later)
    assert rujukan.batas_hasil == rujukan.tenggat == at("2026-12-15 15:30")  # fourteen working days of L01
    assert not rujukan.diwakili
    line = rujukan.riwayat.get(langkah="accept")
    assert (line.peran, line.petugas_id, line.catatan) == ("OPD", cast.joko.petugas_id, "Kami proses.")
    assert Jejak.objects.filter(objek="rujukan", objek_id=str(rujukan.pk), aksi="LANGKAH", peran="OPD").exists()


def test_the_owner_is_told_without_names(cast, now):
    _, rujukan = accepted(cast, now)
    row = Kiriman.objects.get(petugas=cast.dewi.petugas_id, judul=f"Rujukan {rujukan.nomor} dijawab")
    assert row.isi == "Sekarang: Diterima instansi."


def test_the_whole_way_to_the_family(cast, now):
    keluhan, rujukan = accepted(cast, now)
    answers.process(by=cast.joko, now=now, id=rujukan.pk)
    answers.grant(by=cast.joko, now=now, id=rujukan.pk)
    assert fresh(keluhan).status == "DIRUJUK"
    answers.served(by=cast.joko, now=now, id=rujukan.pk, tanggal=now.date(), uraian="Kartu aktif.", bukti=a_photo(),
                   jumlah=150_000)  # fmt: skip
    rujukan = fresh_rujukan(rujukan)
    assert rujukan.status == "DIREALISASIKAN"
    assert (rujukan.hasil_pada, rujukan.hasil_uraian) == (now.date(), "Kartu aktif.")
    assert rujukan.bukti.jenis_id == "BUKTI_HASIL"
    assert rujukan.riwayat.get(langkah="served").fakta["jumlah"] == 150_000
    keluhan = fresh(keluhan)
    assert keluhan.status == "HASIL_ADA"
    assert need_of(rujukan).status == "TERPENUHI"
    assert need_of(rujukan).kata_keluarga == ""
    assert keluhan.riwayat.get(langkah="answered").peran == "SISTEM"


def test_declined_everywhere_is_an_unmet_need_with_its_reason(cast, now):
    keluhan, rujukan = answered(cast, now, alasan="KUOTA_HABIS")
    assert (rujukan.status, rujukan.alasan_tolak) == ("DITOLAK", "KUOTA_HABIS")
    assert keluhan.status == "HASIL_ADA"
    assert (need_of(rujukan).status, need_of(rujukan).alasan) == ("TIDAK_TERPENUHI", "KUOTA")


@pytest.mark.parametrize("alasan", ["TIDAK_MEMENUHI_SYARAT", "DOKUMEN_KURANG", "SALAH_ALAMAT", "SUDAH_DILAYANI",
                                    "TIDAK_DITEMUKAN", "BUKAN_KEWENANGAN", "LAIN"])  # fmt: skip
def test_every_reason_to_decline_has_a_reason_of_the_need(cast, now, alasan):
    _, rujukan = answered(cast, now, alasan=alasan)
    assert need_of(rujukan).alasan in dict(catalogue.reasons("TIDAK_TERPENUHI"))


def test_the_map_of_reasons_names_only_reasons_that_exist(reference, db):
    assert set(outcomes.UNMET) <= dict(catalogue.reasons("TOLAK")).keys()
    assert set(outcomes.UNMET.values()) <= dict(catalogue.reasons("TIDAK_TERPENUHI")).keys()


def test_declined_while_another_agency_works_on_it_decides_nothing(cast, now):
    keluhan, first = drafted(cast, now)
    second = a_draft(cast.dewi, now, keluhan, "DINSOS")
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    answers.decline(by=cast.joko, now=now, id=first.pk, alasan="KUOTA_HABIS", catatan="Habis.")
    assert fresh(keluhan).status == "DIRUJUK"
    assert need_of(first).status == "DIPROSES"
    sari = acting(hire("sari", "Sari Dinsos", [(Peran.OPD, "DINSOS")]))
    answers.served(by=sari, now=now, id=second.pk, tanggal=now.date(), uraian="Surat terbit.", bukti=a_photo())
    assert fresh(keluhan).status == "HASIL_ADA"
    assert need_of(first).status == "TERPENUHI"  # the best answer counts


def test_two_needs_two_outcomes(cast, now):
    sheet = a_sheet()
    keluhan, first = drafted(cast, now, kebutuhan=(sheet.kebutuhan[0], a_need("L05")))
    other = keluhan.kebutuhan.get(urutan=2)
    second = a_draft(cast.dewi, now, keluhan, "DINSOS", kebutuhan=other, layanan="L05")
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    answers.decline(by=cast.joko, now=now, id=first.pk, alasan="LAIN", catatan="Tidak bisa.")
    sari = acting(hire("sari", "Sari Dinsos", [(Peran.OPD, "DINSOS")]))
    answers.served(by=sari, now=now, id=second.pk, tanggal=now.date(), uraian="Surat terbit.", bukti=a_photo())
    assert (need_of(first).status, need_of(second).status) == ("TIDAK_TERPENUHI", "TERPENUHI")


def test_a_waiting_list_is_an_answer_but_no_outcome(cast, now):
    keluhan, rujukan = accepted(cast, now)
    answers.wait_list(by=cast.joko, now=now, id=rujukan.pk, catatan="Kuota Januari.")
    assert fresh(keluhan).status == "HASIL_ADA"
    assert need_of(rujukan).status == "DIPROSES"
    assert not rujukan.pengingat.filter(status="MENUNGGU").exists()


def test_served_from_the_waiting_list_after_the_family_was_told(cast, now):
    keluhan, rujukan = accepted(cast, now)
    answers.wait_list(by=cast.joko, now=now, id=rujukan.pk, catatan="Kuota Januari.")
    later = now + timedelta(days=3)
    answers.grant(by=cast.joko, now=later, id=rujukan.pk)
    assert rujukan.pengingat.filter(status="MENUNGGU", tahap="HASIL").count() == 6
    assert need_of(rujukan).status == "DIPROSES"
    answers.served(by=cast.joko, now=later, id=rujukan.pk, tanggal=later.date(), uraian="Aktif.", bukti=a_photo())
    assert fresh(keluhan).status == "HASIL_ADA"
    assert need_of(rujukan).status == "TERPENUHI"


def test_a_need_is_settled_only_when_nothing_of_the_case_is_under_way(cast, now):
    """Two waiting lists that both moved on: the first to serve does not close the need under the other's feet."""
    keluhan, first = drafted(cast, now)
    second = a_draft(cast.dewi, now, keluhan, "DINSOS")
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    sari = acting(hire("sari", "Sari Dinsos", [(Peran.OPD, "DINSOS")]))
    for by, one in ((cast.joko, first), (sari, second)):
        answers.accept(by=by, now=now, id=one.pk)
        answers.wait_list(by=by, now=now, id=one.pk, catatan="Tahun depan.")
    assert fresh(keluhan).status == "HASIL_ADA"
    for by, one in ((cast.joko, first), (sari, second)):
        answers.grant(by=by, now=now, id=one.pk)
    answers.served(by=cast.joko, now=now, id=first.pk, tanggal=now.date(), uraian="Aktif.", bukti=a_photo())
    assert need_of(first).status == "DIPROSES"
    answers.served(by=sari, now=now, id=second.pk, tanggal=now.date(), uraian="Surat terbit.", bukti=a_photo())
    assert need_of(first).status == "TERPENUHI"


def test_withdrawn_referrals_say_nothing_about_the_need(cast, now):
    keluhan, rujukan = referred(cast, now)
    referral.withdraw(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, rujukan.pk), catatan="Salah tujuan.")
    assert fresh(keluhan).status == "HASIL_ADA"
    assert need_of(rujukan).status == "DIPROSES"


def test_the_manajer_gives_up_waiting(cast, now):
    keluhan, rujukan = referred(cast, now)
    with pytest.raises(NotAllowed):
        followup.expire(by=cast.dewi, now=now, id=rujukan.pk, catatan="Tidak dijawab.")
    with pytest.raises(MissingFact):
        followup.expire(by=cast.maya, now=now, id=rujukan.pk, catatan="")
    followup.expire(by=cast.maya, now=now, id=rujukan.pk, catatan="Tidak dijawab 20 hari.")
    assert fresh(keluhan).status == "HASIL_ADA"
    assert (need_of(rujukan).status, need_of(rujukan).alasan) == ("TIDAK_TERPENUHI", "LAIN")
    assert not rujukan.pengingat.filter(status="MENUNGGU").exists()


# --- papers --------------------------------------------------------------------------------------------------------
def test_papers_asked_before_acceptance(cast, now):
    _, rujukan = referred(cast, now)
    answers.ask_documents(by=cast.joko, now=now, id=rujukan.pk, dokumen="Surat keterangan medis")
    rujukan = fresh_rujukan(rujukan)
    assert (rujukan.status, rujukan.dokumen_diminta) == ("PERLU_DOKUMEN", "Surat keterangan medis")
    assert rujukan.dijawab_pada == now
    later = at("2026-11-26 10:00")
    answers.documents_sent(by=cast.dewi, now=later, id=rujukan.pk, catatan="Diantar fasilitator.", berkas=a_photo())
    rujukan = fresh_rujukan(rujukan)
    assert (rujukan.status, rujukan.batas_hasil) == ("DITERIMA", at("2026-12-16 15:30"))
    assert Kiriman.objects.filter(petugas=cast.joko.petugas_id, judul="Dokumen sudah dikirim").count() == 1


def test_papers_asked_after_acceptance_do_not_cost_the_agency_time(cast, now):
    _, rujukan = accepted(cast, now)
    limit = rujukan.batas_hasil
    asked, brought = at("2026-11-24 10:00"), at("2026-11-26 10:00")
    answers.ask_documents(by=cast.joko, now=asked, id=rujukan.pk, dokumen="Surat medis")
    answers.documents_sent(by=cast.dewi, now=brought, id=rujukan.pk, catatan="Diantar.")
    assert limit == at("2026-12-11 15:30")
    assert fresh_rujukan(rujukan).batas_hasil == at("2026-12-15 15:30")  # two working days later


def test_an_agency_does_not_bring_its_own_papers(cast, now):
    _, rujukan = referred(cast, now)
    answers.ask_documents(by=cast.joko, now=now, id=rujukan.pk, dokumen="Surat medis")
    with pytest.raises(NotAllowed):
        answers.documents_sent(by=cast.joko, now=now, id=rujukan.pk, catatan="Sudah.")


# --- on behalf -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "wakil, field",
    [
        (None, "wakil_cara"),
        (Wakil(cara="RADIO", nama="Rina"), "wakil_cara"),
        (Wakil(cara="TELEPON"), "wakil_nama"),
        (Wakil(cara="TELEPON", nama="   "), "wakil_nama"),
        (Wakil(cara="SURAT", nama="Rina"), "wakil_berkas"),
        (Wakil(cara="FOTO", nama="Rina"), "wakil_berkas"),
    ],
)
def test_an_officer_answers_only_with_proof(cast, now, wakil, field):
    _, rujukan = referred(cast, now)
    for officer in (cast.dewi, cast.budi):
        with pytest.raises(MissingFact) as refused:
            answers.accept(by=officer, now=now, id=rujukan.pk, wakil=wakil)
        assert refused.value.field == field
    assert fresh_rujukan(rujukan).status == "TERKIRIM"
    answers.accept(by=cast.dewi, now=now, id=rujukan.pk, wakil=BY_PHONE)
    assert fresh_rujukan(rujukan).diwakili


def test_the_proof_of_an_answer_on_behalf_is_kept(cast, now):
    keluhan, rujukan = referred(cast, now)
    answers.decline(by=cast.budi, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Surat 12/XI.",
                    wakil=Wakil(cara="SURAT", nama="Pak Joko", berkas=a_photo()))  # fmt: skip
    line = rujukan.riwayat.get(langkah="decline")
    assert (line.peran, line.fakta["wakil_cara"], line.fakta["wakil_nama"]) == ("BO_PUSKESOS", "SURAT", "Pak Joko")
    paper = Lampiran.objects.get(pk=line.fakta["surat_jawaban"])
    assert (paper.keluhan_id, paper.jenis_id) == (keluhan.pk, "SURAT_JAWABAN")


def test_a_bad_file_names_its_field_and_changes_nothing(cast, now):
    _, rujukan = accepted(cast, now)
    bad = SimpleUploadedFile("bukti.exe", b"MZ not a picture")
    with pytest.raises(Refused) as refused:
        answers.served(by=cast.joko, now=now, id=rujukan.pk, tanggal=now.date(), uraian="Aktif.", bukti=bad)
    assert refused.value.field == "bukti"
    with pytest.raises(Refused) as refused:
        answers.process(by=cast.dewi, now=now, id=rujukan.pk, wakil=Wakil("FOTO", "Rina", bad))
    assert refused.value.field == "wakil_berkas"
    assert fresh_rujukan(rujukan).status == "DITERIMA"


def test_a_refused_answer_leaves_no_file(cast, now, settings):
    _, rujukan = accepted(cast, now)
    before = set(_stored(settings))
    with pytest.raises(MissingFact) as refused:
        answers.served(by=cast.joko, now=now, id=rujukan.pk, tanggal=now.date(), uraian="", bukti=a_photo())
    assert refused.value.field == "uraian"
    assert set(_stored(settings)) == before
    assert not Lampiran.objects.filter(jenis="BUKTI_HASIL").exists()


def _stored(settings):
    return [path for path in settings.BERKAS_ROOT.rglob("*") if path.is_file()]


# --- refusals ------------------------------------------------------------------------------------------------------
def test_declining_needs_a_code_of_the_list_and_a_sentence(cast, now):
    _, rujukan = referred(cast, now)
    for alasan, catatan, field in [("", "Habis.", "alasan"), ("KARENA", "Habis.", "alasan"), ("LAIN", "", "catatan")]:
        with pytest.raises(Refused) as refused:
            answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan=alasan, catatan=catatan)
        assert refused.value.field == field
    assert fresh_rujukan(rujukan).status == "TERKIRIM"


def test_served_on_a_day_that_can_be(cast, now):
    _, rujukan = accepted(cast, now)
    for day, sentence in [(now.date() + timedelta(days=1), "belum terjadi"),
                          (now.date() - timedelta(days=1), "lebih dulu")]:  # fmt: skip
        with pytest.raises(Refused, match=sentence) as refused:
            answers.served(by=cast.joko, now=now, id=rujukan.pk, tanggal=day, uraian="Aktif.", bukti=a_photo())
        assert refused.value.field == "tanggal"
    with pytest.raises(MissingFact) as refused:
        answers.served(by=cast.joko, now=now, id=rujukan.pk, tanggal=now.date(), uraian="Aktif.", bukti=None)
    assert refused.value.field == "bukti"
    answers.served(by=cast.joko, now=now, id=rujukan.pk, tanggal=now.date(), uraian="Aktif.", bukti=a_photo())


def test_who_may_not_answer(cast, now):
    _, rujukan = referred(cast, now)
    stranger = acting(hire("sari", "Sari Dinsos", [(Peran.OPD, "DINSOS")]))
    for by in (stranger, cast.rahmat, cast.hendra, cast.pia, cast.adi, cast.tono):
        with pytest.raises(Http404):
            answers.accept(by=by, now=now, id=rujukan.pk, wakil=BY_PHONE)
    for by in (cast.siti, cast.koor, cast.bulurah, cast.fitri, cast.maya):
        with pytest.raises(NotAllowed):
            answers.accept(by=by, now=now, id=rujukan.pk, wakil=BY_PHONE)
    answers.accept(by=cast.joko, now=now, id=rujukan.pk)


def test_a_draft_does_not_exist_for_the_agency(cast, now):
    _, rujukan = drafted(cast, now)
    with pytest.raises(Http404):
        answers.accept(by=cast.joko, now=now, id=rujukan.pk)


def test_the_second_clerk_is_told_that_somebody_was_faster(cast, now):
    _, rujukan = referred(cast, now)
    colleague = acting(hire("joko2", "Rina BPJS", [(Peran.OPD, "BPJS_KES")]))
    seen = rujukan.versi
    answers.accept(by=cast.joko, now=now, id=rujukan.pk, versi=seen)
    with pytest.raises(Stale):
        answers.decline(by=colleague, now=now, id=rujukan.pk, versi=seen, alasan="LAIN", catatan="Tidak bisa.")
    with pytest.raises(IllegalMove):
        answers.accept(by=colleague, now=now, id=rujukan.pk)
    assert fresh_rujukan(rujukan).status == "DITERIMA"


@pytest.mark.parametrize("code", ["accept", "process", "grant", "wait_list", "served", "ask_documents", "decline"])
def test_nothing_is_answered_after_the_end(cast, now, code):
    _, rujukan = answered(cast, now)
    given = {"wait_list": {"catatan": "x"}, "ask_documents": {"dokumen": "x"},
             "decline": {"alasan": "LAIN", "catatan": "x"},
             "served": {"tanggal": now.date(), "uraian": "x", "bukti": a_photo()}}.get(code, {})  # fmt: skip
    with pytest.raises(IllegalMove):
        getattr(answers, code)(by=cast.joko, now=now, id=rujukan.pk, **given)


def test_the_database_refuses_an_answer_without_history(cast, now):
    _, rujukan = referred(cast, now)
    with pytest.raises(IntegrityError, match="status tanpa riwayat"), transaction.atomic():
        Rujukan.objects.filter(pk=rujukan.pk).update(status="DITERIMA")


# --- progress and reminding by hand --------------------------------------------------------------------------------
def test_progress_moves_no_status(cast, now):
    _, rujukan = accepted(cast, now)
    answers.report_progress(by=cast.joko, now=now, id=rujukan.pk, isi="Berkas di kantor pusat.")
    assert TindakLanjut.objects.get(rujukan=rujukan).isi == "Berkas di kantor pusat."
    assert fresh_rujukan(rujukan).status == "DITERIMA"
    with pytest.raises(MissingFact):
        answers.report_progress(by=cast.joko, now=now, id=rujukan.pk, isi="")
    with pytest.raises(NotAllowed):
        answers.report_progress(by=cast.siti, now=now, id=rujukan.pk, isi="Kabar")


def test_no_progress_after_the_end(cast, now):
    _, rujukan = answered(cast, now)
    with pytest.raises(IllegalMove):
        answers.report_progress(by=cast.joko, now=now, id=rujukan.pk, isi="Kabar")


def test_reminding_by_hand_once_a_working_day(cast, now, mailoutbox):
    _, rujukan = referred(cast, now)
    followup.remind_now(by=cast.dewi, now=now, id=rujukan.pk)
    with pytest.raises(Refused, match="sudah diingatkan hari ini"):
        followup.remind_now(by=cast.maya, now=now + timedelta(hours=2), id=rujukan.pk)
    assert Kiriman.objects.filter(petugas=cast.joko.petugas_id, judul="Mohon tanggapan").count() == 1
    assert TindakLanjut.objects.filter(rujukan=rujukan, jenis="INGATKAN").count() == 1
    reminders.tick(now + timedelta(minutes=1))
    assert [letter.subject for letter in mailoutbox] == ["[SLRT] Mohon tanggapan"]
    followup.remind_now(by=cast.dewi, now=now + timedelta(days=1), id=rujukan.pk)


def test_a_weekend_counts_as_the_monday_after(cast, now):
    _, rujukan = referred(cast, now)
    followup.remind_now(by=cast.dewi, now=at("2026-11-28 10:00"), id=rujukan.pk)
    for moment in ("2026-11-29 10:00", "2026-11-30 10:00"):
        with pytest.raises(Refused):
            followup.remind_now(by=cast.dewi, now=at(moment), id=rujukan.pk)
    followup.remind_now(by=cast.dewi, now=at("2026-12-01 10:00"), id=rujukan.pk)


def test_who_is_not_awaited_is_not_reminded(cast, now):
    _, rujukan = answered(cast, now)
    with pytest.raises(IllegalMove, match="tidak sedang ditunggu"):
        followup.remind_now(by=cast.dewi, now=now, id=rujukan.pk)


def test_who_may_remind(cast, now):
    _, rujukan = referred(cast, now)
    for by in (cast.joko, cast.siti, cast.fitri, cast.hendra):
        with pytest.raises(NotAllowed):
            followup.remind_now(by=by, now=now, id=rujukan.pk)
    with pytest.raises(Http404):
        followup.remind_now(by=cast.rahmat, now=now, id=rujukan.pk)
    followup.remind_now(by=cast.budi, now=now, id=rujukan.pk)


def test_a_call_is_logged(cast, now):
    _, rujukan = referred(cast, now)
    followup.log_contact(by=cast.maya, now=now, id=rujukan.pk, jenis="TELEPON", isi="Pak Joko akan menjawab besok.")
    for jenis, isi, field in [("KABAR", "x", "jenis"), ("INGATKAN", "x", "jenis"), ("TELEPON", "", "isi")]:
        with pytest.raises(Refused) as refused:
            followup.log_contact(by=cast.maya, now=now, id=rujukan.pk, jenis=jenis, isi=isi)
        assert refused.value.field == field


# --- the family's own word -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "word, status, need",
    [
        ("SUDAH", "DIKONFIRMASI", "TERPENUHI"),
        ("BELUM", "DISANGGAH", "DIPROSES"),
        ("SEBAGIAN", "DIKONFIRMASI", "SEBAGIAN"),
    ],
)
def test_the_family_confirms_or_disputes(cast, now, word, status, need):
    keluhan, rujukan = heard(cast, now, word)
    assert keluhan.status == "UMPAN_BALIK"
    assert rujukan.status == status
    assert (need_of(rujukan).status, need_of(rujukan).kata_keluarga) == (need, word)


def test_a_referral_that_was_declined_stays_declined_whatever_the_family_says(cast, now):
    keluhan, rujukan = answered(cast, now)
    words = {need.pk: "SUDAH" for need in keluhan.kebutuhan.all()}
    followup.hear_family(by=cast.siti, now=now, id=keluhan.pk, kanal="TELEPON", isi="Ditolak kuota.",
                         reaksi="MENERIMA", kata=words)  # fmt: skip
    assert fresh_rujukan(rujukan).status == "DITOLAK"


def test_a_family_that_was_not_found_confirms_nothing(cast, now):
    keluhan, rujukan = served(cast, now)
    followup.hear_family(by=cast.siti, now=now, id=keluhan.pk, kanal="KUNJUNGAN", isi="Rumah kosong.",
                         reaksi="TIDAK_DITEMUKAN", kata={})  # fmt: skip
    assert fresh_rujukan(rujukan).status == "DIREALISASIKAN"


def test_hearing_is_all_or_nothing(cast, now, monkeypatch):
    keluhan, rujukan = served(cast, now)
    words = {need.pk: "SUDAH" for need in keluhan.kebutuhan.all()}

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(followup, "_follow", broken)
    with pytest.raises(RuntimeError):
        followup.hear_family(by=cast.siti, now=now, id=keluhan.pk, kanal="TELEPON", isi="Aktif.", reaksi="MENERIMA",
                             kata=words)  # fmt: skip
    monkeypatch.undo()
    assert fresh(keluhan).status == "HASIL_ADA"
    assert fresh_rujukan(rujukan).status == "DIREALISASIKAN"


def test_an_agency_never_speaks_for_the_family(cast, now):
    keluhan, _ = served(cast, now)
    with pytest.raises(Http404):
        followup.hear_family(by=cast.joko, now=now, id=keluhan.pk, kanal="TELEPON", isi="Aktif.", reaksi="MENERIMA",
                             kata={})  # fmt: skip
