"""The summary is the truth: after every kind of change, by whatever way and by many at once."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, transaction
from django.utils import timezone

from puskesos import handlers, workflow
from puskesos.models import Kebutuhan, Keluhan, Penangan
from puskesos.numbering import new_uuid7
from puskesos.roles import SISTEM
from puskesos.sheet import DtsenSheet
from rujukan import answers, followup, reminders
from rujukan.models import Rujukan
from slrt.dashboard import rekap
from slrt.dashboard.models import Rekap
from tests.cases import (
    a_keluhan,
    a_photo,
    answered,
    closed,
    fresh,
    referred,
    secret_referred,
    served,
    told,
    without_nik,
)
from tests.people import KALAMPANGAN, MONDAY, PAHANDUT, Cast

WIB = ZoneInfo("Asia/Pontianak")
UTC = ZoneInfo("UTC")


def received(by, at, **changes):
    """A case without NIK and DTSEN, which can be received on any day; changes as for tests.cases.a_sheet."""
    return a_keluhan(by, at, sheet=without_nik(dtsen=DtsenSheet(), **changes))


# --- the truth, counted by hand and not by SQL ----------------------------------------------------------------------
def month(value):
    day = timezone.localtime(value, WIB).date() if isinstance(value, datetime) else value
    return day.replace(day=1)


def days(start, end):
    return (timezone.localtime(end, WIB).date() - timezone.localtime(start, WIB).date()).days


def of_keluhan(one):
    yield "MASUK", month(one.diterima_pada), "", 0
    yield "JENIS", month(one.diterima_pada), one.subkategori_id, 0
    if one.status == "SELESAI":
        yield "SELESAI", month(one.selesai_pada), "", 0
        yield "LAMA_SELESAI", month(one.selesai_pada), "", days(one.diterima_pada, one.selesai_pada)
        if one.selesai_pada <= one.janji_selesai:
            yield "SELESAI_TEPAT", month(one.selesai_pada), "", 0


def of_kebutuhan(one):
    at = month(one.hasil_pada or one.status_sejak)
    if one.status in {"TERPENUHI", "SEBAGIAN"}:
        yield "TERPENUHI", at, one.layanan_id, 0
        if one.kata_keluarga in {"SUDAH", "SEBAGIAN"}:
            yield f"KATA_{one.kata_keluarga}", at, one.layanan_id, 0
    if one.status == "TIDAK_TERPENUHI":
        yield "TAK_TERPENUHI", at, one.alasan, 0


def of_rujukan(one):
    if one.dikirim_pada:
        sent = month(one.dikirim_pada)
        yield "DIKIRIM", sent, one.instansi_id, 0
        if one.dijawab_pada:
            yield "LAMA_JAWAB", sent, one.instansi_id, days(one.dikirim_pada, one.dijawab_pada)
            yield ("JAWAB_TEPAT" if one.dijawab_pada <= one.batas_jawaban else "JAWAB_LAMBAT"), sent, one.instansi_id, 0
        elif one.status == "KEDALUWARSA":
            yield "JAWAB_LAMBAT", sent, one.instansi_id, 0
        elif one.status in {"DICABUT", "DIALIHKAN"}:
            late = one.status_sejak > one.batas_jawaban
            yield ("JAWAB_LAMBAT" if late else "JAWAB_BATAL"), sent, one.instansi_id, 0
        if one.status == "DITOLAK":
            yield "DITOLAK", sent, one.instansi_id, 0
    if one.status in {"DIREALISASIKAN", "DIKONFIRMASI", "DISANGGAH"}:
        yield "DILAYANI", month(one.hasil_pada), one.instansi_id, 0
        if one.status != "DIREALISASIKAN":
            yield one.status, month(one.hasil_pada), one.instansi_id, 0


def readers(keluhan):
    """Who may count a case: everybody, or leaders as a sum and each handler."""
    return [-1, *keluhan.penangan.values_list("petugas_id", flat=True)] if keluhan.rahasia else [0]


def truth():
    counts = Counter()
    for one in Keluhan.objects.all():
        for hal, bulan, kode, hari in of_keluhan(one):
            for who in readers(one):
                counts[hal, bulan, one.kelurahan_id, kode, who, hari] += 1
    for one in Kebutuhan.objects.select_related("keluhan"):
        for hal, bulan, kode, hari in of_kebutuhan(one):
            for who in readers(one.keluhan):
                counts[hal, bulan, one.keluhan.kelurahan_id, kode, who, hari] += 1
    for one in Rujukan.objects.select_related("keluhan"):
        for hal, bulan, kode, hari in of_rujukan(one):
            for who in readers(one.keluhan):
                counts[hal, bulan, one.kelurahan_id, kode, who, hari] += 1
    return +counts


def summary():
    counts = Counter()
    for one in Rekap.objects.all():
        counts[one.hal, one.bulan, one.kelurahan, one.kode, one.untuk, one.hari] += one.jumlah
    assert all(count >= 0 for count in counts.values())
    return +counts


def total(hal):
    return sum(row.jumlah for row in Rekap.objects.filter(hal=hal))


def assert_true():
    assert summary() == truth()
    assert rekap.differences() == []


# --- one case, followed -------------------------------------------------------------------------------------------
def test_a_case_counts_when_it_is_received_and_when_it_is_closed(cast, now):
    told(cast, now)
    assert {hal: total(hal) for hal in ("MASUK", "JENIS", "SELESAI")} == {"MASUK": 1, "JENIS": 1, "SELESAI": 0}
    closed(cast, now + timedelta(days=3), nik="", alasan_tanpa_nik="BELUM_REKAM", no_kk="")
    assert {hal: total(hal) for hal in ("MASUK", "SELESAI", "SELESAI_TEPAT", "TERPENUHI", "KATA_SUDAH")} == {
        "MASUK": 2, "SELESAI": 1, "SELESAI_TEPAT": 1, "TERPENUHI": 2, "KATA_SUDAH": 2,
    }  # fmt: skip
    assert_true()


def test_a_referral_counts_step_by_step(cast, now):
    keluhan, rujukan = referred(cast, now)
    assert (total("DIKIRIM"), total("LAMA_JAWAB"), total("DILAYANI")) == (1, 0, 0)
    answers.served(by=cast.joko, now=now + timedelta(days=2), id=rujukan.pk, tanggal=date(2026, 11, 25),
                   uraian="Kartu aktif.", bukti=a_photo())  # fmt: skip
    assert [(row.kode, row.hari) for row in Rekap.objects.filter(hal="LAMA_JAWAB")] == [("BPJS_KES", 2)]
    assert (total("JAWAB_TEPAT"), total("DILAYANI"), total("DIKONFIRMASI")) == (1, 1, 0)
    words = {need.pk: "SUDAH" for need in keluhan.kebutuhan.all()}
    followup.hear_family(by=cast.siti, now=now + timedelta(days=3), id=keluhan.pk, kanal="TELEPON", isi="Sudah aktif.",
                         reaksi="MENERIMA", kata=words)  # fmt: skip
    assert (total("DILAYANI"), total("DIKONFIRMASI"), total("DISANGGAH")) == (1, 1, 0)
    assert_true()


def test_a_case_that_moves_takes_its_needs_and_referrals_along(cast, now):
    keluhan = closed(cast, now)
    moving, _ = referred(cast, now, nik="", alasan_tanpa_nik="BELUM_REKAM", no_kk="")
    Keluhan.objects.filter(pk=keluhan.pk).update(kelurahan=PAHANDUT)
    Keluhan.objects.filter(pk=moving.pk).update(rahasia=True)
    assert {row.kelurahan for row in Rekap.objects.filter(hal="TERPENUHI", jumlah__gt=0)} == {PAHANDUT}
    assert {row.untuk for row in Rekap.objects.filter(hal="DIKIRIM", jumlah__gt=0)} == {-1}
    assert_true()


def test_a_handler_counts_the_whole_case_from_the_naming_on(cast, now):
    keluhan, _ = secret_referred(cast, now)
    mine = Rekap.objects.filter(untuk=cast.fitri.petugas_id, jumlah__gt=0)
    assert not mine.exists()
    handlers.name(keluhan, {cast.fitri.petugas_id}, by=cast.maya, now=now)
    assert set(mine.values_list("hal", flat=True)) == {"MASUK", "JENIS", "DIKIRIM"}
    assert_true()
    Penangan.objects.filter(petugas=cast.fitri.petugas).delete()
    assert not mine.exists()
    Keluhan.objects.filter(pk=keluhan.pk).update(rahasia=False)
    assert {row.untuk for row in Rekap.objects.filter(jumlah__gt=0)} == {0}
    assert_true()


# --- borders of months --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2026, 10, 31, 17, 0, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 10, 31, 23, 30, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2025, 12, 31, 16, 59, 59, tzinfo=UTC), date(2025, 12, 1)),
        (datetime(2025, 12, 31, 17, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_a_month_ends_at_midnight_in_palangka_raya_and_not_in_greenwich(siti, at, expected):
    received(siti, at)
    assert [row.bulan for row in Rekap.objects.filter(hal="MASUK")] == [expected]
    assert_true()


def test_days_are_days_of_the_calendar_in_the_city(cast, now):
    """Received at 23.30 and closed at 00.30 is one day, though only one hour passed."""
    keluhan = closed(cast, now)
    Keluhan.objects.filter(pk=keluhan.pk).update(
        diterima_pada=datetime(2026, 11, 23, 23, 30, tzinfo=WIB), selesai_pada=datetime(2026, 11, 24, 0, 30, tzinfo=WIB)
    )
    assert [row.hari for row in Rekap.objects.filter(hal="LAMA_SELESAI", jumlah__gt=0)] == [1]
    assert_true()


def ended_as_they_must():
    """What the database checks at the end of a transaction, checked now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


