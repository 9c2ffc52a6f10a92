"""The ladder as the city sets it: its steps, a draft of one, and what the draft would have done last month."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from puskesos import access, trace
from puskesos.refusals import IllegalMove
from puskesos.templatetags.puskesos import tanggal_pendek
from puskesos.views.frame import attempt
from rujukan.forms.reminders import LetHoldForm, RuleForm
from rujukan.models import AturanPengingat
from rujukan.reminders import ladder, rules, trial

Tahap = AturanPengingat.Tahap


@require_GET
@access.needs("katalog", "UA")
def ladder_page(request):
    """Every step: what holds today, what will hold, what is being drafted."""
    today = timezone.localdate(request.now)
    holding = {(row.tahap, row.langkah): row for row in ladder.holding(today)}
    others = AturanPengingat.objects.filter(aktif=True).exclude(pk__in=[row.pk for row in holding.values()])
    steps = {key: {"rule": row, "words": rules.in_words(row), "coming": [], "past": []} for key, row in holding.items()}
    for row in others.order_by("berlaku_mulai", "kode"):
        step = steps.setdefault((row.tahap, row.langkah), {"rule": None, "coming": [], "past": []})
        if row.konsep:
            step["draft"] = row
        else:
            step["coming" if row.berlaku_mulai and row.berlaku_mulai > today else "past"].append(row)
    stages = [
        (label, [steps[key] | {"number": key[1]} for key in sorted(steps) if key[0] == code])
        for code, label in Tahap.choices
    ]
    return render(request, "rujukan/reminders/rules.html", {"stages": stages})


@require_http_methods(["GET", "POST"])
@access.needs("katalog", "UA")
def edit(request, kode):
    """Write the draft of one step; saving it leads to the dry run."""
    rule = _rule(kode)
    shown = rules.draft_of(rule) or rule
    form = RuleForm(request.POST or None, initial=RuleForm.of(shown))
    if request.method == "POST" and form.is_valid():
        row = attempt(form, rules.draft, by=request.by, now=request.now, kode=rule.pk, **form.cleaned_data)
        if row:
            messages.success(request, "Konsep disimpan. Belum berlaku untuk siapa pun.")
            return redirect("rujukan:pengingat-aturan-coba", kode=row.pk)
    context = {"form": form, "rule": rule, "shown": shown}
    return render(request, "rujukan/reminders/rule.html", context, status=422 if form.errors else 200)


def _rule(kode):
    row = AturanPengingat.objects.filter(pk=kode).first()
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
@access.needs("katalog", "UA")
def trial_page(request, kode):
    """What the draft would have sent in the last 30 days; from here the manajer lets it hold."""
    row = _rule(kode)
    if not row.konsep:
        messages.warning(request, "Aturan ini sudah diberlakukan.")
        return redirect("rujukan:pengingat-aturan")
    form = LetHoldForm(request.POST if request.POST.get("aksi") == "berlakukan" else None)
    if request.method == "POST" and (done := _decide(request, row, form)):
        return done
    present = ladder.holding(timezone.localdate(request.now)).filter(tahap=row.tahap, langkah=row.langkah).first()
    tried = trial.dry_run(present, row, request.now)
    trace.record(request.by, trace.Aksi.BACA, row, coba_kering=trial.DAYS)
    context = {
        "row": row, "present": present, "new_words": rules.in_words(row), "form": form, "tried": tried,
        "old_words": present and rules.in_words(present), "days": trial.DAYS, "most": trial.MOST_REFERRALS,
        "counts": [(rules.POSITIONS.get(who, who), rules.CHANNELS.get(way, way), old, new)
                   for who, way, old, new in tried.counts],
        "may_hold": access.can(request.by, "katalog", "A"),
    }  # fmt: skip
    return render(request, "rujukan/reminders/trial.html", context, status=422 if form.errors else 200)


def _decide(request, row, form):
    """A redirect when something was done; None to show the page with what is wrong."""
    try:
        if request.POST.get("aksi") == "buang":
            with transaction.atomic():
                rules.discard(by=request.by, now=request.now, kode=row.pk)
            messages.success(request, "Konsep dibuang. Aturan yang berlaku tidak berubah.")
            return redirect("rujukan:pengingat-aturan")
        if not form.is_valid():
            return None
        day = form.cleaned_data["berlaku_mulai"]
        if attempt(form, rules.let_hold, by=request.by, now=request.now, kode=row.pk, mulai=day):
            begins = tanggal_pendek(day)
            messages.success(request, f"Aturan berlaku mulai {begins} untuk rujukan yang dikirim sejak hari itu.")
            return redirect("rujukan:pengingat-aturan")
    except IllegalMove as refused:
        messages.warning(request, refused.sentence)
        return redirect("rujukan:pengingat-aturan")
    return None
