"""What households said of the service comes back as an index, and never as the answer of one of them."""

import re
from datetime import timedelta

import pytest

from puskesos.models import Keluhan, Survei
from puskesos.numbering import new_uuid7
from puskesos.surveys import NAMES
from slrt.dashboard import satisfaction
from tests.cases import a_keluhan
from tests.dashboard.city import somebody
from tests.people import KALAMPANGAN, PAHANDUT
from tests.queries import asked

PAGE = "/dasbor/kepuasan/"


def answers(cast, now, many, *, place=KALAMPANGAN, score=3, saran="", filled=None, **lower):
    """So many households of one kelurahan that gave the same score, except for the unsur named."""
    by = {KALAMPANGAN: cast.siti, PAHANDUT: cast.rahmat}[place]
    for _ in range(many):
        keluhan = a_keluhan(by, now, **somebody(now, kelurahan=place))
        scores = dict.fromkeys(NAMES, score) | lower
        Survei.objects.create(id=new_uuid7(now), keluhan=keluhan, kelurahan_id=place, cara="HALAMAN", saran=saran,
                              diisi_pada=filled or now, **scores)  # fmt: skip


def shown(web, **query):
    return re.sub(r"<[^>]+>|\s+", " ", web.get(PAGE, query).content.decode())


def test_the_index_of_a_city_and_its_weakest_unsur(cast, now, dewi_web, hendra_web):
    answers(cast, now, 5, score=4, waktu=2)
    for web in (dewi_web, hendra_web):
        seen = shown(web)
        assert "5 keluarga menjawab" in seen and "94,44" in seen and "A · Sangat baik" in seen
        assert "Kecepatan waktu" in seen and "Kurang dari 30 jawaban" in seen


def test_few_answers_of_a_place_are_counted_with_others(cast, now, dewi_web):
    answers(cast, now, 6, score=4)
    answers(cast, now, 1, place=PAHANDUT, score=1)
    seen = shown(dewi_web)
    assert "Pahandut" not in seen and satisfaction.OTHERS not in seen  # one group alone is the whole city
    assert "7 keluarga menjawab" in seen


def test_a_small_group_takes_the_next_smallest_along():
    def some(n):
        return satisfaction.Answers(n, dict.fromkeys(NAMES, (3 * n, n)))

    found = {"a": some(3), "b": some(6), "c": some(40)}
    shown, together = satisfaction._apart(found)
    assert list(shown) == ["c"] and [one.households for one in together] == [3, 6]
    found = {"a": some(4), "b": some(1), "c": some(40), "d": some(50)}
    shown, together = satisfaction._apart(found)
    assert list(shown) == ["c", "d"] and sum(one.households for one in together) == 5
    assert satisfaction._apart({"a": some(5), "b": some(9)}) == ({"a": some(5), "b": some(9)}, [])


def test_fewer_than_five_answers_give_no_index(cast, now, dewi_web):
    answers(cast, now, 4)
    seen = shown(dewi_web)
    assert "Belum cukup jawaban" in seen and "75,00" not in seen


def test_a_puskesos_sees_its_own_and_no_words(cast, now, koor_web, rahmat_web, dewi_web):
    answers(cast, now, 5, score=3, saran="Antre terlalu lama")
    answers(cast, now, 5, place=PAHANDUT, score=4)
    assert "75,00" in shown(koor_web) and "Antre" not in shown(koor_web)
    assert "100,00" in shown(rahmat_web)
    seen = shown(dewi_web)
    assert "87,50" in seen and "Kalampangan" in seen and "Pahandut" in seen and "Antre terlalu lama" in seen


def test_years_stand_apart(cast, now, dewi_web):
    answers(cast, now, 5, filled=now - timedelta(days=400))
    assert "Belum ada jawaban" in shown(dewi_web)
    assert "75,00" in shown(dewi_web, tahun="2025")
    assert "Belum ada jawaban" in shown(dewi_web, tahun="abc")


def test_an_unsur_nobody_answered_leaves_no_index(cast, now, dewi_web):
    answers(cast, now, 5, biaya=None)
    assert "Belum cukup jawaban" in shown(dewi_web)


def test_no_number_of_a_case_stands_there_and_it_costs_the_same(cast, now, dewi_web):
    answers(cast, now, 5)
    response, few = asked(dewi_web.get, PAGE)
    seen = response.content.decode()
    assert not any(one.nomor in seen or str(one.pk) in seen for one in Keluhan.objects.all())
    answers(cast, now, 6, place=PAHANDUT)
    _, more = asked(dewi_web.get, PAGE)
    assert len(more) == len(few)


@pytest.mark.parametrize("name", ["joko_web", "adi_web"])
def test_agencies_and_administrators_have_no_part_in_it(name, cast, request):
    assert getattr(cast, name).get(PAGE).status_code == 403


def test_the_dashboard_leads_there(dewi_web, siti_web):
    assert PAGE in dewi_web.get("/dasbor/").content.decode()


def test_two_elements_with_the_same_mean_are_both_the_lowest(cast, now, koor_web):
    answers(cast, now, 5, score=4, waktu=2, biaya=2)
    seen = shown(koor_web)
    assert "Kecepatan waktu, Biaya" in seen and seen.count("terendah") == 3, "the tile, and a mark at each"
