"""The chores beside the reminders: what goes, what stays, and that nothing is proposed twice."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as house
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from puskesos import drafts, files, lampiran, verification, workflow
from puskesos.models import Draf, Lampiran
from puskesos.numbering import new_uuid7
from puskesos.refusals import NotAllowed
from rujukan import housekeeping, letters, reminders
from tests.cases import a_photo, fresh, waiting_family
from tests.people import MONDAY
from tests.rujukan.letters_made import issued


def test_a_family_that_does_not_come_is_proposed_to_be_closed_once(cast, now):
    keluhan = waiting_family(cast, now)
    assert housekeeping.propose_closing(now + timedelta(days=29)) == 0
    late = now + timedelta(days=30)
    assert housekeeping.propose_closing(late) == 1
    keluhan = fresh(keluhan)
    assert (keluhan.usulan, keluhan.usulan_oleh_id, keluhan.status) == ("DITUTUP", None, "PERLU_LENGKAP")
    line = keluhan.riwayat.filter(jenis="USULAN").get()
    assert (line.peran, line.petugas_id) == ("SISTEM", None)
    verification.decline_proposal(by=cast.koor, now=late, id=keluhan.pk, catatan="Masih dihubungi.")
    assert housekeeping.propose_closing(late + timedelta(days=5)) == 0


def test_the_koordinator_sees_and_answers_what_nobody_in_person_proposed(cast, now, monkeypatch):
    keluhan = waiting_family(cast, now)
    late = now + timedelta(days=30)
    housekeeping.propose_closing(late)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    (row,) = cast.koor_web.get("/").context["today"].work
    assert (row.reason, row.url) == ("Sistem mengusulkan: ditutup", f"/keluhan/{keluhan.pk}/langkah/give_up/")
    for address in (row.url, f"/keluhan/{keluhan.pk}/"):
        assert cast.koor_web.get(address).status_code == 200
    form = cast.koor_web.get(f"/keluhan/{keluhan.pk}/langkah/decline/")
    assert "Usulan Sistem" in form.content.decode()


def test_waiting_a_second_time_counts_anew(cast, now):
    keluhan = waiting_family(cast, now)
    late = now + timedelta(days=30)
    housekeeping.propose_closing(late)
    late += timedelta(minutes=1)
    verification.completed(by=cast.siti, now=late, id=keluhan.pk, catatan="Dibawa.")
    verification.ask_family(
        by=cast.budi, now=late, id=keluhan.pk, kekurangan="SKTM", janji=(late + timedelta(4)).date()
    )
    assert housekeeping.propose_closing(late + timedelta(days=29)) == 0
    assert housekeeping.propose_closing(late + timedelta(days=30)) == 1


def test_old_drafts_go_and_their_files_after_them(cast, now):
    id = new_uuid7(now)
    drafts.save_draft(by=cast.siti, now=now, id=id, typed={"nama": ["Halimah"]})
    file = files.attach(by=cast.siti, now=now, file=a_photo(), jenis="KTP", draf=id)
    later = timezone.now() + timedelta(days=29)
    assert housekeeping.drop_old_drafts(later) == 0
    assert housekeeping.drop_loose_files(later + timedelta(days=300)) == 0  # the draft still holds it
    assert housekeeping.drop_old_drafts(later + timedelta(days=2)) == 1
    assert not Draf.objects.filter(pk=id).exists()
    assert housekeeping.drop_loose_files(later) == 1
    assert not Lampiran.objects.filter(pk=file.pk).exists()


def test_files_of_a_case_stay_for_ever(cast, now):
    keluhan = waiting_family(cast, now)
    file = files.attach(by=cast.budi, now=now, file=a_photo(), jenis="KTP", keluhan=keluhan.pk)
    housekeeping.drop_loose_files(timezone.now() + timedelta(days=4000))
    assert lampiran.load(file.pk)


def an_upload_that_failed():
    """A file on disk whose row was rolled back."""
    id = uuid4()
    with pytest.raises(InterruptedError), transaction.atomic():
        lampiran.store(lampiran.clean_upload(a_photo(), "ktp.jpg"), id)
        raise InterruptedError
    return id


def test_files_of_uploads_that_failed_go_after_a_day(cast, now, settings, tmp_path):
    settings.BERKAS_ROOT = tmp_path
    keluhan = waiting_family(cast, now)
    file = files.attach(by=cast.budi, now=now, file=a_photo(), jenis="KTP", keluhan=keluhan.pk)
    lost = an_upload_that_failed()
    torn = tmp_path / "ab" / "cd" / f".{lost}.0123456789abcdef"
    torn.parent.mkdir(parents=True)
    torn.write_bytes(b"half")
    assert housekeeping.drop_unnamed_files(timezone.now() + timedelta(hours=23)) == 0
    assert lampiran.load(lost)
    assert housekeeping.drop_unnamed_files(timezone.now() + timedelta(hours=25)) == 2
    assert lampiran.load(file.pk)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [str(file.pk)]


def test_the_archive_of_letters_stays(cast, now, settings, tmp_path):
    settings.BERKAS_ROOT = tmp_path
    surat = issued(cast, now)
    assert housekeeping.drop_unnamed_files(timezone.now() + timedelta(days=2)) == 0
    assert letters.archived(surat).startswith(b"%PDF")


def test_only_these_rooms_store_files():
    """Whoever else does must be known to drop_unnamed_files, or loses its files after a day."""
    code = [path for room in ("puskesos", "rujukan", "slrt") for path in Path(house.BASE_DIR, room).rglob("*.py")]
    storing = {str(path.relative_to(house.BASE_DIR)) for path in code if "lampiran.store(" in path.read_text()}
    assert storing == {"puskesos/files.py", "rujukan/letters/issuing.py"}


def test_very_many_files_without_a_row_are_left_for_people(cast, settings, tmp_path, monkeypatch, caplog):
    """Somebody restored an old copy of the database: its files are all that is left of a day's work."""
    settings.BERKAS_ROOT = tmp_path
    monkeypatch.setattr(housekeeping, "MOST_UNNAMED", 2)
    kept = [an_upload_that_failed() for _ in range(3)]
    assert housekeeping.drop_unnamed_files(timezone.now() + timedelta(days=2)) == 0
    assert all(lampiran.load(id) for id in kept)
    assert "3 files belong to no row" in caplog.text


