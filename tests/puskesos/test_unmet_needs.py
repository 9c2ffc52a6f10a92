"""Every need that ends unserved says why, in a word of the list; the database itself insists."""

import pytest
from django.db import IntegrityError, connection, transaction

from puskesos import closing, needs, verification
from puskesos.models import Kebutuhan, Keluhan
from puskesos.refusals import Refused
from tests import cases


def check_now():
    """What a commit would check."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_an_unmet_need_keeps_its_coded_reason(cast, now):
    keluhan = cases.with_result(cast, now, outcome=("unmet", "KUOTA"))
    check_now()
    assert keluhan.kebutuhan.get().alasan == "KUOTA"


def test_a_reason_off_the_list_is_refused_at_its_field(cast, now):
    keluhan = cases.handled_local(cast, now)
    need = keluhan.kebutuhan.get()
    with pytest.raises(Refused) as refused:
        verification.local_result(by=cast.budi, now=now, id=keluhan.pk, hasil="Tidak bisa.", bukti_baru=cases.a_photo(),
                                  outcomes={need.pk: ("unmet", "KARENA_BEGITU")})  # fmt: skip
    assert refused.value.field == f"alasan_{need.pk}"
    assert Kebutuhan.objects.get(pk=need.pk).status in needs.OPEN


@pytest.mark.parametrize("alasan", ["", "KARENA_BEGITU", "KUOTA_HABIS"])
def test_the_database_refuses_a_reason_that_is_none(cast, now, alasan):
    need = cases.with_result(cast, now, outcome=("unmet", "KUOTA")).kebutuhan.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Kebutuhan.objects.filter(pk=need.pk).update(alasan=alasan)
    Kebutuhan.objects.filter(pk=need.pk).update(alasan="DOKUMEN")
    assert Kebutuhan.objects.get(pk=need.pk).alasan == "DOKUMEN"


def test_the_database_lets_no_case_end_with_a_need_that_has_no_outcome(cast, now, monkeypatch):
    keluhan = cases.verified(cast, now)
    with monkeypatch.context() as patched:
        patched.setattr(needs, "end_open", lambda *_, **__: [])
        with pytest.raises(IntegrityError, match="tanpa hasil"), transaction.atomic():
            closing.withdraw(by=cast.koor, now=now, id=keluhan.pk, alasan="DITARIK_WARGA", catatan="Tidak jadi.")
            check_now()
    closing.withdraw(by=cast.koor, now=now, id=keluhan.pk, alasan="DITARIK_WARGA", catatan="Tidak jadi.")
    check_now()
    assert Keluhan.objects.get(pk=keluhan.pk).kebutuhan.get().alasan == "MENOLAK"
