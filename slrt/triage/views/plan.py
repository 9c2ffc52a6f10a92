"""The plan page (T13): analysis, alternatives for every need with their eligibility, and asking for a decision."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from puskesos import access
from puskesos.models import Kebutuhan
from puskesos.refusals import IllegalMove, Stale
from puskesos.views.conflict import conflict
from puskesos.views.frame import attempt
from puskesos.workflow import StatusKeluhan
from rujukan import referral
from rujukan.access import lock_rujukan
from rujukan.workflow import StatusRujukan
from slrt.triage.forms.plan import DraftEditForm, SubmitForm, TelaahForm, UrgentForm
from slrt.triage.forms.referral import DraftForm
from slrt.triage.models import RencanaAksi


@require_http_methods(["GET", "POST"])
@access.needs("triase", "CUA")
def plan(request, id):
    """Read the plan, or do one of its acts: telaah, tambah, ubah, hapus, ajukan, darurat.

    The telaah stands on it in full: looking is a reading of the file, and goes on record.
    """
    keluhan = (access.peek_keluhan if request.method == "POST" else access.open_keluhan)(request.by, id)
    wrong = None
    if request.method == "POST":
        act = ACTS.get(request.POST.get("aksi"))
        if act is None:
            raise Http404
        try:
            wrong = act(request, keluhan)
        except (Stale, IllegalMove) as refused:
            return conflict(request, id, refused)
        if wrong is None:
            return redirect("triage:rencana", id=keluhan.pk)
        if not isinstance(wrong, tuple):
            return wrong
    return _page(request, keluhan, wrong)


def _page(request, keluhan, wrong=None):
    """The whole page; `wrong` is (act, form) with what was refused."""
    act, bad = wrong or (None, None)
    made = {"by": request.by, "keluhan": keluhan, "now": request.now}
    drafts = _drafts(keluhan, bad if act == "ubah" else None)
    writing = keluhan.status == StatusKeluhan.TELAAH and access.can(request.by, "rujukan", "CA")
    context = {
        "keluhan": keluhan, "writing": writing, "drafts": drafts,
        "telaah": list(keluhan.telaah.select_related("petugas")),
        "telaah_form": bad if act == "telaah" else TelaahForm(**made),
        "draft_form": bad if act == "tambah" else DraftForm(**made, kebutuhan=request.GET.get("kebutuhan")),
        "submit_form": bad if act == "ajukan" else SubmitForm(**made),
        "urgent_form": bad if act == "darurat" else UrgentForm(**made) if keluhan.prioritas == "DARURAT" else None,
        "plans": RencanaAksi.objects.filter(keluhan=keluhan).select_related("disusun_oleh", "diputuskan_oleh"),
        "now": request.now, "wrong": act,
    }  # fmt: skip
    return render(request, "triage/plan.html", context, status=422 if wrong else 200)


def _drafts(keluhan, bad):
    """[(referral, its form)] of what is not sent yet; a refused form keeps what was typed."""
    rows = keluhan.rujukan.filter(status__in=(StatusRujukan.DRAF, StatusRujukan.MENUNGGU_PERSETUJUAN))
    rows = rows.select_related("instansi", "kebutuhan").order_by("kebutuhan__urutan", "urutan")
    return [(one, bad[1] if bad and bad[0] == one.pk else _edit_form(one)) for one in rows]


def _edit_form(one, data=None):
    words = {"kelayakan": one.kelayakan, "catatan": one.catatan}
    return DraftEditForm(data, initial=words, prefix=f"d{one.urutan}", auto_id=f"id_d{one.urutan}_%s")


# --- acts: None when done, else (act, form) ------------------------------------------------------------------------
def _step(Form, name):
    """An act that is one move form of the case."""

    def act(request, keluhan):
        form = Form(request.POST, by=request.by, keluhan=keluhan, now=request.now)
        form.check(keluhan, request.by)
        if form.is_valid():
            facts = form.arguments() | {"versi": form.cleaned_data["versi"]}
            if attempt(form, form.stage, by=request.by, now=request.now, id=keluhan.pk, **facts):
                messages.success(request, form.done)
                return None if name == "telaah" else redirect(keluhan.get_absolute_url())
        return name, form

    return act


def _add(request, keluhan):
    form = DraftForm(request.POST, by=request.by, keluhan=keluhan, now=request.now)
    if form.is_valid():
        facts = form.arguments()
        facts["kebutuhan"] = Kebutuhan.objects.filter(keluhan=keluhan, pk=facts["kebutuhan"]).first()
        if attempt(form, referral.draft_rujukan, by=request.by, now=request.now, keluhan=keluhan, **facts):
            messages.success(request, form.done)
            return None
    return "tambah", form


def _edit(request, keluhan):
    with transaction.atomic():
        one = _draft(request, keluhan)
        form = _edit_form(one, request.POST)
        if form.is_valid():
            referral.edit_draft(
                by=request.by, now=request.now, rujukan=one, sertakan_identitas=one.sertakan_identitas,
                **form.cleaned_data,
            )  # fmt: skip
            messages.success(request, f"{one.nomor} diubah.")
            return None
    return "ubah", (one.pk, form)


def _remove(request, keluhan):
    with transaction.atomic():
        one = _draft(request, keluhan)
        referral.remove_draft(by=request.by, now=request.now, rujukan=one)
    messages.success(request, f"{one.nomor} dihapus dari rencana.")


def _draft(request, keluhan):
    """The draft named in the form, locked; it must belong to this very case."""
    try:
        id = UUID(request.POST.get("rujukan", ""))
    except ValueError as error:
        raise Http404 from error
    one = lock_rujukan(request.by, id)
    if one.keluhan_id != keluhan.pk:
        raise Http404
    return one


ACTS = {
    "telaah": _step(TelaahForm, "telaah"),
    "tambah": _add,
    "ubah": _edit,
    "hapus": _remove,
    "ajukan": _step(SubmitForm, "ajukan"),
    "darurat": _step(UrgentForm, "darurat"),
}
