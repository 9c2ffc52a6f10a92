"""The demo city: accepted by every guard of the database, the same for the same seed, and never in a real city."""

from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F

from puskesos import public_status
from puskesos.models import CekKeluarga, Kebutuhan, Keluhan, Penangan, Petugas, Riwayat, Survei, Warga
from puskesos.workflow import KELUHAN
from rujukan import ledger
from rujukan.models import Pengingat, RiwayatRujukan, Rujukan
from rujukan.workflow import RUJUKAN, WAITING_ANSWER, WAITING_OUTCOME
from slrt.demo import words
from slrt.demo.city import City, open_share
from slrt.demo.management.commands.seed_demo import USUAL
from tests.people import MONDAY, PASSWORD, acting

CONTRACT = ("siti", "budi", "koor", "bulurah", "rahmat", "tono", "fitri", "dewi", "maya", "pakjoko", "hendra", "pdp",
            "admin", "ana")  # fmt: skip


def seed(total, seed=7):
    return list(City(seed=seed, now=MONDAY).build(total))[-1]


def picture():
    """What a city looks like to people: numbers, names, states, and where they stand."""
    return list(Keluhan.objects.order_by("urut", "tahun").values_list("nomor", "klien__nama", "status", "kelurahan_id"))


@pytest.fixture(autouse=True)
def _reference(reference, db):
    pass


def test_all_open_and_closed_states_exist_in_the_city_that_bin_run_makes():
    assert seed(USUAL, 2026) == USUAL
    found = set(Keluhan.objects.values_list("status", flat=True))
    assert found == set(KELUHAN.statuses) - {"DRAF"}
    assert set(Rujukan.objects.values_list("status", flat=True)) >= set(RUJUKAN.statuses) - {"DRAF", "DICABUT"}
    for keluhan in Keluhan.objects.all()[:20]:
        assert public_status.find(keluhan.tracking_code()) == keluhan, "the code on its slip"
    asked = set(CekKeluarga.objects.values_list("kebutuhan", flat=True))
    declared = Rujukan.objects.filter(status="DIREALISASIKAN", keluhan__umpan_balik=None)
    assert asked == set(declared.values_list("kebutuhan", flat=True)) != set()
    answers = Survei.objects.filter(diisi_pada__lte=MONDAY, keluhan__rahasia=False)
    assert answers.count() == Survei.objects.count() > 30, "enough for an index on its page"


def test_the_story_begins_the_way_the_complaint_came_in():
    seed(60)
    first = Riwayat.objects.filter(langkah="register").select_related("keluhan")
    assert {line.fakta["kanal"] == line.keluhan.kanal for line in first} == {True}
    assert len({line.keluhan.kanal for line in first}) > 2


def test_a_referral_is_never_older_than_the_plan_it_belongs_to():
    seed(300)
    planned = {
        line.keluhan_id: line.at for line in Riwayat.objects.filter(langkah__in=["plan", "refer_urgent"]).order_by("at")
    }
    first = [one.riwayat.order_by("versi").first() for one in Rujukan.objects.all()]
    early = [line.keluhan_id for line in first if line.at < planned[line.keluhan_id]]
    assert first and not early
    undecided = Rujukan.objects.filter(keluhan__status="RENCANA").values_list("status", flat=True)
    assert set(undecided) <= {"MENUNGGU_PERSETUJUAN"}


def test_what_was_handed_over_belongs_to_nobody_and_ages_fit_the_stories():
    seed(300)
    assert not Keluhan.objects.filter(status__in=["DITERUSKAN", "DIKEMBALIKAN"], pemilik__isnull=False).exists()
    ages = [(one.subkategori_id, one.klien.age_on(MONDAY.date())) for one in Keluhan.objects.select_related("klien")]
    assert {age for topic, age in ages if topic == "LANSIA_SENDIRI"} <= {77, 78}
    grown_up = [age for topic, age in ages if topic not in words.AGES]
    assert grown_up and min(grown_up) >= 18


def test_who_is_with_child_or_keeps_house_is_a_woman():
    seed(300)
    mothers = Warga.objects.filter(keluhan__ringkasan=words.WITH_CHILD)
    assert {one.jenis_kelamin for one in mothers} == {"P"}
    assert max(one.age_on(MONDAY.date()) for one in mothers) < 39
    assert {one.jenis_kelamin for one in Warga.objects.filter(pekerjaan=words.HOUSEWIFE)} == {"P"}


