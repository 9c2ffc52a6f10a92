"""What an agency sees and does through its pages, and what it never sees."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from puskesos import quota
from puskesos.models import Jejak
from puskesos.roles import Peran
from rujukan import answers, reminders
from rujukan.models import Kiriman, Rujukan
from rujukan.reminders import schedule
from slrt.triage import triage
from tests.cases import (
    a_need,
    a_photo,
    a_sheet,
    accepted,
    answered,
    drafted,
    fresh_rujukan,
    heard,
    referred,
    secret_referred,
    served,
)
from tests.people import browser, hire
from tests.rujukan.ticks import at

CANARIES = {
    "nama": "Halimah Puteri", "alias": "KENARIALIAS", "nama_ibu": "KENARIIBU", "patokan": "KENARIPATOKAN",
    "pekerjaan": "KENARIKERJA", "ringkasan": "KENARIRINGKAS", "uraian": "KENARIURAI", "kesehatan": "KENARISAKIT",
}  # fmt: skip
NIK = "6271035708900003"
HP = "+6281234567890"


@pytest.fixture(autouse=True)
def clock(monkeypatch, now):
    """Pages are opened on the morning on which the referrals of these tests were sent."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(schedule, "database_now", lambda: now)


@pytest.fixture
def rujukan(cast, now):
    return referred(cast, now, **CANARIES)[1]


def at_work(rujukan):
    return f"/rujukan/{rujukan.pk}/"


def step(rujukan, code):
    return f"/rujukan/{rujukan.pk}/langkah/{code}/"


def send(web, rujukan, code, **typed):
    return web.post(step(rujukan, code), {"versi": fresh_rujukan(rujukan).versi, **typed})


DAY = {"tanggal_0": "23", "tanggal_1": "11", "tanggal_2": "2026"}


# --- the inbox -----------------------------------------------------------------------------------------------------
def test_the_inbox_holds_only_what_is_addressed_to_it(cast, now, rujukan, joko_web):
    _, other = referred(cast, now, "DINSOS", nik="", alasan_tanpa_nik="HILANG", no_kk="", nama="Rusmini Lain")
    page = joko_web.get("/kotak-masuk/").content.decode()
    assert rujukan.nomor in page and "Halimah Puteri" in page
    assert other.nomor not in page and "Rusmini Lain" not in page
    assert "KENARI" not in page
    for address in (at_work(other), step(other, "accept"), f"/rujukan/{other.pk}/identitas/nik/"):
        assert joko_web.get(address).status_code in {404, 405}
        assert joko_web.post(address).status_code in {404, 405}


def test_what_waits_for_an_answer_comes_first_by_deadline(cast, now, rujukan, joko_web):
    _, urgent = referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="", nama="Sumiati", prioritas="TINGGI",
                         prioritas_catatan="Dirawat.")  # fmt: skip
    page = joko_web.get("/kotak-masuk/").content.decode()
    assert page.index(urgent.nomor) < page.index(rujukan.nomor)
    assert "Menunggu jawaban" in page


def test_each_referral_stands_under_its_tab(cast, now, rujukan, joko_web):
    def tabs():
        return {tab for tab in ("jawab", "proses", "dokumen", "selesai")
                if rujukan.nomor in joko_web.get(f"/kotak-masuk/?tab={tab}").content.decode()}  # fmt: skip

    assert tabs() == {"jawab"}
    answers.accept(by=cast.joko, now=now, id=rujukan.pk)
    assert tabs() == {"proses"}
    answers.ask_documents(by=cast.joko, now=now, id=rujukan.pk, dokumen="Surat")
    assert tabs() == {"dokumen"}
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="LAIN", catatan="Tidak bisa.")
    assert tabs() == {"selesai"}


def test_a_draft_is_not_in_the_inbox(cast, now, joko_web):
    _, draft = drafted(cast, now)
    for tab in ("jawab", "proses", "dokumen", "selesai"):
        assert draft.nomor not in joko_web.get(f"/kotak-masuk/?tab={tab}").content.decode()
    assert joko_web.get(at_work(draft)).status_code == 404


def test_the_inbox_costs_the_same_whatever_its_length(cast, now, rujukan, joko_web, django_assert_num_queries):
    joko_web.get("/kotak-masuk/")
    with django_assert_num_queries(INBOX_QUERIES):
        joko_web.get("/kotak-masuk/")
    for name in ("Rusmini", "Sumiati", "Nurhayati"):
        referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="", nama=name)
    with django_assert_num_queries(INBOX_QUERIES):
        page = joko_web.get("/kotak-masuk/").content.decode()
    assert page.count("data-row=") == 4


