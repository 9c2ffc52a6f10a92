"""One request's sheet: what is typed so far, how rows and files move in it, and how it is shown again."""

from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone

from puskesos import drafts, files, identity, intake, trace
from puskesos.forms.intake import IntakePage, usual_service
from puskesos.forms.rows import add_row, remove_row
from puskesos.models import Lampiran, Warga
from puskesos.nik import normalise
from puskesos.numbering import is_uuid7, new_uuid7
from puskesos.refusals import Refused
from puskesos.soundness import MOST_MEMBERSHIPS, MOST_NEEDS
from puskesos.views import rescue

ROWS = {"kebutuhan": (1, MOST_NEEDS), "kepesertaan": (0, MOST_MEMBERSHIPS)}


class Sheet:
    """One request's sheet: its id, what is typed, whose it is, and how it is shown again."""

    def __init__(self, request, id, typed=None):
        self.request, self.by, self.id, self.typed = request, request.by, id, typed
        self.day = timezone.localdate(request.now)
        self.warga = self._warga()
        self.file_error = None

    def _warga(self):
        """The person on file that the sheet is about, when there is one in reach."""
        wanted = self.typed.get("warga_id") if self.typed is not None else self.request.GET.get("warga")
        if not is_uuid(wanted):
            return None
        return Warga.objects.visible_to(self.by).current().select_related("keluarga").filter(pk=wanted).first()

    def page(self, initial=None):
        return IntakePage(by=self.by, day=self.day, typed=self.typed, warga=self.warga, initial=initial)

    def files(self):
        """Files uploaded for this sheet, in the order of upload."""
        ids = [one for one in self.typed.getlist("lampiran") if is_uuid(one)] if self.typed is not None else []
        rows = Lampiran.objects.filter(pk__in=ids, diunggah_oleh_id=self.by.petugas_id, keluhan__isnull=True)
        return list(rows.select_related("jenis")) if ids else []

    def show(self, page, *, status=200, template="puskesos/intake/form.html", **more):
        if self.file_error:
            page.form.add_error("berkas", self.file_error)
        context = {
            "page": page, "form": page.form, "id": self.id, "tanda": rescue.token(self.by, self.id),
            "files": self.files(), "berkas_id": new_uuid7(self.request.now), "warga": self.warga, "today": self.day,
            "priority": page.form.judged(), "notice": f"puskesos/notice/{intake.NOTICE_VERSION}.html", **more,
        }  # fmt: skip
        return render(self.request, template, context, status=status)


def posted(request):
    """The sheet of a POST, under the id that the page was given."""
    id = request.POST.get("id", "")
    return Sheet(request, UUID(id) if is_uuid7(id) else new_uuid7(request.now), request.POST.copy())


# --- rows and files, with or without a script ----------------------------------------------------------------------
def rearrange(sheet, deed):
    """Add or remove a row or a file, as the button says; an unknown button changes nothing."""
    verb, _, rest = deed.partition("_")
    thing, _, which = rest.partition("-")
    if verb == "tambah" and thing in ROWS:
        add_row(sheet.typed, thing, ROWS[thing][1])
    elif verb == "hapus" and thing in ROWS and which.isdecimal():
        remove_row(sheet.typed, thing, int(which), ROWS[thing][0])
    elif verb == "hapus" and thing == "berkas" and is_uuid(which):
        files.remove_from_draft(by=sheet.by, id=which)
        sheet.typed.setlist("lampiran", [one for one in sheet.typed.getlist("lampiran") if one != which])
    elif thing == "kebutuhan":
        suggest_service(sheet.typed)


def take_file(sheet):
    """A file that came along is kept at once, whatever else is wrong on the page."""
    file = sheet.request.FILES.get("berkas")
    if file is None:
        return
    id = sheet.typed.get("berkas_id", "")
    try:
        with transaction.atomic():
            drafts.save_draft(
                by=sheet.by, now=sheet.request.now, id=sheet.id, typed=rescue.typed_values(sheet.request.POST)
            )
            row = files.attach(
                by=sheet.by, now=sheet.request.now, file=file, jenis=sheet.typed.get("berkas_jenis", ""),
                id=UUID(id) if is_uuid7(id) else None, draf=sheet.id,
            )  # fmt: skip
    except Refused as refused:
        sheet.file_error = refused.sentence
        return
    sheet.typed.appendlist("lampiran", str(row.pk))
    sheet.typed["berkas_jenis"] = ""


def suggest_service(typed):
    """The first need is the usual one of the topic, unless somebody chose; without a script nobody fills it in."""
    if not typed.get("kebutuhan-0-layanan"):
        typed["kebutuhan-0-layanan"] = usual_service(typed.get("subkategori"))


# --- what is left on record -----------------------------------------------------------------------------------------
def trace_search(by, way, term, **facts):
    mark = identity.blind_index(normalise(term), purpose="jejak").hex()[:16]
    trace.record(by, trace.Aksi.CARI, cara=way, kunci=mark, **facts)


def trace_people(by, people):
    if people:
        trace.record_list(by, "petunjuk", [one.warga.pk for one in people])


# --- small readings --------------------------------------------------------------------------------------------------
def as_query(values):
    """Typed values as the QueryDict that forms read."""
    typed = QueryDict(mutable=True)
    for name, each in values.items():
        typed.setlist(name, each)
    return typed


def is_uuid(text):
    try:
        return bool(UUID(str(text)))
    except ValueError:
        return False
