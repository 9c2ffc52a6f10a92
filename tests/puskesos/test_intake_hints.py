"""Hints while somebody is being written down: helpful inside one's area, one sentence and a limit outside it."""

import pytest

from puskesos import quota
from puskesos.models import Jejak, Keluhan, Lampiran
from puskesos.numbering import new_uuid7
from puskesos.persons import ELSEWHERE
from puskesos.views import shell
from tests.cases import NIK_WOMAN, a_keluhan, without_nik
from tests.puskesos.test_files import _own_store, photo  # noqa: F401
from tests.puskesos.typed import typed

pytestmark = pytest.mark.django_db

HINTS = "/keluhan/baru/petunjuk/"


def part(web, name, *needs, deed="", **changes):
    response = web.post(HINTS, typed(*needs, bagian=name, aksi=deed, **changes))
    return response.status_code, response.content.decode()


def test_the_number_says_sex_and_birth_and_what_is_odd(siti_web):
    status, page = part(siti_web, "petunjuk", jenis_kelamin="L", nama="", ringkasan="")
    assert status == 200
    assert "Menurut NIK: perempuan, lahir 17-08-1990." in page
    assert "yang dipilih berbeda" in page and "Isi " not in page


def test_somebody_alike_is_shown_with_the_reason(siti_web, siti, now):
    known = a_keluhan(siti, now, sheet=without_nik(nama="St. Halimah", tanggal_lahir=None)).klien
    status, page = part(siti_web, "petunjuk", nama="Siti Halimah", nik="")
    assert status == 200 and str(known.pk) in page and "Nomor HP sama" in page
    assert "Bukan salah satu dari mereka" in page
    assert str(known.pk) in str(Jejak.objects.filter(aksi="DAFTAR").latest("id").rincian)


def test_nobody_out_of_reach_is_ever_shown(siti_web, rahmat, now):
    a_keluhan(rahmat, now, sheet=without_nik(nama="Halimah", kelurahan="62.71.01.1001", alamat="Jl. KENARI"))
    status, page = part(siti_web, "petunjuk", nik="")
    assert status == 200 and "Mungkin sudah terdaftar" not in page and "KENARI" not in page


def test_a_nik_known_elsewhere_is_one_sentence_on_record(siti_web, siti, rahmat, now):
    a_keluhan(rahmat, now, nama="Nurul KENARI")
    status, page = part(siti_web, "petunjuk")
    assert status == 200 and ELSEWHERE in page and "KENARI" not in page and "Pahandut" not in page
    mark = Jejak.objects.filter(aksi="CARI").get()
    assert (mark.petugas_id, mark.rincian["elsewhere"]) == (siti.petugas_id, True)
    assert NIK_WOMAN not in str(mark.rincian)


def test_the_twenty_first_number_of_the_hour_is_refused(siti_web, siti, now, monkeypatch):
    monkeypatch.setattr(quota, "SEARCHES_AN_HOUR", 2)
    for serial in "12":
        assert part(siti_web, "petunjuk", nik=f"627101570890000{serial}")[0] == 200
    status, page = part(siti_web, "petunjuk", nik="6271015708900004")
    assert status == 429 and "Lanjutkan setelah pukul" in page
    assert part(siti_web, "petunjuk", nik="6271015708900001")[0] == 200


def test_an_open_need_of_the_same_person_is_shown_beside_the_service(siti_web, siti, now):
    first = a_keluhan(siti, now)
    status, page = part(siti_web, "kebutuhan", {"layanan": "L01"})
    assert status == 200 and first.nomor in page and f"{first.get_absolute_url()}#catatan" in page
    assert first.nomor not in part(siti_web, "kebutuhan", {"layanan": "L05"})[1]


def test_the_papers_follow_the_service(siti_web):
    status, page = part(siti_web, "kebutuhan", {"layanan": "L16"})
    assert status == 200 and page.count('type="radio"') > 6
    assert "<html" not in page


def test_an_emergency_names_the_number_to_call(siti_web, settings):
    settings.SLRT_TELEPON = "(0536) 000-1111"
    assert "(0536) 000-1111" in part(siti_web, "prioritas", urgensi=["SAKIT_BERAT"])[1]
    assert "000-1111" not in part(siti_web, "prioritas")[1]
    assert "(0536) 000-1111" in shell.drawn()[1]["/lapor/"], "without signal too"


def test_the_priority_follows_the_answers_with_its_reason(siti_web):
    _, page = part(siti_web, "prioritas", urgensi=["LANSIA_SENDIRI", "SAKIT_BERAT"])
    assert "Prioritas Darurat" in page and "Ada lansia yang tinggal sendirian tanpa yang merawat." in page
    assert "hubungi sekretariat SLRT sekarang" in page
    _, page = part(siti_web, "prioritas", urgensi=["KESELAMATAN"])
    assert "menjadi rahasia" in page
    assert "Prioritas Normal" in part(siti_web, "prioritas")[1]


def test_a_photo_is_kept_while_the_sheet_is_being_filled_in(siti_web):
    id = new_uuid7()
    status, page = part(siti_web, "berkas", deed="unggah_berkas", id=id, nama="", berkas=photo(), berkas_jenis="KTP",
                        berkas_id=str(new_uuid7()))  # fmt: skip
    kept = Lampiran.objects.get()
    assert status == 200 and f'name="lampiran" value="{kept.pk}"' in page and kept.draf_id == id
    status, page = part(siti_web, "berkas", deed="unggah_berkas", id=id, berkas=photo(), berkas_jenis="")
    assert status == 422 and "Pilih jenis berkas." in page


def test_unknown_parts_and_people_without_the_right(siti_web, hendra_web, joko_web, ana_web, client):
    assert part(siti_web, "rahasia")[0] == 404
    assert part(hendra_web, "petunjuk")[0] == part(joko_web, "petunjuk")[0] == 403
    assert part(ana_web, "petunjuk")[0] == part(client, "petunjuk")[0] == 302
    assert not Keluhan.objects.exists() and not Jejak.objects.filter(aksi="CARI").exists()
