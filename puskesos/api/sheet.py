"""The intake sheet as JSON: the same names as puskesos/sheet.py, each part checked and told where it is wrong."""

from rest_framework import serializers

from puskesos import nik
from puskesos.api.base import Input, told
from puskesos.api.fields import (
    OPTIONAL,
    Code,
    Day,
    Id,
    Line,
    Moment,
    Number16,
    Phone,
    Pick,
    RtRw,
    Several,
    Whole,
    Words,
    YesNo,
    reasons,
    table,
)
from puskesos.forms import choices
from puskesos.forms.intake import LONGEST_STORY
from puskesos.forms.person import known_regions
from puskesos.models import Kelengkapan, Keluhan, Kepesertaan, PersetujuanData, StatusDTSEN, Warga
from puskesos.models.katalog import Prioritas
from puskesos.sheet import (
    DtsenSheet,
    KebutuhanSheet,
    KeluargaSheet,
    KepesertaanSheet,
    KlienSheet,
    PelaporSheet,
    PersetujuanSheet,
    Sheet,
)
from puskesos.soundness import MOST_FILES, MOST_MEMBERSHIPS, MOST_NEEDS, OLDEST_YEARS

MOST_PAPERS, HIGHEST_KEY = 50, 2**31 - 1
SCHEMA = 1  # the number of this form of the sheet; a telephone may send an older one for months (ux §2.2)


class PelaporInput(Input):
    jenis = Pick(Keluhan.JenisPelaporan, required=False)
    nama = Line(120, required=False)
    hubungan = Pick(choices.same(choices.HUBUNGAN), required=False)
    hp = Phone()
    rahasia = YesNo(**OPTIONAL)


class KlienInput(Input):
    """The person in need; `warga_id` names somebody on file (found by `warga/cari/`)."""

    nama = Line(120)
    kelurahan = Code(table("Wilayah"), sentence="Kelurahan ini tidak dikenal.")
    warga_id = Id(**OPTIONAL)
    alias = Line(80, required=False)
    nik = Number16()
    alasan_tanpa_nik = Code(reasons("TANPA_NIK"), required=False)
    cara_verifikasi = Pick(Warga.CaraVerifikasi, required=False)
    tempat_lahir = Line(80, required=False)
    tanggal_lahir = Day(**OPTIONAL)
    perkiraan_umur = Whole(0, OLDEST_YEARS, **OPTIONAL)
    jenis_kelamin = Pick(Warga.JenisKelamin, required=False)
    pekerjaan = Line(80, required=False)
    nama_ibu = Line(120, required=False)
    hp = Phone()
    hp_milik = Pick(Warga.MilikHP, required=False)
    bahasa = Pick(choices.same(choices.BAHASA), required=False)
    hubungan_keluarga = Pick(choices.same(choices.SHDK), required=False)
    status_perkawinan = Pick(choices.same(choices.PERKAWINAN), required=False)
    pendidikan = Pick(choices.same(choices.PENDIDIKAN), required=False)
    disabilitas = Several(10, child=Pick(choices.DISABILITAS), **OPTIONAL)
    kesehatan = Words(1000, required=False)
    ppks = Several(26, child=Code(table("KategoriPPKS")), **OPTIONAL)
    alamat = Line(200, required=False)
    rt = RtRw()
    rw = RtRw()
    patokan = Line(160, required=False)
    alamat_ktp_sama = YesNo(**OPTIONAL)
    daerah_asal = Line(80, required=False)


class KeluargaInput(Input):
    no_kk = Number16(kk=True)
    jumlah_anggota = Whole(1, 40, **OPTIONAL)
    status_rumah = Pick(choices.same(choices.RUMAH), required=False)
    penerangan = Pick(choices.same(choices.PENERANGAN), required=False)
    jamban = Pick(choices.same(choices.JAMBAN), required=False)
    pendapatan = Pick(choices.same(choices.PENDAPATAN), required=False)


class DtsenInput(Input):
    terdaftar = Pick(StatusDTSEN.Terdaftar, required=False)
    desil = Whole(0, 10, **OPTIONAL)
    tanggal_cek = Day(**OPTIONAL)
    sumber = Pick(StatusDTSEN.Sumber, required=False)


class KepesertaanInput(Input):
    program = Code(table("Program"))
    status = Pick(Kepesertaan.Status)
    no_kartu = Line(30, required=False)
    sejak = Line(40, required=False)


class Papers(serializers.DictField):
    """{id of a requirement: whether the paper is there}."""

    child = Pick(Kelengkapan.Status)
    default_error_messages = {"not_a_dict": "Isian ini harus berupa objek JSON."}

    def to_internal_value(self, data):
        if isinstance(data, dict) and not (len(data) <= MOST_PAPERS and all(map(_is_key, data))):
            raise serializers.ValidationError("Nama di sini adalah id persyaratan dari data referensi layanan.")
        return {int(name): status for name, status in super().to_internal_value(data).items()}


