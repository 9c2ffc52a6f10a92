"""Concepts: written from the texts that hold today, edited until somebody is asked to paraf them, never deleted."""

import re

from django.db import transaction

from puskesos import access, catalogue, numbering, trace, workflow
from puskesos.refusals import IllegalMove, MissingFact
from puskesos.steps import require_open
from puskesos.templatetags.puskesos import tanggal_pendek
from puskesos.texts import clean_line, clean_text
from rujukan import agency
from rujukan.access import lock_surat
from rujukan.letter_workflow import StatusSurat
from rujukan.letters import standing
from rujukan.models import Surat
from rujukan.models.surat_acuan import WORDS

MOST_LINE, MOST_PART, MOST_BODY = 300, 4_000, 20_000
MOST_PARTIES, MOST_PARTIES_TEXT = 6, 1_000
EDITABLE = ("hal", "tujuan", "pembuka", "uraian", "penutup", "tembusan", "pihak", "kertas", "sertakan_identitas")
_PLACE = re.compile(r"\{(" + "|".join(WORDS) + r")\}")


def suggested(*, by, now, keluhan, jenis, rujukan=None):
    """What the form begins with: {field: value} of the text that holds today, its placeholders filled."""
    teks = standing.text(jenis, standing.unit_for(by, keluhan), standing.today(now))
    known = _known(keluhan, rujukan)
    filled = {name: _filled(getattr(teks, name), known) for name in ("hal", "pembuka", "uraian", "penutup")}
    identity = teks.memuat_nik and not (rujukan and (keluhan.rahasia or not rujukan.sertakan_identitas))
    if rujukan and rujukan.catatan:
        filled["uraian"] = "\n\n".join(part for part in (filled["uraian"], rujukan.catatan) if part)
    return filled | {
        "tujuan": _addressee(rujukan), "tembusan": teks.tembusan, "pihak": "", "kertas": teks.kertas,
        "sertakan_identitas": identity,
    }  # fmt: skip


def _known(keluhan, rujukan):
    words = {
        "nama": agency.shown_name(rujukan) if rujukan else keluhan.klien.nama,
        "kelurahan": catalogue.wilayah(keluhan.kelurahan_id).nama, "nomor_keluhan": keluhan.nomor,
    }  # fmt: skip
    need = rujukan or keluhan.kebutuhan.order_by("urutan").first()
    words["layanan"] = catalogue.layanan(need.layanan_id).nama if need else ""
    if rujukan:
        words |= {
            "instansi": catalogue.instansi(rujukan.instansi_id).nama, "nomor_rujukan": rujukan.nomor,
            "tanggal_kirim": tanggal_pendek(rujukan.dikirim_pada), "batas": tanggal_pendek(rujukan.tenggat),
        }  # fmt: skip
    return words


def _filled(text, known):
    """One pass: what a person's name happens to contain is never filled again."""
    return _PLACE.sub(lambda found: known.get(found[1], "") or "", text)


def _addressee(rujukan):
    if rujukan is None:
        return ""
    office = catalogue.instansi(rujukan.instansi_id)
    return "\n".join(part for part in (office.kontak_jabatan or "Pimpinan", office.nama, office.alamat) if part)


@transaction.atomic
def draft_surat(*, by, now, keluhan, jenis, rujukan=None, penanda=None, **words):
    """A new concept for a case; words not given come from the text that holds today."""
    access.require(by, "surat", "C")
    keluhan = access.peek_keluhan(by, keluhan.pk)
    require_open(keluhan)
    unit, day = standing.unit_for(by, keluhan), standing.today(now)
    teks = standing.text(jenis, unit, day)
    rujukan = standing.require_referral(jenis, keluhan, rujukan)
    surat = Surat(
        id=numbering.new_uuid7(now), jenis=jenis, unit_id=unit, keluhan=keluhan, kelurahan_id=keluhan.kelurahan_id,
        rujukan=rujukan, teks=teks, penanda=standing.require_signer(unit, day, penanda), status_sejak=now,
        dibuat_oleh_id=by.petugas_id,
    )  # fmt: skip
    begun = suggested(by=by, now=now, keluhan=keluhan, jenis=jenis, rujukan=rujukan)
    _write(surat, begun | {name: value for name, value in words.items() if value is not None})
    surat.set_code(numbering.new_tracking_code())
    surat.save(force_insert=True)
    trace.record(by, trace.Aksi.BUAT, surat, jenis=jenis)
    return surat


