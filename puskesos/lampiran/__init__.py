"""Uploaded photos and documents: made harmless on the way in, encrypted on disk (reliability §3.7).

Only the content decides what a file is; its declared name is shown, never trusted.
"""

from puskesos.lampiran.cleaned import MAX_BYTES, CleanFile, UploadRefused, quoted, shown_name
from puskesos.lampiran.pdf import clean_pdf, is_pdf
from puskesos.lampiran.photo import clean_photo, is_photo
from puskesos.lampiran.storage import AlreadyStored, discard, load, store, stored

__all__ = [
    "AlreadyStored", "CleanFile", "UploadRefused", "clean_photo", "clean_upload", "discard", "load", "shown_name",
    "store", "stored",
]  # fmt: skip


def clean_upload(file, declared_name: str | None) -> CleanFile:
    """Turn an open upload into a file that is safe to keep, or raise UploadRefused with the sentence to show."""
    name = shown_name(declared_name)
    source = file.read(MAX_BYTES + 1)
    if not source:
        raise UploadRefused(f"Berkas {quoted(name)} kosong. Pilih ulang berkasnya.")
    if len(source) > MAX_BYTES:
        raise UploadRefused(f"Berkas {quoted(name)} lebih besar dari 10 MB. Foto ulang atau kirim sebagian.")
    if is_photo(source):
        return clean_photo(source, name)
    if is_pdf(source):
        return clean_pdf(source, name)
    raise UploadRefused(f"Berkas {quoted(name)} {_what_to_send_instead(source)}")


def _what_to_send_instead(source: bytes) -> str:
    if source[4:8] == b"ftyp":
        return "bukan foto JPEG. Di iPhone pilih Pengaturan > Kamera > Format > Paling Kompatibel, lalu foto ulang."
    if source.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "berupa dokumen Office atau ZIP. Simpan sebagai PDF, lalu kirim PDF-nya."
    return "bukan foto (JPEG, PNG, WebP) atau PDF."
