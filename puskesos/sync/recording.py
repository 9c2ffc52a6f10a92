"""STAGE: an opened report becomes a keluhan, a visit or a note, by the same stage functions as on the pages."""

import contextlib

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from puskesos import access, identity, intake, notes, numbering, quota, trace, visits
from puskesos.forms.visits import NOBODY, SEEN, VisitForm
from puskesos.models import Keluhan, KirimanLapangan, Kunjungan, Riwayat
from puskesos.nik import normalise
from puskesos.persons import ELSEWHERE
from puskesos.refusals import IllegalMove, Refused
from puskesos.steps import add_line
from puskesos.sync.mending import BLANK, NO_SHEET, ROUNDS, Mended
from puskesos.sync.refused import ForAPerson
from puskesos.sync.told import Doubt
from puskesos.templatetags.puskesos import waktu

Jenis = KirimanLapangan.Jenis
ENDED = "Penugasan yang dipakai saat mencatat sudah berakhir. Laporan ini aman; sekretariat yang mencatatnya."
NO_CASE = "Kasus ini tidak ada dalam wilayah tugas petugas. Sekretariat yang memeriksanya."
LONGEST_NOTE = 2000


def record(row, sender, found, *, now):
    """Store what an envelope holds and fill the row with what came of it; ForAPerson when a person must."""
    by = sender.act_for(found.petugas_id, found.penugasan_id)
    if by is None:
        raise ForAPerson(ENDED)
    row.acting, row.penugasan_id = by, by.id
    _RECORDERS[found.kind](row, by, found, now)
    row.periksa = [doubt.as_json() for doubt in found.doubts]


# --- a new keluhan -------------------------------------------------------------------------------------------------
def _keluhan(row, by, found, now):
    access.require(by, "keluhan", "C")
    row.nomor_sementara = _own_number(row, found)
    mended = Mended(found, by=by, day=timezone.localdate(now))
    mended.ask()
    row.keluhan = _registered(row, by, mended, now, _free_code(found, mended))
    found.doubts = mended.doubts
    if mended.doubts:
        words = "\n".join(f"– {doubt.kalimat}" for doubt in mended.doubts)
        add_line(row.keluhan, Riwayat.Jenis.CATATAN, by=by, now=now, catatan=f"Dicatat tanpa sinyal; periksa:\n{words}")


def _registered(row, by, mended, now, code):
    for _ in range(ROUNDS):
        try:
            with transaction.atomic():
                sheet = mended.sheet()
                keluhan, _ = intake.register_keluhan(by=by, now=now, id=row.butir, sheet=sheet, kode_lacak=code)
                return keluhan
        except intake.SameIdOtherContent as refused:
            raise ForAPerson(refused.sentence) from None
        except Refused as refused:
            if refused.sentence == ELSEWHERE:
                _on_record(by, sheet.klien.nik, now)
            mended.again(refused)
    raise ForAPerson(NO_SHEET)


def _on_record(by, number, now):
    """A NIK known elsewhere was given: counted and traced as on the page (reliability T04), without stopping."""
    with contextlib.suppress(quota.Exhausted):
        quota.spend_search(by, now=now, term=number)
    mark = identity.blind_index(normalise(number), purpose="jejak").hex()[:16]
    trace.record(by, trace.Aksi.CARI, cara="nik", kunci=mark, elsewhere=True)


def _free_code(found, mended):
    """The code that the family holds, unless another case has it by some accident."""
    if found.code and Keluhan.objects.filter(lacak_cari=numbering.tracking_index(found.code)).exists():
        mended.doubts.append(Doubt("kode_lacak", "Kode lacak di slip sudah dipakai; keluarga perlu kode yang baru."))
        return ""
    return found.code


def _own_number(row, found):
    taken = KirimanLapangan.objects.filter(nomor_sementara=found.temporary).exclude(butir=row.butir)
    if found.temporary and taken.exists():
        found.doubts.append(Doubt("nomor_sementara", f"Nomor sementara {found.temporary} sudah dipakai laporan lain."))
        return ""
    return found.temporary


# --- what is added to a case ---------------------------------------------------------------------------------------
def _note(row, by, found, now):
    row.keluhan = _case(by, found)
    text = _plain(found.typed.get("catatan")) or BLANK
    notes.add_note(by=by, now=now, id=row.keluhan.pk, catatan=_dated(found, text))


def _visit(row, by, found, now):
    """What was seen at a house; when the visit was written down by another hand meanwhile it stays as a note."""
    row.keluhan = _case(by, found)
    try:
        with transaction.atomic():
            _as_visit(row.keluhan, by, found, now)
    except IllegalMove as refused:
        found.doubts.append(Doubt("kunjungan", f"{refused.sentence} Hasilnya disimpan sebagai catatan."))
        notes.add_note(by=by, now=now, id=row.keluhan.pk, catatan=_dated(found, _in_words(found.typed)))


def _case(by, found):
    keluhan = found.keluhan_id and Keluhan.objects.visible_to(by).filter(pk=found.keluhan_id).first()
    if not keluhan:
        raise ForAPerson(NO_CASE, field="keluhan")
    return keluhan


def _as_visit(keluhan, by, found, now):
    visit = Kunjungan.objects.filter(pk=found.kunjungan_id, keluhan=keluhan).first() if found.kunjungan_id else None
    if visit is None:
        visit = visits.plan_visit(by=by, now=now, id=keluhan.pk, rencana=timezone.localdate(now))
    form = _filled_form(visit, keluhan, by, found, now)
    arguments = form.arguments() | {"dilakukan_pada": found.recorded or now}
    arguments.pop("foto_baru", None)
    form.stage(by=by, now=now, **arguments)


def _filled_form(visit, keluhan, by, found, now):
    typed = QueryDict(mutable=True)
    for name, value in found.typed.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            typed[name] = str(value)
    for _ in range(ROUNDS):
        form = VisitForm(typed, visit=visit, by=by, keluhan=keluhan, now=now)
        if form.is_valid():
            return form
        for name, errors in form.errors.items():
            found.doubts.append(Doubt(name, str(errors[0])))
            _give_way(typed, name)
    raise ForAPerson(NO_SHEET)


def _give_way(typed, name):
    """The least that stands in the place of an answer about a visit."""
    if name == "hasil":
        typed["hasil"] = SEEN if typed.get("kondisi", "").strip() else NOBODY
    elif name == "kondisi" and len(typed.get("kondisi", "")) > LONGEST_NOTE:
        typed["kondisi"] = typed["kondisi"][: LONGEST_NOTE - 1] + "…"
    elif name == "kondisi":
        typed["kondisi"] = BLANK
    elif name in {"ulang", "ulang_lain"}:
        typed["ulang"] = ""
        typed["hasil"] = SEEN if typed.get("hasil") != NOBODY else NOBODY
        for part in range(3):
            typed.pop(f"ulang_lain_{part}", None)
    else:
        typed[name] = ""


def _in_words(typed):
    parts = [f"{name}: {_plain(value)}" for name, value in typed.items() if _plain(value)]
    return "\n".join(parts) or BLANK


def _plain(value):
    return value.strip() if isinstance(value, str) else ""


def _dated(found, text):
    """A note keeps the moment it was written in the field; the line itself bears the moment it arrived."""
    when = f"Dicatat di lapangan {waktu(found.recorded)}.\n" if found.recorded else ""
    return f"{when}{text}"[:LONGEST_NOTE]


_RECORDERS = {Jenis.KELUHAN: _keluhan, Jenis.CATATAN: _note, Jenis.KUNJUNGAN: _visit}
