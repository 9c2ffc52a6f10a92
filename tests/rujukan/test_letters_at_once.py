"""Two people issue at the same moment, with committed data: no number is left out, none is given twice."""

import threading

import pytest

from rujukan import letters
from rujukan.letters import issuing, numbering
from rujukan.models import NomorSurat, Surat
from tests import cases
from tests.rujukan.letters_made import more_letters
from tests.rujukan.test_reminders_at_once import meeting, side_by_side

pytestmark = pytest.mark.django_db(transaction=True)


def numbers():
    return sorted(Surat.objects.exclude(urut=None).values_list("urut", flat=True))


def test_four_issue_at_the_same_moment(cast, now, monkeypatch):
    ready = more_letters(cast, now, cases.referred(cast, now)[1], 4)
    meeting(monkeypatch, numbering, "take", parties=4)
    side_by_side(*[lambda one=one: letters.issue(by=cast.dewi, now=now, id=one.pk) for one in ready])
    assert numbers() == [1, 2, 3, 4]
    assert NomorSurat.objects.get().terakhir == 4


def test_one_fails_while_the_other_waits(cast, now, monkeypatch):
    """The number of the one that failed is not lost: the next one gets it."""
    first, second = more_letters(cast, now, cases.referred(cast, now)[1], 2)
    whole = issuing._archive
    inside = threading.Event()

    def break_the_first(surat, **kwargs):
        if surat.pk == first.pk:
            inside.set()
            raise RuntimeError("listrik padam")
        return whole(surat, **kwargs)

    monkeypatch.setattr(issuing, "_archive", break_the_first)

    def fails():
        with pytest.raises(RuntimeError):
            letters.issue(by=cast.dewi, now=now, id=first.pk)

    def follows():
        assert inside.wait(30)
        letters.issue(by=cast.dewi, now=now, id=second.pk)

    side_by_side(fails, follows)
    monkeypatch.undo()
    assert numbers() == [1]
    assert letters.issue(by=cast.dewi, now=now, id=first.pk).urut == 2


def test_the_same_letter_is_issued_once(cast, now):
    (surat,) = more_letters(cast, now, cases.referred(cast, now)[1], 1)
    barrier, refused = threading.Barrier(2), []

    def issue():
        barrier.wait(30)
        try:
            letters.issue(by=cast.dewi, now=now, id=surat.pk)
        except letters.issuing.IllegalMove as illegal:
            refused.append(illegal)

    side_by_side(issue, issue)
    assert len(refused) == 1 and numbers() == [1]


def test_two_workers_take_different_rows(cast, now, monkeypatch):
    ready = more_letters(cast, now, cases.referred(cast, now)[1], 3)
    work = letters.batch.start(by=cast.dewi, now=now, ids=[one.pk for one in ready])
    meeting(monkeypatch, letters.batch, "_one")
    side_by_side(lambda: letters.batch.work_off(now), lambda: letters.batch.work_off(now))
    assert letters.batch.progress(work) == (3, 0, 3)
    assert numbers() == [1, 2, 3]
