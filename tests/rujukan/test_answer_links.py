"""Answers without an account: what the right way in can do, and everything that other codes, eyes and hands cannot."""

import io
import re
from datetime import timedelta

import pikepdf
import pytest
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone
from django.utils.timezone import localdate

from puskesos import numbering
from puskesos.models import Jejak, Ketukan, Lampiran
from puskesos.refusals import NotAllowed, Refused
from rujukan import answer_links, answers, referral
from rujukan.access import lock_rujukan
from rujukan.answer_links import entry, links
from rujukan.models import JawabanMasuk, KodeMeja, TautanInstansi
from tests.cases import NIK_MAN, a_photo, fresh, fresh_rujukan, referred, secret_referred
from tests.rujukan.ticks import at, pass_at

ACCEPT = {"aksi": "accept", "penjawab": "Rina", "catatan": "Kami proses."}


@pytest.fixture(autouse=True)
def monday(monkeypatch, now):
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def desk_code(cast, now, reference):
    return answer_links.desk.rotate(by=cast.maya, now=now, instansi="BPJS_KES")


class Client(Browser):
    """A browser that sends the hidden field as the page it came by carries it."""

    def post(self, path, data=None, *args, **kwargs):
        if path == "/j/" and (data or {}).get("aksi") not in {"kode", "selesai"} and "jawab" in self.cookies:
            data = {"halaman": mark_for(self), **data}
        return super().post(path, data, *args, **kwargs)


def mark_for(browser):
    try:
        id = signing.loads(browser.cookies["jawab"].value, salt=entry._SALT)
    except signing.BadSignature:
        return ""
    return signing.dumps(id, salt=entry._PAGE_SALT)


def path(url):
    return url.removeprefix(settings.PUBLIC_URL)


def by_mail(rujukan, now):
    """A browser that opened the link of the mail."""
    browser = Client()
    response = browser.get(path(answer_links.answer_url(rujukan, now)))
    assert (response.status_code, response["Location"]) == (302, "/j/")
    return browser


def by_letter(rujukan, now):
    """A browser into which the code of the letter was typed."""
    browser = Client()
    response = browser.post("/j/", {"aksi": "kode", "kode": answer_links.letter_code(rujukan, now)})
    assert (response.status_code, response["Location"]) == (302, "/j/")
    return browser


def said(rujukan, **answer):
    return {"versi": fresh_rujukan(rujukan).versi, **answer}


def on_day(day, **rest):
    return {"tanggal_0": day.day, "tanggal_1": day.month, "tanggal_2": day.year, **rest}


def served(rujukan, now, **changes):
    day = changes.pop("day", localdate(now))
    return said(rujukan, **{"aksi": "served", "penjawab": "Rina", "uraian": "Kartu aktif.", "bukti": a_photo(),
                            **on_day(day), **changes})  # fmt: skip


def status(rujukan):
    return fresh_rujukan(rujukan).status


# --- by the mailed link --------------------------------------------------------------------------------------------
def test_the_mailed_link_moves_the_case_in_the_name_of_the_desk(cast, now):
    _, rujukan = referred(cast, now)
    browser = by_mail(rujukan, now)
    assert browser.post("/j/", said(rujukan, **ACCEPT)).status_code == 302
    assert status(rujukan) == "DITERIMA"
    line = rujukan.riwayat.get(langkah="accept")
    assert (line.peran, line.petugas, line.penugasan) == ("OPD", None, None)
    assert line.fakta == {"lewat": "TAUTAN", "penjawab": "Rina"}
    assert Jejak.objects.filter(objek_id=str(rujukan.pk), aksi="LANGKAH", peran="OPD", petugas=None).count() == 1
    assert not fresh_rujukan(rujukan).diwakili
    body = browser.get("/j/").content.decode()
    assert "diterima, oleh Rina" in body
    offered = re.findall(r'href="\?pilih=(\w+)#isian">([^<]+)<', body)
    assert offered == [("served", "Sudah dilayani"), ("ask_documents", "Dokumen kurang"), ("decline", "Tolak")]


