"""What a telephone takes along: the form of the house itself, and the day's own cases."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from puskesos import visits
from puskesos.forms.intake import IntakeForm
from puskesos.forms.rows import KebutuhanForm
from puskesos.models import Jejak, Persyaratan, Subkategori
from puskesos.sync.day import tag
from puskesos.sync.pack import WHOLE_CITY
from tests import cases
from tests.sealing import V1, Phone


@pytest.fixture
def phone(siti):
    return Phone(siti)


def katalog(phone, **headers):
    return phone.web.get(f"{V1}/paket/katalog/", headers=headers)


def test_the_offline_form_is_the_online_form(phone, now):
    body = katalog(phone).json()
    online = IntakeForm(by=WHOLE_CITY, day=now.date())
    assert set(body["isian"]) == set(online.fields) - {"berkas"}
    assert set(body["baris"]["kebutuhan"]["isian"]) == set(KebutuhanForm(day=now.date()).fields)
    for name, told in body["isian"].items():
        assert (told["label"], told["wajib"]) == (str(online.fields[name].label or ""), online.fields[name].required)
    assert ["DATANG", "Datang langsung"] in body["isian"]["kanal"]["pilihan"]
    assert body["isian"]["ringkasan"]["paling"] == 150
    assert len(body["kelurahan"]) == 30
    assert [row["nama"] for row in body["syarat"]["L01"]]


def test_a_change_of_the_catalogue_reaches_the_phone_without_code(phone):
    before = katalog(phone)
    assert katalog(phone, **{"If-None-Match": before["ETag"]}).status_code == 304
    row = Subkategori.objects.get(pk="BENCANA_BANJIR")
    row.nama = "Banjir atau rob"
    row.save()
    Persyaratan.objects.filter(layanan="L01").first().save()
    after = katalog(phone, **{"If-None-Match": before["ETag"]})
    assert after.status_code == 200 and after.json()["hash"] != before.json()["hash"]
    assert "Banjir atau rob" in after.content.decode()
    assert phone.session().json()["katalog"] == after.json()["hash"]


def test_those_who_write_nothing_down_get_no_form(cast):
    for web in (cast.hendra_web, cast.joko_web):
        assert web.get(f"{V1}/paket/katalog/").status_code == 403


# --- the day's own cases ---------------------------------------------------------------------------------------------
def hari(phone):
    return phone.web.get(f"{V1}/paket/hari/", headers=phone.headers)


def test_the_day_pack_holds_ones_own_visits_with_the_least_that_is_needed(phone, cast, now):
    today = timezone.localdate()
    mine = cases.a_keluhan(cast.siti, now, hp="+6281234567890")
    visit = visits.plan_visit(by=cast.siti, now=timezone.now(), id=mine.pk, rencana=today, tujuan="Mencocokkan KK")
    later = cases.a_keluhan(cast.siti, now, nik=cases.NIK_MAN, nama="Bahen", no_kk="", layanan="L16")
    not_mine = cases.a_keluhan(cast.budi, now, nik=cases.NIK_OTHER_WOMAN, nama="Rindu", no_kk="", layanan="L16")
    response = hari(phone)
    body, text = response.json(), response.content.decode()
    assert [row["keluhan"] for row in body["kunjungan"]] == [str(mine.pk), str(later.pk)]
    first = body["kunjungan"][0]
    assert (first["kunjungan"], first["nama"], first["patokan"]) == (str(visit.pk), "Halimah", "Seberang langgar")
    assert first["layanan"] and first["kurang"]
    assert body["kunjungan"][1]["kunjungan"] is None
    for secret in (cases.NIK_WOMAN, cases.NIK_MAN, "81234567890", cases.NO_KK, "Aminah", not_mine.nomor, mine.uraian):
        assert secret not in text
    assert Jejak.objects.filter(aksi="DAFTAR", rincian__daftar="paket hari", petugas=cast.siti.petugas).count() == 1
    assert timedelta(days=6) < timezone.datetime.fromisoformat(body["berlaku_sampai"]) - timezone.now()


def test_secret_cases_stay_at_home_and_are_counted(phone, cast, now):
    keluhan = cases.a_keluhan(cast.siti, now, rahasia=True)
    visits.plan_visit(by=cast.siti, now=timezone.now(), id=keluhan.pk, rencana=timezone.localdate())
    body = hari(phone).json()
    assert (body["kunjungan"], body["rahasia_ditinggal"]) == ([], 1)


def test_the_hint_knows_a_number_and_lists_nobody(phone, cast, now):
    cases.a_keluhan(cast.siti, now)
    cases.a_keluhan(cast.rahmat, now, nik=cases.NIK_MAN, nama="Bahen", no_kk="")
    hint = hari(phone).json()["petunjuk"]
    key = base64.b64decode(hint["kunci"])
    assert tag(key, cases.NIK_WOMAN, hint["bit"]) in hint["tanda"]
    assert len(hint["tanda"]) == 1, "people of other places are not in it"
    strangers = [f"62710117{n:08d}" for n in range(3000)]
    hits = sum(tag(key, number, hint["bit"]) in hint["tanda"] for number in strangers)
    assert 0 < hits < 3000 / 16, "seldom wrong, but often enough that a hit names nobody"
    assert hari(phone).json()["petunjuk"]["kunci"] != hint["kunci"]


def test_the_city_takes_no_hint_along(dewi):
    assert hari(Phone(dewi)).json()["petunjuk"] is None


def test_a_day_pack_asks_the_same_number_of_questions_however_long_it_is(
    phone, cast, now, django_assert_max_num_queries
):
    for n in range(4):
        cases.a_keluhan(cast.siti, now, nik="", alasan_tanpa_nik="BAYI", no_kk="", nama=f"Bayi {n}", layanan="L16")
    hari(phone)
    with django_assert_max_num_queries(20):
        assert len(hari(phone).json()["kunjungan"]) == 4
