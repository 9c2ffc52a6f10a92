"""Reference pages of the first floor: what letters are made of."""

from puskesos.forms.reference import Kind, register
from rujukan import models

DATES = ("berlaku_mulai", "berlaku_sampai", "sumber")
NEW_ROW = "Perubahan dibuat sebagai baris baru; baris lama diberi tanggal berakhir, agar surat lama tetap utuh."


def register_kinds():
    register(
        Kind("surat-kop", "Kop surat", models.KopSurat, ("unit", "kode_unit", "baris", "alamat", "tempat", *DATES),
             ("unit", "kode_unit", "berlaku_mulai", "berlaku_sampai"), f"Kepala surat tiap unit. {NEW_ROW}",
             can_add=True, beside=("Lambang", "rujukan:surat-lambang")),
        Kind("surat-penanda", "Penanda tangan surat", models.PenandaTangan,
             ("unit", "peran", "jabatan", "nama", "pangkat", "nip", *DATES),
             ("unit", "peran", "nama", "jabatan", "berlaku_mulai", "berlaku_sampai"),
             "Siapa menandatangani surat unit mana, dan peran mana yang menyetujuinya di aplikasi.", can_add=True),
        Kind("surat-teks", "Teks surat", models.TeksSurat,
             ("jenis", "tingkat", "klasifikasi", "pola_nomor", "hal", "sifat", "pembuka", "uraian", "penutup",
              "tembusan", "memuat_nik", "perlu_paraf", "kertas", *DATES),
             ("jenis", "tingkat", "klasifikasi", "pola_nomor", "berlaku_mulai", "berlaku_sampai"),
             f"Bunyi, kode klasifikasi, dan pola nomor tiap jenis surat. {NEW_ROW}", can_add=True),
        Kind("surat-nomor", "Buku nomor surat", models.NomorSurat, ("unit", "jenis", "tahun", "mulai", "sumber"),
             ("tahun", "unit", "jenis", "mulai", "terakhir"),
             "Dibuat sendiri saat surat pertama terbit. Isi hanya bila tahun ini meneruskan buku lama.", can_add=True),
    )  # fmt: skip
