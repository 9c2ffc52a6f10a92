"""A person's page: what stands there, what is opened with a reason, and correcting it without overwriting anybody."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from puskesos import persons, quota
from puskesos.models import Jejak, Warga
from puskesos.refusals import NotAllowed, Refused, Stale
from puskesos.sheet import DtsenSheet, KepesertaanSheet
from tests.api.callers import caller
from tests.cases import NIK_MAN, NIK_OTHER_WOMAN, NIK_WOMAN, NO_KK, a_keluhan, a_sheet
from tests.people import PAHANDUT

pytestmark = pytest.mark.django_db


@pytest.fixture
def halimah(siti, now):
    rows = (KepesertaanSheet("PKH", "AKTIF", sejak="2024"), KepesertaanSheet("SEMBAKO", "NONAKTIF"))
    return a_keluhan(siti, now, kepesertaan=rows, ppks=("PPKS08",)).klien


def page_of(web, warga, **more):
    response = web.get(reverse("puskesos:warga", args=[warga.pk]))
    return response.status_code, response.content.decode()


def open_number(web, warga, column, alasan="COCOKKAN_DOKUMEN", **more):
    response = web.post(reverse("puskesos:warga-buka", args=[warga.pk, column]), {"alasan": alasan, **more})
    return response.status_code, response.content.decode()


def edited(warga, **changes):
    """The body of the edit form as it stands, with changes."""
    body = {
        "versi": str(warga.versi), "nama": warga.nama, "kelurahan": warga.kelurahan_id, "rt": warga.rt, "rw": warga.rw,
        "alamat": warga.alamat, "patokan": warga.patokan, "pekerjaan": warga.pekerjaan, "nama_ibu": warga.nama_ibu,
        "jenis_kelamin": warga.jenis_kelamin, "hp_milik": warga.hp_milik, "cara_verifikasi": warga.cara_verifikasi,
        "tanggal_lahir_0": "17", "tanggal_lahir_1": "8", "tanggal_lahir_2": "1990",
    }  # fmt: skip
    return {name: value for name, value in (body | changes).items() if value is not None}


def edit(web, warga, **changes):
    return web.post(reverse("puskesos:warga-ubah", args=[warga.pk]), edited(warga, **changes))


# --- reading ---------------------------------------------------------------------------------------------------------
def test_the_page_shows_cases_programmes_and_data_status(siti_web, halimah):
    status, page = page_of(siti_web, halimah)
    assert status == 200
    for text in ("Halimah", "36 tahun", "Kalampangan", "PKY-2026-000001", "Program Keluarga Harapan", "sejak 2024",
                 "desil 2", "SIKS-NG", "Berlaku sampai 31 Mar 2027", "4 orang", "Lanjut Usia Terlantar"):  # fmt: skip
        assert text in page, text


def test_numbers_are_masked_and_the_serial_never_shown(siti_web, halimah):
    page = page_of(siti_web, halimah)[1]
    assert "6271 •••••• ••••" in page
    for secret in (NIK_WOMAN, NO_KK, "81234567890", "0003"):
        assert secret not in page


def test_a_check_that_ran_out_is_said(siti_web, siti, now):
    old = now - timedelta(days=400)
    dtsen = DtsenSheet("YA", 3, date(2025, 10, 1), "CEK_BANSOS")
    warga = a_keluhan(siti, old, dtsen=dtsen).klien
    assert "Sudah tidak berlaku sejak 31 Mar 2026" in page_of(siti_web, warga)[1]


def test_a_note_on_health_from_a_secret_case_is_its_handlers_alone(siti_web, koor_web, siti, koor, now, halimah):
    """She has an ordinary case too, so her page opens for siti; what was told in confidence does not come with it."""
    a_keluhan(koor, now, layanan="L18", subkategori="KEKERASAN", kesehatan="Hamil KENARI")
    assert "keadaan kesehatan" in page_of(koor_web, halimah)[1].lower()
    assert "KENARI" in open_number(koor_web, halimah, "kesehatan")[1]
    assert "keadaan kesehatan" not in page_of(siti_web, halimah)[1].lower()
    assert open_number(siti_web, halimah, "kesehatan")[0] == 404
    program = caller(siti).send("post", f"warga/{halimah.pk}/buka/kesehatan/", {"alasan": "COCOKKAN_DOKUMEN"})
    assert program.status_code == 404
    form = siti_web.get(reverse("puskesos:warga-ubah", args=[halimah.pk])).content.decode()
    assert "kesehatan sudah tercatat" not in form and "hapus_kesehatan" not in form
    halimah.refresh_from_db()
    assert edit(siti_web, halimah, hapus_kesehatan="on", alasan_tanpa_nik="").status_code == 302
    assert "KENARI" in open_number(koor_web, halimah, "kesehatan")[1]


def test_a_note_on_health_is_written_below_the_one_its_writer_may_not_see(siti_web, koor_web, siti, koor, now, halimah):
    a_keluhan(koor, now, layanan="L18", subkategori="KEKERASAN", kesehatan="Hamil KENARI")
    halimah.refresh_from_db()
    assert edit(siti_web, halimah, kesehatan="Darah tinggi", alasan_tanpa_nik="").status_code == 302
    a_keluhan(siti, now, kesehatan="Batuk lama")
    a_keluhan(siti, now, kesehatan="Batuk lama")  # the same words of the same day stand once
    halimah.refresh_from_db()
    assert edit(siti_web, halimah, kesehatan="Hamil KENARI", alasan_tanpa_nik="").status_code == 302
    first, *later = Warga.objects.get(pk=halimah.pk).kesehatan().split("\n\n")
    assert first == "Hamil KENARI"
    # A guess that is right is written down like any other: nothing tells it from a wrong one.
    assert [one.split(": ")[1] for one in later] == ["Darah tinggi", "Batuk lama", "Hamil KENARI"]
    assert "keadaan kesehatan" not in page_of(siti_web, halimah)[1].lower()
    assert "Batuk lama" in open_number(koor_web, halimah, "kesehatan")[1]
    assert edit(koor_web, Warga.objects.get(pk=halimah.pk), kesehatan="Sehat", alasan_tanpa_nik="").status_code == 302
    assert Warga.objects.get(pk=halimah.pk).kesehatan() == "Sehat"  # who sees it all may write it anew


def test_the_household_is_shown_as_far_as_one_may_see(siti_web, siti, koor, now, halimah):
    son = a_keluhan(siti, now, nama="Abdul Wahid", nik=NIK_MAN, jenis_kelamin="L").klien
    secret = a_keluhan(
        koor, now, nama="Wanda KENARI", nik=NIK_OTHER_WOMAN, layanan="L18", subkategori="KEKERASAN"
    ).klien
    assert secret.keluarga_id == halimah.keluarga_id == son.keluarga_id
    page = page_of(siti_web, halimah)[1]
    assert "Abdul Wahid" in page and "KENARI" not in page


def test_secret_ppks_are_for_those_who_handle_a_secret_case(siti_web, siti, halimah, now):
    persons.record_ppks(by=siti, now=now, warga=halimah, codes=("PPKS16",))
    assert "ODHA" not in page_of(siti_web, halimah)[1]
    a_keluhan(siti, now, sheet=a_sheet(rahasia=True, layanan="L05", warga_id=halimah.pk))
    assert "ODHA" in page_of(siti_web, halimah)[1]


def test_reading_is_on_record(siti_web, siti, halimah):
    page_of(siti_web, halimah)
    mark = Jejak.objects.filter(aksi="BACA", objek="warga").get()
    assert (mark.petugas_id, mark.objek_id) == (siti.petugas_id, str(halimah.pk))


def test_somebody_merged_leads_to_the_one_that_stands(siti_web, siti, halimah, now):
    twin = a_keluhan(siti, now, nik=NIK_OTHER_WOMAN, no_kk="", nama="Halima").klien
    Warga.objects.filter(pk=twin.pk).update(digabung_ke=halimah)
    response = siti_web.get(reverse("puskesos:warga", args=[twin.pk]))
    assert response["Location"] == reverse("puskesos:warga", args=[halimah.pk])


@pytest.mark.parametrize(("person", "status"), [("rahmat", 404), ("hendra", 403), ("joko", 403), ("ana", 302)])
def test_nobody_else_sees_a_person(cast, halimah, person, status):
    web = getattr(cast, f"{person}_web")
    assert page_of(web, halimah)[0] == status
    assert open_number(web, halimah, "nik")[0] in {status, 404}
    assert edit(web, halimah).status_code == status
    assert not Jejak.objects.filter(aksi__in=["BACA", "BUKA_NIK"]).exists()


def test_the_page_costs_the_same_however_many_cases_there_are(siti_web, siti, now, halimah, django_assert_num_queries):
    page_of(siti_web, halimah)
    with django_assert_num_queries(15):
        page_of(siti_web, halimah)
    for service in ("L05", "L10", "L16"):
        a_keluhan(siti, now, layanan=service, sheet=a_sheet(warga_id=halimah.pk, layanan=service))
    a_keluhan(siti, now, nama="Abdul Wahid", nik=NIK_MAN, jenis_kelamin="L")
    with django_assert_num_queries(15):
        page_of(siti_web, halimah)


# --- opening a number ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("column", "shown"),
    [("nik", "6271 0357 0890 0003"), ("kk", "6271 0415 0120 0001"), ("hp", "+6281234567890")],
)
def test_a_number_is_opened_with_a_reason_that_stays_on_record(siti_web, siti, halimah, column, shown):
    status, page = open_number(siti_web, halimah, column)
    assert status == 200 and shown in page
    mark = Jejak.objects.filter(aksi="BUKA_NIK").get()
    assert (mark.rincian, mark.objek_id) == ({"kolom": column, "alasan": "COCOKKAN_DOKUMEN"}, str(halimah.pk))
    assert shown not in page_of(siti_web, halimah)[1]


@pytest.mark.parametrize(("alasan", "sentence"), [("", "Pilih alasan membuka."), ("LAIN", "Tulis alasannya.")])
def test_without_a_reason_nothing_opens(siti_web, halimah, alasan, sentence):
    status, page = open_number(siti_web, halimah, "nik", alasan)
    assert status == 422 and sentence in page and "0357" not in page
    assert not Jejak.objects.filter(aksi="BUKA_NIK").exists()


def test_the_budget_of_a_day_ends_in_a_sentence(siti_web, dewi_web, halimah, monkeypatch):
    monkeypatch.setattr(quota, "REVEALS_A_DAY", 1)
    assert open_number(siti_web, halimah, "nik")[0] == 200
    status, page = open_number(siti_web, halimah, "nik")
    assert status == 429 and "batas untuk satu hari" in page and "0357" not in page
    assert Jejak.objects.filter(aksi="BUKA_NIK").count() == 1
    assert open_number(dewi_web, halimah, "nik")[0] == 200


def test_only_known_columns_open_and_only_by_post(siti_web, halimah):
    assert open_number(siti_web, halimah, "nama_ibu")[0] == 404
    going_back = siti_web.get(reverse("puskesos:warga-buka", args=[halimah.pk, "nik"]))
    assert going_back["Location"] == reverse("puskesos:warga", args=[halimah.pk])
    assert not Jejak.objects.filter(aksi="BUKA_NIK").exists()


# --- correcting ------------------------------------------------------------------------------------------------------
def test_a_correction_is_kept_and_told(siti_web, siti, halimah):
    response = edit(siti_web, halimah, nama="Hj. Halimah", alamat="", pekerjaan="Tukang cuci")
    assert response.status_code == 302
    halimah.refresh_from_db()
    assert (halimah.nama, halimah.alamat, halimah.pekerjaan, halimah.versi) == ("Hj. Halimah", "", "Tukang cuci", 1)
    assert (halimah.nik(), halimah.hp()) == (NIK_WOMAN, "+6281234567890")
    changes = Jejak.objects.filter(aksi="UBAH", objek="warga").latest("id").rincian["perubahan"]
    assert changes["pekerjaan"] == ["Pedagang sayur", "Tukang cuci"] and set(changes) == {"nama", "alamat", "pekerjaan"}


def test_nothing_changed_is_nothing_written(siti_web, halimah):
    edit(siti_web, halimah)
    halimah.refresh_from_db()
    assert halimah.versi == 0 and not Jejak.objects.filter(aksi="UBAH", objek="warga").exists()


def test_a_number_is_corrected_or_removed_and_never_told(siti_web, halimah):
    edit(siti_web, halimah, nik=NIK_OTHER_WOMAN, hp="0813 1111 2222", tanggal_lahir_0="31")
    halimah.refresh_from_db()
    assert (halimah.nik(), halimah.hp()) == (NIK_OTHER_WOMAN, "+6281311112222")
    told = Jejak.objects.filter(aksi="UBAH", objek="warga").latest("id").rincian["perubahan"]
    assert told["nik_cari"] == "•" and NIK_OTHER_WOMAN not in str(told) and "8131111" not in str(told)
    edit(siti_web, halimah, hapus_hp="on", tanggal_lahir_0="31")
    halimah.refresh_from_db()
    assert halimah.hp() is None


def test_a_nik_of_somebody_else_is_refused_in_the_same_words(siti_web, siti, rahmat, now, halimah):
    a_keluhan(siti, now, nama="Abdul Wahid", nik=NIK_MAN, jenis_kelamin="L", no_kk="")
    a_keluhan(rahmat, now, nama="Nurul KENARI", nik=NIK_OTHER_WOMAN, no_kk="")
    page = edit(siti_web, halimah, nik=NIK_MAN, jenis_kelamin="").content.decode()
    assert "NIK ini milik warga lain yang sudah terdaftar di wilayah Anda" in page
    response = edit(siti_web, halimah, nik=NIK_OTHER_WOMAN, tanggal_lahir_0="31")
    assert response.status_code == 422 and persons.ELSEWHERE in response.content.decode()
    assert "KENARI" not in response.content.decode()


def test_somebody_faster_is_not_overwritten_and_both_texts_are_shown(siti_web, budi_web, halimah):
    stale = edited(halimah, pekerjaan="Tukang cuci")
    edit(budi_web, halimah, pekerjaan="Buruh harian", alamat="Jl. Baru 7")
    response = siti_web.post(reverse("puskesos:warga-ubah", args=[halimah.pk]), stale)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Buruh harian" in page and 'value="Tukang cuci"' in page and "Jl. Baru 7" in page
    halimah.refresh_from_db()
    assert halimah.pekerjaan == "Buruh harian"
    assert f'name="versi" value="{halimah.versi}"' in page
    siti_web.post(reverse("puskesos:warga-ubah", args=[halimah.pk]), stale | {"versi": str(halimah.versi)})
    halimah.refresh_from_db()
    assert halimah.pekerjaan == "Tukang cuci"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"nama": ""}, "Isi nama lengkap"),
        ({"nik": "123"}, "NIK harus 16 angka"),
        ({"kelurahan": PAHANDUT}, "Pilih dari daftar."),
        ({"tanggal_lahir_2": "2090"}, "Tanggal lahir belum terjadi."),
        ({"nik": NIK_MAN}, "Menurut NIK ini seorang laki-laki"),
    ],
)
def test_mistakes_are_said_and_what_was_typed_stays(siti_web, halimah, changes, sentence):
    response = edit(siti_web, halimah, pekerjaan="Tukang cuci", **changes)
    page = response.content.decode()
    assert response.status_code == 422 and sentence in page and 'value="Tukang cuci"' in page
    halimah.refresh_from_db()
    assert halimah.versi == 0


def test_an_odd_number_is_taken_after_a_second_look(siti_web, halimah):
    assert edit(siti_web, halimah, nik=NIK_MAN, sudah_diperiksa="1").status_code == 302
    halimah.refresh_from_db()
    assert halimah.nik() == NIK_MAN


def test_who_only_reads_changes_nothing(bulurah_web, maya_web, halimah):
    for web in (bulurah_web, maya_web):
        page = page_of(web, halimah)[1]
        assert "Ubah data" not in page and "Keluhan untuk warga ini" not in page
        assert edit(web, halimah, nama="Lain").status_code == 403
    halimah.refresh_from_db()
    assert halimah.nama == "Halimah"


def test_the_stage_itself_refuses(siti, budi, rahmat, now, halimah):
    sheet = a_sheet(pekerjaan="Tukang cuci").klien
    with pytest.raises(Stale):
        persons.edit_warga(by=budi, now=now, id=halimah.pk, versi=7, sheet=sheet)
    with pytest.raises(NotAllowed):
        persons.edit_warga(by=siti, now=now, id=halimah.pk, versi=0, sheet=a_sheet(kelurahan=PAHANDUT).klien)
    Warga.objects.filter(pk=halimah.pk).update(digabung_ke=a_keluhan(siti, now, nik=NIK_MAN, nama="X", no_kk="").klien)
    with pytest.raises(Refused, match="sudah digabung"):
        persons.edit_warga(by=siti, now=now, id=halimah.pk, versi=0, sheet=sheet)
