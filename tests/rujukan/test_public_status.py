"""The page a household opens with its tracking code: what it says, what it never says, and what it may answer."""

import re

import pytest
from django.core import signing
from django.test import Client as Browser
from django.utils import timezone

from puskesos import closing, numbering, public_status
from puskesos.models import CekKeluarga, Jejak, Riwayat, Survei
from puskesos.workflow import StatusKeluhan
from rujukan.models import Kiriman
from rujukan.views import status as status_page
from tests.cases import (
    a_keluhan,
    closed,
    forwarded,
    fresh,
    fresh_rujukan,
    heard,
    in_verification,
    referred,
    secret_referred,
    served,
    waiting_family,
)
from tests.rujukan.ticks import at


@pytest.fixture(autouse=True)
def monday(monkeypatch, now):
    monkeypatch.setattr(timezone, "now", lambda: now)


class Client(Browser):
    """A browser that sends the hidden field as the page it came by carries it."""

    def post(self, path, data=None, *args, **kwargs):
        if path == "/s/" and (data or {}).get("aksi") not in {"kode", "selesai"} and "status" in self.cookies:
            data = {"halaman": mark_for(self), **data}
        return super().post(path, data, *args, **kwargs)


def mark_for(browser):
    try:
        id = signing.loads(browser.cookies["status"].value, salt=status_page._SALT)
    except signing.BadSignature:
        return ""
    return signing.dumps(id, salt=status_page._PAGE_SALT)


def opened(keluhan):
    browser = Client()
    answer = browser.get(f"/s/{keluhan.tracking_code()}")
    assert (answer.status_code, answer["Location"]) == (302, "/s/")
    return browser


def body(keluhan):
    return opened(keluhan).get("/s/").content.decode()


def shown(page):
    """The words a person reads, without the frame."""
    return re.sub(r"<[^>]+>", " ", page.partition("<main")[2])


# --- what it says --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("build", "step"),
    [(lambda c, n: a_keluhan(c.siti, n), 1), (in_verification, 2), (waiting_family, 2), (forwarded, 2),
     (lambda c, n: referred(c, n)[0], 3), (lambda c, n: served(c, n)[0], 4), (lambda c, n: heard(c, n)[0], 4)],
)  # fmt: skip
def test_four_plain_steps(cast, now, build, step):
    keluhan = build(cast, now)
    page = body(fresh(keluhan))
    current = re.search(r'<li aria-current="step">(.*?)<', page).group(1)
    assert current == public_status.STEPS[step - 1]
    assert "Puskesos Kalampangan" in page


def test_the_next_date_and_that_it_has_passed(cast, now, monkeypatch):
    keluhan = a_keluhan(cast.siti, now)
    day = timezone.localdate(keluhan.janji_selesai)
    assert f"{day.day} Des 2026" in body(keluhan) and "sudah lewat" not in body(keluhan)
    monkeypatch.setattr(timezone, "now", lambda: at("2027-03-01 09:00"))
    assert "Tanggal ini sudah lewat" in body(keluhan)


def test_a_closed_case_says_so_without_saying_why(cast, now):
    keluhan = closed(cast, now)
    assert "sudah selesai" in body(keluhan)
    for status in set(StatusKeluhan) - set(public_status.WORDS) - {StatusKeluhan.DRAF}:
        assert public_status.WORDS.get(status, public_status.ENDED) == public_status.ENDED, status


def test_no_name_no_need_no_agency_no_number(cast, now):
    """Of whatever stands in the case (reliability T14)."""
    keluhan, rujukan = referred(cast, now)
    words = shown(body(keluhan))
    warga = keluhan.klien
    for secret in (warga.nama, warga.alamat, warga.rt + "/", "PBI", "KIS", "BPJS", "Kartu", "rumah sakit",
                   keluhan.nomor, keluhan.nomor_pendek, rujukan.instansi.nama, keluhan.ringkasan, keluhan.uraian,
                   "Aminah", "Siti", "Dewi", "rujuk"):  # fmt: skip
        assert secret.lower() not in words.lower(), secret


def test_a_secret_case_reads_like_any_other(cast, now):
    ordinary, _ = referred(cast, now, nik="6271011708900003", nama="Bahen")
    secret, _ = secret_referred(cast, now)

    def plain(keluhan):
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body(keluhan))

    assert plain(secret) == plain(ordinary)


