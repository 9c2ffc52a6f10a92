"""STAGE: the emblem on letterheads: uploaded by who keeps reference data, drawn anew like every other picture.

Letters that were issued keep the paper they were issued on; concepts and later letters carry what stands here.
"""

import base64
import hashlib
import io

from django.conf import settings
from django.db import transaction
from PIL import Image

from puskesos import catalogue, lampiran, trace
from puskesos.access import require
from puskesos.refusals import MissingFact, Refused
from puskesos.steps import required
from rujukan.models import Lambang

MOST_BYTES = 2 * 1024 * 1024
LEAST_SIDE, MOST_SIDE = 100, 600  # a side of 600 prints 22 mm with some 700 dots per inch
WIDEST = 3  # times as wide as high, or as high as wide
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
QUALITY = 90
NO_PICTURE = "Lambang harus gambar PNG atau JPEG."


@transaction.atomic
def put(*, by, now, unit, file, teks):
    """Take a picture as the emblem of a unit; the one before it is replaced, and both marks stand in the trace."""
    require(by, "katalog", "UA")
    if catalogue.wilayah(unit) is None:
        raise Refused("Pilih unitnya.", field="unit")
    words = required((teks or "").strip()[:120], "Tulis teks pengganti: apa yang tampak pada gambar.", "teks")
    picture, content = _drawn(file)
    before = Lambang.objects.select_for_update().filter(pk=unit).values_list("sidik", flat=True).first()
    row, _ = Lambang.objects.update_or_create(
        pk=unit, defaults={
            "isi": content, "lebar": picture.width, "tinggi": picture.height, "teks": words,
            "sidik": hashlib.sha256(content).hexdigest(), "diunggah_oleh_id": by.petugas_id, "diunggah_pada": now,
        },
    )  # fmt: skip
    trace.record(by, trace.Aksi.REFERENSI, row, perubahan={"lambang": [before or "", row.sidik]})
    return row


@transaction.atomic
def remove(*, by, now, unit):
    """Back to the letterhead without a picture of its own."""
    require(by, "katalog", "UA")
    row = Lambang.objects.select_for_update().filter(pk=unit).first()
    if row is None:
        raise MissingFact("Unit ini tidak punya lambang sendiri.", field="unit")
    trace.record(by, trace.Aksi.REFERENSI, row, perubahan={"lambang": [row.sidik, ""]})
    row.delete()


def _drawn(file):
    """(picture, bytes) of the upload, drawn anew and small; Refused at its field when it is no such picture."""
    if not file:
        raise MissingFact("Pilih gambarnya.", field="berkas")
    source = file.read(MOST_BYTES + 1)
    if len(source) > MOST_BYTES:
        raise Refused("Gambar lebih besar dari 2 MB. Perkecil dulu.", field="berkas")
    if not source.startswith(SIGNATURES):
        raise Refused(NO_PICTURE, field="berkas")
    try:
        clean = lampiran.clean_photo(source, lampiran.shown_name(file.name))
    except lampiran.UploadRefused as refused:
        refused.field = "berkas"
        raise
    picture = Image.open(io.BytesIO(clean.content))
    _require_shape(picture)
    picture.thumbnail((MOST_SIDE, MOST_SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return picture, buffer.getvalue()


def _require_shape(picture):
    short, long = sorted(picture.size)
    if short < LEAST_SIDE:
        raise Refused(f"Gambar terlalu kecil untuk dicetak; paling sedikit {LEAST_SIDE} × {LEAST_SIDE} titik.",
                      field="berkas")  # fmt: skip
    if long > WIDEST * short:
        raise Refused("Gambar terlalu memanjang untuk kop surat.", field="berkas")


# --- on paper ------------------------------------------------------------------------------------------------------
def of(unit):
    """The unit's own emblem, or the city's; None without any."""
    found = {row.pk: row for row in Lambang.objects.filter(pk__in=[unit, settings.CITY_CODE])}
    return found.get(unit) or found.get(settings.CITY_CODE)


def on_paper(unit):
    """{svg, teks} for letter.typ, or None: words travel as JSON, so the picture stands in an SVG of its size."""
    row = of(unit)
    if row is None:
        return None
    data = base64.b64encode(bytes(row.isi)).decode()
    return {
        "teks": row.teks,
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {row.lebar} {row.tinggi}" width="{row.lebar}" '
        f'height="{row.tinggi}"><image width="{row.lebar}" height="{row.tinggi}" href="data:image/jpeg;base64,{data}"/>'
        "</svg>",
    }
