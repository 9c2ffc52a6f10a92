"""What the first floor keeps as reference data: the reminder ladder (domain §3.6), and what letters are made of."""

from functools import partial

from django.conf import settings
from django.db import transaction

from puskesos import catalogue
from puskesos.reference import loading
from rujukan.models import AturanPengingat, KopSurat, TeksSurat

FROM = "2025-01-01"


@transaction.atomic
def load(now):
    """Bring `aturan_pengingat.csv`, `teks_surat.csv` and letterheads into the database; returns a Report.

    Running referrals keep their own copy of the rules, issued letters their archive.
    """
    loading.take_turn()
    return loading.finish(loading.Report([step() for step in _STEPS]))


def _load_kelurahan_letterheads():
    """A plain letterhead for each kelurahan that has none yet; what people arranged stays."""
    headed = set(KopSurat.objects.values_list("unit_id", flat=True))
    new = [_letterhead(place) for place in catalogue.kelurahan() if place.kode not in headed]
    KopSurat.objects.bulk_create(new)
    return loading.Tally("kop_kelurahan", new=len(new))


def _letterhead(place):
    district = catalogue.wilayah(place.induk_id)
    city = settings.CITY.upper()
    return KopSurat(
        unit_id=place.kode, kode_unit=_short(place.nama), tempat=settings.CITY.removeprefix("Kota "),
        baris=f"PEMERINTAH {city}\nKECAMATAN {district.nama.upper()}\nKELURAHAN {place.nama.upper()}",
        berlaku_mulai=FROM, sumber="Bawaan; alamat dan kode unit perlu dilengkapi kelurahan",
    )  # fmt: skip


def _short(name):
    """“Kalampangan” → “Kel-Kalampangan”: no two kelurahan share it, so no two numbers are equal."""
    return f"Kel-{''.join(name.split())}"[:20]


_STEPS = (
    partial(loading.from_file, AturanPengingat, "aturan_pengingat", ("kode",)),
    partial(loading.from_file, TeksSurat, "teks_surat", ("jenis", "tingkat", "berlaku_mulai")),
    partial(loading.from_file, KopSurat, "kop_surat", ("unit_id", "berlaku_mulai")),
    _load_kelurahan_letterheads,
)
