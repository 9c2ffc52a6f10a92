"""Doubles: suspected within one's reach, judged by a person, merged without losing anything, remembered for ever."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.http import Http404

from puskesos import doubles, merging
from puskesos.models import DugaanGanda, Jejak, Keluhan, Kepesertaan, Riwayat, StatusDTSEN, Warga
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused
from puskesos.sheet import KepesertaanSheet
from tests.cases import NIK_MAN, NIK_OTHER_WOMAN, NIK_WOMAN, a_keluhan, fresh, urgent
from tests.people import KALAMPANGAN, PAHANDUT

TWIN = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": "", "hp": "", "nama": "Halima"}


def names(pairs):
    return [(pair.a.nama, pair.b.nama) for pair in pairs]


@pytest.fixture
def twice(siti, now):
    """Halimah with her NIK, and once more without it, one day later: (first, second)."""
    return a_keluhan(siti, now).klien, a_keluhan(siti, now, **TWIN).klien


# --- suspicion -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "changes, suspected",
    [
        ({}, True),  # the same sound of the name, born the same day
        ({"nama": "Halimah", "tanggal_lahir": None}, True),  # in the same kelurahan with an unknown birthday
        ({"tanggal_lahir": None}, False),  # a similar name alone is not enough
        ({"nama": "Halimah", "tanggal_lahir": None, "hp": "+6281234567890"}, True),
        ({"nama": "Bahrun"}, False),
        ({"nama": "Bahrun", "hp": "+6281234567890"}, False),  # a husband with the same telephone
    ],
)
def test_who_may_be_one_person(siti, now, changes, suspected):
    a_keluhan(siti, now)
    a_keluhan(siti, now, **{**TWIN, **changes})
    assert bool(doubles.suspected(siti, now)) == suspected


def test_two_different_numbers_lower_the_suspicion(siti, now):
    a_keluhan(siti, now)
    a_keluhan(siti, now, nik=NIK_OTHER_WOMAN, no_kk="")
    with_numbers = doubles.suspected(siti, now)
    assert all(pair.score <= 65 for pair in with_numbers)
    assert all("NIK berbeda" in pair.reasons for pair in with_numbers)


def test_the_reasons_are_words(siti, now, twice):
    (pair,) = doubles.suspected(siti, now)
    assert (pair.a, pair.b) == twice
    assert "Tanggal lahir sama" in pair.reasons
    assert "Satu kelurahan" in pair.reasons


def test_nobody_out_of_reach_is_suspected(cast, now, twice):
    assert len(doubles.suspected(cast.dewi, now)) == 1
    assert doubles.suspected(cast.rahmat, now) == []
    assert doubles.suspected(cast.tono, now) == []
    assert doubles.suspected(cast.hendra, now) == []
    assert doubles.suspected(cast.dewi, now, kelurahan={PAHANDUT}) == []
    assert len(doubles.suspected(cast.dewi, now, kelurahan={KALAMPANGAN})) == 1


def test_a_person_of_a_secret_case_of_others_is_not_suspected(cast, now):
    a_keluhan(cast.siti, now)
    urgent(cast, now, rahasia=True, **TWIN)
    assert doubles.suspected(cast.dewi, now) == []
    assert len(doubles.suspected(cast.siti, now)) == 1


def test_only_newer_files_are_looked_at(siti, now, twice):
    Warga.objects.update(created_at=now - timedelta(days=400))
    assert doubles.suspected(siti, now) == []


def test_a_decided_pair_is_never_suggested_again(cast, now, twice):
    merging.not_the_same(by=cast.budi, now=now, a=twice[1].pk, b=twice[0].pk, alasan="Ibu dan anak.")
    assert doubles.suspected(cast.budi, now) == []
    assert doubles.suspected(cast.dewi, now) == []
    row = DugaanGanda.objects.get()
    assert (row.warga_a_id, row.warga_b_id, row.keputusan) == (twice[0].pk, twice[1].pk, "BUKAN")
    with pytest.raises(IllegalMove, match="Budi Santoso"):
        merging.not_the_same(by=cast.dewi, now=now, a=twice[0].pk, b=twice[1].pk)


# --- merging -------------------------------------------------------------------------------------------------------
def test_everything_goes_over_and_nothing_is_deleted(cast, now):
    kept = a_keluhan(cast.siti, now).klien
    second = a_keluhan(
        cast.siti, now, **{**TWIN, "bahasa": "Dayak Ngaju"}, kepesertaan=(KepesertaanSheet("PKH", "AKTIF"),)
    )
    lost = second.klien
    checks = StatusDTSEN.objects.count()
    merging.merge_warga(by=cast.budi, now=now, keep=kept.pk, lose=lost.pk, alasan="KTP lama ditemukan.")
    kept.refresh_from_db()
    lost.refresh_from_db()
    assert lost.digabung_ke_id == kept.pk
    assert fresh(second).klien_id == kept.pk
    assert Keluhan.objects.filter(klien=kept).count() == 2
    assert kept.bahasa == "Dayak Ngaju"
    assert StatusDTSEN.objects.filter(warga=kept).count() == checks
    assert Kepesertaan.objects.get(warga=kept).program_id == "PKH"
    assert "digabung dengan Halimah" in Riwayat.objects.filter(keluhan=second).latest("at", "id").catatan
    assert DugaanGanda.objects.get().keputusan == "GABUNG"
    assert Warga.objects.filter(pk=lost.pk).exists()
    assert Jejak.objects.filter(objek="warga", objek_id=str(lost.pk), petugas_id=cast.budi.petugas_id).exists()


def test_the_number_of_the_old_file_is_sealed_anew(cast, now):
    with_nik = a_keluhan(cast.siti, now).klien
    kept = a_keluhan(cast.siti, now, **TWIN).klien
    merging.merge_warga(by=cast.budi, now=now, keep=kept.pk, lose=with_nik.pk, alasan="Orang yang sama.")
    kept = Warga.objects.get(pk=kept.pk)
    assert (kept.nik(), kept.alasan_tanpa_nik, kept.hp()) == (NIK_WOMAN, "", "+6281234567890")
    found = a_keluhan(cast.siti, now, layanan="L10").klien  # her NIK leads to the kept file
    assert found.pk == kept.pk


def test_both_notes_on_health_stand_at_the_kept_file_and_none_stays_behind(cast, now):
    kept = a_keluhan(cast.siti, now, kesehatan="Darah tinggi").klien
    lost = a_keluhan(cast.siti, now, **TWIN, kesehatan="Asma").klien
    merging.merge_warga(by=cast.budi, now=now, keep=kept.pk, lose=lost.pk, alasan="Orang yang sama.")
    kept, lost = Warga.objects.get(pk=kept.pk), Warga.objects.get(pk=lost.pk)
    assert kept.kesehatan() == "Darah tinggi\n\n23-11-2026, dari data yang digabung: Asma"
    assert lost.kesehatan() == ""


def test_the_same_note_twice_is_kept_once(cast, now):
    kept = a_keluhan(cast.siti, now, kesehatan="Asma sejak kecil").klien
    lost = a_keluhan(cast.siti, now, **TWIN, kesehatan="Asma sejak kecil").klien
    merging.merge_warga(by=cast.budi, now=now, keep=kept.pk, lose=lost.pk, alasan="Orang yang sama.")
    assert Warga.objects.get(pk=kept.pk).kesehatan() == "Asma sejak kecil"


def test_a_note_told_in_confidence_stays_its_handlers_after_a_merge(cast, now, budi_web, koor_web):
    """By the address of either file: the secret case went over, and its secrecy with it."""
    kept = a_keluhan(cast.siti, now, kesehatan="Darah tinggi").klien
    lost = a_keluhan(cast.siti, now, **TWIN).klien
    a_keluhan(cast.koor, now, **TWIN, warga_id=lost.pk, rahasia=True, kesehatan="Hamil KENARI")
    merging.merge_warga(by=cast.budi, now=now, keep=kept.pk, lose=lost.pk, alasan="Orang yang sama.")
    for pk in (kept.pk, lost.pk):
        opened = budi_web.post(f"/warga/{pk}/buka/kesehatan/", {"alasan": "COCOKKAN_DOKUMEN"})
        assert "KENARI" not in opened.content.decode()
    opened = koor_web.post(f"/warga/{kept.pk}/buka/kesehatan/", {"alasan": "COCOKKAN_DOKUMEN"})
    assert "Hamil KENARI" in opened.content.decode() and "Darah tinggi" in opened.content.decode()


def test_a_chain_of_merges_stays_flat(cast, now):
    people = [a_keluhan(cast.siti, now, **TWIN).klien.pk for _ in range(3)]
    merging.merge_warga(by=cast.budi, now=now, keep=people[1], lose=people[0], alasan="Sama.")
    merging.merge_warga(by=cast.budi, now=now, keep=people[2], lose=people[1], alasan="Sama.")
    assert set(Warga.objects.filter(pk__in=people[:2]).values_list("digabung_ke", flat=True)) == {people[2]}


def test_two_different_numbers_are_not_merged(cast, now):
    one = a_keluhan(cast.siti, now).klien
    other = a_keluhan(cast.siti, now, nik=NIK_MAN, no_kk="").klien
    with pytest.raises(Refused, match="Kedua NIK berbeda"):
        merging.merge_warga(by=cast.budi, now=now, keep=one.pk, lose=other.pk, alasan="Mirip.")
    assert not Warga.objects.filter(digabung_ke__isnull=False).exists()


def test_merging_needs_its_reason_and_two_people(cast, now, twice):
    with pytest.raises(MissingFact) as refused:
        merging.merge_warga(by=cast.budi, now=now, keep=twice[0].pk, lose=twice[1].pk, alasan="")
    assert refused.value.field == "alasan"
    with pytest.raises(Refused, match="berbeda"):
        merging.merge_warga(by=cast.budi, now=now, keep=twice[0].pk, lose=twice[0].pk, alasan="x")


@pytest.mark.parametrize("person, error", [("siti", NotAllowed), ("bulurah", NotAllowed), ("fitri", NotAllowed),
                                           ("rahmat", Http404), ("tono", Http404), ("hendra", NotAllowed),
                                           ("adi", NotAllowed), ("joko", NotAllowed)])  # fmt: skip
def test_who_may_not_merge(cast, now, twice, person, error):
    by = getattr(cast, person)
    with pytest.raises(error):
        merging.merge_warga(by=by, now=now, keep=twice[0].pk, lose=twice[1].pk, alasan="Sama.")
    with pytest.raises(error):
        merging.not_the_same(by=by, now=now, a=twice[0].pk, b=twice[1].pk)


def test_what_is_merged_is_not_merged_again(cast, now, twice):
    merging.merge_warga(by=cast.budi, now=now, keep=twice[0].pk, lose=twice[1].pk, alasan="Sama.")
    with pytest.raises(IllegalMove, match="sudah digabung"):
        merging.merge_warga(by=cast.dewi, now=now, keep=twice[1].pk, lose=twice[0].pk, alasan="Sama.")


# --- pages ---------------------------------------------------------------------------------------------------------
def test_the_list_and_the_two_files(cast, now, twice, budi_web):
    html = budi_web.get("/warga/ganda/").content.decode()
    url = f"/warga/ganda/{twice[0].pk}/{twice[1].pk}/"
    assert url in html
    page = budi_web.get(url).content.decode()
    for words in ("Halimah", "Halima", "17-08-1990", "6271 ••••", "Tanggal lahir sama"):
        assert words in page, words
    assert 'class="differs">Halimah' in page
    assert NIK_WOMAN not in page
    assert Jejak.objects.filter(aksi="BACA", objek="warga", petugas_id=cast.budi.petugas_id).count() == 2


def test_nothing_to_decide(budi_web):
    assert "Tidak ada dugaan" in budi_web.get("/warga/ganda/").content.decode()


def test_deciding_on_the_page(cast, now, twice, budi_web, dewi_web):
    url = f"/warga/ganda/{twice[0].pk}/{twice[1].pk}/"
    missing = budi_web.post(url, {"aksi": "gabung", "alasan": "Tulisan saya"})
    assert (missing.status_code, "Tulisan saya" in missing.content.decode()) == (422, True)
    no_reason = budi_web.post(url, {"aksi": "gabung", "simpan": str(twice[0].pk)})
    assert (no_reason.status_code, "mengapa keduanya" in no_reason.content.decode()) == (422, True)
    done = budi_web.post(url, {"aksi": "gabung", "simpan": str(twice[0].pk), "alasan": "KTP sama."})
    assert (done.status_code, done["Location"]) == (302, f"/warga/{twice[0].pk}/")
    late = dewi_web.post(url, {"aksi": "bukan"})
    assert (late.status_code, "sudah digabung orang lain" in late.content.decode()) == (409, True)


def test_not_the_same_on_the_page(cast, twice, budi_web):
    url = f"/warga/ganda/{twice[1].pk}/{twice[0].pk}/"  # either order
    assert budi_web.post(url, {"aksi": "bukan"}).status_code == 302
    assert DugaanGanda.objects.get().keputusan == "BUKAN"
    assert budi_web.get(f"/warga/ganda/{twice[0].pk}/{twice[0].pk}/").status_code == 404


@pytest.mark.parametrize("person, status", [("siti", 403), ("bulurah", 403), ("fitri", 403), ("rahmat", 404),
                                            ("tono", 404), ("joko", 403), ("koor", 200), ("maya", 200)])  # fmt: skip
def test_who_compares(cast, twice, person, status):
    response = getattr(cast, f"{person}_web").get(f"/warga/ganda/{twice[0].pk}/{twice[1].pk}/")
    assert response.status_code == status


# --- at once -------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_people_merge_crosswise_and_one_is_told(cast, now):
    first, second = a_keluhan(cast.siti, now).klien.pk, a_keluhan(cast.siti, now, **TWIN).klien.pk
    barrier, found = Barrier(2), []

    def merge(by, keep, lose):
        try:
            with transaction.atomic():
                barrier.wait(timeout=10)
                found.append(merging.merge_warga(by=by, now=now, keep=keep, lose=lose, alasan="Sama."))
        except Refused as refused:
            found.append(refused)
        finally:
            connection.close()

    threads = [Thread(target=merge, args=args) for args in ((cast.budi, first, second), (cast.dewi, second, first))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)
    assert sorted(type(one).__name__ for one in found) == ["IllegalMove", "Warga"]
    assert Warga.objects.filter(digabung_ke__isnull=False).count() == 1
