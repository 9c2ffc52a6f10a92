"""Photos are decoded and drawn anew, so that nothing but the picture survives: no GPS, no script, no second file."""

import io

from PIL import Image
from PIL.ExifTags import Base

from puskesos.lampiran.cleaned import CleanFile, UploadRefused, finished, quoted

MAX_PIXELS = 40_000_000
MAX_SIDE = 1600
JPEG_QUALITY = 82

# Exif orientation → how to turn the picture back. Pillow's own way rewrites the Exif data
# as well, and gives up on a photo whose other tags are broken.
_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class _TooManyPixels(Exception):
    pass


def is_photo(source: bytes) -> bool:
    is_webp = source[:4] == b"RIFF" and source[8:12] == b"WEBP"
    return is_webp or source.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def clean_photo(source: bytes, name: str) -> CleanFile:
    """The picture as a JPEG of its own, upright and at most MAX_SIDE wide and high."""
    try:
        picture = _drawn_anew(source)
    except _TooManyPixels:
        raise UploadRefused(f"Foto {quoted(name)} terlalu besar; paling banyak 40 megapiksel.") from None
    except Exception as broken:  # decoders raise whatever the damage leads them to
        raise UploadRefused(f"Foto {quoted(name)} rusak atau tidak utuh. Foto atau kirim ulang.") from broken
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return finished(
        buffer.getvalue(),
        source,
        kind="JPEG",
        mime="image/jpeg",
        width=picture.width,
        height=picture.height,
        pages=1,
        name=name,
    )


def _drawn_anew(source: bytes) -> Image.Image:
    picture = _opened(source)
    if picture.mode == "P" or picture.mode == "1":
        picture = picture.convert("RGBA")  # palettes shrink badly
    if picture.mode.startswith("I"):
        picture = _eight_bit(picture)
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    picture = _on_white(_upright(picture))
    picture.info.clear()  # comments and profiles would be written back from here
    return picture


def _opened(source: bytes) -> Image.Image:
    """Look at the size in the header before anything is decoded."""
    try:
        picture = Image.open(io.BytesIO(source), formats=("JPEG", "PNG", "WEBP"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _TooManyPixels from None
    if picture.width * picture.height > MAX_PIXELS:
        raise _TooManyPixels
    return picture


def _eight_bit(picture: Image.Image) -> Image.Image:
    """Scanners write sixteen bits of grey; converting those plainly would turn the page white."""
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _upright(picture: Image.Image) -> Image.Image:
    turn = _TURN.get(picture.getexif().get(Base.Orientation))
    return picture if turn is None else picture.transpose(turn)


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, "white")
    seen = picture.convert("RGBA")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
