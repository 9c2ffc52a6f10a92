"""The life of Rujukan, walked whole: every status × move × role, through the function and by raw SQL.

The expectation is written by hand from domain §2.4 and §3.3, never generated: a table that changes fails here.
"""

from datetime import date
from itertools import product

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from puskesos import workflow
from puskesos.models import Instansi, LangkahSah
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed
from puskesos.roles import KELUARGA, SISTEM, Peran
from rujukan.models import RiwayatRujukan, Rujukan
from rujukan.workflow import ACTIVE, ANSWERED, NOT_YET_SENT, RUJUKAN, WITH_INSTANSI, StatusRujukan
from tests.cases import referred as _referred

SHORT = {
    "FAS": "FASILITATOR", "FO": "FO_PUSKESOS", "BO": "BO_PUSKESOS", "KOORD": "KOORDINATOR", "FOK": "FO_KOTA",
    "BOK": "BO_KOTA", "MAN": "MANAJER", "OPD": "OPD", "SISTEM": "SISTEM", "KEL": "KELUARGA",
}  # fmt: skip
BEFORE = "DRAF MENUNGGU_PERSETUJUAN"
WITH_AGENCY = "TERKIRIM DITERIMA PERLU_DOKUMEN DIPROSES DISETUJUI"
HEARS = "FAS FO BO KOORD FOK BOK MAN KEL"
TABLE = f"""
submit         | DRAF                                                               | MENUNGGU_PERSETUJUAN | BO KOORD BOK MAN
approve        | {BEFORE}                                                           | TERKIRIM             | KOORD MAN
send_urgent    | {BEFORE}                                                           | TERKIRIM             | BOK MAN
revise         | MENUNGGU_PERSETUJUAN                                               | DRAF                 | KOORD MAN
accept         | TERKIRIM PERLU_DOKUMEN                                             | DITERIMA             | BO BOK OPD
decline        | TERKIRIM DITERIMA PERLU_DOKUMEN DIPROSES DAFTAR_TUNGGU             | DITOLAK              | BO BOK OPD
ask_documents  | TERKIRIM DITERIMA DIPROSES                                         | PERLU_DOKUMEN        | BO BOK OPD
documents_sent | PERLU_DOKUMEN                                                      | DITERIMA             | BO KOORD FOK BOK MAN
process        | DITERIMA                                                           | DIPROSES             | BO BOK OPD
grant          | DITERIMA DIPROSES DAFTAR_TUNGGU                                    | DISETUJUI            | BO BOK OPD
wait_list      | DITERIMA DIPROSES DISETUJUI                                        | DAFTAR_TUNGGU        | BO BOK OPD
served         | TERKIRIM DITERIMA PERLU_DOKUMEN DIPROSES DISETUJUI DAFTAR_TUNGGU   | DIREALISASIKAN       | BO BOK OPD
confirmed      | DIREALISASIKAN DISANGGAH                                           | DIKONFIRMASI         | {HEARS}
disputed       | DIREALISASIKAN DIKONFIRMASI                                        | DISANGGAH            | {HEARS}
withdraw       | {BEFORE} {WITH_AGENCY}                                             | DICABUT              | BO KOORD BOK MAN SISTEM
redirect       | {WITH_AGENCY}                                                      | DIALIHKAN            | BOK MAN OPD
expire         | {WITH_AGENCY}                                                      | KEDALUWARSA          | MAN SISTEM
"""  # noqa: E501
FACTS = {
    "send_urgent": {"darurat"}, "revise": {"catatan"}, "decline": {"alasan", "catatan"},
    "ask_documents": {"dokumen"}, "documents_sent": {"catatan"}, "wait_list": {"catatan"},
    "served": {"tanggal", "uraian", "bukti"}, "withdraw": {"catatan"}, "redirect": {"instansi", "catatan"},
    "expire": {"catatan"},
}  # fmt: skip
ROLES = [*(str(peran) for peran in Peran), SISTEM, KELUARGA]


def expected():
    """{(code, from, to, role)} of the table above."""
    rows = set()
    for line in TABLE.strip().splitlines():
        code, sources, target, roles = (part.strip() for part in line.split("|"))
        rows |= {(code, source, target, SHORT[role]) for source in sources.split() for role in roles.split()}
    return rows


LEGAL = expected()


# --- the table itself ----------------------------------------------------------------------------------------------
def test_the_table_in_code_is_the_one_written_by_hand():
    assert {row[1:] for row in RUJUKAN.rows()} == LEGAL


def test_each_move_requires_what_was_written_by_hand():
    for move in RUJUKAN.moves:
        assert set(move.requires) == FACTS.get(move.code, set()), move.code
        assert set(move.requires) <= set(RUJUKAN.facts)


def test_statuses_are_parted_without_rest():
    assert set(ACTIVE) | ANSWERED == set(StatusRujukan)
    assert not set(ACTIVE) & ANSWERED
    assert {str(one) for one in ACTIVE} == set(f"{BEFORE} {WITH_AGENCY}".split())
    assert {str(one) for one in WITH_INSTANSI} == set(WITH_AGENCY.split())


