"""Home visits: planned, made, nobody there, to be repeated; and notes."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from puskesos import notes, verification, visits
from puskesos.models import Kunjungan, Riwayat
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused
from tests.cases import a_keluhan, a_photo, closed, waiting_family

TOMORROW = date(2026, 11, 24)


def planned(cast, now, **changes):
    keluhan = changes.pop("keluhan", None) or a_keluhan(cast.siti, now)
    return visits.plan_visit(by=cast.siti, now=now, id=keluhan.pk, **({"rencana": TOMORROW} | changes))


def done(by, now, visit, **changes):
    return visits.record_visit(by=by, now=now, id=visit.pk, **({"kondisi": "Atap bocor, tiga anak."} | changes))


def test_a_visit_is_planned_made_and_told(cast, now):
    visit = planned(cast, now, tujuan="Melihat rumah")
    done(cast.budi, now + timedelta(days=1), visit, penghasilan="Rp 900.000", tanggungan=3, rekomendasi="Usul RTLH",
         foto_baru=[("FOTO_RUMAH_DEPAN", a_photo())])  # fmt: skip
    visit.refresh_from_db()
    assert (visit.status, visit.tanggungan, visit.petugas_id) == ("SUDAH", 3, cast.budi.petugas_id)
    line = Riwayat.objects.filter(keluhan=visit.keluhan_id, jenis="KUNJUNGAN").latest("at")
    assert line.fakta["foto"] == [str(visit.keluhan.lampiran.get().pk)]


def test_a_visit_lies_ahead_and_within_half_a_year(cast, now):
    for day in (date(2026, 11, 22), date(2027, 5, 23), None):
        with pytest.raises(Refused) as caught:
            planned(cast, now, rencana=day)
        assert caught.value.field == "rencana"
    assert planned(cast, now, rencana=date(2026, 11, 23)).rencana == date(2026, 11, 23)


def test_a_colleague_of_the_same_place_may_be_sent_a_stranger_not(cast, now):
    assert planned(cast, now, petugas_id=cast.budi.petugas_id).petugas_id == cast.budi.petugas_id
    for stranger in (cast.rahmat, cast.bulurah):
        with pytest.raises(Refused) as caught:
            planned(cast, now, petugas_id=stranger.petugas_id)
        assert caught.value.field == "petugas"


def test_a_visit_is_recorded_once(cast, now):
    visit = planned(cast, now)
    with pytest.raises(MissingFact):
        done(cast.siti, now, visit, kondisi="")
    done(cast.siti, now, visit)
    with pytest.raises(IllegalMove):
        done(cast.siti, now, visit, kondisi="Lain")
    visit.refresh_from_db()
    assert visit.kondisi == "Atap bocor, tiga anak."


def test_a_visit_to_repeat_is_planned_again(cast, now):
    visit = planned(cast, now, tujuan="Melihat rumah")
    done(cast.siti, now, visit, ulang=date(2026, 11, 30))
    again = Kunjungan.objects.get(keluhan=visit.keluhan_id, status="BELUM")
    assert (again.rencana, again.tujuan) == (date(2026, 11, 30), "Melihat rumah")
    assert Kunjungan.objects.get(pk=visit.pk).status == "ULANG"


def test_nobody_at_home_is_an_attempt_to_reach_the_family(cast, now):
    keluhan = waiting_family(cast, now)
    for _ in range(2):
        visits.nobody_home(by=cast.siti, now=now, id=planned(cast, now, keluhan=keluhan).pk, catatan="Pintu terkunci")
    assert verification.contacts_since_asked(keluhan) == 2
    assert verification.give_up(by=cast.koor, now=now, id=keluhan.pk, catatan="Dua kali kosong").status == "DIBATALKAN"


def test_who_visits_and_who_does_not(cast, now):
    visit = planned(cast, now)
    for by in (cast.bulurah, cast.fitri):
        with pytest.raises(NotAllowed):
            done(by, now, visit)
    for by in (cast.rahmat, cast.joko, cast.hendra):
        with pytest.raises(Http404 if by is cast.rahmat else NotAllowed):
            done(by, now, visit)
    with pytest.raises(Http404):
        visits.open_visit(cast.rahmat, visit.pk)
    assert visits.open_visit(cast.bulurah, visit.pk) == visit


def test_no_visits_to_a_closed_case(cast, now):
    with pytest.raises(IllegalMove):
        planned(cast, now, keluhan=closed(cast, now))


def test_due_visits_are_those_of_the_area_up_to_today(cast, now):
    first, today = planned(cast, now, rencana=date(2026, 11, 23)), date(2026, 11, 24)
    second = planned(cast, now, rencana=today)
    planned(cast, now, rencana=date(2026, 11, 25))
    done(cast.siti, now, planned(cast, now, rencana=date(2026, 11, 23)))
    assert list(visits.due(cast.siti, today)) == [first, second]
    assert list(visits.due(cast.rahmat, today)) == []


def test_photos_of_another_case_are_refused(cast, now):
    visit, other = planned(cast, now), planned(cast, now)
    done(cast.siti, now, other, foto_baru=[("FOTO_RUMAH_DEPAN", a_photo())])
    with pytest.raises(Refused) as caught:
        done(cast.siti, now, visit, foto=[other.keluhan.lampiran.get().pk])
    assert caught.value.field == "foto"


# --- notes ---------------------------------------------------------------------------------------------------------
def test_a_note_for_the_kelurahan_and_one_inside_slrt(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    notes.add_note(by=cast.siti, now=now, id=keluhan.pk, catatan="Ibu hanya ada sore hari.")
    notes.add_note(by=cast.dewi, now=now, id=keluhan.pk, catatan="Periksa dugaan ganda.", internal=True)
    assert list(Riwayat.objects.filter(jenis="CATATAN").values_list("internal", flat=True)) == [False, True]


def test_internal_is_for_the_city_only_and_an_empty_note_is_none(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    with pytest.raises(NotAllowed) as caught:
        notes.add_note(by=cast.siti, now=now, id=keluhan.pk, catatan="Rahasia", internal=True)
    assert caught.value.field == "internal"
    with pytest.raises(MissingFact):
        notes.add_note(by=cast.siti, now=now, id=keluhan.pk, catatan="")
    with pytest.raises(Http404):
        notes.add_note(by=cast.rahmat, now=now, id=keluhan.pk, catatan="Titip")
    assert not Riwayat.objects.filter(jenis="CATATAN").exists()
