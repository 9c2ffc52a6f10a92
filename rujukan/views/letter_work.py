"""Many letters at once: choose them on the list, watch the bar, print them as one document."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from puskesos import access, trace
from puskesos.refusals import Refused
from rujukan.letters import batch
from rujukan.models import PekerjaanSurat
from rujukan.views.letters import inline_pdf


@require_POST
@access.needs("surat", "CPA")
def start(request):
    try:
        work = batch.start(by=request.by, now=request.now, ids=_ids(request.POST))
    except Refused as refused:
        if refused.status != 422:
            raise
        messages.warning(request, refused.sentence)
        return redirect("/persuratan/?tab=siap")
    return redirect("rujukan:surat-pekerjaan", id=work.pk)


def _ids(sent):
    """What was ticked; None for everything that is ready."""
    if "semua" in sent:
        return None
    found = []
    for text in sent.getlist("pilih")[: batch.MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _work(request, id):
    """One's own work only."""
    found = PekerjaanSurat.objects.filter(pk=id, penugasan__petugas_id=request.by.petugas_id).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@access.needs("surat", "CPA")
def work(request, id):
    """How far it is; a POST takes the next rows, so that it also goes on without a worker."""
    found = _work(request, id)
    if request.method == "POST":
        batch.work_off(request.now, pekerjaan=found, most=batch.PER_LOOK, seconds=batch.LONGEST_LOOK)
        if "HX-Request" not in request.headers:
            return redirect("rujukan:surat-pekerjaan", id=id)
    done, failed, total = batch.progress(found)
    context = {
        "work": found, "done": done, "failed": failed, "total": total, "handled": done + failed,
        "wrong": found.baris.filter(status="GAGAL").select_related("surat"),
    }  # fmt: skip
    page = "rujukan/letters/progress.html" if "HX-Request" in request.headers else "rujukan/letters/work.html"
    return render(request, page, context)


@require_GET
@access.needs("surat", "CPA")
def work_paper(request, id):
    """All letters of the work as one document for the printer."""
    found = _work(request, id)
    content, letters = batch.printed(found, request.by)
    if not letters:
        return redirect("rujukan:surat-pekerjaan", id=id)
    if any(surat.sertakan_identitas for surat in letters):
        access.require(request.by, "identitas", "X")
    for surat in letters:
        trace.record(request.by, trace.Aksi.CETAK, surat, apa="surat", memuat_nik=surat.sertakan_identitas,
                     nomor=surat.nomor)  # fmt: skip
    return inline_pdf(content, f"surat-pekerjaan-{found.pk}")
