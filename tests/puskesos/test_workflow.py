"""The lives of Keluhan and Kebutuhan, walked whole: every status × move × role, through the function and by raw SQL.

The expectation below is written by hand from domain §2.4 and §3.3, never generated: a table that changes fails here.
"""

from itertools import product

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from puskesos import workflow
from puskesos.models import Kebutuhan, Keluhan, LangkahSah, Riwayat
from puskesos.numbering import new_tracking_code, new_uuid7
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed
from puskesos.roles import KELUARGA, SISTEM, Peran
from puskesos.workflow import KEBUTUHAN, KELUHAN, StatusKebutuhan, StatusKeluhan
from tests.cases import a_keluhan

SHORT = {
    "FAS": "FASILITATOR", "FO": "FO_PUSKESOS", "BO": "BO_PUSKESOS", "KOORD": "KOORDINATOR", "LURAH": "LURAH",
    "SPV": "SUPERVISOR", "FOK": "FO_KOTA", "BOK": "BO_KOTA", "MAN": "MANAJER", "OPD": "OPD", "SISTEM": "SISTEM",
    "KEL": "KELUARGA",
}  # fmt: skip
OPEN_ = ("TERDAFTAR VERIFIKASI PERLU_LENGKAP DITANGANI_PUSKESOS DITERUSKAN TELAAH DIKEMBALIKAN RENCANA DIRUJUK "
         "HASIL_ADA UMPAN_BALIK")  # fmt: skip

KELUHAN_TABLE = f"""
register        | DRAF                            | TERDAFTAR                   | FAS FO BO KOORD SPV FOK BOK
verify          | TERDAFTAR                       | VERIFIKASI                  | FO BO KOORD SPV FOK BOK MAN
ask_family      | VERIFIKASI DIKEMBALIKAN TELAAH  | PERLU_LENGKAP               | FO BO KOORD SPV FOK BOK MAN
completed       | PERLU_LENGKAP                   | VERIFIKASI                  | FAS FO BO KOORD SPV FOK BOK
give_up         | PERLU_LENGKAP                   | DIBATALKAN                  | KOORD SPV MAN
handle_local    | VERIFIKASI DIKEMBALIKAN         | DITANGANI_PUSKESOS          | KOORD LURAH
forward         | VERIFIKASI                      | DITERUSKAN                  | KOORD SPV BOK MAN
forward_urgent  | TERDAFTAR VERIFIKASI            | DITERUSKAN                  | FAS FO BO KOORD SPV FOK BOK
forward_tried   | DITANGANI_PUSKESOS              | DITERUSKAN                  | KOORD SPV
local_result    | DITANGANI_PUSKESOS              | HASIL_ADA                   | BO KOORD
take            | DITERUSKAN                      | TELAAH                      | SPV FOK BOK MAN
send_back       | TELAAH                          | DIKEMBALIKAN                | SPV BOK MAN
forward_again   | DIKEMBALIKAN                    | DITERUSKAN                  | BO KOORD SPV
plan            | TELAAH                          | RENCANA                     | BOK MAN
revise_plan     | RENCANA                         | TELAAH                      | MAN
refer           | RENCANA                         | DIRUJUK                     | MAN
refer_urgent    | TELAAH                          | DIRUJUK                     | BOK MAN
answered        | DIRUJUK                         | HASIL_ADA                   | SISTEM
try_other       | HASIL_ADA UMPAN_BALIK           | TELAAH                      | BOK MAN
try_again_local | HASIL_ADA UMPAN_BALIK           | DITANGANI_PUSKESOS          | KOORD SPV
tell_family     | HASIL_ADA                       | UMPAN_BALIK                 | FAS FO BO FOK BOK
close           | UMPAN_BALIK                     | SELESAI                     | KOORD SPV MAN
reopen          | SELESAI                         | TELAAH                      | KOORD SPV MAN
cannot          | {OPEN_}                         | TIDAK_DAPAT_DITINDAKLANJUTI | KOORD SPV MAN
merge           | {OPEN_}                         | DUPLIKAT                    | BO KOORD SPV BOK MAN
withdraw        | {OPEN_}                         | DIBATALKAN                  | FO BO KOORD SPV FOK BOK MAN
"""
ANYONE = "FAS FO BO KOORD LURAH SPV FOK BOK MAN OPD SISTEM"
KEBUTUHAN_TABLE = f"""
start  | TERBUKA                                               | DIPROSES          | {ANYONE}
met    | TERBUKA DIPROSES SEBAGIAN                             | TERPENUHI         | {ANYONE} KEL
partly | TERBUKA DIPROSES TERPENUHI                            | SEBAGIAN          | {ANYONE} KEL
unmet  | TERBUKA DIPROSES TERPENUHI SEBAGIAN                   | TIDAK_TERPENUHI   | {ANYONE}
drop   | TERBUKA DIPROSES                                      | TIDAK_DILANJUTKAN | {ANYONE}
again  | TERPENUHI SEBAGIAN TIDAK_TERPENUHI TIDAK_DILANJUTKAN  | DIPROSES          | {ANYONE} KEL
"""
# What each move needs to be told; written by hand as well.
FACTS = {
    "ask_family": {"kekurangan", "janji"}, "completed": {"catatan"}, "give_up": {"kontak", "catatan"},
    "handle_local": {"solusi", "cek_dtsen"}, "forward": {"alasan", "catatan"}, "forward_urgent": {"darurat", "catatan"},
    "forward_tried": {"catatan"}, "local_result": {"hasil", "bukti"}, "send_back": {"alasan", "kekurangan"},
    "forward_again": {"catatan"}, "plan": {"telaah", "rujukan"}, "revise_plan": {"catatan"}, "refer": {"rujukan"},
    "refer_urgent": {"darurat", "rujukan"}, "try_other": {"catatan"}, "try_again_local": {"catatan"},
    "tell_family": {"kanal", "catatan", "reaksi"}, "close": {"kode_hasil", "survei"}, "reopen": {"alasan", "catatan"},
    "cannot": {"alasan", "catatan", "hak_keberatan"}, "merge": {"tujuan"}, "withdraw": {"alasan", "catatan"},
    "unmet": {"alasan"}, "drop": {"alasan"},
}  # fmt: skip


