"""The emblem on letterheads: who uploads it, what is taken, and how it stands on the paper for those who do not see."""

import io

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from puskesos.models import Jejak
from puskesos.refusals import NotAllowed, Refused
from rujukan import letters
from rujukan.letters import emblem, paper
from rujukan.models import KopSurat, Lambang
from slrt.agencies import letter as monthly
from tests import cases
from tests.people import CITY, KALAMPANGAN, PAHANDUT
from tests.rujukan.letters_made import an_emblem, drafted, issued

PAGE = "/persuratan/lambang/"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.BERKAS_ROOT = tmp_path / "berkas"


def put(by, now, unit=CITY, file=None, teks="Lambang Kota Palangka Raya"):
    return emblem.put(by=by, now=now, unit=unit, file=file or an_emblem(), teks=teks)


def alternatives(content):
    """Alternative texts of the figures of a PDF."""
    with pikepdf.open(io.BytesIO(content)) as document:
        found, seen = [], [document.Root.StructTreeRoot]
        while seen:
            node = seen.pop()
            if isinstance(node, pikepdf.Array):
                seen += list(node)
            elif isinstance(node, pikepdf.Dictionary):
                if "/Alt" in node:
                    found.append(str(node.Alt))
                if "/K" in node:
                    seen.append(node.K)
        return found


# --- the page ------------------------------------------------------------------------------------------------------
def test_the_administrator_uploads_replaces_and_removes_it(cast, now, adi_web, maya_web, dewi_web):
    assert PAGE in adi_web.get("/referensi/surat-kop/").content.decode()
    assert PAGE not in dewi_web.get("/referensi/surat-kop/").content.decode()
    assert dewi_web.get(PAGE).status_code == 403
    sent = {"unit": CITY, "teks": "Lambang kota", "berkas": an_emblem()}
    assert adi_web.post(PAGE, sent).status_code == 302
    first = Lambang.objects.get()
    assert (first.unit_id, first.teks, first.diunggah_oleh_id) == (CITY, "Lambang kota", cast.adi.petugas_id)
    shown = adi_web.get(f"{PAGE}{CITY}/")
    assert shown["Content-Type"] == "image/jpeg" and shown.content == bytes(first.isi)
    assert 'alt="Lambang kota"' in adi_web.get(PAGE).content.decode()
    assert maya_web.post(PAGE, {**sent, "teks": "Burung enggang", "berkas": an_emblem("JPEG")}).status_code == 302
    assert Lambang.objects.get().teks == "Burung enggang"
    assert adi_web.post(PAGE, {"aksi": "hapus", "unit": CITY}).status_code == 302
    assert not Lambang.objects.exists()
    assert adi_web.post(PAGE, {"aksi": "hapus", "unit": CITY}).status_code == 404
    assert Jejak.objects.filter(aksi="REFERENSI", objek="lambang").count() == 3


def test_only_who_keeps_reference_data(cast, now):
    for by in (cast.dewi, cast.bulurah, cast.hendra):
        with pytest.raises(NotAllowed):
            put(by, now)


# --- what is taken -------------------------------------------------------------------------------------------------
def upload(content, name="lambang.png"):
    return SimpleUploadedFile(name, content, content_type="image/png")


BAD = {
    "script": lambda: upload(b"<svg onload=alert(1)>"), "pdf": lambda: upload(b"%PDF-1.7 ..."),
    "webp": lambda: an_emblem("WEBP"), "half": lambda: upload(an_emblem().read()[:200]),
    "signature only": lambda: upload(b"\x89PNG\r\n\x1a\n" + b"x" * 500), "empty": lambda: upload(b""),
    "too heavy": lambda: upload(b"\xff\xd8\xff" + b"x" * emblem.MOST_BYTES),
    "tiny": lambda: an_emblem(size=(40, 40)),
    "a ribbon": lambda: an_emblem(size=(1200, 120)), "a bomb": lambda: bomb(),
}  # fmt: skip


def bomb():
    buffer = io.BytesIO()
    Image.new("1", (12_000, 9_000)).save(buffer, "PNG")
    return upload(buffer.getvalue())


@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_such_picture_is_refused_in_words(cast, now, adi_web, bad):
    response = adi_web.post(PAGE, {"unit": CITY, "teks": "Lambang", "berkas": BAD[bad]()})
    assert response.status_code == 422
    assert 'class="error"' in response.content.decode() and not Lambang.objects.exists()


def test_it_is_drawn_anew_and_small(cast, now):
    hidden = an_emblem("JPEG", (2000, 2400)).read() + b"<script>alert(1)</script>"
    row = put(cast.adi, now, file=upload(hidden, "lambang.jpg"))
    assert b"script" not in bytes(row.isi) and max(row.lebar, row.tinggi) == 600
    picture = Image.open(io.BytesIO(bytes(row.isi)))
    assert (picture.format, picture.size) == ("JPEG", (row.lebar, row.tinggi))
    with pytest.raises(Refused):
        put(cast.adi, now, teks=" ")
    with pytest.raises(Refused):
        put(cast.adi, now, unit="99.99")


# --- on paper ------------------------------------------------------------------------------------------------------
def test_letters_carry_it_with_its_alternative_text(cast, now):
    put(cast.adi, now)
    content = letters.archived(issued(cast, now))
    assert "Lambang Kota Palangka Raya" in alternatives(content)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert b"pdfuaid" in bytes(document.Root.Metadata.read_bytes())


def test_without_one_the_letterhead_is_words_as_before(cast, now):
    content = letters.archived(issued(cast, now))
    assert [one for one in alternatives(content) if "Lambang" in one] == []
    assert paper.letterhead(KopSurat.objects.filter(unit=CITY).first())["lambang"] is None


def test_a_kelurahan_carries_its_own_or_the_city_s(cast, now):
    put(cast.adi, now)
    put(cast.adi, now, unit=KALAMPANGAN, teks="Lambang kelurahan")
    assert emblem.on_paper(KALAMPANGAN)["teks"] == "Lambang kelurahan"
    assert emblem.on_paper(PAHANDUT)["teks"] == "Lambang Kota Palangka Raya"
    emblem.remove(by=cast.adi, now=now, unit=CITY)
    assert emblem.on_paper(PAHANDUT) is None


def test_an_issued_letter_keeps_its_paper_and_a_concept_takes_the_new_one(cast, now):
    surat = issued(cast, now)
    before = letters.archived(surat)
    put(cast.adi, now)
    assert letters.archived(surat) == before
    concept = drafted(cast, now, cases.referred(cast, now, nik=cases.NIK_MAN, nama="Bahen")[1])
    assert "Lambang Kota Palangka Raya" in alternatives(letters.preview(concept, now))


def test_the_monthly_letter_carries_it_too(cast, now):
    put(cast.adi, now)
    cases.referred(cast, now)
    kop = KopSurat.objects.filter(unit=settings.CITY_CODE).first()
    assert paper.letterhead(kop)["lambang"]["teks"] == "Lambang Kota Palangka Raya"
    from puskesos.models import Instansi

    content = monthly.pdf(Instansi.objects.get(pk="BPJS_KES"), now.date().replace(day=1), now)
    assert "Lambang Kota Palangka Raya" in alternatives(content)
