"""Generations of the city's seal: the newest is handed out, older ones go on opening what was sealed to them."""

from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction
from django.db.models import Q

from puskesos import trace
from puskesos.models import KirimanLapangan, KunciSegel

CURVE = ec.SECP256R1()
ALWAYS_OPENED = 3  # generations
UNUSED = timedelta(days=90)
NOTED = timedelta(hours=6)


def current(now):
    """The generation that telephones seal to; the first one is made when it is first asked for."""
    return KunciSegel.objects.filter(dimusnahkan_pada__isnull=True).first() or _make(1, now)


def _make(generation, now):
    pair = ec.generate_private_key(CURVE)
    point = pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    row = KunciSegel(generasi=generation, publik=point, dibuat_pada=now)
    row.set_private(pair.private_numbers().private_value.to_bytes(32))
    KunciSegel.objects.bulk_create([row], ignore_conflicts=True)  # two first requests at once make one key
    return KunciSegel.objects.get(pk=generation)


def note_use(generation, now):
    """Remember that envelopes of this generation still arrive; seldom, since all telephones share the row."""
    stale = Q(terakhir_dipakai__isnull=True) | Q(terakhir_dipakai__lt=now - NOTED)
    KunciSegel.objects.filter(stale, pk=generation).update(terakhir_dipakai=now)


def private_key(row):
    return ec.derive_private_key(int.from_bytes(row.private()), CURVE)


@transaction.atomic
def rotate(*, by, now):
    """Begin a new generation; a private key that nothing can need any more is destroyed. Returns the new one."""
    newest = KunciSegel.objects.select_for_update().first()
    made = _make(newest.generasi + 1 if newest else 1, now)
    trace.record(by, trace.Aksi.BUAT, made, generasi=made.generasi)
    for row in _worn_out(now):
        row.rahasia_sandi, row.dimusnahkan_pada = None, now
        row.save()
        trace.record(by, trace.Aksi.UBAH, row, dimusnahkan=True)
    return made


def _worn_out(now):
    """Older than the last three, not used for 90 days, and without an envelope in the tray that it would open."""
    waiting = KirimanLapangan.objects.filter(status__in=KirimanLapangan.WAITING).values("generasi")
    older = [row.pk for row in KunciSegel.objects.order_by("-generasi")[ALWAYS_OPENED:]]
    rows = KunciSegel.objects.filter(pk__in=older, dimusnahkan_pada__isnull=True).exclude(pk__in=waiting)
    return [row for row in rows if (row.terakhir_dipakai or row.dibuat_pada) < now - UNUSED]
