"""Which addresses of an agency hold today; no query beyond one every half minute, because every message asks."""

from collections import defaultdict
from typing import NamedTuple

from puskesos import catalogue
from rujukan.models import AlamatKontak

KEPT = "agency addresses"


class Way(NamedTuple):
    """One address of one position, and its days."""

    jabatan: str
    jenis: str
    alamat: str
    mulai: object
    sampai: object

    def holds_on(self, day):
        return self.mulai <= day and (self.sampai is None or day <= self.sampai)


def _load():
    found = defaultdict(list)
    rows = AlamatKontak.objects.select_related("kontak").order_by("kontak__urutan", "kontak_id", "pk")
    for one in rows:
        kontak = one.kontak
        ends = [day for day in (one.sampai, kontak.sampai) if day]
        way = Way(kontak.jabatan, one.jenis, one.alamat, max(one.mulai, kontak.mulai), min(ends, default=None))
        found[kontak.instansi_id].append(way)
    return dict(found)


def ways(instansi, day, *kinds):
    """The Way rows that hold on a day, of the given kinds, the first position first."""
    known = catalogue.remembered(KEPT, _load).get(instansi, ())
    return [way for way in known if way.jenis in kinds and way.holds_on(day)]


def mail_of(instansi, day):
    """The e-mail address messages go to; "" without one in the register."""
    return next((way.alamat for way in ways(instansi, day, AlamatKontak.Jenis.EMAIL)), "")


def phone_of(instansi, day):
    """The number an officer calls; "" without one in the register."""
    found = ways(instansi, day, AlamatKontak.Jenis.TELEPON) or ways(instansi, day, AlamatKontak.Jenis.WHATSAPP)
    return found[0].alamat if found else ""


def mobile_of(instansi, day):
    """The number for SMS and WhatsApp as +628…; "" without one in the register."""
    numbers = (*ways(instansi, day, AlamatKontak.Jenis.WHATSAPP), *ways(instansi, day, AlamatKontak.Jenis.TELEPON))
    return next((way.alamat for way in numbers if way.alamat.startswith("+628")), "")
