"""A prepared question gives what its queryset gives, to whoever asks, whatever the values; or it refuses."""

from copy import copy
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from puskesos.models import Kebutuhan, Keluhan, Riwayat
from puskesos.prepared import Prepared
from tests.cases import a_keluhan, in_verification, verified, without_nik

pytestmark = pytest.mark.django_db


def lines(keluhan):
    return Riwayat.objects.filter(keluhan=keluhan, jenis="LANGKAH").select_related("petugas").order_by("-at", "-id")


def own(by, keluhan):
    return Keluhan.objects.visible_to(by).filter(pk=keluhan, pemilik_id=by.petugas_id).select_related("klien")


@pytest.fixture
def story():
    return Prepared(lines, keluhan=UUID)


def test_rows_are_those_of_the_queryset_with_what_hangs_on_them(story, cast, now, django_assert_num_queries):
    cases = [verified(cast, now), a_keluhan(cast.siti, now, sheet=without_nik(nama="Wanda"))]
    for keluhan in (*cases, *cases):
        with django_assert_num_queries(1):
            told = [(one, one.petugas.nama, one.ke) for one in story(keluhan=keluhan.pk)]
        assert told == [(one, one.petugas.nama, one.ke) for one in lines(keluhan.pk)]
    assert len(story(keluhan=cases[0].pk)) > len(story(keluhan=cases[1].pk)) > 0


def test_what_is_found_can_be_changed_and_saved(story, siti, now):
    line = story(keluhan=a_keluhan(siti, now).pk)[0]
    line.petugas.nama = "Siti Baru"
    line.petugas.save()
    assert story(keluhan=line.keluhan_id)[0].petugas.nama == "Siti Baru"


def test_single_columns_come_as_they_do_from_a_queryset(siti, now):
    keluhan = a_keluhan(siti, now)
    codes = Prepared(lambda k: Kebutuhan.objects.filter(keluhan=k).values_list("layanan_id", flat=True), k=UUID)
    names = Prepared(lambda k: Keluhan.objects.filter(pk=k).values_list("id", "klien__nama", named=True), k=UUID)
    assert codes(k=keluhan.pk) == ["L01"]
    assert names(k=keluhan.pk)[0].klien__nama == "Halimah"


def test_who_asks_is_never_mixed_up(cast, now):
    ask = Prepared(own, asked=True, keluhan=UUID)
    keluhan = verified(cast, now)  # Budi's, at Kalampangan
    colleague = copy(cast.budi)
    colleague.petugas_id = cast.rahmat.petugas_id
    for _ in range(2):
        assert ask(cast.budi, keluhan=keluhan.pk) == [keluhan]
        assert ask(colleague, keluhan=keluhan.pk) == []
        assert ask(cast.rahmat, keluhan=keluhan.pk) == []
        assert ask(cast.hendra, keluhan=keluhan.pk) == []


def test_two_values_of_one_type_are_told_apart(siti, now):
    ask = Prepared(
        lambda since, until: Keluhan.objects.filter(diterima_pada__gte=since, diterima_pada__lt=until),
        since=datetime, until=datetime,
    )  # fmt: skip
    keluhan, hour = a_keluhan(siti, now), timedelta(hours=1)
    assert ask(since=now - hour, until=now + hour) == [keluhan]
    assert ask(until=now + hour, since=now - hour) == [keluhan]
    assert ask(since=now + hour, until=now - hour) == []
    assert ask(since=now + hour, until=now + 2 * hour) == []


def test_what_nobody_could_find_asks_nothing(django_assert_num_queries, siti, now):
    empty = Prepared(lambda keluhan: lines(keluhan).none(), keluhan=UUID)
    with django_assert_num_queries(0):
        assert empty(keluhan=siti.pk) == []


def test_what_cannot_be_filled_in_is_refused(story, siti, cast, now):
    keluhan = in_verification(cast, now)
    for values in ({}, {"keluhan": None}, {"keluhan": str(keluhan.pk)}, {"keluhan": keluhan}, {"kasus": keluhan.pk}):
        with pytest.raises(TypeError):
            story(**values)
    nosy = Prepared(lambda by, keluhan: lines(keluhan).filter(penugasan_id=by.id), asked=True, keluhan=UUID)
    with pytest.raises(AttributeError):
        nosy(siti, keluhan=keluhan.pk)


def test_it_asks_on_the_connection_of_the_moment(story, siti, now):
    keluhan = a_keluhan(siti, now)
    story(keluhan=keluhan.pk)
    with connection.execute_wrapper(lambda execute, sql, params, many, context: pytest.fail("asked")), pytest.raises(
        pytest.fail.Exception
    ):
        story(keluhan=keluhan.pk)


def test_columns_that_are_only_sorted_by_stay_out_of_the_answer(siti, now):
    keluhan = a_keluhan(siti, now)
    ask = Prepared(
        lambda k: Riwayat.objects.filter(keluhan=k).order_by("-at").distinct().values_list("ke", "dari"), k=UUID
    )
    assert ask(k=keluhan.pk) == [("TERDAFTAR", "DRAF")]
