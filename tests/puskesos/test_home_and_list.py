"""Beranda and the case list: what to do now, whose turn it is, and at a fixed price in queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from puskesos import catalogue, closing, drafts, keyset, verification, visits, workflow, worklist
from puskesos.models import Jejak, Keluhan
from puskesos.numbering import new_uuid7
from puskesos.roles import Peran
from puskesos.workdays import ZONE
from tests.cases import (
    NIK_MAN,
    NIK_OTHER_WOMAN,
    a_keluhan,
    closed,
    forwarded,
    fresh,
    handled_local,
    in_verification,
    told,
    verified,
    waiting_family,
    with_result,
    without_nik,
)
from tests.people import KALAMPANGAN, acting, hire

HOME, LIST = "/", "/kasus/"


@pytest.fixture(autouse=True)
def at_nine(monkeypatch, now):
    """Requests happen on the Monday of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def today(browser):
    return browser.get(HOME).context["today"]


def reasons(browser):
    return [row.reason for row in today(browser).work]


def sent_back(cast, now, times=1, **changes):
    """Dewi took it and sent it back; the counter is the secretariat's."""
    keluhan = forwarded(cast, now, **changes)
    workflow.perform(keluhan, "take", by=cast.dewi, now=now)
    keluhan.kembali_kali = times
    workflow.perform(keluhan, "send_back", by=cast.dewi, now=now, alasan="DATA_KURANG", kekurangan="Foto KK belum ada")
    return keluhan


# --- beranda -------------------------------------------------------------------------------------------------------
def test_everybody_else_is_led_to_where_their_work_is(cast):
    led = {"fitri": "/antrean/", "dewi": "/antrean/", "maya": "/antrean/", "joko": "/kotak-masuk/",
           "hendra": "/dasbor/", "adi": "/pengguna/", "pia": "/permintaan/", "ana": "/tanpa-tugas/"}  # fmt: skip
    for who, address in led.items():
        answer = getattr(cast, f"{who}_web").get(HOME)
        assert (answer.status_code, answer["Location"]) == (302, address), who
    for who in ("siti", "budi", "koor", "bulurah", "rahmat", "tono"):
        assert getattr(cast, f"{who}_web").get(HOME).status_code == 200, who


def test_an_empty_day_says_what_to_do(siti_web):
    body = siti_web.get(HOME).content.decode()
    assert "Selamat pagi, Siti" in body
    assert "Tidak ada yang menunggu Anda" in body and reverse("puskesos:keluhan-baru") in body


def test_what_came_back_stands_on_top_with_its_reason(cast, now):
    a_keluhan(cast.siti, now - timedelta(days=14))
    sent_back(cast, now)
    rows = today(cast.budi_web).work
    assert [(row.tone, row.button) for row in rows] == [("return", "Perbaiki"), ("late", "Periksa")]
    assert rows[0].reason == "Dikembalikan sekretariat: Foto KK belum ada"


def test_each_sees_the_work_that_is_theirs(cast, now):
    a_keluhan(cast.siti, now)
    in_verification(cast, now)
    handled_local(cast, now)
    told(cast, now)
    waiting_family(cast, now, janji=now.date())
    verification.propose(by=cast.budi, now=now, id=verified(cast, now).pk, usulan="DITERUSKAN", catatan="Perlu kota")
    fresh_one, promised = "Baru dicatat, belum diperiksa", "Keluarga berjanji melengkapi hari ini"
    assert set(reasons(cast.siti_web)) == {fresh_one, promised}
    assert set(reasons(cast.budi_web)) == {
        fresh_one, promised, "Sedang Anda periksa", "Ditangani di Puskesos, hasil belum dicatat",
    }  # fmt: skip
    assert set(reasons(cast.koor_web)) == {
        fresh_one, promised, "Keluarga sudah diberi tahu",
        "Budi Santoso mengusulkan: diteruskan ke SLRT Kota",
    }  # fmt: skip
    assert reasons(cast.bulurah_web) == []  # a lurah does not decide on forwarding
    assert reasons(cast.rahmat_web) == [] and reasons(cast.tono_web) == []


def test_a_late_case_of_a_colleague_is_everybodys(cast, now):
    in_verification(cast, now - timedelta(days=10))
    assert reasons(cast.siti_web) == ["Sedang diperiksa Budi Santoso"]
    assert today(cast.siti_web).work[0].tone == "late"


def test_a_promise_for_tomorrow_waits_until_tomorrow(cast, now):
    waiting_family(cast, now, janji=(now + timedelta(days=1)).date())
    assert reasons(cast.siti_web) == []


