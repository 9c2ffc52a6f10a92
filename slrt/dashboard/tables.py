"""The tables of counts behind the numbers: what leaders get instead of lists; never a name, never an identifier.

One function per number; each table adds up to the number it stands behind.
"""

from dataclasses import dataclass

from puskesos import catalogue, months
from slrt.dashboard import links, live
from slrt.dashboard.charts import in_words
from slrt.dashboard.models import Hal


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table, and where it leads."""

    text: str
    url: str = ""
    tone: str = ""
    title: str = ""


@dataclass(frozen=True)
class Table:
    """Head as words; rows of Cells, the first being the name of the row; the sum at the foot where there is one."""

    title: str
    head: tuple
    rows: list
    foot: tuple = ()
    note: str = ""
    more: str = ""
    minor: tuple = ()  # columns that a phone leaves out


OTHERS = Cell("Lainnya, digabung agar tidak menunjuk orang")


def _n(value, url="", late=False):
    return Cell(in_words(value), url if value else "", "late" if late and value else "")


def _places(board, *columns):
    """One row per kelurahan in reach; `columns` are functions that make a Cell of its code."""
    return [
        (Cell(row.nama, links.kelurahan(row.kode, board.month)), *(column(row.kode) for column in columns))
        for row in board.reach.places
    ]


def received(board):
    def count(kode):
        return _n(board.many(Hal.MASUK, kelurahan=kode))

    whole = (Cell("Jumlah"), count(None))
    return [Table("Per kelurahan", ("Kelurahan", "Diterima"), _places(board, count), whole), _kinds(board)]


def on_time(board):
    def finished(kode):
        return _n(board.on_time(kode).whole)

    def late(kode):
        share = board.on_time(kode)
        return _n(share.whole - share.part)

    def share(kode):
        return Cell("–" if board.too_few(kode) else board.on_time(kode).text)

    columns = (finished, late, share)
    foot = (Cell("Jumlah"), *(column(None) for column in columns))
    head = ("Kelurahan", "Selesai", "Melewati janji", "Tepat waktu")
    return [Table("Per kelurahan", head, _places(board, *columns), foot)]


def overdue(board):
    def count(kode):
        return _n(board.overdue(kode), late=True)

    foot = (Cell("Jumlah"), count(None))
    found = [Table("Per kelurahan", ("Kelurahan", "Lewat batas"), _places(board, count), foot)]
    held, rest = board.holders()
    if held:
        rows = [(Cell(live.holder_name(holder)), _n(n)) for holder, n in held] + _rest(rest)
        found.append(Table("Di tangan siapa", ("Pemegang", "Lewat batas"), rows, foot))
    return found


def _rest(*numbers):
    return [(OTHERS, *(_n(number) for number in numbers))] if any(numbers) else []


def days_to_finish(board):
    def finished(kode):
        return _n(board.many(Hal.SELESAI, kelurahan=kode))

    def median(kode):
        return Cell("–") if board.too_few(kode) else _n(board.median_days(kelurahan=kode))

    foot = (Cell("Seluruhnya"), finished(None), median(None))
    head = ("Kelurahan", "Selesai", "Median hari")
    return [Table("Per kelurahan", head, _places(board, finished, median), foot)]


def served(board):
    def numbers(many):
        claimed, agreed, denied = (many(hal) for hal in (Hal.DILAYANI, Hal.DIKONFIRMASI, Hal.DISANGGAH))
        return _n(claimed), _n(agreed), _n(denied, late=True), _n(claimed - agreed - denied)

    rows = [
        (_agency_name(board, agency), *numbers(agency.many)) for agency in board.agencies() if agency.many(Hal.DILAYANI)
    ]
    head = ("Instansi", "Dinyatakan terlayani", "Dikonfirmasi keluarga", "Disanggah keluarga", "Belum ditanya")
    return [Table("Per instansi", head, rows, (Cell("Jumlah"), *numbers(board.of_work)))]


def _agency_name(board, agency):
    return Cell(agency.name, links.instansi(agency.kode, board.month), title=agency.row.nama)


AGENCY_HEAD = ("Instansi", "Menunggu jawaban", "Terlama", "Lewat batas", "Dikirim", "Tepat waktu", "Median hari",
               "Ditolak", "Terlayani", "Dikonfirmasi")  # fmt: skip


def agencies(board, most=None):
    """The agencies of the month, the longest wait first; with `most`, only so many and the way to all of them."""
    rows, month = board.agencies(), months.code(board.month)

    def to(agency, **filters):
        return links.referrals(board.wide, instansi=agency.kode, **filters)

    made = [
        (
            _agency_name(board, one),
            _n(one.menunggu, links.unanswered(board.wide, instansi=one.kode)),
            Cell(live.waited(one.oldest, board.now)),
            _n(one.lewat, links.past_limit(board.wide, instansi=one.kode), late=True),
            _n(one.sent, to(one, dikirim=month)),
            Cell(one.in_time.text, to(one, dikirim=month, jawaban="tepat") if one.in_time.part else ""),
            Cell(in_words(one.median)),
            _n(one.many(Hal.DITOLAK), to(one, dikirim=month, jawaban="ditolak")),
            _n(one.many(Hal.DILAYANI), to(one, dilayani=month)),
            _n(one.many(Hal.DIKONFIRMASI), to(one, dilayani=month, kata="dikonfirmasi")),
        )
        for one in rows[:most]
    ]
    city = " (seluruh kota)" if board.reach.is_leader and board.reach.kecamatan else ""
    more = links.detail("instansi", board.reach, board.month) if most and len(rows) > most else ""
    note = "Yang paling lama ditunggu di atas."
    return Table(f"Kinerja instansi{city}", AGENCY_HEAD, made, note=note, more=more, minor=(4, 6, 7, 8, 9))


def all_agencies(board):
    return [agencies(board)]


def without_puskesos(board):
    def row(desk):
        place, host = catalogue.wilayah(desk.kelurahan_id), desk.pengampu_id and catalogue.wilayah(desk.pengampu_id)
        served_by = desk.nama_meja or (f"Puskesos {host.nama}" if host else "–")
        received = _n(board.many(Hal.MASUK, kelurahan=place.kode))
        return Cell(place.nama, links.kelurahan(place.kode, board.month)), Cell(served_by), received

    rows = [row(desk) for desk in board.without_puskesos()]
    return [Table("Kelurahan", ("Kelurahan", "Dilayani oleh", "Diterima"), rows)]


def kinds(board):
    return [_kinds(board)]


def _kinds(board):
    found, rest = board.kinds()
    month = months.code(board.month)
    rows = [
        (Cell(catalogue.subkategori(kode).nama), _n(n, links.cases(board.reach, diterima=month, jenis=kode)))
        for kode, n in found
    ] + _rest(rest)
    city = " (seluruh kota)" if board.reach.is_leader and board.reach.kecamatan else ""
    foot = (Cell("Jumlah"), _n(sum(n for _, n in found) + rest))
    return Table(f"Per jenis{city}", ("Jenis keluhan", "Diterima"), rows, foot)


def needs(board):
    found, _ = board.needs()
    rows = [(Cell(catalogue.layanan(kode).nama), *map(_n, numbers)) for kode, *numbers in found]
    sums = [board.of_work(hal) for hal in (Hal.TERPENUHI, Hal.KATA_SUDAH, Hal.KATA_SEBAGIAN)]
    shown = [sum(numbers[column] for _, *numbers in found) for column in range(3)]
    rows += _rest(*(all_of - part for all_of, part in zip(sums, shown, strict=True)))
    head = ("Layanan", "Terpenuhi menurut petugas", "Keluarga: sudah terbantu", "Keluarga: sebagian")
    return [Table("Terpenuhi, per layanan", head, rows, (Cell("Jumlah"), *map(_n, sums))), _unmet(board)]


def _unmet(board):
    found, rest = board.unmet()
    rows = [(Cell(catalogue.reason_name("TIDAK_TERPENUHI", kode)), _n(n)) for kode, n in found] + _rest(rest)
    foot = (Cell("Jumlah"), _n(board.of_work(Hal.TAK_TERPENUHI)))
    return Table("Tidak terpenuhi, per sebab", ("Sebab", "Kebutuhan"), rows, foot)


TABLES = {
    "diterima": received,
    "tepat-waktu": on_time,
    "lewat-batas": overdue,
    "lama-selesai": days_to_finish,
    "terlayani": served,
    "dikonfirmasi": served,
    "tanpa-puskesos": without_puskesos,
    "jenis": kinds,
    "instansi": all_agencies,
    "kebutuhan": needs,
}
