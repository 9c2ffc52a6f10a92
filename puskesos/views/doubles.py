"""Suspected doubles (ux §5, screen 18): the list of pairs, and two files side by side for one decision."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from puskesos import access, catalogue, doubles, merging, trace
from puskesos.forms.fields import PickField, PlainForm, StoryField
from puskesos.models import Keluhan
from puskesos.refusals import IllegalMove
from puskesos.templatetags.puskesos import tanggal_pendek
from puskesos.views.frame import attempt

MERGE, KEEP_BOTH = "gabung", "bukan"


class DecisionForm(PlainForm):
    """Which file stays, and why; keeping both needs no file."""

    simpan = PickField(label="Data yang dipakai seterusnya", tiles=True, required=False)
    alasan = StoryField(300, rows=2, label="Alasan", required=False,
                        help_text="Wajib bila digabung: apa yang membuktikan keduanya satu orang.")  # fmt: skip

    def __init__(self, *args, pair, **kwargs):
        super().__init__(*args, **kwargs)
        files = [(str(one.pk), f"{one.nama} (dicatat {tanggal_pendek(one.created_at)})") for one in pair]
        self.fields["simpan"].offer(files)


@require_GET
@access.needs("gabung", "CU")
def listing(request):
    """Pairs in reach, the likeliest first; for the city one kecamatan at a time if wanted."""
    wilayah = request.GET.get("wilayah", "")
    inside = catalogue.kelurahan_of(wilayah) if catalogue.wilayah(wilayah) else None
    pairs = doubles.suspected(request.by, request.now, kelurahan=inside)
    trace.record_list(request.by, "dugaan ganda", (one.pk for pair in pairs for one in (pair.a, pair.b)))
    districts = [one for one in catalogue.table("Wilayah").values() if one.tingkat == "KECAMATAN"]
    context = {"pairs": pairs, "wilayah": wilayah, "districts": districts if request.by.is_kota else []}
    return render(request, "puskesos/doubles/list.html", context)


@require_http_methods(["GET", "POST"])
@access.needs("gabung", "CU")
def pair(request, a, b):
    """Both files beside each other, differing facts marked; the decision is for ever."""
    if a == b:
        raise Http404
    both = _open(request, a, b)
    if any(one.digabung_ke_id for one in both):
        return _gone("Salah satu dari keduanya sudah digabung orang lain.", request)
    form = DecisionForm(request.POST or None, pair=both)
    if request.method == "POST" and form.is_valid():
        try:
            done = _decide(request, form, both)
        except IllegalMove as refused:
            return _gone(refused.sentence, request)
        if done:
            return done
    return _page(request, both, form)


def _open(request, a, b):
    """Reading is on record the first time; a decision that follows is recorded by its stage."""
    door = access.open_warga if request.method == "GET" else access.lock_warga
    return sorted((door(request.by, one) for one in sorted((a, b))), key=lambda one: one.pk)


def _page(request, both, form):
    found = doubles.weigh(*both)
    cases = Keluhan.objects.visible_to(request.by).filter(klien__in=both).order_by("-id")
    context = {
        "pair": found, "lines": doubles.compare(*both), "form": form,
        "cases": [[one for one in cases if one.klien_id == warga.pk] for warga in both],
    }  # fmt: skip
    return render(request, "puskesos/doubles/pair.html", context, status=422 if form.errors else 200)


def _decide(request, form, both):
    """The answer after a decision; None when the stage refused at a field."""
    first, second = both
    acting = {"by": request.by, "now": request.now, "alasan": form.cleaned_data["alasan"]}
    if request.POST.get("aksi") == KEEP_BOTH:
        if attempt(form, merging.not_the_same, a=first.pk, b=second.pk, **acting):
            messages.success(request, "Dicatat: bukan orang yang sama.")
            return redirect("puskesos:ganda")
        return None
    keep = form.cleaned_data["simpan"]
    if not keep:
        form.add_error("simpan", "Pilih data mana yang dipakai seterusnya.")
        return None
    kept, lost = (first, second) if str(first.pk) == keep else (second, first)
    if attempt(form, merging.merge_warga, keep=kept.pk, lose=lost.pk, **acting):
        messages.success(request, f"Data {kept.nama} digabung.")
        return redirect("puskesos:warga", id=kept.pk)
    return None


def _gone(sentence, request):
    return render(request, "409.html", {"sentence": sentence}, status=409)
