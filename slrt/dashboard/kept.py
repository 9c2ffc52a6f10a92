"""What leaders look at together is counted and drawn once in twenty seconds, and the page says of when it is.

It lies in the database, so that whichever process answers shows the same. Whoever has lists behind the numbers gets
none of this: number and list must be the same at that moment.
"""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache


class Kept:
    """Something kept of one count: `read` it, or None; `keep` what was made of the count of `moment`."""

    def __init__(self, name, reach, month):
        # One kelurahan is soon counted, and always is.
        self.for_all = reach.is_leader and not reach.kelurahan
        # Roles decide which numbers open a list, nothing else about the person does.
        self._key = f"{name}:{month}:{reach.kecamatan}:{'+'.join(sorted(reach.by.perans))}"

    def read(self):
        return cache.get(self._key) if self.for_all else None

    def keep(self, value, moment, now):
        left = moment + timedelta(seconds=settings.LEADERS_COUNT_KEPT) - now
        if self.for_all and left > timedelta():
            cache.set(self._key, value, left.total_seconds())
