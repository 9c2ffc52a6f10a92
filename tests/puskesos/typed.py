"""What an officer types into the intake sheet, as the browser sends it."""

from puskesos.models import Persyaratan
from puskesos.numbering import new_uuid7
from tests.cases import NIK_WOMAN, NO_KK
from tests.people import KALAMPANGAN

BABY = {"nik": "", "alasan_tanpa_nik": "BAYI", "no_kk": ""}


def typed(*needs, id=None, memberships=(), **changes):
    """The body of a POST: Halimah of Kalampangan, whose card is inactive; a change to None leaves the field out."""
    body = {
        "id": str(id or new_uuid7()), "aksi": "simpan",
        "pelapor_jenis": "DIRI_SENDIRI", "nama": "Halimah", "nik": NIK_WOMAN, "cara_verifikasi": "KTP_DILIHAT",
        "jenis_kelamin": "P", "tanggal_lahir_0": "17", "tanggal_lahir_1": "8", "tanggal_lahir_2": "1990",
        "hp": "0812 3456 7890", "hp_milik": "SENDIRI", "kelurahan": KALAMPANGAN, "rt": "3", "rw": "1",
        "alamat": "Jl. Mahir Mahar km 18", "no_kk": NO_KK, "jumlah_anggota": "4", "dtsen_terdaftar": "BELUM_DICEK",
        "kanal": "DATANG", "subkategori": "PBI_NONAKTIF_SAKIT", "ringkasan": "Kartu KIS tidak aktif, harus berobat",
        "uraian": "Kartu ditolak di rumah sakit.", "dasar": "TUGAS_PUBLIK", "cara_setuju": "TIDAK_ADA",
        "pemberi": "KLIEN", "diberi_tahu": "on",
    }  # fmt: skip
    body |= _rows("kebutuhan", needs or ({"layanan": "L01"},)) | _rows("kepesertaan", memberships)
    return {name: value for name, value in (body | changes).items() if value is not None}


def _rows(prefix, rows):
    body = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for at, row in enumerate(rows):
        body |= {f"{prefix}-{at}-{name}": value for name, value in row.items()}
    return body


def papers(layanan, **ticked):
    """{field of a need row: mark} for requirements named by their kind of file: papers("L01", KTP="ADA")."""
    rows = Persyaratan.objects.filter(layanan=layanan, berlaku_sampai=None, jenis_berkas__in=ticked)
    return {f"berkas_{row.pk}": ticked[row.jenis_berkas_id] for row in rows}


def dtsen(day, month, year, **changes):
    """The DTSEN answers of somebody who was looked up on a day."""
    return {
        "dtsen_terdaftar": "YA", "dtsen_desil": "2", "dtsen_sumber": "SIKS_NG", "dtsen_tanggal_0": str(day),
        "dtsen_tanggal_1": str(month), "dtsen_tanggal_2": str(year), **changes,
    }  # fmt: skip
