"""Files of a case: showing, adding, replacing; and handing out one file after the object was checked."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from puskesos import access, files, lampiran
from puskesos.forms.choices import kinds_of_file
from puskesos.forms.fields import PickField, PlainForm
from puskesos.models import Lampiran
from puskesos.numbering import is_uuid7, new_uuid7
from puskesos.views.frame import attempt

SHOWN_INLINE = frozenset({"image/jpeg"})
ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


class UploadForm(PlainForm):
    """One file with its kind; a replacement keeps the kind of what it replaces."""

    berkas_jenis = PickField(label="Jenis berkas", empty="Pilih jenis berkas …")
    berkas = forms.FileField(
        label="Foto atau PDF", allow_empty_file=True, help_text="JPEG, PNG, WebP, atau PDF sampai 10 MB.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )  # fmt: skip

    def __init__(self, *args, replacing=None, **kwargs):
        super().__init__(*args, prefix=replacing and str(replacing), **kwargs)
        self.fields["berkas_jenis"].offer(kinds_of_file())
        if replacing:
            del self.fields["berkas_jenis"]


@require_GET
@access.needs("keluhan", "R")
def file_open(request, id):
    """The content of one file: a download, or with ?lihat=1 a picture in its own sealed-off page."""
    row = access.open_lampiran(request.by, id)
    try:
        content = lampiran.load(row.pk)
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type=row.mime)
    inline = "lihat" in request.GET and row.mime in SHOWN_INLINE
    name = f"{row.jenis_id.lower()}-{str(row.pk)[-6:]}.{ENDINGS.get(row.mime, 'bin')}"
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
@access.needs("keluhan", "R")
def case_files(request, id):
    """All files of a case, and a form for one more."""
    keluhan = access.peek_keluhan(request.by, id)
    if request.method == "GET":
        return _page(request, keluhan, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    new_id = request.POST.get("berkas_id", "")
    if form.is_valid() and attempt(
        form, files.attach, by=request.by, now=request.now, file=form.cleaned_data["berkas"], keluhan=keluhan.pk,
        jenis=form.cleaned_data["berkas_jenis"], id=UUID(new_id) if is_uuid7(new_id) else None,
    ):  # fmt: skip
        messages.success(request, "Berkas tersimpan.")
        return redirect("puskesos:keluhan-berkas", id=keluhan.pk)
    return _page(request, keluhan, form, status=422)


@require_POST
@access.needs("isian", "U")
def file_replace(request, id):
    """A better photo in the place of a wrong one; the old one stays on record."""
    old = Lampiran.objects.filter(pk=id, keluhan__isnull=False).first()
    if old is None:
        raise Http404
    keluhan = access.peek_keluhan(request.by, old.keluhan_id)
    form = UploadForm(request.POST, request.FILES, replacing=id)
    new_id = request.POST.get("berkas_id", "")
    if form.is_valid() and attempt(
        form, files.replace, by=request.by, now=request.now, id=id, file=form.cleaned_data["berkas"],
        new_id=UUID(new_id) if is_uuid7(new_id) else None,
    ):  # fmt: skip
        messages.success(request, "Berkas diganti. Yang lama tetap tersimpan dalam riwayat.")
        return redirect("puskesos:keluhan-berkas", id=keluhan.pk)
    return _page(request, keluhan, UploadForm(), status=422, replacing=form, replaced=id)


def _page(request, keluhan, form, *, status=200, replacing=None, replaced=None):
    rows = files.present(keluhan).select_related("jenis", "diunggah_oleh")
    may_change = keluhan.terbuka and access.can(request.by, "isian", "U")
    kept = [
        {"row": row, "form": replacing if row.pk == replaced else UploadForm(replacing=row.pk)} for row in rows
    ]  # fmt: skip
    return render(request, "puskesos/case_files.html", {
        "keluhan": keluhan, "form": form, "kept": kept, "may_change": may_change, "wrong": replacing or form,
        "berkas_id": new_uuid7(request.now),
    }, status=status)  # fmt: skip
