"""The page behind the QR of a letter: is it genuine? No account, no personal data, nothing changes by looking."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from puskesos import access, gate
from puskesos.numbering import normalise_tracking_code
from rujukan import answer_links
from rujukan.letters import public, standing

DOOR = "surat"
WRONG = "Kode ini tidak cocok. Periksa lagi setiap huruf dan angka di bawah kode QR."
EMPTY = "Isi kode di bawah kode QR."


@require_http_methods(["GET", "POST"])
@login_not_required
@access.open_to_all
@never_cache
def type_code(request):
    """For who has the letter and no camera: the code below the QR."""
    typed = request.POST.get("kode", "")[:60]
    if request.method == "GET":
        return render(request, "rujukan/letters/public_code.html")
    try:
        return redirect("rujukan:surat-periksa", kode=normalise_tracking_code(typed))
    except ValueError:
        sentence = WRONG if typed.strip() else EMPTY
        return render(request, "rujukan/letters/public_code.html", {"typed": typed, "error": sentence}, status=422)


@require_GET
@login_not_required
@access.open_to_all
@never_cache
def check(request, kode):
    surat, refusal = _find(request, kode)
    if refusal:
        return refusal
    context = {
        "surat": surat, "mark": public.short_mark(surat), "addressee": _addressee(surat), "kode": kode,
        "may_answer": surat.jenis in standing.OF_REFERRAL and surat.status == "TERBIT",
    }  # fmt: skip
    return render(request, "rujukan/letters/public.html", context)


def _find(request, kode):
    """(letter, None), or (None, the page that says why not): too many tries from one address, or no such code."""
    where = gate.address(request)
    if not gate.is_open(DOOR, where, request.now):
        return None, gate.unlogged(render(request, "rujukan/letters/public_busy.html", status=429))
    surat = public.find(kode)
    if surat is None:
        gate.miss(DOOR, where, request.now)
        return None, gate.unlogged(render(request, "rujukan/letters/public_unknown.html", status=404))
    return surat, None


def _addressee(surat):
    """The agency of a referral, the first line of what was typed otherwise."""
    if surat.rujukan_id:
        return surat.rujukan.instansi.nama
    return surat.tujuan.strip().split("\n")[0]


@require_POST
@login_not_required
@access.open_to_all
@never_cache
def answer(request, kode):
    """On to the agency's answer, where its desk code is asked for."""
    surat, refusal = _find(request, kode)
    if refusal:
        return refusal
    way = None
    if surat.rujukan and surat.status == "TERBIT":
        way = answer_links.enter_letter(surat.rujukan, request.now, issued=surat.terbit_pada)
    return way or redirect(f"{reverse('rujukan:surat-periksa', kwargs={'kode': kode})}?tutup=1")
