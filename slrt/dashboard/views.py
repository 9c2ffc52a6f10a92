"""The pages of the dashboard (ux §5, screens 26–28): each counts, leaves one Jejak row, and changes nothing."""

from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from puskesos import access, catalogue, trace
from puskesos.models import Penugasan, Puskesos
from puskesos.refusals import NotAllowed
from puskesos.roles import PUSKESOS
from slrt.dashboard import agency, figures, live, pictures, tables, technical
from slrt.dashboard.board import board_of
from slrt.dashboard.definitions import DEFINITIONS, LEADERS, READERS
from slrt.dashboard.forms import ChoiceForm
from slrt.dashboard.kept import Kept
from slrt.dashboard.reach import reach_of

MOST_AGENCIES = 5


def _reach(request):
    """The reach for pages of counts; the administrator has none."""
    reach = reach_of(request.by)
    if reach.scope == "t":
        raise NotAllowed("Admin sistem melihat hal teknis saja, bukan angka pelayanan.")
    return reach


def _counted(request, reach, page, kelurahan_id=""):
    """(form, reach, month) as chosen; leaves the look in the trace."""
    form = ChoiceForm(request.GET, reach=reach, now=request.now)
    reach, month = form.chosen()
    trace.record(request.by, trace.Aksi.DAFTAR, kelurahan_id=kelurahan_id, daftar="dasbor", halaman=page,
                 bulan=f"{month:%Y-%m}", kecamatan=reach.kecamatan)  # fmt: skip
    return form, reach, month


def _whose(reach):
    return LEADERS if reach.is_leader else READERS if reach.reads_cases else ""


def _frame(form, reach, month, moment):
    """What stands above the numbers; `moment` is when they were counted."""
    return {"form": form, "reach": reach, "month": month, "now": moment, "whose": _whose(reach)}


# --- the dashboard -------------------------------------------------------------------------------------------------
@require_GET
@access.needs("dasbor", "R")
def dasbor(request):
    """The page that fits the role: the city or a part of it, one agency, one's own work, or the machine."""
    reach = reach_of(request.by)
    if reach.scope == "t":
        return _technical(request)
    return _agency_page(request, reach) if reach.scope == "i" else _board_page(request, reach)


def _board_page(request, reach):
    form, reach, month = _counted(request, reach, "ringkasan")
    moment, numbers = _numbers(reach, month, request.now)
    context = {"title": "Dasbor", "numbers": numbers}
    return render(request, "dashboard/board.html", _frame(form, reach, month, moment) | context)


def _numbers(reach, month, now):
    """(of when they are, the drawn numbers and pictures)."""
    kept = Kept("page", reach, month)
    found = kept.read()
    if found:
        return found
    board = board_of(reach, month, now)
    context = {"figures": figures.big_numbers(board), "month": month, "whose": _whose(reach), **_layout(board)}
    drawn = board.now, render_to_string("dashboard/parts/city.html", context)
    kept.keep(drawn, board.now, now)
    return drawn


def _layout(board):
    """Which pictures stand where; one's own work needs two, a city all of them."""
    if board.reach.scope == "o":
        return {"columns": [[pictures.flow(board)], [pictures.kinds(board)]]}
    map_, flow, kinds, needs = (
        make(board) for make in (pictures.places, pictures.flow, pictures.kinds, pictures.needs)
    )
    columns = [[map_, needs], [flow, kinds]] if map_ else [[flow, needs], [kinds]]
    below = [picture for picture in (pictures.holders(board), pictures.unmet(board)) if picture]
    return {"columns": columns, "below": below, "agencies": tables.agencies(board, MOST_AGENCIES)}


def _technical(request):
    trace.record(request.by, trace.Aksi.DAFTAR, daftar="dasbor", halaman="teknis")
    found = technical.machine(request.now)
    return render(request, "dashboard/technical.html", {
        "machine": found, "late": found.beat_is_late(request.now), "now": request.now,
    })  # fmt: skip


# --- one kelurahan, one agency -------------------------------------------------------------------------------------
@require_GET
@access.needs("dasbor", "R")
def kelurahan(request, kode):
    reach = _reach(request).in_kelurahan(kode)
    form, reach, month = _counted(request, reach, "kelurahan", kode)
    board = board_of(reach, month, request.now)
    context = {
        "title": f"Kelurahan {catalogue.wilayah(kode).nama}", "board": board, "figures": figures.big_numbers(board),
        "pictures": [pictures.flow(board), pictures.kinds(board)], "desk": _desk(kode, reach, request.now),
    }  # fmt: skip
    return render(request, "dashboard/kelurahan.html", _frame(form, reach, month, board.now) | context)


def _desk(kode, reach, now):
    """The Puskesos itself: who it is, how many work there today, and when the last complaint came in."""
    row = catalogue.table("Puskesos").get(kode)
    place = kode if row is None or row.status == Puskesos.Status.TERBENTUK else row.pengampu_id
    people = Penugasan.objects.active(timezone.localdate(now)).filter(wilayah_id=place, peran__in=PUSKESOS)
    last = live.keluhan(reach).order_by("-id").values_list("diterima_pada", flat=True).first()
    return {
        "row": row, "host": row and row.pengampu_id and catalogue.wilayah(row.pengampu_id), "last": last,
        "people": people.values("petugas_id").distinct().count(),
    }  # fmt: skip


@require_GET
@access.needs("dasbor", "R")
def instansi(request, kode):
    return _agency_page(request, _reach(request).at_instansi(kode))


def _agency_page(request, reach):
    form, reach, month = _counted(request, reach, "instansi")
    board = agency.AgencyBoard(reach, month, request.now)
    context = {
        "title": board.row.nama, "board": board, "figures": agency.big_numbers(board),
        "pictures": [pictures.agency_year(board)],
    }  # fmt: skip
    return render(request, "dashboard/instansi.html", _frame(form, reach, month, board.now) | context)


# --- behind a number ----------------------------------------------------------------------------------------------
@require_GET
@access.needs("dasbor", "R")
def rincian(request, slug):
    """The table of counts behind one number."""
    reach = _reach(request)
    if slug not in tables.TABLES or reach.scope not in {"k", "w", "c", "g"}:
        raise Http404
    form, reach, month = _counted(request, reach, slug)
    board = board_of(reach, month, request.now)
    label, definition = DEFINITIONS[slug]
    found = tables.TABLES[slug](board)
    narrow = len(found) > 1 and all(len(table.head) <= 3 for table in found)
    context = {"title": label, "definition": definition, "tables": found, "side_by_side": narrow}
    return render(request, "dashboard/rincian.html", _frame(form, reach, month, board.now) | context)
