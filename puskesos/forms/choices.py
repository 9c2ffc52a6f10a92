"""What the selects of the sheet offer: from the catalogue where the city decides, from here where the sheet does."""

from django import forms

from puskesos import catalogue

HUBUNGAN = (
    "Keluarga",
    "Tetangga",
    "RT/RW",
    "Kader atau relawan",
    "Petugas",
    "Instansi (RS, polisi, sekolah)",
    "Lainnya",
)
# What the offices already ask, in the words of the DTSEN form (domain §4.3 B).
RUMAH = ("Milik sendiri", "Kontrak atau sewa", "Bebas sewa atau menumpang", "Rumah dinas", "Tidak punya tempat tinggal")
PENERANGAN = ("PLN 450 VA", "PLN lebih dari 450 VA", "PLN tanpa meter sendiri", "Bukan PLN", "Tidak ada")
JAMBAN = ("Sendiri", "Bersama beberapa keluarga", "Umum", "Tidak ada")
PENDAPATAN = ("Tidak ada", "Sampai Rp500.000", "Rp500.001–1.000.000", "Rp1.000.001–2.000.000", "Rp2.000.001–3.500.000",
              "Lebih dari Rp3.500.000")  # fmt: skip
BAHASA = ("Indonesia", "Dayak Ngaju", "Banjar", "Jawa", "Isyarat", "Lainnya")
# As they stand on a family card (domain §4.1).
SHDK = ("Kepala keluarga", "Suami", "Istri", "Anak", "Menantu", "Cucu", "Orang tua", "Mertua", "Famili lain",
        "Pembantu", "Lainnya")  # fmt: skip
PERKAWINAN = ("Belum kawin", "Kawin", "Cerai hidup", "Cerai mati")
PENDIDIKAN = ("Tidak atau belum sekolah", "Tidak tamat SD", "SD sederajat", "SMP sederajat", "SMA sederajat",
              "Diploma", "Sarjana atau lebih")  # fmt: skip
DISABILITAS = (("FISIK", "Fisik"), ("INTELEKTUAL", "Intelektual"), ("MENTAL", "Mental"), ("NETRA", "Netra"),
               ("RUNGU", "Rungu"), ("WICARA", "Wicara"), ("GANDA", "Ganda"))  # fmt: skip


def same(texts):
    """Choices that are stored as they are read."""
    return [(text, text) for text in texts]


def kelurahan(by):
    """The kelurahan in reach of an assignment, grouped by kecamatan when there are several kecamatan."""
    codes = by.kelurahan_codes
    rows = [row for row in catalogue.kelurahan() if codes is None or row.kode in codes]
    groups = {}
    for row in rows:
        groups.setdefault(catalogue.wilayah(row.induk_id).nama, []).append((row.kode, row.nama))
    if len(groups) == 1:
        return next(iter(groups.values()))
    return [(f"Kecamatan {name}", pairs) for name, pairs in groups.items()]


def layanan_by_sektor():
    return catalogue.remembered("services by sector", lambda: _by_sektor("JenisLayanan"))


def subkategori_by_sektor():
    return catalogue.remembered("topics by sector", lambda: _by_sektor("Subkategori"))


def _by_sektor(model):
    sektor = catalogue.table("Sektor")
    groups = {}
    for row in catalogue.table(model).values():
        if row.aktif:
            groups.setdefault(row.sektor_id, []).append((row.kode, row.nama))
    order = sorted(groups, key=lambda code: (code not in sektor, sektor[code].urutan if code in sektor else 0))
    return [(sektor[code].nama if code in sektor else "Lainnya", groups[code]) for code in order]


def programs():
    return [(row.kode, row.nama) for row in catalogue.table("Program").values() if row.aktif]


def kinds_of_file():
    return [(row.kode, row.nama) for row in catalogue.table("JenisBerkas").values() if row.aktif]


def ppks():
    return [(row.kode, row.nama) for row in catalogue.table("KategoriPPKS").values() if row.aktif]


class TopicSelect(forms.Select):
    """Each topic carries its usual service, so that the script can fill in the first need."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        row = catalogue.subkategori(str(value))
        if row and row.layanan_id:
            option["attrs"]["data-layanan"] = row.layanan_id
        return option
