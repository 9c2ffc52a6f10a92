"""The worker dies by kill -9 at random moments, again and again: nothing is lost, nothing is told twice (F05, F13).

In the suite with few deaths; `python -m tests.bench.kills` runs it with 600 reminders and 100 deaths.
"""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest
from django.db import connection

from puskesos.models import Instansi
from rujukan import ledger
from rujukan.models import Kiriman, Pengingat, Rujukan
from slrt.triage import triage
from tests.cases import a_draft, drafted
from tests.rujukan.ticks import at

KILLS = int(os.environ.get("KILLS", "12"))
REMINDERS = int(os.environ.get("REMINDERS", "40"))
START = at("2026-11-26 08:00")
LONGEST = 600  # seconds of waiting for the last worker, not a measure

pytestmark = pytest.mark.django_db(transaction=True)


class Workers:
    """The process that forks workers; one lives at a time."""

    def __init__(self, mail):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.rujukan.killed"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        keys = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
        told = {
            "database": {key: connection.settings_dict[key] for key in keys}, "mail": str(mail),
            "start": START.isoformat(), "began": time.time(),
        }  # fmt: skip
        self._say(json.dumps(told))
        assert self.process.stdout.readline().strip() == "ready"

    def _say(self, text):
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def start(self):
        self._say("go")
        return os.pidfd_open(int(self.process.stdout.readline()))

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(30)


def emergencies(cast, now, wanted):
    """So many referrals of urgent cases to agencies with an address: each reminder of theirs is a letter of its own."""
    codes = list(Instansi.objects.filter(aktif=True).exclude(pk="BPJS_KES").values_list("pk", flat=True))
    while (left := wanted - Rujukan.objects.count()) > 0:
        keluhan, _ = drafted(
            cast,
            now,
            prioritas="DARURAT",
            prioritas_catatan="Ibu pingsan.",
            nik="",
            alasan_tanpa_nik="HILANG",
            no_kk="",
        )
        for code in codes[: left - 1]:
            a_draft(cast.dewi, now, keluhan, code)
        triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
        triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)


def test_killed_again_and_again_loses_nothing_and_tells_nothing_twice(cast, now, tmp_path):
    emergencies(cast, now, REMINDERS)
    Kiriman.objects.all().delete()
    Pengingat.objects.filter(aturan="BARU").delete()
    assert Rujukan.objects.count() == REMINDERS
    connection.commit()
    workers, rng, deaths = Workers(tmp_path), random.Random(5), 0
    try:
        for _ in range(KILLS):
            worker = workers.start()
            if not select.select([worker], [], [], rng.uniform(0.01, 0.35))[0]:
                signal.pidfd_send_signal(worker, signal.SIGKILL)
                deaths += 1
            os.close(worker)
        last = workers.start()
        assert select.select([last], [], [], LONGEST)[0], "the last worker did not come to an end"
        os.close(last)
    finally:
        workers.end()
    assert deaths >= KILLS // 2
    check_every_message(deaths, tmp_path, REMINDERS)


def check_every_message(deaths, folder, reminders):
    due = Pengingat.objects.filter(jatuh_tempo__lte=START)
    assert not due.filter(status__in=("MENUNGGU", "GAGAL", "BATAL")).exists()
    highest = due.filter(status="TERKIRIM")
    assert highest.count() == reminders
    # In the application: the manajer once for each, and each agency's officer once for his own.
    told = Counter(
        Kiriman.objects.filter(pengingat__isnull=False, jabatan="MANAJER", kanal="APLIKASI").values_list(
            "pengingat_id", flat=True
        )
    )
    assert set(told) == set(highest.values_list("pk", flat=True)) and set(told.values()) == {1}
    # By mail: each letter at least once; a letter that came twice says so by its Message-ID.
    ids = [message_from_bytes(Path(one).read_bytes())["Message-ID"] for one in folder.glob("*.eml")]
    wanted = set(Kiriman.objects.filter(kanal="EMAIL").exclude(alamat="").values_list("pesan_id", flat=True))
    assert set(ids) == wanted and len(wanted) > reminders // 2
    assert len(ids) - len(wanted) <= deaths
    assert not Kiriman.objects.filter(kanal="EMAIL", status__in=("MENUNGGU", "GAGAL")).exists()
    assert [one for one in ledger.check(START).temuan if one["jenis"] != "TERLAMBAT"] == []
