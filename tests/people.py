"""The cast: people instead of objects. Each is an acting Penugasan (`by`), with a signed-in browser as `<name>_web`.

Siti   fasilitator and front office, Puskesos Kalampangan
Budi   back office, Puskesos Kalampangan          Koor   koordinator there       Bulurah  lurah there
Rahmat fasilitator, FO and BO, Puskesos Pahandut: must never see Kalampangan
Tono   TKSK/supervisor, Kecamatan Rakumpit
Fitri  front office, SLRT kota   Dewi back office, SLRT kota   Maya manajer SLRT
Joko   petugas of BPJS Kesehatan   Hendra pimpinan (aggregates only)
Pia    pejabat PDP   Adi system administrator (no case content)   Ana her assignment has ended
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from puskesos.middleware import load_acting
from puskesos.models import Penugasan, Petugas
from puskesos.roles import Peran

KALAMPANGAN, PAHANDUT = "62.71.04.1002", "62.71.01.1001"
SABANGAU, RAKUMPIT, CITY = "62.71.04", "62.71.05", "62.71"
# A Monday morning, a working day.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Pontianak"))
PASSWORD = "isen-mulang-2026"
_HASH = make_password(PASSWORD)

CAST = {
    "siti": ("Siti Rahmah", [(Peran.FASILITATOR, KALAMPANGAN), (Peran.FO_PUSKESOS, KALAMPANGAN)]),
    "budi": ("Budi Santoso", [(Peran.BO_PUSKESOS, KALAMPANGAN)]),
    "koor": ("Lestari Dewi", [(Peran.KOORDINATOR, KALAMPANGAN)]),
    "bulurah": ("Endang Lurah", [(Peran.LURAH, KALAMPANGAN)]),
    "rahmat": ("Rahmat Hidayat", [
        (Peran.FASILITATOR, PAHANDUT), (Peran.FO_PUSKESOS, PAHANDUT), (Peran.BO_PUSKESOS, PAHANDUT)]),
    "tono": ("Tono Wijaya", [(Peran.SUPERVISOR, RAKUMPIT)]),
    "fitri": ("Fitri Handayani", [(Peran.FO_KOTA, CITY)]),
    "dewi": ("Dewi Lestari", [(Peran.BO_KOTA, CITY)]),
    "maya": ("Maya Sari", [(Peran.MANAJER, CITY)]),
    "joko": ("Joko Susilo", [(Peran.OPD, "BPJS_KES")]),
    "hendra": ("Hendra Gunawan", [(Peran.PIMPINAN, CITY)]),
    "pia": ("Pia Novita", [(Peran.PDP, CITY)]),
    "adi": ("Adi Admin", [(Peran.ADMIN, CITY)]),
}  # fmt: skip


def hire(username, nama, hats, *, mulai=date(2025, 1, 2), selesai=None, password=PASSWORD):
    """An account with its assignments, as an administrator would make them."""
    petugas = Petugas.objects.create_user(username=username, password=password, nama=nama)
    Penugasan.objects.bulk_create(_hat(petugas, peran, place, mulai, selesai) for peran, place in hats)
    return petugas


def _hat(petugas, peran, place, mulai=date(2025, 1, 2), selesai=None):
    where = {"instansi_id": place} if peran == Peran.OPD else {"wilayah_id": place}
    return Penugasan(petugas=petugas, peran=peran, mulai=mulai, selesai=selesai, **where)


def acting(petugas):
    """The Penugasan that a signed-in request of this person would act with."""
    by, _ = load_acting(petugas)
    return by


def browser(petugas):
    client = Client()
    client.force_login(petugas, backend="django.contrib.auth.backends.ModelBackend")
    return client


class Cast:
    """Everybody at once: cast.siti is an acting Penugasan, cast.siti_web her browser, cast.ana an ended account.

    The accounts all exist from the start; acting assignments and browsers are made when first asked for.
    """

    def __init__(self):
        accounts = [Petugas(username=name, password=_HASH, nama=nama) for name, (nama, _) in CAST.items()]
        accounts.append(Petugas(username="ana", password=_HASH, nama="Ana Mantan"))
        self._accounts = {one.username: one for one in Petugas.objects.bulk_create(accounts)}
        hats = [_hat(self._accounts[name], *hat) for name, (_, hats) in CAST.items() for hat in hats]
        hats.append(_hat(self._accounts["ana"], Peran.FO_PUSKESOS, KALAMPANGAN, selesai=date(2025, 12, 31)))
        Penugasan.objects.bulk_create(hats)

    def __getattr__(self, name):
        if name.startswith("_") or name.removesuffix("_web") not in self._accounts:
            raise AttributeError(name)
        petugas = self._accounts[name.removesuffix("_web")]
        made = browser(petugas) if name.endswith("_web") else petugas if name == "ana" else acting(petugas)
        setattr(self, name, made)
        return made


@pytest.fixture
def cast(db, reference):
    return Cast()


def _person(name):
    @pytest.fixture(name=name)
    def person(cast):
        return getattr(cast, name)

    @pytest.fixture(name=f"{name}_web")
    def web(cast):
        return getattr(cast, f"{name}_web")

    return person, web


siti, siti_web = _person("siti")
budi, budi_web = _person("budi")
koor, koor_web = _person("koor")
bulurah, bulurah_web = _person("bulurah")
rahmat, rahmat_web = _person("rahmat")
tono, tono_web = _person("tono")
fitri, fitri_web = _person("fitri")
dewi, dewi_web = _person("dewi")
maya, maya_web = _person("maya")
joko, joko_web = _person("joko")
hendra, hendra_web = _person("hendra")
pia, pia_web = _person("pia")
adi, adi_web = _person("adi")
ana, ana_web = _person("ana")


@pytest.fixture
def now():
    return MONDAY