def test_nightly_chores_run_once_a_night_and_hinder_no_other(db, monkeypatch):
    runs = []
    monkeypatch.setattr(
        housekeeping, "NIGHTLY", {"rusak": lambda clock: 1 / 0, "baik": lambda clock: runs.append(clock) or 7}
    )
    midnight = MONDAY.replace(hour=0)
    assert housekeeping.tidy_at_night(midnight + timedelta(hours=1)) == {"rusak": 0, "baik": 7}
    for later in (2, 9, 23, 24.9):
        assert housekeeping.tidy_at_night(midnight + timedelta(hours=later)) == {}
    tomorrow = midnight + timedelta(hours=25)
    assert housekeeping.tidy_at_night(tomorrow)["baik"] == 7
    assert runs == [midnight + timedelta(hours=1), tomorrow]


def test_ended_sessions_go_and_running_ones_stay(siti_web, budi_web):
    running = Session.objects.count()
    assert running
    ended = Session.objects.first()
    Session.objects.filter(pk=ended.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert housekeeping.drop_sign_in_traces(timezone.now()) == 1
    assert Session.objects.count() == running - 1


def test_a_made_up_moment_removes_nothing_for_good(cast, now, siti_web):
    """`tick --at` a year ahead: nobody is signed out, no draft is lost, but cases go on."""
    drafts.save_draft(by=cast.siti, now=now, id=new_uuid7(now), typed={"nama": ["Halimah"]})
    keluhan = waiting_family(cast, now)
    sessions = Session.objects.count()
    report = reminders.tick(now + timedelta(days=365))
    assert report.chores["usulan tutup"] == 1
    assert fresh(keluhan).usulan == "DITUTUP"
    assert Session.objects.count() == sessions
    assert Draf.objects.count() == 1


def test_chores_run_once_an_hour(cast, now):
    assert reminders.tick(now).chores
    assert not reminders.tick(now + timedelta(minutes=59)).chores
    assert reminders.tick(now + timedelta(minutes=60)).chores


def test_a_proposal_is_only_a_proposal(cast, now):
    """The system never closes: it has no move for it."""
    keluhan = waiting_family(cast, now)
    for code in ("give_up", "withdraw", "cannot", "close"):
        with pytest.raises(NotAllowed, match="Sistem tidak dapat"):
            workflow.require_move(keluhan, code, None)
