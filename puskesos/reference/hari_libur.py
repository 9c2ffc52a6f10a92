"""The days the office rests: holidays and cuti bersama of a maintained library, and what is missing."""

from datetime import date

from holidays import country_holidays

from puskesos.models import HariLibur

SOURCE = "Pustaka holidays (Indonesia)"
YEARS_AHEAD = 2
# Later kinds win where one day is both.
KINDS = (("government", HariLibur.Jenis.CUTI_BERSAMA), ("public", HariLibur.Jenis.NASIONAL))


def years(day):
    """This year and the two that follow."""
    return range(day.year, day.year + YEARS_AHEAD + 1)


def from_library(day):
    """{date: values}; a name that ends in “(perkiraan)” is the library's own doubt."""
    found = {}
    for category, jenis in KINDS:
        library = country_holidays("ID", years=years(day), categories=(category,), language="id")
        for tanggal, nama in library.items():
            found[tanggal] = {"tanggal": tanggal, "nama": nama, "jenis": jenis, "aktif": True, "sumber": SOURCE}
    return found


def warnings(day):
    """After 1 November the cuti bersama of next year must be known, or deadlines run through them."""
    coming = day.year + 1
    known = HariLibur.objects.filter(jenis=HariLibur.Jenis.CUTI_BERSAMA, aktif=True, tanggal__year=coming).exists()
    if known or day <= date(day.year, 11, 1):
        return []
    return [
        f"Cuti bersama {coming} belum ada. Perbarui pustaka holidays, atau isi kalender menurut SKB, "
        "agar batas waktu tidak jatuh pada hari libur."
    ]
