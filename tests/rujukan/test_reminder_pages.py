"""The pages of the reminders: what the secretariat sees, and every refusal in words beside what was typed."""

import pytest
from django.utils import timezone

from puskesos.models import Instansi
from rujukan.models import Kiriman
from rujukan.reminders import schedule
from tests.cases import referred, secret_referred
from tests.people import CITY, browser, hire
from tests.rujukan.ticks import pass_at


@pytest.fixture(autouse=True)
def clock(monkeypatch, now):
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(schedule, "database_now", lambda: now)


def text(response):
    return response.content.decode()


def test_the_morning_in_one_line(cast, now, dewi_web):
    assert "0 pesan ke 0 instansi" in text(dewi_web.get("/pengingat/"))
    _, rujukan = referred(cast, now)
    page = text(dewi_web.get("/pengingat/"))
    assert "Besok 07.30: 1 pesan ke 1 instansi" in page
    assert "Rujukan baru" in page and rujukan.nomor in page and "Halimah" not in page


def test_one_reminder_is_opened_held_released_and_gets_a_note(cast, now, dewi_web):
    _, rujukan = referred(cast, now)
    row = rujukan.pengingat.get(aturan="JAWABAN-2")
    url = f"/pengingat/{row.pk}/"
    page = text(dewi_web.get(url))
    assert "Batas jawaban sudah dekat" in page and "Dewi Lestari, Joko Susilo" in page
    wrong = dewi_web.post(url, {"aksi": "tahan", "sebab": " "})
    assert wrong.status_code == 422 and "Tulis mengapa pengingat ini ditahan." in text(wrong)
    held = text(dewi_web.post(url, {"aksi": "tahan", "sebab": "Kantor pindah"}, follow=True))
    assert "Kantor pindah" in held and "Lepas dan kirim" in held
    assert "Kantor pindah" in text(dewi_web.get("/pengingat/"))
    assert "sudah ditahan" in text(dewi_web.post(url, {"aksi": "tahan", "sebab": "Lagi"}, follow=True))
    assert "Kantor pindah" not in text(dewi_web.post(url, {"aksi": "lepas"}, follow=True))
    wrong = dewi_web.post(url, {"aksi": "catatan", "catatan": "Hubungi 081234567890"})
    assert wrong.status_code == 422 and "tidak boleh memuat NIK" in text(wrong) and "081234567890" in text(wrong)
    assert "Mohon cepat" in text(dewi_web.post(url, {"aksi": "catatan", "catatan": "Mohon cepat."}, follow=True))
    assert dewi_web.post(url, {"aksi": "hapus"}).status_code == 404
    assert dewi_web.get("/pengingat/999999999/").status_code == 404


def test_what_was_told_shows_by_which_way(cast, now, dewi_web):
    _, rujukan = referred(cast, now)
    pass_at("2026-11-24 07:30")
    page = text(dewi_web.get(f"/pengingat/{rujukan.pengingat.get(aturan='BARU').pk}/"))
    assert "E-mail" in page and "Di aplikasi" in page and "Terkirim" in page
    assert "Tahan pengingat ini" not in page


def test_of_a_secret_case_the_pages_tell_no_more_than_the_message(cast, now, maya_web):
    _, rujukan = secret_referred(cast, now)
    page = text(maya_web.get(f"/pengingat/{rujukan.pengingat.get(aturan='JAWABAN-2').pk}/"))
    assert "Pengingat rujukan" in page


@pytest.mark.parametrize(("email", "where"), [("meja@bpjs.invalid", "/pengingat/"), ("", "/pengingat/surat/")])
def test_a_secret_referral_stands_in_no_list_of_the_reminders(cast, now, dewi_web, email, where):
    """The secretariat keeps the reminders of the whole city; who was not named sees that there is one, and no more."""
    Instansi.objects.filter(pk="BPJS_KES").update(email=email)
    _, rujukan = secret_referred(cast, now)
    lia_web = browser(hire("lia", "Lia", [("BO_KOTA", CITY)]))
    for path in ("/pengingat/", "/pengingat/instansi/BPJS_KES/", "/pengingat/surat/"):
        page = text(lia_web.get(path))
        assert rujukan.nomor not in page and str(rujukan.pk) not in page, path
    assert "Rujukan rahasia" in text(lia_web.get(where)) and rujukan.nomor in text(dewi_web.get(where))


def test_a_letter_of_a_secret_case_is_sent_off_by_its_handlers(cast, now, dewi_web):
    Instansi.objects.filter(pk="BPJS_KES").update(email="")
    secret_referred(cast, now)
    lia_web = browser(hire("lia", "Lia", [("BO_KOTA", CITY)]))
    letter = {"surat": Kiriman.objects.get(kanal="SURAT").pk}
    assert lia_web.post("/pengingat/surat/", letter).status_code == 404
    assert "Dewi Lestari" in text(dewi_web.post("/pengingat/surat/", letter, follow=True))


def test_whatsapp_from_an_own_phone(cast, now, dewi_web):
    agency = Instansi.objects.get(pk="BPJS_KES")
    agency.telepon = "0812 5555 0101"
    agency.save()  # not update(): what the catalogue remembers must end with this test
    url = "/pengingat/instansi/BPJS_KES/"
    assert "perlu diingatkan sekarang" in text(dewi_web.get(url))
    _, rujukan = referred(cast, now)
    page = text(dewi_web.get(url))
    assert 'href="https://wa.me/6281255550101?text=' in page and "Salin pesan" in page and rujukan.nomor in page
    done = text(dewi_web.post(url, {"rujukan": [str(rujukan.pk)]}, follow=True))
    assert "Dicatat: Anda mengirim 1 rujukan" in done and "Dewi Lestari" in done
    assert "hari ini sudah dicatat" in text(dewi_web.post(url, {"rujukan": [str(rujukan.pk)]}, follow=True))
    assert "Tidak ada rujukan" in text(dewi_web.post(url, follow=True))
    assert dewi_web.post(url, {"rujukan": ["bukan-uuid"]}).status_code == 404
    assert dewi_web.get("/pengingat/instansi/TIDAK_ADA/").status_code == 404
    assert Kiriman.objects.filter(kanal="WHATSAPP").count() == 1


def test_letters_to_print(cast, now, dewi_web):
    assert "Tidak ada surat yang menunggu" in text(dewi_web.get("/pengingat/surat/"))
    Instansi.objects.filter(pk="BPJS_KES").update(email="")
    _, rujukan = referred(cast, now)
    assert rujukan.nomor in text(dewi_web.get("/pengingat/surat/"))
    letter = Kiriman.objects.get(kanal="SURAT")
    done = text(dewi_web.post("/pengingat/surat/", {"surat": letter.pk}, follow=True))
    assert "Sudah dikirim" in done and "Dewi Lestari" in done
    for number in (letter.pk, "", "x", "9" * 30):
        assert "tidak diperlukan lagi" in text(dewi_web.post("/pengingat/surat/", {"surat": number}, follow=True))


def test_the_log_of_attempts(cast, now, dewi_web):
    assert "Belum ada upaya kirim" in text(dewi_web.get("/pengingat/upaya/"))
    referred(cast, now)
    pass_at("2026-11-24 07:30")
    page = text(dewi_web.get("/pengingat/upaya/"))
    assert "BPJS Kesehatan" in page and "Diterima server" in page
    assert "Belum ada upaya kirim" in text(dewi_web.get("/pengingat/upaya/?hasil=KEMBALI"))
    assert dewi_web.get("/pengingat/upaya/?hasil=%00&cursor=x").status_code == 200
