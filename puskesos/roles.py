"""What an officer can be, and what each kind of officer may do: one table that code, tests and the printed page share.

Pure: no models, no request. Source of the table: domain §2.4.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import TextChoices


class Peran(TextChoices):
    FASILITATOR = "FASILITATOR", "Fasilitator"
    FO_PUSKESOS = "FO_PUSKESOS", "Front office Puskesos"
    BO_PUSKESOS = "BO_PUSKESOS", "Back office Puskesos"
    KOORDINATOR = "KOORDINATOR", "Koordinator Puskesos"
    LURAH = "LURAH", "Lurah"
    SUPERVISOR = "SUPERVISOR", "Supervisor / TKSK"
    FO_KOTA = "FO_KOTA", "Front office SLRT Kota"
    BO_KOTA = "BO_KOTA", "Back office SLRT Kota"
    MANAJER = "MANAJER", "Manajer SLRT"
    OPD = "OPD", "Petugas instansi"
    PIMPINAN = "PIMPINAN", "Pimpinan Dinas Sosial"
    ADMIN = "ADMIN", "Admin sistem"
    PDP = "PDP", "Pejabat pelindungan data pribadi"


# Not one of the thirteen: moves that the system itself makes, such as "all referrals answered".
SISTEM = "SISTEM"
# Nor is this: the household's own word, given on the public page with the code it holds (puskesos/voices.py).
KELUARGA = "KELUARGA"

PUSKESOS = frozenset(
    {Peran.FASILITATOR, Peran.FO_PUSKESOS, Peran.BO_PUSKESOS, Peran.KOORDINATOR, Peran.LURAH}
)
KOTA = frozenset({Peran.FO_KOTA, Peran.BO_KOTA, Peran.MANAJER})
# Roles that may open case files at all; everybody else sees none (closed by default).
CASE_READERS = PUSKESOS | KOTA | {Peran.SUPERVISOR}

LETTERS = {
    "C": "membuat",
    "R": "membaca",
    "U": "mengubah",
    "A": "memutuskan",
    "P": "mengusulkan",
    "M": "membaca tersamar",
    "X": "membuka NIK",
}
SCOPES = {
    "k": "kelurahannya",
    "w": "kecamatan/wilayahnya",
    "c": "seluruh kota",
    "i": "rujukan ke instansinya",
    "o": "catatannya sendiri",
    "g": "angka gabungan saja",
    "t": "hal teknis saja",
    "j": "jejaknya saja",
}

_COLUMNS = (
    Peran.FASILITATOR, Peran.FO_PUSKESOS, Peran.BO_PUSKESOS, Peran.KOORDINATOR, Peran.LURAH, Peran.SUPERVISOR,
    Peran.FO_KOTA, Peran.BO_KOTA, Peran.MANAJER, Peran.OPD, Peran.PIMPINAN, Peran.ADMIN, Peran.PDP,
)  # fmt: skip

_TABLE = """
                                                       FAS     FO-P    BO-P    KOORD   LURAH   SPV     FO-K    BO-K    MAN     OPD     PIMP    ADM     PDP
