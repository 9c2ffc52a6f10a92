"""The promise of the house, walked once by the people who keep it: from the counter to a family that was heard.

Everything is asserted in the words on the screen. With WALK=folder in the environment every screen is kept there.
"""

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from puskesos import catalogue
from tests.cases import a_keluhan, without_nik
from tests.people import PAHANDUT, PASSWORD

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
DESK = {"viewport": {"width": 1366, "height": 768}}
SCREENS = {"siti": PHONE, "budi": PHONE, "koor": PHONE, "joko": PHONE, "dewi": DESK, "maya": DESK, "hendra": DESK}
ODD_NIK = "6371011708900003"  # synthetic; first issued in another province, which is asked about
GPS_IFD = 0x8825


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.BERKAS_ROOT, settings.MAIL_DIR = tmp_path / "berkas", tmp_path / "mail"


@pytest.fixture
def photo(tmp_path):
    """A telephone's photo that knows where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(GPS_IFD).update({1: "S", 2: (2.0, 17.0, 30.0), 3: "E", 4: (114.0, 1.0, 0.0)})
    exif[0x010F] = "Telepon"
    path = tmp_path / "IMG_2041.jpg"
    Image.new("RGB", (640, 480), "navy").save(path, "JPEG", exif=exif)
    assert b"Exif" in path.read_bytes()
    return path


class Walk:
    """The people at their screens, each signed in by name and password when first needed."""

    def __init__(self, open_page):
        self.open_page, self.pages, self.count = open_page, {}, 0

    def __getattr__(self, name):
        if name not in SCREENS:
            raise AttributeError(name)
        if name not in self.pages:
            page = self.pages[name] = self.open_page(**SCREENS[name])
            page.set_default_timeout(10_000)
            page.goto("/masuk/")
            page.get_by_label("Nama pengguna").fill(name)
            page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Masuk").click()
            page.wait_for_url(lambda url: "/masuk/" not in url)
        return self.pages[name]

    def keep(self, page, name):
        """Keep the screen for people who want to look at the walk."""
        if folder := os.environ.get("WALK"):
            self.count += 1
            page.screenshot(path=Path(folder) / f"{self.count:02}-{name}.png", full_page=True)


@pytest.fixture
def walk(cast, open_page):
    return Walk(open_page)


def says(page, *words):
    """Wait until each of the words stands on the screen."""
    for one in words:
        page.get_by_text(one).filter(visible=True).first.wait_for()


def press(page, name):
    """Press a button that sends something, and wait until the page it leads to stands there.

    The answer alone is not enough: until its page has replaced this one, the next address asked for would be dropped.
    """
    button = page.get_by_role("button", name=name).filter(visible=True).last
    button.evaluate("one => one.ownerDocument.documentElement.dataset.pressed = ''")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        button.click()
    if answer.value.request.is_navigation_request():
        page.locator("html:not([data-pressed])").wait_for(state="attached")
    page.wait_for_load_state()


def follow(page, name):
    page.get_by_role("link", name=name).filter(visible=True).first.click()


def part(page, name):
    """Wait until the server has drawn this part of the sheet anew."""
    return page.expect_response(
        lambda answer: answer.url.endswith("/petunjuk/") and name in (answer.request.post_data or name)
    )


def test_from_a_complaint_to_an_answer_the_family_confirms(walk, photo, cast):
    for name in ("Bahen", "Ernawati", "Yusuf", "Maria", "Kardi"):
        a_keluhan(cast.rahmat, timezone.now(), sheet=without_nik(nama=name, kelurahan=PAHANDUT))
    hendra_reads(walk, "5")
    siti_writes_it_down(walk, photo)
    case = budi_verifies_and_asks(walk)
    koor_forwards(walk, case)
    dewi_plans(walk, case)
    maya_approves(walk, case)
    reminders_go_out(walk, case)
    joko_answers(walk, photo)
    dewi_answers_on_behalf(walk, case, photo)
    siti_tells_the_family(walk, case)
    koor_closes(walk, case)
    hendra_reads(walk, "6")


def siti_writes_it_down(walk, photo):
    page = walk.siti
    says(page, "Siti", "Keluhan baru")
    walk.keep(page, "siti-beranda")
    page.locator("main").get_by_role("link", name="Keluhan baru").click()
    page.get_by_label("Nama lengkap").fill("Rindu Tiwen")
    with part(page, "petunjuk"):
        page.get_by_label("NIK", exact=False).first.fill(ODD_NIK)
        page.keyboard.press("Tab")
    page.get_by_label("RT").fill("3")
    page.get_by_label(re.compile("^Alamat")).last.fill("Jl. Mahir Mahar km 18")
    walk.keep(page, "siti-warga")
    page.get_by_role("button", name="Lanjut", exact=True).click()
    walk.keep(page, "siti-keluarga")
    page.get_by_role("button", name="Lanjut", exact=True).click()
    with part(page, "kebutuhan"):
        page.get_by_label("Jenis keluhan").select_option("PBI_NONAKTIF_SAKIT")
    page.get_by_label("Ringkasan").fill("Kartu KIS mati, ibu harus kontrol jantung")
    with part(page, "kebutuhan"):
        press(page, "Tambah kebutuhan")
    with part(page, "kebutuhan"):
        page.get_by_label("Layanan yang dibutuhkan").last.select_option("L15")
    walk.keep(page, "siti-keluhan")
    page.get_by_role("button", name="Lanjut", exact=True).click()
    page.get_by_label("Jenis berkas").select_option("KTP")
    with part(page, "berkas"):
        page.get_by_label("Foto atau PDF").set_input_files(photo)
    page.get_by_role("img", name=re.compile("KTP|Kartu Tanda Penduduk")).wait_for()
    page.get_by_text("Pemberitahuan di atas sudah saya sampaikan").click()
    press(page, "Simpan keluhan")
    # A NIK that cannot be right is asked about once, never refused.
    says(page, "Belum tersimpan – periksa dulu", "Lihat lagi angka ini")
    walk.keep(page, "siti-angka")
    page.get_by_text("Saya sudah memeriksa, angkanya memang begitu").click()
    page.get_by_role("button", name="Simpan keluhan").first.click()
    page.wait_for_url("**/tanda-terima/**")
    assert re.fullmatch(r"PKY-\d{4}-\d{6}", page.locator(".receipt-number").inner_text())
    says(page, "Rindu Tiwen", "Kode")
    walk.keep(page, "siti-tanda-terima")


def budi_verifies_and_asks(walk):
    page = walk.budi
    says(page, "Perlu Anda kerjakan", "Rindu Tiwen")
    walk.keep(page, "budi-beranda")
    follow(page, "Periksa")
    says(page, "Rindu Tiwen")
    press(page, "Mulai memeriksa")
    says(page, "Verifikasi data", "Masih kurang")
    walk.keep(page, "budi-verifikasi")
    case = re.search(r"/keluhan/[0-9a-f-]{36}/", page.url)[0]
    follow(page, "Minta keluarga melengkapi")
    page.get_by_label("Apa yang masih kurang").fill("Fotokopi KK")
    page.locator(".choice").first.click()
    walk.keep(page, "budi-minta")
    press(page, "Catat permintaan")
    page.goto(case)
    says(page, "Perlu dilengkapi", "Fotokopi KK")
    walk.keep(page, "budi-menunggu")
    the_photo_has_forgotten_where_it_was_taken(page)
    follow(page, "Berkas sudah lengkap")
    page.get_by_label("Apa yang diterima").fill("Fotokopi KK diantar anaknya")
    press(page, "Lanjutkan pemeriksaan")
    page.goto(f"{case}verifikasi/")
    page.get_by_text("KTP dilihat").click()
    for mark in page.locator(".paper").all():
        mark.get_by_text("Ada", exact=True).click()
    press(page, "Tandai lengkap")
    budi_looks_up_dtsen(page, case)
    page.goto(f"{case}verifikasi/")
    press(page, "Tandai lengkap")
    says(page, "Berkas lengkap.", "Semua yang wajib sudah ada")
    follow(page, "Usulkan keputusan")
    page.get_by_text("Diteruskan").click()
    page.get_by_label("Alasannya").fill("Perlu rekomendasi kota untuk BPJS.")
    press(page, "Kirim usulan")
    page.goto(case)
    says(page, "Diverifikasi", "Koordinator")
    walk.keep(page, "budi-diusulkan")
    return case


def the_photo_has_forgotten_where_it_was_taken(page):
    link = page.locator("section:has(#lampiran)").get_by_role("link", name="KTP").get_attribute("href")
    stored = Image.open(BytesIO(page.request.get(link).body()))
    assert stored.size == (640, 480)
    assert not stored.getexif()


def budi_looks_up_dtsen(page, case):
    says(page, "belum bisa ditandai lengkap")
    follow(page, "Catat hasil cek")
    page.get_by_text("Terdaftar", exact=True).click()
    page.get_by_label("Desil").fill("2")
    today(page, "tanggal_cek")
    page.get_by_text("SIKS-NG").click()
    press(page, "Simpan hasil cek")
    says(page, "desil 2")


def today(page, name):
    day = timezone.localdate()
    for at, value in enumerate((day.day, day.month, day.year)):
        page.locator(f"[name={name}_{at}]").fill(str(value))


def koor_forwards(walk, case):
    page = walk.koor
    says(page, "Rindu Tiwen")
    walk.keep(page, "koor-beranda")
    page.goto(case)
    follow(page, "Teruskan ke SLRT Kota")
    page.locator(".choice").first.click()
    page.get_by_label("Penjelasan untuk SLRT Kota").fill("Kartu mati, kontrol jantung pekan depan.")
    walk.keep(page, "koor-teruskan")
    press(page, "Teruskan")
    page.goto(case)
    says(page, "Diteruskan ke SLRT Kota", "SLRT Kota")
    walk.keep(page, "koor-diteruskan")


def dewi_plans(walk, case):
    """From the queue by keyboard: down, open; then take, analyse, two referrals, ask for the decision."""
    page = walk.dewi
    says(page, "Antrean", "Perlu ditriase", "Rindu Tiwen")
    walk.keep(page, "dewi-antrean")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("#panel[open]").wait_for()
    says(page.locator("#panel"), "Rindu Tiwen", "Kartu KIS mati")
    walk.keep(page, "dewi-panel")
    page.keyboard.press("Escape")
    page.locator("#panel[open]").wait_for(state="hidden")
    assert "Rindu Tiwen" in page.evaluate("document.activeElement.closest('tr').innerText")
    page.goto(f"{case}telaah/take/")
    press(page, "Tetapkan")
    page.goto(f"{case}rencana/")
    page.get_by_label("Masalah").fill("Kartu nonaktif sejak pekan lalu; KK belum memuat anak bungsu.")
    page.get_by_label("Kesimpulan").fill("Aktifkan kembali lewat BPJS, perbarui KK di Disdukcapil.")
    press(page, "Simpan telaah")
    says(page, "Aktifkan kembali lewat BPJS")
    add_referral(page, "1.", "BPJS", "BPJS Kesehatan")
    add_referral(page, "2.", "Disdukcapil", "Dinas Kependudukan")
    walk.keep(page, "dewi-rencana")
    press(page, "Ajukan ke manajer")
    page.goto(case)
    says(page, "Rencana disusun", "BPJS Kesehatan", "Menunggu persetujuan")
    walk.keep(page, "dewi-diajukan")


def add_referral(page, need, short, agency):
    side = page.get_by_role("complementary")
    side.get_by_role("link", name=re.compile("^" + re.escape(need))).click()
    side.locator(".choice").filter(has_text=short).first.click()
    side.get_by_label("Catatan kelayakan").fill("Desil 2, peserta PBI sebelumnya.")
    press(page, "Tambah ke rencana")
    page.locator("article h3").filter(has_text=agency).wait_for()


def maya_approves(walk, case):
    page = walk.maya
    page.goto("/antrean/?tab=keputusan")
    says(page, "Rindu Tiwen")
    page.goto(case)
    walk.keep(page, "maya-kasus")
    follow(page, "Putuskan rencana")
    says(page, "Yang akan dikirim", "Aktifkan kembali lewat BPJS")
    walk.keep(page, "maya-putuskan")
    press(page, "Setujui dan kirim rujukan")
    page.goto(case)
    says(page, "Dirujuk", "menyetujui rencana")
    walk.keep(page, "maya-dirujuk")


def reminders_go_out(walk, case):
    """A week on nobody has answered: one pass of the worker, and the case says who was reminded, and how."""
    late = catalogue.calendar().add_workdays(timezone.now(), 6)
    call_command("tick", at=f"{timezone.localtime(late):%Y-%m-%dT10:00}", verbosity=0)
    page = walk.dewi
    page.goto(f"{case}?riwayat=pesan")
    says(page, re.compile("Joko Susilo"), re.compile("[Ll]ewat"))
    walk.keep(page, "dewi-pengingat")


def joko_answers(walk, photo):
    page = walk.joko
    says(page, "Rindu Tiwen")
    says(page, re.compile("/R1$"))
    assert page.get_by_text(re.compile("/R2$")).count() == 0  # the other agency's
    walk.keep(page, "joko-kotak-masuk")
    page.locator("main").get_by_role("link", name=re.compile("R1|Tanggapi|Rindu")).first.click()
    says(page, "Berikutnya", "Rekomendasi pengaktifan kembali")
    assert page.get_by_text("kontrol jantung").count() == 0
    walk.keep(page, "joko-rujukan")
    follow(page, "Terima rujukan")
    press(page, "Terima")
    says(page, "Rujukan diterima.", "Diterima instansi")
    follow(page, "Sudah dilayani")
    today(page, "tanggal")
    page.get_by_label("Bantuan yang diterima keluarga").fill("Kartu aktif kembali.")
    page.get_by_label("Bukti layanan").set_input_files(photo)
    walk.keep(page, "joko-hasil")
    press(page, "Simpan hasil")
    says(page, "Hasil layanan tercatat.", "Direalisasikan")
    walk.keep(page, "joko-selesai")


def dewi_answers_on_behalf(walk, case, photo):
    page = walk.dewi
    page.goto(case)
    says(page, "Kartu aktif kembali.")
    page.locator(".referrals").get_by_role("link", name="Dinas Kependudukan").click()
    says(page, "Berikutnya", "Pengingat")
    walk.keep(page, "dewi-rujukan")
    on_behalf(page, "Terima rujukan", photo)
    press(page, "Terima")
    says(page, "Rujukan diterima.", "Dijawab lewat SLRT")
    on_behalf(page, "Sudah dilayani", photo)
    today(page, "tanggal")
    page.get_by_label("Bantuan yang diterima keluarga").fill("KK baru tercetak, anak bungsu belum masuk.")
    page.get_by_label("Bukti layanan").set_input_files(photo)
    walk.keep(page, "dewi-atas-nama")
    press(page, "Simpan hasil")
    says(page, "Hasil layanan tercatat.", "Dijawab lewat SLRT")
    page.goto(case)
    says(page, "Ada hasil", "dicatat petugas")
    walk.keep(page, "dewi-ada-hasil")


def on_behalf(page, step, photo):
    """An answer of the agency, written down by the secretariat: how it is known, and from whom."""
    page.locator("summary", has_text="Catat jawaban instansi, dengan bukti").click()
    follow(page, step)
    says(page, "Jawaban instansi diketahui dari")
    page.get_by_role("group", name="Jawaban instansi diketahui dari").locator(".choice").first.click()
    page.get_by_label("Nama petugas instansi yang menjawab").fill("Bu Ratna")
    page.get_by_label("Surat atau foto jawaban").set_input_files(photo)


def siti_tells_the_family(walk, case):
    page = walk.siti
    page.goto("/")
    says(page, "Kabar untuk warga", "Rindu Tiwen")
    walk.keep(page, "siti-kabar")
    follow(page, "Beri tahu")
    says(page, "Kata keluarga sendiri", "Kartu aktif kembali.")
    card, paper = page.locator("fieldset fieldset").all()[:2]
    card.get_by_text("Sudah", exact=False).first.click()
    paper.get_by_text("Sebagian", exact=False).first.click()
    page.get_by_text("Menerima", exact=False).first.click()
    page.get_by_label("Yang disampaikan").fill("Kartu sudah aktif, KK masih perlu diperbaiki.")
    page.get_by_role("main").get_by_text("Kunjungan").first.click()
    walk.keep(page, "siti-beri-tahu")
    press(page, "Simpan")
    says(page, "Kata keluarga tercatat.")
    page.goto(case)
    says(page, "Hasil disampaikan", "Kata keluarga", re.compile("[Ss]ebagian"))
    walk.keep(page, "siti-disampaikan")


def koor_closes(walk, case):
    page = walk.koor
    page.goto(case)
    follow(page, "Tutup keluhan")
    page.get_by_role("group", name="Hasil akhir").get_by_text("Terpenuhi sebagian").click()
    page.get_by_text("Ditawarkan, keluarga bersedia").click()
    walk.keep(page, "koor-tutup")
    press(page, "Tutup keluhan")
    page.goto(case)
    says(page, "Selesai", "Terpenuhi sebagian", "Kata keluarga")
    walk.keep(page, "koor-selesai")


def hendra_reads(walk, number):
    """The leader's first number, and the page behind it: counts, never a name."""
    page = walk.hendra
    page.goto("/dasbor/")
    received = page.locator(".numbers li").filter(has_text="Keluhan diterima")
    assert received.locator("b").inner_text() == number
    walk.keep(page, "hendra-dasbor")
    received.get_by_role("link").click()
    says(page, "Keluhan diterima", "Kalampangan")
    assert not re.search(r"Rindu|Tiwen|\d{16}|PKY-", page.locator("main").inner_text())
    walk.keep(page, "hendra-rincian")
