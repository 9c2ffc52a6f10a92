"""The demo city: N cases over twelve months, every state, the same for the same seed; written by bulk loading."""

import random
import uuid
from collections import Counter
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from puskesos import catalogue
from puskesos.models import (
    CekKeluarga,
    Jejak,
    Kebutuhan,
    Kelengkapan,
    Keluarga,
    Keluhan,
    Kepesertaan,
    Kunjungan,
    NomorKK,
    Penangan,
    PersetujuanData,
    Riwayat,
    StatusDTSEN,
    Survei,
    UmpanBalik,
    Warga,
)  # fmt: skip
from puskesos.workdays import ZONE
from rujukan.models import Pengingat, RiwayatRujukan, Rujukan
from rujukan.reminders import ladder
from slrt.demo import journey, words
from slrt.demo.case import Case
from slrt.demo.load import Table, send_all
from slrt.demo.people import hire_everybody
from slrt.triage.models import RencanaAksi, Telaah

BATCH = 5_000
# Whom people turn to more often: the two pilots and the large kelurahan of the town.
_BUSY = {"62.71.04.1002": 3, "62.71.01.1001": 3, "62.71.03.1002": 4, "62.71.03.1003": 4, "62.71.03.1001": 4,
         "62.71.01.1003": 3, "62.71.01.1002": 2}  # fmt: skip


def open_share(total):
    """How much of N is open today: what arrives in about six weeks, and hardly more people's work when N is huge."""
    return min(0.14, (100 + 0.02 * total) / max(total, 1))


class City:
    """Writes the city batch by batch; `build(total)` yields how many cases stand after each batch."""

    def __init__(self, *, seed, now):
        self.rng = random.Random(seed)
        self.now = now.astimezone(ZONE)
        self.today = timezone.localdate(now)
        self.staff = hire_everybody(self.rng, self.today)
        self.first_day = self.today - timedelta(days=365)
        self.calendar = catalogue.calendar()
        self.workdays = journey.Workdays(
            self.first_day - timedelta(days=5), self.today + timedelta(days=200), self.calendar
        )
        self.stories = [story for story in words.STORIES if catalogue.subkategori(story[0])]
        self.weights = [weight for _, weight, _ in self.stories]
        self.places = [(row.kelurahan_id, row.pengampu_id) for row in catalogue.table("Puskesos").values()]
        self.place_weights = [_BUSY.get(place, 1) for place, _ in self.places]
        self.born, self.numbers, self.latest = Counter(), Counter(), {}
        self.rules = ladder.current_rules(self.today)

    def build(self, total):
        share, done = open_share(total), 0
        starts = sorted(self._starts(total, share), key=lambda pair: pair[0])
        for begin in range(0, total, BATCH):
            with transaction.atomic():
                batch = _Batch(self)
                cases = [Case(batch, start, is_open) for start, is_open in starts[begin : begin + BATCH]]
                for case in sorted(cases, key=lambda case: case.start):
                    case.write()
                batch.send()
                self._keep_numbers()
            done += len(starts[begin : begin + BATCH])
            yield done

    def _starts(self, total, share):
        """(moment of registration, open?) of every case; open ones began lately, as in life."""
        span = (self.today - self.first_day).days
        for _ in range(total):
            is_open = self.rng.random() < share
            age = min(span - 1, int(self.rng.expovariate(1 / 11))) if is_open else self.rng.randrange(span)
            day = self.workdays.after(self.today - timedelta(days=age), 0)
            day = day if day <= self.today else self.today
            minute = self.rng.randrange(7 * 60 + 30, 14 * 60 + 50)
            start = datetime.combine(day, time(minute // 60, minute % 60, self.rng.randrange(60)), ZONE)
            yield min(start, self.now - timedelta(minutes=self.rng.randrange(20, 200))), is_open

    def _keep_numbers(self):
        with connection.cursor() as cursor:
            for year, last in self.numbers.items():
                cursor.execute(
                    "INSERT INTO puskesos_nomor (awalan, tahun, terakhir) VALUES (%s, %s, %s) "
                    "ON CONFLICT (awalan, tahun) DO UPDATE SET terakhir = EXCLUDED.terakhir",
                    [settings.NUMBER_PREFIX, year, last],
                )

    def uuid(self, at):
        """A UUIDv7 of a moment, from the seeded generator."""
        milliseconds = int(at.timestamp() * 1000)
        bits = (
            (milliseconds << 80) | (7 << 76) | (self.rng.getrandbits(12) << 64) | (2 << 62) | self.rng.getrandbits(62)
        )
        return uuid.UUID(int=bits)


class _Batch:
    """The rows of some thousand cases, parents before children."""

    def __init__(self, city):
        self.city, self.rng = city, city.rng
        models = (Keluarga, NomorKK, Warga, Keluhan, Kebutuhan, Kelengkapan, PersetujuanData, StatusDTSEN, Kepesertaan,
                  Penangan, Riwayat, Kunjungan, UmpanBalik, Survei, Telaah, RencanaAksi, Rujukan, RiwayatRujukan,
                  CekKeluarga, Pengingat, Jejak)  # fmt: skip
        self.tables = {model: Table(model) for model in models}

    def send(self):
        send_all(self.tables.values())

    def put(self, model, **values):
        self.tables[model].add(**values)
