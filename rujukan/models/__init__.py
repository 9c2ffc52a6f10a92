from rujukan.models.buku_instansi import AlamatKontak, JamLayanan, KontakInstansi, ProfilInstansi
from rujukan.models.lambang import Lambang
from rujukan.models.pengingat import AturanPengingat, Detak, Kiriman, Pengingat, PeriksaPengingat, UpayaKirim
from rujukan.models.ringkasan import RingkasInstansi, RingkasJanji
from rujukan.models.rujukan import RiwayatRujukan, Rujukan, TindakLanjut
from rujukan.models.surat import BarisPekerjaan, PekerjaanSurat, RiwayatSurat, Surat
from rujukan.models.surat_acuan import JenisSurat, KopSurat, NomorSurat, PenandaTangan, TeksSurat
from rujukan.models.tautan import JawabanMasuk, KodeMeja, TautanInstansi

__all__ = [
    "AlamatKontak",
    "AturanPengingat",
    "BarisPekerjaan",
    "Detak",
    "JamLayanan",
    "JawabanMasuk",
    "JenisSurat",
    "Kiriman",
    "KodeMeja",
    "KontakInstansi",
    "KopSurat",
    "Lambang",
    "NomorSurat",
    "PekerjaanSurat",
    "PenandaTangan",
    "Pengingat",
    "PeriksaPengingat",
    "ProfilInstansi",
    "RingkasInstansi",
    "RingkasJanji",
    "RiwayatRujukan",
    "RiwayatSurat",
    "Rujukan",
    "Surat",
    "TautanInstansi",
    "TeksSurat",
    "TindakLanjut",
    "UpayaKirim",
]
