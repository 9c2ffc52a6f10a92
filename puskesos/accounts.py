"""Accounts and assignments: made by an administrator, proposed by a lurah, ended at once (domain §2.2, §2.4).

Nobody grants a role to himself, and a proposal needs a second person: proposing and approving are different hats.
"""

import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from rest_framework.authtoken.models import Token

from puskesos import catalogue, trace
from puskesos.access import can, require
from puskesos.models import Penugasan, Petugas
from puskesos.refusals import NotAllowed, Refused
from puskesos.roles import PUSKESOS, Peran

# Without letters and digits that are mistaken for each other when read aloud.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

LONG_AWAY = timedelta(days=30)
TEMPORARY = timedelta(hours=72)  # how long a temporary password signs in (reliability M17)


def long_away(now):
    """As a Q: who has not signed in for a long time, or never."""
    return Q(last_login__lt=now - LONG_AWAY) | Q(last_login__isnull=True)


def temporary_password():
    """Sixteen characters in four groups: easy to read over the telephone, used once."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def is_worn(petugas, now):
    """Whether the temporary password of this person is too old to sign in with."""
    return bool(petugas.ganti_sandi and petugas.sandi_sampai and petugas.sandi_sampai <= now)


def create_petugas(*, by, now, username, nama, email="", no_hp=""):
    """A new account with a temporary password; returns (petugas, password). Only the system administrator."""
    require(by, "akun", "U")
    password = temporary_password()
    petugas = _new_account(
        username=username, nama=nama, email=email, no_hp=no_hp, password=password, ganti_sandi=True,
        sandi_sampai=now + TEMPORARY,
    )  # fmt: skip
    trace.record(by, trace.Aksi.AKUN, petugas, tindakan="akun dibuat")
    return petugas, password


def _new_account(**values):
    try:
        with transaction.atomic():
            return Petugas.objects.create_user(**values)
    except IntegrityError:
        raise Refused("Nama pengguna ini sudah dipakai.", field="username") from None


@transaction.atomic
def propose_petugas(*, by, now, username, nama, email="", no_hp="", **hat):
    """Lurah, koordinator, supervisor: a person who has no account yet, with the hat the person should wear.

    Nothing opens by it: the account is shut and has no password until the administrator opens it (reset_password).
    """
    require(by, "akun", "P")
    petugas = _new_account(
        username=username, nama=nama, email=email, no_hp=no_hp, password=None, ganti_sandi=True, is_active=False
    )
    trace.record(by, trace.Aksi.AKUN, petugas, tindakan="akun diusulkan")
    assign(by=by, now=now, petugas=petugas, **hat)
    return petugas


def reset_password(*, by, now, petugas):
    """A new temporary password; the old one and every session end. The administrator never chooses it.

    For an account that was only proposed this is its beginning.
    """
    require(by, "akun", "U")
    password, opened = temporary_password(), not petugas.has_usable_password()
    petugas.set_password(password)
    petugas.ganti_sandi, petugas.is_active = True, petugas.is_active or opened
    petugas.sandi_sampai = now + TEMPORARY
    petugas.save(update_fields=["password", "ganti_sandi", "sandi_sampai", "is_active"])
    end_sessions(petugas)
    trace.record(by, trace.Aksi.AKUN, petugas, tindakan="akun dibuka" if opened else "kata sandi diatur ulang")
    return password


def change_password(*, by, now, petugas, old, new):
    """The person's own change; wrong old word or a weak new one is refused at its field."""
    if not petugas.check_password(old):
        raise Refused("Kata sandi lama tidak cocok.", field="lama")
    try:
        validate_password(new, petugas)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="baru") from None
    petugas.set_password(new)
    petugas.ganti_sandi, petugas.sandi_sampai = False, None
    petugas.save(update_fields=["password", "ganti_sandi", "sandi_sampai"])
    Token.objects.filter(user=petugas).delete()  # other sessions end by themselves: they carry the mark of the old one
    trace.record_sign_in(petugas, by, trace.Aksi.AKUN)


def set_active(*, by, now, petugas, active):
    """Close or reopen an account; closing ends every session and token in the same transaction."""
    require(by, "akun", "U")
    if petugas.pk == by.petugas_id:
        raise Refused("Anda tidak dapat menonaktifkan akun Anda sendiri.")
    petugas.is_active = active
    petugas.save(update_fields=["is_active"])
    if not active:
        end_sessions(petugas)
    trace.record(by, trace.Aksi.AKUN, petugas, tindakan="akun diaktifkan" if active else "akun dinonaktifkan")


def end_sessions(petugas):
    """Sign this person out everywhere: browser sessions and API tokens."""
    Token.objects.filter(user=petugas).delete()
    for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(petugas.pk):
            session.delete()


