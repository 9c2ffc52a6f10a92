"""Documents are refused when they could do anything by themselves, and written anew without traces of their maker.

A signed document is kept byte for byte, since its signature holds for nothing else.
"""

import io

import pikepdf

from puskesos.lampiran.cleaned import CleanFile, UploadRefused, finished, quoted
from puskesos.refusals import Refused

MAX_PAGES = 30
MAX_OBJECTS = 50_000
_UNFOLDED_BYTES = 100_000_000

# What lets a PDF act, carry other files or send data; links to click stay.
_ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/Launch", "/AA", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA"}
)
_ACTIVE_VALUES = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/EmbeddedFile", "/FileAttachment", "/RichMedia"}
)
# JPEG segments that describe instead of showing: Exif and XMP, Photoshop, comment.
_TELLTALE_SEGMENTS = frozenset({0xE1, 0xED, 0xFE})

# For the whole process and once, before any thread opens a document: 10 MB must not unfold into 10 GB.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_UNFOLDED_BYTES,
    png_max_memory=_UNFOLDED_BYTES,
    run_length_max_memory=_UNFOLDED_BYTES,
    tiff_max_memory=_UNFOLDED_BYTES,
    parser_max_container_size=MAX_OBJECTS,
    parser_max_nesting=100,
)


def is_pdf(source: bytes) -> bool:
    return b"%PDF-" in source[:1024]


def clean_pdf(source: bytes, name: str) -> CleanFile:
    """A document of at most MAX_PAGES that only shows pages, or UploadRefused."""
    try:
        content, pages = _cleaned(source, name)
    except pikepdf.PasswordError:
        raise UploadRefused(f"PDF {quoted(name)} terkunci kata sandi. Kirim yang tidak terkunci.") from None
    except Refused:
        raise
    except Exception as broken:  # the parser raises whatever the damage leads it to
        raise UploadRefused(f"PDF {quoted(name)} rusak atau tidak utuh. Pindai atau kirim ulang.") from broken
    return finished(
        content, source, kind="PDF", mime="application/pdf", width=None, height=None, pages=pages, name=name
    )


def _cleaned(source: bytes, name: str) -> tuple[bytes, int]:
    # The parser would mend a document cut off on the way and lose its last pages without a word.
    if b"%%EOF" not in source[-2048:]:
        raise pikepdf.PdfError("cut short")
    with pikepdf.open(io.BytesIO(source)) as pdf:
        _refuse_unreasonable(pdf, name)
        parts = list(_every_dictionary(pdf))
        if any(_is_active(part) for part in parts) or _acts_on_opening(pdf.Root):
            raise UploadRefused(
                f"PDF {quoted(name)} berisi skrip, berkas lain atau perintah otomatis. "
                "Cetak ke PDF biasa atau kirim fotonya."
            )
        signed = any("/ByteRange" in part for part in parts) and source.startswith(b"%PDF-")
        pages = len(pdf.pages)
        return source if signed else _written_anew(pdf, parts), pages


def _refuse_unreasonable(pdf: pikepdf.Pdf, name: str) -> None:
    if pdf.is_encrypted:
        raise UploadRefused(f"PDF {quoted(name)} terkunci. Kirim yang tidak terkunci.")
    if len(pdf.objects) > MAX_OBJECTS:
        raise UploadRefused(f"PDF {quoted(name)} terlalu rumit. Cetak lalu pindai, atau kirim fotonya.")
    if not 0 < len(pdf.pages) <= MAX_PAGES:
        raise UploadRefused(
            f"PDF {quoted(name)} berisi {len(pdf.pages)} halaman; paling banyak {MAX_PAGES}. Kirim terpisah."
        )


def _every_dictionary(pdf: pikepdf.Pdf):
    """Each dictionary and stream once, those inside others included."""
    waiting = list(pdf.objects)
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Array):
            waiting.extend(value for value in item if _is_direct_container(value))
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            yield item
            waiting.extend(value for _, value in item.items() if _is_direct_container(value))


def _is_direct_container(value) -> bool:
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect


def _is_active(part) -> bool:
    keys = set(part.keys())
    named = {str(part[key]) for key in keys & {"/S", "/Type", "/Subtype"} if isinstance(part[key], pikepdf.Name)}
    return bool(keys & _ACTIVE_KEYS or named & _ACTIVE_VALUES)


def _acts_on_opening(root) -> bool:
    """Going to a page is all that may happen by itself; office programs write that into every file."""
    action = root.get("/OpenAction")
    if action is None or isinstance(action, pikepdf.Array):
        return False
    plain = isinstance(action, pikepdf.Dictionary) and action.get("/S") == pikepdf.Name.GoTo
    return not plain or "/Next" in action  # what comes after could be anything


def _written_anew(pdf: pikepdf.Pdf, parts: list) -> bytes:
    """The same pages without author, dates, places, and whatever was glued to the end of the file."""
    for part in parts:
        if "/Metadata" in part:
            del part["/Metadata"]
        if isinstance(part, pikepdf.Stream) and part.get("/Filter") == pikepdf.Name.DCTDecode:
            plain = _without_telltales(part.read_raw_bytes())
            part.write(plain, filter=pikepdf.Name.DCTDecode, decode_parms=part.get("/DecodeParms"))
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    if "/OpenAction" in pdf.Root:
        del pdf.Root["/OpenAction"]
    written = io.BytesIO()
    pdf.save(
        written,
        deterministic_id=True,  # the same upload twice gives the same file
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return written.getvalue()


def _without_telltales(jpeg: bytes) -> bytes:
    """A JPEG without its describing segments; one that cannot be followed stays as it is."""
    kept, at = [jpeg[:2]], 2
    while jpeg[at : at + 1] == b"\xff" and jpeg[at + 1 : at + 2] not in (b"\xda", b""):
        ends = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if jpeg[at + 1] not in _TELLTALE_SEGMENTS:
            kept.append(jpeg[at:ends])
        at = ends
    return b"".join([*kept, jpeg[at:]])