def test_decline_papers_and_served_each_move_it(cast, now):
    for nik, answer, expected in (
        ("", {"aksi": "decline", "alasan": "KUOTA_HABIS", "catatan": "Kuota habis."}, "DITOLAK"),
        (NIK_MAN, {"aksi": "ask_documents", "dokumen": "Fotokopi KK"}, "PERLU_DOKUMEN"),
    ):
        _, rujukan = referred(cast, now, **({"nik": nik, "nama": "Bahen"} if nik else {}))
        by_mail(rujukan, now).post("/j/", said(rujukan, penjawab="Rina", **answer))
        assert status(rujukan) == expected


def test_served_carries_its_proof(cast, now):
    keluhan, rujukan = referred(cast, now)
    assert by_mail(rujukan, now).post("/j/", served(rujukan, now)).status_code == 302
    rujukan = fresh_rujukan(rujukan)
    assert (rujukan.status, rujukan.hasil_pada) == ("DIREALISASIKAN", localdate(now))
    proof = Lampiran.objects.get(pk=rujukan.bukti_id)
    assert (proof.diunggah_oleh, proof.jenis_id, proof.keluhan_id) == (None, "BUKTI_HASIL", keluhan.pk)
    assert fresh(keluhan).status == "HASIL_ADA"


def test_fifty_looks_change_nothing(cast, now):
    """A mail scanner opens everything it is sent, follows the redirect, and comes again (reliability T11)."""
    _, rujukan = referred(cast, now)
    url = path(answer_links.answer_url(rujukan, now))

    def state():
        way = TautanInstansi.objects.values().get(rujukan=rujukan)
        return way, status(rujukan), fresh_rujukan(rujukan).versi, rujukan.riwayat.count(), Jejak.objects.count()

    before = state()
    for _ in range(50):
        assert Client().get(url, follow=True).status_code == 200
    assert state() == before
    browser = Client()
    browser.get(url)
    browser.post("/j/", said(rujukan, **ACCEPT))
    assert status(rujukan) == "DITERIMA"


def test_the_token_leaves_the_address_and_stands_nowhere(cast, now):
    _, rujukan = referred(cast, now)
    url = answer_links.answer_url(rujukan, now)
    token = url.rpartition("/")[2]
    assert len(token) * 6 >= 256
    browser = Client()
    answer = browser.get(path(url))
    assert token not in answer["Location"] and token not in answer.cookies.output()
    page = browser.get("/j/")
    assert token not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    row = TautanInstansi.objects.get(rujukan=rujukan)
    assert token.encode() not in bytes(row.sidik) and row.kode_sandi is None
    assert answer.cookies["jawab"]["httponly"] and answer.cookies["jawab"]["max-age"] == 7200


def test_before_a_person_asks_no_name_is_shown_and_the_look_is_recorded(cast, now):
    keluhan, rujukan = referred(cast, now)
    browser = by_mail(rujukan, now)
    body = browser.get("/j/").content.decode()
    assert "Halimah" not in body and "Mahir Mahar" not in body and "<dd>H.</dd>" in body
    body = browser.post("/j/", {"aksi": "lihat"}).content.decode()
    assert "Halimah" in body and "Mahir Mahar" in body
    assert "6271035708900003" not in body and "81234567890" not in body and "Kartu ditolak di rumah" not in body
    look = Jejak.objects.get(aksi="BACA", objek_id=str(rujukan.pk), peran="OPD", petugas=None)
    assert look.keluhan_id == keluhan.pk and look.rincian["lewat"] == "TAUTAN"


def test_of_a_secret_case_only_initials_are_ever_shown(cast, now):
    _, rujukan = secret_referred(cast, now)
    browser = by_mail(rujukan, now)
    body = browser.get("/j/").content.decode() + browser.post("/j/", {"aksi": "lihat"}).content.decode()
    assert "Halimah" not in body and "Mahir Mahar" not in body


def test_the_page_is_small_and_needs_no_script(cast, now):
    _, rujukan = referred(cast, now)
    browser = by_mail(rujukan, now)
    for query in ("", "?pilih=decline", "?pilih=served"):
        answer = browser.get(f"/j/{query}")
        assert "<script" not in answer.content.decode()
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert len(answer.content) < 20_000  # with 2.5 KB of stylesheet far below 30 KB