# --- assignments ---------------------------------------------------------------------------------------------------
def assign(*, by, now, petugas, peran, wilayah="", instansi="", mulai, selesai=None, sk_nomor="", menggantikan=None):
    """Give a person a hat. Administrator: holds at once. Lurah, koordinator, supervisor: a proposal for their area."""
    proposing = not can(by, "akun", "U")
    hat = require(by, "akun", "P") if proposing else require(by, "akun", "U")
    if petugas.pk == by.petugas_id:
        raise NotAllowed("Penugasan untuk diri sendiri harus dibuat orang lain.")
    _require_place(peran, wilayah, instansi)
    if proposing:
        _require_own_counter(by, peran, wilayah)
    if selesai and selesai < mulai:
        raise Refused("Tanggal selesai tidak boleh sebelum tanggal mulai.", field="selesai")
    penugasan = Penugasan.objects.create(
        petugas=petugas, peran=peran, wilayah_id=wilayah or None, instansi_id=instansi or None, mulai=mulai,
        selesai=selesai, sk_nomor=sk_nomor, menggantikan=menggantikan, diusulkan_oleh_id=hat.petugas_id,
        status=Penugasan.Status.DIUSULKAN if proposing else Penugasan.Status.AKTIF,
        disetujui_oleh_id=None if proposing else hat.petugas_id,
    )  # fmt: skip
    word = "penugasan diusulkan" if proposing else "penugasan dibuat"
    trace.record(by, trace.Aksi.AKUN, penugasan, tindakan=word, untuk=petugas.pk, peran_baru=peran)
    return penugasan


def _require_place(peran, wilayah, instansi):
    """Each role has its kind of place: kelurahan, kecamatan, kota, or an instansi."""
    if peran == Peran.OPD:
        if catalogue.instansi(instansi) is None:
            raise Refused("Pilih instansi tempat petugas ini bertugas.", field="instansi")
        return
    place = catalogue.wilayah(wilayah)
    level = "KELURAHAN" if peran in PUSKESOS else "KECAMATAN" if peran == Peran.SUPERVISOR else "KOTA"
    if place is None or place.tingkat != level:
        raise Refused(f"Peran ini memerlukan tempat tingkat {level.lower()}.", field="wilayah")


def _require_own_counter(by, peran, wilayah):
    if peran not in PUSKESOS - {Peran.LURAH} or wilayah not in (by.kelurahan_codes or ()):
        raise NotAllowed("Anda hanya dapat mengusulkan petugas Puskesos di wilayah Anda.")


def decide(*, by, now, penugasan, approve, catatan=""):
    """Say yes or no to a proposal; never by the person who proposed it or whom it is about."""
    require(by, "akun", "AU")
    if penugasan.status != Penugasan.Status.DIUSULKAN:
        raise Refused("Usulan ini sudah diputuskan.")
    if by.petugas_id in (penugasan.diusulkan_oleh_id, penugasan.petugas_id):
        raise NotAllowed("Usulan diputuskan orang lain, bukan pengusul atau yang diusulkan.")
    penugasan.status = Penugasan.Status.AKTIF if approve else Penugasan.Status.DITOLAK
    penugasan.disetujui_oleh_id = by.petugas_id
    penugasan.catatan = catatan
    penugasan.save()
    word = "usulan disetujui" if approve else "usulan ditolak"
    trace.record(by, trace.Aksi.AKUN, penugasan, tindakan=word, untuk=penugasan.petugas_id)


def end_assignment(*, by, now, penugasan, catatan=""):
    """End a hat today, for good: the very next request of that person no longer carries it."""
    require(by, "akun", "U")
    if penugasan.petugas_id == by.petugas_id and penugasan.id in {hat.id for hat in by.hats}:
        raise Refused("Anda tidak dapat mengakhiri penugasan yang sedang Anda pakai.")
    today = timezone.localdate(now)
    penugasan.status = Penugasan.Status.DIAKHIRI
    penugasan.selesai = max(today, penugasan.mulai)
    penugasan.catatan = catatan
    penugasan.save()
    trace.record(by, trace.Aksi.AKUN, penugasan, tindakan="penugasan diakhiri", untuk=penugasan.petugas_id)


def substitute(*, by, now, penugasan, petugas, mulai, selesai):
    """Pelaksana harian: somebody else wears this hat between two dates; work and reminders reach both."""
    if selesai is None:
        raise Refused("Pelaksana harian memerlukan tanggal selesai.", field="selesai")
    if petugas.pk == penugasan.petugas_id:
        raise Refused("Pilih orang lain sebagai pelaksana harian.", field="petugas")
    return assign(
        by=by, now=now, petugas=petugas, peran=penugasan.peran, wilayah=penugasan.wilayah_id or "",
        instansi=penugasan.instansi_id or "", mulai=mulai, selesai=selesai, menggantikan=penugasan,
    )  # fmt: skip
