"""The doors to referrals and letters, in the manner of puskesos/access.py: does it exist for you, and who has seen it.

An agency's reading leaves its Jejak like anybody's. A case and its referrals are locked top down, the case first:
two people who change the same case wait for each other and never deadlock.
"""

from django.http import Http404

from puskesos import trace
from puskesos.models import Keluhan
from puskesos.refusals import Stale
from rujukan.models import Rujukan, Surat


def _one(queryset, id):
    try:
        return queryset.get(pk=id)
    except queryset.model.DoesNotExist:
        raise Http404 from None


def open_rujukan(by, id, *, related=("keluhan__klien", "keluhan__pemilik", "kebutuhan", "instansi", "dibuat_oleh")):
    """The referral for reading; leaves the read in the trace."""
    rujukan = _one(Rujukan.objects.visible_to(by).select_related(*related), id)
    trace.record(by, trace.Aksi.BACA, rujukan, nomor=rujukan.nomor)
    return rujukan


def peek_rujukan(by, id, *, related=("keluhan", "kebutuhan")):
    """The referral for a form that follows a page already opened: scope is checked, no second read is recorded."""
    return _one(Rujukan.objects.visible_to(by).select_related(*related), id)


def lock_rujukan(by, id, versi=None):
    """The referral with its keluhan, both locked for one change; Stale when it changed since `versi` was shown."""
    seen = _one(Rujukan.objects.visible_to(by).only("keluhan_id"), id)
    keluhan = Keluhan.objects.select_for_update(of=("self",), no_key=True).get(pk=seen.keluhan_id)
    rujukan = _one(Rujukan.objects.visible_to(by).select_for_update(of=("self",), no_key=True), id)
    if versi is not None and str(versi) != str(rujukan.versi):
        raise Stale("Rujukan ini baru saja diubah orang lain. Periksa perubahannya, lalu ulangi bila masih perlu.")
    rujukan.keluhan = keluhan
    return rujukan


def cover(by, referrals):
    """Mark those of `rahasia` cases of others as `covered`: a list may count them, and names neither number nor way.

    Their keluhan must be loaded.
    """
    referrals = list(referrals)
    secret = {one.pk for one in referrals if one.keluhan.rahasia}
    if secret:
        secret -= set(Rujukan.objects.visible_to(by).filter(pk__in=secret).values_list("pk", flat=True))
    for one in referrals:
        one.covered = one.pk in secret


# --- letters -------------------------------------------------------------------------------------------------------
_LETTER = ("keluhan__klien", "kelurahan", "unit", "rujukan", "teks", "penanda", "kop", "dibuat_oleh")


def open_surat(by, id):
    """The letter for reading; leaves the read in the trace."""
    surat = peek_surat(by, id)
    trace.record(by, trace.Aksi.BACA, surat, nomor=surat.nomor)
    return surat


def peek_surat(by, id):
    """The letter for a form or a file that follows its page: scope is checked, no second read is recorded."""
    return _one(Surat.objects.visible_to(by).select_related(*_LETTER), id)


def lock_surat(by, id, versi=None):
    """The letter, locked for one change; Stale when it changed since `versi` was shown."""
    rows = Surat.objects.visible_to(by).select_related(*_LETTER).select_for_update(of=("self",), no_key=True)
    surat = _one(rows, id)
    if versi is not None and str(versi) != str(surat.versi):
        raise Stale("Surat ini baru saja diubah orang lain. Periksa perubahannya, lalu ulangi bila masih perlu.")
    return surat
