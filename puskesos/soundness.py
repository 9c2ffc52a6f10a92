"""What an intake sheet must be before it is stored, wherever it comes from: form, API or a telephone out of signal.

The first thing that is wrong is refused with its sentence and its field; nothing here is a matter of opinion.
"""

from puskesos import catalogue, nik
from puskesos.models import Kelengkapan, Keluhan, Kepesertaan, PersetujuanData, StatusDTSEN
from puskesos.models.katalog import Prioritas
from puskesos.quarters import end_of_next_quarter
from puskesos.refusals import MissingFact, Refused

MOST_NEEDS, MOST_MEMBERSHIPS, MOST_FILES = 10, 20, 20
OLDEST_YEARS = 120


def require_sound(sheet, *, day):
    """Raise Refused for the first thing that cannot be stored on this day."""
    for check in (_reporter, _person, _household, _dtsen, _memberships, _topic, _needs, _urgency, _consent, _dates):
        check(sheet, day)
    if len(sheet.lampiran) > MOST_FILES:
        raise Refused(f"Paling banyak {MOST_FILES} berkas untuk satu keluhan.", field="lampiran")


def _known(value, among, sentence, field):
    if value not in among:
        raise Refused(sentence, field=field)


def _filled(value, sentence, field):
    if value in ("", None):
        raise MissingFact(sentence, field=field)


def _reporter(sheet, day):
    pelapor = sheet.pelapor
    _known(pelapor.jenis, Keluhan.JenisPelaporan, "Pilih siapa yang melapor.", "pelapor_jenis")
    if pelapor.jenis == Keluhan.JenisPelaporan.ORANG_LAIN:
        _filled(pelapor.hubungan, "Pilih hubungan pelapor dengan warga.", "pelapor_hubungan")
        if not pelapor.rahasia:
            _filled(pelapor.nama, "Isi nama pelapor, atau rahasiakan pelapor.", "pelapor_nama")


def _person(sheet, day):
    klien = sheet.klien
    _filled(klien.nama, "Isi nama warga.", "nama")
    if klien.nik and (problems := nik.problems(klien.nik)):
        raise Refused(problems[0].sentence, field="nik")
    if klien.tanggal_lahir and not day.year - OLDEST_YEARS <= klien.tanggal_lahir.year:
        raise Refused(f"Tahun lahir lebih dari {OLDEST_YEARS} tahun yang lalu. Periksa lagi.", field="tanggal_lahir")
    if klien.tanggal_lahir and klien.tanggal_lahir > day:
        raise Refused("Tanggal lahir belum terjadi. Periksa lagi.", field="tanggal_lahir")
    if klien.perkiraan_umur is not None and not 0 <= klien.perkiraan_umur <= OLDEST_YEARS:
        raise Refused(f"Perkiraan umur 0 sampai {OLDEST_YEARS} tahun.", field="perkiraan_umur")
    if klien.alasan_tanpa_nik:
        codes = dict(catalogue.reasons("TANPA_NIK"))
        _known(klien.alasan_tanpa_nik, codes, "Pilih salah satu alasan belum ada NIK.", "alasan_tanpa_nik")
    for code in klien.ppks:
        _known(code, catalogue.table("KategoriPPKS"), "Pilih kategori PPKS dari daftar.", "ppks")


def _household(sheet, day):
    if sheet.keluarga.no_kk and (problems := nik.kk_problems(sheet.keluarga.no_kk)):
        raise Refused(problems[0].sentence, field="no_kk")


