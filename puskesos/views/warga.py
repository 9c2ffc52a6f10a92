"""Finding a person, the person's page, opening a full number with a reason, and correcting the file."""

import secrets
from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from puskesos import access, finding, identity, persons, quota, trace
from puskesos.forms.person import PersonForm
from puskesos.forms.search import RevealForm, SearchForm
from puskesos.models import Keluhan, Warga
from puskesos.nik import normalise
from puskesos.refusals import Refused, Stale
from puskesos.sheet import KlienSheet
from puskesos.views.frame import attempt
from puskesos.views.prefill import from_warga

MOST_CASES = 50


# --- searching -----------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@access.needs("profil", "R")
def search(request):
    """One box; what is looked for travels in the body, never in an address."""
    if request.method == "GET":
        return render(request, "puskesos/warga/search.html", {"form": SearchForm()})
    form = SearchForm(request.POST)
    try:
        found = _found(request, form) if form.is_valid() else None
    except Refused as refused:
        form.add_error("cari", refused.sentence)
        return render(request, "puskesos/warga/search.html", {"form": form}, status=refused.status)
    if found is None:
        return render(request, "puskesos/warga/search.html", {"form": form}, status=422)
    open_cases = finding.open_cases(request.by, found.people)
    rows = [{"warga": one, "open": open_cases.get(one.pk, 0)} for one in found.people]
    context = {"form": form, "found": found, "rows": rows, "today": timezone.localdate(request.now),
               "may_register": access.can(request.by, "keluhan", "C")}  # fmt: skip
    return render(request, "puskesos/warga/search.html", context)


def _found(request, form):
    """What the search gave, on record by the keyed hash of its term."""
    term = form.cleaned_data["cari"]
    found = finding.find_people(request.by, term, now=request.now, born=form.cleaned_data["lahir"])
    mark = identity.blind_index(normalise(term).casefold(), purpose="jejak").hex()[:16]
    trace.record(
        request.by, trace.Aksi.CARI, cara=found.way, kunci=mark, jumlah=len(found.people), elsewhere=found.elsewhere,
        ids=[str(one.pk) for one in found.people],
    )  # fmt: skip
    return found


# --- the person's page ---------------------------------------------------------------------------------------------
@require_http_methods(["GET"])
@access.needs("profil", "R")
def person(request, id):
    warga = access.open_warga(request.by, id)
    if warga.digabung_ke_id:
        return redirect("puskesos:warga", id=warga.digabung_ke_id)
    return _page(request, warga)


@require_http_methods(["GET", "POST"])
@access.needs("identitas", "X")
def reveal(request, id, column):
    """One full number, shown in its place for this answer only; the reason and the look are on record."""
    if request.method == "GET":
        return redirect("puskesos:warga", id=id)  # going back to the address of an answer opens nothing
    warga = _in_reach(request.by, id)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, warga, status=422, wrong={column: form})
    if column not in access.REVEALABLE:
        raise Http404
    try:
        quota.spend_reveal(request.by, now=request.now, mark=secrets.token_hex(8))
        value = access.reveal(request.by, warga, column, alasan=form.reason())
    except Refused as refused:
        if refused.status not in {422, 429}:
            raise
        form.add_error(None, refused.sentence)
        return _page(request, warga, status=refused.status, wrong={column: form})
    return _page(request, warga, opened={column: _grouped(value)})


def _in_reach(by, id):
    warga = Warga.objects.visible_to(by).select_related("keluarga").filter(pk=id).first()
    if warga is None:
        raise Http404
    return warga


def _grouped(value):
    """Sixteen digits in fours, so that they can be read aloud; nothing on file is said in words."""
    if not value:
        return "tidak ada"
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4)) if len(value) == 16 else value


def _page(request, warga, *, status=200, opened=None, wrong=None):
    by, today = request.by, timezone.localdate(request.now)
    opened, wrong = opened or {}, wrong or {}
    cases = list(
        Keluhan.objects.visible_to(by).filter(klien=warga).order_by("-id").prefetch_related("kebutuhan")[:MOST_CASES]
    )  # fmt: skip
    return render(request, "puskesos/warga/person.html", {
        "warga": warga, "today": today, "numbers": _numbers(request, warga, opened, wrong),
        "open_cases": [one for one in cases if one.terbuka], "past_cases": [one for one in cases if not one.terbuka],
        "members": _members(by, warga), "kepesertaan": list(warga.kepesertaan.select_related("program")),
        "dtsen": warga.dtsen.select_related("petugas").order_by("-tanggal_cek", "-created_at").first(),
        "ppks": _ppks(by, warga, cases), "may_edit": access.can(by, "profil", "U"),
        "may_register": access.can(by, "keluhan", "C"), "may_ask": access.can(by, "permintaan", "C"),
    }, status=status)  # fmt: skip


