"""The pages of the agency register; an agency sees its own, everybody else who may read it all of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from puskesos import access, catalogue, months, trace
from puskesos.models import Instansi
from puskesos.refusals import Stale
from puskesos.roles import Peran
from puskesos.views.frame import attempt, refuse_on
from rujukan import directory, record
from rujukan.answer_links import desk
from rujukan.models import AlamatKontak, KontakInstansi
from slrt.agencies import letter, page
from slrt.agencies.forms import AddressForm, ConfirmForm, ContactForm, NewContactForm, ProfileForm


# --- reading -------------------------------------------------------------------------------------------------------
@require_GET
@access.needs("instansi", "R")
def listing(request):
    """Every agency with its first contact, how it answers, and whether somebody made sure this year."""
    by, now = request.by, request.now
    if by.has(Peran.OPD):
        return redirect("instansi:instansi", kode=by.instansi_id)
    day, figures = timezone.localdate(now), by.is_kota or by.has(Peran.PIMPINAN)
    last = months.month_of(now)
    answers = record.of_all(months.before(last, page.LAST - 1), last) if figures else {}
    waiting = record.open_now(now) if figures else {}
    agencies = Instansi.objects.filter(aktif=True).select_related("profil")
    due = {one.pk for one in directory.due(day)}
    only_due = request.GET.get("tampil") == "dipastikan"
    rows = [
        {"agency": one, "profil": getattr(one, "profil", None), "due": one.pk in due,
         "way": next(iter(directory.ways(one.pk, day, *AlamatKontak.Jenis.values)), None),
         "record": answers.get(one.pk), "now": waiting.get(one.pk)}
        for one in agencies if not only_due or one.pk in due
    ]  # fmt: skip
    rows.sort(key=lambda row: (-(row["now"] or {}).get("terbuka", 0), row["agency"].nama))
    trace.record_list(by, "instansi", (row["agency"].pk for row in rows))
    context = {"rows": rows, "due": len(due), "only_due": only_due, "figures": figures,
               "may_change": access.can(by, "instansi", "U")}  # fmt: skip
    return render(request, "agencies/list.html", context)


def _own_or_any(by, kode):
    """The code of an agency this person may look at; 404 for an agency that looks at another one."""
    if (by.has(Peran.OPD) and by.instansi_id != kode) or catalogue.instansi(kode) is None:
        raise Http404
    return kode


@require_GET
@access.needs("instansi", "R")
def agency(request, kode):
    return _agency(request, kode, ConfirmForm())


def _agency(request, kode, confirm, status=200):
    found = page.gather(_own_or_any(request.by, kode), request.by, request.now)
    trace.record(request.by, trace.Aksi.BACA, found["agency"])
    context = found | {
        "confirm": confirm, "may_change": access.can(request.by, "instansi", "U"),
        "may_rotate": access.can(request.by, "katalog", "A"),
        "letters": months.choices(request.now)[: record.KEPT_MONTHS] if _may_print(request.by, kode) else [],
    }  # fmt: skip
    return render(request, "agencies/agency.html", context, status=status)


# --- changing ------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@access.needs("instansi", "U")
def profile(request, kode):
    """Opening hours and capacity."""
    found = page.gather(_own_or_any(request.by, kode), request.by, request.now)
    profil = found["profil"]
    initial = {"versi": profil.versi if profil else 0}
    for row in found["agency"].jam_layanan.all():
        initial |= {f"buka_{row.hari}": row.buka, f"tutup_{row.hari}": row.tutup}
    if profil:
        initial |= {name: getattr(profil, name) for name in ("kapasitas", "kapasitas_untuk", "catatan")}
    form = ProfileForm(request.POST or None, initial=initial)
    status = _saved(request, form, directory.save_profile, versi=initial["versi"], instansi=kode)
    if status == 302:
        messages.success(request, "Jam layanan dan kapasitas disimpan.")
        return redirect("instansi:instansi", kode=kode)
    return render(request, "agencies/profile.html", {"form": form, "agency": found["agency"]}, status=status)


def _saved(request, form, stage, *, versi=None, **named):
    """302 when it was saved, else the status to show the form with; somebody else's change is said on the form."""
    if request.method == "GET":
        return 200
    if not form.is_valid():
        return 422
    try:
        done = attempt(form, stage, by=request.by, now=request.now, **named, **form.arguments())
    except Stale as stale:
        refuse_on(form, stale)
        form.renewed(versi)
        return 409
    return 302 if done else 422