@transaction.atomic
def edit_draft(*, by, now, id, versi=None, penanda=None, **words):
    """Change a concept that nobody was asked to paraf yet."""
    access.require(by, "surat", "C")
    surat = lock_surat(by, id, versi)
    standing.require_unit(by, surat)
    if surat.status != StatusSurat.DRAF:
        raise IllegalMove(f"Surat ini {surat.get_status_display().lower()}; isinya tidak diubah lagi.")
    before = {name: getattr(surat, name) for name in (*EDITABLE, "penanda_id")}
    surat.penanda = standing.require_signer(surat.unit_id, standing.today(now), penanda or surat.penanda_id)
    _write(surat, {name: getattr(surat, name) for name in EDITABLE} | words)
    surat.versi += 1
    surat.save()
    trace.record_change(by, surat, before, {name: getattr(surat, name) for name in before})
    return surat


def _write(surat, words):
    surat.hal = _line(words["hal"], "hal", MOST_LINE)
    for name, most in (("tujuan", 600), ("pembuka", MOST_PART), ("uraian", MOST_BODY), ("penutup", MOST_PART),
                       ("tembusan", 1_000), ("pihak", MOST_PARTIES_TEXT)):  # fmt: skip
        setattr(surat, name, _text(words[name], name, most))
    _require_parties(surat)
    surat.kertas = words["kertas"]
    asked = bool(words["sertakan_identitas"])
    surat.sertakan_identitas = asked and surat.teks.memuat_nik and _may_name(surat)
    if not surat.hal:
        raise MissingFact("Isi hal atau judul surat.", field="hal")
    if surat.jenis in standing.ADDRESSED and not surat.tujuan:
        raise MissingFact("Isi kepada siapa surat ini.", field="tujuan")


def _require_parties(surat):
    """Minutes are signed by everybody they bind; other letters by their signer alone."""
    if surat.jenis not in standing.WITH_PARTIES:
        surat.pihak = ""
    if len(standing.parties(surat)) > MOST_PARTIES:
        raise MissingFact(f"Paling banyak {MOST_PARTIES} orang.", field="pihak")


def _may_name(surat):
    """A referral without identity, or a `rahasia` one, never carries the NIK to an agency."""
    return surat.rujukan is None or (surat.rujukan.sertakan_identitas and not surat.keluhan.rahasia)


def _line(value, field, most):
    return _said(clean_line, value, field, most)


def _text(value, field, most):
    return _said(clean_text, value, field, most)


def _said(clean, value, field, most):
    try:
        return clean(value, most)
    except ValueError as error:
        raise MissingFact(str(error), field=field) from error


# --- moves of the author -------------------------------------------------------------------------------------------
@transaction.atomic
def submit(*, by, now, id, versi=None):
    """Ask for paraf; the signer must still be one."""
    surat = lock_surat(by, id, versi)
    workflow.require_move(surat, "submit", by)
    standing.require_unit(by, surat)
    standing.require_signer(surat.unit_id, standing.today(now), surat.penanda_id)
    standing.letterhead(surat.unit_id, standing.today(now))
    return move(surat, "submit", by=by, now=now)


@transaction.atomic
def cancel(*, by, now, id, catatan, versi=None):
    """End a concept that will not be needed; the row stays."""
    surat = lock_surat(by, id, versi)
    standing.require_unit(by, surat)
    return move(surat, "cancel", by=by, now=now, catatan=catatan)


def move(surat, code, *, by, now, **facts):
    """One move of a locked letter, with its Jejak."""
    workflow.perform(surat, code, by=by, now=now, **facts)
    trace.record(by, trace.Aksi.LANGKAH, surat, langkah=code, nomor=surat.nomor)
    return surat
