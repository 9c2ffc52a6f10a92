"""A sheet for somebody on file starts filled in; numbers stay masked and need not be typed again (WCAG 3.3.7)."""

_SAME_NAMES = (
    "nama", "tanggal_lahir", "perkiraan_umur", "tempat_lahir", "jenis_kelamin", "pekerjaan", "nama_ibu", "hp_milik",
    "bahasa", "hubungan_keluarga", "status_perkawinan", "pendidikan",
    "disabilitas", "alamat", "rt", "rw", "patokan", "daerah_asal", "cara_verifikasi", "alasan_tanpa_nik",
)  # fmt: skip
_HOUSEHOLD = ("jumlah_anggota", "status_rumah", "penerangan", "jamban", "pendapatan")


def from_warga(warga):
    """Initial answers of a form about this person, without any number."""
    told = {name: getattr(warga, name) for name in _SAME_NAMES}
    return told | {"alias": warga.nama_alias, "kelurahan": warga.kelurahan_id}


def with_household(warga):
    """The same with what is known of the household: the start of a new sheet."""
    told = from_warga(warga) | {"warga_id": warga.pk}
    if warga.keluarga:
        told |= {name: getattr(warga.keluarga, name) for name in _HOUSEHOLD}
    return told
