"""The charts of a page, each with the same numbers as a table for those who read or print it."""

from dataclasses import dataclass

from django.urls import reverse

from puskesos import catalogue, months
from slrt.dashboard import links, live
from slrt.dashboard.board import MET
from slrt.dashboard.charts import bars, in_words, lines, tiles
from slrt.dashboard.models import Hal

MOST_BARS = 8
ENOUGH_TILES = 4


@dataclass(frozen=True)
class Picture:
    """One chart: its heading, the drawing, and head and rows of its table."""

    title: str
    svg: str
    head: list
    rows: list
    note: str = ""
    rest: str = ""
    more: str = ""
    more_text: str = ""


def year(board, series, title):
    """Twelve months of some Hal, one line each; series is [(name, Hal)]."""
    drawn = [(name, board.line(hal)) for name, hal in series]
    rows = [[months.name(month), *values] for month, *values in zip(board.months, *(v for _, v in drawn), strict=True)]
    labels = [months.short(month) for month in board.months]
    running = board.month == months.month_of(board.now)
    return Picture(
        title, lines(labels, drawn, title), ["Bulan", *(name for name, _ in series)], rows,
        note=f"{months.name(board.month)} belum selesai." if running else "",
    )  # fmt: skip


def flow(board):
    return year(board, [("Diterima", Hal.MASUK), ("Selesai", Hal.SELESAI)], "Diterima dan selesai, 12 bulan")


def kinds(board):
    """Complaints by kind, the most frequent ones drawn; all that may be shown stand in the table."""
    found, rest = board.kinds()
    named = [(catalogue.subkategori(kode).nama, n, _kind_list(board, kode)) for kode, n in found]
    rows = [[name, n] for name, n, _ in named] + ([["Jenis lain, digabung", rest]] if rest else [])
    more = "" if board.reach.kelurahan or board.reach.scope == "o" else links.detail("jenis", board.reach, board.month)
    title = f"Jenis keluhan{_city(board)}"
    return Picture(
        title, bars(named[:MOST_BARS], title) if named else "", ["Jenis", "Keluhan"], rows, rest=_rest(named, rest),
        more=more, more_text="Rincian per jenis",
    )  # fmt: skip


def _rest(named, hidden):
    """What the drawing leaves out, in words."""
    left = named[MOST_BARS:]
    said = [f"{in_words(len(left))} jenis lain: {in_words(sum(n for _, n, _ in left))} keluhan."] if left else []
    if hidden:
        said.append(
            f"{in_words(hidden)} keluhan dari jenis yang jumlahnya di bawah 5 digabung agar tidak menunjuk orang."
        )
    return " ".join(said)


def _kind_list(board, kode):
    return links.cases(board.reach, diterima=months.code(board.month), jenis=kode)


def places(board):
    """Complaints by kelurahan: tiles for a part of the city, bars for a few, nothing for one."""
    found, title = board.reach.places, "Keluhan per kelurahan"
    if len(found) < 2 or board.reach.scope == "o":
        return None
    missing = {desk.kelurahan_id for desk in board.without_puskesos()}
    counted = [(row, board.many(Hal.MASUK, kelurahan=row.kode)) for row in found]
    rows = [[row.nama, "ada" if row.kode not in missing else "belum ada", n] for row, n in counted]
    head = ["Kelurahan", "Puskesos", "Keluhan"]
    if len(found) < ENOUGH_TILES:
        drawn = [(row.nama, n, links.kelurahan(row.kode, board.month)) for row, n in counted]
        return Picture(title, bars(drawn, title), head, rows)
    cells = [{"code": row.kode, "name": row.nama, "value": n, "missing": row.kode in missing} for row, n in counted]
    href = links.kelurahan("KODE", board.month).replace("KODE", "{code}")
    note = "Skema, bukan skala. Garis tebal: batas kecamatan."
    return Picture(title, tiles(cells, title, href), head, rows, note=note)


def agency_year(board):
    series = [("Dikirim", Hal.DIKIRIM), ("Terlayani", Hal.DILAYANI), ("Dikonfirmasi", Hal.DIKONFIRMASI)]
    return year(board, series, "Dikirim, terlayani, dikonfirmasi, 12 bulan")


def needs(board):
    """What officers and agencies call met, beside the family's own word."""
    met, agreed, partly = (board.of_work(hal) for hal in MET)
    drawn = [
        ("Terpenuhi menurut petugas atau instansi", met),
        ("Keluarga: sudah terbantu", agreed),
        ("Keluarga: terbantu sebagian", partly),
        ("Keluarga belum ditanya", met - agreed - partly),
    ]
    title = f"Kebutuhan: kata petugas dan kata keluarga{_city(board)}"
    return Picture(
        title, bars(drawn if met else [], title), ["Menurut", "Kebutuhan"], [list(row) for row in drawn],
        more=links.detail("kebutuhan", board.reach, board.month), more_text="Rincian per layanan",
    )  # fmt: skip


def unmet(board):
    """Why needs were not met."""
    found, rest = board.unmet()
    drawn = [(catalogue.reason_name("TIDAK_TERPENUHI", kode), n) for kode, n in found]
    title = f"Kebutuhan tidak terpenuhi, menurut sebab{_city(board)}"
    said = f"{in_words(rest)} karena sebab lain yang jumlahnya di bawah 5." if rest else ""
    rows = [list(row) for row in drawn] + ([["Sebab lain, digabung", rest]] if rest else [])
    return Picture(
        title, bars(drawn, title) if drawn or not rest else "", ["Sebab", "Kebutuhan"], rows, rest=said,
        more=reverse("dashboard:tak-terpenuhi"), more_text="Daftar kebutuhan tak terpenuhi",
    )  # fmt: skip


def holders(board):
    """In whose hands the overdue cases are; None where leaders may not know."""
    found, rest = board.holders()
    if board.reach.is_leader and not found:
        return None
    drawn = [(live.holder_name(holder), n, _holder_list(board, holder)) for holder, n in found]
    title = "Lewat batas sekarang, di tangan siapa"
    said = f"{in_words(rest)} tersebar pada pemegang lain." if rest else ""
    rows = [[name, n] for name, n, _ in drawn] + ([["Pemegang lain, digabung", rest]] if rest else [])
    return Picture(
        title, bars(drawn[:MOST_BARS], title), ["Pemegang", "Keluhan"], rows, rest=said,
        more=links.detail("lewat-batas", board.reach, board.month), more_text="Rincian lewat batas",
    )  # fmt: skip


def _holder_list(board, holder):
    kind, kode = holder
    if kind == "instansi":
        return links.instansi(kode, board.month)
    return (
        links.kelurahan(kode, board.month)
        if kind == "puskesos"
        else links.detail("lewat-batas", board.reach, board.month)
    )


def _city(board):
    """Leaders see these for the whole city only (suppression.py)."""
    return " (seluruh kota)" if board.reach.is_leader and board.reach.kecamatan else ""