# --- refusals ------------------------------------------------------------------------------------------------------
def test_a_link_ends_to_the_second(cast, now, monkeypatch):
    _, rujukan = referred(cast, now)
    end = rujukan.tenggat + timedelta(days=7)
    browser = by_mail(rujukan, now)
    monkeypatch.setattr(timezone, "now", lambda: end - timedelta(seconds=1))
    assert browser.get("/j/").status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: end)
    answer = browser.post("/j/", said(rujukan, **ACCEPT))
    assert answer.status_code == 410 and "sudah habis" in answer.content.decode()
    assert status(rujukan) == "TERKIRIM"


def test_no_link_lives_longer_than_45_days(cast, now):
    _, rujukan = referred(cast, now)
    rujukan.tenggat = now + timedelta(days=300)
    answer_links.answer_url(rujukan, now)
    assert TautanInstansi.objects.get(rujukan=rujukan).berlaku_sampai == now + timedelta(days=45)


def test_a_revoked_link_is_shut_at_once_and_a_fresh_one_works(cast, now):
    _, rujukan = referred(cast, now)
    browser = by_mail(rujukan, now)
    assert browser.get("/j/").status_code == 200
    assert answer_links.revoke_all(by=cast.dewi, now=now, rujukan_id=rujukan.pk) == 1
    answer = browser.post("/j/", said(rujukan, **ACCEPT))
    assert answer.status_code == 410 and "dicabut" in answer.content.decode()
    assert status(rujukan) == "TERKIRIM"
    by_mail(rujukan, now).post("/j/", said(rujukan, **ACCEPT))
    assert status(rujukan) == "DITERIMA"


@pytest.mark.parametrize("person", ["joko", "hendra", "fitri", "siti"])
def test_who_may_not_refer_may_not_shut_a_way(cast, now, person):
    _, rujukan = referred(cast, now)
    answer_links.answer_url(rujukan, now)
    with pytest.raises(NotAllowed):
        answer_links.revoke_all(by=getattr(cast, person), now=now, rujukan_id=rujukan.pk)
    assert TautanInstansi.objects.get(rujukan=rujukan).dicabut_pada is None


def test_withdrawing_the_referral_shuts_its_ways(cast, now):
    _, rujukan = referred(cast, now)
    browser = by_mail(rujukan, now)
    referral.withdraw(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, rujukan.pk), catatan="Salah alamat.")
    answer = browser.post("/j/", said(rujukan, **ACCEPT))
    assert answer.status_code == 410 and "ditarik" in answer.content.decode()
    assert status(rujukan) == "DICABUT"


def test_the_cookie_of_one_referral_opens_no_other(cast, now):
    """No id is in any address or form; a cookie that was changed is no cookie."""
    _, mine = referred(cast, now)
    _, other = referred(cast, now, nik=NIK_MAN, nama="Bahen")
    browser = by_mail(mine, now)
    browser.post("/j/", {**said(mine, **ACCEPT), "rujukan": str(other.pk), "tautan": str(other.pk)})
    assert (status(mine), status(other)) == ("DITERIMA", "TERKIRIM")
    browser.cookies["jawab"] = browser.cookies["jawab"].value[:-2] + "xx"
    answer = browser.post("/j/", said(other, **ACCEPT))
    assert answer.status_code == 403 and "belum tersimpan" in answer.content.decode()


def test_guessed_tokens_get_one_answer_and_then_a_shut_door(client, cast, now):
    _, rujukan = referred(cast, now)
    good = path(answer_links.answer_url(rujukan, now))
    first = [client.get(f"/j/{'x' * n}") for n in (1, 43, 400)]
    assert {answer.status_code for answer in first} == {404}
    pages = {answer.content.decode().partition("<h1>")[2].partition("csrfmiddlewaretoken")[0] for answer in first}
    assert len(pages) == 1
    for n in range(7):
        client.get(f"/j/{n}")
    assert client.get("/j/another").status_code == 429
    assert client.get(good).status_code == 429  # right ones too: nothing is learnt from trying on
    assert Client(REMOTE_ADDR="10.9.8.7").get(good).status_code == 302


