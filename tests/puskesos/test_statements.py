"""A statement is read once per connection, and asked as often as one likes; without PREPARE it says the same."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models.functions import Now

from puskesos import trace
from puskesos.models import Jejak, Kebutuhan, Keluhan, Riwayat
from puskesos.prepared import Prepared
from puskesos.statements import as_array
from tests.cases import a_keluhan

READ = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"


@pytest.fixture
def ask():
    return Prepared(
        lambda by, keluhan, since: Keluhan.objects.visible_to(by).filter(pk=keluhan, diterima_pada__gte=since),
        asked=True, keluhan=UUID, since=datetime,
    )  # fmt: skip


def known():
    with connection.cursor() as cursor:
        cursor.execute(READ, ["%diterima_pada%"])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_it_is_read_once_and_sent_by_name(ask, siti, now):
    keluhan, before = a_keluhan(siti, now), known()
    sent = []
    with connection.execute_wrapper(lambda go, sql, *rest: sent.append(sql) or go(sql, *rest)):
        for _ in range(8):  # more often than PostgreSQL plans anew
            assert ask(siti, keluhan=keluhan.pk, since=now) == [keluhan]
    assert len(set(sent)) == 1 and sent[0].startswith("EXECUTE ")
    assert known() == before + 1


@pytest.mark.django_db
def test_it_outlives_a_transaction_that_did_not(ask, siti, now):
    keluhan = a_keluhan(siti, now)
    with pytest.raises(DatabaseError), transaction.atomic():
        ask(siti, keluhan=keluhan.pk, since=now)
        Riwayat.objects.filter(keluhan=keluhan).extra(where=["1 / 0 = 1"]).count()
    assert ask(siti, keluhan=keluhan.pk, since=now) == [keluhan]


@pytest.mark.django_db(transaction=True)
def test_another_connection_reads_it_for_itself(ask, siti, now):
    keluhan = a_keluhan(siti, now)
    for _ in range(2):
        assert ask(siti, keluhan=keluhan.pk, since=now) == [keluhan]
        connection.close()


@pytest.mark.django_db
def test_without_preparing_it_says_the_same(ask, siti, now, settings):
    settings.DATABASE_PREPARE = False
    keluhan, before = a_keluhan(siti, now), known()
    assert ask(siti, keluhan=keluhan.pk, since=now) == [keluhan]
    assert ask(siti, keluhan=siti.pk, since=now) == []
    assert known() == before


@pytest.mark.django_db
def test_a_row_of_the_daily_work_is_inserted_by_name_and_judged_as_ever(siti, now):
    keluhan, sent = a_keluhan(siti, now), []
    with connection.execute_wrapper(lambda go, sql, *rest: sent.append(sql) or go(sql, *rest)):
        row = trace.record(siti, "BACA", keluhan, daftar="“kasus” {1,2}", jumlah=3)
        needs = [Kebutuhan(keluhan=keluhan, urutan=n, layanan_id="L01", status_sejak=now) for n in (7, 8)]
        for need in needs:
            need.save()
    assert [sql.split(" ")[0] for sql in sent] == ["EXECUTE"] * 3 and sent[1] == sent[2]
    row, told = Jejak.objects.get(pk=row.pk), row
    for field in Jejak._meta.fields:
        assert getattr(row, field.attname) == getattr(told, field.attname)
    with pytest.raises(DatabaseError), transaction.atomic():
        trace.record(siti, "BACA", keluhan, kelurahan_id="6" * 14)  # longer than the column is refused, never cut
    with pytest.raises(IntegrityError), transaction.atomic():
        Kebutuhan(keluhan=keluhan, urutan=7, layanan_id="L01", status_sejak=now).save()


@pytest.mark.django_db
def test_a_value_that_the_database_works_out_is_left_to_django(siti, now):
    keluhan = a_keluhan(siti, now)
    need = Kebutuhan.objects.create(keluhan=keluhan, urutan=9, layanan_id="L01", status_sejak=Now())
    need.refresh_from_db()
    assert need.status_sejak.tzinfo


def test_an_array_is_one_literal():
    assert as_array([UUID(int=1), UUID(int=2)]).count(",") == 1
    assert as_array([]) == "{}"
