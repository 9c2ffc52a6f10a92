"""The big numbers of a page, in words, each with the list of exactly that length behind it."""

from dataclasses import dataclass

from django.conf import settings

from puskesos import months
from slrt.dashboard import links, live
from slrt.dashboard.charts import in_words
from slrt.dashboard.definitions import definition, label
from slrt.dashboard.models import Hal


@dataclass(frozen=True)
class Figure:
    """One big number: what it says, what it is called, and the list with exactly `count` rows behind it."""

    slug: str
    text: str
    note: str = ""
    url: str = ""
    count: int = 0
    tone: str = ""

    @property
    def label(self):
        return label(self.slug)

    @property
    def definition(self):
        return definition(self.slug)


def big_numbers(board):
    """The figures of the first row, for this reach."""
    made = [received(board), on_time(board), overdue(board), days_to_finish(board)]
    if board.reach.scope != "o" and not (board.reach.is_leader and board.reach.kelurahan):
        made += [served(board), confirmed(board)]
    if len(board.reach.places) > 1 and board.reach.scope != "o":
        made.append(without_puskesos(board))
    return made


def _behind(board, slug, url=""):
    """The list if this person has one, else the table of counts; on a page that is the table itself, nothing."""
    if url or board.reach.kelurahan:
        return url
    return links.detail(slug, board.reach, board.month)


def received(board):
    now, earlier = board.many(Hal.MASUK), board.many(Hal.MASUK, months.before(board.month))
    name = months.name(months.before(board.month)).split(" ")[0]
    if board.month == months.month_of(board.now):
        note = f"sampai hari ini; {name} {in_words(earlier)}"
    else:
        change = now - earlier
        arrow = "▲" if change > 0 else "▼"
        note = f"{arrow} {in_words(abs(change))} dari {name}" if change else f"sama dengan {name}"
    url = links.cases(board.reach, diterima=months.code(board.month))
    return Figure("diterima", in_words(now), note, _behind(board, "diterima", url), now)


def on_time(board):
    share, target = board.on_time(), settings.ON_TIME_TARGET
    late = share.whole - share.part
    url = _behind(board, "tepat-waktu", links.cases(board.reach, selesai=months.code(board.month), tepat="tidak"))
    if board.too_few():
        return Figure("tepat-waktu", "–", "kurang dari 5 yang selesai", url, late)
    if not share.whole:
        return Figure("tepat-waktu", "–", "belum ada yang selesai", url, 0)
    note = f"{in_words(late)} dari {in_words(share.whole)} melewati janji; target {target} %"
    return Figure("tepat-waktu", share.text, note, url, late, "late" if share.percent < target else "")


def overdue(board):
    many, (held, _) = board.overdue(), board.holders()
    note = f"terbanyak: {live.holder_name(held[0][0])} ({in_words(held[0][1])})" if held else "tidak ada"
    url = _behind(board, "lewat-batas", links.cases(board.reach, giliran="lewat"))
    return Figure(
        "lewat-batas", in_words(many), note if held or not many else "saat ini", url, many, "late" if many else ""
    )


def days_to_finish(board):
    finished, median = board.many(Hal.SELESAI), board.median_days()
    before = board.median_days(months.before(board.month))
    url = _behind(board, "lama-selesai", links.cases(board.reach, selesai=months.code(board.month)))
    if board.too_few():
        return Figure("lama-selesai", "–", "kurang dari 5 yang selesai", url, finished)
    note = f"dari {in_words(finished)} yang selesai" if finished else "belum ada yang selesai"
    if before is not None and not (board.reach.is_leader and board.reach.kelurahan):
        note += f"; bulan lalu {in_words(before)}"
    return Figure("lama-selesai", in_words(median), note, url, finished)


def served(board):
    many, note = board.of_work(Hal.DILAYANI), f"menurut instansi{_city(board)}"
    url = links.referrals(board.wide, dilayani=months.code(board.month))
    return Figure("terlayani", in_words(many), note, _behind(board, "terlayani", url), many)


def confirmed(board):
    many, disputed = board.of_work(Hal.DIKONFIRMASI), board.of_work(Hal.DISANGGAH)
    unasked = board.of_work(Hal.DILAYANI) - many - disputed
    note = f"{in_words(disputed)} disanggah, {in_words(unasked)} belum ditanya"
    url = links.referrals(board.wide, dilayani=months.code(board.month), kata="dikonfirmasi")
    return Figure("dikonfirmasi", in_words(many), note, _behind(board, "dikonfirmasi", url), many)


def _city(board):
    return ", seluruh kota" if board.reach.is_leader and board.reach.kecamatan else ""


def without_puskesos(board):
    many = len(board.without_puskesos())
    url = links.detail("tanpa-puskesos", board.reach, board.month)
    return Figure("tanpa-puskesos", in_words(many), f"dari {len(board.reach.places)} kelurahan", url, many)
