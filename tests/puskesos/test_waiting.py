"""Waiting for the national calendar: whose clock stands still, what it keeps, and that it always runs again."""

from datetime import date, timedelta

import pytest

from puskesos import catalogue, correcting, deadlines, verification, waiting, worklist
from puskesos.next_step import next_step
from puskesos.refusals import IllegalMove, NotAllowed, Refused
from rujukan import housekeeping
from slrt.triage import triage
from tests.cases import (
    a_keluhan,
    a_photo,
    forwarded,
    fresh,
    handled_local,
    in_triage,
    in_verification,
    referred,
    waiting_family,
)

UNTIL = date(2026, 12, 18)


@pytest.fixture(autouse=True)
def at_nine(monkeypatch, now):
    """Requests happen on the Monday of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def stand(by, now, keluhan, sampai=UNTIL, jadwal="DTSEN_BULANAN", **more):
    return waiting.wait_schedule(by=by, now=now, id=keluhan.pk, jadwal=jadwal, sampai=sampai, **more)


def left(keluhan, now):
    return catalogue.calendar().pause(now, keluhan.tenggat)


@pytest.mark.parametrize("build, who", [(in_verification, "budi"), (handled_local, "koor"), (in_triage, "dewi")])
def test_the_clock_keeps_what_was_left_and_the_promise_moves_by_the_wait(cast, now, build, who):
    keluhan, by = build(cast, now), getattr(cast, who)
    before = left(keluhan, now)
    stand(by, now, keluhan)
    assert fresh(keluhan).tenggat.date() == UNTIL
    later = now + timedelta(days=14)
    waiting.end_wait(by=by, now=later, id=keluhan.pk)
    after = fresh(keluhan)
    assert (after.status, after.jeda_sejak, after.sisa_menit) == (keluhan.status, None, None)
    assert left(after, later) == before
    waited = catalogue.calendar().pause(now, later)
    assert catalogue.calendar().pause(keluhan.janji_selesai, after.janji_selesai) == waited > 0


def test_nobody_is_blamed_for_it_and_everybody_can_read_it(cast, now):
    keluhan = handled_local(cast, now)
    assert [row.keluhan.pk for row in worklist.today(cast.budi, now).work] == [keluhan.pk]
    stand(cast.budi, now, keluhan, catatan="Usulan sudah masuk SIKS-NG.")
    assert worklist.today(cast.budi, now).work == []
    step = next_step(fresh(keluhan), now)
    assert (step.who, step.overdue, step.paused) == ("Jadwal pusat", False, "menunggu jadwal pusat")
    page = cast.budi_web.get(f"/keluhan/{keluhan.pk}/").content.decode()
    assert "jeda: menunggu jadwal pusat" in page and "pemutakhiran bulanan DTSEN" in page
    assert "Lanjutkan, tidak menunggu lagi" in page and "Tunggu jadwal pusat</a>" not in page
    assert "jeda: menunggu jadwal pusat" in cast.budi_web.get("/kasus/").content.decode()
    assert "menunggu jadwal pusat" in cast.dewi_web.get("/antrean/?tab=semua").content.decode()
    family = waiting_family(cast, now)
    assert deadlines.pause_words(family) == "menunggu keluarga"


def test_after_its_day_the_case_is_work_again_by_itself(cast, now):
    keluhan = handled_local(cast, now)
    before = left(keluhan, now)
    stand(cast.budi, now, keluhan)
    that_evening = fresh(keluhan).tenggat
    assert waiting.go_on_in_time(that_evening) == 0
    morning = that_evening + timedelta(hours=10)
    assert housekeeping.tidy(morning, clock=now)["jadwal pusat lewat"] == 1
    after = fresh(keluhan)
    assert after.jeda_sejak is None and left(after, morning) == before
    assert [row.keluhan.pk for row in worklist.today(cast.budi, morning).work] == [keluhan.pk]
    line = after.riwayat.filter(fakta__jadwal="SELESAI").get()
    assert (line.peran, line.petugas_id) == ("SISTEM", None)
    assert "melanjutkan setelah menunggu jadwal pusat" in cast.budi_web.get(f"/keluhan/{keluhan.pk}/").content.decode()


def test_a_step_taken_meanwhile_ends_the_wait_and_starts_its_own_clock(cast, now):
    keluhan = handled_local(cast, now)
    stand(cast.budi, now, keluhan)
    later = now + timedelta(days=7)
    outcomes = {need.pk: ("met", "") for need in keluhan.kebutuhan.all()}
    verification.local_result(by=cast.budi, now=later, id=keluhan.pk, hasil="Terdata.", bukti_baru=a_photo(),
                              outcomes=outcomes)  # fmt: skip
    after = fresh(keluhan)
    assert (after.jeda_sejak, after.tenggat) == (None, deadlines.due("UMPAN_BALIK", "NORMAL", later))
    assert after.janji_selesai > keluhan.janji_selesai


def test_asking_the_family_meanwhile_waits_for_the_family(cast, now):
    keluhan = in_verification(cast, now)
    before = left(keluhan, now)
    stand(cast.budi, now, keluhan)
    verification.ask_family(by=cast.budi, now=now, id=keluhan.pk, kekurangan="KK", janji=UNTIL)
    assert deadlines.pause_words(fresh(keluhan)) == "menunggu keluarga"
    later = now + timedelta(days=3)
    verification.completed(by=cast.siti, now=later, id=keluhan.pk, catatan="Ada")
    assert left(fresh(keluhan), later) == before


def test_another_priority_meanwhile_keeps_the_clock_still(cast, now):
    keluhan = in_verification(cast, now)
    stand(cast.budi, now, keluhan)
    correcting.correct(by=cast.budi, now=now, id=keluhan.pk, subkategori=keluhan.subkategori_id,
                       ringkasan=keluhan.ringkasan, urgensi=["LANSIA_SENDIRI"])  # fmt: skip
    assert fresh(keluhan).tenggat.date() == UNTIL
    waiting.end_wait(by=cast.budi, now=now, id=keluhan.pk)
    assert fresh(keluhan).tenggat == deadlines.due("KEPUTUSAN_PUSKESOS", "TINGGI", keluhan.status_sejak)
    upstairs = in_triage(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="")
    stand(cast.dewi, now, upstairs)
    triage.change_priority(by=cast.dewi, now=now, id=upstairs.pk, prioritas="TINGGI", catatan="Sakit")
    assert fresh(upstairs).tenggat.date() == UNTIL


@pytest.mark.parametrize("build", [a_keluhan, waiting_family, forwarded, lambda c, n: referred(c, n)[0]])
def test_it_can_only_be_waited_for_where_somebody_works(cast, now, build):
    keluhan = a_keluhan(cast.siti, now) if build is a_keluhan else build(cast, now)
    with pytest.raises(IllegalMove):
        stand(cast.dewi, now, keluhan)


def test_who_may_until_when_and_only_once(cast, now):
    keluhan = in_verification(cast, now)
    for nobody in (cast.bulurah,):
        with pytest.raises(NotAllowed):
            stand(nobody, now, keluhan)
    for wrong in ({"sampai": now.date()}, {"sampai": now.date() + timedelta(days=191)}, {"sampai": None},
                  {"jadwal": "LIBUR"}):  # fmt: skip
        with pytest.raises(Refused):
            stand(cast.budi, now, keluhan, **wrong)
    with pytest.raises(IllegalMove):
        waiting.end_wait(by=cast.budi, now=now, id=keluhan.pk)
    stand(cast.budi, now, keluhan)
    with pytest.raises(IllegalMove):
        stand(cast.budi, now, keluhan)


def test_by_the_pages(cast, now):
    keluhan = in_verification(cast, now)
    address = f"/keluhan/{keluhan.pk}/langkah/wait_schedule/"
    assert cast.budi_web.get(address).status_code == 200
    versi = fresh(keluhan).versi
    empty = cast.budi_web.post(address, {"versi": versi})
    assert empty.status_code == 422 and set(empty.context["form"].errors) == {"jadwal", "sampai"}
    tile = (now.date() + timedelta(days=30)).isoformat()
    typed = {"versi": versi, "jadwal": "DESIL_TRIWULAN", "sampai": tile}
    assert cast.budi_web.post(address, typed).status_code == 302
    assert deadlines.awaits_schedule(fresh(keluhan))
    assert cast.budi_web.get(address).status_code == 409
    over = f"/keluhan/{keluhan.pk}/langkah/end_wait/"
    assert cast.budi_web.get(over).status_code == 200
    assert cast.budi_web.post(over, {"versi": fresh(keluhan).versi}).status_code == 302
    assert not fresh(keluhan).jeda_sejak
