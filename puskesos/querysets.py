"""Which rows exist for you: one `visible_to(by)` per model, used by pages, API, search and dashboard alike.

Closed by default: an unknown role, or no acting assignment at all, sees nothing (architecture §5).
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from puskesos.roles import CASE_READERS


def _within(by, field):
    """The Q of one area: None is the whole city, a set of codes otherwise."""
    codes = by.kelurahan_codes
    return Q() if codes is None else Q(**{f"{field}__in": sorted(codes)})


class KeluhanQuerySet(models.QuerySet):
    def visible_to(self, by):
        """Cases inside the area of the acting assignment; `rahasia` ones only for their named handlers."""
        if by is None or by.peran not in CASE_READERS:
            return self.none()
        # "From this id to this id" instead of "this id": an equality PostgreSQL would rather answer by reading all
        # cases that the person was ever named for into a hash, at every page and count, to ask it about a handful.
        named = self.model._meta.get_field("penangan").related_model.objects.filter(
            keluhan__gte=OuterRef("pk"), keluhan__lte=OuterRef("pk"), petugas_id=by.petugas_id
        )
        return self.filter(_within(by, "kelurahan_id")).filter(Q(rahasia=False) | Exists(named))

    def open(self):
        return self.filter(terbuka=True)

    def at(self, *statuses):
        return self.filter(terbuka=True, status__in=statuses)

    def by_promise(self):
        """Time left to the promise, the shortest first."""
        return self.order_by("tenggat", "id")


class KebutuhanQuerySet(models.QuerySet):
    def visible_to(self, by):
        keluhan = self.model._meta.get_field("keluhan").related_model
        return self.filter(keluhan__in=keluhan.objects.visible_to(by))


class WargaQuerySet(models.QuerySet):
    def visible_to(self, by):
        """People of the area; a person known only through `rahasia` cases of others stays unknown."""
        if by is None or by.peran not in CASE_READERS:
            return self.none()
        keluhan = self.model._meta.get_field("keluhan").related_model.objects
        cases = keluhan.filter(klien=OuterRef("pk"))
        secret = Exists(cases.filter(rahasia=True)) & ~Exists(cases.visible_to(by))
        return self.filter(_within(by, "kelurahan_id")).exclude(secret)

    def current(self):
        """Without those merged into another person."""
        return self.filter(digabung_ke__isnull=True)