def test_what_was_done_and_told_fits_the_need_and_its_outcome():
    seed(300)
    done = Riwayat.objects.filter(langkah="local_result", life="keluhan")
    first = done.filter(keluhan__kebutuhan__urutan=1).values_list("keluhan__kebutuhan__layanan", "fakta__hasil")
    assert len(first) > 20
    for layanan, came in first:
        assert came in words.LOCAL[layanan][1], layanan
    closed = Riwayat.objects.filter(langkah="tell_family", keluhan__status="SELESAI")
    for outcome, said in closed.values_list("keluhan__hasil", "catatan"):
        assert said in words.TOLD[outcome], outcome


def test_every_status_has_its_story_and_nothing_lies_in_the_future():
    seed(150)
    for keluhan in Keluhan.objects.annotate(lines=Count("riwayat")).prefetch_related("riwayat")[:150]:
        moves = [line for line in keluhan.riwayat.all() if line.life == "keluhan"]
        assert len(moves) == keluhan.versi and moves[-1].ke == keluhan.status
        assert all(before.ke == after.dari for before, after in pairwise(moves))
    assert not Riwayat.objects.filter(at__gt=MONDAY).exists()
    assert not RiwayatRujukan.objects.filter(at__gt=MONDAY).exists()
    assert not Keluhan.objects.filter(selesai_pada__lt=F("diterima_pada")).exists()


def test_reminders_wait_only_where_somebody_owes_something_and_none_is_sent_late():
    seed(300)
    assert Rujukan.objects.filter(status="PERLU_DOKUMEN").exists(), "there the ball is with the secretariat"
    of_us = Pengingat.objects.exclude(rujukan__status__in=WAITING_ANSWER + WAITING_OUTCOME)
    assert set(of_us.values_list("tahap", "rujukan__status").distinct()) == {("DOKUMEN", "PERLU_DOKUMEN")}
    assert ledger.check(MONDAY).temuan == []
    assert not Pengingat.objects.filter(status="MENUNGGU", jatuh_tempo__lt=MONDAY).exists()


def test_secret_cases_have_named_handlers():
    seed(300)
    secret = Keluhan.objects.filter(rahasia=True)
    assert secret.exists() and Penangan.objects.values("keluhan").distinct().count() == secret.count()


def test_the_same_seed_gives_the_same_city_and_another_seed_another():
    first = None
    for number in (7, 7, 8):
        sid = transaction.savepoint()
        seed(60, number)
        seen = picture()
        transaction.savepoint_rollback(sid)
        assert first is None or (seen == first) == (number == 7)
        first = first or seen


def test_the_people_of_the_contract_are_there_and_ana_has_gone():
    seed(5)
    for name in CONTRACT:
        petugas = Petugas.objects.get(username=name)
        assert petugas.check_password(PASSWORD), name
        assert (acting(petugas) is None) == (name == "ana"), name


def test_nobody_in_the_demo_city_can_be_anybody():
    """NIK of a kecamatan that does not exist, telephone numbers of a prefix nobody has."""
    seed(40)
    known = [warga for warga in Warga.objects.all() if warga.nik_cari]
    assert known and all(warga.nik().startswith("627199") for warga in known)
    assert all(warga.hp().startswith("+62800") for warga in known if warga.hp_cari)


def test_a_city_with_cases_is_never_seeded_over(settings):
    call_command("seed_demo", keluhan=5, seed=1)
    with pytest.raises(CommandError, match="sudah berisi"):
        call_command("seed_demo", keluhan=5, seed=1)
    assert Keluhan.objects.count() == 5 and Kebutuhan.objects.count() >= 5


def test_a_real_city_is_never_seeded(settings):
    settings.DEMO = settings.TEST = False
    with pytest.raises(CommandError, match="hanya untuk mode demo"):
        call_command("seed_demo", keluhan=5)
    assert not Keluhan.objects.exists()


@pytest.mark.parametrize("number", [0, -1, 1_000_001])
def test_impossible_sizes_are_refused(number):
    with pytest.raises(CommandError, match=r"1 sampai 1\.000\.000"):
        call_command("seed_demo", keluhan=number)


def test_open_work_does_not_grow_with_the_archive():
    assert open_share(900) * 900 < 150 and open_share(1_000_000) * 1_000_000 < 25_000
