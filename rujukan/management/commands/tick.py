from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from puskesos import background
from rujukan import letters, reminders


class Command(BaseCommand):
    """One pass of the reminder and housekeeping work without Celery; a dead worker delays and never loses."""

    help = "Satu putaran pengingat dan perawatan: mengirim yang jatuh tempo, melengkapi yang kurang."

    def add_arguments(self, parser):
        parser.add_argument(
            "--at", metavar="WAKTU",
            help="Seolah-olah saat ini, misalnya 2026-11-24T07:30. Hanya untuk data contoh dan pengujian.",
        )  # fmt: skip

    def handle(self, *, at=None, verbosity=1, **options):
        background.give_time()
        report = reminders.tick(at and _moment(at))
        issued = letters.batch.work_off(timezone.now(), most=letters.batch.AT_ONCE)
        if verbosity:
            self._print(report)
            if issued:
                self.stdout.write(f"{issued:>5}  surat dari pekerjaan penerbitan dikerjakan")

    def _print(self, report):
        self.stdout.write(f"Putaran pengingat {timezone.localtime(report.at):%d-%m-%Y %H.%M}")
        if report.held:
            self.stdout.write(f"DITAHAN: {report.held}. Manajer memeriksa dan melepaskannya di halaman Pengingat.")
        for label, count in (
            ("pengingat yang terlupa ditambahkan", report.healed),
            ("pengingat bergeser karena hari libur", report.moved),
            ("pengingat disampaikan di aplikasi", report.notices),
            ("e-mail terkirim", report.mails),
            ("langkah dilewati", report.skipped),
            ("dibatalkan karena tidak berlaku lagi", report.cancelled),
            ("ditunda sampai jam kerja", report.quiet),
            ("gagal", report.failed),
            *report.chores.items(),
        ):
            if count:
                self.stdout.write(f"{count:>5}  {label}")


def _moment(text):
    """A moment in the city's zone unless it carries its own."""
    if not (settings.DEMO or settings.TEST):
        raise CommandError("--at hanya boleh dipakai pada data contoh atau pengujian.")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"Waktu “{text}” tidak dikenal. Tulis misalnya 2026-11-24T07:30.") from error
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