@require_POST
@access.needs("instansi", "U")
def confirm(request, kode):
    """Somebody asked: everything here holds."""
    form = ConfirmForm(request.POST)
    _own_or_any(request.by, kode)
    if form.is_valid() and attempt(
        form, directory.confirm, by=request.by, now=request.now, instansi=kode, **form.cleaned_data
    ):
        messages.success(request, "Tercatat: data instansi ini sudah dipastikan hari ini.")
        return redirect("instansi:instansi", kode=kode)
    return _agency(request, kode, form, status=422)


@require_http_methods(["GET", "POST"])
@access.needs("instansi", "U")
def contact_new(request, kode):
    row = catalogue.instansi(_own_or_any(request.by, kode))
    form = NewContactForm(request.POST or None, initial={"mulai": timezone.localdate(request.now)})
    status = _saved(request, form, directory.add_contact, instansi=kode)
    if status == 302:
        messages.success(request, "Kontak ditambahkan.")
        return redirect("instansi:instansi", kode=kode)
    context = {"form": form, "agency": row, "title": "Kontak baru"}
    return render(request, "agencies/contact.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access.needs("instansi", "U")
def contact(request, id):
    """One position: who sits there, its addresses, and one more of them."""
    row = KontakInstansi.objects.select_related("instansi").prefetch_related("alamat").filter(pk=id).first()
    if row is None:
        raise Http404
    adding = request.POST.get("aksi") == "alamat"
    initial = {name: getattr(row, name) for name in ("jabatan", "nama", "urutan", "mulai", "sampai", "versi")}
    form = ContactForm(request.POST if request.POST and not adding else None, initial=initial)
    today = timezone.localdate(request.now)
    first = {"mulai": today, "jenis": "EMAIL"}
    address = AddressForm(request.POST if adding else None, initial=first, auto_id="baru_%s")
    status = 200
    if adding:
        status = 422
        if address.is_valid() and attempt(
            address, directory.add_address, by=request.by, now=request.now, id=id, **address.cleaned_data
        ):
            messages.success(request, "Alamat ditambahkan.")
            return redirect("instansi:kontak", id=id)
    elif (status := _saved(request, form, directory.edit_contact, versi=row.versi, id=id)) == 302:
        messages.success(request, "Kontak disimpan.")
        return redirect("instansi:instansi", kode=row.instansi_id)
    context = {"form": form, "address": address, "contact": row, "agency": row.instansi, "title": row.jabatan,
               "today": today}  # fmt: skip
    return render(request, "agencies/contact.html", context, status=status)


@require_POST
@access.needs("instansi", "U")
def address_end(request, id):
    row = directory.end_address(by=request.by, now=request.now, id=id)
    messages.success(request, "Alamat tidak dipakai lagi.")
    return redirect("instansi:kontak", id=row.kontak_id)


# --- desk code and letter ------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@access.needs("katalog", "A")
def desk_code(request, kode):
    """A new desk code, shown once and printed as a slip; the one before ends at once."""
    row, code = catalogue.instansi(_own_or_any(request.by, kode)), ""
    if request.method == "POST":
        code = desk.rotate(by=request.by, now=request.now, instansi=kode)
    return render(request, "agencies/desk.html", {"agency": row, "code": code, "desk": desk.current(kode)})


def _may_print(by, kode):
    """The secretariat, and the agency it is about; a leader's figures are suppressed, the letter's are not."""
    return page.may_see_record(by, kode) and (by.is_kota or by.has(Peran.OPD))


@require_GET
@access.needs("instansi", "R")
def monthly_letter(request, kode):
    """The letter of one month as PDF, for the secretariat and for the agency it is about."""
    row = catalogue.instansi(_own_or_any(request.by, kode))
    if not _may_print(request.by, kode):
        raise Http404
    month = months.parse(request.GET.get("bulan", ""))
    offered = {code for code, _ in months.choices(request.now)[: record.KEPT_MONTHS]}
    if month is None or months.code(month) not in offered:
        month = months.before(months.month_of(request.now))
    content = letter.pdf(row, month, request.now)
    trace.record(request.by, trace.Aksi.CETAK, row, surat="bulanan", bulan=months.code(month))
    name = f"surat-bulanan-{kode.lower()}-{months.code(month)}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
