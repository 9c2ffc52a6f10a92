"""Persons ask to see, correct, restrict or delete their data: the counter, the deadline, the decision, the answer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from puskesos import consent, merging
from puskesos.models import Jejak
from puskesos.refusals import IllegalMove, NotAllowed, Refused, Stale
from puskesos.sheet import PersetujuanSheet
from rujukan import referral, restriction
from rujukan.models import Kiriman
from slrt.privacy import requests
from slrt.privacy.models import PermintaanData
from tests import cases
from tests.cases import fresh, fresh_rujukan

ASKED = {"jenis": "SALINAN", "pemohon": "KLIEN", "kenal": "KTP", "lewat": "DATANG", "isi": "Minta salinan data saya."}
DECIDED = {"putusan": "DIKABULKAN", "alasan": "Pasal 7 UU PDP.", "jawaban": "Permintaan Ibu kami penuhi."}


def ask(by, now, warga, **changes):
    return requests.take_down(by=by, now=now, warga=warga.pk, **{**ASKED, **changes})


def grant(by, now, row, **changes):
    return requests.decide(by=by, now=now, id=row.pk, **{**DECIDED, **changes})


@pytest.fixture
def halimah(cast, now):
    return cases.a_keluhan(cast.siti, now).klien


# --- at the counter ------------------------------------------------------------------------------------------------
def test_the_counter_takes_it_down_and_the_protector_has_three_days(cast, now, halimah, siti_web, pia_web):
    assert f"/warga/{halimah.pk}/permintaan/" in siti_web.get(f"/warga/{halimah.pk}/").content.decode()
    address = f"/warga/{halimah.pk}/permintaan/"
    empty = siti_web.post(address, {"isi": "Ketikan yang tidak hilang"})
    assert empty.status_code == 422
    assert "Pilih apa yang diminta." in empty.content.decode() and "Ketikan yang tidak hilang" in empty.content.decode()
    assert siti_web.post(address, ASKED).status_code == 302
    row = PermintaanData.objects.get()
    assert (row.nomor, row.batas - row.diterima_pada) == ("PDP-2026-0001", timedelta(hours=72))
    page = pia_web.get("/permintaan/").content.decode()
    assert row.nomor in page and "Halimah" in page
    assert Kiriman.objects.filter(petugas=cast.pia.petugas_id, judul=f"Permintaan data {row.nomor}").exists()
    assert pia_web.get("/").url == "/permintaan/"
    assert ask(cast.siti, now, halimah).nomor == "PDP-2026-0002"


def test_what_is_late_stands_out(cast, now, halimah, pia_web):
    row = ask(cast.siti, now - timedelta(days=10), halimah)
    PermintaanData.objects.filter(pk=row.pk).update(batas=now - timedelta(days=365))
    assert 'data-tone="late"' in pia_web.get("/permintaan/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"jenis": "LUPA"}, "jenis"), ({"pemohon": "TETANGGA"}, "pemohon"), ({"kenal": ""}, "kenal"),
     ({"lewat": "MIMPI"}, "lewat"), ({"isi": "  "}, "isi"), ({"pemohon": "WALI"}, "pemohon_nama")],
)  # fmt: skip
def test_what_is_missing_is_refused_at_its_field(cast, now, halimah, changes, field):
    with pytest.raises(Refused) as refused:
        ask(cast.siti, now, halimah, **changes)
    assert refused.value.field == field
    assert not PermintaanData.objects.exists()


def test_only_people_in_reach_and_only_the_roles_of_the_matrix(cast, now, halimah, rahmat_web, maya_web, joko_web):
    with pytest.raises(Http404):
        ask(cast.rahmat, now, halimah)
    for by in (cast.koor, cast.bulurah, cast.maya, cast.tono, cast.pia, cast.adi):
        with pytest.raises(NotAllowed):
            ask(by, now, halimah)
    row = ask(cast.siti, now, halimah)
    assert rahmat_web.get(row.get_absolute_url()).status_code == 404
    assert row.nomor not in rahmat_web.get("/permintaan/").content.decode()
    assert maya_web.get("/permintaan/").status_code == joko_web.get("/permintaan/").status_code == 403


def test_a_person_of_a_secret_case_is_unknown_here_too(cast, now, fitri_web):
    keluhan = cases.a_keluhan(cast.siti, now, rahasia=True)
    row = ask(cast.siti, now, keluhan.klien)
    assert fitri_web.get(row.get_absolute_url()).status_code == 404
    assert "Halimah" not in fitri_web.get("/permintaan/").content.decode()


# --- the decision --------------------------------------------------------------------------------------------------
def test_the_protector_decides_once_with_a_reason(cast, now, halimah, pia_web, siti_web):
    row = ask(cast.siti, now, halimah)
    assert siti_web.post(row.get_absolute_url(), {"aksi": "putus", **DECIDED}).status_code == 403
    for by in (cast.siti, cast.dewi):
        with pytest.raises(NotAllowed):
            grant(by, now, row)
    empty = pia_web.post(row.get_absolute_url(), {"aksi": "putus", "versi": row.versi})
    assert empty.status_code == 422 and "Tulis alasan dan dasar hukumnya." in empty.content.decode()
    assert pia_web.post(row.get_absolute_url(), {"aksi": "putus", "versi": row.versi, **DECIDED}).status_code == 302
    row.refresh_from_db()
    assert (row.putusan, row.diputus_oleh_id, row.versi) == ("DIKABULKAN", cast.pia.petugas_id, 1)
    assert pia_web.post(row.get_absolute_url(), {"aksi": "putus", "versi": 1, **DECIDED}).status_code == 409
    with pytest.raises(Stale):
        grant(cast.pia, now, row, versi=0)
    assert Kiriman.objects.filter(petugas=cast.siti.petugas_id, judul__contains=row.nomor).exists()
    assert Jejak.objects.filter(objek_id=str(row.pk), rincian__putusan="DIKABULKAN").exists()


def test_the_database_keeps_no_decision_without_its_reason(cast, now, halimah):
    row = ask(cast.siti, now, halimah)
    with pytest.raises(IntegrityError), transaction.atomic():
        PermintaanData.objects.filter(pk=row.pk).update(putusan="DITOLAK")
    with pytest.raises(IntegrityError), transaction.atomic():
        PermintaanData.objects.filter(pk=row.pk).update(disampaikan_pada=now)


def test_the_answer_is_printed_told_and_on_record(cast, now, halimah, siti_web, pia_web):
    row = grant(cast.pia, now, ask(cast.siti, now, halimah), putusan="DITOLAK", jawaban="Belum dapat kami penuhi.")
    paper = siti_web.get(f"{row.get_absolute_url()}jawaban/").content.decode()
    assert "Belum dapat kami penuhi." in paper and row.nomor in paper and "Pasal 7" not in paper
    assert siti_web.get(f"{row.get_absolute_url()}salinan/").status_code == 404  # declined
    assert row.nomor in siti_web.get("/permintaan/").content.decode().split("Jawaban belum disampaikan")[1]
    told = {"aksi": "sampaikan", "versi": row.versi, "lewat": "TELEPON"}
    assert pia_web.post(row.get_absolute_url(), told).status_code == 403
    assert siti_web.post(row.get_absolute_url(), told).status_code == 302
    row.refresh_from_db()
    assert (row.disampaikan_lewat, row.disampaikan_oleh_id) == ("TELEPON", cast.siti.petugas_id)
    assert siti_web.post(row.get_absolute_url(), {**told, "versi": row.versi}).status_code == 409


def test_nothing_is_told_before_it_was_decided(cast, now, halimah, siti_web):
    row = ask(cast.siti, now, halimah)
    assert siti_web.get(f"{row.get_absolute_url()}jawaban/").status_code == 404
    with pytest.raises(IllegalMove):
        requests.tell_answer(by=cast.siti, now=now, id=row.pk, lewat="DATANG")


# --- the copy ------------------------------------------------------------------------------------------------------
def test_the_copy_holds_what_is_on_file_who_got_it_and_who_looked(cast, now, dewi_web, pia_web):
    keluhan, _ = cases.referred(cast, now)
    row = grant(cast.pia, now, ask(cast.dewi, now, keluhan.klien))
    dewi_web.get(keluhan.get_absolute_url())
    page = dewi_web.get(f"{row.get_absolute_url()}salinan/").content.decode()
    for expected in ("Halimah", "Pedagang sayur", keluhan.nomor, "Kartu KIS tidak aktif", "BPJS Kesehatan", "desil 2",
                     "Back office SLRT Kota", "Membuka"):  # fmt: skip
        assert expected in page, expected
    assert cases.NIK_WOMAN not in page and "Dewi Lestari" not in page
    assert Jejak.objects.filter(rincian__apa="salinan data", petugas=cast.dewi.petugas_id).count() == 1
    assert pia_web.get(f"{row.get_absolute_url()}salinan/").status_code == 403


def test_the_copy_is_silent_about_secret_cases_of_others(cast, now, budi_web):
    keluhan = cases.a_keluhan(cast.siti, now)
    secret = cases.a_keluhan(cast.dewi, now, layanan="L10", ringkasan="Sangat rahasia", rahasia=True)
    assert secret.klien_id == keluhan.klien_id
    row = grant(cast.pia, now, ask(cast.siti, now, keluhan.klien))
    page = budi_web.get(f"{row.get_absolute_url()}salinan/").content.decode()
    assert keluhan.nomor in page and secret.nomor not in page and "Sangat rahasia" not in page


# --- restricting and deleting --------------------------------------------------------------------------------------
@pytest.mark.parametrize("jenis", ["BATASI", "HAPUS"])
def test_what_is_granted_is_restricted_at_once_and_nothing_is_erased(cast, now, jenis, dewi_web):
    keluhan, rujukan = cases.referred(cast, now)
    row = grant(cast.pia, now, ask(cast.dewi, now, keluhan.klien, jenis=jenis))
    restricted = fresh(keluhan)
    assert (restricted.dibatasi_sejak, restricted.dibatasi_sebab) == (now, "PERMINTAAN")
    assert list(restriction.undecided()) == [fresh_rujukan(rujukan)]
    page = dewi_web.get(keluhan.get_absolute_url()).content.decode()
    assert "membatasi pemakaian data atas permintaan warga" in page and row.nomor in page
    told = set(Kiriman.objects.filter(judul__startswith="Pemakaian data dibatasi").values_list("petugas", flat=True))
    assert {cast.dewi.petugas_id, cast.maya.petugas_id, cast.pia.petugas_id} <= told
    assert keluhan.klien.__class__.objects.filter(pk=keluhan.klien_id).exists()


def test_what_is_declined_restricts_nothing(cast, now):
    keluhan, _ = cases.referred(cast, now)
    grant(cast.pia, now, ask(cast.dewi, now, keluhan.klien, jenis="HAPUS"), putusan="DITOLAK")
    assert fresh(keluhan).dibatasi_sejak is None


def test_the_protector_ends_a_restriction_and_a_consent_taken_back_keeps_its_own(cast, now, pia_web):
    keluhan, rujukan = cases.planned(cast, now, persetujuan=PersetujuanSheet("PERSETUJUAN", "LISAN"))
    row = grant(cast.pia, now, ask(cast.dewi, now, keluhan.klien, jenis="BATASI"))
    restriction.withdraw_consent(by=cast.dewi, now=now, id=keluhan.pk, oleh="KLIEN", cara="DATANG", alasan="-",
                                 disampaikan=now.date())  # fmt: skip
    consent.give_again(by=cast.dewi, now=now, id=keluhan.pk, cara="LISAN", pemberi="KLIEN")
    assert fresh(keluhan).dibatasi_sebab == "PERMINTAAN"  # what was asked for still holds
    with pytest.raises(Refused, match="dibatasi"), transaction.atomic():
        referral.send(by=cast.maya, now=now, rujukan=fresh_rujukan(rujukan))
    ended = {"aksi": "akhiri", "versi": row.versi, "alasan": "Diminta Ibu Halimah."}
    assert pia_web.post(row.get_absolute_url(), ended).status_code == 302
    assert fresh(keluhan).dibatasi_sejak is None
    with pytest.raises(IllegalMove):
        requests.lift(by=cast.pia, now=now, id=row.pk, alasan="Lagi.")


def test_taking_back_outlives_what_was_asked_for(cast, now):
    keluhan = cases.a_keluhan(cast.siti, now, persetujuan=PersetujuanSheet("PERSETUJUAN", "LISAN"))
    row = grant(cast.pia, now, ask(cast.siti, now, keluhan.klien, jenis="BATASI"))
    restriction.withdraw_consent(by=cast.siti, now=now, id=keluhan.pk, oleh="KLIEN", cara="DATANG", alasan="-",
                                 disampaikan=now.date())  # fmt: skip
    requests.lift(by=cast.pia, now=now, id=row.pk, alasan="Diminta.")
    assert fresh(keluhan).dibatasi_sebab == "CABUT"


def test_two_requests_keep_it_until_the_last_one_ends(cast, now, halimah):
    first = grant(cast.pia, now, ask(cast.siti, now, halimah, jenis="BATASI"))
    second = grant(cast.pia, now, ask(cast.siti, now, halimah, jenis="HAPUS"))
    requests.lift(by=cast.pia, now=now, id=first.pk, alasan="Dicabut.")
    keluhan = halimah.keluhan.get()
    assert keluhan.dibatasi_sebab == "PERMINTAAN"
    requests.lift(by=cast.pia, now=now, id=second.pk, alasan="Dicabut.")
    keluhan.refresh_from_db()
    assert keluhan.dibatasi_sejak is None


def test_a_request_follows_its_person_into_another_file(cast, now, siti_web):
    lost = cases.a_keluhan(cast.siti, now, nik="", alasan_tanpa_nik="HILANG", no_kk="").klien
    row = grant(cast.pia, now, ask(cast.siti, now, lost, jenis="BATASI"))
    copied = grant(cast.pia, now, ask(cast.siti, now, lost))
    kept = cases.a_keluhan(cast.siti, now).klien
    merging.merge_warga(by=cast.budi, now=now, keep=kept.pk, lose=lost.pk, alasan="Orang yang sama.")
    page = siti_web.get(f"{copied.get_absolute_url()}salinan/").content.decode()
    assert all(one.nomor in page for one in kept.keluhan.all()) and kept.keluhan.count() == 2
    requests.lift(by=cast.pia, now=now, id=row.pk, alasan="Diminta.")
    assert not kept.keluhan.exclude(dibatasi_sejak=None).exists()


# --- what the protector sees of consents taken back ----------------------------------------------------------------
def test_the_protector_sees_that_referrals_wait_and_no_name(cast, now, pia_web):
    keluhan, _ = cases.referred(cast, now, persetujuan=PersetujuanSheet("PERSETUJUAN", "LISAN"))
    restriction.withdraw_consent(by=cast.dewi, now=now, id=keluhan.pk, oleh="KLIEN", cara="DATANG", alasan="-",
                                 disampaikan=now.date())  # fmt: skip
    page = pia_web.get("/permintaan/").content.decode()
    assert keluhan.nomor in page and "1 rujukan belum diputuskan" in page and "Halimah" not in page
    assert pia_web.get(keluhan.get_absolute_url()).status_code == 403
