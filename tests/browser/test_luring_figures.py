"""The figures of the counter without signal: nothing lost, nothing twice, whatever line and servers do."""

import random
import threading
from collections import Counter

import pytest
from django.db import connection

from puskesos.models import Keluhan, KirimanLapangan, Lampiran
from tests.browser.test_luring_counter import outbox, ready
from tests.browser.wire import Weak

pytestmark = pytest.mark.django_db(transaction=True)

REPORT, PHOTO = "/api/v1/sinkron/laporan/", "/api/v1/sinkron/lampiran/"
# Saves many reports as the sheet does, each with a photo of so many pixels a side (0: none).
SAVE = """async ([first, count, side]) => {
    const who = await SLRT.officer();
    for (let at = first; at < first + count; at++) {
        const id = SLRT.uuid7(), files = [];
        if (side) {
            const canvas = Object.assign(document.createElement('canvas'), {width: side, height: side});
            const sheet = canvas.getContext('2d'), grain = sheet.createImageData(side, side);
            grain.data.forEach((_, n) => grain.data[n] = n % 4 === 3 ? 255 : (n * (at + 7)) % 251);
            sheet.putImageData(grain, 0, 0);
            const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.7));
            const bytes = await blob.arrayBuffer();
            files.push({id: SLRT.uuid7(), laporan: id, petugas: who.petugas.id, jenis: 'KK', ukuran: bytes.byteLength,
                        sidik: await SLRT.sum(bytes), ...(await SLRT.lock(who.petugas.id, bytes))});
        }
        const isian = {nama: [`Keluarga ${at}`], alasan_tanpa_nik: ['HILANG'], subkategori: ['ALAT_BANTU'],
            ringkasan: ['Kursi roda'], 'kebutuhan-TOTAL_FORMS': ['1'], 'kebutuhan-0-layanan': ['L10'],
            diberi_tahu: ['on'], kelurahan: who.penugasan.kelurahan.slice(0, 1)};
        await SLRT.enqueue({officer: who, id, jenis: 'keluhan', isian, files});
    }
    return (await SLRT.unsent()).length;
}"""
# Sends until nothing waits; how many rounds it took. The page's own sending now and then holds the lock.
SEND = """async (most) => {
    for (let round = 1; round <= most; round++) {
        let done = await SLRT.send({now: true});
        while (done.busy) {
            await new Promise(wait => setTimeout(wait, 50));
            done = await SLRT.send({now: true});
        }
        if (!done.left) return round;
    }
    return -1;
}"""


def all_there_once(count, photos=0):
    names = Counter(Keluhan.objects.values_list("klien__nama", flat=True))
    assert names == Counter(f"Keluarga {n}" for n in range(count))
    assert KirimanLapangan.objects.filter(jenis="KELUHAN").count() == count
    assert Lampiran.objects.filter(keluhan__isnull=False).count() == photos


def saved(phone, cast, wire, count, side=0):
    """The outbox with so many reports in it, the line still dead."""
    page = ready(phone, cast.siti.petugas)
    wire.kill()
    page.goto("/luring/")  # a page that draws no list meanwhile
    assert page.evaluate(SAVE, [0, count, side]) == count
    return page


def test_five_hundred_answers_cut_after_the_commit_are_five_hundred_cases(cast, phone, wire):
    """Fifty at a time, as many as a phone holds in a bad month; of every single one the first answer is lost."""
    page, cut = saved(phone, cast, wire, 50), set()

    def once(method, path):
        if path.startswith(REPORT) and path not in cut:
            cut.add(path)
            return "cut"
        return None

    page.set_default_timeout(0)
    for first in range(50, 550, 50):
        wire.fault = once
        assert page.evaluate(SEND, 200) > 0
        if first < 500:
            wire.kill()
            page.evaluate(SAVE, [first, 50, 0])
    assert len(cut) == 500
    answers = Counter(status for _, path, status in wire.seen if path.startswith(REPORT))
    assert answers[201] == 500 and answers[200] >= 500 and set(answers) == {200, 201}
    all_there_once(500)


def test_a_line_of_four_hundred_kilobits_that_comes_and_goes_brings_everything_once(cast, phone, wire):
    """5 % of the packets lost, everything on its way cut every 20 seconds, 30 reports with photos."""
    page = saved(phone, cast, wire, 30, side=420)
    wire.heal()
    weak = wire.weak = Weak(bits=400_000, loss=0.05, every=20)
    page.set_default_timeout(0)
    assert page.evaluate(SEND, 300) > 0
    assert weak.cuts >= 2
    outbox(page, diterima=30)
    all_there_once(30, photos=30)


@pytest.fixture
def die(transactional_db):
    """die(): every connection to the database but this test's own is killed in the middle of what it does."""
    killer, one_by_one = connection.copy(), threading.Lock()
    connection.ensure_connection()
    mine = connection.connection.info.backend_pid
    killer.inc_thread_sharing()

    def kill():
        with one_by_one, killer.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = current_user"
                " AND datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)",
                [mine],
            )

    yield kill
    killer.close()


def test_a_database_that_dies_again_and_again_loses_and_doubles_nothing(cast, phone, wire, die):
    page, dice = saved(phone, cast, wire, 30, side=60), random.Random(5)

    def sometimes(method, path):
        if method == "PUT" and dice.random() < 0.4:
            timer = threading.Timer(dice.random() * 0.06, die)
            timers.append(timer)
            timer.start()

    timers, wire.fault = [], sometimes
    page.set_default_timeout(0)
    assert page.evaluate(SEND, 200) > 0
    for timer in timers:
        timer.join()
    refused = {status for _, path, status in wire.seen if path.startswith((REPORT, PHOTO)) and status >= 500}
    assert refused == {503}
    all_there_once(30, photos=30)
