"""What an officer may do only so often, counted where two requests at once cannot both take the last one."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from puskesos import quota
from puskesos.quota import Exhausted

pytestmark = pytest.mark.django_db


def use_up_searches(by, now, count=quota.SEARCHES_AN_HOUR):
    for number in range(count):
        quota.spend_search(by, now=now, term=f"nomor {number}")


def test_twenty_different_numbers_an_hour_and_not_one_more(siti, now):
    use_up_searches(siti, now)
    with pytest.raises(Exhausted, match=r"setelah pukul 10\.00"):
        quota.spend_search(siti, now=now, term="satu lagi")


def test_the_same_number_again_costs_nothing(siti, now):
    use_up_searches(siti, now)
    quota.spend_search(siti, now=now, term="nomor 3")


def test_the_next_hour_and_the_next_officer_start_afresh(siti, rahmat, now):
    use_up_searches(siti, now)
    quota.spend_search(siti, now=now + timedelta(hours=1), term="satu lagi")
    quota.spend_search(rahmat, now=now, term="satu lagi")


def test_an_officer_opens_twenty_identifiers_a_day_the_secretariat_sixty(siti, dewi, now):
    for by, limit in ((siti, 20), (dewi, 60)):
        for number in range(limit):
            quota.spend_reveal(by, now=now, mark=f"{number}")
        with pytest.raises(Exhausted, match=f"sudah membuka {limit} data"):
            quota.spend_reveal(by, now=now, mark="satu lagi")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_both_take_the_last_one(siti, now):
    use_up_searches(siti, now, quota.SEARCHES_AN_HOUR - 1)
    ready, outcomes = threading.Barrier(4), []

    def take(term):
        try:
            ready.wait()
            quota.spend_search(siti, now=now, term=term)
            outcomes.append("through")
        except Exhausted:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(f"terakhir {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "refused", "refused", "through"]
