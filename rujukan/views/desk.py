"""Answering without an account: /j/<token> leads to /j/, where one referral waits for one answer (issue 4, part 3).

No GET changes anything, so that mail scanners and link previews may open it as often as they like (reliability T11).
"""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from puskesos import access, gate
from puskesos.refusals import IllegalMove, Refused, Stale
from puskesos.views.conflict import typed
from puskesos.views.frame import attempt
from rujukan import agency, restriction
from rujukan.answer_links import answering, desk, entry, links, unvouched
from rujukan.forms.desk import DESK_FORMS, CodeForm
from rujukan.models import JawabanMasuk

# One sentence for every code that leads nowhere: guessed, mistyped, or of something else.
UNKNOWN = "Kode ini tidak dikenal. Periksa lagi setiap huruf dan angkanya di surat, atau hubungi sekretariat SLRT."
TOO_OFTEN = "Terlalu banyak kode yang salah. Tunggu satu menit, lalu coba lagi."
OTHER_PAGE = (
    "Halaman ini sudah berganti ke rujukan lain di peramban ini. Buka lagi tautan dari surat atau email."
)
LINK_UNKNOWN = "Tautan ini tidak dikenal. Buka lagi dari e-mail SLRT, atau ketik kode yang ada di surat rujukan."


@login_not_required
@access.open_to_all
@never_cache
@require_GET
def enter(request, token):
    """The mailed link: from here the token is in a cookie, and no longer in the address."""
    where = gate.address(request)
    if not gate.is_open("jawaban", where, request.now):
        return gate.unlogged(_ask_code(request, TOO_OFTEN, status=429))
    tautan = links.by_token(token)
    if tautan is None:
        gate.miss("jawaban", where, request.now)
        return gate.unlogged(_ask_code(request, LINK_UNKNOWN, status=404))
    return entry.enter(tautan)


@login_not_required
@access.open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request):
    """The referral this browser was led to, its four answers, and the form of the one that was picked."""
    aksi = request.POST.get("aksi", "")
    if aksi == "kode":
        return _by_code(request)
    if aksi == "selesai":
        return entry.leave(redirect("rujukan:jawab"))
    tautan = entry.entered(request)
    if tautan is None:
        lost = "Waktu membuka halaman ini sudah habis; jawaban belum tersimpan. Buka lagi tautannya." if aksi else ""
        return _ask_code(request, lost, status=403 if aksi else 200)
    if request.method == "POST" and not entry.is_page_of(request, tautan):
        return _ask_code(request, OTHER_PAGE, status=409)
    if closed := links.closed_because(tautan, request.now):
        return entry.leave(_closed(request, tautan, closed))
    if request.method == "POST":
        return _look(request, tautan) if aksi == "lihat" else _answer(request, tautan, aksi)
    return _show(request, tautan, form=_form(request, tautan, request.GET.get("pilih", "")))


# --- the code of a letter ------------------------------------------------------------------------------------------
def _ask_code(request, sentence="", *, form=None, status=200):
    context = {"form": form or CodeForm(auto_id="kode_%s"), "sentence": sentence}
    return render(request, "rujukan/desk/code.html", context, status=status)


def _by_code(request):
    where = gate.address(request)
    form = CodeForm(request.POST, auto_id="kode_%s")
    if not gate.is_open("jawaban", where, request.now):
        form.add_error(None, TOO_OFTEN)
        return _ask_code(request, form=form, status=429)
    if not form.is_valid():
        return _ask_code(request, form=form, status=422)
    tautan = links.by_code(form.cleaned_data["kode"])
    if tautan is None:
        gate.miss("jawaban", where, request.now)
        form.add_error("kode", UNKNOWN)
        return _ask_code(request, form=form, status=422)
    return entry.enter(tautan)


# --- the page of one referral --------------------------------------------------------------------------------------
def _form(request, tautan, code, data=()):
    """The form of one answer, or None when it is no answer or not open any more."""
    if code not in DESK_FORMS:
        return None
    by = answering.speaker(tautan, asal=gate.address(request))
    form = DESK_FORMS[code](*data, by=by, rujukan=tautan.rujukan, now=request.now, tautan=tautan)
    return form if data or code in _open(tautan) else None


