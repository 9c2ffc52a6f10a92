"""Cases for tests, born and moved only by the real stage functions: what cannot happen to people cannot happen here."""

import io
from dataclasses import replace
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.timezone import localdate
from PIL import Image

from puskesos import closing, handlers, intake, verification
from puskesos.models import Keluhan, Persyaratan
from puskesos.numbering import new_uuid7
from puskesos.sheet import (
    DtsenSheet,
    KebutuhanSheet,
    KeluargaSheet,
    KlienSheet,
    PelaporSheet,
    PersetujuanSheet,
    Sheet,
)
from puskesos.verification.checklist import checklist_rows
from rujukan import answers, followup, referral
from rujukan.models import Rujukan
from slrt.triage import triage
from tests.people import KALAMPANGAN

# Synthetic identifiers (domain §4.1), never anybody's.
NIK_MAN = "6271011708900003"
NIK_WOMAN = "6271035708900003"
NIK_OTHER_WOMAN = "6271017108900001"
NO_KK = "6271041501200001"
CHECKED = date(2026, 11, 20)  # when DTSEN was looked up, the Friday before the Monday of the tests

_SHEET, _KLIEN, _KELUARGA = (set(one.__dataclass_fields__) for one in (Sheet, KlienSheet, KeluargaSheet))


def a_need(layanan="L01", **changes):
    """One need: reactivation of PBI-JK, unless another service is named; {requirement name: status} as `berkas`."""
    ticked = changes.pop("berkas", {})
    by_name = {row.nama: row.pk for row in Persyaratan.objects.filter(layanan_id=layanan)} if ticked else {}
    return KebutuhanSheet(layanan=layanan, berkas={by_name[name]: status for name, status in ticked.items()}, **changes)


def a_sheet(**changes):
    """A whole, ordinary sheet: Halimah of Kalampangan, ill, whose PBI-JK is inactive.

    Changes may name fields of the sheet itself, of the person in need (`nama`, `nik`, `kelurahan`, …) or of the
    household (`no_kk`, …); `layanan="L10"` asks for another service.
    """
    klien = KlienSheet(
        nama="Halimah", kelurahan=KALAMPANGAN, nik=NIK_WOMAN, cara_verifikasi="KTP_DILIHAT",
        tanggal_lahir=date(1990, 8, 17), jenis_kelamin="P", pekerjaan="Pedagang sayur", nama_ibu="Aminah",
        hp="+6281234567890", hp_milik="SENDIRI", alamat="Jl. Mahir Mahar km 18", rt="003", rw="001",
        patokan="Seberang langgar",
    )  # fmt: skip
    sheet = Sheet(
        pelapor=PelaporSheet(), klien=klien, kanal="DATANG", subkategori="PBI_NONAKTIF_SAKIT",
        ringkasan="Kartu KIS tidak aktif, harus berobat", uraian="Kartu ditolak di rumah sakit sejak pekan lalu.",
        kebutuhan=(a_need(changes.pop("layanan", "L01")),),
        keluarga=KeluargaSheet(no_kk=NO_KK, jumlah_anggota=4),
        dtsen=DtsenSheet(terdaftar="YA", desil=2, tanggal_cek=CHECKED, sumber="SIKS_NG"),
        persetujuan=PersetujuanSheet(),
    )  # fmt: skip
    return _changed(sheet, changes)


def _changed(sheet, changes):
    klien = {name: changes.pop(name) for name in sorted(changes.keys() & _KLIEN - _SHEET)}
    keluarga = {name: changes.pop(name) for name in sorted(changes.keys() & _KELUARGA)}
    changes = {"klien": replace(sheet.klien, **klien), "keluarga": replace(sheet.keluarga, **keluarga), **changes}
    return replace(sheet, **changes)


def without_nik(**changes):
    """A sheet of somebody who has no NIK yet: nobody else is found under it."""
    return a_sheet(nik="", alasan_tanpa_nik="BELUM_REKAM", no_kk="", **changes)


def a_keluhan(by, now, **changes):
    """A stored keluhan, TERDAFTAR at the acting person's place; changes as for `a_sheet`.

    The kelurahan is the officer's own unless named.
    """
    if "kelurahan" not in changes and by.kelurahan_codes is not None:
        changes["kelurahan"] = by.wilayah_id if by.wilayah_id in by.kelurahan_codes else min(by.kelurahan_codes)
    if timezone.localdate(now) < CHECKED:
        changes.setdefault("dtsen", DtsenSheet("YA", 2, timezone.localdate(now), "SIKS_NG"))
    sheet = changes.pop("sheet", None) or a_sheet(**changes)
    keluhan, _ = intake.register_keluhan(by=by, now=now, id=new_uuid7(now), sheet=sheet)
    return keluhan


