"""From positions to people, at the moment of sending: whoever holds the position today, substitutes included."""

import re
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from puskesos import catalogue
from puskesos.models import Penangan, Penugasan
from puskesos.roles import Peran
from rujukan.directory import reading as directory


class Recipient(NamedTuple):
    """Somebody a message goes to: a person, or an agency's desk; `alamat` is that of the channel, "" for none."""

    jabatan: str
    petugas_id: int | None = None
    instansi_id: str | None = None
    alamat: str = ""
    kanal: str = "EMAIL"


def in_app(rule, rujukan, now):
    """One Recipient per person, in the order of the rule; nobody twice, whatever positions are held."""
    seen = {}
    for jabatan in rule["penerima"]:
        for petugas in people(jabatan, rujukan, now):
            seen.setdefault(petugas.pk, Recipient(jabatan, petugas.pk))
    return list(seen.values())


def by_mail(rule, rujukan, now):
    """The agency's desk, also when it has no address, and the people who have one."""
    found = {}
    for jabatan in rule["penerima"]:
        if jabatan == "INSTANSI":
            found[rujukan.instansi_id] = Recipient(
                jabatan, None, rujukan.instansi_id, address_of(rujukan.instansi, timezone.localdate(now))
            )
            continue
        for petugas in people(jabatan, rujukan, now):
            if usable(petugas.email):
                found.setdefault(petugas.pk, Recipient(jabatan, petugas.pk, None, petugas.email))
    return list(found.values())


def by_message(rule, rujukan, now):
    """The desk's mobile number for a gateway; officers are told in the application and by mail."""
    if "INSTANSI" not in rule["penerima"] or not (number := phone_of(rujukan.instansi, timezone.localdate(now))):
        return []
    return [Recipient("INSTANSI", None, rujukan.instansi_id, number, "PESAN")]


def people(jabatan, rujukan, now):
    """The Petugas in a position for this referral; of a `rahasia` case only its named handlers, and the agency."""
    hats = POSITIONS[jabatan](rujukan, now)
    return _each(hats if jabatan == "INSTANSI" else _knowing(hats, rujukan.keluhan))


def managers(keluhan, now):
    """The manajer of SLRT for a case without a referral, too; of a `rahasia` case only as its handler."""
    return _each(_knowing(_managers(None, now), keluhan))


def of_case(keluhan, now):
    """Who works on a case and decides on its referrals: the owner, back office and koordinator of its Puskesos, the
    manajer; of a `rahasia` case only its handlers."""
    there = Q(peran__in=(Peran.BO_PUSKESOS, Peran.KOORDINATOR), wilayah__in=_places(keluhan.kelurahan_id))
    hats = _active(now).filter(there | Q(peran=Peran.MANAJER) | Q(petugas=keluhan.pemilik_id))
    return _each(_knowing(hats, keluhan))


def _knowing(hats, keluhan):
    if not keluhan.rahasia:
        return hats
    return hats.filter(petugas__in=Penangan.objects.filter(keluhan=keluhan.pk).values("petugas"))


def _each(hats):
    return list({hat.petugas_id: hat.petugas for hat in hats.select_related("petugas").order_by("created_at")}.values())


def _active(now):
    return Penugasan.objects.active(timezone.localdate(now))


def _owner(rujukan, now):
    """Who has the case, and who stands in; without either the author of the referral, and in the end the manajer."""
    for petugas_id in (rujukan.keluhan.pemilik_id, rujukan.dibuat_oleh_id):
        hats = _active(now).filter(Q(petugas=petugas_id) | Q(menggantikan__petugas=petugas_id))
        if petugas_id and hats.exists():
            return hats
    return _managers(rujukan, now)


def _desk(rujukan, now):
    return _active(now).filter(peran=Peran.OPD, instansi=rujukan.instansi_id)


def _coordinators(rujukan, now):
    return _active(now).filter(peran=Peran.KOORDINATOR, wilayah__in=_places(rujukan.kelurahan_id))


def _supervisors(rujukan, now):
    return _active(now).filter(peran=Peran.SUPERVISOR, wilayah__in=_places(rujukan.kelurahan_id))


def _managers(rujukan, now):
    return _active(now).filter(peran=Peran.MANAJER)


def _leaders(rujukan, now):
    return _active(now).filter(peran=Peran.PIMPINAN)


def _places(kelurahan):
    """The kelurahan, its kecamatan, and the desk that receives for a kelurahan without a Puskesos."""
    host = catalogue.table("Puskesos").get(kelurahan)
    return {kelurahan, kelurahan.rsplit(".", 1)[0], (host and host.pengampu_id) or kelurahan}


POSITIONS = {
    "PEMILIK": _owner,
    "INSTANSI": _desk,
    "KOORDINATOR": _coordinators,
    "SUPERVISOR": _supervisors,
    "MANAJER": _managers,
    "PIMPINAN": _leaders,
}


def address_of(instansi, day=None):
    """Where mail for an agency goes on a day (today): the register's address, else that of the reference data."""
    registered = directory.mail_of(instansi.pk, day or timezone.localdate())
    return next((address for address in (registered, instansi.email) if usable(address)), "")


def phone_of(instansi, day=None):
    """The agency's mobile number as +62…; "" when it has none, or only a landline that reads no messages.

    The agency register's number comes before that of the reference data.
    """
    if instansi.pk and (registered := directory.mobile_of(instansi.pk, day or timezone.localdate())):
        return registered
    digits = re.sub(r"\D", "", instansi.telepon.split("/")[0].split(",")[0])
    local = re.sub(r"^(?:00)?62|^0", "", digits)
    return f"+62{local}" if re.fullmatch(r"8\d{7,11}", local) else ""


def usable(address):
    """False for `.invalid`, which reference data ships with: good for the demo, no address elsewhere."""
    return bool(address) and (settings.DEMO or settings.TEST or not address.endswith(".invalid"))
