"""STAGE: what the secretariat writes into the agency register; every change leaves its Jejak.

A position or an address is never removed: it ends on a day, so that what was sent where stays explainable.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from puskesos import catalogue, trace
from puskesos.access import require
from puskesos.refusals import MissingFact, Refused, Stale
from puskesos.texts import clean_phone
from rujukan.models import AlamatKontak, JamLayanan, KontakInstansi, ProfilInstansi

Jenis = AlamatKontak.Jenis
CHANGED = "Data instansi ini baru saja diubah orang lain. Periksa perubahannya, lalu ulangi bila masih perlu."


def _agency(by, kode):
    require(by, "instansi", "U")
    agency = catalogue.instansi(kode)
    if agency is None:
        raise Http404
    return agency


def _lock_contact(by, id, versi):
    require(by, "instansi", "U")
    row = KontakInstansi.objects.select_for_update(no_key=True).filter(pk=id).first()
    if row is None:
        raise Http404
    if versi is not None and str(versi) != str(row.versi):
        raise Stale(CHANGED)
    return row


# --- the agency itself ---------------------------------------------------------------------------------------------
@transaction.atomic
def save_profile(*, by, now, instansi, versi, jam, kapasitas=None, kapasitas_untuk="", catatan=""):
    """Opening hours {hari: (buka, tutup)}, capacity with what it counts, and a note; days left out are closed."""
    agency = _agency(by, instansi)
    profil = _locked_profile(agency, versi)
    if kapasitas is not None and not kapasitas_untuk:
        raise MissingFact("Tulis kapasitas untuk apa, misalnya “keluarga per bulan”.", field="kapasitas_untuk")
    for hari, (buka, tutup) in jam.items():
        if buka >= tutup:
            raise Refused("Jam tutup harus sesudah jam buka.", field=f"tutup_{hari}")
    before = {"kapasitas": profil.kapasitas, "kapasitas_untuk": profil.kapasitas_untuk, "catatan": profil.catatan,
              "jam": _hours(agency)}  # fmt: skip
    if (profil.kapasitas, profil.kapasitas_untuk) != (kapasitas, kapasitas_untuk):
        profil.kapasitas_pada = timezone.localdate(now) if kapasitas is not None else None
    profil.kapasitas, profil.catatan = kapasitas, catatan
    profil.kapasitas_untuk = kapasitas_untuk if kapasitas is not None else ""
    profil.versi += 1
    profil.save()
    _write_hours(agency, jam)
    after = {"kapasitas": profil.kapasitas, "kapasitas_untuk": profil.kapasitas_untuk, "catatan": catatan,
             "jam": _hours(agency)}  # fmt: skip
    trace.record_change(by, profil, before, after)
    return profil


def _locked_profile(agency, versi):
    ProfilInstansi.objects.get_or_create(instansi=agency)
    profil = ProfilInstansi.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if versi is not None and str(versi) != str(profil.versi):
        raise Stale(CHANGED)
    return profil


def _hours(agency):
    rows = JamLayanan.objects.filter(instansi=agency).order_by("hari")
    return [f"{row.get_hari_display()} {row.buka:%H.%M}–{row.tutup:%H.%M}" for row in rows]


def _write_hours(agency, jam):
    JamLayanan.objects.filter(instansi=agency).exclude(hari__in=jam).delete()
    for hari, (buka, tutup) in jam.items():
        JamLayanan.objects.update_or_create(instansi=agency, hari=hari, defaults={"buka": buka, "tutup": tutup})


@transaction.atomic
def confirm(*, by, now, instansi, dengan):
    """Somebody asked the agency: contacts, hours and capacity hold, or were corrected just now."""
    agency = _agency(by, instansi)
    if not dengan:
        raise MissingFact("Tulis dengan siapa Anda memastikannya.", field="dengan")
    profil = _locked_profile(agency, None)
    profil.dikonfirmasi_pada, profil.dikonfirmasi_oleh_id = timezone.localdate(now), by.petugas_id
    profil.dikonfirmasi_dengan, profil.diingatkan_pada = dengan, None
    profil.save()
    trace.record(by, trace.Aksi.REFERENSI, profil, instansi=agency.pk, apa="dipastikan")
    return profil


# --- positions -----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_contact(*, by, now, instansi, jabatan, nama="", urutan=1, mulai=None, email="", whatsapp="", telepon=""):
    """A position with the addresses known so far; they hold from the same day."""
    agency = _agency(by, instansi)
    first = mulai or timezone.localdate(now)
    kontak = KontakInstansi(instansi=agency, jabatan=jabatan, nama=nama, urutan=urutan, mulai=first)
    _save(kontak, f"{jabatan} sudah ada di daftar.", field="jabatan")
    trace.record(by, trace.Aksi.BUAT, kontak, instansi=agency.pk, jabatan=jabatan)
    for jenis, alamat in ((Jenis.EMAIL, email), (Jenis.WHATSAPP, whatsapp), (Jenis.TELEPON, telepon)):
        if alamat:
            _new_address(kontak, jenis, alamat, first, None, by=by, field=jenis.value.lower())
    return kontak


@transaction.atomic
def edit_contact(*, by, now, id, versi, jabatan, nama, urutan, mulai, sampai=None):
    """Change a position, or the person in it; with `sampai` it ends on that day."""
    kontak = _lock_contact(by, id, versi)
    if sampai and sampai < mulai:
        raise Refused("Hari terakhir tidak boleh sebelum hari mulai.", field="sampai")
    new = {"jabatan": jabatan, "nama": nama, "urutan": urutan, "mulai": mulai, "sampai": sampai}
    before = {name: getattr(kontak, name) for name in new}
    for name, value in new.items():
        setattr(kontak, name, value)
    kontak.versi += 1
    _save(kontak, f"{jabatan} sudah ada di daftar.", field="jabatan")
    trace.record_change(by, kontak, before, new)
    return kontak


# --- addresses -----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_address(*, by, now, id, jenis, alamat, mulai=None, sampai=None):
    """One more way to reach the position `id`."""
    kontak = _lock_contact(by, id, None)
    first = mulai or timezone.localdate(now)
    if sampai and sampai < first:
        raise Refused("Hari terakhir tidak boleh sebelum hari mulai.", field="sampai")
    return _new_address(kontak, jenis, alamat, first, sampai, by=by, field="alamat")


@transaction.atomic
def end_address(*, by, now, id):
    """This address is not used any more, from now on: its last day was yesterday, or its first day was its last."""
    require(by, "instansi", "U")
    row = AlamatKontak.objects.select_for_update(no_key=True).filter(pk=id, sampai__isnull=True).first()
    if row is None:
        raise Http404
    yesterday = timezone.localdate(now) - timedelta(days=1)
    if row.mulai > yesterday:
        row.delete()  # never held a whole day
    else:
        row.sampai = yesterday
        row.save(update_fields=["sampai"])
    trace.record(by, trace.Aksi.UBAH, row.kontak, alamat_berakhir=_masked(row.jenis, row.alamat))
    return row


def _new_address(kontak, jenis, alamat, mulai, sampai, *, by, field):
    row = AlamatKontak(kontak=kontak, jenis=jenis, alamat=_clean(jenis, alamat, field), mulai=mulai, sampai=sampai)
    _save(row, "Alamat ini sudah tercatat untuk jabatan itu.", field=field)
    trace.record(by, trace.Aksi.UBAH, kontak, alamat_baru=_masked(jenis, row.alamat))
    return row


def _clean(jenis, alamat, field):
    """A working address of its kind; a WhatsApp number is a mobile one."""
    if jenis not in Jenis.values:
        raise Refused("Pilih jenis alamat.", field="jenis")
    if jenis == Jenis.EMAIL:
        try:
            validate_email(alamat)
        except ValidationError:
            raise Refused("Tulis alamat e-mail lengkap, misalnya layanan@instansi.go.id.", field=field) from None
        return alamat
    try:
        number = clean_phone(alamat)
    except ValueError as error:
        raise Refused(str(error), field=field) from None
    if jenis == Jenis.WHATSAPP and not number.startswith("+628"):
        raise Refused("WhatsApp perlu nomor HP, misalnya 0812 3456 7890.", field=field)
    return number


def _masked(jenis, alamat):
    return f"{jenis} •••{alamat[-4:]}" if jenis != Jenis.EMAIL else f"{jenis} •••@{alamat.rpartition('@')[2]}"


def _save(row, sentence, *, field):
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if not any(name in str(error) for name in ("kontak_satu_per_jabatan", "alamatkontak_sekali")):
            raise
        raise Refused(sentence, field=field) from None