def _dtsen(sheet, day):
    dtsen = sheet.dtsen
    _known(dtsen.terdaftar, StatusDTSEN.Terdaftar, "Pilih hasil cek DTSEN.", "dtsen_terdaftar")
    if dtsen.terdaftar == StatusDTSEN.Terdaftar.BELUM_DICEK:
        return
    _filled(dtsen.tanggal_cek, "Isi tanggal cek DTSEN.", "dtsen_tanggal")
    _filled(dtsen.sumber, "Pilih di mana data dilihat.", "dtsen_sumber")
    _known(dtsen.sumber, StatusDTSEN.Sumber, "Pilih di mana data dilihat.", "dtsen_sumber")
    if dtsen.tanggal_cek > day:
        raise Refused("Tanggal cek DTSEN belum terjadi.", field="dtsen_tanggal")
    if end_of_next_quarter(dtsen.tanggal_cek) < day:
        raise Refused("Hasil cek setua ini tidak berlaku lagi. Cek ulang, atau pilih Belum dicek.",
                      field="dtsen_tanggal")  # fmt: skip
    if dtsen.desil is not None and dtsen.terdaftar == StatusDTSEN.Terdaftar.TIDAK:
        raise Refused("Warga yang tidak terdaftar tidak punya desil.", field="dtsen_desil")
    if dtsen.desil is not None and not 0 <= dtsen.desil <= 10:
        raise Refused("Desil 1 sampai 10, atau 0 bila belum berperingkat.", field="dtsen_desil")


def _memberships(sheet, day):
    programs = [row.program for row in sheet.kepesertaan]
    if len(programs) > MOST_MEMBERSHIPS:
        raise Refused(f"Paling banyak {MOST_MEMBERSHIPS} kepesertaan.", field="kepesertaan")
    if len(set(programs)) != len(programs):
        raise Refused("Program yang sama ditulis dua kali. Hapus salah satunya.", field="kepesertaan")
    for row in sheet.kepesertaan:
        _known(row.program, catalogue.table("Program"), "Pilih program dari daftar.", "kepesertaan")
        _known(row.status, Kepesertaan.Status, "Pilih status kepesertaan.", "kepesertaan")


def _topic(sheet, day):
    _known(sheet.kanal, Keluhan.Kanal, "Pilih lewat apa keluhan ini datang.", "kanal")
    _known(sheet.subkategori, catalogue.table("Subkategori"), "Pilih jenis keluhan dari daftar.", "subkategori")
    _filled(sheet.ringkasan, "Tulis ringkasan keluhan.", "ringkasan")


def _needs(sheet, day):
    if not sheet.kebutuhan:
        raise MissingFact("Pilih paling sedikit satu kebutuhan.", field="kebutuhan")
    if len(sheet.kebutuhan) > MOST_NEEDS:
        raise Refused(f"Paling banyak {MOST_NEEDS} kebutuhan untuk satu keluhan.", field="kebutuhan")
    for need in sheet.kebutuhan:
        _known(need.layanan, catalogue.table("JenisLayanan"), "Pilih layanan dari daftar.", "kebutuhan")
        if need.program:
            _known(need.program, catalogue.table("Program"), "Pilih program dari daftar.", "kebutuhan")
        for status in need.berkas.values():
            _known(status, Kelengkapan.Status, "Pilih Ada, Menyusul, atau Tidak ada.", "kebutuhan")


def _urgency(sheet, day):
    for code in sheet.urgensi:
        _known(code, catalogue.table("PertanyaanUrgensi"), "Pertanyaan ini tidak dikenal. Muat ulang.", "urgensi")
    if sheet.prioritas:
        _known(sheet.prioritas, Prioritas, "Pilih prioritas dari daftar.", "prioritas")


def _consent(sheet, day):
    consent = sheet.persetujuan
    _known(consent.dasar, PersetujuanData.Dasar, "Pilih dasar pemakaian data.", "dasar")
    _known(consent.cara, PersetujuanData.Cara, "Pilih cara persetujuan diberikan.", "cara_setuju")
    _known(consent.pemberi, PersetujuanData.Pemberi, "Pilih siapa yang menyetujui.", "pemberi")
    if consent.dasar == PersetujuanData.Dasar.PERSETUJUAN and consent.cara == PersetujuanData.Cara.TIDAK_ADA:
        raise MissingFact("Pilih cara persetujuan diberikan.", field="cara_setuju")
    if consent.pemberi != PersetujuanData.Pemberi.KLIEN:
        _filled(consent.pemberi_nama, "Isi nama orang tua atau wali.", "pemberi_nama")


def _dates(sheet, day):
    if sheet.tanggal_kejadian and sheet.tanggal_kejadian > day:
        raise Refused("Tanggal kejadian belum terjadi.", field="tanggal_kejadian")
