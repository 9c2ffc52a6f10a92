"""The intake sheet through the browser's eyes: what is stored, what is asked, and what is never lost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from puskesos import closing, matching
from puskesos.models import Jejak, Kebutuhan, Kelengkapan, Keluhan, Kepesertaan, StatusDTSEN, Warga
from puskesos.numbering import new_uuid7
from puskesos.persons import ELSEWHERE
from tests.cases import NIK_MAN, NIK_OTHER_WOMAN, NIK_WOMAN, NO_KK, a_keluhan, with_result, without_nik
from tests.people import PAHANDUT
from tests.puskesos.typed import dtsen, papers, typed

pytestmark = pytest.mark.django_db

NEW = "/keluhan/baru/"


def send(browser, *needs, **changes):
    return browser.post(NEW, typed(*needs, **changes))


def page_of(response, status=422):
    """The text of a page that was refused; nothing may have been stored."""
    assert response.status_code == status, response.status_code
    assert not Keluhan.objects.exists()
    # What a control would say if it were left out (data-needed) is not said yet.
    return re.sub(r' data-needed="[^"]*"', "", response.content.decode())


def stored():
    return Keluhan.objects.get()


# --- storing -------------------------------------------------------------------------------------------------------
def test_siti_saves_a_sheet_and_holds_the_receipt(siti_web, siti):
    response = send(siti_web)
    keluhan = stored()
    assert response.status_code == 302
    assert response["Location"] == reverse("puskesos:tanda-terima", args=[keluhan.pk])
    assert (keluhan.klien.nama, keluhan.klien.nik(), keluhan.klien.hp()) == ("Halimah", NIK_WOMAN, "+6281234567890")
    assert (keluhan.klien.rt, keluhan.klien.rw) == ("003", "001")
    assert keluhan.keluarga.nomor_kk.get().number() == NO_KK
    assert [need.layanan_id for need in keluhan.kebutuhan.all()] == ["L01"]
    assert keluhan.diterima_oleh_id == siti.petugas_id


def test_everything_on_the_sheet_arrives(siti_web):
    first = {"layanan": "L01", "uraian": "Rawat jalan", **papers("L01", KTP="ADA", KK="MENYUSUL")}
    today = timezone.localdate()
    send(
        siti_web, first, {"layanan": "L08"}, memberships=[{"program": "PKH", "status": "AKTIF", "sejak": "2024"}],
        pelapor_jenis="ORANG_LAIN", pelapor_hubungan="Tetangga", pelapor_nama="Pak Udin", pelapor_hp="081298765432",
        urgensi=["LANSIA_SENDIRI"], disabilitas=["NETRA"], ppks=["PPKS08"], kesehatan="Darah tinggi",
        pekerjaan="Pedagang", nama_ibu="Aminah", status_rumah="Milik sendiri", kanal="LAPOR", tiket_lapor="7654321",
        **dtsen(today.day, today.month, today.year),
    )  # fmt: skip
    keluhan = stored()
    assert (keluhan.pelapor_nama, keluhan.pelapor_hubungan, keluhan.pelapor_hp()) == (
        "Pak Udin", "Tetangga", "+6281298765432")  # fmt: skip
    assert (keluhan.prioritas, keluhan.tiket_lapor) == ("TINGGI", "7654321")
    assert list(keluhan.kebutuhan.values_list("layanan_id", "uraian")) == [("L01", "Rawat jalan"), ("L08", "")]
    marks = dict(Kelengkapan.objects.filter(kebutuhan__urutan=1).values_list("persyaratan__jenis_berkas", "status"))
    assert (marks["KTP"], marks["KK"], marks["SURAT_MEDIS"]) == ("ADA", "MENYUSUL", "TIDAK_ADA")
    assert (keluhan.klien.disabilitas, keluhan.klien.kesehatan()) == (["NETRA"], "Darah tinggi")
    assert list(keluhan.klien.ppks.values_list("kategori_id", flat=True)) == ["PPKS08"]
    assert Kepesertaan.objects.get().program_id == "PKH"
    check = StatusDTSEN.objects.get()
    assert (check.desil, check.petugas_id, check.tanggal_cek) == (2, keluhan.diterima_oleh_id, today)


CARD = {"hubungan_keluarga": "Istri", "status_perkawinan": "Kawin", "pendidikan": "SD sederajat"}


def test_what_the_family_card_says_of_the_person_arrives_and_stays(siti_web):
    send(siti_web, **CARD)
    klien = stored().klien
    assert {name: getattr(klien, name) for name in CARD} == CARD
    shown = siti_web.get(f"/warga/{klien.pk}/").content.decode()
    assert all(word in shown for word in CARD.values())
    again = siti_web.get(f"{NEW}?warga={klien.pk}").context["form"]
    assert {name: again[name].value() for name in CARD} == CARD
    form = siti_web.get(f"/warga/{klien.pk}/ubah/").context["form"]
    assert {name: form[name].value() for name in CARD} == CARD
    strange = send(siti_web, **CARD | {"pendidikan": "Sekolah sihir"})
    assert strange.status_code == 422 and "Pilih dari daftar." in strange.content.decode()


def test_what_was_not_ticked_is_not_there(siti_web):
    send(siti_web)
    assert set(Kelengkapan.objects.values_list("status", flat=True)) == {"TIDAK_ADA"}


def test_emoji_stay_and_invisible_things_go(siti_web):
    send(siti_web, ringkasan="Anak sakit 😷\x00\u202ekartu mati", nama="Hali\u200bmah")
    assert stored().ringkasan == "Anak sakit 😷kartu mati"
    assert stored().klien.nama == "Halimah"


def test_a_story_may_have_twenty_thousand_characters(siti_web):
    send(siti_web, uraian="a" * 20_000)
    assert len(stored().uraian) == 20_000


def test_one_character_more_is_said_and_nothing_is_lost(siti_web):
    story = "a" * 20_001
    page = page_of(send(siti_web, uraian=story))
    assert "Kelebihan 1 karakter; paling banyak 20.000 karakter." in page
    assert story in page


def test_intake_costs_the_same_however_much_the_city_holds(siti_web, cast, now, django_assert_num_queries):
    for number in range(5):
        a_keluhan(cast.siti, now, sheet=without_nik(nama=f"Warga {'abcde'[number]}"))
    send(siti_web, nama="Pemanas", nik=NIK_MAN, jenis_kelamin="L", tanggal_lahir_0="17", no_kk="")
    with django_assert_num_queries(34):
        send(siti_web)
    assert Keluhan.objects.count() == 7


# --- twice ---------------------------------------------------------------------------------------------------------
def test_the_same_sheet_twice_is_one_keluhan(siti_web):
    body = typed(id=new_uuid7())
    first, second = siti_web.post(NEW, body), siti_web.post(NEW, body)
    assert first["Location"] == second["Location"]
    assert Keluhan.objects.count() == Warga.objects.count() == 1


def test_other_content_under_the_same_id_overwrites_nothing_and_loses_nothing(siti_web):
    id = new_uuid7()
    siti_web.post(NEW, typed(id=id))
    response = siti_web.post(NEW, typed(id=id, ringkasan="Rumah bocor"))
    page = response.content.decode()
    assert response.status_code == 409
    assert stored().ringkasan == "Kartu KIS tidak aktif, harus berobat"
    assert "sudah tercatat dengan isi lain" in page and "Rumah bocor" in page
    assert f'name="id" value="{id}"' not in page


def test_an_id_of_somebody_else_is_other_content(siti_web, budi_web):
    id = new_uuid7()
    siti_web.post(NEW, typed(id=id))
    assert budi_web.post(NEW, typed(id=id)).status_code == 409


# --- what is wrong is said at its field, and everything typed stays --------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"nama": ""}, "Isi nama lengkap sesuai KTP."),
        ({"nama": "a" * 125}, "Kelebihan 5 karakter; paling banyak 120 karakter."),
        ({"nik": "627101170890000"}, "NIK harus 16 angka; yang diketik 15 angka."),
        ({"nik": "6271057102040001"}, "tidak ada di kalender"),
        ({"nik": "6271011708900000"}, "tidak mungkin 0000"),
        ({"nik": ""}, "Isi NIK, atau pilih alasan belum ada NIK."),
        ({"no_kk": "62710415012000"}, "No. KK harus 16 angka"),
        ({"hp": "0812"}, "Nomor HP kurang lengkap"),
        ({"kelurahan": PAHANDUT}, "Pilih dari daftar."),
        ({"kelurahan": "62.71"}, "Pilih dari daftar."),
        ({"rt": "dua"}, "Isi dengan angka, misalnya 003."),
        ({"tanggal_lahir_2": "2090"}, "Tanggal lahir belum terjadi."),
        ({"tanggal_lahir_2": "1890"}, "lebih dari 120 tahun"),
        ({"tanggal_lahir_1": "13"}, "tidak ada di kalender"),
        ({"perkiraan_umur": "200"}, "Isi angka 0 sampai 120."),
        (dtsen(1, 1, 2090), "Tanggal cek DTSEN belum terjadi."),
        ({"dtsen_terdaftar": "YA"}, "Isi tanggal cek DTSEN."),
        (dtsen(2, 1, 2026, dtsen_terdaftar="TIDAK"), "tidak punya desil"),
        (dtsen(2, 1, 2026, dtsen_desil="11"), "Isi angka 0 sampai 10."),
        ({"tanggal_kejadian_0": "1", "tanggal_kejadian_1": "1", "tanggal_kejadian_2": "2090"},
         "Tanggal kejadian belum terjadi."),
        ({"subkategori": ""}, "Pilih jenis keluhan."),
        ({"subkategori": "TIDAK_ADA"}, "Pilih dari daftar."),
        ({"ringkasan": "a" * 151}, "Kelebihan 1 karakter; paling banyak 150 karakter."),
        ({"kanal": "LAPOR"}, "Isi nomor tiket LAPOR!."),
        ({"pelapor_jenis": "ORANG_LAIN"}, "Pilih hubungan pelapor dengan warga."),
        ({"pelapor_jenis": "ORANG_LAIN", "pelapor_hubungan": "Tetangga"}, "Isi nama pelapor, atau rahasiakan pelapor."),
        ({"prioritas": "DARURAT"}, "Tulis alasan prioritas ini."),
        ({"diberi_tahu": None}, "Sampaikan pemberitahuan kepada keluarga, lalu centang."),
        ({"dasar": "PERSETUJUAN"}, "Pilih cara persetujuan diberikan."),
        ({"pemberi": "WALI"}, "Isi nama orang tua atau wali."),
        ({"kebutuhan-0-layanan": "L99"}, "Pilih dari daftar."),
        ({"kebutuhan-TOTAL_FORMS": "x"}, "Isian ini rusak di perjalanan."),
    ],
)  # fmt: skip
def test_each_mistake_has_its_sentence(siti_web, changes, sentence):
    page = page_of(send(siti_web, **changes))
    assert sentence in page
    assert "Jl. Mahir Mahar km 18" in page


def test_all_mistakes_are_said_at_once_and_repeated_rows_stay(siti_web):
    rows = [{"program": "PKH", "status": ""}, {"program": "", "status": "AKTIF", "no_kartu": "123"}]
    page = page_of(send(siti_web, {"layanan": "L10", "uraian": "Kursi roda anak"}, nama="", memberships=rows))
    for sentence in ("Isi nama lengkap sesuai KTP.", "Pilih status.", "Pilih program.", "Kursi roda anak"):
        assert sentence in page
    assert 'value="PKH" selected' in page and 'value="123"' in page and 'value="L10" selected' in page


def test_a_row_that_was_added_and_never_filled_is_no_mistake(siti_web):
    send(siti_web, {"layanan": "L01"}, {"layanan": "", "uraian": " "}, memberships=[{"program": "", "status": ""}])
    assert stored().kebutuhan.count() == 1 and not Kepesertaan.objects.exists()


def test_the_topic_brings_its_usual_service(siti_web):
    send(siti_web, {"layanan": ""}, subkategori="RUMAH_TIDAK_LAYAK")
    assert stored().kebutuhan.get().layanan_id == "L16"


def test_vital_interest_needs_no_notice_and_a_child_a_guardian(siti_web):
    child = {"tanggal_lahir_2": "2015", "dasar": "PERSETUJUAN", "cara_setuju": "TANDA_TANGAN", "nik": "",
             "alasan_tanpa_nik": "BELUM_REKAM"}  # fmt: skip
    assert "yang menyetujui orang tua atau walinya" in page_of(send(siti_web, **child))
    send(siti_web, dasar="KEPENTINGAN_VITAL", diberi_tahu=None)
    assert stored().persetujuan.get().dasar == "KEPENTINGAN_VITAL"


# --- questions that are asked once -----------------------------------------------------------------------------------
def key_in(page, name):
    """The value of the one answer of that name that the page offers."""
    before, _, _ = page.partition(f'name="{name}"')
    return page[len(before) :].partition('value="')[2].partition('"')[0]


def test_an_odd_nik_is_asked_about_once_and_then_taken(siti_web):
    odd = {"jenis_kelamin": "L"}
    page = page_of(send(siti_web, **odd))
    assert "Menurut NIK ini seorang perempuan" in page
    send(siti_web, **odd, sudah_diperiksa=key_in(page, "sudah_diperiksa"))
    assert stored().klien.jenis_kelamin == "L"


def test_the_answer_to_one_doubt_does_not_cover_another(siti_web):
    seen = key_in(page_of(send(siti_web, jenis_kelamin="L")), "sudah_diperiksa")
    page = page_of(send(siti_web, tanggal_lahir_2="1991", sudah_diperiksa=seen))
    assert "Tanggal lahir menurut NIK 17-08-1990" in page


@pytest.mark.parametrize("number", ["6371011708900003", "6271061708900003"])
def test_a_nik_of_another_region_is_a_question_and_no_refusal(siti_web, number):
    page = page_of(send(siti_web, nik=number, jenis_kelamin="L"))
    send(siti_web, nik=number, jenis_kelamin="L", sudah_diperiksa=key_in(page, "sudah_diperiksa"))
    assert stored().klien.nik() == number


def test_somebody_who_may_be_on_file_is_shown_and_can_be_chosen(siti_web, siti, now):
    known = a_keluhan(siti, now, sheet=without_nik(nama="Halimah", tanggal_lahir=None, layanan="L10")).klien
    response = send(siti_web, {"layanan": "L05"}, nik="", alasan_tanpa_nik="HILANG", no_kk="")
    page = response.content.decode()
    assert response.status_code == 422 and "Mungkin sudah terdaftar" in page
    assert Keluhan.objects.count() == 1
    send(siti_web, {"layanan": "L05"}, nik="", alasan_tanpa_nik="HILANG", no_kk="", orang=str(known.pk))
    assert known.keluhan.count() == 2 and Warga.objects.count() == 1


def test_or_is_told_apart_and_becomes_a_person_of_her_own(siti_web, siti, now):
    a_keluhan(siti, now, sheet=without_nik(nama="Halimah", tanggal_lahir=None))
    page = send(siti_web, {"layanan": "L05"}, no_kk="").content.decode()
    told_apart = "baru-" + page.partition('value="baru-')[2].partition('"')[0]
    send(siti_web, {"layanan": "L05"}, no_kk="", orang=told_apart)
    assert Warga.objects.count() == 2


def test_the_same_nik_in_reach_is_the_same_person(siti_web, budi, now):
    known = a_keluhan(budi, now, layanan="L10").klien
    send(siti_web, {"layanan": "L05"}, nama="Ibu Halimah", pekerjaan="Tukang cuci")
    assert Warga.objects.get() == known
    assert known.keluhan.count() == 2
    known.refresh_from_db()
    assert known.pekerjaan == "Tukang cuci" and known.versi == 1


def test_the_nik_of_somebody_with_quite_another_name_is_refused(siti_web, budi, now):
    a_keluhan(budi, now, layanan="L10")
    response = send(siti_web, {"layanan": "L05"}, nama="Robertus Dehen", no_kk="", hp="")
    assert response.status_code == 422
    assert "tercatat atas nama lain" in response.content.decode()
    assert Keluhan.objects.count() == 1


def test_a_need_that_is_open_already_is_asked_about(siti_web, siti, now):
    first = a_keluhan(siti, now - timedelta(days=12))
    page = send(siti_web).content.decode()
    assert "Kebutuhan yang sama masih terbuka" in page and first.nomor in page and "status Terdaftar" in page
    assert f"{first.get_absolute_url()}#catatan" in page
    send(siti_web, tetap_catat=key_in(page, "tetap_catat"))
    assert Kebutuhan.objects.filter(layanan="L01").count() == 2


def test_a_need_of_the_same_household_is_asked_about_too(siti_web, siti, now):
    a_keluhan(siti, now)
    response = send(siti_web, nama="Abdul Wahid", nik=NIK_MAN, jenis_kelamin="L", hp="")
    assert "Kebutuhan yang sama masih terbuka" in response.content.decode()


@pytest.mark.parametrize("days, asks", [(1, True), (90, True), (92, False)])
def test_a_need_that_was_answered_lately_is_asked_about_once(cast, days, asks):
    """T1: the family comes back after a refusal; the case can be opened again instead of being written down anew."""
    first = with_result(cast, timezone.now() - timedelta(days=days), outcome=("unmet", "KUOTA"))
    page = send(cast.siti_web)
    assert (page.status_code == 422) == asks
    if asks:
        text = page.content.decode()
        assert "Kebutuhan yang sama baru saja dijawab" in text and first.nomor in text
        assert "tidak terpenuhi" in text and "kuota habis" in text
        again = send(cast.siti_web, tetap_catat=key_in(text, "tetap_catat"))
        assert again.status_code == 302
    assert Keluhan.objects.exclude(pk=first.pk).count() == 1


def test_a_case_that_was_written_down_by_mistake_is_not_asked_about(cast):
    first = with_result(cast, timezone.now() - timedelta(days=3))
    closing.withdraw(by=cast.koor, now=timezone.now(), id=first.pk, alasan="SALAH_CATAT", catatan="Salah orang")
    assert send(cast.siti_web).status_code == 302


def test_nobody_is_asked_about_a_secret_case(siti_web, koor, now):
    a_keluhan(koor, now, layanan="L18", subkategori="KEKERASAN", nama="Wanda", nik=NIK_OTHER_WOMAN)
    page = send(siti_web, {"layanan": "L18"}, nama="Wanda", nik="", alasan_tanpa_nik="HILANG", tanggal_lahir_0="31")
    assert page.status_code == 302


# --- NIK known out of reach: one sentence, on record (T04) -----------------------------------------------------------
def test_a_nik_known_elsewhere_gives_one_sentence_and_leaves_its_mark(siti_web, rahmat, now):
    a_keluhan(rahmat, now, nama="Nurul KENARI")
    response = send(siti_web)
    page = response.content.decode()
    assert response.status_code == 422 and ELSEWHERE in page
    assert "KENARI" not in page and "Pahandut" not in page
    assert Keluhan.objects.count() == 1
    mark = Jejak.objects.filter(aksi="CARI").latest("id")
    assert mark.rincian["elsewhere"] is True and NIK_WOMAN not in str(mark.rincian)


def test_the_sentence_is_the_same_for_a_secret_person_next_door(siti_web, rahmat, koor, now):
    a_keluhan(koor, now, subkategori="KEKERASAN", layanan="L18")
    assert ELSEWHERE in send(siti_web).content.decode()


# --- people without the right ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("person", ["hendra", "joko", "bulurah", "maya", "adi", "pia"])
def test_who_may_not_write_down_gets_403_and_nothing_is_stored(cast, person):
    web = getattr(cast, f"{person}_web")
    assert web.get(NEW).status_code == 403
    assert send(web).status_code == 403
    assert not Keluhan.objects.exists() and not Warga.objects.exists()


def test_ana_whose_assignment_ended_is_told_so(ana_web):
    response = send(ana_web)
    assert response.status_code == 302 and response["Location"] == reverse("puskesos:tanpa-tugas")
    assert not Keluhan.objects.exists()


def test_the_secretariat_may_choose_any_kelurahan_and_tono_those_of_his_kecamatan(dewi_web, tono_web, siti_web):
    for web, count in ((dewi_web, 30), (siti_web, 1)):
        page = web.get(NEW).content.decode().partition('name="kelurahan"')[2].partition("</select>")[0]
        assert page.count('<option value="62.') == count
    page = tono_web.get(NEW).content.decode().partition('name="kelurahan"')[2].partition("</select>")[0]
    assert "Petuk Barunai" in page and "Kalampangan" not in page


# --- rows without a script -------------------------------------------------------------------------------------------
def test_a_row_more_and_a_row_less_keep_what_was_typed(siti_web):
    response = send(siti_web, {"layanan": "L10", "uraian": "Kursi roda"}, aksi="tambah_kebutuhan", nama="")
    page = response.content.decode()
    assert response.status_code == 200 and "Isi nama lengkap" not in page
    assert 'name="kebutuhan-1-layanan"' in page and "Kursi roda" in page
    response = send(
        siti_web, {"layanan": "L10", "uraian": "Kursi roda"}, {"layanan": "L08", "uraian": "Surat"},
        aksi="hapus_kebutuhan-0",
    )  # fmt: skip
    page = response.content.decode()
    assert "Kursi roda" not in page and 'name="kebutuhan-0-uraian" value="Surat"' in page
    assert 'name="kebutuhan-1-layanan"' not in page


def test_there_is_an_end_to_the_rows(siti_web):
    page = send(siti_web, *[{"layanan": "L08"}] * 10, aksi="tambah_kebutuhan").content.decode()
    assert 'name="kebutuhan-9-layanan"' in page and 'name="kebutuhan-10-layanan"' not in page
    assert "Paling banyak 10 baris." in page_of(send(siti_web, *[{"layanan": "L08"}] * 11))


def test_the_papers_of_the_chosen_service_are_shown(siti_web):
    page = send(siti_web, {"layanan": "L01"}, aksi="segarkan_kebutuhan").content.decode()
    assert "Surat keterangan medis dari fasilitas kesehatan" in page
    page = send(siti_web, {"layanan": "L18"}, aksi="segarkan_kebutuhan").content.decode()
    assert "tidak meminta surat apa pun" in page


# --- somebody on file ------------------------------------------------------------------------------------------------
def test_a_sheet_for_somebody_on_file_starts_filled_in_without_numbers(siti_web, siti, now):
    known = a_keluhan(siti, now).klien
    page = siti_web.get(f"{NEW}?warga={known.pk}").content.decode()
    assert 'value="Halimah"' in page and "Pedagang sayur" in page and "Jl. Mahir Mahar km 18" in page
    assert NIK_WOMAN not in page and "81234567890" not in page and NO_KK not in page
    send(siti_web, {"layanan": "L05"}, warga_id=str(known.pk), nik="", hp="", no_kk="")
    known.refresh_from_db()
    assert known.keluhan.count() == 2 and known.nik() == NIK_WOMAN and known.hp() == "+6281234567890"


def test_somebody_of_another_kelurahan_is_not_there(siti_web, rahmat, now):
    stranger = a_keluhan(rahmat, now).klien
    assert siti_web.get(f"{NEW}?warga={stranger.pk}").status_code == 404
    assert siti_web.get(f"{NEW}?warga=bukan-id").status_code == 404
    response = send(siti_web, warga_id=str(stranger.pk), nik="", alasan_tanpa_nik="HILANG")
    assert response.status_code == 422 and Keluhan.objects.count() == 1


def test_names_are_compared_before_two_files_become_one():
    assert matching.name_similarity("Halimah", "Ibu Halimah") >= matching.SIMILAR_NAME