@pytest.mark.django_db
def test_the_database_knows_the_same_moves():
    stored = set(LangkahSah.objects.filter(life="rujukan").values_list("langkah", "dari", "ke", "peran"))
    assert stored == LEGAL


# --- through perform -----------------------------------------------------------------------------------------------
class Hat:
    """An acting person with one role and nothing else; the signature is that of a real assignment."""

    def __init__(self, by, peran):
        self.petugas_id, self.id, self.peran = by.petugas_id, by.id, peran

    def hat(self, roles):
        return self if self.peran in roles else None


def hat_of(by, role):
    return None if role == SISTEM else Hat(by, role)


@pytest.fixture
def referral(cast, now):
    return _referred(cast, now)[1]


@pytest.fixture
def rows(referral, now):
    """{status: a referral standing there}: inserted so, each to another agency, because most are many moves away."""
    agencies = Instansi.objects.exclude(pk=referral.instansi_id).values_list("pk", flat=True)
    return {
        str(status): _standing(referral, status, order, instansi, now)
        for order, (status, instansi) in enumerate(zip(StatusRujukan, agencies, strict=False), start=50)
    }


def _standing(referral, status, order, instansi, now):
    sent = {"dikirim_pada": now, "batas_jawaban": now} if status not in NOT_YET_SENT else {}
    return Rujukan.objects.create(
        keluhan=referral.keluhan, kebutuhan=referral.kebutuhan, kelurahan_id=referral.kelurahan_id, urutan=order,
        instansi_id=instansi, layanan_id=referral.layanan_id, nomor=f"UJI/{order}", status=status, status_sejak=now,
        dibuat_oleh_id=referral.dibuat_oleh_id, alasan_tolak="LAIN", hasil_pada=date(2026, 11, 20), **sent,
    )  # fmt: skip


def attempt(row, code, by, now, **facts):
    """The target of a move when perform allows it, else the refusal; nothing stays."""
    row = Rujukan.objects.get(pk=row.pk)
    sid = transaction.savepoint()
    row.dikirim_pada = row.batas_jawaban = now
    try:
        workflow.perform(row, code, by=by, now=now, **facts)
        return str(Rujukan.objects.get(pk=row.pk).status)
    except (NotAllowed, IllegalMove, MissingFact) as refused:
        return type(refused)
    finally:
        transaction.savepoint_rollback(sid)


ALL_FACTS = dict.fromkeys(RUJUKAN.facts, "ada")


@pytest.mark.parametrize("role", ROLES)
def test_perform_allows_exactly_the_legal_steps(role, rows, siti, now):
    by = hat_of(siti, role)
    for status, move in product(StatusRujukan, RUJUKAN.moves):
        result = attempt(rows[str(status)], move.code, by, now, **ALL_FACTS)
        may = {row for row in LEGAL if row[0] == move.code and row[3] == role}
        target = next((row[2] for row in may if row[1] == status), None)
        assert result == (target or (IllegalMove if may else NotAllowed)), (move.code, str(status), role)


def test_perform_refuses_each_missing_fact(rows, siti, now):
    for code, source, _, role in sorted(LEGAL):
        for fact in sorted(FACTS.get(code, ())):
            result = attempt(rows[source], code, hat_of(siti, role), now, **(ALL_FACTS | {fact: ""}))
            assert result is MissingFact, (code, source, role, fact)


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
INSERT INTO rujukan_riwayatrujukan (id, rujukan_id, keluhan_id, langkah, dari, ke, versi, at, peran, alasan, catatan, fakta)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, 999, now(), %s, '', '', '{}')
"""  # noqa: E501


@pytest.mark.parametrize("role", ROLES)
def test_the_database_refuses_history_off_the_table(role, referral):
    for code, source, target in product(
        [move.code for move in RUJUKAN.moves], StatusRujukan, {str(move.target) for move in RUJUKAN.moves}
    ):
        if not any(row[:3] == (code, str(source), target) for row in LEGAL) and code != "approve":
            continue  # one move is walked whole, of the others the steps that are legal for somebody
        error = refused(HISTORY, [referral.pk, referral.keluhan_id, code, str(source), target, role])
        if (code, str(source), target, role) in LEGAL:
            assert error is None, (code, str(source), target, role, error)
        else:
            assert isinstance(error, IntegrityError) and "langkah tidak sah" in str(error), (code, source, target)


def test_the_database_refuses_a_status_without_history(rows):
    for source, target in product(StatusRujukan, repeat=2):
        error = refused("UPDATE rujukan_rujukan SET status = %s WHERE id = %s", [target, rows[str(source)].pk])
        if source == target:
            assert error is None
        else:
            assert isinstance(error, IntegrityError) and "status tanpa riwayat" in str(error), (source, target)


@pytest.mark.parametrize("sql", ["UPDATE rujukan_riwayatrujukan SET catatan = 'lain'",
                                 "DELETE FROM rujukan_riwayatrujukan"])  # fmt: skip
def test_history_cannot_be_edited(sql, referral):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(sql)
    assert RiwayatRujukan.objects.filter(rujukan=referral).count() == 2
