"""The slip that the family takes home, and the list of what is missing."""

import pytest
from django.urls import reverse

from puskesos import intake, qr
from puskesos.models import Jejak, Puskesos
from puskesos.views.receipt import office
from tests.cases import a_keluhan, a_need
from tests.people import KALAMPANGAN

pytestmark = pytest.mark.django_db


def slip(web, keluhan, query=""):
    return web.get(reverse("puskesos:tanda-terima", args=[keluhan.pk]) + query)


def test_the_slip_says_what_the_family_needs_to_know(siti_web, siti, now):
    need = a_need("L01", berkas={"KTP": "ADA", "Kartu Keluarga": "MENYUSUL"})
    keluhan = a_keluhan(siti, now, kebutuhan=(need,))
    page = slip(siti_web, keluhan).content.decode()
    for text in (keluhan.nomor, "Halimah", "Senin, 23 Nov 2026", keluhan.tracking_code(), "Puskesos Kalampangan",
                 "Rekomendasi pengaktifan kembali PBI-JK", "paling lambat", "Layanan ini gratis"):  # fmt: skip
        assert text in page, text
    missing = page.partition("Yang masih perlu dilengkapi")[2]
    assert "Kartu Keluarga – menyusul" in missing and "Surat keterangan medis" in missing
    assert "<li>KTP" not in missing and "(bila ada)" in missing


def test_the_slip_carries_no_number_of_the_person(siti_web, siti, now):
    keluhan = a_keluhan(siti, now)
    page = slip(siti_web, keluhan).content.decode()
    assert keluhan.klien.nik() not in page and "81234567890" not in page


def test_the_code_as_a_picture_leads_to_the_tracking_page(siti_web, siti, now, settings):
    settings.PUBLIC_URL = "https://slrt.contoh.invalid/"
    keluhan = a_keluhan(siti, now)
    address = f"https://slrt.contoh.invalid/s/{keluhan.tracking_code()}"
    assert qr.square(address).path in slip(siti_web, keluhan).content.decode()


def test_a_square_covers_exactly_the_dark_modules():
    import segno

    square = qr.square("https://slrt.contoh.invalid/s/K7QM-2XRD-9TBA-5")
    drawn = set()
    for run in square.path.split("M")[1:]:
        start, _, rest = run.partition("h")
        x, y = map(int, start.split())
        drawn |= {(x + step, y) for step in range(int(rest.partition("v")[0]))}
    matrix = segno.make("https://slrt.contoh.invalid/s/K7QM-2XRD-9TBA-5", error="m", micro=False).matrix
    dark = {(x + qr.QUIET, y + qr.QUIET) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert drawn == dark and square.size == len(matrix) + 8


def test_printing_is_on_record(siti_web, siti, now):
    keluhan = a_keluhan(siti, now)
    slip(siti_web, keluhan)
    mark = Jejak.objects.filter(aksi="CETAK").get()
    assert (mark.keluhan_id, mark.rincian["apa"]) == (keluhan.pk, "tanda terima")


def test_a_roll_gets_its_own_paper(siti_web, siti, now):
    keluhan = a_keluhan(siti, now)
    assert "print-receipt-58.css" in slip(siti_web, keluhan, "?lebar=58").content.decode()
    assert "print-receipt-58.css" not in slip(siti_web, keluhan).content.decode()


def test_the_slip_of_a_secret_case_tells_a_finder_nothing(siti_web, siti, now):
    keluhan = a_keluhan(siti, now, layanan="L18", subkategori="KEKERASAN", ringkasan="Dipukul suami")
    page = slip(siti_web, keluhan).content.decode()
    assert keluhan.nomor in page and keluhan.tracking_code() in page
    for word in ("kekerasan", "Perlindungan", "Dipukul"):
        assert word not in page.replace("Perlindungan data", "")


def test_the_list_of_missing_papers_says_where_to_bring_them(siti_web, siti, now):
    keluhan = a_keluhan(siti, now, kebutuhan=(a_need("L10"), a_need("L18")))
    page = siti_web.get(reverse("puskesos:kekurangan", args=[keluhan.pk])).content.decode()
    assert "Alat bantu disabilitas" in page and "Bawa ke <strong>Puskesos Kalampangan" in page
    assert Jejak.objects.filter(aksi="CETAK").get().rincian["apa"] == "kekurangan"
    nothing = a_keluhan(siti, now, layanan="L22", subkategori="INFORMASI", nik="6271017108900001", no_kk="")
    page = siti_web.get(reverse("puskesos:kekurangan", args=[nothing.pk])).content.decode()
    assert "Tidak ada yang perlu dibawa" in page


def test_the_family_of_a_kelurahan_without_puskesos_is_sent_to_its_host(reference):
    hosted = Puskesos.objects.filter(status="BELUM").first()
    assert office(KALAMPANGAN)["nama"] == "Puskesos Kalampangan"
    assert hosted.kelurahan.nama not in office(hosted.kelurahan_id)["nama"] or hosted.nama_meja


def test_the_notice_of_this_version_exists(siti_web, siti, now):
    assert intake.NOTICE_VERSION == "2026-11"
    assert a_keluhan(siti, now).persetujuan.get().versi_teks == "2026-11"


@pytest.mark.parametrize(("person", "status"), [("rahmat", 404), ("hendra", 403), ("joko", 403), ("ana", 302)])
def test_nobody_else_prints_it(cast, now, person, status):
    keluhan = a_keluhan(cast.siti, now)
    web = getattr(cast, f"{person}_web")
    assert slip(web, keluhan).status_code == status
    assert web.get(reverse("puskesos:kekurangan", args=[keluhan.pk])).status_code == status
    assert not Jejak.objects.filter(aksi="CETAK").exists()