def test_no_code_gets_into_the_log(cast, now, caplog):
    keluhan, rujukan = referred(cast, now)
    token = path(answer_links.answer_url(rujukan, now)).removeprefix("/j/")
    with caplog.at_level("INFO", logger="django.request"):
        for n in range(11):
            Client().get(f"/j/{n}")
            Client().get(f"/s/{n}")
        assert Client().get(f"/j/{token}").status_code == 429
        assert Client().get(f"/s/{keluhan.tracking_code()}").status_code == 429
        Client().get("/tidak-ada/")
    assert "/tidak-ada/" in caplog.text
    assert "/j/" not in caplog.text and "/s/" not in caplog.text


def test_the_whole_service_has_a_limit_too(cast, now):
    _, rujukan = referred(cast, now)
    good = path(answer_links.answer_url(rujukan, now))
    for n in range(60):
        Client(REMOTE_ADDR=f"10.1.{n}.1").get("/j/wrong")
    assert Client(REMOTE_ADDR="10.2.0.1").get(good).status_code == 429


def test_the_next_minute_begins_anew_and_old_knocks_are_swept_out(client, cast, now, monkeypatch):
    for n in range(11):
        client.get(f"/j/{n}")
    assert client.get("/j/again").status_code == 429
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=61))
    assert client.get("/j/again").status_code == 404
    assert set(Ketukan.objects.values_list("jendela", flat=True)) == {now + timedelta(minutes=61)}


def test_two_clerks_of_one_desk_the_second_sees_what_was_answered(cast, now):
    _, rujukan = referred(cast, now)
    first, second = by_mail(rujukan, now), by_mail(rujukan, now)
    stale = said(rujukan, aksi="decline", alasan="KUOTA_HABIS", catatan="Kuota bulan ini habis.", penjawab="Tono")
    first.post("/j/", said(rujukan, **ACCEPT))
    answer = second.post("/j/", stale)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "belum tersimpan" in body and "diterima, oleh Rina" in body and "Kuota bulan ini habis." in body
    assert status(rujukan) == "DITERIMA"


def test_answering_after_the_end_is_refused_in_words(cast, now):
    _, rujukan = referred(cast, now)
    browser = by_mail(rujukan, now)
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Kuota habis.")
    answer = browser.post("/j/", said(rujukan, **ACCEPT))
    assert answer.status_code == 409 and "Ditolak" in answer.content.decode()
    assert status(rujukan) == "DITOLAK"
    assert "Tidak ada lagi yang perlu dijawab" in browser.get("/j/").content.decode()
    answer = browser.post("/j/", {"aksi": "lihat"})  # names are for the work, and the work is over
    assert answer.status_code == 409 and "Halimah" not in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": localdate(at("2026-11-24 09:00"))}, "Tanggal layanan belum terjadi."),
        ({"day": localdate(at("2026-11-20 09:00"))}, "lebih dulu daripada rujukan dikirim"),
        ({"tanggal_0": "31", "tanggal_1": "2"}, "tidak ada di kalender"),
        ({"bukti": ""}, "Pilih bukti layanan."),
        ({"penjawab": " "}, "Isi nama Anda."),
        ({"uraian": ""}, "Isi bantuan yang diterima keluarga."),
    ],
)
def test_bad_answers_get_a_sentence_and_keep_what_was_typed(cast, now, changes, sentence):
    _, rujukan = referred(cast, now)
    answer = by_mail(rujukan, now).post("/j/", served(rujukan, now, **{"penjawab": "Rina KEPESERTAAN", **changes}))
    body = answer.content.decode()
    assert answer.status_code == 422 and sentence in body
    assert changes.get("penjawab") or "Rina KEPESERTAAN" in body
    assert status(rujukan) == "TERKIRIM"


