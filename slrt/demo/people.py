"""Everybody who works in the demo city: the accounts of the contract, and colleagues in every office."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password

from puskesos import catalogue
from puskesos.models import Penugasan, Petugas
from puskesos.roles import Peran as P
from slrt.demo.words import FAMILIES, MEN, WOMEN

PASSWORD = "isen-mulang-2026"  # noqa: S105 – public on purpose: exists only in demo mode, under a banner
CITY, KALAMPANGAN, PAHANDUT, RAKUMPIT = "62.71", "62.71.04.1002", "62.71.01.1001", "62.71.05"

# username: (name, [(role, place)]) – contract, "Demo city".
NAMED = {
    "siti": ("Siti Rahmawati", [(P.FASILITATOR, KALAMPANGAN), (P.FO_PUSKESOS, KALAMPANGAN)]),
    "budi": ("Budi Santoso", [(P.BO_PUSKESOS, KALAMPANGAN)]),
    "koor": ("Koriah Lestari", [(P.KOORDINATOR, KALAMPANGAN)]),
    "bulurah": ("Endang Sulastri", [(P.LURAH, KALAMPANGAN)]),
    "rahmat": ("Rahmat Hidayat", [(P.FASILITATOR, PAHANDUT), (P.FO_PUSKESOS, PAHANDUT), (P.BO_PUSKESOS, PAHANDUT)]),
    "tono": ("Tono Wijaya", [(P.SUPERVISOR, RAKUMPIT)]),
    "fitri": ("Fitri Handayani", [(P.FO_KOTA, CITY)]),
    "dewi": ("Dewi Anggraini", [(P.BO_KOTA, CITY)]),
    "maya": ("Maya Purnamasari", [(P.MANAJER, CITY)]),
    "pakjoko": ("Joko Susilo", [(P.OPD, "BPJS_KES")]),
    "hendra": ("Hendra Gunawan", [(P.PIMPINAN, CITY)]),
    "pdp": ("Pratiwi Novita", [(P.PDP, CITY)]),
    "admin": ("Adi Nugroho", [(P.ADMIN, CITY)]),
}
MORE_CITY = {"rina": ("Rina Melati", P.BO_KOTA), "yusran": ("Yusran Effendi", P.BO_KOTA)}


class Staff:
    """Who holds which role where: `staff.at(role, place, turn)` gives (petugas id, penugasan id), colleagues in turn."""

    def __init__(self):
        self.hats = {}

    def add(self, hat):
        self.hats.setdefault((hat.peran, hat.tempat_id), []).append((hat.petugas_id, hat.id))

    def at(self, peran, place, turn=0):
        found = self.hats.get((peran, place))
        return found[turn % len(found)] if found else None


def hire_everybody(rng, today):
    """Create all accounts and assignments (if missing) and return the Staff."""
    since = today - timedelta(days=500)
    password = make_password(PASSWORD)
    wanted = dict(NAMED)
    for username, (name, peran) in MORE_CITY.items():
        wanted[username] = (name, [(peran, CITY)])
    wanted |= _offices(rng, taken=NAMED)
    people = {one.username: one for one in Petugas.objects.all()}
    new = [
        Petugas(username=name, nama=nama, password=password, email=f"{name}@contoh.invalid")
        for name, (nama, _) in wanted.items() if name not in people
    ]  # fmt: skip
    people |= {one.username: one for one in Petugas.objects.bulk_create(new)}
    fresh = {one.username for one in new}
    Penugasan.objects.bulk_create(
        _hat(people[name], peran, place, since) for name, (_, hats) in wanted.items() if name in fresh
        for peran, place in hats
    )  # fmt: skip
    _former_officer(password, today)
    staff = Staff()
    for hat in Penugasan.objects.active(today).order_by("created_at", "id"):
        staff.add(hat)
    return staff


def _hat(petugas, peran, place, since, until=None):
    where = {"instansi_id": place} if peran == P.OPD else {"wilayah_id": place}
    return Penugasan(petugas=petugas, peran=peran, mulai=since, selesai=until, sk_nomor="SK contoh", **where)


def _former_officer(password, today):
    """Ana, whose assignment at Kalampangan has ended."""
    if Petugas.objects.filter(username="ana").exists():
        return
    ana = Petugas.objects.create(username="ana", nama="Ana Marlina", password=password)
    _hat(ana, P.FO_PUSKESOS, KALAMPANGAN, today - timedelta(days=700), today - timedelta(days=60)).save()


def _offices(rng, taken):
    """Colleagues: four per Puskesos, a TKSK per kecamatan, one officer in each large agency."""
    offices, used = {}, {(peran, place) for _, hats in taken.values() for peran, place in hats}

    def add(username, hats):
        free = [hat for hat in hats if hat not in used]
        if free:
            first = rng.choice(WOMEN + MEN)
            offices[username] = (f"{first} {rng.choice(FAMILIES)}".strip(), free)

    for row in catalogue.table("Puskesos").values():
        place, slug = row.kelurahan_id, catalogue.wilayah(row.kelurahan_id).nama.lower().replace(" ", "")
        add(f"lurah.{slug}", [(P.LURAH, place)])
        if row.status == "TERBENTUK":
            add(f"fo.{slug}", [(P.FASILITATOR, place), (P.FO_PUSKESOS, place)])
            add(f"bo.{slug}", [(P.BO_PUSKESOS, place)])
            add(f"koor.{slug}", [(P.KOORDINATOR, place)])
    for row in catalogue.table("Wilayah").values():
        if row.tingkat == "KECAMATAN":
            add(f"tksk.{row.nama.lower().replace(' ', '')}", [(P.SUPERVISOR, row.kode)])
    for kode in ("DINSOS", "DISDUKCAPIL", "DISDIK", "DISPERKIMTAN", "BPBD", "BAZNAS_KOTA", "HIMBARA", "UPTD_PPA",
                 "RUMAH_SINGGAH", "RSJ_KALAWA_ATEI"):  # fmt: skip
        add(kode.lower().replace("_", "."), [(P.OPD, kode)])
    return offices