def _numbers(request, warga, opened, wrong):
    """The masked numbers of the page, each with its form to open it when the role may."""
    may = access.can(request.by, "identitas", "X")
    return [
        {
            "column": column, "label": access.REVEALABLE[column], "value": opened.get(column),
            "masked": warga.nik_masked if column == "nik" else "•••• ••••", "open": column in wrong,
            "form": (wrong.get(column) or RevealForm(auto_id=f"{column}_%s")) if may else None,
        }
        for column in _known_numbers(request.by, warga)
    ]  # fmt: skip


def _known_numbers(by, warga):
    """Which of the sealed facts are on file at all, as far as this person may know."""
    kk = warga.keluarga and warga.keluarga.nomor_kk.filter(berlaku_sampai__isnull=True).exists()
    known = {"nik": warga.nik_cari, "kk": kk, "hp": warga.hp_cari, "kesehatan": _health_known(by, warga)}
    return [column for column, there in known.items() if there]


def _health_known(by, warga):
    return bool(warga.kesehatan_sandi) and not access.hides_health(by, warga)


def _members(by, warga):
    """The household, as far as its people may be known."""
    if not warga.keluarga_id:
        return []
    others = Warga.objects.visible_to(by).current().filter(keluarga=warga.keluarga_id).exclude(pk=warga.pk)
    return list(others.order_by("tanggal_lahir", "nama"))


def _ppks(by, warga, cases):
    """PPKS categories; those marked `rahasia` only for somebody who handles a `rahasia` case of this person."""
    rows = list(warga.ppks.select_related("kategori"))
    handles = any(one.rahasia for one in cases)
    return [row for row in rows if handles or not row.kategori.rahasia]


# --- correcting ----------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@access.needs("profil", "U")
def edit(request, id):
    warga = access.open_warga(request.by, id) if request.method == "GET" else _in_reach(request.by, id)
    today = timezone.localdate(request.now)
    if request.method == "GET":
        form = PersonForm(by=request.by, day=today, warga=warga, initial=from_warga(warga) | {"versi": warga.versi})
        return _edit_page(request, warga, form)
    form = PersonForm(request.POST, by=request.by, day=today, warga=warga)
    if not form.is_valid():
        return _edit_page(request, warga, form, status=422)
    return _save(request, warga, form)


def _save(request, warga, form):
    doubts = form.doubts(timezone.localdate(request.now))
    if doubts and "sudah_diperiksa" not in request.POST:
        return _edit_page(request, warga, form, status=422, doubts=doubts)
    try:
        saved = attempt(
            form, persons.edit_warga, by=request.by, now=request.now, id=warga.pk, versi=form.cleaned_data["versi"],
            sheet=_sheet(form), clear=_clear(form), no_kk=form.cleaned_data["no_kk"],
        )  # fmt: skip
    except Stale as stale:
        return _both_texts(request, warga, form, stale)
    if saved is None:
        return _edit_page(request, warga, form, status=422)
    messages.success(request, "Data warga tersimpan.")
    return redirect("puskesos:warga", id=warga.pk)


def _sheet(form):
    told = {name: form.cleaned_data[name] for name in KlienSheet.__dataclass_fields__ if name in form.cleaned_data}
    sheet = KlienSheet(**told)
    return replace(sheet, disabilitas=tuple(sheet.disabilitas), alamat_ktp_sama=not sheet.daerah_asal)


def _clear(form):
    return tuple(name for name in ("hp", "kesehatan") if form.cleaned_data[f"hapus_{name}"])


def _both_texts(request, warga, form, stale):
    """Somebody else was faster: what stands now beside what was typed, and a form to save it all the same."""
    now = PersonForm(by=request.by, day=form.day, warga=warga, initial=from_warga(warga))
    shown = [name for name in from_warga(warga) if name in form.fields]
    rows = [
        {"label": form[name].label, "now": _words(now, name, now[name].initial), "typed": _words(form, name, typed),
         "differs": (now[name].initial or "") != (typed or "")}
        for name in shown
        for typed in [form.cleaned_data.get(name)]
    ]  # fmt: skip
    again = form.data.copy()
    again["versi"] = str(warga.versi)
    form.data = again
    return _edit_page(request, warga, form, status=409, stale=stale.sentence, rows=rows)


def _words(form, name, value):
    """A value as the page would show it: the name of a choice, a date, or the text."""
    names = {}
    for code, label in getattr(form.fields[name], "choices", ()):
        names |= dict(label) if isinstance(label, list | tuple) else {code: label}
    if isinstance(value, list | tuple):
        return ", ".join(str(names.get(one, one)) for one in value)
    return names.get(value, value) if value not in ("", None) else ""


def _edit_page(request, warga, form, *, status=200, **more):
    context = {"warga": warga, "form": form, "health_known": _health_known(request.by, warga), **more}
    return render(request, "puskesos/warga/edit.html", context, status=status)
