"""Who did what, and who may do what: the trace (ux §5, screen 35) and the printed matrix of rights."""

from datetime import timedelta

from django.db.models import Q
from django.shortcuts import render

from puskesos import access, trace
from puskesos.keyset import page
from puskesos.models import Jejak
from puskesos.roles import KELUARGA, LETTERS, SCOPES, SISTEM, TABLE, Peran, may

# The administrator keeps the machine, not the families: accounts, reference data, sign-ins.
TECHNICAL = (Jejak.Aksi.MASUK, Jejak.Aksi.KELUAR, Jejak.Aksi.GAGAL_MASUK, Jejak.Aksi.AKUN, Jejak.Aksi.REFERENSI)

RANGES = (("1", "1 hari"), ("7", "7 hari"), ("31", "31 hari"), ("366", "1 tahun"))


def _readable(by):
    """Everything for manajer and PDP officer; technical acts for the administrator; one's own for the rest."""
    cells = [TABLE["jejak"].cells[hat.peran] for hat in by.hats if may(hat.peran, "jejak", "R")]
    scopes = {cell.scope for cell in cells}
    if "c" in scopes:
        return Jejak.objects.all()
    if "t" in scopes:
        return Jejak.objects.filter(aksi__in=TECHNICAL)
    return Jejak.objects.filter(petugas_id=by.petugas_id)


@access.needs("jejak", "R")
def trail(request):
    found = _readable(request.by).select_related("petugas")
    who, act, days = (request.GET.get(name, "").strip()[:60] for name in ("siapa", "aksi", "hari"))
    days = days if days in dict(RANGES) else "1"
    if who:
        found = found.filter(Q(petugas__nama__icontains=who) | Q(petugas__username__iexact=who))
    if act in Jejak.Aksi.values:
        found = found.filter(aksi=act)
    found = found.filter(waktu__gte=request.now - timedelta(days=int(days)))
    rows = page(found, order=("-id",), cursor=request.GET.get("cursor"))
    trace.record(request.by, trace.Aksi.DAFTAR, daftar="jejak", tindakan=act, siapa=bool(who))
    rows.rows[:] = [(row, _peran_label(row.peran), _in_words(row.rincian)) for row in rows]
    query = request.GET.copy()
    query.pop("cursor", None)
    return render(request, "puskesos/trail.html", {
        "rows": rows, "who": who, "act": act, "days": days, "ranges": RANGES, "acts": Jejak.Aksi.choices,
        "query": f"{query.urlencode()}&" if query else "",
    })  # fmt: skip


def _peran_label(peran):
    names = {**dict(Peran.choices), SISTEM: "Sistem", KELUARGA: "Keluarga"}
    return names.get(peran, "–")


def _in_words(details):
    """The details of one act as short phrases; lists of rows are only counted."""
    for name, value in details.items():
        if name == "ids":
            yield f"{len(value)} baris"
        elif name == "perubahan":
            yield "diubah: " + ", ".join(value)
        elif value not in ("", None, False):
            yield f"{name.replace('_', ' ')}: {'ya' if value is True else value}"


@access.everyone
def rights(request):
    """The official matrix of rights: the very table that the code uses."""
    lines = [(hak.label, [(peran, hak.cells[peran]) for peran in Peran]) for hak in TABLE.values()]
    return render(request, "puskesos/rights.html", {
        "perans": Peran.choices, "lines": lines, "letters": LETTERS.items(), "scopes": SCOPES.items(),
    })  # fmt: skip
