"""Writing a household's needs down in a real browser: by thumb, by keyboard, without a script, and past the session."""

import gzip

import pytest
from django.conf import settings
from django.utils import timezone

from puskesos.models import Keluhan, Lampiran
from tests.browser.axe import sideways, violations
from tests.browser.conftest import session_cookie
from tests.cases import NIK_WOMAN, a_keluhan, without_nik
from tests.puskesos.test_files import photo

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "/keluhan/baru/"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
HTML_GZ, FIRST_VISIT_GZ, NODES = 12 * 1024, 45 * 1024, 1_500


@pytest.fixture
def ktp(tmp_path):
    path = tmp_path / "IMG_2041.jpg"
    path.write_bytes(photo().read())
    return path


def onward(page):
    page.get_by_role("button", name="Lanjut").click()


def part(page, name):
    """Wait until the server has drawn this part anew."""
    return page.expect_response(
        lambda answer: answer.url.endswith("/petunjuk/") and name in (answer.request.post_data or name)
    )


def test_the_usual_service_follows_the_topic_until_somebody_chooses(cast, open_page):
    """Typing “PBI” into the closed list walks through the topics, each with a service of its own."""
    page = open_page(cast.siti.petugas)
    page.goto(NEW)
    topic, service = page.get_by_label("Jenis keluhan"), page.locator("[name=kebutuhan-0-layanan]")
    for code in ("LANSIA_SENDIRI", "PBI_NONAKTIF_SAKIT"):
        with part(page, "kebutuhan"):
            topic.select_option(code)
        page.locator("#bagian-kebutuhan:not([aria-busy])").wait_for()
        assert service.input_value() == page.locator(f"option[value={code}]").get_attribute("data-layanan")
    with part(page, "kebutuhan"):
        service.select_option("L15")
    page.locator("#bagian-kebutuhan:not([aria-busy])").wait_for()
    topic.select_option("LANSIA_SENDIRI")
    assert service.input_value() == "L15"


def test_by_thumb_from_the_first_step_to_the_slip(cast, open_page, ktp):
    page = open_page(cast.siti.petugas, **PHONE)
    page.goto(NEW)
    page.get_by_label("Nama lengkap").fill("Halimah")
    with part(page, "petunjuk"):
        page.get_by_label("NIK", exact=False).first.fill(NIK_WOMAN)
        page.keyboard.press("Tab")
    page.get_by_text("Menurut NIK: perempuan, lahir 17-08-1990.").wait_for()
    assert page.get_by_label("Alasan belum ada NIK").is_hidden()
    onward(page)
    with part(page, "kepesertaan"):
        page.get_by_role("button", name="Tambah program").click()
    page.get_by_label("Program", exact=True).select_option("PKH")
    page.get_by_label("Status", exact=False).select_option("AKTIF")
    onward(page)
    with part(page, "kebutuhan"):
        page.get_by_label("Jenis keluhan").select_option("PBI_NONAKTIF_SAKIT")
    page.get_by_role("radiogroup", name="KTP").get_by_text("Menyusul").click()
    page.get_by_label("Ringkasan").fill("Kartu mati")
    with part(page, "prioritas"):
        page.get_by_text("lansia yang tinggal sendirian").click()
    page.get_by_text("Prioritas Tinggi").wait_for()
    assert violations(page) == [] and sideways(page) == []
    page.set_viewport_size(PHONE["viewport"])
    onward(page)
    page.get_by_label("Jenis berkas").select_option("KK")
    with part(page, "berkas"):
        page.get_by_label("Foto atau PDF").set_input_files(ktp)
    page.get_by_role("img", name="Kartu Keluarga").wait_for()
    assert "Belum ada yang dipilih" in page.locator(".file-frame").inner_text()  # not the browser's own language
    page.get_by_text("Pemberitahuan di atas sudah saya sampaikan").click()
    assert page.locator(".step-actions button:visible").all_inner_texts() == ["Kembali", "Simpan keluhan"]
    page.get_by_role("button", name="Simpan keluhan").last.click()
    page.wait_for_url("**/tanda-terima/")
    keluhan = Keluhan.objects.get()
    assert page.locator(".receipt-number").inner_text() == keluhan.nomor
    papers = dict(keluhan.kebutuhan.get().kelengkapan.values_list("persyaratan__jenis_berkas", "status"))
    assert (papers["KTP"], papers["KK"], keluhan.prioritas) == ("MENYUSUL", "ADA", "TINGGI")
    assert Lampiran.objects.get().keluhan == keluhan


def test_what_is_typed_while_a_part_is_drawn_anew_stays(cast, open_page):
    page = open_page(cast.siti.petugas)
    page.goto(NEW)
    row = page.locator("#bagian-kebutuhan")
    with part(page, "kebutuhan"):
        row.get_by_label("Layanan yang dibutuhkan").select_option("L10")
        row.get_by_label("Keterangan kebutuhan").fill("Kursi roda anak")
    page.locator(".paper").first.wait_for()
    assert row.get_by_label("Keterangan kebutuhan").input_value() == "Kursi roda anak"


def test_by_keyboard_alone_enter_saves_and_never_adds_a_row(cast, open_page):
    page = open_page(cast.siti.petugas)
    page.goto(NEW)
    page.get_by_label("Nama lengkap").focus()
    page.keyboard.type("Halimah")
    with page.expect_navigation() as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 422
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_alasan_tanpa_nik"
    assert page.get_by_label("Nama lengkap").input_value() == "Halimah"
    assert page.locator(".rowset").count() == 1


