"""Photos and documents of a case or a draft: harmless, typed, replaced one by one, opened only by whom they concern."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from puskesos import files, lampiran
from puskesos.models import Jejak, Kelengkapan, Keluhan, Lampiran, Riwayat
from puskesos.numbering import new_uuid7
from puskesos.refusals import NotAllowed, Refused
from puskesos.soundness import MOST_FILES
from tests.cases import a_keluhan
from tests.puskesos.typed import typed

pytestmark = pytest.mark.django_db

NEW = "/keluhan/baru/"


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.BERKAS_ROOT = tmp_path / "berkas"


def photo(colour="navy", name="IMG_2041.jpg"):
    picture = io.BytesIO()
    Image.new("RGB", (320, 200), colour).save(picture, "JPEG")
    return SimpleUploadedFile(name, picture.getvalue(), "image/jpeg")


def document():
    paper = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(paper)
    return SimpleUploadedFile("surat.pdf", paper.getvalue(), "application/pdf")


def upload(web, keluhan, file, jenis="KTP", **more):
    address = reverse("puskesos:keluhan-berkas", args=[keluhan.pk])
    return web.post(address, {"berkas": file, "berkas_jenis": jenis, **more})


def on_case(keluhan):
    return list(files.present(keluhan).values_list("jenis_id", flat=True))


# --- with the sheet --------------------------------------------------------------------------------------------------
def test_a_photo_on_the_sheet_becomes_a_file_of_the_case_and_ticks_its_paper(siti_web):
    siti_web.post(NEW, typed(berkas=photo(), berkas_jenis="KTP", berkas_id=str(new_uuid7())))
    keluhan = Keluhan.objects.get()
    assert on_case(keluhan) == ["KTP"]
    paper = Kelengkapan.objects.get(persyaratan__jenis_berkas="KTP")
    assert (paper.status, paper.lampiran.jenis_id) == ("ADA", "KTP")


def test_a_photo_survives_mistakes_elsewhere_on_the_sheet(siti_web):
    id = new_uuid7()
    response = siti_web.post(NEW, typed(id=id, nama="", berkas=photo(), berkas_jenis="KK", berkas_id=str(new_uuid7())))
    kept = Lampiran.objects.get()
    page = response.content.decode()
    assert response.status_code == 422 and f'name="lampiran" value="{kept.pk}"' in page
    siti_web.post(NEW, typed(id=id, lampiran=[str(kept.pk)]))
    assert on_case(Keluhan.objects.get()) == ["KK"]


def test_the_same_post_with_a_photo_twice_is_one_keluhan_with_one_photo(siti_web):
    body = {"id": new_uuid7(), "berkas_jenis": "KTP", "berkas_id": str(new_uuid7())}
    first = siti_web.post(NEW, typed(**body, berkas=photo()))
    second = siti_web.post(NEW, typed(**body, berkas=photo()))
    assert first["Location"] == second["Location"]
    assert Lampiran.objects.count() == 1 and Keluhan.objects.count() == 1


def test_a_wrong_photo_can_be_taken_off_the_sheet(siti_web):
    id, file = new_uuid7(), str(new_uuid7())
    siti_web.post(NEW, typed(id=id, aksi="unggah_berkas", berkas=photo(), berkas_jenis="KTP", berkas_id=file))
    response = siti_web.post(NEW, typed(id=id, aksi=f"hapus_berkas-{file}", lampiran=[file]))
    assert response.status_code == 200 and file not in response.content.decode()
    assert not Lampiran.objects.exists()


def test_files_of_somebody_else_cannot_be_taken_along(siti_web, budi_web):
    file = str(new_uuid7())
    budi_web.post(NEW, typed(aksi="unggah_berkas", berkas=photo(), berkas_jenis="KTP", berkas_id=file))
    response = siti_web.post(NEW, typed(lampiran=[file]))
    assert response.status_code == 422 and "Unggah ulang berkasnya" in response.content.decode()
    assert not Keluhan.objects.exists()


def harmful():
    gif = SimpleUploadedFile("foto.jpg", b"GIF89a<script>alert(1)</script>", "image/jpeg")
    svg = SimpleUploadedFile("foto.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "image/png")
    half = SimpleUploadedFile("foto.jpg", photo().read()[:200], "image/jpeg")
    heavy = SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "image/jpeg")
    return {
        "disguised": (gif, "bukan foto (JPEG, PNG, WebP) atau PDF"),
        "svg": (svg, "bukan foto (JPEG, PNG, WebP) atau PDF"),
        "half": (half, "rusak atau tidak utuh"),
        "heavy": (heavy, "lebih besar dari 10 MB"),
        "empty": (SimpleUploadedFile("foto.jpg", b"", "image/jpeg"), "kosong"),
        "office": (SimpleUploadedFile("surat.docx", b"PK\x03\x04..."), "Simpan sebagai PDF"),
    }


@pytest.mark.parametrize("kind", sorted(harmful()))
def test_what_is_no_harmless_photo_is_refused_at_its_field_and_the_rest_stays(siti_web, kind):
    file, sentence = harmful()[kind]
    response = siti_web.post(NEW, typed(berkas=file, berkas_jenis="KTP", uraian="Jangan hilang"))
    page = response.content.decode()
    assert response.status_code == 422 and sentence in page and "Jangan hilang" in page
    assert not Lampiran.objects.exists() and not Keluhan.objects.exists()


def test_a_file_without_its_kind_is_refused(siti_web):
    response = siti_web.post(NEW, typed(berkas=photo()))
    assert "Pilih jenis berkas." in response.content.decode() and not Lampiran.objects.exists()


# --- later, on the case ----------------------------------------------------------------------------------------------
def test_budi_adds_a_paper_later_and_the_story_tells_it(budi_web, siti, now):
    keluhan = a_keluhan(siti, now)
    response = upload(budi_web, keluhan, document(), "SURAT_MEDIS")
    assert response.status_code == 302
    row = Lampiran.objects.get()
    assert (row.mime, row.halaman, row.rahasia, row.nama_asli) == ("application/pdf", 1, True, "surat.pdf")
    assert Kelengkapan.objects.get(lampiran=row).status == "ADA"
    assert Riwayat.objects.get(jenis="BERKAS").fakta["jenis_berkas"] == "SURAT_MEDIS"
    assert "Surat keterangan medis" in budi_web.get(response["Location"]).content.decode()


def test_what_says_nothing_ticks_nothing(budi_web, siti, now):
    keluhan = a_keluhan(siti, now)
    upload(budi_web, keluhan, photo(), "LAINNYA")
    assert on_case(keluhan) == ["LAINNYA"]
    assert not Kelengkapan.objects.filter(lampiran__isnull=False).exists()


def test_a_wrong_file_is_replaced_alone_and_stays_on_record(budi_web, siti, now):
    keluhan = a_keluhan(siti, now)
    upload(budi_web, keluhan, photo())
    upload(budi_web, keluhan, photo("red"), "KK")
    old = Lampiran.objects.get(jenis="KTP")
    response = budi_web.post(reverse("puskesos:berkas-ganti", args=[old.pk]), {f"{old.pk}-berkas": photo("green")})
    assert response.status_code == 302
    old.refresh_from_db()
    assert sorted(on_case(keluhan)) == ["KK", "KTP"] and old.diganti_oleh.jenis_id == "KTP"
    assert Kelengkapan.objects.get(persyaratan__jenis_berkas="KTP").lampiran == old.diganti_oleh
    again = budi_web.post(reverse("puskesos:berkas-ganti", args=[old.pk]), {f"{old.pk}-berkas": photo("black")})
    assert again.status_code == 422 and "sudah diganti" in again.content.decode()


def test_a_bad_replacement_says_why_and_leaves_the_old_one(budi_web, siti, now):
    keluhan = a_keluhan(siti, now)
    upload(budi_web, keluhan, photo())
    old = Lampiran.objects.get()
    broken = {f"{old.pk}-berkas": harmful()["half"][0]}
    response = budi_web.post(reverse("puskesos:berkas-ganti", args=[old.pk]), broken)
    assert response.status_code == 422 and "rusak atau tidak utuh" in response.content.decode()
    assert Lampiran.objects.get().diganti_oleh is None


def test_a_case_holds_twenty_files(budi, siti, now):
    keluhan = a_keluhan(siti, now)
    for number in range(MOST_FILES):
        files.attach(by=budi, now=now, file=photo((number, 0, 0)), jenis="LAINNYA", keluhan=keluhan.pk)
    with pytest.raises(Refused, match="Sudah ada 20 berkas"):
        files.attach(by=budi, now=now, file=photo("white"), jenis="LAINNYA", keluhan=keluhan.pk)
    first = files.present(keluhan).first()
    files.replace(by=budi, now=now, id=first.pk, file=photo("white"))
    assert files.present(keluhan).count() == MOST_FILES


def test_an_id_already_used_by_another_file_is_a_conflict(budi, siti, now):
    keluhan, id = a_keluhan(siti, now), new_uuid7()
    one = files.attach(by=budi, now=now, file=photo(), jenis="KTP", keluhan=keluhan.pk, id=id)
    assert files.attach(by=budi, now=now, file=photo(), jenis="KTP", keluhan=keluhan.pk, id=id) == one
    with pytest.raises(lampiran.AlreadyStored):
        files.attach(by=budi, now=now, file=photo("red"), jenis="KTP", keluhan=keluhan.pk, id=id)
    with pytest.raises(lampiran.AlreadyStored):
        files.attach(by=siti, now=now, file=photo(), jenis="KTP", keluhan=keluhan.pk, id=id)


def test_a_fasilitator_adds_only_to_what_she_wrote_down(siti, budi, now):
    mine, others = a_keluhan(siti, now), a_keluhan(budi, now, nik="6271017108900001", no_kk="")
    siti.hats = tuple(hat for hat in siti.hats if hat.peran == "FASILITATOR")
    files.attach(by=siti, now=now, file=photo(), jenis="KTP", keluhan=mine.pk)
    with pytest.raises(NotAllowed):
        files.attach(by=siti, now=now, file=photo(), jenis="KTP", keluhan=others.pk)


@pytest.mark.parametrize("person", ["bulurah", "maya"])
def test_who_only_reads_sees_the_files_and_adds_none(cast, now, person):
    keluhan = a_keluhan(cast.siti, now)
    upload(cast.budi_web, keluhan, photo())
    web = getattr(cast, f"{person}_web")
    page = web.get(reverse("puskesos:keluhan-berkas", args=[keluhan.pk])).content.decode()
    assert "KTP" in page and "Tambah berkas" not in page
    assert upload(web, keluhan, photo("red")).status_code == 403
    with pytest.raises(NotAllowed, match="Peran Anda tidak mencakup ini"):
        files.attach(by=getattr(cast, person), now=now, file=photo("red"), jenis="KTP", keluhan=keluhan.pk)
    assert Lampiran.objects.count() == 1


@pytest.mark.parametrize(("person", "status"), [("rahmat", 404), ("hendra", 403), ("joko", 403), ("ana", 302)])
def test_nobody_else_finds_the_files_of_a_case(cast, now, person, status):
    keluhan = a_keluhan(cast.siti, now)
    upload(cast.budi_web, keluhan, photo())
    row, web = Lampiran.objects.get(), getattr(cast, f"{person}_web")
    for address in (reverse("puskesos:keluhan-berkas", args=[keluhan.pk]), reverse("puskesos:berkas", args=[row.pk])):
        assert web.get(address).status_code == status
    assert upload(web, keluhan, photo("red")).status_code == status
    assert Lampiran.objects.count() == 1


# --- handing one out -------------------------------------------------------------------------------------------------
def test_a_file_is_handed_out_sealed_off_and_on_record(budi_web, siti, now):
    keluhan = a_keluhan(siti, now)
    upload(budi_web, keluhan, photo())
    row = Lampiran.objects.get()
    response = budi_web.get(reverse("puskesos:berkas", args=[row.pk]))
    assert response.status_code == 200 and response.content.startswith(b"\xff\xd8\xff")
    assert response["Content-Disposition"].startswith('attachment; filename="ktp-')
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "no-store")
    mark = Jejak.objects.filter(aksi="UNDUH").get()
    assert (mark.objek_id, mark.keluhan_id) == (str(row.pk), keluhan.pk)


def test_a_picture_may_be_looked_at_a_document_only_downloaded(budi_web, siti, now):
    keluhan = a_keluhan(siti, now)
    upload(budi_web, keluhan, photo())
    upload(budi_web, keluhan, document(), "SURAT_MEDIS")
    ways = {
        row.mime: budi_web.get(reverse("puskesos:berkas", args=[row.pk]) + "?lihat=1")["Content-Disposition"][:6]
        for row in Lampiran.objects.all()
    }
    assert ways == {"image/jpeg": "inline", "application/pdf": "attach"}


def test_the_file_of_a_draft_is_its_officers_own(siti_web, budi_web):
    siti_web.post(NEW, typed(aksi="unggah_berkas", berkas=photo(), berkas_jenis="KTP"))
    address = reverse("puskesos:berkas", args=[Lampiran.objects.get().pk])
    assert siti_web.get(address).status_code == 200 and budi_web.get(address).status_code == 404


def test_a_file_lost_from_the_disk_is_not_there_and_nothing_breaks(budi_web, siti, now):
    upload(budi_web, a_keluhan(siti, now), photo())
    row = Lampiran.objects.get()
    lampiran.discard(row.pk)
    assert budi_web.get(reverse("puskesos:berkas", args=[row.pk])).status_code == 404
