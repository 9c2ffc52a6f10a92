"""A synthetic city: `seed_demo [--keluhan N] [--seed S]`; the same seed gives the same city (contract)."""

import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from puskesos import background
from puskesos.models import Keluhan
from slrt.demo import agencies, letters
from slrt.demo.city import City

BAR = 30
USUAL = 900  # a year of a city this size, and quick to load


class Command(BaseCommand):
    help = "Mengisi kota contoh: orang rekaan, semua status, dua belas bulan."

    def add_arguments(self, parser):
        parser.add_argument("--keluhan", type=int, default=USUAL, help="jumlah keluhan, 1 sampai 1.000.000")
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *, keluhan, seed, **_):
        if not (settings.DEMO or settings.TEST):
            raise CommandError("Kota contoh hanya untuk mode demo (DEMO=1); basis data ini berisi data sungguhan.")
        if not 1 <= keluhan <= 1_000_000:
            raise CommandError("Jumlah keluhan harus 1 sampai 1.000.000.")
        if Keluhan.objects.exists():
            raise CommandError("Basis data sudah berisi keluhan; kota contoh hanya dibuat di basis data kosong.")
        background.give_time()
        began = time.monotonic()
        for done in City(seed=seed, now=timezone.now()).build(keluhan):
            self._bar(done, keluhan, began)
        letters.write(timezone.now())
        codes = agencies.write(timezone.now())
        self.stdout.write(f"\n{keluhan} keluhan contoh dalam {time.monotonic() - began:.0f} detik.")
        for kode, code in codes.items():
            self.stdout.write(f"Kode meja contoh {kode}: {code}")

    def _bar(self, done, total, began):
        full = BAR * done // total
        left = (time.monotonic() - began) / done * (total - done)
        if sys.stderr.isatty() or done == total or done % 50_000 == 0:
            self.stderr.write(
                f"\r[{'#' * full}{'.' * (BAR - full)}] {done:>9,} / {total:,}  sisa {left:4.0f} s", ending=""
            )
