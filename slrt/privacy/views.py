"""Requests about one's own data: the counter takes them down and brings the answer, the protector decides."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from puskesos import access, consent, trace
from puskesos.models import PencabutanPersetujuan, Warga
from puskesos.refusals import IllegalMove, Stale
from puskesos.views.frame import attempt
from puskesos.views.receipt import office
from rujukan import restriction
from slrt.privacy import copy, requests
from slrt.privacy.forms import AnswerForm, DecisionForm, LiftForm, RequestForm
from slrt.privacy.models import PermintaanData

MOST = 100
RIGHT = ("permintaan", "CA")
P = PermintaanData


@require_GET
@access.needs(*RIGHT)
def listing(request):
    """What waits for a decision, what waits to be told, and what was done; the nearest deadline on top."""
    rows = P.objects.visible_to(request.by).select_related("warga", "dicatat_oleh")
    waiting, to_tell = list(rows.waiting()[:MOST]), list(rows.to_tell()[:MOST])
    done = list(rows.filter(disampaikan_pada__isnull=False).order_by("-disampaikan_pada")[:MOST])
    trace.record_list(request.by, "permintaan data", [row.pk for row in (*waiting, *to_tell, *done)])
    decides = access.can(request.by, "permintaan", "A")
    context = {"waiting": waiting, "to_tell": to_tell, "done": done, "decides": decides,
               "withdrawn": _withdrawn() if decides else []}  # fmt: skip
    return render(request, "privacy/list.html", context)


def _withdrawn():
    """Consents that were taken back while agencies still have the case: number, since when, how many referrals."""
    open_now = {}
    for one in restriction.undecided().select_related("keluhan").order_by("keluhan__dibatasi_sejak"):
        open_now.setdefault(one.keluhan, []).append(one)
    back = PencabutanPersetujuan.objects.filter(persetujuan__keluhan__in=open_now)
    days = dict(back.values_list("persetujuan__keluhan", "disampaikan"))
    return [
        {"keluhan": keluhan, "said": days.get(keluhan.pk), "open": len(found),
         "due": keluhan.dibatasi_sejak + consent.LIMIT}
        for keluhan, found in open_now.items()
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@access.needs("permintaan", "C")
def new(request, id):
    """Take a request down, from the page of the person."""
    warga = Warga.objects.visible_to(request.by).current().filter(pk=id).first()
    if warga is None:
        raise Http404
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = attempt(form, requests.take_down, by=request.by, now=request.now, warga=id, **form.cleaned_data)
        if row:
            messages.success(request, f"Permintaan {row.nomor} tercatat. Pejabat pelindungan data sudah diberi tahu.")
            return redirect(row)
    return render(request, "privacy/new.html", {"form": form, "warga": warga}, status=422 if form.errors else 200)


# --- one request ---------------------------------------------------------------------------------------------------
# what the button says → (the form, the stage, the letter of the right, the sentence when it is done)
STEPS = {
    "putus": (DecisionForm, requests.decide, "A", "Putusan tercatat. Petugas yang mencatat sudah diberi tahu."),
    "sampaikan": (AnswerForm, requests.tell_answer, "C", "Tercatat: jawaban sudah disampaikan."),
    "akhiri": (LiftForm, requests.lift, "A", "Pembatasan berakhir."),
}


@require_http_methods(["GET", "POST"])
@access.needs(*RIGHT)
def request_page(request, id):
    """One request: what was asked, the decision, the answer, and the step that comes next."""
    row = _one(request, id)
    code = _next(row, request.by)
    Form = STEPS[code][0] if code else None
    if request.method == "POST":
        return _take(request, row, request.POST.get("aksi") or code)
    trace.record(request.by, trace.Aksi.BACA, row, nomor=row.nomor)
    return _show(request, row, code, Form and Form(initial={"versi": row.versi}))


def _one(request, id):
    rows = P.objects.visible_to(request.by)
    row = rows.select_related("warga", "dicatat_oleh", "diputus_oleh", "disampaikan_oleh").filter(pk=id).first()
    if row is None:
        raise Http404
    return row


def _next(row, by):
    """The step this person may take now, or None."""
    decides, tells = access.can(by, "permintaan", "A"), access.can(by, "permintaan", "C")
    if not row.putusan:
        return "putus" if decides else None
    if tells and not row.disampaikan_pada:
        return "sampaikan"
    return "akhiri" if decides and row.restricts else None


def _take(request, row, code):
    if code not in STEPS:
        sentence = "Tidak ada yang dapat Anda kerjakan pada permintaan ini sekarang."
        return render(request, "409.html", {"sentence": sentence}, status=409)
    Form, stage, letter, done = STEPS[code]
    access.require(request.by, "permintaan", letter)
    form = Form(request.POST)
    try:
        taken = form.is_valid() and attempt(
            form, stage, by=request.by, now=request.now, id=row.pk,
            **{**form.cleaned_data, "versi": form.cleaned_data["versi"] or None},
        )  # fmt: skip
    except (Stale, IllegalMove) as refused:
        return render(request, "409.html", {"sentence": refused.sentence}, status=409)
    if not taken:
        return _show(request, row, code, form, status=422)
    messages.success(request, done)
    return redirect(row)


def _show(request, row, code, form, status=200):
    context = {
        "row": row, "form": form, "code": code, "copy": _may_copy(row, request.by),
        "counter": access.can(request.by, "permintaan", "C"),
    }  # fmt: skip
    return render(request, "privacy/request.html", context, status=status)


# --- on paper ------------------------------------------------------------------------------------------------------
@require_GET
@access.needs(*RIGHT)
def answer_paper(request, id):
    """The answer as a sheet for the person."""
    row = _one(request, id)
    if not row.putusan:
        raise Http404
    trace.record(request.by, trace.Aksi.CETAK, row, apa="jawaban permintaan data")
    return render(request, "privacy/answer.html", {"row": row, "office": office(row.warga.kelurahan_id)})


def _may_copy(row, by):
    """The copy is made at the counter, once it was granted: the protector reads no case."""
    granted = row.jenis == P.Jenis.SALINAN and row.putusan in {P.Putusan.DIKABULKAN, P.Putusan.SEBAGIAN}
    return granted and access.can(by, "permintaan", "C") and access.can(by, "profil", "R")


@require_GET
@access.needs("permintaan", "C")
def copy_paper(request, id):
    """Everything on file about the person, with who got it and who looked."""
    row = _one(request, id)
    if not _may_copy(row, request.by):
        raise Http404
    warga = Warga.objects.select_related("keluarga").get(pk=row.subject_id)
    trace.record(request.by, trace.Aksi.CETAK, warga, apa="salinan data", nomor=row.nomor)
    return render(request, "privacy/copy.html", {"row": row, "warga": warga, **copy.gather(warga, request.by)})
