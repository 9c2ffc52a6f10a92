"""Pages of accounts and assignments (ux §5, screens 2 and 32)."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from puskesos import access, accounts, gate, trace
from puskesos.forms.people import (
    PasswordForm,
    PenugasanForm,
    PetugasForm,
    ProfileForm,
    ProposedPersonForm,
    SubstituteForm,
)
from puskesos.models import Jejak, Penugasan, Petugas
from puskesos.views.frame import attempt


def _visible_people(by):
    """Whom an account page may show: everybody for those who manage, own counter for those who propose."""
    people = Petugas.objects.all()
    if access.can(by, "akun", "RAU"):
        return people
    codes = by.kelurahan_codes or ()
    return people.filter(penugasan__wilayah_id__in=codes).distinct()


def _person(by, id):
    petugas = _visible_people(by).filter(pk=id).first()
    if petugas is None:
        raise Http404
    return petugas


@access.needs("akun", "RPA")
def people_list(request):
    """Everybody one may manage; those without sign-in for 30 days marked, proposals on top."""
    hats = Penugasan.objects.exclude(status=Penugasan.Status.DIAKHIRI).order_by("mulai")
    found = _visible_people(request.by).prefetch_related(Prefetch("penugasan", queryset=hats, to_attr="hats_now"))
    words = request.GET.get("cari", "").strip()[:60]
    if words:
        found = found.filter(Q(nama__icontains=words) | Q(username__icontains=words))
    found = _narrowed(found, request.GET.get("aktif"), request.now)
    rows = list(found.order_by("nama")[:300])
    proposals = Penugasan.objects.filter(status=Penugasan.Status.DIUSULKAN, petugas__in=rows)
    proposals = proposals.select_related("petugas", "diusulkan_oleh")
    trace.record(request.by, trace.Aksi.DAFTAR, daftar="pengguna", jumlah=len(rows))
    return render(request, "puskesos/people/list.html", {
        "rows": rows, "proposals": proposals, "words": words, "quiet_since": request.now - accounts.LONG_AWAY,
        "can_write": access.can(request.by, "akun", "U"), "can_decide": access.can(request.by, "akun", "AU"),
        "can_propose": access.can(request.by, "akun", "P"), "to_open": [one for one in rows if _to_open(one)],
    })  # fmt: skip


def _narrowed(people, wanted, now):
    if wanted == "lama":
        return people.filter(accounts.long_away(now), is_active=True)
    return people.filter(is_active=False) if wanted == "tidak" else people


def _to_open(petugas):
    """Proposed, agreed to, and still without a password: the administrator's work."""
    agreed = any(hat.status == Penugasan.Status.AKTIF for hat in petugas.hats_now)
    return agreed and not petugas.is_active and not petugas.has_usable_password()


@access.needs("akun", "P")
def person_propose(request):
    """Lurah, koordinator, supervisor: somebody new for their own counter."""
    form = ProposedPersonForm(request.POST or None, by=request.by, proposing=True)
    if request.method == "POST" and form.is_valid():
        petugas = attempt(form, accounts.propose_petugas, by=request.by, now=request.now, **form.cleaned_data)
        if petugas:
            messages.success(request, "Usulan dikirim. Akun dibuka admin setelah disetujui.")
            return redirect("puskesos:pengguna-satu", id=petugas.pk)
    return render(request, "puskesos/people/form.html", {
        "form": form, "title": "Usulkan petugas baru", "submit": "Kirim usulan", "back": "/pengguna/",
    }, status=422 if form.errors else 200)  # fmt: skip


@access.needs("akun", "U")
def person_new(request):
    form = PetugasForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, accounts.create_petugas, by=request.by, now=request.now, **form.cleaned_data)
        if made:
            petugas, password = made
            return render(request, "puskesos/people/password.html", {"petugas": petugas, "password": password})
    return render(request, "puskesos/people/form.html", {
        "form": form, "title": "Pengguna baru", "submit": "Buat akun", "back": "/pengguna/",
    }, status=422 if form.errors else 200)  # fmt: skip


@access.needs("akun", "RPA")
def person(request, id):
    petugas = _person(request.by, id)
    trace.record(request.by, trace.Aksi.BACA, petugas)
    return render(request, "puskesos/people/person.html", {
        "person": petugas, "can_write": access.can(request.by, "akun", "U"),
        "can_decide": access.can(request.by, "akun", "AU"), "can_propose": access.can(request.by, "akun", "PU"),
        "hats": petugas.penugasan.select_related("diusulkan_oleh", "disetujui_oleh", "menggantikan__petugas")
        .order_by("-mulai"),
    })  # fmt: skip


@access.needs("akun", "PU")
def assignment_new(request, id):
    petugas = _person(request.by, id)
    proposing = not access.can(request.by, "akun", "U")
    form = PenugasanForm(request.POST or None, by=request.by, proposing=proposing)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        if attempt(form, accounts.assign, by=request.by, now=request.now, petugas=petugas, **data):
            messages.success(request, "Usulan dikirim." if proposing else "Penugasan berlaku.")
            return redirect("puskesos:pengguna-satu", id=petugas.pk)
    return render(request, "puskesos/people/form.html", {
        "form": form, "title": f"Penugasan untuk {petugas.nama}", "back": f"/pengguna/{petugas.pk}/",
        "submit": "Kirim usulan" if proposing else "Beri penugasan",
    }, status=422 if form.errors else 200)  # fmt: skip