# session, user, assignments, [savepoint,] page, counts, trace, notices [, release]
INBOX_QUERIES = 9


def test_an_empty_inbox_says_so(cast, joko_web):
    assert "Tidak ada rujukan menunggu" in joko_web.get("/kotak-masuk/").content.decode()


def test_the_tabs_count_what_is_late_apart_from_all(cast, now, rujukan, joko_web):
    referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="", nama="Rusmini")
    assert 'data-tone="late">' not in joko_web.get("/kotak-masuk/").content.decode()
    Rujukan.objects.filter(pk=rujukan.pk).update(tenggat=timezone.now() - timedelta(days=1))
    page = joko_web.get("/kotak-masuk/").content.decode()
    late = '<span class="count" data-tone="late">1 lewat<span class="only-desk"> batas</span></span>'
    assert f'<span class="count">2</span> {late}' in page


def test_an_inbox_without_questions_leads_to_what_is_late(cast, now, rujukan, joko_web, monkeypatch):
    answers.accept(by=cast.joko, now=now, id=rujukan.pk)
    assert "Masih ada" not in joko_web.get("/kotak-masuk/").content.decode()
    Rujukan.objects.filter(pk=rujukan.pk).update(tenggat=timezone.now() - timedelta(days=1))
    page = joko_web.get("/kotak-masuk/").content.decode()
    assert "Masih ada yang sudah Anda terima dan lewat batas." in page and 'class="button" href="?tab=proses"' in page


def test_a_refusal_says_who_must_find_another_way(cast, now, rujukan, dewi_web, joko_web):
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="LAIN", catatan="Tidak bisa.")
    page = dewi_web.get(at_work(rujukan)).content.decode()
    assert "<strong>Penanggung jawab kasus</strong> mencari jalan lain" in page
    assert "Instansi menolak rujukan ini." in joko_web.get(at_work(rujukan)).content.decode()


def test_nobody_else_has_an_inbox(cast):
    for name in ("siti", "budi", "dewi", "maya", "hendra", "adi", "pia"):
        assert getattr(cast, f"{name}_web").get("/kotak-masuk/").status_code == 403, name


# --- minimum data --------------------------------------------------------------------------------------------------
def test_the_agency_sees_the_minimum(cast, now, joko_web):
    sheet = a_sheet()
    keluhan, first = drafted(cast, now, **CANARIES, kebutuhan=(sheet.kebutuhan[0], a_need("L10", uraian="KENARIBUTUH")))
    Rujukan.objects.filter(pk=first.pk).update(kelayakan="KENARILAYAK")
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    page = joko_web.get(at_work(first)).content.decode()
    assert "Halimah Puteri" in page and "36 tahun" in page
    assert "Kalampangan" in page and "Jl. Mahir Mahar km 18" in page and "003/001" in page
    assert "Mohon diprioritaskan, ibu dirawat." in page
    assert "KENARI" not in page
    assert "Alat bantu disabilitas" not in page  # another need
    assert "Dewi Lestari" not in page and "Maya Sari" not in page  # SLRT is one party
    assert "mengirim rujukan" in page and "mengajukan" not in page  # what was before the sending is its own business
    assert NIK not in page and "81234567890" not in page
    assert not re.search(r"17[ -/]0?8[ -/]1990|17 Agu", page)


def test_reading_leaves_a_trace(cast, rujukan, joko_web):
    joko_web.get(at_work(rujukan))
    row = Jejak.objects.filter(aksi="BACA", objek="rujukan", petugas=cast.joko.petugas_id).get()
    assert (row.objek_id, row.keluhan_id) == (str(rujukan.pk), rujukan.keluhan_id)


def test_of_a_secret_case_only_initials(cast, now, joko_web):
    _, rujukan = secret_referred(cast, now)
    for address in ("/kotak-masuk/", at_work(rujukan), step(rujukan, "accept"), "/rujukan/"):
        response = joko_web.get(address)
        if response.status_code == 200:
            page = response.content.decode()
            assert "Halimah" not in page and "Mahir Mahar" not in page and "ahasia" not in page, address
    assert "<dd>H.</dd>" in joko_web.get(at_work(rujukan)).content.decode()
    opened = joko_web.post(f"/rujukan/{rujukan.pk}/identitas/nama/", {"alasan": "HUBUNGI_WARGA"}).content.decode()
    assert "Halimah" in opened
    assert Jejak.objects.filter(aksi="BUKA_NIK", rincian__kolom="nama").count() == 1


