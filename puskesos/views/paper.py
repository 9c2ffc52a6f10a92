"""Paper for the day without network and telephone: printing blank sheets, and copying one of them quickly."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from puskesos import access, catalogue, intake, paper, qr
from puskesos.forms import questions
from puskesos.forms.intake import IntakePage, usual_service
from puskesos.forms.paper import UNASKED, PrintForm, SerialForm
from puskesos.models import FormulirKertas
from puskesos.numbering import is_uuid7, new_uuid7
from puskesos.views.frame import attempt

BOXES = range(16)
RECENT = 20


@require_http_methods(["GET", "POST"])
@access.needs("keluhan", "C")
def sheets(request):
    """How many sheets for which place; the answer to the POST are the sheets themselves, ready to print."""
    form = PrintForm(request.POST or None, by=request.by)
    rows = form.is_valid() and attempt(
        form, paper.print_sheets, by=request.by, now=request.now, wilayah=form.cleaned_data["wilayah"],
        jumlah=form.cleaned_data["jumlah"],
    )  # fmt: skip
    if rows:
        return render(request, "puskesos/paper/sheets.html", _printed(rows))
    recent = FormulirKertas.objects.filter(dicetak_oleh_id=request.by.petugas_id, keluhan__isnull=True)
    context = {"form": form, "open": recent.count(), "recent": recent.select_related("wilayah")[:RECENT]}
    return render(request, "puskesos/paper/print.html", context, status=422 if form.errors else 200)


def _printed(rows):
    address = settings.PUBLIC_URL.rstrip("/") + reverse("puskesos:formulir-catat")
    sheets = [{"row": row, "qr": qr.square(f"{address}?seri={row.seri}")} for row in rows]
    place = catalogue.wilayah(rows[0].wilayah_id)
    notice = f"puskesos/notice/{intake.NOTICE_VERSION}-short.html"
    return {"sheets": sheets, "place": place, "boxes": BOXES, "notice": notice}


@require_http_methods(["GET", "POST"])
@access.needs("keluhan", "C")
def copy(request):
    """One sheet on one page, in the order of the paper; the serial is taken once only."""
    id = request.POST.get("id", "")
    id = UUID(id) if is_uuid7(id) else new_uuid7(request.now)
    if request.method == "GET":
        serial = SerialForm(initial={"seri": request.GET.get("seri", "")[:40]}, now=request.now)
        page = IntakePage(by=request.by, day=timezone.localdate(request.now), initial={"kanal": "TITIPAN"})
        return _show(request, id, serial, page)
    serial, page = SerialForm(request.POST, now=request.now), _typed(request)
    judged = [serial.is_valid(), page.is_valid()]
    done = all(judged) and _stored(request, id, serial, page)
    if not done:
        return _show(request, id, serial, page, status=422)
    keluhan, created = done
    if created:
        messages.success(request, f"Formulir {serial.cleaned_data['seri']} tersimpan dengan nomor {keluhan.nomor}.")
    return redirect("puskesos:tanda-terima", id=keluhan.pk)


def _typed(request):
    typed = request.POST.copy()
    for name, value in UNASKED.items():
        typed.setdefault(name, value)
    if not typed.get("kebutuhan-0-layanan"):
        typed["kebutuhan-0-layanan"] = usual_service(typed.get("subkategori", ""))
    return IntakePage(by=request.by, day=timezone.localdate(request.now), typed=typed)


def _stored(request, id, serial, page):
    """(keluhan, created), or None with the refusal at its field; what would have been asked online is noted."""
    asked = questions.ask(page, by=request.by, day=page.form.day)
    doubts = [*asked.doubts, *(["Mungkin sudah terdaftar; lihat Data ganda."] if asked.people else []),
              *(["Kebutuhan yang sama masih terbuka."] if asked.needs else [])]  # fmt: skip
    done = attempt(
        page.form, paper.copy_sheet, by=request.by, now=request.now, id=id, seri=serial.cleaned_data["seri"],
        tanggal=serial.cleaned_data["tanggal"], sheet=page.to_sheet(), doubts=doubts,
    )  # fmt: skip
    for sentence in [] if done else page.form.non_field_errors():
        serial.add_error("seri", sentence)
    return done


def _show(request, id, serial, page, *, status=200):
    context = {"id": id, "serial": serial, "page": page, "form": page.form, "row": page.kebutuhan.forms[0]}
    return render(request, "puskesos/paper/copy.html", context, status=status)