# --- anything, in any order ---------------------------------------------------------------------------------------
class Wanderer:
    """Does one random thing after another to the cases of the city: stages, moves, bulk updates and plain SQL."""

    PLACES = (KALAMPANGAN, PAHANDUT, "62.71.05.1005")
    TOPICS = ("PBI_NONAKTIF_SAKIT", "KEKERASAN", "RUMAH_TIDAK_LAYAK")
    DESKS = ("BPJS_KES", "DINKES", "DISPERKIMTAN")
    EARLY_ENDS = {"cannot", "withdraw", "give_up", "expire", "redirect", "drop"}

    def __init__(self, cast, seed):
        self.rng, self.cast = random.Random(seed), cast
        self.now = MONDAY - timedelta(days=120)

    def act(self):
        self.now += timedelta(hours=self.rng.randrange(1, 40))
        deed = self.rng.choice([
            self.register, self.move_keluhan, self.move_keluhan, self.move_kebutuhan, self.write_rujukan,
            self.move_rujukan, self.move_rujukan, self.update_many, self.plain_sql, self.change_and_regret,
            self.name_and_strike,
        ])  # fmt: skip
        try:
            with transaction.atomic():
                deed()
                ended_as_they_must()
        except IntegrityError:
            return  # the database refused it, and the summary must not have noticed
        except OperationalError as error:  # two bulk updates of the same cases in opposite order
            assert "deadlock" in str(error) and "dashboard_rekap" not in str(error)

    def register(self):
        place, topic = self.rng.choice(self.PLACES), self.rng.choice(self.TOPICS)
        received(self.cast.dewi, self.now, kelurahan=place, subkategori=topic)

    def _one(self, model):
        rows = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.get(pk=self.rng.choice(rows)) if rows else None

    def _move(self, row):
        moves = [move for move in row.LIFE.moves if row.status in move.sources and move.code != "merge"]
        onward = [move for move in moves if move.code not in self.EARLY_ENDS]
        if not moves:
            return
        move = self.rng.choice(onward if onward and self.rng.random() < 0.9 else moves)
        peran = self.rng.choice(sorted(move.roles))
        facts = {name: "LAIN" if name == "alasan" else True for name in move.requires}
        workflow.perform(row, move.code, by=None if peran == SISTEM else self._wearing(peran), now=self.now, **facts)

    def _wearing(self, peran):
        hat = type(self.cast.dewi).objects.get(pk=self.cast.dewi.pk)
        hat.peran = peran
        return hat

    def move_keluhan(self):
        row = self._one(Keluhan)
        if row:
            row.hasil = row.hasil or "TERPENUHI"
            row.janji_selesai += timedelta(days=self.rng.choice([0, 0, -30]))
            for _ in range(self.rng.randrange(1, 12)):
                self._move(row)
            if row.status in workflow.CLOSED:
                self._end_needs(row)

    def _end_needs(self, keluhan):
        for need in Kebutuhan.objects.filter(keluhan=keluhan).order_by("pk"):
            need.alasan = "KUOTA"
            while need.status in {"TERBUKA", "DIPROSES"}:
                self._move(need)

    def move_kebutuhan(self):
        row = self._one(Kebutuhan)
        if row:
            row.alasan = self.rng.choice(["KUOTA", "DOKUMEN"])
            row.kata_keluarga = self.rng.choice(["", "SUDAH", "SEBAGIAN", "BELUM"])
            row.hasil_pada = self.rng.choice([None, self.now.date(), self.now.date() - timedelta(days=31)])
            self._move(row)

    def write_rujukan(self):
        need = self._one(Kebutuhan)
        if need:
            order = Rujukan.objects.filter(keluhan=need.keluhan).count() + 1
            Rujukan.objects.create(
                keluhan=need.keluhan, kebutuhan=need, kelurahan_id=need.keluhan.kelurahan_id, urutan=order,
                instansi_id=self.rng.choice(self.DESKS), layanan_id=need.layanan_id, status_sejak=self.now,
                nomor=f"{need.keluhan.nomor}/R{order}", dibuat_oleh=self.cast.dewi.petugas,
            )  # fmt: skip

    def move_rujukan(self):
        row = self._one(Rujukan)
        if row:
            row.dikirim_pada = row.dikirim_pada or self.now
            row.batas_jawaban = row.batas_jawaban or self.now + timedelta(days=3)
            row.dijawab_pada = row.dijawab_pada or self.rng.choice([None, self.now])
            row.hasil_pada, row.alasan_tolak = self.now.date(), "KUOTA_HABIS"
            self._move(row)

    def update_many(self):
        some = Keluhan.objects.filter(pk__in=self._some(Keluhan))
        self.rng.choice([
            lambda: some.update(rahasia=self.rng.random() < 0.5),
            lambda: some.update(kelurahan=self.rng.choice(self.PLACES), rahasia=self.rng.random() < 0.5),
            lambda: some.update(subkategori=self.rng.choice(self.TOPICS)),
            lambda: some.update(diterima_pada=self.now - timedelta(days=40)),
            lambda: Rujukan.objects.filter(pk__in=self._some(Rujukan)).update(kelurahan=self.rng.choice(self.PLACES)),
            lambda: Kebutuhan.objects.filter(pk__in=self._some(Kebutuhan)).update(kata_keluarga="SUDAH"),
        ])()  # fmt: skip

    def _some(self, model):
        rows = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return self.rng.sample(rows, len(rows) // 2)

    def plain_sql(self):
        need = self._one(Kebutuhan)
        statements = [
            "UPDATE puskesos_keluhan SET janji_selesai = janji_selesai - interval '20 days'",
            "UPDATE puskesos_keluhan SET selesai_pada = selesai_pada + interval '20 days'",
            "UPDATE rujukan_rujukan SET instansi_id = 'DINKES' WHERE status = 'DITOLAK'",
            "UPDATE rujukan_rujukan SET dikirim_pada = dikirim_pada - interval '31 days'",
            "UPDATE puskesos_keluhan SET ringkasan = 'Nothing that counts'",
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.rng.choice(statements))
            if need:
                id = new_uuid7(self.now)
                cursor.execute(
                    "INSERT INTO puskesos_kebutuhan (id, keluhan_id, urutan, layanan_id, uraian, status, status_sejak,"
                    " versi, alasan, kata_keluarga) VALUES (%s, %s, 99, 'L01', '', 'TERPENUHI', %s, 0, '', 'SUDAH')",
                    [id, need.keluhan_id, self.now],
                )
                cursor.execute("DELETE FROM puskesos_kebutuhan WHERE id = %s", [id])

    def name_and_strike(self):
        row = self._one(Keluhan)
        if row:
            handlers.name(row, {self.cast.maya.petugas_id, self.cast.koor.petugas_id}, by=self.cast.dewi, now=self.now)
        if self.rng.random() < 0.5:
            Penangan.objects.filter(keluhan__in=self._some(Keluhan)).delete()

    def change_and_regret(self):
        sid = transaction.savepoint()
        self.update_many()
        self.register()
        transaction.savepoint_rollback(sid)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_sequence_of_changes_the_summary_is_the_truth(cast, seed):
    wanderer = Wanderer(cast, seed)
    for build in (closed, served, answered):
        build(cast, MONDAY, nik="", alasan_tanpa_nik="BELUM_REKAM", no_kk="")
    for step in range(160):
        wanderer.act()
        if step % 40 == 0:
            assert_true()
    assert_true()
    met_on_the_way = set(Rekap.objects.values_list("hal", flat=True))
    assert {"SELESAI", "DIKIRIM", "DILAYANI", "TERPENUHI", "TAK_TERPENUHI"} <= met_on_the_way


# --- many at once -------------------------------------------------------------------------------------------------
def in_threads(*works):
    """Run all at once on connections of their own; errors come back to the test."""
    errors = []

    def run(work):
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_leave_the_truth(reference):
    cast = Cast()
    cast.dewi, cast.maya  # noqa: B018 – signed in before the threads start
    for _ in range(6):
        received(cast.dewi, MONDAY)

    def work(seed):
        wanderer = Wanderer(cast, seed)

        def run():
            for _ in range(25):
                wanderer.act()

        return run

    in_threads(*(work(seed) for seed in range(4)))
    assert_true()


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_count_crosswise_neither_wait_nor_deadlock(reference):
    """Each counts in Kalampangan and Pahandut, in opposite order, and both are still open when the other begins."""
    cast = Cast()
    here, there = ([received(cast.dewi, MONDAY, kelurahan=place) for _ in range(2)]
                   for place in (KALAMPANGAN, PAHANDUT))  # fmt: skip
    both = Barrier(2, timeout=20)

    def work(first, second):
        def run():
            with transaction.atomic():
                Keluhan.objects.filter(pk=first.pk).update(subkategori="RUMAH_TIDAK_LAYAK")
                both.wait()
                Keluhan.objects.filter(pk=second.pk).update(subkategori="RUMAH_TIDAK_LAYAK")
                both.wait()

        return run

    in_threads(work(here[0], there[0]), work(there[1], here[1]))
    assert_true()


@pytest.mark.django_db(transaction=True)
def test_a_need_that_changes_while_its_case_becomes_secret_is_counted_once(reference):
    """The case's transaction waits for the one that holds the need, and counts the need as that one left it."""
    cast = Cast()
    keluhan = told(cast, MONDAY)
    both = Barrier(2, timeout=20)

    def hear():
        with transaction.atomic():
            Kebutuhan.objects.filter(keluhan=keluhan).update(kata_keluarga="SEBAGIAN")
            both.wait()
            _until_somebody_waits()

    def hide():
        both.wait()
        Keluhan.objects.filter(pk=keluhan.pk).update(rahasia=True)

    in_threads(hear, hide)
    assert fresh(keluhan).rahasia
    assert_true()


@pytest.mark.django_db(transaction=True)
def test_a_referral_that_changes_while_a_handler_is_named_is_counted_once(reference):
    cast = Cast()
    keluhan, rujukan = secret_referred(cast, MONDAY)
    both = Barrier(2, timeout=20)

    def redirect():
        with transaction.atomic():
            Rujukan.objects.filter(pk=rujukan.pk).update(instansi="DINKES")
            both.wait()
            _until_somebody_waits()

    def name():
        both.wait()
        handlers.name(keluhan, {cast.fitri.petugas_id}, by=cast.maya, now=MONDAY)

    in_threads(redirect, name)
    assert Rekap.objects.filter(untuk=cast.fitri.petugas_id, kode="DINKES", hal="DIKIRIM").exists()
    assert_true()


def _until_somebody_waits():
    """Returns once another session waits for a lock of this one (looks at most two thousand times)."""
    with connection.cursor() as cursor:
        for _ in range(2000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited")


# --- nobody falsifies it, and doubts can be settled ---------------------------------------------------------------
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE dashboard_rekap SET jumlah = 0",
        "DELETE FROM dashboard_rekap",
        "INSERT INTO dashboard_rekap (hal, bulan, kelurahan, kode, untuk, hari, jumlah) "
        "VALUES ('MASUK', '2026-11-01', '62.71.04.1002', '', 0, 0, 5)",
        "SELECT dashboard_apply(ARRAY[ROW('MASUK', '2026-11-01', '62.71.04.1002', '', 0, 0, 5)::dashboard_change])",
    ],
)
def test_the_web_role_cannot_write_the_summary(siti, now, sql):
    a_keluhan(siti, now)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(sql)
    assert total("MASUK") == 1


