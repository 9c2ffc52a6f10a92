"""One pass of the reminder work: heal, ask whether to go on, then one claimed row after the other."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from rujukan import housekeeping, ledger
from rujukan.models import Kiriman, Pengingat
from rujukan.reminders import mailing, pause, raising, recount, schedule

log = logging.getLogger(__name__)
MOST_MAILS = 60


@dataclass
class Report:
    """What one pass did, counted; `held` says why nothing was sent."""

    at: datetime
    healed: int = 0
    moved: int = 0
    notices: int = 0
    mails: int = 0
    skipped: int = 0
    cancelled: int = 0
    quiet: int = 0
    failed: int = 0
    held: str = ""
    chores: dict = field(default_factory=dict)


def tick(at=None):
    """One pass; running it twice, or twice at once, sends nothing twice. `at` acts as if it were that moment."""
    now = at or schedule.database_now()
    _, moved = recount.recount(now)
    report = Report(at=now, healed=schedule.heal(now), moved=moved)
    permit = pause.may_run(now, simulated=at is not None)
    report.held = permit.held
    if permit.rows:
        _work(report, permit.rows, at)
    report.chores = housekeeping.tidy(now, clock=schedule.database_now())
    ledger.check_in_turn(now)
    pause.note_outcome(report, simulated=at is not None)
    return report


def _work(report, most, at):
    mailing.gather(at or schedule.database_now())
    raised = 0
    while raised < most and report.mails < MOST_MAILS:
        now = at or schedule.database_now()
        claimed = schedule.claim(now)
        if claimed is None:
            return
        id, lease, tries = claimed
        if not _told_already(id):
            _raise(report, id, lease, tries, now)
            raised += 1
        elif _mail(report, id, lease, tries, now):
            return


def _told_already(id):
    return Kiriman.objects.filter(pengingat=id).exists()


def _raise(report, id, lease, tries, now):
    try:
        name = raising.raise_row(id, lease, now)
    except Exception:  # one bad row must not stop the queue
        log.exception("reminder %s could not be raised", id)
        _set_aside(id, lease, tries, now)
        name = "failed"
    counter = {"notice": "notices"}.get(name, name)
    if counter:
        setattr(report, counter, getattr(report, counter) + 1)


@transaction.atomic
def _set_aside(id, lease, tries, now):
    row = schedule.held(id, lease)
    if row is None:
        return
    if tries >= schedule.MOST_TRIES:
        schedule.finish(row, Pengingat.Status.GAGAL, now=now, sebab=f"Tidak dapat disiapkan, {tries} kali dicoba")
        mailing.tell_failure(row, now)
    else:
        schedule.put_back(row, at=schedule.next_try(now, tries), tries=tries)


def _mail(report, id, lease, tries, now):
    """True when the way to the mail server is blocked: no other letter is tried in this pass."""
    sent, failed, blocked = mailing.mail_row(id, lease, tries, now)
    report.mails += sent
    report.failed += failed
    return blocked
