from puskesos.models.berkas import Kelengkapan, Lampiran
from puskesos.models.cek_keluarga import CekKeluarga
from puskesos.models.formulir import FormulirKertas
from puskesos.models.gerbang import Ketukan
from puskesos.models.jatah import Jatah
from puskesos.models.jejak import Jejak
from puskesos.models.kalender import HariLibur
from puskesos.models.katalog import (
    Alasan,
    Instansi,
    JenisBerkas,
    JenisLayanan,
    KategoriPPKS,
    LayananInstansi,
    Persyaratan,
    PertanyaanUrgensi,
    Program,
    Sektor,
    Sinonim,
    StandarLayanan,
    Subkategori,
)
from puskesos.models.keluarga import Keluarga, NomorKK
from puskesos.models.keluhan import Draf, Kebutuhan, Keluhan, Nomor
from puskesos.models.kunjungan import Kunjungan, UmpanBalik
from puskesos.models.perangkat import BlokNomor, KirimanLapangan, KunciSegel, PemakaianPerangkat, Perangkat
from puskesos.models.persetujuan import Penangan, PencabutanPersetujuan, PersetujuanData
from puskesos.models.petugas import Penugasan, Petugas
from puskesos.models.riwayat import LangkahSah, Riwayat
from puskesos.models.saringan import Saringan
from puskesos.models.survei import Survei
from puskesos.models.warga import (
    DugaanGanda,
    KataNama,
    Kepesertaan,
    StatusDTSEN,
    Warga,
    WargaPPKS,
)
from puskesos.models.wilayah import Puskesos, Wilayah

__all__ = [
    "Alasan",
    "BlokNomor",
    "CekKeluarga",
    "Draf",
    "DugaanGanda",
    "FormulirKertas",
    "HariLibur",
    "Instansi",
    "Jatah",
    "Jejak",
    "JenisBerkas",
    "JenisLayanan",
    "KataNama",
    "KategoriPPKS",
    "Kebutuhan",
    "Kelengkapan",
    "Keluarga",
    "Keluhan",
    "Kepesertaan",
    "Ketukan",
    "KirimanLapangan",
    "KunciSegel",
    "Kunjungan",
    "Lampiran",
    "LangkahSah",
    "LayananInstansi",
    "Nomor",
    "NomorKK",
    "PemakaianPerangkat",
    "Penangan",
    "PencabutanPersetujuan",
    "Penugasan",
    "Perangkat",
    "PersetujuanData",
    "Persyaratan",
    "PertanyaanUrgensi",
    "Petugas",
    "Program",
    "Puskesos",
    "Riwayat",
    "Saringan",
    "Sektor",
    "Sinonim",
    "StandarLayanan",
    "StatusDTSEN",
    "Subkategori",
    "Survei",
    "UmpanBalik",
    "Warga",
    "WargaPPKS",
    "Wilayah",
]
