"""A new generation of the key that telephones seal to; what was sealed before still opens."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from puskesos.sync import keys


class Command(BaseCommand):
    help = "Buat generasi baru kunci segel laporan lapangan; amplop lama tetap dapat dibuka."

    def handle(self, **options):
        made = keys.rotate(by=None, now=timezone.now())
        self.stdout.write(f"Kunci segel generasi {made.generasi} berlaku.")