def test_a_fasilitator_is_asked_only_for_the_families_of_the_same_hand(cast, now):
    wati = hire("wati", "Wati", [(Peran.FASILITATOR, KALAMPANGAN)])
    own = waiting_family(cast, now, janji=now.date())
    waiting_family(cast, now, janji=now.date())
    Keluhan.objects.filter(pk=own.pk).update(diterima_oleh=wati)
    assert [row.keluhan.pk for row in worklist.today(acting(wati), now).work] == [own.pk]


def test_after_thirty_days_without_papers_the_koordinator_decides(cast, now):
    waiting_family(cast, now, janji=(now + timedelta(days=50)).date())
    later = now + timedelta(days=31)
    (row,) = worklist.today(cast.koor, later).work
    assert (row.reason, row.button, row.tone) == ("Keluarga tidak melengkapi sampai batas waktu", "Putuskan", "late")
    assert worklist.today(cast.budi, later).work == []  # back office waits for the promise, or proposes


def test_results_are_news_for_the_family_with_the_button(cast, now):
    keluhan = with_result(cast, now)
    row = today(cast.siti_web).news[0]
    assert (row.keluhan, row.button, row.url) == (keluhan, "Beri tahu", f"/keluhan/{keluhan.pk}/umpan-balik/")
    assert today(cast.bulurah_web).news[0].button == "Buka"


def test_the_supervisor_sees_what_went_back_and_forth_twice(cast, now):
    once = sent_back(cast, now)
    twice = sent_back(cast, now, times=2)
    tono = cast.tono
    tono.wilayah_id = once.kelurahan_id[:8]  # Tono stands in for the supervisor of Sabangau
    tono.__dict__.pop("kelurahan_codes", None)
    rows = {work.keluhan.pk: work.reason for work in worklist.today(tono, now).work}
    assert "sudah 2 kali" in rows[twice.pk] and "kali)" not in rows[once.pk]


