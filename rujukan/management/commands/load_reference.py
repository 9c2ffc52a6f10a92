from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction
from django.utils import timezone

import puskesos.reference
import rujukan.reference


class Command(BaseCommand):
    """Loads puskesos/reference into the database; may be run again at any time."""

    help = "Memuat data acuan (wilayah, layanan, instansi, batas waktu, hari libur). Suntingan petugas tidak ditimpa."

    def handle(self, *, verbosity, **options):
        now = timezone.now()
        try:
            with transaction.atomic():
                reports = [puskesos.reference.load(now), rujukan.reference.load(now)]
        except ValueError as error:
            raise CommandError(f"Data acuan tidak dimuat. {error}") from error
        except IntegrityError as error:
            raise CommandError(f"Data acuan tidak dimuat. Ada kode yang saling tidak cocok: {error}") from error
        if verbosity:
            self._print(reports)
        for warning in (warning for report in reports for warning in report.warnings):
            self.stderr.write(self.style.WARNING(f"Perhatian: {warning}"))

    def _print(self, reports):
        for tally in (tally for report in reports for tally in report.tallies):
            self.stdout.write(
                f"{tally.name:<18} baru {tally.new:>3}, diubah {tally.changed:>3}, dihapus {tally.removed:>3}, "
                f"suntingan petugas dipertahankan {tally.kept:>3}"
            )
        self.stdout.write(f"{sum(report.changes for report in reports)} perubahan.")
