"""Letters: the list, the page of one, its paper, writing a concept, and each step (ux §5, screen 22)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from puskesos import access, keyset, trace, workflow
from puskesos.keyset import capped_counts
from puskesos.refusals import MissingFact, Refused
from puskesos.roles import Peran
from puskesos.views.frame import attempt
from rujukan import letters
from rujukan.access import open_surat, peek_rujukan, peek_surat
from rujukan.forms.letters import LetterForm, ScanForm, StepNote
from rujukan.letter_workflow import SURAT, StatusSurat
from rujukan.letters import drafting, public, signing, standing
from rujukan.letters.story import events, outcome, shown_name
from rujukan.models import JenisSurat, Surat

S = StatusSurat
VIEWS = {
    "paraf": ("Menunggu paraf", {"status": S.DIAJUKAN}),
    "tanda-tangan": ("Menunggu tanda tangan", {"status": S.DIPARAF}),
    "siap": ("Siap diterbitkan", {"status": S.DITANDATANGANI}),
    "konsep": ("Konsep", {"status": S.DRAF}),
    "terbit": ("Terbit", {"status": S.TERBIT}),
    "dicabut": ("Dicabut", {"status": S.DICABUT}),
}
# step → (stage, words of success, label of the note or "")
STEPS = {
    "submit": (letters.submit, "Surat diajukan untuk diparaf.", ""),
    "paraf": (letters.paraf, "Surat diparaf.", ""),
    "sign": (letters.sign, "Tanda tangan disetujui. Surat siap diterbitkan.", ""),
    "issue": (letters.issue, "Surat terbit dan bernomor.", ""),
    "revise": (letters.revise, "Surat dikembalikan kepada penyusunnya.", "Yang perlu diperbaiki"),
    "cancel": (letters.cancel, "Konsep dibatalkan.", "Mengapa tidak jadi"),
    "withdraw": (letters.withdraw, "Surat dicabut, dan halaman periksanya mengatakannya.", "Mengapa dicabut"),
}


# --- the list ------------------------------------------------------------------------------------------------------
@require_GET
@access.needs("surat", "RCPA")
def listing(request):
    views = _views(request.by)
    view = request.GET.get("tab") if request.GET.get("tab") in views else _first_view(request.by)
    rows = Surat.objects.visible_to(request.by).filter(**VIEWS[view][1])
    page = keyset.page(
        rows.select_related("keluhan__klien", "rujukan", "unit"), order=("-id",), cursor=request.GET.get("cursor")
    )
    trace.record_list(request.by, "surat", (one.pk for one in page), tab=view)
    issuable = set()
    if view == "siap" and SURAT.move("issue").roles & request.by.perans:
        shown = letters.batch.ready(request.by).filter(pk__in=[one.pk for one in page])
        issuable = set(shown.values_list("pk", flat=True))
    counts = capped_counts({code: Surat.objects.visible_to(request.by).filter(**VIEWS[code][1]) for code in views})
    context = {
        "page": page, "view": view, "rows": [(one, shown_name(one, request.by)) for one in page],
        "tabs": [(code, VIEWS[code][0], *counts[code]) for code in views], "query": f"tab={view}&",
        "may_draft": access.can(request.by, "surat", "C"),
        "issuable": issuable, "more": bool(page.next or page.previous), "most": letters.batch.MOST,
    }  # fmt: skip
    return render(request, "rujukan/letters/list.html", context)


def _views(by):
    """An agency has what came out, the head what reaches him; everybody else all of it."""
    if by.instansi_id:
        return ["terbit", "dicabut"]
    if by.perans <= {Peran.PIMPINAN}:
        return ["tanda-tangan", "siap", "terbit", "dicabut"]
    return list(VIEWS)


def _first_view(by):
    if access.can(by, "surat", "P"):
        return "paraf"
    return "tanda-tangan" if access.can(by, "surat", "A") else "konsep" if access.can(by, "surat", "C") else "terbit"


# --- one letter ----------------------------------------------------------------------------------------------------
@require_GET
@access.needs("surat", "RCPA")
def page(request, id):
    return _show(request, open_surat(request.by, id))


def _show(request, surat, scan=None, status=200):
    agency, may_case = request.by.instansi_id is not None, access.can(request.by, "keluhan", "R")
    may_scan = surat.is_issued and access.can(request.by, "surat", "CP") and _is_ours(request.by, surat)
    context = {
        "surat": surat, "name": shown_name(surat, request.by),
        "events": outcome(surat) if request.by.instansi_id else events(surat),
        "steps": [one for one in SURAT.moves if _open(surat, one.code, request.by)], "noted": _noted(),
        "may_edit": surat.status == S.DRAF and access.can(request.by, "surat", "C") and _is_ours(request.by, surat),
        "may_open": not _is_named(surat) or access.can(request.by, "identitas", "X"),
        "mark": public.short_mark(surat), "scan": scan or (ScanForm() if may_scan else None),
        "agency": agency, "may_case": may_case,
        "may_referral": (agency or may_case) and access.can(request.by, "rujukan", "CRA"),
    }  # fmt: skip
    return render(request, "rujukan/letters/page.html", context, status=status)


def _is_named(surat):
    """An issued letter with a NIK opens only for those who may open a NIK."""
    return surat.is_issued and surat.sertakan_identitas


def _noted():
    return {code for code, (_, _, label) in STEPS.items() if label}


def _is_ours(by, surat):
    try:
        standing.require_unit(by, surat)
    except Refused:
        return False
    return True


def _open(surat, code, by):
    """True when this person can take this step now: what is shown as a button works."""
    if surat.status not in SURAT.move(code).sources or not by.hat(SURAT.move(code).roles):
        return False
    if code == "sign":
        return _not_refused(signing.require_signature, surat, by)
    if code == "paraf":
        return surat.dibuat_oleh_id != by.petugas_id and _is_ours(by, surat)
    return _is_ours(by, surat) or (code == "revise" and by.peran == surat.penanda.peran)


def _not_refused(check, *args):
    try:
        check(*args)
    except Refused:
        return False
    return True


@require_GET
@access.needs("surat", "RCPA")
def paper(request, id):
    """The letter itself, shown in the browser: the archive once it is issued, before that a marked preview."""
    surat = peek_surat(request.by, id)
    if named := _is_named(surat):
        access.require(request.by, "identitas", "X")
    try:
        content = letters.archived(surat) if surat.is_issued else letters.preview(surat, request.now)
    except MissingFact as missing:
        messages.warning(request, missing.sentence)
        return redirect(surat.get_absolute_url())
    trace.record(request.by, trace.Aksi.CETAK, surat, apa="surat", memuat_nik=bool(named), nomor=surat.nomor)
    return inline_pdf(content, f"surat-{surat.urut or 'konsep'}-{surat.tahun or ''}".rstrip("-"))


def inline_pdf(content, name):
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@access.needs("surat", "CP")
def scan(request, id):
    surat = peek_surat(request.by, id)
    standing.require_unit(request.by, surat)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid() and attempt(
        form, letters.attach_scan, by=request.by, now=request.now, id=id, file=form.cleaned_data["berkas"]
    ):
        messages.success(request, "Pindaian tersimpan.")
        return redirect(surat.get_absolute_url())
    return _show(request, surat, scan=form, status=422)


@require_http_methods(["GET", "POST"])
@access.needs("surat", "CPA")
def step(request, id, code):
    """Take one step; those that need a reason show a form first."""
    if code not in STEPS:
        raise Http404
    surat = peek_surat(request.by, id)
    stage, done, label = STEPS[code]
    move = SURAT.move(code)
    bound = request.POST if request.method == "POST" else None
    form = StepNote(bound, label=label or "Alasan", initial={"versi": surat.versi})
    if not label:
        del form.fields["catatan"]
    if request.method == "POST":
        workflow.require_move(surat, code, request.by)
        if not request.by.has(Peran.PIMPINAN):
            standing.require_unit(request.by, surat)
    if request.method == "POST" and form.is_valid():
        if attempt(form, stage, by=request.by, now=request.now, id=id, **form.cleaned_data):
            messages.success(request, done)
            return redirect(surat.get_absolute_url())
    elif request.method == "GET" and not _open(surat, code, request.by):
        return redirect(surat.get_absolute_url())
    context = {"form": form, "surat": surat, "move": move, "danger": code in {"withdraw", "cancel"}}
    return render(request, "rujukan/letters/step.html", context, status=422 if form.is_bound else 200)


# --- writing -------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@access.needs("surat", "C")
def new(request, id):
    """Which letter, then its words."""
    keluhan = access.peek_keluhan(request.by, id)
    unit = standing.unit_for(request.by, keluhan)
    texts = standing.texts(standing.level_of(unit), standing.today(request.now))
    jenis = request.GET.get("jenis", "")
    if jenis not in texts:
        return render(request, "rujukan/letters/kinds.html", {"keluhan": keluhan, "kinds": _kinds(keluhan, texts)})
    rujukan = peek_rujukan(request.by, request.GET["rujukan"]) if _is_uuid(request.GET.get("rujukan")) else None
    standing.require_referral(jenis, keluhan, rujukan)
    asked = {"by": request.by, "now": request.now, "keluhan": keluhan, "jenis": jenis, "rujukan": rujukan}
    form = LetterForm(request.POST or None, unit=unit, now=request.now, jenis=jenis, teks=texts[jenis], rujukan=rujukan,
                      initial=drafting.suggested(**asked))  # fmt: skip
    if form.is_bound and form.is_valid():
        surat = attempt(form, letters.draft_surat, **asked, **form.words())
        if surat:
            messages.success(request, "Konsep tersimpan. Periksa hasil cetaknya, lalu ajukan.")
            return redirect(surat.get_absolute_url())
    return _form(request, form, keluhan, JenisSurat(jenis).label, keluhan.get_absolute_url())


def _is_uuid(text):
    try:
        UUID(text or "")
    except ValueError:
        return False
    return True


def _kinds(keluhan, texts):
    """[(label, about, query)] of the letters this case may have."""
    found = []
    for jenis in texts:
        label = JenisSurat(jenis).label
        if jenis not in standing.OF_REFERRAL:
            found.append((label, "", f"jenis={jenis}"))
            continue
        for rujukan in keluhan.rujukan.select_related("instansi").order_by("urutan"):
            if _not_refused(standing.require_referral, jenis, keluhan, rujukan):
                about = f"{rujukan.instansi.nama} · {rujukan.nomor}"
                found.append((label, about, f"jenis={jenis}&rujukan={rujukan.pk}"))
    return found


@require_http_methods(["GET", "POST"])
@access.needs("surat", "C")
def edit(request, id):
    surat = peek_surat(request.by, id)
    standing.require_unit(request.by, surat)
    if surat.status != S.DRAF:
        return redirect(surat.get_absolute_url())
    initial = {name: getattr(surat, name) for name in drafting.EDITABLE}
    initial |= {"penanda": str(surat.penanda_id), "versi": surat.versi}
    form = LetterForm(request.POST or None, unit=surat.unit_id, now=request.now, jenis=surat.jenis, teks=surat.teks,
                      rujukan=surat.rujukan, initial=initial)  # fmt: skip
    if form.is_bound and form.is_valid() and attempt(
        form, letters.edit_draft, by=request.by, now=request.now, id=id, versi=form.cleaned_data["versi"],
        **form.words(),
    ):  # fmt: skip
        messages.success(request, "Konsep tersimpan.")
        return redirect(surat.get_absolute_url())
    return _form(request, form, surat.keluhan, surat.get_jenis_display(), surat.get_absolute_url())


def _form(request, form, keluhan, title, back):
    context = {"form": form, "keluhan": keluhan, "title": title, "back": back,
               "may_configure": access.can(request.by, "katalog", "UA")}  # fmt: skip
    return render(request, "rujukan/letters/form.html", context, status=422 if form.is_bound else 200)
