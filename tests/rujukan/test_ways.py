"""The secretariat's side of answers without an account: calls, answers to vouch for, and shutting a way."""

import re

import pytest
from django.http import Http404
from django.utils import timezone

from puskesos.refusals import Refused
from rujukan import answer_links
from rujukan.answer_links import links, unvouched
from rujukan.answers import Wakil
from rujukan.models import JawabanMasuk, TautanInstansi
from tests.cases import a_photo, fresh_rujukan, referred, secret_referred

CONFIRM = {"aksi": "benar", "wakil_cara": "TELEPON", "wakil_nama": "Pak Joko"}


@pytest.fixture(autouse=True)
def monday(monkeypatch, now):
    monkeypatch.setattr(timezone, "now", lambda: now)


def offered(cast, now, code="accept", **facts):
    _, rujukan = referred(cast, now)
    answer_links.letter_code(rujukan, now)
    row = unvouched.offer(by=None, now=now, tautan=links.of_letter(rujukan), code=code, penjawab="Rina", **facts)
    return rujukan, row


def status(rujukan):
    return fresh_rujukan(rujukan).status


# --- vouching ------------------------------------------------------------------------------------------------------
def test_what_the_agency_confirms_is_written_down_on_its_behalf(cast, now):
    rujukan, row = offered(cast, now, catatan="Kami proses.")
    page = cast.dewi_web.get("/rujukan/jawaban-masuk/").content.decode()
    assert rujukan.nomor in page and "mengaku Rina" in page
    assert cast.dewi_web.post(f"/rujukan/jawaban-masuk/{row.pk}/", CONFIRM).status_code == 302
    line = rujukan.riwayat.get(langkah="accept")
    assert (line.peran, line.petugas_id, line.catatan) == ("BO_KOTA", cast.dewi.petugas_id, "Kami proses.")
    assert line.fakta["wakil_nama"] == "Pak Joko" and fresh_rujukan(rujukan).diwakili
    row.refresh_from_db()
    assert (row.status, row.diputus_oleh_id) == ("DIBENARKAN", cast.dewi.petugas_id)
    assert rujukan.nomor not in cast.dewi_web.get("/rujukan/jawaban-masuk/").content.decode()


def test_served_needs_the_proof_from_who_confirms(cast, now):
    rujukan, row = offered(cast, now, code="served", tanggal=now.date(), uraian="Kartu aktif.")
    address = f"/rujukan/jawaban-masuk/{row.pk}/"
    assert "Senin, 23 Nov 2026" in cast.dewi_web.get(address).content.decode()
    answer = cast.dewi_web.post(address, CONFIRM)
    assert answer.status_code == 422 and "Pilih bukti layanan." in answer.content.decode()
    assert cast.dewi_web.post(address, {**CONFIRM, "bukti": a_photo()}).status_code == 302
    rujukan = fresh_rujukan(rujukan)
    assert (rujukan.status, rujukan.hasil_pada) == ("DIREALISASIKAN", now.date())


def test_what_is_not_the_agencys_stays_on_record_and_moves_nothing(cast, now):
    rujukan, row = offered(cast, now)
    address = f"/rujukan/jawaban-masuk/{row.pk}/"
    assert cast.dewi_web.post(address, {"aksi": "bukan", "catatan": ""}).status_code == 422
    assert cast.dewi_web.post(address, {"aksi": "bukan", "catatan": "Instansi tidak tahu."}).status_code == 302
    assert status(rujukan) == "TERKIRIM"
    answer = cast.dewi_web.post(address, CONFIRM)  # decided is decided
    assert answer.status_code == 409 and status(rujukan) == "TERKIRIM"


@pytest.mark.parametrize("person", ["rahmat", "siti", "maya", "joko", "hendra"])
def test_others_cannot_vouch(cast, now, person):
    """Rahmat has the right but another kelurahan, the agency answers on its own page, the rest have no right."""
    rujukan, row = offered(cast, now)
    answer = getattr(cast, f"{person}_web").post(f"/rujukan/jawaban-masuk/{row.pk}/", CONFIRM)
    assert answer.status_code in {403, 404}
    assert status(rujukan) == "TERKIRIM" and JawabanMasuk.objects.get().status == "MENUNGGU"


