"""The SLRT intake sheet as typed values: what forms, API and offline envelopes hand to intake.register_keluhan.

Pure; everything is already cleaned (texts.py) and checked for form. Fields follow the de-facto sheet of SLRT
offices and domain §4.1–§4.8.
"""

import json
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class PelaporSheet:
    """Who reported: the person in need, or somebody else (then with name and relation)."""

    jenis: str = "DIRI_SENDIRI"
    nama: str = ""
    hubungan: str = ""
    hp: str = ""
    rahasia: bool = False


@dataclass(frozen=True)
class KlienSheet:
    """The person in need. `warga_id` names somebody already on file; otherwise a person is created."""

    nama: str
    kelurahan: str
    warga_id: UUID | None = None
    alias: str = ""
    nik: str = ""
    alasan_tanpa_nik: str = ""
    cara_verifikasi: str = ""
    tempat_lahir: str = ""
    tanggal_lahir: date | None = None
    perkiraan_umur: int | None = None
    jenis_kelamin: str = ""
    pekerjaan: str = ""
    nama_ibu: str = ""
    hp: str = ""
    hp_milik: str = ""
    bahasa: str = ""
    hubungan_keluarga: str = ""
    status_perkawinan: str = ""
    pendidikan: str = ""
    disabilitas: tuple[str, ...] = ()
    kesehatan: str = ""
    ppks: tuple[str, ...] = ()
    alamat: str = ""
    rt: str = ""
    rw: str = ""
    patokan: str = ""
    alamat_ktp_sama: bool = True
    daerah_asal: str = ""


@dataclass(frozen=True)
class KeluargaSheet:
    """The household block: status rumah, penerangan, MCK, pendapatan, as the offices already ask them."""

    no_kk: str = ""
    jumlah_anggota: int | None = None
    status_rumah: str = ""
    penerangan: str = ""
    jamban: str = ""
    pendapatan: str = ""


@dataclass(frozen=True)
class DtsenSheet:
    """What was seen in the national data; never computed here."""

    terdaftar: str = "BELUM_DICEK"
    desil: int | None = None
    tanggal_cek: date | None = None
    sumber: str = ""


@dataclass(frozen=True)
class KepesertaanSheet:
    program: str
    status: str
    no_kartu: str = ""
    sejak: str = ""


@dataclass(frozen=True)
class KebutuhanSheet:
    """One need: the service asked for, and which requirements are there ({persyaratan id: status})."""

    layanan: str
    uraian: str = ""
    program: str = ""
    berkas: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PersetujuanSheet:
    dasar: str = "TUGAS_PUBLIK"
    cara: str = "TIDAK_ADA"
    pemberi: str = "KLIEN"
    pemberi_nama: str = ""


@dataclass(frozen=True)
class Sheet:
    """One whole intake: one visit, one or more needs."""

    pelapor: PelaporSheet
    klien: KlienSheet
    kanal: str
    subkategori: str
    ringkasan: str
    kebutuhan: tuple[KebutuhanSheet, ...]
    uraian: str = ""
    keluarga: KeluargaSheet = KeluargaSheet()
    dtsen: DtsenSheet = DtsenSheet()
    kepesertaan: tuple[KepesertaanSheet, ...] = ()
    persetujuan: PersetujuanSheet = PersetujuanSheet()
    urgensi: tuple[str, ...] = ()
    prioritas: str = ""
    prioritas_catatan: str = ""
    rahasia: bool = False
    tiket_lapor: str = ""
    tanggal_kejadian: date | None = None
    dicatat_di_lapangan: datetime | None = None
    lampiran: tuple[UUID, ...] = ()

    def canonical(self):
        """The content as one stable text: equal sheets have equal texts.

        What was left at its default is left out, so that a field added in a later version changes nothing for a
        sheet that a telephone sends again.
        """
        return json.dumps(_told(self), sort_keys=True, default=str, ensure_ascii=False)


def _told(value):
    """A dataclass as a dictionary of what differs from the defaults; anything else as it is."""
    if is_dataclass(value):
        return {one.name: _told(getattr(value, one.name)) for one in fields(value) if _differs(value, one)}
    return [_told(each) for each in value] if isinstance(value, tuple) else value


def _differs(value, one):
    default = one.default_factory() if one.default_factory is not MISSING else one.default
    return getattr(value, one.name) != default