# --- further along: each through the stages, by the people whose work it is -----------------------------------------
def all_ticked(keluhan, status="ADA"):
    """Every line of the checklist with one status, as the checklist page would send it."""
    return {row.pk: (status, None) for row in checklist_rows(keluhan)}


def in_verification(cast, now, **changes):
    """Siti wrote it down, Budi took it (named by the koordinator when the case is `rahasia`)."""
    keluhan = a_keluhan(cast.siti, now, **changes)
    if keluhan.rahasia:
        handlers.name(keluhan, {cast.budi.petugas_id}, by=cast.koor, now=now)
    return verification.start_verification(by=cast.budi, now=now, id=keluhan.pk)


def verified(cast, now, **changes):
    """Budi found everything there: it only waits for the decision."""
    keluhan = in_verification(cast, now, **changes)
    verification.save_checklist(by=cast.budi, now=now, id=keluhan.pk, ticks=all_ticked(keluhan), complete=True)
    return fresh(keluhan)


def waiting_family(cast, now, janji=None, **changes):
    """Budi asked the family for its KK; the clock stands still."""
    keluhan = in_verification(cast, now, **changes)
    return verification.ask_family(by=cast.budi, now=now, id=keluhan.pk, kekurangan="Fotokopi KK",
                                   janji=janji or (now + timedelta(days=4)).date())  # fmt: skip


def forwarded(cast, now, **changes):
    """The koordinator sent it to SLRT Kota."""
    keluhan = verified(cast, now, **changes)
    return verification.forward(by=cast.koor, now=now, id=keluhan.pk, alasan="BUTUH_PROGRAM_KOTA",
                                catatan="Perlu rekomendasi kota untuk BPJS.")  # fmt: skip


def handled_local(cast, now, **changes):
    """The koordinator decided that the Puskesos solves it."""
    keluhan = verified(cast, now, **changes)
    return verification.handle_local(by=cast.koor, now=now, id=keluhan.pk, solusi="Diantar ke kantor BPJS.")


