"""The page of one agency (ux §5, screen 28): how fast it answers, what it declares served, what families confirm."""

from collections import Counter

from django.conf import settings

from puskesos import catalogue, months
from slrt.dashboard import links, live, summary
from slrt.dashboard.board import Share
from slrt.dashboard.charts import in_words
from slrt.dashboard.figures import Figure
from slrt.dashboard.models import Hal

FLOW = (Hal.DIKIRIM, Hal.JAWAB_TEPAT, Hal.JAWAB_LAMBAT, Hal.DITOLAK, Hal.DILAYANI, Hal.DIKONFIRMASI, Hal.DISANGGAH)


class AgencyBoard:
    """What was counted of one agency, within the reach of who looks: three queries."""

    def __init__(self, reach, month, now):
        self.reach, self.month, self.now = reach, month, now
        self.row = catalogue.instansi(reach.instansi)
        self.flow = summary.counts(reach, FLOW, months.before(month, 12), month)
        self.days = summary.counts(reach, (Hal.LAMA_JAWAB,), months.before(month), month, ("bulan", "hari"))
        self.desk = live.waiting(reach, month, now).get(reach.instansi, live.Waiting(0, None, 0, 0, 0))

    @property
    def months(self):
        return months.twelve(self.month)

    def many(self, hal, month=None):
        return self.flow[hal, month or self.month]

    def line(self, hal):
        return [self.many(hal, month) for month in self.months]

    def in_time(self):
        good = self.many(Hal.JAWAB_TEPAT)
        return Share(good, good + self.many(Hal.JAWAB_LAMBAT) + self.desk.bulan_lewat)

    def median(self, month=None):
        days = Counter({day: n for (when, day), n in self.days.items() if when == (month or self.month)})
        return summary.median(days)

    @property
    def waited(self):
        return live.waited(self.desk.tertua, self.now)


def big_numbers(board):
    return [make(board) for make in (sent, answered, days_to_answer, waiting, late, declined, served, confirmed)]


def _list(board, **filters):
    return links.referrals(board.reach, **filters)


def sent(board):
    many, last = board.many(Hal.DIKIRIM), months.before(board.month)
    note = f"{months.name(last).split(' ')[0]} {in_words(board.many(Hal.DIKIRIM, last))}"
    return Figure("dikirim", in_words(many), note, _list(board, dikirim=months.code(board.month)), many)


def answered(board):
    share, target = board.in_time(), settings.ON_TIME_TARGET
    missed = share.whole - share.part
    url = _list(board, dikirim=months.code(board.month), jawaban="lambat")
    if not share.whole:
        return Figure("jawaban", "–", "belum ada yang jatuh tempo", url, missed)
    note = f"{in_words(missed)} dari {in_words(share.whole)} terlambat; target {target} %"
    return Figure("jawaban", share.text, note, url, missed, "late" if share.percent < target else "")


def days_to_answer(board):
    many = sum(n for (when, _), n in board.days.items() if when == board.month)
    last = board.median(months.before(board.month))
    note = (f"dari {in_words(many)} jawaban" if many else "belum ada jawaban") + (
        f"; bulan lalu {in_words(last)}" if last is not None else ""
    )
    url = _list(board, dikirim=months.code(board.month), jawaban="sudah")
    return Figure("lama-jawab", in_words(board.median()), note, url, many)


def waiting(board):
    many = board.desk.menunggu
    note = f"terlama {board.waited}" if many else "tidak ada"
    return Figure("menunggu", in_words(many), note, links.unanswered(board.reach), many)


def late(board):
    many = board.desk.lewat
    note, tone = ("saat ini", "late") if many else ("tidak ada", "")
    return Figure("lewat-instansi", in_words(many), note, links.past_limit(board.reach), many, tone)


def declined(board):
    many = board.many(Hal.DITOLAK)
    return Figure(
        "ditolak", in_words(many), f"dari {in_words(board.many(Hal.DIKIRIM))} yang dikirim",
        _list(board, dikirim=months.code(board.month), jawaban="ditolak"), many,
    )  # fmt: skip


def served(board):
    many = board.many(Hal.DILAYANI)
    return Figure(
        "terlayani", in_words(many), "menurut instansi", _list(board, dilayani=months.code(board.month)), many
    )


def confirmed(board):
    many, disputed = board.many(Hal.DIKONFIRMASI), board.many(Hal.DISANGGAH)
    note = f"{in_words(disputed)} disanggah, {in_words(board.many(Hal.DILAYANI) - many - disputed)} belum ditanya"
    url = _list(board, dilayani=months.code(board.month), kata="dikonfirmasi")
    return Figure("dikonfirmasi", in_words(many), note, url, many)
