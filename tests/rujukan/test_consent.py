"""A family takes its consent back: what is written down, what stops, who must decide, and who is told."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from puskesos import consent
from puskesos.models import Jejak, Keluhan, PencabutanPersetujuan
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused
from puskesos.sheet import PersetujuanSheet
from rujukan import answer_links, answers, referral, restriction
from rujukan.models import Kiriman, Rujukan, TindakLanjut
from slrt.triage import queue
from tests import cases
from tests.api.callers import caller
from tests.cases import fresh, fresh_rujukan

CONSENTED = {"persetujuan": PersetujuanSheet("PERSETUJUAN", "TANDA_TANGAN")}
SAID = {"oleh": "KLIEN", "cara": "DATANG", "alasan": "Tidak mau diketahui tetangga."}


def take_back(by, now, keluhan, **changes):
    told = {**SAID, "disampaikan": timezone.localdate(now), **changes}
    return restriction.withdraw_consent(by=by, now=now, id=keluhan.pk, **told)


def form_of(keluhan, **changes):
    typed = {**SAID, "versi": fresh(keluhan).versi, "disampaikan_0": "23", "disampaikan_1": "11",
             "disampaikan_2": "2026"}  # fmt: skip
    return {**typed, **changes}


@pytest.fixture
def referred(cast, now):
    return cases.referred(cast, now, **CONSENTED)


# --- writing it down -----------------------------------------------------------------------------------------------
def test_the_officer_writes_down_who_when_how_and_why(cast, now, referred, dewi_web):
    keluhan, _ = referred
    address = f"/keluhan/{keluhan.pk}/persetujuan/"
    assert address in dewi_web.get(keluhan.get_absolute_url()).content.decode()
    empty = dewi_web.post(address, {"versi": keluhan.versi})
    assert empty.status_code == 422 and "Pilih siapa yang mencabut." in empty.content.decode()
    assert dewi_web.post(address, form_of(keluhan)).status_code == 302
    row = PencabutanPersetujuan.objects.get()
    assert (row.oleh, row.cara, row.alasan, str(row.disampaikan)) == (*SAID.values(), "2026-11-23")
    assert (row.petugas_id, row.persetujuan.keluhan_id) == (cast.dewi.petugas_id, keluhan.pk)
    page = dewi_web.get(keluhan.get_absolute_url()).content.decode()
    assert "Dicabut" in page and "Tidak mau diketahui tetangga." in page
    assert "mencatat pencabutan persetujuan data oleh klien sendiri (datang langsung)" in page
    person = dewi_web.get(f"/warga/{keluhan.klien_id}/").content.decode()
    assert "Data dibatasi" in person
    assert Jejak.objects.filter(keluhan_id=keluhan.pk, rincian__persetujuan="dicabut").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"oleh": "TETANGGA"}, "oleh"), ({"cara": "TELEPATI"}, "cara"), ({"alasan": "  "}, "alasan"),
        ({"oleh": "WALI"}, "oleh_nama"), ({"disampaikan": timezone.datetime(2026, 11, 24).date()}, "disampaikan"),
        ({"disampaikan": timezone.datetime(2026, 11, 22).date()}, "disampaikan"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_at_its_field(cast, now, referred, changes, field):
    with pytest.raises(Refused) as refused:
        take_back(cast.dewi, now, referred[0], **changes)
    assert refused.value.field == field
    assert not PencabutanPersetujuan.objects.exists() and fresh(referred[0]).dibatasi_sejak is None


def test_only_a_consent_can_be_taken_back_and_only_once(cast, now, referred, budi_web):
    public = cases.a_keluhan(cast.siti, now, nik=cases.NIK_MAN, nama="Bahen")
    with pytest.raises(IllegalMove, match="bukan persetujuan"):
        take_back(cast.siti, now, public)
    assert budi_web.get(f"/keluhan/{public.pk}/persetujuan/").status_code == 409
    take_back(cast.budi, now, referred[0])
    with pytest.raises(IllegalMove, match="sudah dicabut"):
        take_back(cast.budi, now, referred[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        row = PencabutanPersetujuan.objects.get()
        row.pk = None
        row.save(force_insert=True)


def test_who_may_and_who_may_not(cast, now, referred, joko_web, maya_web, rahmat_web):
    keluhan, _ = referred
    for by in (cast.maya, cast.koor, cast.bulurah):
        with pytest.raises(NotAllowed):
            take_back(by, now, keluhan)
    assert maya_web.get(f"/keluhan/{keluhan.pk}/persetujuan/").status_code == 403
    assert joko_web.get(f"/keluhan/{keluhan.pk}/persetujuan/").status_code == 403
    assert rahmat_web.get(f"/keluhan/{keluhan.pk}/persetujuan/").status_code == 404
    assert take_back(cast.siti, now, keluhan).dibatasi_sejak == now


def test_the_family_may_agree_anew(cast, now, referred, dewi_web):
    keluhan, _ = referred
    take_back(cast.dewi, now, keluhan)
    address = f"/keluhan/{keluhan.pk}/persetujuan/"
    assert "Catat persetujuan lagi" in dewi_web.get(address).content.decode()
    typed = {"versi": fresh(keluhan).versi, "pemberi": "KLIEN", "cara": "LISAN"}
    assert dewi_web.post(address, typed).status_code == 302
    assert fresh(keluhan).dibatasi_sejak is None
    assert keluhan.persetujuan.count() == 2 and PencabutanPersetujuan.objects.count() == 1
    assert not restriction.undecided().exists()
    assert consent.can_withdraw(consent.of(keluhan))


# --- what stops ----------------------------------------------------------------------------------------------------
def test_nothing_more_is_sent_to_any_agency(cast, now):
    keluhan, rujukan = cases.planned(cast, now, **CONSENTED)
    take_back(cast.dewi, now, keluhan)
    with pytest.raises(Refused, match="dibatasi"), transaction.atomic():
        referral.send(by=cast.maya, now=now, rujukan=fresh_rujukan(rujukan))
    assert fresh_rujukan(rujukan).status == "MENUNGGU_PERSETUJUAN"
    typed = {"versi": fresh(keluhan).versi, "pemberi": "KLIEN", "cara": "LISAN"}
    consent.give_again(by=cast.dewi, now=now, id=keluhan.pk, **typed)
    referral.send(by=cast.maya, now=now, rujukan=fresh_rujukan(rujukan))
    assert fresh_rujukan(rujukan).status == "TERKIRIM"


def test_the_agency_opens_no_more_identifiers_until_somebody_decides(cast, now, referred, joko_web):
    keluhan, rujukan = referred
    address = f"{rujukan.get_absolute_url()}identitas/nik/"
    take_back(cast.dewi, now, keluhan)
    assert joko_web.post(address, {"alasan": "COCOKKAN_DOKUMEN"}).status_code == 403
    assert answers.accept(by=cast.joko, now=now, id=rujukan.pk).status == "DITERIMA"
    restriction.keep(by=cast.maya, now=now, id=rujukan.pk, isi="Tugas pelayanan publik.")
    assert joko_web.post(address, {"alasan": "COCOKKAN_DOKUMEN"}).status_code == 200


def test_the_desk_without_an_account_sees_no_name_meanwhile(cast, now, referred, client):
    keluhan, rujukan = referred
    client.get("/j/" + answer_links.answer_url(rujukan, now).rpartition("/")[2])
    take_back(cast.dewi, now, keluhan)
    page = client.get("/j/")
    assert "Keluarga membatasi pemakaian datanya." in page.content.decode()
    mark = page.context["page_mark"]
    seen = client.post("/j/", {"aksi": "lihat", "halaman": mark})
    assert seen.status_code == 409 and "Halimah" not in seen.content.decode()
    restriction.keep(by=cast.maya, now=now, id=rujukan.pk, isi="Tugas pelayanan publik.")
    assert "Halimah" in client.post("/j/", {"aksi": "lihat", "halaman": mark}).content.decode()


# --- who decides on what is with agencies --------------------------------------------------------------------------
def test_open_referrals_wait_for_a_person_and_are_not_withdrawn_by_themselves(cast, now, referred, maya_web, dewi_web):
    keluhan, rujukan = referred
    take_back(cast.dewi, now, keluhan)
    assert fresh_rujukan(rujukan).status == "TERKIRIM"
    assert list(queue.cases(cast.maya, "keputusan", now)) == [keluhan]
    page = maya_web.get(keluhan.get_absolute_url()).content.decode()
    assert "perlu diputuskan" in page and f"{rujukan.get_absolute_url()}langkah/lanjut/" in page
    assert "memutuskan rujukan yang masih di instansi" in page
    address = f"{rujukan.get_absolute_url()}langkah/lanjut/"
    assert address not in dewi_web.get(keluhan.get_absolute_url()).content.decode()
    assert dewi_web.get(address).status_code == 403
    typed = {"isi": "Keluarga masih dirawat; tugas pelayanan publik."}
    assert maya_web.post(f"{rujukan.get_absolute_url()}langkah/lanjut/", typed).status_code == 302
    assert not queue.cases(cast.maya, "keputusan", now).exists()
    page = maya_web.get(keluhan.get_absolute_url()).content.decode()
    assert "memutuskan tetap berjalan, walau data dibatasi" in page and "perlu diputuskan" not in page
    with pytest.raises(IllegalMove):
        restriction.keep(by=cast.maya, now=now, id=rujukan.pk, isi="Sekali lagi.")


def test_withdrawing_the_referral_is_the_other_decision(cast, now, referred):
    keluhan, rujukan = referred
    take_back(cast.dewi, now, keluhan)
    with transaction.atomic():
        referral.withdraw(by=cast.maya, now=now, rujukan=fresh_rujukan(rujukan), catatan="Persetujuan dicabut.")
    assert not restriction.undecided().exists()
    assert fresh(keluhan).status == "HASIL_ADA"
    assert TindakLanjut.objects.count() == 0 and Rujukan.objects.count() == 1


def test_a_decision_needs_its_ground_and_the_right_person(cast, now, referred):
    keluhan, rujukan = referred
    with pytest.raises(IllegalMove):
        restriction.keep(by=cast.maya, now=now, id=rujukan.pk, isi="Tidak ada yang dibatasi.")
    take_back(cast.dewi, now, keluhan)
    with pytest.raises(MissingFact):
        restriction.keep(by=cast.maya, now=now, id=rujukan.pk, isi="")
    with pytest.raises(NotAllowed):
        restriction.keep(by=cast.dewi, now=now, id=rujukan.pk, isi="Tugas.")


# --- who is told ---------------------------------------------------------------------------------------------------
def test_back_office_those_who_decide_and_the_protector_are_told(cast, now, referred):
    keluhan, _ = referred
    Kiriman.objects.all().delete()
    take_back(cast.siti, now, keluhan)
    told = Kiriman.objects.filter(judul=f"Persetujuan data dicabut: {keluhan.nomor}")
    people = {cast.dewi, cast.budi, cast.koor, cast.maya, cast.pia}
    assert set(told.values_list("petugas", flat=True)) == {one.petugas_id for one in people}
    assert all("Halimah" not in one.isi and "1 rujukan masih di instansi" in one.isi for one in told)
    assert told.get(petugas=cast.pia.petugas_id).keluhan_id is None


def test_of_a_secret_case_only_its_handlers_are_told(cast, now):
    keluhan, _ = cases.secret_referred(cast, now)
    keluhan.persetujuan.model.objects.create(
        keluhan=keluhan, dasar="PERSETUJUAN", cara="LISAN", versi_teks="x", at=now, petugas_id=cast.siti.petugas_id
    )
    Kiriman.objects.all().delete()
    take_back(cast.siti, now, keluhan)
    told = set(Kiriman.objects.values_list("petugas", flat=True))
    assert cast.fitri.petugas_id not in told and cast.dewi.petugas_id in told and cast.pia.petugas_id in told


# --- over the API --------------------------------------------------------------------------------------------------
def test_programs_take_it_back_and_give_it_anew(cast, now, referred):
    keluhan, rujukan = referred
    call = caller(cast.dewi)
    steps = {one["kode"] for one in call.read(f"keluhan/{keluhan.pk}/langkah/").json()["langkah"]}
    assert "withdraw_consent" in steps and "consent_again" not in steps
    body = {**SAID, "disampaikan": timezone.localdate().isoformat(), "versi": keluhan.versi}
    assert call.post(f"keluhan/{keluhan.pk}/langkah/withdraw_consent/", body).status_code == 200
    assert call.read(f"keluhan/{keluhan.pk}/").json()["dibatasi_sejak"]
    kept = caller(cast.maya).post(f"rujukan/{rujukan.pk}/langkah/keep/", {"isi": "Tugas pelayanan publik."})
    assert kept.status_code == 200
    body = {"pemberi": "KLIEN", "cara": "LISAN", "versi": fresh(keluhan).versi}
    assert call.post(f"keluhan/{keluhan.pk}/langkah/consent_again/", body).status_code == 200
    assert Keluhan.objects.get(pk=keluhan.pk).dibatasi_sejak is None


def test_a_case_without_restriction_costs_no_question_more(cast, now, referred, django_assert_max_num_queries):
    keluhan, rujukan = referred
    with django_assert_max_num_queries(0):
        assert restriction.of_case(keluhan, [rujukan]) == []
        assert restriction.waits(rujukan) is False