profil      | Profil warga dan keluarga              | CRU k | CRU k | CRU k | CRU k | R k   | RU w  | CRU c | CRU c | R c   | M i   | -     | -     | -
identitas   | Membuka NIK, No. KK dan nomor HP       | X k   | X k   | X k   | X k   | X k   | X w   | X c   | X c   | X c   | X i   | -     | -     | -
keluhan     | Keluhan: mencatat dan membaca          | CR k  | CR k  | CR k  | CR k  | R k   | CR w  | CR c  | CR c  | R c   | -     | -     | -     | -
isian       | Keluhan: melengkapi isian              | U o   | U k   | U k   | U k   | -     | U w   | U c   | U c   | -     | -     | -     | -     | -
verifikasi  | Verifikasi berkas dan cek DTSEN        | -     | CU k  | CU k  | A k   | -     | A w   | CU c  | CU c  | A c   | -     | -     | -     | -
kunjungan   | Kunjungan rumah dan asesmen            | CRU k | R k   | CRU k | R k   | R k   | CRU w | R c   | CRU c | R c   | -     | -     | -     | -
tangani     | Memutuskan ditangani Puskesos          | -     | -     | P k   | A k   | A k   | R w   | -     | -     | R c   | -     | -     | -     | -
teruskan    | Meneruskan ke SLRT Kota                | P k   | P k   | C k   | A k   | R k   | A w   | -     | -     | -     | -     | -     | -     | -
triase      | Triase: PJ, prioritas, telaah          | -     | -     | -     | -     | -     | CU w  | P c   | CU c  | A c   | -     | -     | -     | -
kembalikan  | Mengembalikan ke Puskesos              | -     | -     | -     | -     | -     | C w   | -     | C c   | A c   | -     | -     | -     | -
rujukan     | Membuat dan mengirim rujukan           | -     | -     | C k   | A k   | R k   | R w   | R c   | CR c  | A c   | R i   | -     | -     | -
jawaban     | Menjawab rujukan                       | -     | -     | U k   | -     | -     | -     | -     | U c   | -     | U i   | -     | -     | -
surat       | Surat: menyusun, paraf, tanda tangan     | R k   | R k   | CR k  | RP k  | RA k  | R w   | R c   | CR c  | RPA c | R i   | RA c  | -     | -
tutup       | Menutup dan membuka kembali keluhan    | -     | -     | P k   | A k   | -     | A w   | -     | P c   | A c   | -     | -     | -     | -
umpan_balik | Umpan balik kepada keluarga            | CU k  | CU k  | CU k  | R k   | -     | R w   | CU c  | CU c  | R c   | -     | -     | -     | -
gabung      | Menggabung keluhan atau warga ganda    | -     | -     | CU k  | CU k  | -     | CU w  | -     | CU c  | CU c  | -     | -     | -     | -
dasbor      | Dasbor                                 | R o   | R k   | R k   | R k   | R k   | R w   | R c   | R c   | R c   | R i   | R g   | R t   | -
katalog     | Katalog program, layanan, standar      | R     | R     | R     | R     | R     | R     | R     | R     | RA    | P     | R     | RU    | R
instansi    | Daftar instansi: kontak dan jam layanan | R     | R     | R     | R     | R     | R     | RU c  | RU c  | RU c  | R i   | R     | RU    | R
akun        | Akun dan penugasan                     | -     | -     | -     | P k   | P k   | P w   | -     | -     | A c   | -     | -     | RU t  | R
jejak       | Jejak audit dan log akses              | R o   | -     | -     | -     | -     | -     | -     | -     | R c   | -     | -     | R t   | R c
perangkat   | Perangkat lapangan                     | R o   | R o   | R o   | R o   | -     | R o   | RA c  | RA c  | RA c  | -     | -     | RA t  | -
kiriman     | Kiriman lapangan perlu diperbaiki      | -     | -     | -     | -     | -     | -     | U c   | U c   | U c   | -     | -     | -     | -
ekspor      | Mengunduh daftar sebagai Excel         | -     | -     | C k   | C k   | -     | C w   | -     | C c   | CA c  | -     | -     | -     | -
permintaan  | Permintaan koreksi atau hapus data     | C k   | C k   | C k   | -     | -     | -     | C c   | C c   | -     | -     | -     | -     | A
"""  # noqa: E501


class Cell(NamedTuple):
    """One cell of the table: letters of what may be done, and how far it reaches."""

    letters: str
    scope: str

    @property
    def words(self):
        if not self.letters:
            return "–"
        acts = ", ".join(LETTERS[letter] for letter in self.letters)
        return f"{acts} ({SCOPES[self.scope]})" if self.scope else acts


@dataclass(frozen=True)
class Hak:
    """One row of the table: a thing that can be done, and the cell of each Peran."""

    code: str
    label: str
    cells: dict


def _cell(text):
    letters, _, scope = text.strip().partition(" ")
    return Cell("" if letters == "-" else letters, scope.strip())


def _row(line):
    code, label, *cells = (part.strip() for part in line.split("|"))
    return Hak(code, label, dict(zip(_COLUMNS, map(_cell, cells), strict=True)))


TABLE = {hak.code: hak for hak in map(_row, _TABLE.strip().splitlines()[1:])}


def may(peran, code, letter):
    """True when the role holds the letter in the row; unknown roles hold nothing."""
    cell = TABLE[code].cells.get(peran)
    return cell is not None and letter in cell.letters


def holders(code, letters):
    """All roles that hold at least one of the letters in the row."""
    return frozenset(peran for peran in Peran for letter in letters if may(peran, code, letter))
