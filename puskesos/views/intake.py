"""The intake sheet: filling it in, going on with a draft, and storing it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from puskesos import access, drafts, intake
from puskesos.forms import questions
from puskesos.forms.rows import drop_empty
from puskesos.models import Keluhan
from puskesos.numbering import new_uuid7
from puskesos.persons import ELSEWHERE
from puskesos.views import rescue
from puskesos.views.frame import attempt
from puskesos.views.prefill import with_household
from puskesos.views.sheet import (
    ROWS,
    Sheet,
    as_query,
    is_uuid,
    posted,
    rearrange,
    suggest_service,
    take_file,
    trace_people,
    trace_search,
)


# --- the page ------------------------------------------------------------------------------------------------------
@login_not_required
@require_http_methods(["GET", "POST"])
def keluhan_new(request):
    """The sheet; a POST that comes after the session ended becomes a draft, never half a keluhan."""
    if not request.user.is_authenticated:
        return rescue.to_sign_in(request)
    return _signed_in(request)


@access.needs("keluhan", "C")
def _signed_in(request):
    return _write_down(request) if request.method == "POST" else _start(request)


keluhan_new.hak = _signed_in.hak


def _start(request):
    """An empty sheet, one for somebody on file, or a draft to go on with."""
    if "draf" in request.GET:
        return _continue(request, request.GET["draf"])
    if "warga" in request.GET:
        return _for_warga(request, request.GET["warga"])
    sheet = Sheet(request, new_uuid7(request.now))
    return sheet.show(sheet.page(), drafts=_drafts(request.by))


def _continue(request, id):
    if not is_uuid(id):
        raise Http404
    stored = Keluhan.objects.visible_to(request.by).filter(pk=id, diterima_oleh_id=request.by.petugas_id).first()
    if stored:
        return redirect("puskesos:tanda-terima", id=stored.pk)
    sheet = Sheet(request, UUID(id), as_query(drafts.open_draft(request.by, id)))
    return sheet.show(sheet.page().keep_quiet(), continued=True)


def _for_warga(request, id):
    if not is_uuid(id):
        raise Http404
    access.open_warga(request.by, id)
    sheet = Sheet(request, new_uuid7(request.now))
    if sheet.warga is None:
        raise Http404
    return sheet.show(sheet.page(initial=with_household(sheet.warga)))


def _drafts(by):
    """Own drafts with the name typed so far, for the start page."""
    shown = []
    for draf in drafts.own(by):
        typed = drafts.typed_in(draf)
        shown.append({"id": draf.pk, "at": draf.updated_at, "name": (typed.get("nama") or [""])[0][:120]})
    return shown


# --- storing -------------------------------------------------------------------------------------------------------
def _write_down(request):
    sheet = posted(request)
    deed = request.POST.get("aksi") or "simpan"
    take_file(sheet)
    if deed != "simpan":
        rearrange(sheet, deed)
        return sheet.show(sheet.page().keep_quiet(), status=422 if sheet.file_error else 200, rearranged=True)
    return _store(sheet)


def _store(sheet):
    for prefix, (least, _) in ROWS.items():
        drop_empty(sheet.typed, prefix, least)
    suggest_service(sheet.typed)
    page = sheet.page()
    if not page.is_valid() or sheet.file_error:
        return sheet.show(page, status=422)
    asked = questions.ask(page, by=sheet.by, day=sheet.day)
    if asked and not _stored(sheet):
        trace_people(sheet.by, asked.people)
        return sheet.show(page, status=422, asked=asked)
    return _register(sheet, page, asked.chosen)


def _register(sheet, page, chosen):
    try:
        done = attempt(
            page.form, intake.register_keluhan, by=sheet.by, now=sheet.request.now, id=sheet.id,
            sheet=page.to_sheet(warga_id=chosen and chosen.pk),
        )  # fmt: skip
    except intake.SameIdOtherContent:
        return _other_content(sheet)
    if done is None:
        _trace_oracle(sheet, page.form)
        return sheet.show(page, status=422)
    keluhan, created = done
    if created:
        messages.success(sheet.request, f"Tersimpan dengan nomor {keluhan.nomor}.")
    return redirect("puskesos:tanda-terima", id=keluhan.pk)


def _other_content(sheet):
    """The id is taken by another content: nothing is overwritten, everything typed stays under a new id (409)."""
    stored = Keluhan.objects.visible_to(sheet.by).filter(pk=sheet.id).first()
    sheet.id = new_uuid7(sheet.request.now)
    sheet.typed.setlist("lampiran", [str(one.pk) for one in sheet.files()])
    return sheet.show(sheet.page().keep_quiet(), status=409, conflict=True, stored=stored)


def _stored(sheet):
    return Keluhan.objects.filter(pk=sheet.id).exists()


def _trace_oracle(sheet, form):
    """A NIK known elsewhere was typed: the answer says no more, but that it was given is on record (T04)."""
    if ELSEWHERE in form.errors.get("nik", []):
        trace_search(sheet.by, "nik", sheet.typed["nik"], elsewhere=True)