# --- opening identifiers -------------------------------------------------------------------------------------------
def test_opening_a_number_needs_a_reason_and_is_recorded(cast, rujukan, joko_web):
    address = f"/rujukan/{rujukan.pk}/identitas/nik/"
    assert joko_web.get(address).status_code == 405
    refused = joko_web.post(address, {"alasan": ""})
    assert refused.status_code == 422 and NIK not in refused.content.decode()
    page = joko_web.post(address, {"alasan": "CEK_KEPESERTAAN"}).content.decode()
    assert NIK in page
    row = Jejak.objects.get(aksi="BUKA_NIK")
    assert row.rincian == {"kolom": "nik", "alasan": "CEK_KEPESERTAAN"}
    assert NIK not in joko_web.get(at_work(rujukan)).content.decode()
    assert HP in joko_web.post(f"/rujukan/{rujukan.pk}/identitas/hp/", {"alasan": "HUBUNGI_WARGA"}).content.decode()


@pytest.mark.parametrize("column", ["kk", "kesehatan", "nama_ibu", "nama", "alamat"])
def test_nothing_else_can_be_opened(rujukan, joko_web, column):
    assert joko_web.post(f"/rujukan/{rujukan.pk}/identitas/{column}/", {"alasan": "HUBUNGI_WARGA"}).status_code == 404


def test_what_was_not_included_cannot_be_opened(cast, now, joko_web):
    keluhan, _ = drafted(cast, now)
    Rujukan.objects.filter(keluhan=keluhan).update(sertakan_identitas=False)
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    rujukan = Rujukan.objects.get(keluhan=keluhan)
    assert "Tampilkan" not in joko_web.get(at_work(rujukan)).content.decode()
    refused = joko_web.post(f"/rujukan/{rujukan.pk}/identitas/nik/", {"alasan": "CEK_KEPESERTAAN"})
    assert refused.status_code == 403 and NIK not in refused.content.decode()


def test_after_the_end_nothing_is_opened_any_more(cast, now, joko_web):
    _, rujukan = answered(cast, now)
    refused = joko_web.post(f"/rujukan/{rujukan.pk}/identitas/nik/", {"alasan": "CEK_KEPESERTAAN"})
    assert refused.status_code == 403