def test_of_a_secret_case_nothing_is_asked_and_nothing_is_taken(cast, now):
    keluhan, _ = secret_referred(cast, now)
    closing.open_check(keluhan.kebutuhan.get(), keluhan, now=now)
    browser = opened(keluhan)
    assert "Kami ingin tahu" not in browser.get("/s/").content.decode()
    assert browser.post("/s/", {"aksi": "kata", "kata": "SUDAH"}).status_code == 422
    assert CekKeluarga.objects.get().kata == ""


def test_small_no_script_and_gone_after_a_quarter_of_an_hour(cast, now):
    keluhan, _ = heard(cast, now)
    browser = opened(keluhan)
    for query in ("", "?isi=survei"):
        page = browser.get(f"/s/{query}")
        assert len(page.content) < 25_000 and "<script" not in page.content.decode()
        assert "no-store" in page["Cache-Control"] and keluhan.tracking_code() not in page.content.decode()
    assert browser.cookies["status"]["max-age"] == 900 and browser.cookies["status"]["httponly"]
    browser.post("/s/", {"aksi": "selesai"})
    assert "Lihat status" in browser.get("/s/").content.decode()


def test_looking_changes_nothing(cast, now):
    keluhan, _ = served(cast, now)
    before = fresh(keluhan).versi, Riwayat.objects.count(), Jejak.objects.count(), CekKeluarga.objects.values().get()
    for _ in range(5):
        body(keluhan)
    assert before == (
        fresh(keluhan).versi, Riwayat.objects.count(), Jejak.objects.count(), CekKeluarga.objects.values().get()
    )  # fmt: skip


# --- codes ---------------------------------------------------------------------------------------------------------
def test_a_typed_code_is_understood(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    typed = keluhan.tracking_code().lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert Client().post("/s/", {"aksi": "kode", "kode": typed}).status_code == 302


def test_every_wrong_code_gets_the_same_answer(cast, now):
    a_keluhan(cast.siti, now)
    codes = (numbering.new_tracking_code(), "K7QM-2XRD-9TBA-0", "x", "PKY-2026-000001")
    answers = [Client().get(f"/s/{code}") for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'value="\w{64}"', "", answer.content.decode()) for answer in answers}) == 1


def test_after_five_wrong_codes_the_door_is_shut_for_that_address(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    guesser = Client(REMOTE_ADDR="10.0.0.9")
    for _ in range(5):
        guesser.get(f"/s/{numbering.new_tracking_code()}")
    assert guesser.get(f"/s/{keluhan.tracking_code()}").status_code == 429
    assert opened(keluhan).get("/s/").status_code == 200


def test_after_sixty_the_whole_service_is_shut_for_a_minute(cast, now, monkeypatch):
    keluhan = a_keluhan(cast.siti, now)
    for n in range(60):
        Client(REMOTE_ADDR=f"10.3.{n}.1").get("/s/WRONG")
    assert Client().get(f"/s/{keluhan.tracking_code()}").status_code == 429
    monkeypatch.setattr(timezone, "now", lambda: at("2026-11-23 09:01"))
    assert Client().get(f"/s/{keluhan.tracking_code()}").status_code == 302


def test_behind_a_proxy_the_visitor_counts_and_not_the_proxy(cast, now, settings):
    settings.PROXY_COUNT = 1
    keluhan = a_keluhan(cast.siti, now)
    for _ in range(6):
        Client(headers={"X-Forwarded-For": "10.66.0.1, 203.0.113.7"}).get("/s/WRONG")
    shut = Client(headers={"X-Forwarded-For": "10.66.0.2, 203.0.113.7"}).get(f"/s/{keluhan.tracking_code()}")
    other = Client(headers={"X-Forwarded-For": "203.0.113.7, 203.0.113.8"}).get(f"/s/{keluhan.tracking_code()}")
    assert (shut.status_code, other.status_code) == (429, 302)


def test_a_changed_cookie_opens_nothing(cast, now):
    keluhan, rujukan = served(cast, now)
    browser = opened(keluhan)
    browser.cookies["status"] = "x" + browser.cookies["status"].value[1:]
    assert browser.post("/s/", {"aksi": "kata", "kata": "SUDAH"}).status_code == 403
    assert fresh_rujukan(rujukan).status == "DIREALISASIKAN"


# --- the household's own word --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("word", "status"), [("SUDAH", "DIKONFIRMASI"), ("SEBAGIAN", "DIKONFIRMASI"), ("BELUM", "DISANGGAH")]
)
def test_the_household_answers_for_itself(cast, now, word, status):
    keluhan, rujukan = served(cast, now)
    browser = opened(keluhan)
    assert "Menurut catatan, bantuan sudah diberikan" in browser.get("/s/").content.decode()
    assert browser.post("/s/", {"aksi": "kata", "kata": word}).status_code == 302
    assert fresh_rujukan(rujukan).status == status
    line = rujukan.riwayat.get(ke=status)
    assert (line.peran, line.petugas, line.penugasan) == ("KELUARGA", None, None)
    row = CekKeluarga.objects.get()
    assert (row.kata, row.cara, row.petugas) == (word, "HALAMAN", None)
    page = browser.get("/s/?terima=kasih").content.decode()
    assert "Terima kasih" in page and "Kami ingin tahu" not in page
    told = Kiriman.objects.filter(judul=f"Rujukan {rujukan.nomor} disanggah")
    assert told.exists() == (word == "BELUM")
    assert "Keluarga" in cast.dewi_web.get(f"/keluhan/{keluhan.pk}/").content.decode()


