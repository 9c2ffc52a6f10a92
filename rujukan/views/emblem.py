"""The page of the emblems on letterheads, beside the reference data of letters."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from puskesos import access, catalogue
from puskesos.forms.fields import LineField, PickField, PlainForm
from puskesos.views.frame import attempt
from rujukan.letters import emblem
from rujukan.models import Lambang


class EmblemForm(PlainForm):
    """One picture for one unit, and what stands there for somebody who does not see it."""

    unit = PickField(label="Unit", help_text="Lambang kota dipakai semua kelurahan yang tidak punya lambang sendiri.")
    berkas = forms.FileField(
        label="Gambar", allow_empty_file=True, widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text="PNG atau JPEG, paling besar 2 MB, paling sedikit 100 × 100 titik.",
        error_messages={"required": "Pilih gambarnya."},
    )  # fmt: skip
    teks = LineField(120, label="Teks pengganti", help_text="Dibacakan kepada yang tidak melihat gambarnya.",
                     error_messages={"required": "Tulis teks pengganti: apa yang tampak pada gambar."})  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(_units())


def _units():
    city = catalogue.wilayah(settings.CITY_CODE)
    return [(city.kode, city.nama), *((row.kode, f"Kelurahan {row.nama}") for row in catalogue.kelurahan())]


@require_http_methods(["GET", "POST"])
@access.needs("katalog", "UA")
def page(request):
    """Every emblem there is; one is added, replaced or taken away."""
    if request.POST.get("aksi") == "hapus":
        return _remove(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EmblemForm(*sent, initial={"unit": settings.CITY_CODE, "teks": f"Lambang {settings.CITY}"})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        facts = {"unit": data["unit"], "file": data["berkas"], "teks": data["teks"]}
        if attempt(form, emblem.put, by=request.by, now=request.now, **facts):
            messages.success(request, "Lambang tersimpan dan tampil pada surat berikutnya.")
            return redirect("rujukan:surat-lambang")
    rows = Lambang.objects.defer("isi").select_related("unit", "diunggah_oleh").order_by("unit")
    context = {"form": form, "rows": rows}
    return render(request, "rujukan/letters/emblem.html", context, status=422 if form.errors else 200)


def _remove(request):
    unit = request.POST.get("unit", "")[:13]
    if not Lambang.objects.filter(pk=unit).exists():
        raise Http404
    emblem.remove(by=request.by, now=request.now, unit=unit)
    messages.success(request, "Lambang dihapus dari kop surat.")
    return redirect("rujukan:surat-lambang")


@require_GET
@access.needs("katalog", "UA")
def picture(request, unit):
    row = Lambang.objects.filter(pk=unit).first()
    if row is None:
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return HttpResponse(bytes(row.isi), content_type="image/jpeg", headers=headers)