@access.needs("akun", "U")
def substitute_new(request, id):
    """Pelaksana harian for one assignment."""
    penugasan = get_object_or_404(Penugasan.objects.select_related("petugas"), pk=id)
    form = SubstituteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data["petugas"] = Petugas.objects.filter(username=data["petugas"], is_active=True).first()
        if data["petugas"] is None:
            form.add_error("petugas", "Nama pengguna ini tidak ada.")
        elif attempt(form, accounts.substitute, by=request.by, now=request.now, penugasan=penugasan, **data):
            messages.success(request, "Pelaksana harian ditetapkan.")
            return redirect("puskesos:pengguna-satu", id=penugasan.petugas_id)
    return render(request, "puskesos/people/form.html", {
        "form": form, "title": f"Pelaksana harian untuk {penugasan.petugas.nama}", "submit": "Tetapkan",
        "back": f"/pengguna/{penugasan.petugas_id}/",
    }, status=422 if form.errors else 200)  # fmt: skip


@require_POST
@access.needs("akun", "AU")
def assignment_decide(request, id):
    penugasan = get_object_or_404(Penugasan, pk=id)
    approve = request.POST.get("putusan") == "setuju"
    note = request.POST.get("catatan", "")[:300]
    accounts.decide(by=request.by, now=request.now, penugasan=penugasan, approve=approve, catatan=note)
    messages.success(request, "Usulan disetujui." if approve else "Usulan ditolak.")
    return redirect("puskesos:pengguna-satu", id=penugasan.petugas_id)


@require_POST
@access.needs("akun", "U")
def assignment_end(request, id):
    penugasan = get_object_or_404(Penugasan, pk=id)
    accounts.end_assignment(by=request.by, now=request.now, penugasan=penugasan)
    messages.success(request, "Penugasan diakhiri. Orang ini tidak dapat lagi membuka data dengan penugasan itu.")
    return redirect("puskesos:pengguna-satu", id=penugasan.petugas_id)


@require_POST
@access.needs("akun", "U")
def person_active(request, id):
    petugas = get_object_or_404(Petugas, pk=id)
    active = request.POST.get("aktif") == "ya"
    accounts.set_active(by=request.by, now=request.now, petugas=petugas, active=active)
    off = "Akun dinonaktifkan dan dikeluarkan dari semua perangkat."
    messages.success(request, "Akun diaktifkan." if active else off)
    return redirect("puskesos:pengguna-satu", id=petugas.pk)


@require_POST
@access.needs("akun", "U")
def person_password(request, id):
    petugas = get_object_or_404(Petugas, pk=id)
    password = accounts.reset_password(by=request.by, now=request.now, petugas=petugas)
    return render(request, "puskesos/people/password.html", {"petugas": petugas, "password": password})


@access.everyone
@sensitive_post_parameters()
def profile(request):
    """My own account: password, shortcuts, my places, and what the trace says I did lately."""
    password, settings = PasswordForm(), ProfileForm(initial={
        "pintasan": request.user.pintasan, "no_hp": request.user.no_hp})  # fmt: skip
    status = 200
    if request.method == "POST" and "baru" in request.POST:
        password = PasswordForm(request.POST)
        if password.is_valid() and _change_password(request, password):
            return redirect("puskesos:profil")
        status = 422
    elif request.method == "POST":
        settings = ProfileForm(request.POST)
        if settings.is_valid():
            request.user.pintasan = settings.cleaned_data["pintasan"]
            request.user.no_hp = settings.cleaned_data["no_hp"]
            request.user.save(update_fields=["pintasan", "no_hp"])
            messages.success(request, "Profil disimpan.")
            return redirect("puskesos:profil")
        status = 422
    return render(request, "puskesos/people/profile.html", {
        "password": password, "settings": settings, "places": request.assignments,
        "devices": access.can(request.by, "perangkat", "R") and access.can(request.by, "keluhan", "C"),
        "acts": Jejak.objects.filter(petugas=request.user).order_by("-id")[:30],
    }, status=status)  # fmt: skip


def _change_password(request, form):
    """Whoever sits at somebody's open session shall not find the password out here, try by try."""
    data, who = form.cleaned_data, f"petugas {request.user.pk}"
    if not gate.is_open(gate.OLD_PASSWORD, who, request.now):
        form.add_error("lama", "Terlalu banyak kata sandi salah. Tunggu satu menit, lalu coba lagi.")
        return False
    attempt(form, accounts.change_password, by=request.by, now=request.now, petugas=request.user, old=data["lama"],
            new=data["baru"])  # fmt: skip
    if "lama" in form.errors:
        gate.miss(gate.OLD_PASSWORD, who, request.now)
    if form.errors:
        return False
    update_session_auth_hash(request, request.user)
    messages.success(request, "Kata sandi diganti.")
    return True
