"""The page of one referral: the minimum for the agency, the whole side for SLRT and the Puskesos (ux §5, screen 25)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from puskesos import access
from puskesos.forms.search import RevealForm
from puskesos.refusals import IllegalMove, Refused
from puskesos.roles import Peran
from rujukan import agency, directory, followup, reminders, story
from rujukan.access import open_rujukan, peek_rujukan
from rujukan.forms import FORMS
from rujukan.models import JawabanMasuk, Surat
from rujukan.next_step import next_step
from rujukan.reminders.ladder import awaits_agency
from rujukan.workflow import StatusRujukan as S

FOR_PAGE = ("keluhan__klien", "keluhan__pemilik", "kebutuhan", "instansi", "dibuat_oleh", "disetujui_oleh", "bukti")


def is_agency(by):
    return by.has(Peran.OPD)


@require_GET
@access.needs("rujukan", "CRA")
def page(request, id):
    rujukan = open_rujukan(request.by, id, related=FOR_PAGE)
    return show_agency(request, rujukan) if is_agency(request.by) else _show_office(request, rujukan)


def show_agency(request, rujukan, *, opened=None, wrong=None, status=200):
    """The page of the agency; `opened` identifiers are shown for this answer only."""
    context = {
        "rujukan": rujukan, "person": agency.person(rujukan, request.now, opened=opened, wrong=wrong),
        "requirements": agency.requirements(rujukan), "events": story.own(rujukan),
        "next": next_step(rujukan, request.now, agency=True), "buttons": buttons(rujukan, request.by),
        "letters": _letters(request, rujukan),
    }  # fmt: skip
    return render(request, "rujukan/agency.html", context, status=status)


def _show_office(request, rujukan):
    day = timezone.localdate(request.now)
    context = {
        "mail": directory.mail_of(rujukan.instansi_id, day), "phone": directory.phone_of(rujukan.instansi_id, day),
        "rujukan": rujukan, "keluhan": rujukan.keluhan, "events": story.of_rujukan(rujukan),
        "rows": story.reminder_rows(rujukan.keluhan, rujukan), "next": next_step(rujukan, request.now),
        "buttons": buttons(rujukan, request.by), "may_remind": _may_remind(request, rujukan),
        "requirements": agency.requirements(rujukan), "letters": _letters(request, rujukan),
        "may_write_letter": rujukan.keluhan.terbuka and access.can(request.by, "surat", "C"),
        "write_letter": reverse("rujukan:surat-baru", kwargs={"id": rujukan.keluhan_id}),
        "unvouched": rujukan.jawaban_masuk.filter(status=JawabanMasuk.Status.MENUNGGU),
        "may_vouch": access.can(request.by, "jawaban", "U"), "may_ways": access.can(request.by, "rujukan", "CA"),
    }  # fmt: skip
    return render(request, "rujukan/office.html", context)


def _letters(request, rujukan):
    return Surat.objects.visible_to(request.by).filter(rujukan=rujukan).order_by("-id")[:50]


# What an agency most likely does now: these are buttons, the rest stands one click further.
LIKELY = {S.TERKIRIM: ("accept", "decline", "ask_documents")}
LIKELY_AT_WORK = ("served", "kabar", "decline")
ANSWERS = frozenset({"accept", "decline", "ask_documents", "process", "grant", "wait_list", "served", "kabar"})
RARE = frozenset({"redirect", "withdraw", "expire"})


def buttons(rujukan, by):
    """{"main": buttons, "more": [(heading, buttons)]} of what this person can do with the referral now."""
    open_now = {code: _button(form, rujukan) for code, form in FORMS.items() if is_open(form, rujukan, by)}
    if is_agency(by):
        main = [code for code in LIKELY.get(rujukan.status, LIKELY_AT_WORK) if code in open_now]
        groups = [("Langkah lain", [code for code in open_now if code not in main])]
    else:
        main = [code for code in open_now if code not in ANSWERS | RARE]
        groups = [
            ("Catat jawaban instansi, dengan bukti", [code for code in open_now if code in ANSWERS]),
            ("Alihkan atau hentikan", [code for code in open_now if code in RARE]),
        ]
    more = [(heading, [open_now[code] for code in codes]) for heading, codes in groups if codes]
    return {"main": [open_now[code] for code in main], "more": more}


def _button(form, rujukan):
    return {"title": form.title, "danger": form.danger, "url": f"{rujukan.get_absolute_url()}langkah/{form.code}/"}


def is_open(form, rujukan, by):
    try:
        form.check(rujukan, by)
    except Refused:
        return False
    return True


def _may_remind(request, rujukan):
    waits = awaits_agency(rujukan.status)
    return waits and access.can(request.by, "rujukan", "CA") and not reminders.nudged_today(rujukan, request.now)


@require_POST
@access.needs("rujukan", "CA")
def remind(request, id):
    """One extra message to the agency; a second one on the same day is refused in words."""
    rujukan = peek_rujukan(request.by, id)
    try:
        followup.remind_now(by=request.by, now=request.now, id=id)
        messages.success(request, "Instansi diingatkan.")
    except IllegalMove:
        raise
    except Refused as refused:
        if refused.status != 422:
            raise
        messages.warning(request, refused.sentence)
    return redirect(rujukan.get_absolute_url())


@require_POST
@access.needs("identitas", "X")
def reveal(request, id, column):
    """One full identifier for the agency, shown in its place for this answer only."""
    rujukan = peek_rujukan(request.by, id, related=FOR_PAGE)
    if not is_agency(request.by):
        return redirect("puskesos:warga", id=rujukan.keluhan.klien_id)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return show_agency(request, rujukan, wrong={column: form}, status=422)
    try:
        value = agency.reveal(by=request.by, now=request.now, rujukan=rujukan, column=column, alasan=form.reason())
    except Refused as refused:
        if refused.status not in {422, 429}:
            raise
        form.add_error(None, refused.sentence)
        return show_agency(request, rujukan, wrong={column: form}, status=refused.status)
    return show_agency(request, rujukan, opened={column: value})
