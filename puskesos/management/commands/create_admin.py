"""The first account of a new installation: a system administrator, who then makes all others in the application."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from puskesos import trace
from puskesos.accounts import TEMPORARY, temporary_password
from puskesos.models import Penugasan, Petugas
from puskesos.roles import Peran


class Command(BaseCommand):
    help = "Membuat akun admin sistem pertama dan mencetak kata sandi sementaranya."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("nama")

    @transaction.atomic
    def handle(self, *, username, nama, **_):
        if Petugas.objects.filter(username=username).exists():
            raise CommandError(f"Nama pengguna {username} sudah dipakai.")
        password = temporary_password()
        petugas = Petugas.objects.create_user(
            username=username, password=password, nama=nama, ganti_sandi=True, sandi_sampai=timezone.now() + TEMPORARY
        )
        hat = Penugasan.objects.create(
            petugas=petugas, peran=Peran.ADMIN, wilayah_id=settings.CITY_CODE, mulai=timezone.localdate()
        )
        trace.record(None, trace.Aksi.AKUN, hat, tindakan="admin pertama dibuat dari server", untuk=petugas.pk)
        self.stdout.write(f"Akun {username} dibuat. Kata sandi sementara (berlaku 72 jam): {password}")