def test_questions_are_for_everybody_and_answered_once(cast, open_page):
    a_keluhan(cast.siti, timezone.now(), sheet=without_nik(nama="Halimah", tanggal_lahir=None))
    page = open_page(cast.siti.petugas, **PHONE)
    page.goto(NEW)
    fill_without_nik(page)
    page.evaluate("document.querySelector('form[data-steps]').requestSubmit()")
    page.get_by_text("Belum tersimpan – periksa dulu").wait_for()
    assert violations(page) == [] and sideways(page) == []
    page.set_viewport_size(PHONE["viewport"])
    page.get_by_text("Bukan salah satu dari mereka").click()
    page.get_by_role("button", name="Simpan keluhan").first.click()
    page.wait_for_url("**/tanda-terima/")
    assert Keluhan.objects.count() == 2


def fill_without_nik(page):
    """The fewest answers that make a sheet, set whichever step is showing."""
    page.evaluate("""() => {
        const typed = {nama: 'Halimah', alasan_tanpa_nik: 'HILANG', subkategori: 'ALAT_BANTU', ringkasan: 'Kursi roda',
            'kebutuhan-0-layanan': 'L10'};
        const form = document.querySelector('form[data-steps]');
        for (const [name, value] of Object.entries(typed)) form.elements[name].value = value;
        form.elements.diberi_tahu.checked = true;
    }""")


def test_without_a_script_everything_is_there(cast, open_page, ktp):
    page = open_page(cast.siti.petugas, java_script_enabled=False, **PHONE)
    page.goto(NEW)
    page.get_by_label("Nama lengkap").fill("Halimah")
    page.get_by_label("Alasan belum ada NIK").select_option("HILANG")
    page.get_by_role("button", name="Tambah program").click()
    page.get_by_label("Program", exact=True).select_option("PKH")
    page.locator("[name=kepesertaan-0-status]").select_option("AKTIF")
    page.get_by_label("Jenis keluhan").select_option("ALAT_BANTU")
    page.get_by_label("Ringkasan").fill("Butuh kursi roda")
    page.get_by_role("button", name="Tampilkan syarat").click()
    assert page.locator("[name=kebutuhan-0-layanan]").input_value() == "L10"
    assert page.locator(".paper").count() > 3
    page.get_by_label("Jenis berkas").select_option("KK")
    page.get_by_label("Foto atau PDF").set_input_files(ktp)
    page.get_by_role("button", name="Unggah berkas ini").click()
    page.get_by_label("Pemberitahuan di atas").check()
    page.get_by_role("button", name="Simpan keluhan").last.click()
    page.wait_for_url("**/tanda-terima/")
    assert Keluhan.objects.get().lampiran.get().jenis_id == "KK"


def test_a_session_that_ends_in_the_middle_loses_nothing(cast, open_page, live_server):
    page = open_page(cast.siti.petugas, **PHONE)
    page.goto(NEW)
    with page.expect_response("**/keluhan/draf/**"):
        page.get_by_label("Nama lengkap").fill("Yuliana Tiwen")
    page.get_by_text("Draf tersimpan").wait_for()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    with page.expect_response("**/keluhan/draf/**") as answer:
        page.get_by_label("Alamat", exact=False).first.fill("Dermaga kedua")
    assert answer.value.status == 401
    page.get_by_text("Draf BELUM tersimpan. Sesi Anda habis.").wait_for()
    page.evaluate("document.querySelector('form[data-steps]').requestSubmit()")
    page.wait_for_url("**/masuk/**")
    draft = page.locator("input[name=next]").get_attribute("value")
    page.context.add_cookies([session_cookie(cast.siti.petugas, live_server.url)])
    page.goto(draft)
    assert page.get_by_label("Nama lengkap").input_value() == "Yuliana Tiwen"
    assert page.get_by_label("Alamat", exact=False).first.input_value() == "Dermaga kedua"
    assert not Keluhan.objects.exists()


def test_the_sheet_is_light(cast, open_page):
    """A first visit fits a bad line (ux §6.2): page, style and scripts, as they travel compressed."""
    page, weights = open_page(cast.dewi.petugas, **PHONE), {}
    page.on("response", lambda answer: weights.update({answer.url: len(gzip.compress(answer.body()))}))
    page.goto(NEW)
    page.wait_for_load_state("networkidle")
    assert weights[page.url] <= HTML_GZ
    assert sum(weights.values()) <= FIRST_VISIT_GZ and len(weights) <= 7, weights
    assert page.evaluate("document.querySelectorAll('*').length") <= NODES


def test_an_opened_number_disappears_by_itself(cast, open_page):
    keluhan = a_keluhan(cast.siti, timezone.now())
    page = open_page(cast.siti.petugas)
    page.clock.install()
    page.goto(f"/warga/{keluhan.klien_id}/")
    page.get_by_text("Lihat NIK lengkap").click()
    page.get_by_label("Alasan membuka").first.select_option("COCOKKAN_DOKUMEN")
    page.get_by_role("button", name="Tampilkan").first.click()
    page.get_by_text("6271 0357 0890 0003").wait_for()
    with page.expect_navigation():
        page.clock.fast_forward(31_000)
    assert page.get_by_text("6271 0357 0890 0003").count() == 0
    page.get_by_text("6271 •••••• ••••").wait_for()
