"""STAGE: telephones and computers of the field: who uses them, what waits on them, and taking their trust away."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from puskesos import identity, trace
from puskesos.access import require
from puskesos.models import BlokNomor, PemakaianPerangkat, Perangkat
from puskesos.numbering import ALPHABET
from puskesos.refusals import MissingFact, Refused
from puskesos.sync.refused import REVOKED, DeviceRevoked

DRAFT_KEY_VERSION = 1
PREFIX_CHARS = 3
BLOCK = 50
MOST_BLOCKS_A_DAY = 20
MOST_WAITING = 30_000
TOUCHED = timedelta(minutes=1)
UNKNOWN = "Tanda perangkat tidak dikenal. Muat ulang aplikasinya."


def device_id(text):
    """The UUID that a browser gave itself, or Refused."""
    try:
        return UUID(str(text))
    except ValueError:
        raise Refused(UNKNOWN, field="perangkat") from None


def touch(*, petugas, now, id, by=None, version="", waiting=None, oldest=None, others=None):
    """Note that an officer is in touch from a device, known or new; DeviceRevoked when its trust was taken away.

    `waiting` is how many items the device says it still holds, `oldest` since when; `others` {id: (items, since)} the
    same of other officers who use it.
    """
    version = "".join(char for char in version if char.isprintable())[:40]
    device = Perangkat.objects.filter(pk=id).first() or _known_from_now_on(id, now)
    if device.dicabut_pada:
        raise DeviceRevoked(REVOKED)
    if (version and device.versi != version) or device.terakhir < now - TOUCHED:
        device.terakhir, device.versi = now, version or device.versi
        device.save(update_fields=["terakhir", "versi"])
    told = {} if waiting is None else _waiting(waiting, oldest, now)
    _touch_use(device, petugas, by, now, told | {"penugasan_id": by and by.id})
    for other, (count, since) in (others or {}).items():
        uses = PemakaianPerangkat.objects.filter(perangkat=device, petugas_id=other).exclude(petugas=petugas)
        found = _waiting(count, since, now)
        uses.exclude(menunggu=found["menunggu"], tertua=found["tertua"]).update(**found)
    return device


def _waiting(count, oldest, now):
    """What a device says it holds, its clock believed between a year ago and now."""
    if not count:
        return {"menunggu": 0, "tertua": None}
    try:
        oldest = min(max(oldest, now - timedelta(days=365)), now) if oldest else now
    except OverflowError:
        oldest = now
    return {"menunggu": min(count, MOST_WAITING), "tertua": oldest}


def _touch_use(device, petugas, by, now, told):
    """Written only when something is new: the calls of one telephone must not queue up behind one row."""
    use = PemakaianPerangkat.objects.filter(perangkat=device, petugas=petugas).first()
    if use is None:
        start = {"pertama": now, "terakhir": now, **told}
        _, created = PemakaianPerangkat.objects.get_or_create(perangkat=device, petugas=petugas, defaults=start)
        if created:
            trace.record(by, trace.Aksi.BUAT, device, petugas=petugas.pk)
    elif use.terakhir < now - TOUCHED or any(getattr(use, name) != value for name, value in told.items()):
        PemakaianPerangkat.objects.filter(pk=use.pk).update(terakhir=now, **told)


def _known_from_now_on(id, now):
    """A new device with a short name of its own for temporary numbers."""
    for _ in range(20):
        name = "".join(secrets.choice(ALPHABET) for _ in range(PREFIX_CHARS))
        try:
            with transaction.atomic():
                return Perangkat.objects.create(id=id, awalan=name, pertama=now, terakhir=now)
        except IntegrityError:
            found = Perangkat.objects.filter(pk=id).first()
            if found:
                return found
    raise Refused("Perangkat ini belum bisa didaftarkan. Coba lagi.")


def draft_key(device, petugas, version=DRAFT_KEY_VERSION):
    """32 bytes that lock half-filled forms of one officer on one device; derived, so that nothing can lose it."""
    return identity.blind_index(f"{device.pk}|{petugas.pk}|{version}", purpose="kunci_draf")


# --- temporary numbers ---------------------------------------------------------------------------------------------
@transaction.atomic
def reserve_block(*, by, petugas, now, device):
    """The next fifty temporary numbers of a device; they are its own for ever."""
    Perangkat.objects.select_for_update(no_key=True).get(pk=device.pk)
    today = device.blok.filter(diberikan_pada__gt=now - timedelta(days=1)).count()
    if today >= MOST_BLOCKS_A_DAY:
        raise Refused("Nomor sementara untuk hari ini sudah habis. Kirim dulu laporan yang menunggu.")
    start = (device.blok.aggregate(last=Max("sampai"))["last"] or 0) + 1
    block = BlokNomor.objects.create(
        perangkat=device, petugas=petugas, dari=start, sampai=start + BLOCK - 1, diberikan_pada=now
    )
    trace.record(by, trace.Aksi.BUAT, block, dari=block.dari, sampai=block.sampai)
    return block


# --- taking trust away ---------------------------------------------------------------------------------------------
@transaction.atomic
def revoke(*, by, now, id, alasan):
    """From now on the device gets no keys and may send nothing; what waits on it travels by backup file."""
    require(by, "perangkat", "A")
    device = Perangkat.objects.select_for_update(no_key=True).get(pk=id)
    if not (alasan or "").strip():
        raise MissingFact("Tulis mengapa perangkat ini dicabut.", field="alasan")
    if device.dicabut_pada is None:
        device.dicabut_pada, device.dicabut_oleh_id, device.alasan_cabut = now, by.petugas_id, alasan.strip()[:200]
        device.save()
        trace.record(by, trace.Aksi.UBAH, device, dicabut=True, alasan=device.alasan_cabut)
    return device


@transaction.atomic
def restore(*, by, now, id):
    """The device was found again: it may be used as before."""
    require(by, "perangkat", "A")
    device = Perangkat.objects.select_for_update(no_key=True).get(pk=id)
    if device.dicabut_pada:
        device.dicabut_pada = device.dicabut_oleh = None
        device.alasan_cabut = ""
        device.save()
        trace.record(by, trace.Aksi.UBAH, device, dicabut=False)
    return device
