"""What the next working morning will bring to each agency: “Besok 07.30: 14 pesan ke 6 instansi”."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef

from puskesos import catalogue
from rujukan import notices
from rujukan.models import Kiriman, Pengingat
from rujukan.reminders import gateways, ladder, raising, recipients

Status, Sent = Pengingat.Status, Kiriman.Status
MOST_ROWS = 2000


@dataclass(frozen=True)
class Line:
    """One reminder as the agency will read it; `told` when it was shown in the application already."""

    row: object
    judul: str
    isi: str
    told: bool

    @property
    def held(self):
        return self.row.ditahan_pada is not None


@dataclass
class Desk:
    """One agency of the morning: where its letter goes, and what stands in it."""

    instansi: object
    lines: list = field(default_factory=list)

    @property
    def email(self):
        return recipients.address_of(self.instansi)

    @property
    def phone(self):
        return recipients.phone_of(self.instansi)

    @property
    def on_paper(self):
        return not self.email and not (gateways.configured() and self.phone)

    @property
    def going(self):
        return [line for line in self.lines if not line.held]


@dataclass(frozen=True)
class Outlook:
    """The morning, its letters by agency, what stays inside the application, and the numbers without held ones."""

    morning: datetime
    desks: list
    inside: list

    @property
    def messages(self):
        return sum(len(desk.going) for desk in self.desks)

    @property
    def agencies(self):
        return sum(bool(desk.going) for desk in self.desks)


def outlook(now, instansi=None):
    """The letters to agencies of the next working morning; of one agency when it is named."""
    morning = catalogue.calendar().next_send_time(now)
    told = {row.pk: row for row in _told(morning, instansi)}
    highest = _coming(morning, instansi)
    coming = {row.pk: row for row in highest if _writes(row)}
    desks = {}
    for row in sorted([*_left(told, coming), *coming.values()], key=lambda row: row.pk):
        code = row.rujukan.instansi_id
        desk = desks.setdefault(code, Desk(row.rujukan.instansi))
        desk.lines.append(_line(row, told=row.pk in told))
    inside = sorted((row for row in highest if row.pk not in coming), key=lambda row: row.jatuh_tempo)
    return Outlook(morning, sorted(desks.values(), key=lambda desk: desk.instansi.nama), inside)


def _rows(instansi):
    rows = Pengingat.objects.filter(status=Status.MENUNGGU).select_related("rujukan__keluhan", "rujukan__instansi")
    return rows.filter(rujukan__instansi=instansi) if instansi else rows


def _told(morning, instansi):
    """Rows whose letter waits for the morning."""
    letter = Kiriman.objects.filter(
        pengingat=OuterRef("pk"), kanal__in=raising.LETTERS, status=Sent.MENUNGGU, instansi__isnull=False
    )
    rows = _rows(instansi).filter(Exists(letter), coba_lagi_pada__lte=morning)
    return [row for row in rows.order_by("pk")[:MOST_ROWS] if _applies(row)]


def _coming(morning, instansi):
    """Rows that nobody was told yet and that fall due until the morning; the highest of each referral."""
    rows = _rows(instansi).filter(
        ~Exists(Kiriman.objects.filter(pengingat=OuterRef("pk"))), jatuh_tempo__lte=morning, langkah__gt=0
    )
    highest = {}
    for row in rows.order_by("langkah", "pk")[:MOST_ROWS]:
        if _applies(row):
            highest[row.rujukan_id] = row
    return list(highest.values())


def _applies(row):
    return ladder.stage_of(row.rujukan.status) == row.tahap


def _writes(row):
    rule = ladder.rule_of(row)
    return rule is not None and "INSTANSI" in rule["penerima"] and any(one in rule["kanal"] for one in raising.LETTERS)


def _left(told, coming):
    """A higher step takes the letter of a lower one along, but not what somebody asked for by hand."""
    steps = {row.rujukan_id: row.langkah for row in coming.values()}
    for row in told.values():
        if row.aturan.startswith(raising.BY_HAND) or row.langkah >= steps.get(row.rujukan_id, 0):
            yield row


def _line(row, *, told):
    judul, isi = wording(row)
    return Line(row, judul, isi, told)


def wording(row):
    """(title, text) of a reminder: as it was written down when it was told, else as it would be written now."""
    one = row.kiriman.filter(instansi__isnull=False).first() or row.kiriman.first()
    if one is not None:
        return one.judul, one.isi
    rule = ladder.rule_of(row)
    judul, isi = notices.words(rule, row.rujukan) if rule else ("", "")
    return judul, isi + raising.noted(row.catatan)