def test_the_budget_of_the_day(cast, rujukan, joko_web, monkeypatch):
    monkeypatch.setattr(quota, "REVEALS_A_DAY", 2)
    address = f"/rujukan/{rujukan.pk}/identitas/nik/"
    codes = [joko_web.post(address, {"alasan": "CEK_KEPESERTAAN"}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


# --- answering through the pages -----------------------------------------------------------------------------------
def test_accepting(cast, rujukan, joko_web):
    assert "Terima rujukan" in joko_web.get(at_work(rujukan)).content.decode()
    assert joko_web.get(step(rujukan, "accept")).status_code == 200
    response = send(joko_web, rujukan, "accept", catatan="Kami proses.")
    assert response.status_code == 302 and response["Location"] == at_work(rujukan)
    assert fresh_rujukan(rujukan).status == "DITERIMA"
    page = joko_web.get(at_work(rujukan)).content.decode()
    assert "Joko Susilo" in page and "Kami proses." in page and "Terima rujukan" not in page


@pytest.mark.parametrize(
    "code, typed, field",
    [
        ("decline", {"alasan": "", "catatan": "Kuota habis KENARI"}, "alasan"),
        ("decline", {"alasan": "LAIN", "catatan": ""}, "catatan"),
        ("decline", {"alasan": "NGAWUR", "catatan": "x"}, "alasan"),
        ("ask_documents", {"dokumen": ""}, "dokumen"),
    ],
)
def test_an_incomplete_answer_is_shown_again_with_everything_typed(rujukan, joko_web, code, typed, field):
    response = send(joko_web, rujukan, code, **typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}' in page
    assert all(value in page for value in typed.values() if value and value not in {"NGAWUR"})
    assert fresh_rujukan(rujukan).status == "TERKIRIM"


def test_served_with_a_future_date_is_refused_and_with_todays_kept(cast, now, joko_web):
    _, rujukan = accepted(cast, now)
    refused = send(joko_web, rujukan, "served", **{**DAY, "tanggal_0": "24"}, uraian="Aktif lagi.", bukti=a_photo())
    assert refused.status_code == 422 and "belum terjadi" in refused.content.decode()
    assert "Aktif lagi." in refused.content.decode()
    for typed, sentence in [({}, "Pilih bukti layanan."), ({"bukti": a_photo(), "jumlah": "banyak"}, "dengan angka")]:
        refused = send(joko_web, rujukan, "served", **DAY, uraian="Aktif lagi.", **typed)
        assert refused.status_code == 422 and sentence in refused.content.decode()
    done = send(joko_web, rujukan, "served", **DAY, uraian="Aktif lagi.", bukti=a_photo(), jumlah="600000")
    assert done.status_code == 302
    rujukan = fresh_rujukan(rujukan)
    assert (rujukan.status, rujukan.hasil_uraian) == ("DIREALISASIKAN", "Aktif lagi.")


def test_on_behalf_without_proof_is_422(cast, rujukan, dewi_web):
    assert "Jawaban instansi diketahui dari" in dewi_web.get(step(rujukan, "accept")).content.decode()
    blank = send(dewi_web, rujukan, "accept").content.decode()
    assert "Pilih dari mana jawaban instansi diketahui." in blank
    assert "Isi nama petugas instansi yang menjawab." in blank and "harus diisi" not in blank
    refused = send(dewi_web, rujukan, "accept", wakil_cara="SURAT", wakil_nama="Bu Rina")
    assert refused.status_code == 422 and "Lampirkan surat atau foto" in refused.content.decode()
    done = send(dewi_web, rujukan, "accept", wakil_cara="TELEPON", wakil_nama="Bu Rina")
    assert done.status_code == 302
    assert fresh_rujukan(rujukan).diwakili


def test_two_clerks_and_one_referral(cast, rujukan, joko_web):
    colleague = browser(hire("joko2", "Rina BPJS", [(Peran.OPD, "BPJS_KES")]))
    versi = rujukan.versi
    assert joko_web.post(step(rujukan, "accept"), {"versi": versi}).status_code == 302
    late = colleague.post(step(rujukan, "decline"), {"versi": versi, "alasan": "LAIN", "catatan": "Tidak bisa kami."})
    page = late.content.decode()
    assert late.status_code == 409
    assert "diubah orang lain" in page and "Tidak bisa kami." in page and "Joko Susilo" in page
    assert fresh_rujukan(rujukan).status == "DITERIMA"
    again = colleague.post(step(rujukan, "accept"), {"versi": fresh_rujukan(rujukan).versi})
    assert again.status_code == 409


def test_in_the_panel_everything_is_a_fragment(rujukan, joko_web):
    panel = joko_web.get(step(rujukan, "decline") + "?panel=1").content.decode()
    assert "<html" not in panel and 'id="panel-title"' in panel
    refused = joko_web.post(step(rujukan, "decline") + "?panel=1", {"versi": rujukan.versi})
    assert refused.status_code == 422 and "<html" not in refused.content.decode()
    stale = joko_web.post(step(rujukan, "decline") + "?panel=1", {"versi": 0, "alasan": "LAIN", "catatan": "x"})
    assert stale.status_code == 422 and "diubah orang lain" in stale.content.decode()
    done = joko_web.post(step(rujukan, "accept") + "?panel=1", {"versi": rujukan.versi})
    assert (done.status_code, done["HX-Redirect"]) == (204, at_work(rujukan))


ALL_CODES = ("accept", "decline", "ask_documents", "documents_sent", "process", "grant", "wait_list", "served",
             "redirect", "withdraw", "expire", "submit", "approve", "revise", "kabar", "catat")  # fmt: skip
# Who can open which step of a referral that was just sent: everybody else gets 403, 404 or 409.
OPEN_STEPS = {
    "joko": {"accept", "decline", "ask_documents", "served", "redirect", "kabar"},
    "dewi": {"accept", "decline", "ask_documents", "served", "redirect", "kabar", "withdraw", "catat"},
    "maya": {"redirect", "withdraw", "expire", "catat"},
    "budi": {"accept", "decline", "ask_documents", "served", "kabar", "withdraw", "catat"},
    "koor": {"withdraw", "catat"},
}


@pytest.mark.parametrize("who", ["siti", "budi", "koor", "bulurah", "rahmat", "tono", "fitri", "dewi", "maya", "joko",
                                 "hendra", "pia", "adi"])  # fmt: skip
def test_every_step_and_every_person(cast, rujukan, who):
    web = getattr(cast, f"{who}_web")
    opened = {code for code in ALL_CODES if web.get(step(rujukan, code)).status_code == 200}
    assert opened == OPEN_STEPS.get(who, set())
    for code in set(ALL_CODES) - opened:
        response = send(web, rujukan, code, catatan="x", isi="x", alasan="LAIN", instansi="DINSOS", dokumen="x", **DAY)
        assert response.status_code in {403, 404, 409}, (who, code)
    assert fresh_rujukan(rujukan).status == "TERKIRIM"


def test_unknown_steps_do_not_exist(rujukan, joko_web):
    assert joko_web.get(step(rujukan, "confirmed")).status_code == 404


def test_the_agency_hands_it_on(cast, rujukan, joko_web):
    done = send(joko_web, rujukan, "redirect", instansi="DINSOS", catatan="Kewenangan Dinsos.")
    assert done.status_code == 302
    assert fresh_rujukan(rujukan).status == "DIALIHKAN"
    follower = Rujukan.objects.get(dialihkan_dari=rujukan)
    assert (follower.instansi_id, follower.status) == ("DINSOS", "DRAF")


# --- the other side ------------------------------------------------------------------------------------------------
def test_the_secretariat_sees_the_whole_side(cast, now, rujukan):
    reminders.tick(at("2026-11-24 07:30"))
    reminders.tick(at("2026-11-25 08:15"))
    answers.report_progress(by=cast.joko, now=at("2026-11-25 09:00"), id=rujukan.pk, isi="Menunggu kantor pusat.")
    page = browser(cast.dewi.petugas).get(at_work(rujukan)).content.decode()
    assert "Menunggu kantor pusat." in page
    assert "Separuh waktu jawaban telah lewat" in page and "Dewi Lestari" in page
    assert "Batas jawaban sudah dekat" in page  # what comes next
    assert "terkirim 24 Nov 07.30" in page
    assert "Ingatkan" in page


def test_reminding_from_the_page(cast, rujukan, dewi_web, siti_web, rahmat_web, joko_web):
    address = f"/rujukan/{rujukan.pk}/ingatkan/"
    assert dewi_web.get(address).status_code == 405
    for web, status in ((siti_web, 403), (joko_web, 403), (rahmat_web, 404)):
        assert web.post(address).status_code == status
    assert dewi_web.post(address).status_code == 302
    assert Kiriman.objects.filter(petugas=cast.joko.petugas_id, judul="Mohon tanggapan").count() == 1
    page = dewi_web.post(address, follow=True).content.decode()
    assert "sudah diingatkan hari ini" in page
    assert Kiriman.objects.filter(judul="Mohon tanggapan", kanal="APLIKASI").count() == 1


def test_a_facilitator_has_no_referral_page(rujukan, siti_web, rahmat_web):
    assert siti_web.get(at_work(rujukan)).status_code == 403
    assert rahmat_web.get(at_work(rujukan)).status_code == 404


# --- the family ----------------------------------------------------------------------------------------------------
def test_telling_the_family_through_the_page(cast, now, siti_web, joko_web):
    keluhan, rujukan = served(cast, now - timedelta(hours=1))
    address = f"/keluhan/{keluhan.pk}/umpan-balik/"
    assert joko_web.get(address).status_code == 403
    page = siti_web.get(address).content.decode()
    assert "Dilayani" in page and "Kartu aktif lagi." in page
    need = keluhan.kebutuhan.get()
    typed = {"versi": keluhan.versi, "kanal": "KUNJUNGAN", "waktu": "SEKARANG", "catatan": "Kartu sudah aktif.",
             "reaksi": "KEBERATAN", "reaksi_catatan": "Belum bisa dipakai."}  # fmt: skip
    refused = siti_web.post(address, typed)
    assert refused.status_code == 422 and "Belum bisa dipakai." in refused.content.decode()
    assert fresh_rujukan(rujukan).status == "DIREALISASIKAN"
    assert siti_web.post(address, typed | {f"kata_{need.pk}": "BELUM"}).status_code == 302
    assert fresh_rujukan(rujukan).status == "DISANGGAH"


def test_the_agency_learns_the_familys_word(cast, now, joko_web):
    _, rujukan = heard(cast, now, "BELUM")
    page = joko_web.get(at_work(rujukan)).content.decode()
    assert "belum terbantu" in page
