"""Beranda: what to do now at a Puskesos; everybody else is led to where their work is (ux §5, screen 4)."""

from django.shortcuts import redirect, render
from django.utils import timezone

from puskesos import access, trace, worklist
from puskesos.roles import KOTA, PUSKESOS, Peran

# Where the others work; addresses of rooms above are written out, because nothing above is known here.
ELSEWHERE = (
    (KOTA, "/antrean/"),
    ({Peran.OPD}, "/kotak-masuk/"),
    ({Peran.PIMPINAN}, "/dasbor/"),
    ({Peran.ADMIN}, "/pengguna/"),
    ({Peran.PDP}, "/permintaan/"),
)
GREETINGS = ((11, "Selamat pagi"), (15, "Selamat siang"), (18, "Selamat sore"), (24, "Selamat malam"))


@access.everyone
def home(request):
    """The list of today, one query per block."""
    if not request.by:
        return redirect("puskesos:tanpa-tugas")
    address = _elsewhere(request.by)
    if address:
        return redirect(address)
    today = worklist.today(request.by, request.now)
    trace.record_list(request.by, "beranda", today.ids)
    context = {
        "today": today, "greeting": _greeting(request.now), "today_date": timezone.localdate(request.now),
        "may_register": access.can(request.by, "keluhan", "C"), "may_visit": access.can(request.by, "kunjungan", "U"),
    }  # fmt: skip
    return render(request, "puskesos/home.html", context)


def _elsewhere(by):
    if by.has(*PUSKESOS, Peran.SUPERVISOR):
        return None
    return next(address for roles, address in ELSEWHERE if by.has(*roles))


def _greeting(now):
    hour = timezone.localtime(now).hour
    return next(words for until, words in GREETINGS if hour < until)
