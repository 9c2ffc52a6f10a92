import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from rujukan.reminders import bounces


class Command(BaseCommand):
    """Takes one delivery report from standard input, as a mail server hands it to a pipe."""

    help = "Menerima satu laporan e-mail kembali dari masukan baku, lalu menandai pengingatnya."

    def handle(self, *, verbosity=1, **options):
        count = bounces.take(sys.stdin.buffer.read(bounces.LARGEST), timezone.now())
        if verbosity:
            self.stdout.write(f"{count} pengingat kembali.")
