"""The register of unmet needs: a list for who reads the cases, counts that point at nobody for leaders."""

import re
from collections import Counter

import pytest

from slrt.dashboard import unmet
from slrt.dashboard.unmet import Counts
from tests import cases
from tests.dashboard.city import somebody

PAGE = "/kebutuhan/tak-terpenuhi/"


def unserved(cast, now, sebab="KUOTA", **changes):
    return cases.with_result(cast, now, outcome=("unmet", sebab), **somebody(now, **changes))


def body(web, **query):
    return web.get(PAGE, query).content.decode()


def test_the_list_shows_why_and_leads_to_the_case(cast, now, budi_web):
    keluhan = unserved(cast, now, nama="Halimah Daun")
    seen = body(budi_web)
    assert "Halimah Daun" in seen and "Kuota habis" in seen and f"/keluhan/{keluhan.pk}/" in seen


def test_who_may_not_see_the_case_sees_neither_line_nor_number(cast, now, rahmat_web, dewi_web):
    unserved(cast, now, nama="Halimah Daun")
    seen = body(rahmat_web)
    assert "Halimah Daun" not in seen and "0 kebutuhan" in seen
    assert "Halimah Daun" in body(dewi_web)


def test_a_secret_case_is_only_in_the_list_of_its_handlers(cast, now, koor_web, dewi_web):
    unserved(cast, now, nama="Halimah Daun", rahasia=True)
    assert "Halimah Daun" in body(koor_web)
    assert "Halimah Daun" not in body(dewi_web) and "0 kebutuhan" in body(dewi_web)


def test_the_list_is_narrowed_by_what_stands_in_the_address(cast, now, dewi_web):
    unserved(cast, now, "KUOTA", nama="Orang Kuota")
    unserved(cast, now, "DOKUMEN", nama="Orang Dokumen")
    seen = body(dewi_web, sebab="DOKUMEN")
    assert "Orang Dokumen" in seen and "Orang Kuota" not in seen
    assert "Orang Kuota" not in body(dewi_web, tahun="2025")
    assert "Orang Kuota" in body(dewi_web, sebab="TIDAK_ADA_SEBAB_ITU", tahun="abc")


def test_every_count_opens_its_own_list(cast, now, dewi_web):
    unserved(cast, now, "KUOTA", nama="Orang Kuota")
    unserved(cast, now, "DOKUMEN", nama="Orang Dokumen")
    links = re.findall(r'<a href="(\?[^"]*sebab=\w+)">(\d+)</a>', body(dewi_web, hasil="tak-terpenuhi", sebab="KUOTA"))
    assert links == [("?hasil=tak-terpenuhi&amp;sebab=KUOTA", "1")], "the choice takes the place of the one before"
    for choice, code in (("sebab", "DOKUMEN"), ("wilayah", "62.71.04.1002"), ("layanan", "L01")):
        assert f'href="?{choice}={code}"' in body(dewi_web), choice
        assert "Orang Dokumen" in body(dewi_web, **{choice: code})


def test_needs_that_were_dropped_stand_apart(cast, now, dewi_web):
    cases.with_result(cast, now, outcome=("drop", "MENOLAK"), **somebody(now, nama="Orang Mundur"))
    assert "Orang Mundur" not in body(dewi_web)
    assert "Orang Mundur" in body(dewi_web, hasil="tidak-dilanjutkan")


def test_leaders_get_counts_and_no_name(cast, now, hendra_web):
    unserved(cast, now, nama="Halimah Daun", ringkasan="KENARI")
    seen = body(hendra_web)
    assert "1 kebutuhan" in seen and "digabung agar tidak menunjuk orang" in seen
    for word in ("Halimah", "KENARI", "/keluhan/", "Kuota habis", "Kalampangan"):
        assert word not in seen


def test_leaders_cannot_narrow_until_one_is_left(cast, now, hendra_web):
    unserved(cast, now)
    assert "1 kebutuhan" in body(hendra_web, sebab="DOKUMEN", wilayah="62.71.01.1001", layanan="L10")
    assert 'name="sebab"' not in body(hendra_web)


@pytest.mark.parametrize("who", ["joko", "adi"])
def test_agencies_and_administrators_have_no_part_in_it(cast, who):
    assert getattr(cast, f"{who}_web").get(PAGE).status_code == 403


def test_the_register_costs_the_same_whatever_its_length(cast, now, dewi_web, django_assert_max_num_queries):
    unserved(cast, now)
    body(dewi_web)
    with django_assert_max_num_queries(10) as counted:
        body(dewi_web)
    usual = len(counted)
    for _ in range(3):
        unserved(cast, now)
    with django_assert_max_num_queries(usual):
        body(dewi_web)


# --- counts that point at nobody -----------------------------------------------------------------------------------
def test_a_small_count_never_follows_from_the_others(reference):
    of = {("62.71.01.1001", "L01", "KUOTA", 1): 9, ("62.71.04.1002", "L10", "DOKUMEN", 1): 3}
    reasons, services, places, months = unmet.suppressed(Counts(Counter(of)))
    for table in (reasons, services, places):
        assert table.total == 12
        # One hidden beside the total would be 3: the large one is hidden with it, or names stay out of it.
        assert all(n >= 5 for _, n in table.rows)
    assert months.rows == [("Januari", 12)]


def test_a_year_shows_no_reason_that_its_months_hide(reference):
    """A month's page hides KUOTA = 2; a yearly sum of 12 beside the 10 of another month would tell it."""
    of = {("62.71.01.1001", "L01", "KUOTA", 1): 2, ("62.71.01.1001", "L01", "DOKUMEN", 1): 2,
          ("62.71.01.1001", "L01", "KUOTA", 2): 10}  # fmt: skip
    reasons = unmet.suppressed(Counts(Counter(of)))[0]
    assert ("Kuota habis", 12) not in reasons.rows
    assert reasons.rows == [("Kuota habis", 10)] and reasons.rest == 4
