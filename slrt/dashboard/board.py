"""What was counted for one reach and month: six queries, whatever the size of the city; the rest is adding up."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from puskesos import catalogue, months
from puskesos.models import Puskesos
from puskesos.workflow import StatusKeluhan
from slrt.dashboard import live, summary, suppression
from slrt.dashboard.kept import Kept
from slrt.dashboard.models import Hal

REFERRALS = (Hal.DIKIRIM, Hal.JAWAB_TEPAT, Hal.JAWAB_LAMBAT, Hal.LAMA_JAWAB, Hal.DITOLAK, Hal.DILAYANI,
             Hal.DIKONFIRMASI, Hal.DISANGGAH)  # fmt: skip
MET = (Hal.TERPENUHI, Hal.KATA_SUDAH, Hal.KATA_SEBAGIAN)
WORK = (*REFERRALS, *MET, Hal.TAK_TERPENUHI)
FLOW = (Hal.MASUK, Hal.SELESAI, Hal.SELESAI_TEPAT)
COUNTED = ("flow", "days", "topics", "work", "waiting", "late")


@dataclass(frozen=True)
class Share:
    """A part of a whole in percent; None of nothing."""

    part: int
    whole: int

    @property
    def percent(self):
        return round(100 * self.part / self.whole) if self.whole else None

    @property
    def text(self):
        return f"{self.percent} %" if self.whole else "–"


class Board:
    """Everything that can be counted for one reach and month; a query runs when its numbers are first asked for."""

    def __init__(self, reach, month, now):
        self.reach, self.month, self.now = reach, month, now
        # Leaders see referrals, needs and kinds of complaint for the whole city only (suppression.py).
        self.wide = replace(reach, codes=None, kecamatan="", kelurahan="") if reach.is_leader else reach

    @cached_property
    def flow(self):
        """{(hal, bulan, kelurahan): cases} of thirteen months."""
        return summary.counts(
            self.reach, FLOW, months.before(self.month, 12), self.month, ("hal", "bulan", "kelurahan")
        )  # fmt: skip

    @cached_property
    def days(self):
        """{(bulan, kelurahan, hari): finished cases} of this month and the last."""
        last, keys = months.before(self.month), ("bulan", "kelurahan", "hari")
        return summary.counts(self.reach, (Hal.LAMA_SELESAI,), last, self.month, keys)

    @cached_property
    def topics(self):
        """{(kelurahan, subkategori): cases received}."""
        return summary.counts(self.wide, (Hal.JENIS,), self.month, self.month, ("kelurahan", "kode"))

    @cached_property
    def work(self):
        """{(hal, kode, hari): referrals or needs}."""
        return summary.counts(self.wide, WORK, self.month, self.month, ("hal", "kode", "hari"))

    @cached_property
    def waiting(self):
        return live.waiting(self.wide, self.month, self.now)

    @cached_property
    def late(self):
        return live.overdue(self.reach, self.now)

    # --- sums ----------------------------------------------------------------------------------------------------
    def many(self, hal, month=None, kelurahan=None):
        """Cases received or finished in a month, of one kelurahan or of all in reach."""
        return self._flow_sums[hal, month or self.month, kelurahan]

    @cached_property
    def _flow_sums(self):
        """The flow, and under kelurahan None its sum over all of them."""
        sums = Counter(self.flow)
        for (hal, month, _), n in self.flow.items():
            sums[hal, month, None] += n
        return sums

    def on_time(self, kelurahan=None):
        return Share(self.many(Hal.SELESAI_TEPAT, kelurahan=kelurahan), self.many(Hal.SELESAI, kelurahan=kelurahan))

    def median_days(self, month=None, kelurahan=None):
        return summary.median(self._day_sums[month or self.month, kelurahan])

    @cached_property
    def _day_sums(self):
        """{(bulan, kelurahan, or None for all of them): Counter {hari: finished cases}}."""
        sums = defaultdict(Counter)
        for (month, kelurahan, day), n in self.days.items():
            sums[month, kelurahan][day] += n
            sums[month, None][day] += n
        return sums

    def of_work(self, hal, kode=None):
        return self._work_sums[hal, kode]

    @cached_property
    def _work_sums(self):
        """Referrals and needs on any day, of one code and under None of all of them."""
        sums = Counter()
        for (hal, kode, _), n in self.work.items():
            sums[hal, kode] += n
            sums[hal, None] += n
        return sums

    def overdue(self, kelurahan=None):
        return sum(n for (where, _), n in self.late.items() if kelurahan in (None, where))

    def too_few(self, kelurahan=None):
        """True when a leader would look at the time of fewer than five cases of one kelurahan."""
        place = kelurahan or self.reach.kelurahan
        finished = self.many(Hal.SELESAI, kelurahan=kelurahan)
        return bool(self.reach.is_leader and place and 0 < finished < suppression.LEAST)

    # --- charts --------------------------------------------------------------------------------------------------
    @cached_property
    def months(self):
        return months.twelve(self.month)

    def line(self, hal):
        return [self.many(hal, month) for month in self.months]

    @cached_property
    def release(self):
        return suppression.release(self.topics, catalogue.table("Subkategori"))

    def kinds(self):
        """([(subkategori, count)] largest first, how many are not shown by kind)."""
        if not self.reach.is_leader:
            sums = Counter()
            for (_, kode), n in self.topics.items():
                sums[kode] += n
            return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])), 0
        return self.release.of_place(self.reach.kelurahan) if self.reach.kelurahan else self.release.of_city()

    def holders(self):
        """([(holder, count)] of the overdue cases, the most first; how many are not shown by holder)."""
        if not self.reach.is_leader:
            held = Counter()
            for (_, holder), n in self.late.items():
                held[holder] += n
            return sorted(held.items(), key=lambda pair: (-pair[1], pair[0])), 0
        if self.reach.kecamatan or self.reach.kelurahan:
            return [], self.overdue()
        desks = [("slrt", ""), *(("instansi", kode) for kode in catalogue.table("Instansi"))]
        return suppression.release(self.late, desks).of_city()

    def without_puskesos(self):
        codes, desks = {row.kode for row in self.reach.places}, catalogue.table("Puskesos").values()
        return [desk for desk in desks if desk.kelurahan_id in codes and desk.status == Puskesos.Status.BELUM]

    # --- agencies ------------------------------------------------------------------------------------------------
    def agencies(self):
        """Agency rows of the month, those who keep people waiting longest first."""
        codes = {kode for hal, kode, _ in self.work if hal in REFERRALS} | set(self.waiting)
        rows = [Agency(self, kode) for kode in codes]
        return sorted(rows, key=lambda row: (row.oldest is None, row.oldest or self.now, -row.sent, row.name))

    # --- needs ---------------------------------------------------------------------------------------------------
    def needs(self):
        """([(layanan, met, family agrees, agrees partly)] the most first, how many met are not shown by layanan)."""
        met, rest = self._by_code(Hal.TERPENUHI, catalogue.table("JenisLayanan"))
        return [(kode, *(self.of_work(hal, kode) for hal in MET)) for kode, _ in met], rest

    def unmet(self):
        """([(reason, count)] the most first, how many are not shown by reason)."""
        return self._by_code(Hal.TAK_TERPENUHI, [kode for kode, _ in catalogue.reasons("TIDAK_TERPENUHI")])

    def _by_code(self, hal, codes):
        sums = {kode: n for (what, kode, _), n in self.work.items() if what == hal}
        if self.reach.is_leader:
            return suppression.release({("", kode): n for kode, n in sums.items()}, codes).of_city()
        return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])), 0


class OwnBoard(Board):
    """The same for what one fasilitator wrote down, counted from those few cases themselves."""

    work, waiting = Counter(), {}

    def __init__(self, reach, month, now):
        super().__init__(reach, month, now)
        self.flow, self.days, self.topics = Counter(), Counter(), Counter()
        for keluhan in self._recent():
            self._count(keluhan)

    def _recent(self):
        start, _ = months.bounds(months.before(self.month, 12))
        rows = live.keluhan(self.reach).filter(Q(diterima_pada__gte=start) | Q(selesai_pada__gte=start))
        return rows.only("kelurahan", "subkategori", "status", "diterima_pada", "selesai_pada", "janji_selesai")

    def _count(self, keluhan):
        received, place = months.month_of(keluhan.diterima_pada), keluhan.kelurahan_id
        self.flow[Hal.MASUK, received, place] += 1
        if received == self.month:
            self.topics[place, keluhan.subkategori_id] += 1
        if keluhan.status == StatusKeluhan.SELESAI:
            finished = months.month_of(keluhan.selesai_pada)
            day = (timezone.localdate(keluhan.selesai_pada) - timezone.localdate(keluhan.diterima_pada)).days
            self.flow[Hal.SELESAI, finished, place] += 1
            self.flow[Hal.SELESAI_TEPAT, finished, place] += keluhan.selesai_pada <= keluhan.janji_selesai
            self.days[finished, place, day] += 1


def board_of(reach, month, now):
    """What was counted for a reach; `now` of the board says of when it is, which for leaders is some seconds ago."""
    kept = Kept("board", reach, month)
    found = kept.read()
    if found:
        board = Board(reach, month, found[0])
        vars(board).update(found[1])
        return board
    board = (OwnBoard if reach.scope == "o" else Board)(reach, month, now)
    if kept.for_all:
        kept.keep((now, {name: getattr(board, name) for name in COUNTED}), now, now)
    return board


class Agency:
    """One line of the table of agencies; times are those of the referrals sent in the month."""

    def __init__(self, board, kode):
        self.board, self.kode = board, kode
        self.row, self.desk = catalogue.instansi(kode), board.waiting.get(kode)

    @property
    def name(self):
        return self.row.singkatan or self.row.nama

    @property
    def sent(self):
        return self.board.of_work(Hal.DIKIRIM, self.kode)

    @property
    def in_time(self):
        late = self.board.of_work(Hal.JAWAB_LAMBAT, self.kode) + (self.desk.bulan_lewat if self.desk else 0)
        good = self.board.of_work(Hal.JAWAB_TEPAT, self.kode)
        return Share(good, good + late)

    @property
    def median(self):
        return summary.median(Counter({
            day: n for (hal, kode, day), n in self.board.work.items() if hal == Hal.LAMA_JAWAB and kode == self.kode
        }))  # fmt: skip

    @property
    def menunggu(self):
        return self.desk.menunggu if self.desk else 0

    @property
    def lewat(self):
        return self.desk.lewat if self.desk else 0

    @property
    def oldest(self):
        return self.desk.tertua if self.desk else None

    def many(self, hal):
        return self.board.of_work(hal, self.kode)
