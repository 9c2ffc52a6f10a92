"""The independent check of the reminders, and the lists for the head of the department and the coordination meeting."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from puskesos import access, catalogue, trace
from puskesos.refusals import NotAllowed
from puskesos.roles import Peran
from rujukan import ledger
from rujukan.models import AturanPengingat, Pengingat, PeriksaPengingat, Rujukan
from rujukan.reminders import keeping, ladder
from rujukan.workflow import WAITING_ANSWER, WAITING_OUTCOME

HISTORY = 24


@require_http_methods(["GET", "POST"])
@access.needs("triase", "UA")
def ledger_page(request):
    """The last result and its findings; POST checks at once."""
    keeping.require_desk(request.by)
    if request.method == "POST":
        result = ledger.check(request.now)
        trace.record(request.by, trace.Aksi.DAFTAR, daftar="periksa pengingat", selisih=result.selisih)
        messages.success(request, f"Diperiksa: {result.pengingat} pengingat, selisih {result.selisih}.")
        return redirect("rujukan:pengingat-periksa")
    results = list(PeriksaPengingat.objects.order_by("-pada", "-id")[:HISTORY])
    latest = results[0] if results else None
    found = _in_words(request.by, latest.temuan) if latest else []
    return render(request, "rujukan/reminders/ledger.html", {"latest": latest, "found": found, "results": results})


def _in_words(by, findings):
    """Each finding with its sentence, the name of its step and, where `by` may look, the address of the referral."""
    numbers = {one["nomor"] for one in findings}
    pages = {one.nomor: one.get_absolute_url() for one in Rujukan.objects.visible_to(by).filter(nomor__in=numbers)}
    names = dict(AturanPengingat.objects.values_list("kode", "nama"))
    return [
        one
        | {"jenis_kata": ledger.KINDS.get(one["jenis"], one["jenis"]), "url": pages.get(one["nomor"], "")}
        | {"langkah": names.get(one["aturan"].partition("/")[0], one["aturan"])}
        for one in findings
    ]


# --- the head's weekly list and the agenda --------------------------------------------------------------------------
LISTS = (("DAFTAR", "Daftar mingguan pimpinan"), ("AGENDA", "Agenda rapat koordinasi"))


@require_GET
@access.needs("dasbor", "R")
def meeting(request):
    """Referrals that climbed the ladder that far and still wait, by agency; numbers and days, no family."""
    by = request.by
    desk = by.is_kota and access.can(by, "triase", "UA")
    if not desk and not by.has(Peran.PIMPINAN):
        raise NotAllowed("Daftar ini untuk pimpinan dan sekretariat SLRT.")
    rows = _climbed(request.now)
    lists = [(code, title, _by_agency([row for row in rows if code in row.ways], request.now)) for code, title in LISTS]
    trace.record_list(by, "daftar pimpinan", (row.rujukan_id for row in rows))
    return render(request, "rujukan/reminders/meeting.html", {"lists": lists, "desk": desk})


def _climbed(now):
    """The steps that fell due of referrals that still wait, each with the ways its rule names; the highest of each."""
    waiting = (*WAITING_ANSWER, *WAITING_OUTCOME)
    rows = Pengingat.objects.filter(rujukan__status__in=waiting, langkah__gt=0, jatuh_tempo__lte=now)
    rows = rows.exclude(status=Pengingat.Status.BATAL).select_related("rujukan__keluhan")
    highest = {}
    for row in rows.order_by("langkah", "pk"):
        if ladder.stage_of(row.rujukan.status) == row.tahap:
            row.ways = (ladder.rule_of(row) or {}).get("kanal", ())
            highest[row.rujukan_id] = row
    return [row for row in highest.values() if {"DAFTAR", "AGENDA"} & set(row.ways)]


def _by_agency(rows, now):
    """[(agency name, [(row, working days late)])], the longest wait first; a `rahasia` case without its agency."""
    calendar = catalogue.calendar()
    lines = [
        (_place(row), row, calendar.workdays_between(row.rujukan.tenggat, now)) for row in rows if row.rujukan.tenggat
    ]
    lines.sort(key=lambda line: (line[0], -line[2], line[1].pk))
    return [(name, [(row, days) for _, row, days in group]) for name, group in groupby(lines, key=lambda line: line[0])]


def _place(row):
    return "Instansi tidak disebut" if row.rujukan.keluhan.rahasia else catalogue.instansi(row.rujukan.instansi_id).nama