def test_a_form_left_open_in_another_tab_does_not_answer_the_next_referral(cast, now):
    _, first = referred(cast, now)
    _, second = referred(cast, now, nik="6271011708900003", nama="Bahen")
    browser = by_mail(first, now)
    page = browser.get("/j/?pilih=accept").content.decode()
    left_open = dict(re.findall(r'name="(halaman)" value="([^"]+)"', page))
    browser.get(path(answer_links.answer_url(second, now)))
    for form in ({"halaman": "", **left_open}, {"halaman": ""}):
        for sent in (ACCEPT, {"aksi": "lihat"}):
            answer = browser.post("/j/", said(second, **sent, **form))
            assert answer.status_code == 409 and "berganti ke rujukan lain" in answer.content.decode()
    assert (status(first), status(second)) == ("TERKIRIM", "TERKIRIM")
    page = browser.get("/j/?pilih=accept").content.decode()
    (mark,) = re.findall(r'name="halaman" value="([^"]+)"', page)
    assert browser.post("/j/", said(second, **ACCEPT, halaman=mark)).status_code == 302
    assert (status(first), status(second)) == ("TERKIRIM", "DITERIMA")


def test_a_lost_letter_does_not_open_the_way_of_the_new_one(cast, now):
    _, rujukan = referred(cast, now)
    answer_links.letter_code(rujukan, now)
    answer_links.revoke_all(by=cast.dewi, now=now, rujukan_id=rujukan.pk)
    later = now + timedelta(hours=1)
    answer_links.letter_code(rujukan, later)
    assert answer_links.enter_letter(rujukan, later, issued=now) is None
    assert answer_links.enter_letter(rujukan, later, issued=later)["Location"] == "/j/"


# --- by the letter -------------------------------------------------------------------------------------------------
def test_letter_and_desk_code_move_the_case(cast, now, desk_code):
    _, rujukan = referred(cast, now)
    browser = by_letter(rujukan, now)
    assert browser.post("/j/", served(rujukan, now, kode_meja=desk_code)).status_code == 302
    assert status(rujukan) == "DIREALISASIKAN"
    assert rujukan.riwayat.get(langkah="served").fakta["lewat"] == "SURAT"
    assert JawabanMasuk.objects.count() == 0


def test_the_letter_alone_cannot_speak_for_the_agency(cast, now, desk_code):
    """The family holds the same letter: what it says waits for the secretariat, and no file of theirs is kept."""
    _, rujukan = referred(cast, now)
    browser = by_letter(rujukan, now)
    assert browser.post("/j/", served(rujukan, now)).status_code == 302
    assert status(rujukan) == "TERKIRIM"
    row = JawabanMasuk.objects.get(rujukan=rujukan)
    assert (row.status, row.langkah, row.penjawab, row.isi["tanggal"]) == ("MENUNGGU", "served", "Rina", "2026-11-23")
    assert not Lampiran.objects.filter(keluhan=rujukan.keluhan_id, jenis="BUKTI_HASIL").exists()
    assert "Belum terverifikasi" in browser.get("/j/").content.decode()
    assert cast.dewi.petugas.kiriman.filter(judul__startswith="Jawaban belum terverifikasi").count() == 1


def test_a_wrong_desk_code_is_refused_and_counted(cast, now, desk_code):
    _, rujukan = referred(cast, now)
    other = answer_links.desk.rotate(by=cast.maya, now=now, instansi="DINSOS")
    browser = by_letter(rujukan, now)
    for wrong in (other, "0000-0000", *(f"AAAA-AAA{n}" for n in range(8))):
        answer = browser.post("/j/", said(rujukan, kode_meja=wrong, **ACCEPT))
        assert answer.status_code == 422 and "tidak cocok" in answer.content.decode()
    answer = browser.post("/j/", said(rujukan, kode_meja=desk_code, **ACCEPT))
    assert answer.status_code == 422 and "Terlalu banyak" in answer.content.decode()
    assert status(rujukan) == "TERKIRIM" and JawabanMasuk.objects.count() == 0


def test_the_letter_shows_neither_name_nor_need_before_the_desk_code(cast, now, desk_code):
    _, rujukan = referred(cast, now)
    browser = by_letter(rujukan, now)
    body = browser.get("/j/").content.decode()
    assert "Halimah" not in body and "Kalampangan" not in body and "PBI" not in body
    answer = browser.post("/j/", {"aksi": "lihat", "kode_meja": "0000-0000"})
    assert answer.status_code == 422 and "Halimah" not in answer.content.decode()
    assert 'value="0000-0000"' in answer.content.decode()  # what was typed is there to be mended
    assert "Halimah" in browser.post("/j/", {"aksi": "lihat", "kode_meja": desk_code}).content.decode()


