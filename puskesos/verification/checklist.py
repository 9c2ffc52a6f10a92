"""Checking: whose it is, the papers, the identity, and what the national data says."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from puskesos import trace
from puskesos.access import lock_keluhan, lock_warga, require
from puskesos.models import Kelengkapan, Persyaratan, Riwayat, StatusDTSEN, Warga
from puskesos.quarters import end_of_next_quarter
from puskesos.refusals import Refused
from puskesos.steps import add_line, change_with_line, own_file, require_open, require_status, required, take_step
from puskesos.templatetags.puskesos import tanggal_pendek
from puskesos.workflow import StatusKeluhan

CHECKABLE = (StatusKeluhan.VERIFIKASI, StatusKeluhan.PERLU_LENGKAP, StatusKeluhan.DIKEMBALIKAN, StatusKeluhan.TELAAH)


class Gap(NamedTuple):
    """One thing that keeps a verification from being complete: where to fix it, and its name."""

    field: str
    name: str


@transaction.atomic
def start_verification(*, by, now, id, versi=None):
    """Take a registered case: from now on it has an owner (T2)."""
    keluhan = lock_keluhan(by, id, versi)
    keluhan.pemilik_id = by.petugas_id
    return take_step(keluhan, "verify", by=by, now=now)


@transaction.atomic
def save_checklist(*, by, now, id, versi=None, ticks, identitas="", complete=False):
    """Save what was found of each requirement; returns the list of Gap that remain.

    `ticks` is {kelengkapan id: (status, lampiran id or None)}, `identitas` a Warga.CaraVerifikasi. With `complete`
    and no gap left, the story says that the papers are complete; with gaps the ticks are kept all the same.
    """
    require(by, "verifikasi", "CUA")
    keluhan = lock_keluhan(by, id, versi)
    require_status(keluhan, CHECKABLE, "Daftar periksa")
    _store_identity(by, keluhan, identitas)
    rows = _store_ticks(keluhan, ticks, by=by, now=now)
    missing = gaps(keluhan, now)
    found = {status: _names(row for row in rows if row.status == status) for status in Kelengkapan.Status}
    change_with_line(
        keluhan, Riwayat.Jenis.BERKAS, by=by, now=now, ada=found["ADA"], menyusul=found["MENYUSUL"],
        tidak_ada=found["TIDAK_ADA"], lengkap=bool(complete and not missing),
    )  # fmt: skip
    trace.record(by, trace.Aksi.UBAH, keluhan, daftar_periksa=len(rows))
    return missing


def _store_identity(by, keluhan, identitas):
    if not identitas:
        return
    if identitas not in Warga.CaraVerifikasi:
        raise Refused("Pilih dari mana identitas dilihat.", field="identitas")
    klien = lock_warga(by, keluhan.klien_id)
    if klien.cara_verifikasi != identitas:
        before, klien.cara_verifikasi = {"cara_verifikasi": klien.cara_verifikasi}, identitas
        klien.versi += 1
        klien.save()
        trace.record_change(by, klien, before, {"cara_verifikasi": identitas})


def _store_ticks(keluhan, ticks, *, by, now):
    """Every row that was on the page has been looked at now, changed or not."""
    rows = {row.pk: row for row in checklist_rows(keluhan)}
    if not set(ticks) <= set(rows):
        raise Refused("Daftar periksa ini milik keluhan lain. Muat ulang halamannya.")
    files = set(keluhan.lampiran.values_list("pk", flat=True))
    for pk, (status, lampiran_id) in ticks.items():
        row = rows[pk]
        if status not in Kelengkapan.Status:
            raise Refused("Pilih Ada, Menyusul, atau Tidak ada.", field=f"berkas_{pk}")
        if lampiran_id and lampiran_id not in files:
            raise Refused("Berkas ini tidak ada pada keluhan ini.", field=f"lampiran_{pk}")
        row.status, row.lampiran_id = status, lampiran_id
        row.diperiksa_oleh_id, row.diperiksa_pada = by.petugas_id, now
        row.save()
    return list(rows.values())


def checklist_rows(keluhan):
    """All requirement rows of the case in the order of the page, with their requirement."""
    rows = Kelengkapan.objects.filter(kebutuhan__keluhan_id=keluhan.pk).select_related("persyaratan", "kebutuhan")
    return rows.order_by("kebutuhan__urutan", "persyaratan__urutan", "pk")


@transaction.atomic
def record_dtsen(*, by, now, id, terdaftar, tanggal_cek, sumber, desil=None, bukti_id=None):
    """Write down what was seen in the national data; it holds until the end of the next quarter (domain §4.3 C)."""
    require(by, "verifikasi", "CUA")
    keluhan = lock_keluhan(by, id)
    require_open(keluhan)
    expires = _judge_check(terdaftar, tanggal_cek, sumber, desil, timezone.localdate(now))
    row = StatusDTSEN.objects.create(
        warga_id=keluhan.klien_id, keluhan=keluhan, terdaftar=terdaftar, desil=desil, tanggal_cek=tanggal_cek,
        sumber=sumber, petugas_id=by.petugas_id, bukti=own_file(keluhan, bukti_id), kedaluwarsa=expires,
    )  # fmt: skip
    add_line(keluhan, Riwayat.Jenis.DATA, by=by, now=now, dtsen=terdaftar, desil=desil, sumber=sumber)
    trace.record(by, trace.Aksi.BUAT, row, kelurahan_id=keluhan.kelurahan_id, terdaftar=terdaftar)
    return row


def _judge_check(terdaftar, tanggal_cek, sumber, desil, today):
    if terdaftar not in {StatusDTSEN.Terdaftar.YA, StatusDTSEN.Terdaftar.TIDAK}:
        raise Refused("Pilih terdaftar atau tidak terdaftar.", field="terdaftar")
    required(sumber, "Pilih di mana data dilihat.", "sumber")
    if required(tanggal_cek, "Isi tanggal cek.", "tanggal_cek") > today:
        raise Refused("Tanggal cek belum terjadi.", field="tanggal_cek")
    if desil is not None and terdaftar == StatusDTSEN.Terdaftar.TIDAK:
        raise Refused("Warga yang tidak terdaftar tidak punya desil.", field="desil")
    if desil is not None and not 0 <= desil <= 10:
        raise Refused("Desil 1 sampai 10.", field="desil")
    expires = end_of_next_quarter(tanggal_cek)
    if expires < today:
        raise Refused(
            "Hasil cek setua ini tidak berlaku lagi. Cek ulang di SIKS-NG atau Cek Bansos.", field="tanggal_cek"
        )
    return expires


def standing_dtsen(warga_id, day):
    """The newest check of this person that still holds on a day, or None."""
    rows = StatusDTSEN.objects.filter(warga_id=warga_id, kedaluwarsa__gte=day)
    return rows.exclude(terdaftar=StatusDTSEN.Terdaftar.BELUM_DICEK).order_by("-tanggal_cek", "-created_at").first()


def gaps(keluhan, now):
    """What still keeps the verification from being complete, in the order of the page."""
    missing = []
    if not keluhan.klien.cara_verifikasi:
        missing.append(Gap("identitas", "identitas belum dilihat"))
    if standing_dtsen(keluhan.klien_id, timezone.localdate(now)) is None:
        missing.append(Gap("dtsen", "cek DTSEN belum dicatat"))
    papers = {}
    for row in checklist_rows(keluhan):
        papers.setdefault(row.persyaratan.nama, f"berkas_{row.pk}")
        if row.persyaratan.wajib == Persyaratan.Wajib.WAJIB and row.status != Kelengkapan.Status.ADA:
            missing.append(Gap(papers[row.persyaratan.nama], row.persyaratan.nama))
    return list(dict.fromkeys(missing))


def summary(keluhan, now):
    """The verification in one line of facts: what goes along when a case is forwarded."""
    rows = list(checklist_rows(keluhan))
    check = standing_dtsen(keluhan.klien_id, timezone.localdate(now))
    return {
        "identitas": keluhan.klien.get_cara_verifikasi_display() or "belum dilihat",
        "dtsen": dtsen_words(check),
        "berkas_ada": _names(row for row in rows if row.status == Kelengkapan.Status.ADA),
        "berkas_belum": _names(row for row in rows if row.status != Kelengkapan.Status.ADA),
    }


def _names(rows):
    """Names of papers, each once, though several needs may ask for it."""
    return list(dict.fromkeys(row.persyaratan.nama for row in rows))


def dtsen_words(check):
    """“terdaftar, desil 2 (SIKS-NG, 20 Nov 2026)”, or that nothing is known."""
    if check is None:
        return "belum dicek"
    found = check.get_terdaftar_display().lower()
    desil = f", desil {check.desil}" if check.desil is not None else ""
    return f"{found}{desil} ({check.get_sumber_display()}, {tanggal_pendek(check.tanggal_cek)})"
