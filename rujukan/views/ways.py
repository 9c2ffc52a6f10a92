"""What SLRT sees of answers without an account: calls with a letter code, answers to vouch for, and the ways in."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from puskesos import access, gate, trace
from puskesos.refusals import IllegalMove, NotAllowed
from puskesos.views.frame import attempt
from rujukan import answer_links
from rujukan.access import peek_rujukan
from rujukan.answer_links import links, unvouched
from rujukan.forms import FORMS
from rujukan.forms.desk import DESK_FORMS, CodeForm
from rujukan.forms.ways import ConfirmForm, RejectForm
from rujukan.models import Rujukan
from rujukan.views.page import is_agency, is_open

UNKNOWN = "Kode ini tidak dikenal, atau rujukannya di luar wilayah Anda. Minta dibacakan lagi."
MOST_SHOWN = 200


def _require_slrt(by):
    if is_agency(by):
        raise NotAllowed("Halaman ini untuk SLRT. Instansi menjawab di kotak masuknya.")


# --- by telephone --------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@access.needs("jawaban", "U")
def telephone(request):
    """The clerk is on the line and reads the code of the letter: which referral is it, and what is the answer?"""
    _require_slrt(request.by)
    form = CodeForm(request.POST or None, auto_id="kode_%s")
    if request.method == "GET" or not form.is_valid():
        return _telephone(request, form, status=422 if form.is_bound else 200)
    who = f"petugas {request.by.petugas_id}"
    if not gate.is_open("jawaban", who, request.now):
        form.add_error("kode", "Terlalu banyak kode yang salah. Tunggu satu menit.")
        return _telephone(request, form, status=429)
    tautan = links.by_code(form.cleaned_data["kode"])
    found = tautan and Rujukan.objects.visible_to(request.by).filter(pk=tautan.rujukan_id)
    rujukan = found and found.select_related("keluhan__klien", "instansi").first()
    if not rujukan:
        gate.miss("jawaban", who, request.now)
        form.add_error("kode", UNKNOWN)
        return _telephone(request, form, status=422)
    trace.record(request.by, trace.Aksi.CARI, rujukan, nomor=rujukan.nomor, dengan="kode surat")
    offered = [(code, FORMS[code]) for code in DESK_FORMS]
    open_now = [(code, form.title) for code, form in offered if is_open(form, rujukan, request.by)]
    return _telephone(request, form, rujukan=rujukan, open=open_now, closed=links.closed_because(tautan, request.now))


def _telephone(request, form, *, status=200, **found):
    return render(request, "rujukan/ways/telephone.html", {"form": form, **found}, status=status)


# --- answers nobody has vouched for --------------------------------------------------------------------------------
@require_GET
@access.needs("jawaban", "U")
def unvouched_list(request):
    _require_slrt(request.by)
    rows = list(unvouched.waiting(request.by)[:MOST_SHOWN])
    trace.record_list(request.by, "jawaban belum terverifikasi", (row.pk for row in rows))
    return render(request, "rujukan/ways/unvouched.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@access.needs("jawaban", "U")
def unvouched_one(request, id):
    """One of them beside what the referral says: asked and true, or not the agency's at all."""
    _require_slrt(request.by)
    row = unvouched.peek(request.by, id)
    aksi = request.POST.get("aksi", "")
    data = (request.POST, request.FILES)
    confirm = ConfirmForm(*(data if aksi == "benar" else ()), served=row.langkah == "served", auto_id="benar_%s")
    reject = RejectForm(*(data[:1] if aksi == "bukan" else ()), auto_id="bukan_%s")
    if request.method == "POST":
        form, stage = (confirm, unvouched.confirm) if aksi == "benar" else (reject, unvouched.reject)
        if form.is_valid() and attempt(form, stage, by=request.by, now=request.now, id=id, **form.arguments()):
            messages.success(request, "Jawaban dibenarkan dan dicatat." if aksi == "benar" else "Jawaban ditolak.")
            return redirect("rujukan:jawaban-masuk")
    trace.record(request.by, trace.Aksi.BACA, row, keluhan_id=row.rujukan.keluhan_id, nomor=row.rujukan.nomor)
    day = date.fromisoformat(row.isi["tanggal"]) if row.isi.get("tanggal") else None
    context = {
        "day": day,
        "row": row,
        "confirm": confirm,
        "reject": reject,
        "waiting": row.status == row.Status.MENUNGGU,
    }
    return render(request, "rujukan/ways/one.html", context, status=422 if request.method == "POST" else 200)


# --- the ways to one referral --------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@access.needs("rujukan", "CA")
def ways(request, id):
    """Which links and codes lead to this referral; each can be shut at once."""
    rujukan = peek_rujukan(request.by, id, related=("keluhan__klien", "instansi"))
    if request.method == "POST":
        return _shut(request, rujukan)
    rows = [(row, links.closed_because(row, request.now)) for row in _of(rujukan)]
    trace.record(request.by, trace.Aksi.BACA, rujukan, nomor=rujukan.nomor, apa="tautan")
    return render(request, "rujukan/ways/ways.html", {
        "rujukan": rujukan, "rows": rows, "any_open": any(not closed for _, closed in rows),
        "desk": answer_links.desk.current(rujukan.instansi_id),
    })  # fmt: skip


def _of(rujukan):
    rows = list(rujukan.tautan.select_related("dicabut_oleh"))
    for row in rows:
        row.rujukan = rujukan
    return rows


def _shut(request, rujukan):
    id = request.POST.get("tautan", "")
    known = {str(row.pk) for row in _of(rujukan)}
    if id and id not in known:
        raise IllegalMove("Tautan ini bukan milik rujukan ini. Muat ulang halamannya.")
    which = {"id": id} if id else {}
    shut = answer_links.revoke if id else answer_links.revoke_all
    count = shut(by=request.by, now=request.now, rujukan_id=rujukan.pk, **which)
    messages.success(request, f"{count} tautan dicabut." if count else "Tidak ada yang perlu dicabut.")
    return HttpResponseRedirect(request.path)
