"""The secretariat's tray: what came from the field and waits for a person, opened, put right or thrown away."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from puskesos import access, slips, trace
from puskesos.forms.fields import LineField, PlainForm
from puskesos.models import Keluhan
from puskesos.refusals import IllegalMove
from puskesos.sync import settling, shown, tray
from puskesos.sync.acting import act_for
from puskesos.sync.refused import Unopened
from puskesos.views.frame import attempt
from puskesos.views.rescue import continue_at

MOST = 100


class DecisionForm(PlainForm):
    """What to do with one arrival; which field is needed depends on the button."""

    alasan = LineField(300, label="Alasan dibuang", required=False,
                       help_text="Petugas membacanya di HP.")  # fmt: skip
    nomor = LineField(40, label="Nomor keluhan", required=False, help_text="Untuk catatan atau hasil kunjungan.")


@require_GET
@access.needs("kiriman", "U")
def listing(request):
    """What waits, the oldest first; and what was taken with something to look at."""
    waiting = list(tray.waiting(request.by)[:MOST])
    doubtful = list(tray.doubtful(request.by)[:MOST]) if request.GET.get("tab") == "periksa" else None
    trace.record_list(request.by, "kiriman lapangan", [row.pk for row in (doubtful or waiting)])
    context = {"waiting": waiting, "doubtful": doubtful, "many": tray.doubtful(request.by).count(),
               "may_write": access.can(request.by, "keluhan", "C")}  # fmt: skip
    return render(request, "puskesos/devices/tray.html", context)


@require_http_methods(["GET", "POST"])
@access.needs("kiriman", "U")
def item(request, id):
    """One arrival with what is inside, and the decisions about it."""
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = _decide(request, form, id)
        except IllegalMove as refused:
            return render(request, "409.html", {"sentence": refused.sentence}, status=409)
        if done:
            return done
    row = tray.open_item(request.by, id)
    may_write = access.can(request.by, "keluhan", "C")
    context = {"row": row, "form": form, "may_write": may_write, **_inside(row, request.now)}
    return render(request, "puskesos/devices/item.html", context, status=422 if form.errors else 200)


def _inside(row, now):
    """What stands in the envelope, beside the other content of its id when there is one; or why it does not open."""
    if row.jenis == row.Jenis.LAMPIRAN or row.amplop is None:
        return {}
    day = timezone.localdate(now)
    try:
        found = settling.opened(row, now)
    except Unopened as refused:
        return {"closed": refused.sentence}
    visit = row.jenis == row.Jenis.KUNJUNGAN
    other = _other(row, now) if row.status == row.Status.KONFLIK else None
    if other:
        stored, told = other
        return {"beside": shown.beside(told.typed, found.typed, day=day, visit=visit), "other": stored}
    return {"lines": shown.lines(found.typed, day=day, visit=visit)}


def _other(row, now):
    """(arrival, Told) of what was there first under the same id, or None."""
    for one in tray.siblings(row).order_by("diterima_pada"):
        try:
            return one, settling.opened(one, now)
        except Unopened:
            continue
    return None


# --- deciding ------------------------------------------------------------------------------------------------------
def _decide(request, form, id):
    """The answer after a decision; None when it was refused at a field."""
    acting, deed = {"by": request.by, "now": request.now, "id": id}, request.POST.get("aksi")
    if deed == "perbaiki":
        draft = attempt(form, tray.correct, **acting)
        return draft and redirect(continue_at(draft))
    if deed == "coba":
        row = attempt(form, tray.retry, **acting, act_for=act_for)
        return row and _done(request, f"Tercatat: {row.keluhan.nomor}.")
    if deed == "catatan":
        keluhan = _case(request.by, form)
        row = keluhan and attempt(form, tray.as_note, **acting, keluhan=keluhan)
        return row and _done(request, "Tertulis di kasus.")
    if deed == "buang":
        row = attempt(form, tray.discard, **acting, alasan=form.cleaned_data["alasan"])
        return row and _done(request, "Kiriman dibuang. Alasannya tampil di HP petugas.")
    form.add_error(None, "Pilih apa yang dilakukan dengan kiriman ini.")
    return None


def _case(by, form):
    """The id of the visible case that was named by its number, or None with the error at its field."""
    on_slip = slips.case_on(form.cleaned_data["nomor"])
    found = on_slip and Keluhan.objects.visible_to(by).filter(on_slip).values_list("pk", flat=True).first()
    if not found:
        form.add_error("nomor", "Tulis nomor keluhan yang lengkap, misalnya PKY-2026-000123.")
    return found or None


def _done(request, sentence):
    messages.success(request, sentence)
    return redirect(reverse("puskesos:kiriman"))
