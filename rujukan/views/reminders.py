"""What the reminders are about to send: the next morning by agency, one reminder, and letting go what was held."""

from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from puskesos import access, catalogue, trace
from puskesos.models import Petugas
from puskesos.refusals import IllegalMove, Refused
from rujukan import ledger, reminders
from rujukan.access import cover, peek_rujukan
from rujukan.forms.reminders import HoldForm, NoteForm
from rujukan.models import Detak, Pengingat
from rujukan.reminders import keeping, ladder, paper, recipients, schedule
from rujukan.reminders.outlook import outlook as look_ahead
from rujukan.reminders.outlook import wording
from rujukan.reminders.pause import AFTER_RELEASE, PAUSE_ABOVE, REAL, SIMULATED
from rujukan.story import title_of

MOST_SHOWN = 300
# A pass runs every minute; after this long somebody must look at the server.
SILENT = timedelta(minutes=10)


@require_GET
@access.needs("triase", "UA")
def outlook(request):
    keeping.require_desk(request.by)
    trace.record(request.by, trace.Aksi.DAFTAR, daftar="pengingat")
    beats = list(Detak.objects.filter(nama__in=(REAL, SIMULATED)).select_related("dilepas_oleh"))
    beat = next((one for one in beats if one.nama == REAL), None)
    ahead = look_ahead(request.now)
    due, failed, kept = _by_agency(schedule.due(request.now)), _failed(), _kept()
    shown = [row for desk in ahead.desks for row in (line.row for line in desk.lines)] + ahead.inside
    shown += [row for rows in (*(rows for _, rows in due), failed, kept) for row, _ in rows]
    cover(request.by, (row.rujukan for row in shown))
    context = {
        "beats": beats, "beat": beat, "silent": beat and beat.terakhir < request.now - SILENT,
        "ahead": ahead, "inside": [(row, title_of(row)) for row in ahead.inside],
        "morning_word": _day_word(ahead.morning, request.now), "pace": AFTER_RELEASE,
        "limit": PAUSE_ABOVE, "may_release": access.can(request.by, "triase", "A"),
        "due": due, "due_count": schedule.count_due(request.now, most=9_999),
        "held": any(one.ditahan_sejak and not one.dilepas_pada for one in beats), "failed": failed,
        "kept": kept, "letters": paper.waiting().count(), "checked": ledger.latest(),
    }  # fmt: skip
    return render(request, "rujukan/reminders/outlook.html", context)


def _day_word(morning, now):
    days = (timezone.localdate(morning) - timezone.localdate(now)).days
    return {0: "Hari ini", 1: "Besok"}.get(days, "")


def _failed():
    rows = Pengingat.objects.filter(status=Pengingat.Status.GAGAL).select_related("rujukan__keluhan")
    return [(row, title_of(row)) for row in rows.order_by("-jatuh_tempo")[:50]]


def _kept():
    rows = Pengingat.objects.filter(status=Pengingat.Status.MENUNGGU, ditahan_pada__isnull=False)
    rows = rows.select_related("rujukan__keluhan", "ditahan_oleh").order_by("ditahan_pada")
    return [(row, title_of(row)) for row in rows[:50]]


@require_POST
@access.needs("triase", "A")
def release(request):
    """The manajer lets go what was held."""
    try:
        reminders.release(by=request.by, now=request.now)
        messages.success(request, f"Pengingat dilepas. Dikirim bertahap, paling banyak {AFTER_RELEASE} per menit.")
    except Refused as refused:
        if refused.status == 403:
            raise
        messages.warning(request, refused.sentence)
    return redirect("rujukan:pengingat")


def _by_agency(rows):
    """[(agency, [(row, title)])] of the first few hundred rows, by agency."""
    found = rows.select_related("rujukan__keluhan").order_by("rujukan__instansi", "jatuh_tempo", "pk")[:MOST_SHOWN]
    return [
        (catalogue.instansi(kode), [(row, title_of(row)) for row in group])
        for kode, group in groupby(found, key=lambda row: row.rujukan.instansi_id)
    ]


# --- one reminder --------------------------------------------------------------------------------------------------
# What a button does: (form class or None, stage function, words when it is done).
ACTS = {
    "tahan": (HoldForm, keeping.hold, "Pengingat ditahan. Tidak ada yang dikirim sampai Anda melepasnya."),
    "lepas": (None, keeping.release, "Pengingat dilepas."),
    "catatan": (NoteForm, keeping.note, "Catatan disimpan dan ikut di pesannya."),
}


@require_http_methods(["GET", "POST"])
@access.needs("triase", "UA")
def one(request, id):
    keeping.require_desk(request.by)
    row = Pengingat.objects.filter(pk=id).select_related("ditahan_oleh").first()
    if row is None:
        raise Http404
    row.rujukan = peek_rujukan(request.by, row.rujukan_id, related=("keluhan", "instansi"))
    forms = {"tahan": HoldForm(), "catatan": NoteForm(initial={"catatan": row.catatan})}
    if request.method == "POST" and (done := _act(request, row, forms)):
        return done
    trace.record(request.by, trace.Aksi.BACA, row, keluhan_id=row.rujukan.keluhan_id)
    return render(request, "rujukan/reminders/one.html", _facts(row, forms, request.now),
                  status=422 if request.method == "POST" else 200)  # fmt: skip


def _act(request, row, forms):
    """A redirect when it was done; None leaves the form with its fault on the page."""
    aksi = request.POST.get("aksi")
    if aksi not in ACTS:
        raise Http404
    kind, stage, words = ACTS[aksi]
    form = kind(request.POST) if kind else None
    if form is not None:
        forms[aksi] = form
    if form is not None and not form.is_valid():
        return None
    try:
        with transaction.atomic():
            stage(by=request.by, now=request.now, id=row.pk, **(form.cleaned_data if form else {}))
    except IllegalMove as refused:
        messages.warning(request, refused.sentence)
        return redirect("rujukan:pengingat-satu", id=row.pk)
    except Refused as refused:
        if refused.status != 422 or form is None:
            raise
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return None
    messages.success(request, words)
    return redirect("rujukan:pengingat-satu", id=row.pk)


def _facts(row, forms, now):
    judul, isi = wording(row)
    told = row.kiriman.select_related("petugas", "instansi", "dikirim_oleh").order_by("pk")
    rule = ladder.rule_of(row)
    will = [] if told or rule is None else recipients.in_app(rule, row.rujukan, now)
    return {
        "row": row, "title": title_of(row), "judul": judul, "isi": isi, "told": told, "will": _names(will),
        "to_agency": rule is None or "INSTANSI" in rule["penerima"], "waiting": row.status == Pengingat.Status.MENUNGGU,
        "hold_form": forms["tahan"], "note_form": forms["catatan"],
    }  # fmt: skip


def _names(found):
    names = dict(Petugas.objects.filter(pk__in=[one.petugas_id for one in found]).values_list("pk", "nama"))
    return [names[one.petugas_id] for one in found]
