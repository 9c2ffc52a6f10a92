"""How far a place reaches: which kelurahan belong to an assignment (domain §2.3)."""

from puskesos import catalogue
from puskesos.roles import KOTA, PUSKESOS, Peran


def kelurahan_codes(by):
    """Frozen set of kelurahan codes in reach; None for the whole city; empty for roles without case content."""
    if by.peran in KOTA:
        return None
    if by.peran in PUSKESOS:
        return frozenset({by.wilayah_id}) | catalogue.hosted_by(by.wilayah_id)
    if by.peran == Peran.SUPERVISOR:
        return catalogue.kelurahan_of(by.wilayah_id) | catalogue.hosted_by(by.wilayah_id)
    return frozenset()


def unit_label(by):
    """What the header calls the place: “Puskesos Kalampangan”, “Kecamatan Rakumpit”, “BPJS Kesehatan”."""
    if by.instansi_id:
        return catalogue.instansi(by.instansi_id).nama
    place = catalogue.wilayah(by.wilayah_id)
    if by.peran in PUSKESOS:
        return f"Puskesos {place.nama}" if by.peran != Peran.LURAH else f"Kelurahan {place.nama}"
    if by.peran == Peran.SUPERVISOR:
        return f"Kecamatan {place.nama}"
    return "Sekretariat SLRT" if by.peran in KOTA else f"Dinas Sosial {place.nama}"
