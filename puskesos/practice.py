"""Invented families to practise on: what they tell at the counter, and what a sheet about them should say."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    """`nama` is what the sheet is recognised by; the codes are of the catalogue."""

    nama: str
    cerita: str
    subkategori: str
    layanan: str
    urgensi: str


FAMILIES = (
    Family(
        "Contoh Mawar",
        "Ibu Contoh Mawar datang sendiri membawa KTP: NIK 6271017108900001, perempuan, lahir 31-08-1990, RT 002 "
        "RW 001. Kartu PBI-JK keluarganya ditolak rumah sakit, padahal suaminya sakit berat dan harus cuci darah "
        "minggu ini. KK dibawa, surat dari rumah sakit menyusul.",
        "PBI_NONAKTIF_SAKIT", "L01", "SAKIT_BERAT",
    ),
    Family(
        "Contoh Kenanga",
        "Tetangga melapor: Nenek Contoh Kenanga, kira-kira 78 tahun, tinggal sendirian di rumah lanting dekat dermaga "
        "dan makan dari pemberian tetangga. KTP-nya hilang terbakar, tidak ada yang tahu NIK-nya. Pelapor bernama "
        "Contoh Teratai.",
        "LANSIA_SENDIRI", "L12", "LANSIA_SENDIRI",
    ),
    Family(
        "Contoh Melati",
        "Bapak Contoh Rotan datang untuk anaknya, Contoh Melati, 9 tahun, yang tidak dapat berjalan dan selalu "
        "dibantu. Ia butuh kursi roda. NIK anak belum diketahui karena KK tertinggal di rumah.",
        "ALAT_BANTU", "L10", "DISABILITAS",
    ),
)  # fmt: skip
