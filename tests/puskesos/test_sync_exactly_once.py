"""Exactly once: twenty reports, each put twenty times at the same moment, are twenty cases."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from puskesos.models import Keluhan, KirimanLapangan, KunciSegel, Warga
from puskesos.sync import keys
from tests.people import Cast
from tests.puskesos.typed import BABY
from tests.sealing import Phone

pytestmark = pytest.mark.django_db(transaction=True)

REPORTS, TIMES = 20, 20


def at_once(count, deed):
    """The deed in as many threads, started together, each with a connection of its own."""
    start = Barrier(count)

    def run(n):
        try:
            start.wait(10)
            return deed(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_twenty_reports_put_twenty_times_at_once_are_twenty_rows(reference):
    phone = Phone(Cast().siti)
    generation, point = phone.key()
    reports = [phone.write(**BABY, nama=f"Keluarga {n}", hp="") for n in range(REPORTS)]
    sealed = {id: phone.envelope(id, content, point=point, generation=generation) for id, content in reports}
    KunciSegel.objects.update(terakhir_dipakai=timezone.now())  # or its row would keep all in line
    start = phone.web.cookies
    answers = []

    def put(n):
        client = type(phone.web)()
        client.cookies = start.copy()
        return [phone.put(id, sealed[id], content, web=client) for id, content in reports]

    for found in at_once(TIMES, put):
        answers += [(one.status_code, json.loads(one.content)["nomor"]) for one in found]
    assert sorted(code for code, _ in answers) == [200] * REPORTS * (TIMES - 1) + [201] * REPORTS
    assert len({number for _, number in answers}) == REPORTS
    assert (Keluhan.objects.count(), KirimanLapangan.objects.count(), Warga.objects.count()) == (REPORTS,) * 3


def test_the_first_key_is_made_once(reference, now):
    Cast()
    made = at_once(8, lambda n: bytes(keys.current(now).publik))
    assert len(set(made)) == KunciSegel.objects.count() == 1
