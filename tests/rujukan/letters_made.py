"""Letters for tests, made by the stages and the people whose work it is."""

import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from puskesos.reference.editing import save_row
from rujukan import letters
from rujukan.models import PenandaTangan, Surat
from tests import cases
from tests.people import CITY, KALAMPANGAN


def an_emblem(kind="PNG", size=(300, 360), name="lambang.png"):
    """An upload of a small picture with a hole in it, as emblems are drawn."""
    buffer = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, "#0b6b3a").save(buffer, kind)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type=f"image/{kind.lower()}")


def a_signer(cast, now, unit=CITY, peran="MANAJER", **changes):
    """Entered by the manajer on the reference page."""
    words = {
        "jabatan": "a.n. Kepala Dinas Sosial\nManajer SLRT" if unit == CITY else "Lurah Kalampangan",
        "nama": "Maya Sari, S.Sos." if unit == CITY else "Endang Lurah, S.IP.", "pangkat": "Penata Tk. I",
        "nip": "19850101 201001 2 001", "berlaku_mulai": date(2025, 1, 1),
    }  # fmt: skip
    row = PenandaTangan(unit_id=unit, peran=peran, **(words | changes))
    return save_row(by=cast.maya, now=now, row=row, before=dict.fromkeys(words))


def drafted(cast, now, rujukan=None, jenis="RUJUKAN", **words):
    """Dewi's concept about a referral that BPJS has."""
    rujukan = rujukan or cases.referred(cast, now)[1]
    if not PenandaTangan.objects.filter(unit=CITY).exists():
        a_signer(cast, now)
    given = rujukan if jenis in {"RUJUKAN", "PENGINGAT"} else None
    return letters.draft_surat(
        by=cast.dewi, now=now, keluhan=rujukan.keluhan, jenis=jenis, rujukan=given, **words
    )  # fmt: skip


def signed(cast, now, surat=None, **changes):
    """Maya, who is the signer and need not paraf first, agreed to it."""
    surat = surat or drafted(cast, now, **changes)
    letters.submit(by=cast.dewi, now=now, id=surat.pk)
    return letters.sign(by=cast.maya, now=now, id=surat.pk)


def issued(cast, now, surat=None, **changes):
    surat = signed(cast, now, surat, **changes)
    return letters.issue(by=cast.dewi, now=now, id=surat.pk)


def sktm_drafted(cast, now, keluhan=None, **words):
    """Budi's SKTM for Halimah; the koordinator parafs, the lurah signs."""
    a_signer(cast, now, unit=KALAMPANGAN, peran="LURAH")
    keluhan = keluhan or cases.in_verification(cast, now)
    return letters.draft_surat(by=cast.budi, now=now, keluhan=keluhan, jenis="SKTM", **words)


def sktm_issued(cast, now, **words):
    surat = sktm_drafted(cast, now, **words)
    letters.submit(by=cast.budi, now=now, id=surat.pk)
    letters.paraf(by=cast.koor, now=now, id=surat.pk)
    letters.sign(by=cast.bulurah, now=now, id=surat.pk)
    return letters.issue(by=cast.budi, now=now, id=surat.pk)


def fresh(surat):
    return Surat.objects.get(pk=surat.pk)


def more_letters(cast, now, rujukan, many):
    """Several letters about the same referral, signed and ready."""
    return [signed(cast, now, drafted(cast, now, rujukan)) for _ in range(many)]