def test_visits_of_today_and_drafts_of_ones_own(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    visits.plan_visit(by=cast.budi, now=now, id=keluhan.pk, rencana=now.date())
    drafts.save_draft(by=cast.siti, now=now, id=new_uuid7(), typed={"nama": ["Mariana"]})
    mine, others = today(cast.siti_web), today(cast.budi_web)
    assert (len(mine.visits), [draf["name"] for draf in mine.drafts]) == (1, ["Mariana"])
    assert (len(others.visits), others.drafts) == (1, [])


def test_the_numbers_of_the_month_lead_to_their_lists(cast, now):
    a_keluhan(cast.siti, now - timedelta(days=40))
    closed(cast, now)
    sent = forwarded(cast, now, nama="Yusuf", nik=NIK_MAN)
    for code, by in (("take", cast.dewi), ("plan", cast.dewi), ("refer", cast.maya)):
        workflow.perform(sent, code, by=by, now=now, telaah="ada", rujukan="ada")
    assert today(cast.siti_web).numbers == {"dicatat": 2, "dirujuk": 1, "selesai": 1}
    for name, count in {"dicatat": 2, "dirujuk": 1, "selesai": 1}.items():
        assert len(cast.siti_web.get(LIST, {"bulan": name}).context["page"]) == count


def test_secret_cases_are_not_on_the_page_of_others(cast, now):
    a_keluhan(cast.koor, now, rahasia=True)
    assert (reasons(cast.budi_web), len(reasons(cast.koor_web))) == ([], 1)
    assert "Halimah" not in cast.budi_web.get(LIST, {"giliran": "semua"}).content.decode()


# --- list ----------------------------------------------------------------------------------------------------------
def listed(browser, **query):
    return {row.id for row in browser.get(LIST, query).context["page"]}


def test_tabs_part_the_cases_by_whose_turn_it_is(cast, now):
    here, waits, up = a_keluhan(cast.siti, now), waiting_family(cast, now), forwarded(cast, now)
    news, over = with_result(cast, now), closed(cast, now)
    expected = {"puskesos": {here}, "keluarga": {waits}, "slrt": {up}, "kabar": {news}, "selesai": {over},
                "semua": {here, waits, up, news, over}, "instansi": set(), "lewat": set()}  # fmt: skip
    for tab, cases in expected.items():
        assert listed(cast.siti_web, giliran=tab) == {one.pk for one in cases}, tab
    counts = {one["name"]: one["count"] for one in cast.siti_web.get(LIST).context["tabs"]}
    assert counts == {"puskesos": 1, "keluarga": 1, "slrt": 1, "instansi": 0, "kabar": 1, "lewat": 0, "selesai": None,
                      "semua": None}  # fmt: skip


def test_filters_narrow_and_nonsense_is_ignored(cast, now):
    old = a_keluhan(cast.siti, now - timedelta(days=20))
    other = a_keluhan(cast.siti, now, subkategori="ALAT_BANTU", layanan="L10")
    assert listed(cast.siti_web, umur="14") == {old.pk}
    assert listed(cast.siti_web, jenis="ALAT_BANTU") == {other.pk}
    assert listed(cast.siti_web, giliran="semua", status="TERDAFTAR") == {old.pk, other.pk}
    assert (
        cast.siti_web.get(LIST, {"status": "MELAYANG", "umur": "x", "giliran": "bulan", "cursor": "?"}).status_code
        == 200
    )


def test_nothing_personal_stands_in_the_address(cast, now):
    a_keluhan(cast.siti, now)
    body = cast.siti_web.get(LIST).content.decode()
    search = body[body.index('role="search"') - 200 : body.index('role="search"')]
    assert 'method="post"' in search
    assert not {"nama", "nik", "cari"} & set(cast.siti_web.get(LIST).context["filters"].filterset.filters)


def test_rahmat_never_sees_kalampangan_and_the_list_is_traced(cast, now):
    keluhan = a_keluhan(cast.siti, now)
    assert listed(cast.rahmat_web, giliran="semua") == set()
    assert listed(cast.rahmat_web, giliran="semua", kelurahan=keluhan.kelurahan_id) == set()
    for who in ("joko", "hendra", "adi", "pia"):
        assert getattr(cast, f"{who}_web").get(LIST).status_code == 403
    listed(cast.siti_web)
    seen = Jejak.objects.filter(petugas=cast.siti.petugas, aksi="DAFTAR").latest("id")
    assert seen.rincian["ids"] == [str(keluhan.pk)]


def test_a_long_list_comes_in_pages(cast, now, monkeypatch):
    monkeypatch.setitem(keyset.page.__kwdefaults__, "size", 2)
    for _ in range(3):
        a_keluhan(cast.siti, now)
    first = cast.siti_web.get(LIST).context["page"]
    second = cast.siti_web.get(LIST, {"cursor": first.next}).context["page"]
    assert (len(first), len(second), bool(second.next)) == (2, 1, False)
    assert not {row.id for row in first} & {row.id for row in second}


# --- price ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def catalogue_stays(monkeypatch):
    """The small tables are read again every half minute: not in the middle of counting."""
    catalogue.forget()
    monkeypatch.setattr(catalogue, "FRESH_SECONDS", 10**6)


def queries(browser, address, **query):
    browser.get(address, query)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address, query).status_code == 200
    return [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def a_busy_day(cast, now):
    for nik in ("", NIK_MAN, NIK_OTHER_WOMAN):
        who = {"sheet": without_nik()} if not nik else {"nik": nik}
        for build in (in_verification, waiting_family, with_result, told, verified):
            build(cast, now, **who)
        visits.plan_visit(by=cast.siti, now=now, id=a_keluhan(cast.siti, now, **who).pk, rencana=now.date())
    drafts.save_draft(by=cast.siti, now=now, id=new_uuid7(), typed={"nama": ["Mariana"]})
    keluhan = verified(cast, now)
    verification.propose(by=cast.budi, now=now, id=keluhan.pk, usulan="DITERUSKAN", catatan="Perlu kota")
    sent_back(cast, now)


@pytest.mark.parametrize("who", ["siti", "budi", "koor"])
def test_the_home_page_costs_at_most_eleven_queries_however_busy(cast, now, who, catalogue_stays):
    browser = getattr(cast, f"{who}_web")
    idle = queries(browser, HOME)
    a_busy_day(cast, now)
    busy = queries(browser, HOME)
    assert len(busy) == len(idle) <= 11, busy


def test_the_list_costs_the_same_for_one_case_and_for_many(cast, now, catalogue_stays):
    a_keluhan(cast.siti, now)
    few = queries(cast.siti_web, LIST, giliran="semua")
    a_busy_day(cast, now)
    many = queries(cast.siti_web, LIST, giliran="semua")
    assert len(many) == len(few) <= 7, many


def test_a_case_that_was_closed_leaves_the_home_page(cast, now):
    keluhan = told(cast, now)
    closing.close(by=cast.koor, now=now, id=keluhan.pk, kode_hasil="TERPENUHI", survei="BERSEDIA")
    assert reasons(cast.koor_web) == []
    assert fresh(keluhan).selesai_pada.astimezone(ZONE) == now
