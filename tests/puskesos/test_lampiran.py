"""K9 of the bad-input corpus, made here byte by byte: what is taken is harmless, what is not is told why."""

import io
import struct
import uuid
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Encryption, Name, Pdf
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat
from PIL.ExifTags import GPS, IFD, Base

from puskesos import lampiran
from puskesos.identity import Unreadable
from puskesos.lampiran import AlreadyStored, UploadRefused, clean_upload

SCRIPT = b"<script>alert(document.cookie)</script>"
ROW = uuid.UUID("019ab000-0000-7000-8000-00000000ab01")


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.FIELD_KEYS = {1: b"f" * 32}
    settings.BERKAS_ROOT = tmp_path / "berkas"
    return settings.BERKAS_ROOT


def upload(source, name="foto.jpg"):
    return clean_upload(io.BytesIO(source), name)


def refused(source, name="foto.jpg"):
    with pytest.raises(UploadRefused) as refusal:
        upload(source, name)
    assert refusal.value.sentence.endswith(".")
    return refusal.value.sentence


def picture(width=60, height=40, mode="RGB"):
    """Red on the left, the rest blue, so that turning shows."""
    drawn = Image.new("RGB", (width, height), "blue")
    ImageDraw.Draw(drawn).rectangle((0, 0, width // 4, height), fill="red")
    return drawn.convert(mode)


def saved(image, kind="JPEG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def exif_with(tag, value):
    exif = Image.Exif()
    exif[tag] = value
    return exif


def with_gps():
    exif = exif_with(Base.Make, "KameraPakRT")
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (2.0, 12.0, 30.0)
    return exif


def opened(clean):
    return Image.open(io.BytesIO(clean.content))


def is_red(pixel):
    red, _, blue = pixel
    return red > 180 and blue < 80


def png_header(width, height):
    """A PNG that promises many pixels and holds none."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def document(pages=1, prepare=None, **options):
    pdf = Pdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    if prepare:
        prepare(pdf)
    buffer = io.BytesIO()
    pdf.save(buffer, **options)
    return buffer.getvalue()


# --- photos that are taken -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg_of_its_own(kind):
    clean = upload(saved(picture(), kind), "rumah.jpg")
    assert (clean.kind, clean.mime, clean.width, clean.height, clean.pages) == ("JPEG", "image/jpeg", 60, 40, 1)
    assert opened(clean).format == "JPEG"
    assert is_red(opened(clean).getpixel((3, 20))) and not is_red(opened(clean).getpixel((50, 20)))
    assert clean.name == "rumah.jpg"


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_becomes_a_plain_picture(mode):
    image = Image.new("I;16", (60, 40), 40_000) if mode == "I;16" else picture(mode=mode)
    clean = upload(saved(image, "PNG"))
    assert opened(clean).mode == "RGB"
    assert opened(clean).size == (60, 40)


def test_sixteen_bit_grey_does_not_turn_white():
    grey = opened(upload(saved(Image.new("I;16", (60, 40), 30_000), "PNG"))).getpixel((30, 20))
    assert 110 <= grey[0] <= 125


def test_cmyk_from_a_scanner_is_taken():
    assert opened(upload(saved(picture(mode="CMYK")))).mode == "RGB"


def test_transparent_becomes_white_not_black():
    clean = upload(saved(Image.new("RGBA", (60, 40), (0, 0, 0, 0)), "PNG"))
    assert min(opened(clean).getpixel((30, 20))) > 250


def test_a_large_photo_is_shrunk_and_a_small_one_is_not_grown():
    assert upload(saved(picture(3200, 2400))).width == 1600
    tall = upload(saved(picture(1000, 4000)))
    assert (tall.width, tall.height) == (400, 1600)
    assert upload(saved(picture(60, 40))).width == 60


@pytest.mark.parametrize("orientation", range(9))
def test_the_photo_stands_upright_without_its_exif(orientation):
    source = saved(
        Image.effect_noise((60, 40), 90).convert("RGB"), quality=100, exif=exif_with(Base.Orientation, orientation)
    )
    clean = upload(source)
    with Image.open(io.BytesIO(source)) as seen:
        upright = ImageOps.exif_transpose(seen).convert("RGB")
    assert opened(clean).size == upright.size == ((40, 60) if orientation >= 5 else (60, 40))
    assert not opened(clean).getexif()
    difference = ImageChops.difference(opened(clean).convert("L"), upright.convert("L"))
    assert ImageStat.Stat(difference).mean[0] < 15


def test_nothing_that_was_written_into_the_photo_survives():
    source = saved(picture(), exif=with_gps(), comment=b"rahasia", icc_profile=b"ICC" * 50, xmp=b"<x:xmpmeta/>")
    for trace in (b"KameraPakRT", b"rahasia", b"ICCICC", b"xmpmeta"):
        assert trace in source
    clean = upload(source + SCRIPT)
    for trace in (b"Exif", b"KameraPakRT", b"rahasia", b"ICC", b"xmp", b"script"):
        assert trace not in clean.content
    assert set(opened(clean).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_gps_leaves_other_kinds_of_photos_too(kind):
    source = saved(picture(), kind, exif=with_gps())
    assert b"KameraPakRT" in source
    assert b"KameraPakRT" not in upload(source).content


def test_broken_exif_costs_neither_the_photo_nor_its_orientation():
    exif = with_gps()
    exif[Base.Orientation] = 6
    # A number of the wrong type where the name of the camera should be.
    broken = exif.tobytes().replace(b"\x01\x0f\x00\x02", b"\x01\x07\x00\x02")
    assert broken != exif.tobytes()
    clean = upload(saved(picture(), exif=broken))
    assert (clean.width, clean.height) == (40, 60)
    assert is_red(opened(clean).getpixel((20, 3)))
    rubbish = upload(saved(picture(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 40))
    assert rubbish.width == 60


def test_the_same_photo_gives_the_same_file_and_both_fingerprints():
    source = saved(picture(), exif=with_gps())
    assert upload(source) == upload(source)
    assert upload(source).sha256 != upload(source).source_sha256


def test_only_the_content_decides_what_a_file_is():
    assert upload(saved(picture(), "PNG"), "ktp.jpg.exe").kind == "JPEG"
    assert upload(document(), "ktp.jpg").kind == "PDF"


# --- photos that are refused ---------------------------------------------------------------------------


@pytest.mark.parametrize("side", [30_000, 12_000, 6_400])
def test_a_bomb_is_refused_before_it_is_decoded(side):
    assert "40 megapiksel" in refused(png_header(side, side))


def test_forty_megapixels_are_refused_only_when_there_are_more(monkeypatch):
    monkeypatch.setattr("puskesos.lampiran.photo.MAX_PIXELS", 60 * 40)
    assert upload(saved(picture(60, 40))).width == 60
    assert "40 megapiksel" in refused(saved(picture(61, 40)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_photo_is_refused(kind):
    noise = Image.effect_noise((300, 300), 90).convert("RGB")
    source = saved(noise, kind)
    assert upload(source).width == 300
    assert "tidak utuh" in refused(source[: len(source) // 2])


@pytest.mark.parametrize(
    "source, hint",
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "bukan foto"),
        (b'<?xml version="1.0"?><svg/>', "bukan foto"),
        (b"<html><body>" + SCRIPT, "bukan foto"),
        (b"GIF89a" + b"\0" * 50, "bukan foto"),
        (b"BM" + b"\0" * 50, "bukan foto"),
        (b"MZ" + b"\0" * 50, "bukan foto"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "bukan foto"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "Paling Kompatibel"),
        (b"PK\x03\x04" + b"\0" * 50, "Simpan sebagai PDF"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 50, "Simpan sebagai PDF"),
        (b"\xff\xd8\xff" + SCRIPT, "rusak"),
        (b"\x89PNG\r\n\x1a\n" + SCRIPT, "rusak"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "rusak"),
        (b"\xff", "bukan foto"),
        (b" ", "bukan foto"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(source, hint):
    assert hint in refused(source, "foto.jpg")


def test_an_empty_file_is_refused():
    assert "kosong" in refused(b"")


def test_ten_megabytes_are_taken_and_one_byte_more_is_not():
    photo = saved(picture())
    padding = b"\0" * (lampiran.cleaned.MAX_BYTES - len(photo))
    assert upload(photo + padding).kind == "JPEG"
    assert "10 MB" in refused(photo + padding + b"\0")


def test_no_more_is_read_than_may_be_kept():
    class Endless:
        asked = 0

        def read(self, size):
            assert size > 0
            self.asked += size
            return b"\0" * size

    endless = Endless()
    with pytest.raises(UploadRefused, match="10 MB"):
        clean_upload(endless, "foto.jpg")
    assert endless.asked == lampiran.cleaned.MAX_BYTES + 1


@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"%PDF-1.7\n", b""]), st.binary())
def test_any_bytes_are_taken_or_refused_with_a_sentence(magic, rest):
    try:
        assert upload(magic + rest + b"%%EOF").content
    except UploadRefused as refusal:
        assert refusal.sentence.endswith(".")


@given(st.integers(0, 5_000), st.integers(0, 255))
def test_one_flipped_byte_never_breaks_the_counter(at, value):
    source = bytearray(_PHOTO)
    source[at % len(source)] = value
    try:
        assert opened(upload(bytes(source))).format == "JPEG"
    except UploadRefused as refusal:
        assert refusal.sentence.endswith(".")


_PHOTO = saved(picture(), exif=with_gps())


# --- documents -----------------------------------------------------------------------------------------


def test_a_document_keeps_its_pages_and_loses_what_tells_about_its_maker():
    def tell_about_the_maker(pdf):
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = "KampungX"
        pdf.docinfo["/Author"] = "PakRT"

    source = document(3, tell_about_the_maker)
    assert b"PakRT" in source and b"KampungX" in source
    clean = upload(source + SCRIPT, "surat.pdf")
    assert (clean.kind, clean.mime, clean.pages, clean.width) == ("PDF", "application/pdf", 3, None)
    for trace in (b"PakRT", b"KampungX", b"script"):
        assert trace not in clean.content
    with Pdf.open(io.BytesIO(clean.content)) as pdf:
        assert len(pdf.pages) == 3
        assert "/Info" not in pdf.trailer


def with_photo(pdf, source):
    photo = pikepdf.Stream(pdf, source, Type=Name.XObject, Subtype=Name.Image, Width=60, Height=40)
    photo.ColorSpace, photo.BitsPerComponent, photo.Filter = Name.DeviceRGB, 8, Name.DCTDecode
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im1=pdf.make_indirect(photo)))


def test_gps_leaves_the_photos_inside_a_document():
    source = document(1, lambda pdf: with_photo(pdf, _PHOTO))
    assert b"KameraPakRT" in source
    clean = upload(source, "pindai.pdf")
    assert b"KameraPakRT" not in clean.content
    with Pdf.open(io.BytesIO(clean.content)) as pdf:
        photo = pikepdf.PdfImage(pdf.pages[0].Resources.XObject.Im1).as_pil_image()
    assert photo.tobytes() == Image.open(io.BytesIO(_PHOTO)).tobytes()


@pytest.mark.parametrize("odd", [b"", b"\xff", b"not a photo", _PHOTO[:30], b"\xff\xd8\xff\xe1\0\0\xff\xe1"])
def test_an_odd_photo_inside_a_document_harms_nothing(odd):
    assert upload(document(1, lambda pdf: with_photo(pdf, odd)), "pindai.pdf").pages == 1


def test_thirty_pages_are_taken_and_one_more_is_not():
    assert upload(document(30), "surat.pdf").pages == 30
    assert "31 halaman" in refused(document(31), "surat.pdf")
    assert "0 halaman" in refused(document(0), "surat.pdf")


@pytest.mark.parametrize("user", ["rahasia", ""])
def test_a_locked_document_is_refused(user):
    source = document(encryption=Encryption(owner="pemilik", user=user))
    assert "terkunci" in refused(source, "surat.pdf")


def open_with(action):
    def prepare(pdf):
        pdf.Root.OpenAction = action(pdf)

    return prepare


def attach(pdf):
    pdf.attachments["isi.exe"] = b"MZ"


def file_behind_an_annotation(pdf):
    carried = Dictionary(F="isi.exe", EF=Dictionary(F=pdf.make_stream(b"MZ")))
    pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Text, FS=carried)])


def javascript_in_names(pdf):
    code = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["x", code])))


def javascript_in_a_page(pdf):
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def javascript_deep_in_arrays(pdf):
    pdf.pages[0].PieceInfo = Dictionary(A=Array([Array([Array([Dictionary(JS="app.alert(1)")])])]))


def link_that(subtype):
    def prepare(pdf):
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=subtype, F="cmd.exe"))
        pdf.pages[0].Annots = Array([pdf.make_indirect(link)])

    return prepare


def xfa_form(pdf):
    pdf.Root.AcroForm = Dictionary(XFA="<xdp/>", Fields=Array([]))


@pytest.mark.parametrize(
    "prepare",
    [
        open_with(lambda pdf: Dictionary(S=Name.JavaScript, JS="app.alert(1)")),
        open_with(lambda pdf: Dictionary(S=Name.URI, URI="https://example.org/lihat")),
        open_with(lambda pdf: pdf.make_indirect(Dictionary(S=Name.Named, N=Name.Print))),
        javascript_in_names,
        javascript_in_a_page,
        javascript_deep_in_arrays,
        link_that(Name.Launch),
        link_that(Name.SubmitForm),
        link_that(Name.ImportData),
        attach,
        file_behind_an_annotation,
        xfa_form,
    ],
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True])
def test_a_document_that_acts_by_itself_is_refused(prepare, packed):
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    assert "skrip" in refused(document(1, prepare, object_stream_mode=mode), "surat.pdf")


@pytest.mark.parametrize(
    "action",
    [
        lambda pdf: Array([pdf.pages[0].obj, Name.XYZ, None, None, 0]),
        lambda pdf: Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit])),
    ],
)
def test_opening_on_a_page_is_what_office_programs_write_and_is_fine(action):
    clean = upload(document(1, open_with(action)), "surat.pdf")
    with Pdf.open(io.BytesIO(clean.content)) as pdf:
        assert "/OpenAction" not in pdf.Root


def test_a_page_to_open_on_may_not_be_the_first_of_a_chain():
    """A signed document keeps its bytes, so what comes after the page would go out to whoever opens it."""
    def prepare(pdf):
        sign(pdf)
        away = Dictionary(S=Name.URI, URI="https://example.org")
        pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]), Next=away)

    assert "skrip" in refused(document(1, prepare), "surat-tte.pdf")


def test_a_link_to_click_is_fine():
    def prepare(pdf):
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://example.org"))
        pdf.pages[0].Annots = Array([link])

    assert upload(document(1, prepare), "surat.pdf").pages == 1


def test_a_hidden_spelling_of_a_name_is_seen_through():
    source = document(1, open_with(lambda pdf: Dictionary(S=Name.GoTo, JS="x")))
    assert "skrip" in refused(source.replace(b"/JS", b"/#4aS"), "surat.pdf")


def sign(pdf):
    signature = Dictionary(Type=Name.Sig, ByteRange=Array([0, 10, 20, 30]), Contents=b"\0" * 20)
    pdf.Root.AcroForm = Dictionary(Fields=Array([Dictionary(FT=Name.Sig, V=pdf.make_indirect(signature))]))


def test_a_signed_document_is_kept_byte_for_byte():
    source = document(2, sign)
    clean = upload(source, "surat-tte.pdf")
    assert clean.content == source
    assert clean.sha256 == clean.source_sha256


def test_a_signature_does_not_excuse_what_stands_before_the_document():
    clean = upload(b"GIF89a" + SCRIPT + b"\n" + document(2, sign), "surat-tte.pdf")
    assert clean.pages == 2
    assert clean.content.startswith(b"%PDF-") and b"script" not in clean.content


def test_a_signature_does_not_excuse_a_script():
    def prepare(pdf):
        sign(pdf)
        javascript_in_names(pdf)

    assert "skrip" in refused(document(1, prepare), "surat.pdf")


def test_a_truncated_document_is_refused_not_mended():
    source = document(20, lambda pdf: with_photo(pdf, _PHOTO))
    assert "tidak utuh" in refused(source[: len(source) // 2], "surat.pdf")
    assert "tidak utuh" in refused(source[:-200], "surat.pdf")


def test_a_document_with_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr("puskesos.lampiran.pdf.MAX_OBJECTS", 10)
    assert upload(document(2), "surat.pdf").pages == 2
    assert "terlalu rumit" in refused(document(12), "surat.pdf")


def packed_document(padding):
    """A document whose catalogue and page lie in one compressed stream, in front of that many blanks."""
    inside = [
        b"<</Type/Catalog/Pages 3 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 9 9]>>",
    ]
    starts = [sum(map(len, inside[:at])) for at in range(3)]
    index = b" ".join(b"%d %d" % (number, start) for number, start in zip((2, 3, 4), starts, strict=True)) + b" "
    packed = zlib.compress(index + b"".join(inside) + b" " * padding, 9)
    head = b"%PDF-1.7\n"
    stream = b"1 0 obj\n<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        len(index), len(packed), packed,
    )  # fmt: skip
    rows = [(0, 0, 0), (1, len(head), 0), (2, 1, 0), (2, 1, 1), (2, 1, 2), (1, len(head + stream), 0)]
    table = b"".join(bytes([kind]) + where.to_bytes(3) + bytes([last]) for kind, where, last in rows)
    return (
        head + stream
        + b"5 0 obj\n<</Type/XRef/Size 6/Root 2 0 R/W[1 3 1]/Length %d>>\nstream\n%s\nendstream\nendobj\n"
        % (len(table), table)
        + b"startxref\n%d\n%%%%EOF\n" % len(head + stream)
    )  # fmt: skip


def test_a_document_may_not_unfold_into_more_than_memory_holds():
    assert upload(packed_document(1_000), "surat.pdf").pages == 1
    bomb = packed_document(pikepdf.settings.get_qpdf_limits()["flate_max_memory"] + 1)
    assert len(bomb) < 200_000
    assert "rusak" in refused(bomb, "surat.pdf")


def test_the_same_document_gives_the_same_file():
    source = document(2)
    assert upload(source, "a.pdf").sha256 == upload(source, "b.pdf").sha256


# --- names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "declared, shown",
    [
        ("ktp.jpg", "ktp.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Siti\\foto rumah.png", "foto rumah.png"),
        ("foto\x00\u202egpj.exe", "fotogpj.exe"),
        ("KTP 6271 9957 0890 0003.jpg", "KTP ….jpg"),
        ("6271995708900003", "…"),
        ("WA 081234567890.jpg", "WA ….jpg"),
        ("IMG-20261123-WA0001.jpg", "IMG-20261123-WA0001.jpg"),
        ("\ud800.jpg", ".jpg"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_name_is_shown_without_paths_tricks_and_numbers(declared, shown):
    assert lampiran.shown_name(declared) == shown


@pytest.mark.parametrize(
    "declared", ["a" * 300 + ".jpeg", "a" * 300, "." * 300, "a." + "b" * 300, "é🌊" * 200 + ".pdf"]
)
def test_a_long_name_is_cut_and_keeps_its_ending(declared):
    clean = upload(_PHOTO, declared)
    assert len(clean.name) <= 120
    if declared.endswith((".jpeg", ".pdf")):
        assert clean.name.endswith(declared[-4:])


def test_a_refusal_names_the_file_but_not_at_any_length():
    assert "“" in refused(b"", "a" * 300 + ".jpg")
    assert len(refused(b"", "a" * 300 + ".jpg")) < 120
    assert refused(b"", None) == "Berkas ini kosong. Pilih ulang berkasnya."


@given(st.text(max_size=400))
def test_any_name_can_be_shown(declared):
    shown = lampiran.shown_name(declared)
    assert len(shown) <= 120 and not set(shown) & set("/\\\0\n")


# --- on disk -------------------------------------------------------------------------------------------


def kept_files(shelf):
    return [path for path in shelf.rglob("*") if path.is_file()]


def test_what_is_stored_is_encrypted_and_comes_back(shelf):
    clean = upload(_PHOTO)
    lampiran.store(clean, ROW)
    assert lampiran.load(ROW) == clean.content
    [path] = kept_files(shelf)
    assert path == shelf / "01" / "ab" / str(ROW)
    assert b"JFIF" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0


def test_storing_the_same_again_is_fine_and_another_is_not(shelf):
    first, other = upload(_PHOTO), upload(saved(picture(80, 80)))
    lampiran.store(first, ROW)
    lampiran.store(first, ROW)
    with pytest.raises(AlreadyStored):
        lampiran.store(other, ROW)
    assert lampiran.load(ROW) == first.content
    assert len(kept_files(shelf)) == 1


def test_a_file_put_in_place_of_another_does_not_open(shelf):
    other = uuid.UUID("019ab000-0000-7000-8000-00000000ab02")
    lampiran.store(upload(_PHOTO), ROW)
    lampiran.store(upload(saved(picture(80, 80))), other)
    (shelf / "01" / "ab" / str(ROW)).replace(shelf / "02" / "ab" / str(other))
    with pytest.raises(Unreadable):
        lampiran.load(other)
    with pytest.raises(FileNotFoundError):
        lampiran.load(ROW)


def test_a_write_that_fails_leaves_nothing_behind(shelf, monkeypatch):
    def full_disk(handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", full_disk)
        with pytest.raises(OSError):
            lampiran.store(upload(_PHOTO), ROW)
    assert kept_files(shelf) == []
    lampiran.store(upload(_PHOTO), ROW)
    assert len(kept_files(shelf)) == 1


def test_a_path_is_never_a_row(shelf):
    with pytest.raises(ValueError):
        lampiran.load("../../../etc/passwd")


def test_a_discarded_file_is_gone_and_may_be_discarded_twice(shelf):
    lampiran.store(upload(_PHOTO), ROW)
    lampiran.discard(ROW)
    lampiran.discard(ROW)
    with pytest.raises(FileNotFoundError):
        lampiran.load(ROW)
    assert kept_files(shelf) == []
