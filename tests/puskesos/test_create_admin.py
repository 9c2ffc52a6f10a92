"""The very first account of an empty installation."""

import pytest
from django.core.management import CommandError, call_command

from puskesos.models import Jejak, Petugas
from tests.people import acting


def test_the_first_administrator_comes_from_the_server(reference, db, capsys):
    call_command("create_admin", "adi", "Adi Nugroho")
    petugas = Petugas.objects.get(username="adi")
    password = capsys.readouterr().out.split(": ")[1].strip()
    assert acting(petugas).peran == "ADMIN" and petugas.ganti_sandi and petugas.check_password(password)
    assert Jejak.objects.filter(aksi="AKUN", peran="SISTEM").count() == 1
    with pytest.raises(CommandError, match="sudah dipakai"):
        call_command("create_admin", "adi", "Orang Lain")