def machine_page(cast):
    """What the administrator is told."""
    return cast.adi_web.get("/dasbor/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_false_summary_is_found_named_and_repaired(reference, owner_connection, capsys, caplog):
    cast = Cast()
    a_keluhan(cast.siti, MONDAY)
    call_command("hitung_ulang_rekap", check=True)
    assert "Selisih rekap dasbor: 0 baris" in capsys.readouterr().out
    assert "belum dicek" in machine_page(cast)
    assert reminders.tick(MONDAY).chores["selisih rekap dasbor"] == 0
    assert "cocok dengan data, dicek" in machine_page(cast)
    with owner_connection.cursor() as owner:
        owner.execute("UPDATE dashboard_rekap SET jumlah = 7 WHERE hal = 'MASUK'")
        owner.execute("INSERT INTO dashboard_rekap (hal, bulan, kelurahan, kode, untuk, hari, jumlah) "
                      "VALUES ('SELESAI', '2026-11-01', '62.71.04.1002', '', 0, 0, 2)")  # fmt: skip
    with pytest.raises(CommandError, match="2 baris"):
        call_command("hitung_ulang_rekap", check=True)
    said = capsys.readouterr().out
    assert f"MASUK 2026-11 {KALAMPANGAN}: tercatat 7, seharusnya 1" in said
    assert total("MASUK") == 7
    assert rekap.check(timezone.now()) == 2
    assert "2</b><small>baris berbeda dari data" in machine_page(cast)
    assert "summary differs from the cases at 2 keys" in caplog.text
    call_command("hitung_ulang_rekap")
    assert "Diperbaiki: 2 baris" in capsys.readouterr().out
    assert_true()
    assert total("MASUK") == 1
