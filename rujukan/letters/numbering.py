"""Numbers of letters: taken at issue only, one after the other per unit, kind and year, under a lock."""

from rujukan.models import NomorSurat

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def take(surat, day):
    """Write the next number of the letter's book into it; whoever issues at the same moment waits for this one."""
    key = {"unit_id": surat.unit_id, "jenis": surat.jenis, "tahun": day.year}
    NomorSurat.objects.get_or_create(**key)
    book = NomorSurat.objects.select_for_update(no_key=True).get(**key)
    book.terakhir = max(book.terakhir + 1, book.mulai)
    book.save(update_fields=["terakhir"])
    surat.tahun, surat.urut = day.year, book.terakhir
    surat.nomor = written(surat.teks, surat.kop, surat.urut, day)


def written(teks, kop, urut, day):
    """The number as it stands on paper: `400.9.5/17/SLRT/2026`."""
    return teks.pola_nomor.format(
        klasifikasi=teks.klasifikasi, urut=urut, unit=kop.kode_unit, bulan=ROMAN[day.month - 1], tahun=day.year
    )