def test_a_retyped_code_is_understood(cast, now, monkeypatch):
    _, rujukan = referred(cast, now)
    body = "0123ABCD01JK"
    code = numbering._grouped(body + numbering._check_char(body))
    monkeypatch.setattr(numbering, "new_tracking_code", lambda: code)
    assert answer_links.letter_code(rujukan, now) == code == answer_links.letter_code(rujukan, now)
    typed = f" {code.lower().replace('0', 'o').replace('1', 'I')} "
    assert Client().post("/j/", {"aksi": "kode", "kode": typed}).status_code == 302
    wrong = code.replace("2", "3")
    answer = Client().post("/j/", {"aksi": "kode", "kode": wrong})
    assert answer.status_code == 422 and "tidak dikenal" in answer.content.decode()


def test_a_code_that_cannot_be_and_one_that_is_not_read_the_same(cast, now):
    """Neither the shape nor the check character is told apart from a code of nobody."""
    answers = [
        Client().post("/j/", {"aksi": "kode", "kode": kode})
        for kode in (numbering.new_tracking_code(), "K7QM-2XRD-9TBA-0", "abc")
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert {answer.content.decode().count("Kode ini tidak dikenal") for answer in answers} == {2}


def test_a_tracking_code_of_the_family_opens_no_answer(cast, now):
    keluhan, rujukan = referred(cast, now)
    answer_links.letter_code(rujukan, now)
    answer = Client().post("/j/", {"aksi": "kode", "kode": keluhan.tracking_code()})
    assert answer.status_code == 422


def test_a_flood_of_unvouched_answers_ends_at_three(cast, now):
    _, rujukan = referred(cast, now)
    browser = by_letter(rujukan, now)
    for _ in range(3):
        assert browser.post("/j/", said(rujukan, **ACCEPT)).status_code == 302
    answer = browser.post("/j/", said(rujukan, **ACCEPT))
    assert answer.status_code == 422 and "menunggu pembenaran" in answer.content.decode()
    assert JawabanMasuk.objects.count() == 3


def test_an_unvouched_answer_is_held_to_the_same_dates(cast, now):
    _, rujukan = referred(cast, now)
    answer = by_letter(rujukan, now).post("/j/", served(rujukan, now, day=localdate(at("2026-11-24 09:00"))))
    assert answer.status_code == 422 and "belum terjadi" in answer.content.decode()
    assert JawabanMasuk.objects.count() == 0


def test_the_page_of_the_letter_leads_in_by_the_letters_way(cast, now):
    _, rujukan = referred(cast, now)
    assert answer_links.enter_letter(rujukan, now, issued=now) is None  # never printed
    answer_links.letter_code(rujukan, now)
    assert answer_links.enter_letter(rujukan, now, issued=now)["Location"] == "/j/"
    answer_links.revoke_all(by=cast.dewi, now=now, rujukan_id=rujukan.pk)
    assert answer_links.enter_letter(rujukan, now, issued=now) is None


# --- desk codes ----------------------------------------------------------------------------------------------------
def test_a_new_desk_code_ends_the_old_one_at_once(cast, now, desk_code):
    newer = answer_links.desk.rotate(by=cast.maya, now=now, instansi="BPJS_KES")
    assert answer_links.desk.fits("BPJS_KES", newer) and not answer_links.desk.fits("BPJS_KES", desk_code)
    assert not answer_links.desk.fits("DINSOS", newer)
    assert answer_links.desk.fits("BPJS_KES", f" {newer.lower().replace('-', ' ')} ")
    assert answer_links.desk.end(by=cast.maya, now=now, instansi="BPJS_KES") == 1
    assert not answer_links.desk.fits("BPJS_KES", newer) and not answer_links.desk.fits("BPJS_KES", "")


def test_a_desk_code_is_nowhere_to_be_read_again(cast, now, desk_code):
    row = KodeMeja.objects.get(instansi="BPJS_KES")
    assert desk_code.replace("-", "").encode() not in bytes(row.sidik)
    assert not Jejak.objects.filter(rincian__icontains=desk_code[:4]).exists()


@pytest.mark.parametrize("person", ["dewi", "joko", "adi", "hendra", "siti"])
def test_only_the_manajer_gives_out_desk_codes(cast, now, person):
    with pytest.raises(NotAllowed):
        answer_links.desk.rotate(by=getattr(cast, person), now=now, instansi="BPJS_KES")
    assert KodeMeja.objects.count() == 0


def test_an_agency_that_is_none_gets_no_code(cast, now):
    with pytest.raises(Refused, match="Pilih instansi"):
        answer_links.desk.rotate(by=cast.maya, now=now, instansi="TIDAK_ADA")


def test_by_id_of_a_foreign_agency_moves_nothing(cast, now):
    """The voice of one desk on the way of another."""
    from puskesos import voices
    from rujukan.answer_links import answering

    _, rujukan = referred(cast, now)
    answer_links.answer_url(rujukan, now)
    way = links.by_id(TautanInstansi.objects.get(rujukan=rujukan).pk)
    with pytest.raises(Refused, match="instansi lain"):
        answering.answer(by=voices.desk("DINSOS"), now=now, tautan_id=way.pk, code="accept")
    answering.answer(by=answering.speaker(way), now=now, tautan_id=way.pk, code="accept")
    assert status(rujukan) == "DITERIMA"


# --- the mail that carries it --------------------------------------------------------------------------------------
def test_the_mail_to_the_desk_carries_a_link_that_answers(cast, now, mailoutbox):
    _, rujukan = referred(cast, now)
    pass_at("2026-11-24 07:31")
    (letter,) = [one for one in mailoutbox if rujukan.nomor in one.body]
    (url,) = re.findall(r"\S+/j/\S+", letter.body)
    assert "Halimah" not in letter.body
    browser = Client()
    browser.get(path(url))
    browser.post("/j/", said(rujukan, **ACCEPT))
    assert status(rujukan) == "DITERIMA"


def test_officers_get_no_link_that_speaks_for_the_agency(cast, now, mailoutbox):
    """The ladder writes to the manajer and the agency alike; only the agency's letter has a link."""
    cast.maya.petugas.email = "maya@contoh.invalid"
    cast.maya.petugas.save()
    referred(cast, now)
    pass_at("2026-12-01 07:31")
    mine = [one.body for one in mailoutbox if one.to == ["maya@contoh.invalid"]]
    theirs = [one.body for one in mailoutbox if one.to != ["maya@contoh.invalid"]]
    assert len(mine) == 1 and "/j/" not in mine[0]
    assert TautanInstansi.objects.count() == sum(body.count("/j/") for body in theirs) > 0


# --- proofs that are none ------------------------------------------------------------------------------------------
def a_pdf(pages, **root):
    pdf, buffer = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        pdf.add_blank_page()
    for name, value in root.items():
        pdf.Root[f"/{name}"] = value
    pdf.save(buffer)
    return SimpleUploadedFile("bukti.pdf", buffer.getvalue(), content_type="application/pdf")


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


@pytest.mark.parametrize(
    ("proof", "sentence"),
    [
        (lambda: a_pdf(31), "berisi 31 halaman; paling banyak 30"),
        (lambda: a_pdf(1, OpenAction=SCRIPT), "berisi skrip"),
        (lambda: SimpleUploadedFile("bukti.pdf", b"%PDF-1.7 cut"), "rusak atau tidak utuh"),
        (lambda: SimpleUploadedFile("bukti.svg", b"<svg onload='x()'/>"), "bukti.svg"),
    ],
)
def test_a_proof_that_is_none_is_refused_and_leaves_nothing(cast, now, proof, sentence):
    _, rujukan = referred(cast, now)
    answer = by_mail(rujukan, now).post("/j/", served(rujukan, now, bukti=proof()))
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert status(rujukan) == "TERKIRIM" and not Lampiran.objects.filter(jenis="BUKTI_HASIL").exists()


def test_thirty_pages_are_taken(cast, now):
    _, rujukan = referred(cast, now)
    assert by_mail(rujukan, now).post("/j/", served(rujukan, now, bukti=a_pdf(30))).status_code == 302
    assert Lampiran.objects.get(jenis="BUKTI_HASIL").halaman == 30
