"""Issue: number, date, archive; afterwards only withdrawal and the scan of the signed paper may come to a letter."""

import hashlib

from django.db import IntegrityError, transaction
from django.http import Http404

from puskesos import access, files, lampiran, trace, workflow
from puskesos.models import Keluhan
from puskesos.numbering import new_uuid7
from puskesos.refusals import IllegalMove, MissingFact, Refused
from puskesos.steps import cleaned_upload
from rujukan import answer_links
from rujukan.access import lock_surat
from rujukan.letters import numbering, paper, rendering, standing
from rujukan.letters.drafting import move

SCAN_KIND = "SURAT_BERTANDA_TANGAN"


@transaction.atomic
def issue(*, by, now, id, versi=None):
    """Give the letter its number and date, print it once, and lock it away; returns the Surat."""
    surat = lock_surat(by, id, versi)
    workflow.require_move(surat, "issue", by)
    standing.require_unit(by, surat)
    standing.require_sent(surat.rujukan)
    day = standing.today(now)
    surat.kop = standing.letterhead(surat.unit_id, day)
    numbering.take(surat, day)
    surat.tanggal, surat.terbit_pada, surat.inisial = day, now, paper.initials(surat)
    _archive(surat, by=by, now=now)
    return surat


def _archive(surat, *, by, now):
    content = rendering.pdf(paper.sheet(surat, answer_code=_answer_code(surat, by, now)), at=now)
    surat.arsip, surat.sidik = new_uuid7(now), hashlib.sha256(content).hexdigest()
    surat.halaman = rendering.pages(content)
    lampiran.store(_clean(surat, content), surat.arsip)
    try:
        with transaction.atomic():
            move(surat, "issue", by=by, now=now, nomor=surat.nomor)
    except IntegrityError as error:
        lampiran.discard(surat.arsip)
        if "surat_nomor_satu" not in str(error):
            raise
        raise Refused(f"Nomor {surat.nomor} sudah dipakai surat lain. Perbaiki polanya di Referensi › Teks surat.",
                      field="nomor") from None  # fmt: skip
    except BaseException:
        lampiran.discard(surat.arsip)
        raise


def _answer_code(surat, by, now):
    return answer_links.letter_code(surat.rujukan, now, by) if surat.jenis in standing.OF_REFERRAL else ""


def _clean(surat, content):
    return lampiran.CleanFile(
        content=content, kind="pdf", mime="application/pdf", sha256=surat.sidik, width=None, height=None,
        pages=surat.halaman, name="surat.pdf", source_sha256=surat.sidik,
    )  # fmt: skip


def archived(surat):
    """The bytes of an issued letter; identity.Unreadable or Refused when they are not what was issued."""
    try:
        content = lampiran.load(surat.arsip)
    except FileNotFoundError:
        raise Http404 from None
    if not surat.fits(content):
        raise Refused("Arsip surat ini tidak cocok dengan sidiknya. Laporkan kepada admin.")
    return content


def preview(surat, now):
    """A concept on paper: without number and QR, the NIK masked, marked across the page."""
    surat.kop = surat.kop or standing.letterhead(surat.unit_id, standing.today(now))
    return rendering.pdf(paper.sheet(surat, concept=True), at=now)


@transaction.atomic
def withdraw(*, by, now, id, catatan, versi=None):
    """Say that an issued letter no longer holds; number, paper and history stay."""
    surat = lock_surat(by, id, versi)
    workflow.require_move(surat, "withdraw", by)
    standing.require_unit(by, surat)
    if not (catatan or "").strip():
        raise MissingFact("Tulis mengapa surat ini dicabut.", field="catatan")
    surat.dicabut_pada, surat.dicabut_sebab = now, catatan.strip()[:300]
    return move(surat, "withdraw", by=by, now=now, catatan=catatan)


def attach_scan(*, by, now, id, file):
    """Keep the scan of the signed paper with the case; a better one may follow, the old one stays on record."""
    access.require(by, "surat", "CP")
    if not file:
        raise MissingFact("Pilih berkas pindaiannya.", field="berkas")
    clean = cleaned_upload(file, "berkas")
    with transaction.atomic():
        surat = lock_surat(by, id)
        standing.require_unit(by, surat)
        if not surat.is_issued:
            raise IllegalMove("Pindaian diunggah setelah surat terbit.")
        keluhan = Keluhan.objects.select_for_update(of=("self",), no_key=True).get(pk=surat.keluhan_id)
        again = surat.pindaian_id is not None
        surat.pindaian = files.keep(by=by, now=now, clean=clean, jenis=SCAN_KIND, keluhan=keluhan)
        _tell(surat, by=by, now=now, pindaian="diganti" if again else "diunggah")
        surat.save(update_fields=["pindaian", "versi", "updated_at"])
        trace.record(by, trace.Aksi.UBAH, surat, pindaian=str(surat.pindaian_id))
    return surat


def _tell(surat, *, by, now, **facts):
    """A line of the letter's story that moves no status."""
    surat.versi += 1
    surat.append_history(
        langkah="", dari=surat.status, ke=surat.status, hat=by, at=now, versi=surat.versi, facts=facts
    )  # fmt: skip
