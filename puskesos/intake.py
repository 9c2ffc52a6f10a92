"""STAGE 1: write down what a household needs. One transaction: person, household, case, needs, basis, trace."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from puskesos import catalogue, deadlines, drafts, identity, needs, numbering, trace, urgency, workflow
from puskesos.access import require
from puskesos.handlers import name_handlers
from puskesos.models import (
    Keluhan,
    Lampiran,
    PersetujuanData,
    StatusDTSEN,
)
from puskesos.persons import find_or_create_keluarga, find_or_create_warga, record_kepesertaan, record_ppks
from puskesos.prepared import Prepared
from puskesos.quarters import end_of_next_quarter
from puskesos.refusals import MissingFact, NotAllowed, Refused, Stale
from puskesos.soundness import require_sound
from puskesos.sync import settling
from puskesos.workflow import StatusKeluhan

# The words the family is told; a new wording gets a new version, old consents keep the old one.
NOTICE_VERSION = "2026-11"
# How long a sheet can have waited on a telephone without signal.
FIELD_TIME = timedelta(days=60)


class SameIdOtherContent(Stale):
    """The client sent an id that is already stored with other content (409)."""

    code = "isi_berbeda"


def register_keluhan(*, by, now, id, sheet, kode_lacak=""):
    """Store one intake sheet and give it its number at once; returns (keluhan, created).

    Idempotent by the client's UUIDv7: the same sheet again gives the stored keluhan and False; another content under
    the same id, or an id of somebody else, is SameIdOtherContent. Kelurahan outside the acting area: NotAllowed.
    Anything else that cannot be stored: Refused with its field. `kode_lacak` is the tracking code that a telephone made
    and the family holds already; without one the house makes it.
    """
    require(by, "keluhan", "C")
    _require_area(by, sheet.klien.kelurahan)
    sidik = fingerprint(sheet)
    if stored := _STORED(id=id):
        return _same(stored[0], by, sidik), False
    require_sound(sheet, day=timezone.localdate(now))
    _require_note(sheet)
    try:
        with transaction.atomic():
            return _store(by=by, now=now, id=id, sheet=sheet, sidik=sidik, kode_lacak=kode_lacak), True
    except IntegrityError:
        # Somebody was faster by a moment: with the same id (answer what it stored) or the same new NIK (found now).
        if stored := _STORED(id=id):
            return _same(stored[0], by, sidik), False
        with transaction.atomic():
            return _store(by=by, now=now, id=id, sheet=sheet, sidik=sidik, kode_lacak=kode_lacak), True


_STORED = Prepared(lambda id: Keluhan.objects.filter(pk=id), id=UUID)


def fingerprint(sheet):
    """Keyed hash of the content: the same sheet sent twice is the same keluhan, another content is a conflict."""
    return identity.blind_index(sheet.canonical(), purpose="sheet").hex()


def _require_area(by, kelurahan):
    codes, place = by.kelurahan_codes, catalogue.wilayah(kelurahan)
    inside = place is not None and place.tingkat == "KELURAHAN" and (codes is None or kelurahan in codes)
    if not inside:
        raise NotAllowed("Kelurahan ini di luar wilayah tugas Anda.", field="kelurahan")


def _require_note(sheet):
    """A priority other than the one the answers give needs its reason (features §2.4)."""
    found, _, _ = urgency.judge(sheet.urgensi)
    if sheet.prioritas and sheet.prioritas != found and not sheet.prioritas_catatan:
        raise MissingFact("Tulis alasan prioritas ini.", field="prioritas_catatan")


def _same(stored, by, sidik):
    if stored.diterima_oleh_id != by.petugas_id or stored.sidik != sidik:
        raise SameIdOtherContent("Laporan dengan tanda ini sudah tersimpan dengan isi lain.")
    return stored


def _store(*, by, now, id, sheet, sidik, kode_lacak):
    klien = find_or_create_warga(by=by, now=now, sheet=sheet.klien)
    keluarga = find_or_create_keluarga(by=by, now=now, warga=klien, sheet=sheet.keluarga)
    keluhan = _new_keluhan(by=by, now=now, id=id, sheet=sheet, klien=klien, keluarga=keluarga, sidik=sidik)
    keluhan.set_tracking_code(kode_lacak or numbering.new_tracking_code())
    workflow.perform(keluhan, "register", by=by, now=now, kanal=sheet.kanal)
    _take_over_draft(keluhan, sheet, by, now)
    _store_needs(keluhan, sheet, by, now)
    _store_facts(keluhan, klien, sheet, by, now)
    if keluhan.rahasia:
        name_handlers(keluhan, by=by, now=now)
    trace.record(by, trace.Aksi.BUAT, keluhan, kanal=keluhan.kanal, kebutuhan=len(sheet.kebutuhan))
    return keluhan


def _new_keluhan(*, by, now, id, sheet, klien, keluarga, sidik):
    topic = catalogue.subkategori(sheet.subkategori)
    priority, reasons, secret = urgency.judge(sheet.urgensi, chosen=sheet.prioritas, note=sheet.prioritas_catatan)
    layanan = [catalogue.layanan(need.layanan) for need in sheet.kebutuhan]
    keluhan = Keluhan(
        id=id, kelurahan_id=sheet.klien.kelurahan, klien=klien, keluarga=keluarga,
        jenis_pelaporan=sheet.pelapor.jenis, pelapor_nama=sheet.pelapor.nama,
        pelapor_hubungan=sheet.pelapor.hubungan, pelapor_rahasia=sheet.pelapor.rahasia,
        kanal=sheet.kanal, tiket_lapor=sheet.tiket_lapor, kategori=topic.kategori, sektor_id=topic.sektor_id,
        subkategori=topic, ringkasan=sheet.ringkasan, uraian=sheet.uraian,
        prioritas=priority, prioritas_alasan=reasons,
        rahasia=is_secret(sheet, topic, layanan) or secret, spm=any(one.spm for one in layanan),
        tanggal_kejadian=sheet.tanggal_kejadian, diterima_pada=now, diterima_oleh_id=by.petugas_id,
        dicatat_di_lapangan=_in_the_field(sheet, now), sidik=sidik, status=StatusKeluhan.DRAF, status_sejak=now,
        tenggat=now, janji_selesai=deadlines.promise(max(one.batas_hasil_hari for one in layanan), now),
    )  # fmt: skip
    keluhan.set_pelapor_hp(sheet.pelapor.hp)
    keluhan.tahun, keluhan.urut = next_number(now)
    keluhan.nomor = numbering.keluhan_number(settings.NUMBER_PREFIX, keluhan.tahun, keluhan.urut)
    return keluhan


def _in_the_field(sheet, now):
    """When a telephone says it was written: never trusted, so never later than now nor older than 60 days."""
    told = sheet.dicatat_di_lapangan
    return told and max(now - FIELD_TIME, min(told, now))


def is_secret(sheet, topic, layanan):
    """A case is `rahasia` when the officer says so, or by its topic, its service, or a PPKS category (domain §4.4)."""
    ppks = catalogue.table("KategoriPPKS")
    return (
        sheet.rahasia
        or topic.rahasia
        or any(one.rahasia for one in layanan)
        or any(ppks[code].rahasia for code in sheet.klien.ppks)
    )


def next_number(now, prefix=None):
    """(year, running number) for one more keluhan, or of another book; its row is locked until the transaction ends."""
    year = timezone.localtime(now).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO puskesos_nomor (awalan, tahun, terakhir) VALUES (%s, %s, 1) "
            "ON CONFLICT (awalan, tahun) DO UPDATE SET terakhir = puskesos_nomor.terakhir + 1 RETURNING terakhir",
            [prefix or settings.NUMBER_PREFIX, year],
        )
        return year, cursor.fetchone()[0]


def _store_needs(keluhan, sheet, by, now):
    files = {one.jenis_id: one for one in keluhan.lampiran.all()} if sheet.lampiran else {}
    for order, need in enumerate(sheet.kebutuhan, start=1):
        needs.write(
            keluhan, order, need.layanan, by=by, now=now, uraian=need.uraian, program=need.program, told=need.berkas,
            files=files,
        )  # fmt: skip


def _store_facts(keluhan, klien, sheet, by, now):
    """Data status, memberships, PPKS and the legal basis, each with who and when."""
    dtsen = sheet.dtsen
    if dtsen.terdaftar != "BELUM_DICEK":
        StatusDTSEN.objects.create(
            warga=klien, keluhan=keluhan, terdaftar=dtsen.terdaftar, desil=dtsen.desil, tanggal_cek=dtsen.tanggal_cek,
            sumber=dtsen.sumber, petugas_id=by.petugas_id, kedaluwarsa=end_of_next_quarter(dtsen.tanggal_cek),
        )  # fmt: skip
    record_kepesertaan(by=by, now=now, warga=klien, rows=sheet.kepesertaan)
    record_ppks(by=by, now=now, warga=klien, codes=sheet.klien.ppks)
    consent = sheet.persetujuan
    PersetujuanData.objects.create(
        keluhan=keluhan, dasar=consent.dasar, cara=consent.cara, pemberi=consent.pemberi,
        pemberi_nama=consent.pemberi_nama, versi_teks=NOTICE_VERSION, at=now, petugas_id=by.petugas_id,
    )  # fmt: skip


def _take_over_draft(keluhan, sheet, by, now):
    """Files uploaded while drafting become files of the case; the draft is gone with it, and what it came from done."""
    if sheet.lampiran and _adopted(keluhan, sheet.lampiran, by) != len(set(sheet.lampiran)):
        raise Refused("Ada berkas yang tidak lagi tersedia. Unggah ulang berkasnya.", field="lampiran")
    if drafts.discard(by=by, id=keluhan.pk):
        settling.settle(keluhan, by=by, now=now)


def _adopted(keluhan, ids, by):
    """How many of these files now belong to the case."""
    own = Lampiran.objects.filter(pk__in=ids, keluhan__isnull=True, diunggah_oleh_id=by.petugas_id)
    return own.update(keluhan=keluhan, draf=None)
