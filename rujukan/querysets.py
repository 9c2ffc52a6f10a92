"""Which referrals and letters exist for you: with the case for case readers, addressed to it for an agency."""

from django.db import models

from puskesos.models import Keluhan
from puskesos.roles import CASE_READERS, Peran
from rujukan.letter_workflow import ISSUED, StatusSurat
from rujukan.workflow import ACTIVE, NOT_YET_SENT


class RujukanQuerySet(models.QuerySet):
    def visible_to(self, by):
        """An agency sees what was sent to it, never a draft, and nothing marked `rahasia` unless it was addressed."""
        if by is None:
            return self.none()
        if by.peran == Peran.OPD:
            return self.filter(instansi_id=by.instansi_id).exclude(status__in=NOT_YET_SENT)
        if by.peran in CASE_READERS:
            return self.filter(keluhan__in=Keluhan.objects.visible_to(by))
        return self.none()

    def active(self):
        return self.filter(status__in=ACTIVE)


class SuratQuerySet(models.QuerySet):
    def visible_to(self, by):
        """An agency sees issued letters on its referrals, the head those that wait for that signature or carry it."""
        if by is None:
            return self.none()
        if by.peran == Peran.OPD:
            return self.filter(rujukan__instansi_id=by.instansi_id, status__in=ISSUED)
        if by.peran == Peran.PIMPINAN:
            reached = self.exclude(status__in=[StatusSurat.DRAF, StatusSurat.DIAJUKAN, StatusSurat.DIBATALKAN])
            return reached.filter(penanda__peran=Peran.PIMPINAN, keluhan__rahasia=False)
        if by.peran in CASE_READERS:
            return self.filter(keluhan__in=Keluhan.objects.visible_to(by))
        return self.none()