def a_photo(color="white"):
    """An upload as a browser sends it: a small, honest JPEG."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(buffer, "JPEG")
    return SimpleUploadedFile("bukti.jpg", buffer.getvalue(), content_type="image/jpeg")


def with_result(cast, now, outcome=("met", ""), **changes):
    """Solved at the Puskesos, with proof: the family must be told."""
    keluhan = handled_local(cast, now, **changes)
    outcomes = {need.pk: outcome for need in keluhan.kebutuhan.all()}
    return verification.local_result(by=cast.budi, now=now, id=keluhan.pk, hasil="Kartu aktif lagi.",
                                     bukti_baru=a_photo(), outcomes=outcomes)  # fmt: skip


def told(cast, now, word="SUDAH", **changes):
    """Siti told the family, which answered with this word on every need."""
    keluhan = with_result(cast, now, **changes)
    words = {need.pk: word for need in keluhan.kebutuhan.all()}
    return closing.tell_family(by=cast.siti, now=now, id=keluhan.pk, kanal="KUNJUNGAN", isi="Kartu sudah aktif.",
                               reaksi="MENERIMA", kata=words).keluhan  # fmt: skip


def closed(cast, now, kode_hasil="TERPENUHI", **changes):
    """The koordinator closed it."""
    keluhan = told(cast, now, **changes)
    return closing.close(by=cast.koor, now=now, id=keluhan.pk, kode_hasil=kode_hasil, survei="BERSEDIA")


def fresh(keluhan):
    """The same case, read again."""
    return Keluhan.objects.get(pk=keluhan.pk)


# --- at the secretariat --------------------------------------------------------------------------------------------
def urgent(cast, now, **changes):
    """Siti sent it up by the fast lane: nobody at SLRT has it yet."""
    keluhan = a_keluhan(cast.siti, now, **{"prioritas": "DARURAT", "prioritas_catatan": "Ibu pingsan.", **changes})
    return verification.forward_urgent(by=cast.siti, now=now, id=keluhan.pk, catatan="Tolong segera.")


def in_triage(cast, now, **changes):
    """Dewi took it and is analysing."""
    keluhan = forwarded(cast, now, **changes)
    return triage.take(by=cast.dewi, now=now, id=keluhan.pk)


def a_draft(by, now, keluhan, instansi="BPJS_KES", **changes):
    """One draft for the first need of a case, or for the one given as `kebutuhan`."""
    keluhan = fresh(keluhan)
    need = changes.pop("kebutuhan", None) or keluhan.kebutuhan.first()
    words = {"catatan": "Mohon diprioritaskan, ibu dirawat.", "kelayakan": "Desil 2, peserta PBI sebelumnya."}
    return referral.draft_rujukan(by=by, now=now, keluhan=keluhan, kebutuhan=need, instansi=instansi,
                                  **{"layanan": need.layanan_id, **words, **changes})  # fmt: skip


def drafted(cast, now, instansi="BPJS_KES", **changes):
    """Dewi wrote her analysis and one draft: (keluhan, rujukan)."""
    keluhan = in_triage(cast, now, **changes)
    triage.write_telaah(by=cast.dewi, now=now, id=keluhan.pk, masalah="Kartu nonaktif saat harus berobat.",
                        kesimpulan="Aktifkan kembali lewat BPJS Kesehatan.")  # fmt: skip
    return fresh(keluhan), a_draft(cast.dewi, now, keluhan, instansi)


def planned(cast, now, instansi="BPJS_KES", **changes):
    """Dewi put the plan before the manajer: (keluhan, rujukan)."""
    keluhan, rujukan = drafted(cast, now, instansi, **changes)
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    return fresh(keluhan), fresh_rujukan(rujukan)


def referred(cast, now, instansi="BPJS_KES", **changes):
    """Maya approved, the agency has it: (keluhan, rujukan)."""
    keluhan, rujukan = planned(cast, now, instansi, **changes)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    return fresh(keluhan), fresh_rujukan(rujukan)


def fresh_rujukan(rujukan):
    """The same referral with its case, read again."""
    return Rujukan.objects.select_related("keluhan").get(pk=rujukan.pk)


# --- answers -------------------------------------------------------------------------------------------------------
def accepted(cast, now, **changes):
    """Joko took it for BPJS Kesehatan: (keluhan, rujukan)."""
    keluhan, rujukan = referred(cast, now, **changes)
    answers.accept(by=cast.joko, now=now, id=rujukan.pk)
    return fresh(keluhan), fresh_rujukan(rujukan)


def answered(cast, now, alasan="KUOTA_HABIS", **changes):
    """Joko declined, and nobody else was asked: the family must be told (keluhan, rujukan)."""
    keluhan, rujukan = referred(cast, now, **changes)
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan=alasan, catatan="Kuota bulan ini habis.")
    return fresh(keluhan), fresh_rujukan(rujukan)


def served(cast, now, **changes):
    """Joko declared that the card works again, with proof: (keluhan, rujukan)."""
    keluhan, rujukan = accepted(cast, now, **changes)
    answers.served(by=cast.joko, now=now, id=rujukan.pk, tanggal=localdate(now), uraian="Kartu aktif lagi.",
                   bukti=a_photo())  # fmt: skip
    return fresh(keluhan), fresh_rujukan(rujukan)


def heard(cast, now, word="SUDAH", **changes):
    """Siti told the family what came of it, and wrote down its word on every need: (keluhan, rujukan)."""
    keluhan, rujukan = served(cast, now, **changes)
    words = {need.pk: word for need in keluhan.kebutuhan.all()}
    followup.hear_family(by=cast.siti, now=now, id=keluhan.pk, kanal="KUNJUNGAN", isi="Kartu sudah aktif.",
                         reaksi="MENERIMA", kata=words)  # fmt: skip
    return fresh(keluhan), fresh_rujukan(rujukan)


def secret_referred(cast, now):
    """A `rahasia` case with a referral under way: Siti, Budi, the koordinator, Dewi and Maya are its handlers."""
    keluhan = a_keluhan(cast.siti, now, rahasia=True)
    handlers.name(keluhan, [cast.budi.petugas_id, cast.dewi.petugas_id], by=cast.siti, now=now)
    verification.start_verification(by=cast.budi, now=now, id=keluhan.pk)
    verification.save_checklist(by=cast.budi, now=now, id=keluhan.pk, ticks=all_ticked(keluhan), complete=True)
    verification.forward(by=cast.koor, now=now, id=keluhan.pk, alasan="DARURAT", catatan="Perlu kota.")
    triage.take(by=cast.dewi, now=now, id=keluhan.pk)
    triage.write_telaah(by=cast.dewi, now=now, id=keluhan.pk, masalah="Perlu dilindungi.", kesimpulan="Rujuk.")
    rujukan = a_draft(cast.dewi, now, keluhan)
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    return fresh(keluhan), fresh_rujukan(rujukan)
