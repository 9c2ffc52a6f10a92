from django.core.management.base import BaseCommand, CommandError

from puskesos import background
from slrt.dashboard import rekap

SHOWN = 20


class Command(BaseCommand):
    """Compares the dashboard's summary with a fresh count of everything, and repairs it unless --check is given."""

    help = "Menghitung ulang rekap dasbor dan melaporkan selisihnya (seharusnya 0)."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Hanya membandingkan; galat bila ada selisih.")

    def handle(self, *, check=False, verbosity=1, **options):
        background.give_time()
        found = rekap.differences()
        if verbosity:
            self._print(found)
        if found and check:
            raise CommandError(f"Rekap dasbor berbeda dari data pada {len(found)} baris.")
        if found:
            self.stdout.write(f"Diperbaiki: {rekap.repair()} baris.")

    def _print(self, found):
        self.stdout.write(f"Selisih rekap dasbor: {len(found)} baris.")
        for row in found[:SHOWN]:
            where = f"{row.hal} {row.bulan:%Y-%m} {row.kelurahan} {row.kode}".strip()
            self.stdout.write(f"  {where}: tercatat {row.tercatat}, seharusnya {row.benar}")
        if len(found) > SHOWN:
            self.stdout.write(f"  … dan {len(found) - SHOWN} lagi")
