"""One statement for the tabs of everybody in one role and place: with the numbers of whoever asks, at that moment."""

from copy import copy
from datetime import timedelta

import pytest
from django.db.models import Q

from puskesos.keyset import capped_counts
from puskesos.models import Keluhan
from puskesos.tallies import Tallies
from tests.cases import a_keluhan, verified, without_nik

pytestmark = pytest.mark.django_db


def tabs(by, now):
    visible = Keluhan.objects.visible_to(by)
    return {
        "semua": visible, "saya": visible.filter(pemilik_id=by.petugas_id), "lewat": visible.filter(tenggat__lt=now),
        "kosong": visible.filter(status__in=()), "satu": visible.filter(Q(versi=1)),
    }  # fmt: skip


@pytest.fixture
def tallies():
    return Tallies(tabs, 3)


def test_they_are_the_numbers_of_the_querysets(tallies, cast, now, django_assert_num_queries):
    verified(cast, now)
    a_keluhan(cast.siti, now, sheet=without_nik(nama="Wanda"))
    people = (cast.siti, cast.budi, cast.rahmat, cast.dewi, cast.hendra)
    moments = (now, now + timedelta(days=30))
    told = {(by, at): capped_counts(tabs(by, at), 3) for by in people for at in moments}
    assert len({str(each) for each in told.values()}) > 4
    for by, at in [*told, *told]:  # written down the first time, filled in the second
        assert tallies(by, at) == told[by, at]


def test_a_colleague_of_the_same_role_and_place_gets_own_numbers(tallies, cast, now):
    verified(cast, now)  # Budi's
    colleague = copy(cast.budi)
    colleague.petugas_id = cast.rahmat.petugas_id
    assert tallies(cast.budi, now)["saya"] == (1, False)
    assert tallies(colleague, now)["saya"] == (0, False)
    assert len(tallies._written) == 1


def test_a_secret_case_counts_only_for_those_named(tallies, cast, now):
    a_keluhan(cast.koor, now, layanan="L18", subkategori="KEKERASAN")
    colleague = copy(cast.koor)
    colleague.petugas_id = cast.siti.petugas_id
    assert tallies(cast.koor, now)["semua"] == (1, False)
    assert tallies(colleague, now)["semua"] == (0, False)


def test_counting_stops_at_the_cap(tallies, siti, now):
    for letter in "abcde":
        a_keluhan(siti, now, sheet=without_nik(nama=f"Wanda {letter}", hp=""))
    assert tallies(siti, now)["semua"] == (3, True)


def test_it_is_one_query_and_writing_it_is_none(tallies, siti, now, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(1):
            tallies(siti, now)


def test_what_would_not_be_the_same_for_all_is_refused(siti, now):
    secretive = Tallies(lambda by, now: {"sini": Keluhan.objects.filter(kelurahan=by.wilayah_id)}, 3)
    with pytest.raises(AttributeError):
        secretive(siti, now)
