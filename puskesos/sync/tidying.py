"""Envelopes go when nobody can need them any more: what was written down stands in its case."""

from datetime import timedelta

from django.db.models import Q

from puskesos.models import KirimanLapangan

KEPT, KEPT_WITH_DOUBTS = timedelta(days=30), timedelta(days=365)
AT_ONCE = 500


def drop_old_envelopes(clock):
    """Empty the envelopes of what was received or decided a month ago; how many. What waits for a person stays.

    With doubts it is a year: the envelope holds what was really typed.

    The row itself stays, with its sum: the same report sent again after a year is still known.
    """
    done = KirimanLapangan.objects.exclude(status__in=KirimanLapangan.WAITING).filter(
        amplop__isnull=False, diterima_pada__lt=clock - KEPT
    )
    late = done.exclude(diputus_pada__gte=clock - KEPT)
    late = late.filter(Q(periksa=[]) | Q(diterima_pada__lt=clock - KEPT_WITH_DOUBTS))
    return KirimanLapangan.objects.filter(pk__in=list(late.values_list("pk", flat=True)[:AT_ONCE])).update(amplop=None)