def test_the_stage_itself_keeps_to_its_area(cast, now):
    rujukan, row = offered(cast, now)
    with pytest.raises(Http404):
        unvouched.confirm(by=cast.rahmat, now=now, id=row.pk, wakil=Wakil("TELEPON", "Pak Joko"))
    with pytest.raises(Http404):
        unvouched.reject(by=cast.rahmat, now=now, id=row.pk, catatan="Bukan.")
    with pytest.raises(Refused, match="di halaman rujukan"):
        unvouched.confirm(by=cast.joko, now=now, id=row.pk, wakil=Wakil())
    unvouched.confirm(by=cast.budi, now=now, id=row.pk, wakil=Wakil("TELEPON", "Pak Joko"))
    assert status(rujukan) == "DITERIMA"


def test_an_unvouched_answer_of_a_secret_case_is_seen_by_its_handlers_only(cast, now):
    _, rujukan = secret_referred(cast, now)
    answer_links.letter_code(rujukan, now)
    unvouched.offer(by=None, now=now, tautan=links.of_letter(rujukan), code="accept", penjawab="Rina")
    assert unvouched.waiting(cast.dewi).count() == 1
    assert unvouched.waiting(cast.rahmat).count() == 0


def test_the_list_of_referrals_and_the_referral_say_that_something_waits(cast, now):
    rujukan, row = offered(cast, now)
    assert "1 jawaban belum terverifikasi" in cast.dewi_web.get("/rujukan/").content.decode()
    body = cast.maya_web.get(rujukan.get_absolute_url()).content.decode()
    assert "mengaku Rina" in body and f"/rujukan/jawaban-masuk/{row.pk}/" not in body
    assert f"/rujukan/jawaban-masuk/{row.pk}/" in cast.dewi_web.get(rujukan.get_absolute_url()).content.decode()


# --- by telephone --------------------------------------------------------------------------------------------------
def test_the_code_read_on_the_telephone_finds_the_referral(cast, now):
    _, rujukan = referred(cast, now)
    code = answer_links.letter_code(rujukan, now).lower().replace("-", " ")
    body = cast.dewi_web.post("/rujukan/telepon/", {"kode": code}).content.decode()
    assert rujukan.nomor in body
    step = f"{rujukan.get_absolute_url()}langkah/accept/?cara=TELEPON"
    assert step in body
    assert re.search(r'<input[^>]*value="TELEPON"[^>]*checked', cast.dewi_web.get(step).content.decode())


def test_a_code_outside_ones_reach_reads_like_no_code(cast, now):
    _, rujukan = referred(cast, now)
    code = answer_links.letter_code(rujukan, now)
    for kode in (code, "K7QM-2XRD-9TBA-0"):
        answer = cast.rahmat_web.post("/rujukan/telepon/", {"kode": kode})
        assert answer.status_code == 422 and "di luar wilayah Anda" in answer.content.decode()
        assert rujukan.nomor not in answer.content.decode()
    assert cast.budi_web.post("/rujukan/telepon/", {"kode": code}).status_code == 200


# --- shutting ------------------------------------------------------------------------------------------------------
def test_one_way_or_all_are_shut_on_the_page_of_the_referral(cast, now):
    _, rujukan = referred(cast, now)
    answer_links.answer_url(rujukan, now)
    answer_links.letter_code(rujukan, now)
    address = f"{rujukan.get_absolute_url()}tautan/"
    mail = TautanInstansi.objects.get(tujuan="EMAIL")
    assert "Tautan di e-mail" in cast.dewi_web.get(address).content.decode()
    cast.dewi_web.post(address, {"tautan": str(mail.pk)})
    assert set(TautanInstansi.objects.filter(dicabut_pada=None).values_list("tujuan", flat=True)) == {"SURAT"}
    cast.maya_web.post(address)
    assert not TautanInstansi.objects.filter(dicabut_pada=None).exists()


def test_a_way_to_another_referral_is_not_shut_from_here(cast, now):
    _, rujukan = referred(cast, now)
    _, other = referred(cast, now, nik="6271011708900003", nama="Bahen")
    answer_links.answer_url(other, now)
    way = TautanInstansi.objects.get()
    answer = cast.dewi_web.post(f"{rujukan.get_absolute_url()}tautan/", {"tautan": str(way.pk)})
    assert answer.status_code == 409
    assert TautanInstansi.objects.get().dicabut_pada is None
