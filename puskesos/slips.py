"""What stands on a slip or a letter names its case: its number, a referral's, a temporary one, or the tracking code."""

import re

from django.db.models import Q

from puskesos import numbering
from puskesos.models import KirimanLapangan

_TEMPORARY = re.compile(r"SMT[\s-]*([0-9A-HJKMNP-TV-Z]{2,6}?)[\s-]+(\d{1,6})|SMT([0-9A-HJKMNP-TV-Z]{3})(\d{3,6})")
# A letter or a mail names a referral, `PKY-2026-000123/R1`: it is the case with a number of its own at the end.
_OFFICIAL = re.compile(r"([A-Z]{2,6}[\s-]*\d{4}[\s-]*\d{1,9})(?:[\s/-]+R\d{1,3})?")


def case_on(text, *, codes=True):
    """The Q of the case that the text names as a slip does, or None when it is no such name.

    Without `codes` a tracking code is not read: it is a key, and does not belong into an address.
    """
    typed = " ".join((text or "")[:60].upper().split())
    if found := _TEMPORARY.fullmatch(typed):
        prefix, n = found[1] or found[3], int(found[2] or found[4])
        return Q(kiriman_lapangan__in=_with_number(f"SMT-{prefix}-{n:03}"))
    if found := _OFFICIAL.fullmatch(typed):
        return _official(found[1])
    return _by_code(typed) if codes else None


def _with_number(number):
    return KirimanLapangan.objects.filter(nomor_sementara=number, status__in=KirimanLapangan.STORED).values("pk")


def _official(typed):
    try:
        number = numbering.parse_number(typed)
    except ValueError:
        return None
    return Q(tahun=number.year, urut=number.n) if number.year else None


def _by_code(typed):
    """A tracking code holds a digit nearly always; a name never does."""
    if not re.search(r"\d", typed):
        return None
    try:
        return Q(lacak_cari=numbering.tracking_index(typed))
    except ValueError:
        return None


def temporary_number(keluhan):
    """The number on the slip that the family got before the official one, or ""."""
    rows = KirimanLapangan.objects.filter(keluhan=keluhan, status__in=KirimanLapangan.STORED)
    return rows.exclude(nomor_sementara="").values_list("nomor_sementara", flat=True).first() or ""
