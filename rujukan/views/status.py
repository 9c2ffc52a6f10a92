"""The public status page: /s/<code> leads to /s/, where a household sees how far its case is (features (d) 10)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from puskesos import access, gate, public_status, surveys, voices
from puskesos.models import Keluhan, Survei
from puskesos.refusals import IllegalMove
from puskesos.views.frame import attempt
from puskesos.views.receipt import office
from rujukan import followup
from rujukan.forms.status import SurveyForm, TrackingForm, WordForm

LASTS = 15 * 60  # often somebody else's telephone
_SALT = "rujukan.status"
_PAGE_SALT = "rujukan.status.halaman"
OTHER_PAGE = "Halaman ini sudah berganti ke keluhan lain di peramban ini. Buka lagi dengan kode di tanda terima."
UNKNOWN = "Kode ini tidak dikenal. Periksa lagi huruf dan angkanya di tanda terima, atau tanyakan ke Puskesos."
TOO_OFTEN = "Terlalu banyak kode yang salah. Tunggu satu menit, lalu coba lagi."


def _cookie():
    return "__Host-status" if settings.SESSION_COOKIE_SECURE else "status"


@login_not_required
@access.open_to_all
@never_cache
@require_GET
def enter(request, kode):
    """The QR of the receipt: the code goes from the address into a cookie of a quarter of an hour."""
    return gate.unlogged(_enter(request, kode, TrackingForm(initial={"kode": ""}, auto_id="kode_%s")))


@login_not_required
@access.open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def status(request):
    aksi = request.POST.get("aksi", "")
    if aksi == "kode":
        form = TrackingForm(request.POST, auto_id="kode_%s")
        return _enter(request, form.cleaned_data["kode"], form) if form.is_valid() else _ask(request, form, 422)
    if aksi == "selesai":
        return _leave(redirect("rujukan:status"))
    keluhan = _entered(request)
    if keluhan is None:
        return _ask(request, TrackingForm(auto_id="kode_%s"), 403 if aksi else 200)
    if aksi in TAKEN:
        if not _is_page_of(request, keluhan):
            return _ask(request, TrackingForm(auto_id="kode_%s"), 409, OTHER_PAGE)
        return TAKEN[aksi](request, keluhan)
    return _show(request, keluhan)


def _enter(request, kode, form):
    where = gate.address(request)
    if not gate.is_open("status", where, request.now):
        return _ask(request, form, 429, TOO_OFTEN)
    keluhan = public_status.find(kode)
    if keluhan is None:
        gate.miss("status", where, request.now)
        return _ask(request, form, 404, UNKNOWN)
    response = redirect("rujukan:status")
    value = signing.dumps(str(keluhan.pk), salt=_SALT)
    response.set_cookie(
        _cookie(), value, max_age=LASTS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def _entered(request):
    try:
        id = signing.loads(request.COOKIES.get(_cookie(), ""), salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return Keluhan.objects.filter(pk=id).first()


def _page_mark(keluhan):
    """What a form carries to say whose it is: one browser has one cookie, and several tabs."""
    return signing.dumps(str(keluhan.pk), salt=_PAGE_SALT)


def _is_page_of(request, keluhan):
    try:
        return signing.loads(request.POST.get("halaman", ""), salt=_PAGE_SALT) == str(keluhan.pk)
    except signing.BadSignature:
        return False


def _leave(response):
    response.delete_cookie(_cookie(), samesite="Lax")
    return response


def _ask(request, form, status, sentence=""):
    return render(request, "rujukan/status/code.html", {"form": form, "sentence": sentence}, status=status)


def _show(request, keluhan, *, word=None, survey=None, status=200, sentence=""):
    asks = public_status.asks_household(keluhan)
    surveyed = not asks and surveys.is_asked(keluhan, request.now)
    if surveyed and survey is None and request.GET.get("isi") == "survei":
        survey = SurveyForm(auto_id="survei_%s")
    context = {
        "status": public_status.of(keluhan, request.now), "office": office(keluhan.kelurahan_id),
        "word": word or (WordForm(auto_id="kata_%s") if asks else None), "surveyed": surveyed, "survey": survey,
        "sentence": sentence, "page_mark": _page_mark(keluhan), "thanks": request.GET.get("terima") == "kasih",
    }  # fmt: skip
    return render(request, "rujukan/status/page.html", context, status=status)


# --- what the household says ---------------------------------------------------------------------------------------
def _thank():
    response = redirect("rujukan:status")
    response["Location"] += "?terima=kasih"
    return response


def _word(request, keluhan):
    form = WordForm(request.POST, auto_id="kata_%s")
    by = voices.household(asal=gate.address(request))
    try:
        done = form.is_valid() and attempt(
            form, followup.household_says, by=by, now=request.now, id=keluhan.pk, kata=form.cleaned_data["kata"]
        )
    except IllegalMove as refused:
        return _show(request, keluhan, status=409, sentence=refused.sentence)
    return _thank() if done else _show(request, keluhan, word=form, status=422)


def _survey(request, keluhan):
    form = SurveyForm(request.POST, auto_id="survei_%s")
    by = voices.household(asal=gate.address(request))
    try:
        done = form.is_valid() and attempt(
            form, surveys.answer, by=by, now=request.now, id=keluhan.pk, cara=Survei.Cara.HALAMAN, **form.arguments()
        )
    except IllegalMove as refused:
        return _show(request, keluhan, status=409, sentence=refused.sentence)
    return _thank() if done else _show(request, keluhan, survey=form, status=422)


TAKEN = {"kata": _word, "survei": _survey}
