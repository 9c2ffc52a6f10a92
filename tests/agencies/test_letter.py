"""The monthly letter: one page of numbers, and nobody's name."""

import io
from datetime import timedelta

import pikepdf
import pytest

from puskesos import months
from rujukan import record
from slrt.agencies import letter, page
from tests.cases import answered, referred, secret_referred

PAGE = "/instansi/BPJS_KES/surat-bulanan/"


def sheet(now, month=None):
    from puskesos.models import Instansi

    record.refresh(now)
    return letter.sheet(Instansi.objects.get(pk="BPJS_KES"), month or months.month_of(now), now)


def test_the_letter_tells_numbers_and_what_is_late(cast, now):
    answered(cast, now)
    _, late = referred(cast, now, nama="Rahasiawati", nik="", alasan_tanpa_nik="BELUM_REKAM", no_kk="")
    found = sheet(now + timedelta(days=7))
    assert ["Dikirim", "2 rujukan"] in found["orang"]
    assert any(line.startswith(late.nomor) for line in found["daftar"])
    assert "Rahasiawati" not in str(found)


def test_of_a_secret_case_the_letter_names_no_service(cast, now):
    _, late = secret_referred(cast, now)
    (line,) = sheet(now + timedelta(days=20))["daftar"]
    assert line.startswith(f"{late.nomor}: batas ")


def test_the_letter_is_one_tagged_page(cast, now, dewi_web):
    referred(cast, now)
    answer = dewi_web.get(PAGE)
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert len(document.pages) == 1
        assert "/StructTreeRoot" in document.Root


@pytest.mark.parametrize("month", ["2026-10", "", "1999-01", "bukan-bulan"])
def test_a_month_that_does_not_exist_is_the_last_one(cast, now, dewi_web, month):
    answer = dewi_web.get(PAGE, {"bulan": month})
    assert "surat-bulanan-bpjs_kes-2026-10.pdf" in answer["Content-Disposition"]


def test_leaders_see_no_reason_of_a_few(cast, now):
    counted = {"KUOTA_HABIS": 7, "DOKUMEN_KURANG": 3, "TIDAK_MEMENUHI_SYARAT": 2}
    from collections import Counter

    shown, rest = page.reasons(Counter(counted), leader=True)
    assert [n for _, n in shown] == [7] and rest == 5
    assert len(page.reasons(Counter(counted), leader=False)[0]) == 3