class KebutuhanInput(Input):
    """One need; `berkas` is {id of a requirement of the service: whether the paper is there}."""

    layanan = Code(table("JenisLayanan"), sentence="Layanan ini tidak dikenal.")
    uraian = Line(300, required=False)
    program = Code(table("Program"), required=False)
    berkas = Papers(**OPTIONAL)


def _is_key(name):
    return name.isascii() and name.isdecimal() and len(name) < 11 and int(name) <= HIGHEST_KEY


class PersetujuanInput(Input):
    dasar = Pick(PersetujuanData.Dasar, required=False)
    cara = Pick(PersetujuanData.Cara, required=False)
    pemberi = Pick(PersetujuanData.Pemberi, required=False)
    pemberi_nama = Line(120, required=False)


class SheetInput(Input):
    """One visit with one or more needs, as it was written down."""

    skema = Whole(SCHEMA, SCHEMA, **OPTIONAL)
    pelapor = PelaporInput(**OPTIONAL)
    klien = KlienInput()
    keluarga = KeluargaInput(**OPTIONAL)
    kanal = Pick(Keluhan.Kanal)
    subkategori = Code(table("Subkategori"), sentence="Jenis keluhan ini tidak dikenal.")
    ringkasan = Line(150)
    uraian = Words(LONGEST_STORY, required=False)
    kebutuhan = KebutuhanInput(many=True, allow_empty=False, max_length=MOST_NEEDS)
    dtsen = DtsenInput(**OPTIONAL)
    kepesertaan = KepesertaanInput(many=True, max_length=MOST_MEMBERSHIPS, **OPTIONAL)
    persetujuan = PersetujuanInput(**OPTIONAL)
    urgensi = Several(30, child=Code(table("PertanyaanUrgensi")), **OPTIONAL)
    prioritas = Pick(Prioritas, required=False)
    prioritas_catatan = Line(200, required=False)
    rahasia = YesNo(**OPTIONAL)
    tiket_lapor = Line(40, required=False)
    tanggal_kejadian = Day(**OPTIONAL)
    dicatat_di_lapangan = Moment(**OPTIONAL)
    lampiran = Several(MOST_FILES, child=Id(), **OPTIONAL)

    def sheet(self):
        """The valid body as the Sheet that intake.register_keluhan takes."""
        data = self.told()
        data.pop("skema", None)
        parts = {
            "pelapor": PelaporSheet(**_part(data.pop("pelapor", None))),
            "klien": KlienSheet(**_klien(data.pop("klien"))),
            "keluarga": KeluargaSheet(**_part(data.pop("keluarga", None))),
            "dtsen": DtsenSheet(**_part(data.pop("dtsen", None))),
            "persetujuan": PersetujuanSheet(**_part(data.pop("persetujuan", None))),
            "kebutuhan": tuple(KebutuhanSheet(**_part(need)) for need in data.pop("kebutuhan")),
            "kepesertaan": tuple(KepesertaanSheet(**_part(row)) for row in data.pop("kepesertaan", ())),
        }
        return Sheet(**parts, **_filled(data))

    def doubts(self, day):
        """What is unusual about the numbers: told along, never a reason to refuse (domain §4.1)."""
        klien, kk = self.validated_data["klien"], told(self.validated_data.get("keluarga")).get("no_kk")
        found = []
        if klien.get("nik"):
            doubts = nik.warnings(
                klien["nik"], birth_date=klien.get("tanggal_lahir"), sex=klien.get("jenis_kelamin") or None,
                no_kk=kk or None, known_regions=known_regions(), today=day,
            )  # fmt: skip
            found += [("klien.nik", doubt) for doubt in doubts]
        found += [("keluarga.no_kk", doubt) for doubt in nik.kk_warnings(kk or "")]
        return [{"isian": field, "kode": doubt.code, "kalimat": doubt.sentence} for field, doubt in found]


def _klien(values):
    klien = _part(values)
    klien.setdefault("alamat_ktp_sama", not klien.get("daerah_asal"))
    return klien


def _part(values):
    return _filled(told(values))


def _filled(values):
    """Without empty answers, so that the sheet's own defaults stand; lists as tuples."""
    return {
        name: tuple(dict.fromkeys(value)) if isinstance(value, list) else value
        for name, value in values.items()
        if value not in ("", [])
    }


# Where the names that soundness.py and the stages give to a field stand in this body.
_PLACES = {
    "pelapor_jenis": "pelapor.jenis", "pelapor_nama": "pelapor.nama", "pelapor_hubungan": "pelapor.hubungan",
    "no_kk": "keluarga.no_kk", "dtsen_terdaftar": "dtsen.terdaftar", "dtsen_tanggal": "dtsen.tanggal_cek",
    "dtsen_sumber": "dtsen.sumber", "dtsen_desil": "dtsen.desil", "dasar": "persetujuan.dasar",
    "cara_setuju": "persetujuan.cara", "pemberi": "persetujuan.pemberi", "pemberi_nama": "persetujuan.pemberi_nama",
}  # fmt: skip


def path_of(field):
    """“nik” → “klien.nik”; a name of the sheet itself stays."""
    return f"klien.{field}" if field in KlienInput._declared_fields else _PLACES.get(field, field)
