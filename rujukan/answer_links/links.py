"""The ways in: made with the mail or the letter, found by their secret, closed at once when somebody says so.

A way belongs to one referral. Only a keyed mark of the secret is stored (reliability §3.5, T09–T12).
"""

import base64
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from puskesos import identity, numbering, trace
from puskesos.access import require
from rujukan.access import peek_rujukan
from rujukan.models import TautanInstansi
from rujukan.workflow import NOT_YET_SENT, StatusRujukan

S = StatusRujukan
TOKEN_BYTES = 32
AFTER_DEADLINE, LONGEST = timedelta(days=7), timedelta(days=45)
# A letter lies on desks longer than a mail; alone it moves nothing, the desk code is asked for.
LETTER_LONGEST = timedelta(days=120)
# The referral was taken back: whoever still holds a way learns that, and nothing else.
TAKEN_BACK = (*NOT_YET_SENT, S.DICABUT, S.DIALIHKAN, S.KEDALUWARSA)
Tujuan = TautanInstansi.Tujuan


# --- making --------------------------------------------------------------------------------------------------------
def answer_url(rujukan, now, *, letter=""):
    """The address at which the agency of this referral can answer; made only while its mail is being sent.

    A mail that is sent again after a crash (`letter`, its Message-ID) says the same as the first time.
    """
    token = _token_of(f"{letter}\0{rujukan.pk}") if letter else secrets.token_urlsafe(TOKEN_BYTES)
    if not (letter and by_token(token)):
        until = min(max(rujukan.tenggat or now, now) + AFTER_DEADLINE, now + LONGEST)
        _new(rujukan, Tujuan.EMAIL, token, until, now=now)
    return f"{settings.PUBLIC_URL.rstrip('/')}/j/{token}"


def _token_of(letter):
    """256 bits that nobody can tell without the key of the house."""
    return base64.urlsafe_b64encode(identity.blind_index(letter, purpose="tautan_token")).decode().rstrip("=")


def letter_code(rujukan, now, by=None):
    """The code on the letter of a referral, the same each time it is printed: 60 random bits and a check character."""
    known = _letter(rujukan)
    if known is None:
        code = numbering.new_tracking_code()
        try:
            with transaction.atomic():
                _new(rujukan, Tujuan.SURAT, code, now + LETTER_LONGEST, now=now, by=by)
            return code
        except IntegrityError:  # printed by two people at once: the first code stands
            known = _letter(rujukan)
    return known.code()


def _letter(rujukan):
    return TautanInstansi.objects.filter(rujukan=rujukan, tujuan=Tujuan.SURAT, dicabut_pada__isnull=True).first()


def _new(rujukan, tujuan, secret, until, *, now, by=None):
    row = TautanInstansi(
        rujukan=rujukan, instansi_id=rujukan.instansi_id, tujuan=tujuan, sidik=mark(tujuan, secret),
        berlaku_sampai=until, dibuat_pada=now, dibuat_oleh_id=by and by.petugas_id,
    )  # fmt: skip
    if tujuan == Tujuan.SURAT:
        row.set_code(secret)
    row.save(force_insert=True)
    return row


def mark(tujuan, secret):
    return identity.blind_index(secret, purpose=f"tautan_{tujuan.lower()}")


# --- finding -------------------------------------------------------------------------------------------------------
def by_token(token):
    """The way of a mailed link, whatever became of it; None for a token that never was."""
    return _one(sidik=mark(Tujuan.EMAIL, token[:200]))


def by_code(typed):
    """The way of a letter by its code as people type it (O for 0, I for 1, any spacing); None for any other."""
    try:
        code = numbering.normalise_tracking_code(typed)
    except ValueError:
        code = "-"  # the same work for what cannot be a code
    return _one(sidik=mark(Tujuan.SURAT, code))


def by_id(id):
    return _one(pk=id)


def of_letter(rujukan):
    return _one(rujukan=rujukan, tujuan=Tujuan.SURAT, dicabut_pada__isnull=True)


def _one(**where):
    return TautanInstansi.objects.select_related("rujukan__keluhan__klien", "instansi").filter(**where).first()


def closed_because(tautan, now):
    """The sentence for a way that leads nowhere any more, or ""."""
    if tautan.dicabut_pada:
        return "Tautan atau kode ini sudah dicabut sekretariat SLRT."
    if tautan.rujukan.status in TAKEN_BACK:
        return "Rujukan ini sudah ditarik atau dialihkan SLRT, jadi tidak perlu dijawab lagi."
    if tautan.berlaku_sampai <= now:
        return "Masa berlaku tautan atau kode ini sudah habis."
    return ""


# --- closing -------------------------------------------------------------------------------------------------------
@transaction.atomic
def revoke(*, by, now, rujukan_id, id):
    """Close one way at once; the next click already finds it shut."""
    return _revoke(by, now, rujukan_id, pk=id)


@transaction.atomic
def revoke_all(*, by, now, rujukan_id):
    """Close every way to this referral: a mail went astray, or a letter was lost."""
    return _revoke(by, now, rujukan_id)


def _revoke(by, now, rujukan_id, **which):
    require(by, "rujukan", "CA")
    rujukan = peek_rujukan(by, rujukan_id)
    rows = TautanInstansi.objects.filter(rujukan=rujukan, dicabut_pada__isnull=True, **which)
    count = rows.update(dicabut_pada=now, dicabut_oleh_id=by.petugas_id)
    if count:
        trace.record(by, trace.Aksi.UBAH, rujukan, tautan_dicabut=count, nomor=rujukan.nomor)
    return count