def expected(table):
    """{(code, from, to, role)} of a hand-written table."""
    rows = set()
    for line in table.strip().splitlines():
        code, sources, target, roles = (part.strip() for part in line.split("|"))
        rows |= {(code, source, target, SHORT[role]) for source in sources.split() for role in roles.split()}
    return rows


LEGAL = {"keluhan": expected(KELUHAN_TABLE), "kebutuhan": expected(KEBUTUHAN_TABLE)}
LIVES = {"keluhan": KELUHAN, "kebutuhan": KEBUTUHAN}
ROLES = [*(str(peran) for peran in Peran), SISTEM, KELUARGA]


# --- the tables themselves -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", LIVES)
def test_the_table_in_code_is_the_one_written_by_hand(name):
    assert {row[1:] for row in LIVES[name].rows()} == LEGAL[name]


@pytest.mark.parametrize("name", LIVES)
def test_each_move_requires_what_was_written_by_hand(name):
    for move in LIVES[name].moves:
        assert set(move.requires) == FACTS.get(move.code, set()), move.code


def test_every_fact_has_its_sentence():
    for life in LIVES.values():
        named = {fact for move in life.moves for fact in move.requires}
        assert named <= set(life.facts)


def test_every_open_status_can_be_left_and_every_status_reached():
    sources = {source for _, source, _, _ in LEGAL["keluhan"]}
    targets = {target for _, _, target, _ in LEGAL["keluhan"]}
    assert set(StatusKeluhan) - set(KELUHAN.closed) <= sources
    assert set(StatusKeluhan) - {"DRAF"} <= targets
    # Of the closed ones only SELESAI has a way back.
    assert sources & {str(status) for status in KELUHAN.closed} == {"SELESAI"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", LIVES)
def test_the_database_knows_the_same_moves(name):
    stored = set(LangkahSah.objects.filter(life=name).values_list("langkah", "dari", "ke", "peran"))
    assert stored == LEGAL[name]


# --- through perform -----------------------------------------------------------------------------------------------
class Hat:
    """An acting person with one role and nothing else; the signature is that of a real assignment."""

    def __init__(self, by, peran):
        self.petugas_id, self.id, self.peran = by.petugas_id, by.id, peran

    def hat(self, roles):
        return self if self.peran in roles else None


def hat_of(by, role):
    return None if role == SISTEM else Hat(by, role)


def standing_in(keluhan, status):
    """A sibling of the keluhan that stands in this status: inserted so, because most statuses are many moves away."""
    row = Keluhan.objects.get(pk=keluhan.pk)
    row.pk, row._state.adding = new_uuid7(), True
    order = list(StatusKeluhan).index(status)
    row.urut, row.nomor, row.status = 90000 + order, f"UJI-{order}", status
    row.set_tracking_code(new_tracking_code())
    if status == StatusKeluhan.SELESAI:
        row.hasil = "TERPENUHI"
    if status in KELUHAN.closed:
        row.selesai_pada = row.diterima_pada
    if status == StatusKeluhan.PERLU_LENGKAP:
        row.jeda_sejak, row.sisa_menit = row.diterima_pada, 60
    row.induk = keluhan if status == StatusKeluhan.DUPLIKAT else None
    row.save()
    return row


def need_in(keluhan, status):
    order = 50 + list(StatusKebutuhan).index(status)
    return Kebutuhan.objects.create(keluhan=keluhan, urutan=order, layanan_id="L22", status=status, alasan="LAIN",
                                    status_sejak=keluhan.diterima_pada)  # fmt: skip


@pytest.fixture
def keluhan(siti, now):
    return a_keluhan(siti, now)


@pytest.fixture
def rows(keluhan):
    """{life: {status: a row standing there}}"""
    return {
        "keluhan": {str(status): standing_in(keluhan, status) for status in StatusKeluhan},
        "kebutuhan": {str(status): need_in(keluhan, status) for status in StatusKebutuhan},
    }


def all_facts(life):
    return dict.fromkeys(life.facts, "ada")


def attempt(row, code, by, now, other, **facts):
    """The target of a move when perform allows it, else the refusal; nothing stays."""
    row = type(row).objects.get(pk=row.pk)
    if code == "merge":
        row.induk = other
    if code == "close":
        row.hasil = "TERPENUHI"
    sid = transaction.savepoint()
    try:
        workflow.perform(row, code, by=by, now=now, **facts)
        return str(type(row).objects.get(pk=row.pk).status)
    except (NotAllowed, IllegalMove, MissingFact) as refused:
        return type(refused)
    finally:
        transaction.savepoint_rollback(sid)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", LIVES)
def test_perform_allows_exactly_the_legal_steps(name, role, rows, keluhan, siti, now):
    life, by = LIVES[name], hat_of(siti, role)
    for status, move in product(life.statuses, life.moves):
        result = attempt(rows[name][str(status)], move.code, by, now, keluhan, **all_facts(life))
        may = {row for row in LEGAL[name] if row[0] == move.code and row[3] == role}
        target = next((row[2] for row in may if row[1] == status), None)
        assert result == (target or (IllegalMove if may else NotAllowed)), (move.code, str(status), role)


def test_perform_refuses_each_missing_fact(rows, keluhan, siti, now):
    for name, life in LIVES.items():
        for code, source, _, role in sorted(LEGAL[name]):
            for fact in sorted(FACTS.get(code, ())):
                facts = all_facts(life) | {fact: ""}
                result = attempt(rows[name][source], code, hat_of(siti, role), now, keluhan, **facts)
                assert result is MissingFact, (code, source, role, fact)


def test_perform_writes_status_history_and_version_together(keluhan, budi, now):
    line = workflow.perform(keluhan, "verify", by=budi, now=now)
    keluhan.refresh_from_db()
    assert (keluhan.status, keluhan.versi) == ("VERIFIKASI", 2)
    assert (line.dari, line.ke, line.versi, line.peran) == ("TERDAFTAR", "VERIFIKASI", 2, "BO_PUSKESOS")
    assert (line.petugas_id, line.penugasan_id, line.at) == (budi.petugas_id, budi.id, now)


# --- by raw SQL ----------------------------------------------------------------------------------------------------
def refused(sql, params):
    """The database's own no, or None when it accepted; nothing stays."""
    sid = transaction.savepoint()
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
        return None
    except Error as error:
        return error
    finally:
        transaction.savepoint_rollback(sid)


HISTORY = """
INSERT INTO puskesos_riwayat (id, keluhan_id, kebutuhan_id, life, jenis, langkah, dari, ke, versi, at, peran, alasan,
                              catatan, internal, fakta)
VALUES (%s, %s, %s, %s, 'LANGKAH', %s, %s, %s, 999, now(), %s, '', '', false, '{}')
"""


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", LIVES)
def test_the_database_refuses_history_off_the_table(name, role, keluhan):
    """Every from × to × role under every move that leads from or to one of them."""
    need = keluhan.kebutuhan.get().pk if name == "kebutuhan" else None
    codes = {(source, target): code for code, source, target, _ in LEGAL[name]}
    for source, target in product(LIVES[name].statuses, repeat=2):
        code = codes.get((source, target), LIVES[name].moves[0].code)
        error = refused(HISTORY, [new_uuid7(), keluhan.pk, need, name, code, source, target, role])
        if (code, source, target, role) in LEGAL[name]:
            assert error is None, (code, source, target, role, error)
        else:
            assert isinstance(error, IntegrityError) and "langkah tidak sah" in str(error), (code, source, target, role)


TABLES = {"keluhan": "puskesos_keluhan", "kebutuhan": "puskesos_kebutuhan"}


@pytest.mark.parametrize("name", LIVES)
def test_the_database_refuses_a_status_without_history(name, rows):
    for source, target in product(LIVES[name].statuses, repeat=2):
        error = refused(f"UPDATE {TABLES[name]} SET status = %s WHERE id = %s", [target, rows[name][source].pk])
        if source == target:
            assert error is None
        else:
            assert isinstance(error, IntegrityError) and "status tanpa riwayat" in str(error), (source, target)


def test_the_history_of_one_case_does_not_excuse_another(rows, keluhan, budi, now):
    workflow.perform(keluhan, "verify", by=budi, now=now)
    other = rows["keluhan"]["TERDAFTAR"]
    error = refused("UPDATE puskesos_keluhan SET status = 'VERIFIKASI', versi = 2 WHERE id = %s", [other.pk])
    assert "status tanpa riwayat" in str(error)


@pytest.mark.parametrize("sql", ["UPDATE puskesos_riwayat SET catatan = 'lain'", "DELETE FROM puskesos_riwayat",
                                 "TRUNCATE puskesos_riwayat CASCADE", "DELETE FROM puskesos_langkahsah",
                                 "UPDATE puskesos_langkahsah SET peran = 'ADMIN'"])  # fmt: skip
def test_history_and_the_table_of_moves_cannot_be_edited(sql, keluhan):
    assert Riwayat.objects.filter(keluhan=keluhan).count() == 1
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert Riwayat.objects.filter(keluhan=keluhan).count() == 1