def _open(tautan):
    """{code: form} of the answers that this referral can still be given."""
    voice = answering.speaker(tautan)
    return {code: form for code, form in DESK_FORMS.items() if _may(form, tautan.rujukan, voice)}


def _may(form, rujukan, voice):
    try:
        form.check(rujukan, voice)
    except Refused:
        return False
    return True


def _show(request, tautan, *, form=None, status=200, **more):
    rujukan = tautan.rujukan
    context = {
        "tautan": tautan, "rujukan": rujukan, "form": form, "page_mark": entry.page_mark(tautan),
        "open": [(code, one.choice) for code, one in _open(tautan).items()],
        "held": restriction.waits(rujukan), "initials": agency.initials(rujukan.keluhan.klien.nama),
        "by_letter": tautan.tujuan == tautan.Tujuan.SURAT,
        "last": rujukan.riwayat.filter(langkah__in=DESK_FORMS).order_by("-at", "-id").first(),
        "pending": rujukan.jawaban_masuk.filter(status=JawabanMasuk.Status.MENUNGGU, tautan=tautan).last(), **more,
    }  # fmt: skip
    return render(request, "rujukan/desk/answer.html", context, status=status)


def _closed(request, tautan, sentence):
    context = {"sentence": sentence, "rujukan": tautan.rujukan}
    return render(request, "rujukan/desk/closed.html", context, status=410)


def _look(request, tautan):
    """Name, age, place and papers: only by the link sent to the agency, or with its desk code; recorded.

    As long as the agency works on it, and no longer.
    """
    if tautan.rujukan.status not in agency.AT_WORK or restriction.waits(tautan.rujukan):
        return _show(request, tautan, status=409)
    if tautan.tujuan == tautan.Tujuan.SURAT:
        typed_code = request.POST.get("kode_meja", "")[:60]
        refusal = _desk_refusal(request, tautan, typed_code)
        if refusal:
            return _show(request, tautan, status=422, look_error=refusal, look_typed=typed_code)
    by = answering.speaker(tautan, asal=gate.address(request))
    return _show(request, tautan, **answering.look(by=by, now=request.now, tautan=tautan))


def _desk_refusal(request, tautan, typed_code):
    """Why a desk code does not open anything, or ""; wrong ones are counted."""
    where = gate.address(request)
    if not gate.is_open("meja", where, request.now):
        return TOO_OFTEN
    if desk.fits(tautan.instansi_id, typed_code):
        return ""
    gate.miss("meja", where, request.now)
    return "Kode meja ini tidak cocok. Periksa lagi, atau minta yang baru kepada sekretariat SLRT."


# --- answering -----------------------------------------------------------------------------------------------------
def _answer(request, tautan, code):
    form = _form(request, tautan, code, (request.POST, request.FILES))
    if form is None:
        return _show(request, tautan, status=422)
    vouched = True
    if form.is_valid() and form.by_letter:
        typed_code = form.cleaned_data["kode_meja"]
        vouched = bool(typed_code)
        if typed_code and (refusal := _desk_refusal(request, tautan, typed_code)):
            form.add_error("kode_meja", refusal)
    if not form.is_valid():
        return _show(request, tautan, form=form, status=422)
    try:
        done = _say(request, form) if vouched else _offer(request, form)
    except (Stale, IllegalMove) as refused:
        tautan = links.by_id(tautan.pk)
        return _show(request, tautan, status=409, sentence=refused.sentence, typed=typed(form))
    return redirect("rujukan:jawab") if done else _show(request, tautan, form=form, status=422)


def _say(request, form):
    by = answering.speaker(form.tautan, asal=gate.address(request), penjawab=form.cleaned_data["penjawab"])
    return attempt(form, answering.answer, by=by, now=request.now, tautan_id=form.tautan.pk, code=form.code,
                   **form.arguments())  # fmt: skip


def _offer(request, form):
    facts = {name: value for name, value in form.arguments().items() if name not in {"versi", "bukti"}}
    return attempt(form, unvouched.offer, by=None, now=request.now, tautan=form.tautan, code=form.code,
                   penjawab=form.cleaned_data["penjawab"], **facts)  # fmt: skip