def test_it_answers_once(cast, now):
    keluhan, rujukan = served(cast, now)
    browser = opened(keluhan)
    browser.post("/s/", {"aksi": "kata", "kata": "SUDAH"})
    answer = browser.post("/s/", {"aksi": "kata", "kata": "BELUM"})
    assert answer.status_code == 422 and fresh_rujukan(rujukan).status == "DIKONFIRMASI"


def test_nothing_is_asked_before_anything_was_declared(cast, now):
    keluhan, rujukan = referred(cast, now)
    browser = opened(keluhan)
    assert "Kami ingin tahu" not in browser.get("/s/").content.decode()
    assert browser.post("/s/", {"aksi": "kata", "kata": "SUDAH"}).status_code == 422
    assert fresh_rujukan(rujukan).status == "TERKIRIM"


def test_a_word_that_is_none_is_refused(cast, now):
    keluhan, rujukan = served(cast, now)
    for kata in ("", "MUNGKIN"):
        assert opened(keluhan).post("/s/", {"aksi": "kata", "kata": kata}).status_code == 422
    assert fresh_rujukan(rujukan).status == "DIREALISASIKAN"


def test_a_page_left_open_does_not_speak_for_the_next_household(cast, now):
    first, one = served(cast, now)
    second, other = served(cast, now, nik="6271011708900003", nama="Bahen")
    browser = opened(first)
    (mark,) = re.findall(r'name="halaman" value="([^"]+)"', browser.get("/s/").content.decode())
    browser.get(f"/s/{second.tracking_code()}")
    for halaman in (mark, ""):
        for sent in ({"aksi": "kata", "kata": "SUDAH"}, {"aksi": "survei", "waktu": "3"}):
            answer = browser.post("/s/", {**sent, "halaman": halaman})
            assert answer.status_code == 409 and "berganti ke keluhan lain" in answer.content.decode()
    assert {fresh_rujukan(one).status, fresh_rujukan(other).status} == {"DIREALISASIKAN"}
    assert not Survei.objects.exists()


# --- the survey ----------------------------------------------------------------------------------------------------
def test_a_household_that_was_told_may_say_how_it_was_served(cast, now):
    keluhan, _ = heard(cast, now)
    browser = opened(keluhan)
    assert "Isi survei kepuasan" in browser.get("/s/").content.decode()
    assert browser.post("/s/", {"aksi": "survei", "waktu": "3", "perilaku": "4", "saran": "Bagus."}).status_code == 302
    row = Survei.objects.get()
    assert (row.waktu, row.perilaku, row.biaya, row.saran, row.cara) == (3, 4, None, "Bagus.", "HALAMAN")
    assert "Isi survei" not in browser.get("/s/").content.decode()
    assert browser.post("/s/", {"aksi": "survei", "waktu": "1"}).status_code == 409
    assert Survei.objects.get().waktu == 3


@pytest.mark.parametrize("typed", [{}, {"waktu": "5"}, {"waktu": "x"}])
def test_an_empty_or_a_made_up_survey_is_refused(cast, now, typed):
    keluhan, _ = heard(cast, now)
    assert opened(keluhan).post("/s/", {"aksi": "survei", **typed}).status_code == 422
    assert not Survei.objects.exists()


def test_no_survey_before_the_family_was_told_nor_long_after(cast, now, monkeypatch):
    keluhan, _ = served(cast, now)
    assert opened(keluhan).post("/s/", {"aksi": "survei", "waktu": "3"}).status_code == 409
    told, _ = heard(cast, now, nik="6271011708900003", nama="Bahen")
    monkeypatch.setattr(timezone, "now", lambda: at("2027-03-01 09:00"))
    assert opened(told).post("/s/", {"aksi": "survei", "waktu": "3"}).status_code == 409
    assert not Survei.objects.exists()
