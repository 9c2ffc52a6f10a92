"""The queue through HTTP: what stands in which tab, for whom, narrowed how, and in how few queries."""

import re
from datetime import timedelta

import pytest

from puskesos import closing, deadlines
from puskesos.models import Jejak, Keluhan
from rujukan import referral
from rujukan.access import lock_rujukan
from rujukan.models import Rujukan
from slrt.triage import triage
from slrt.triage.models import RencanaAksi
from tests.cases import a_draft, a_keluhan, drafted, forwarded, fresh, in_triage, planned, referred, urgent
from tests.people import CITY, KALAMPANGAN, PAHANDUT, hire
from tests.queries import asked

ROWS = {"HX-Request": "true", "HX-Target": "list"}
NOBODY = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}  # another person each time


def numbers(response):
    """The short numbers in the table, from top to bottom."""
    return re.findall(r"data-open[^>]*>(\d{5})</a>", response.content.decode())


def queue(web, tab, **params):
    return web.get("/antrean/", {"tab": tab, **params})


@pytest.fixture
def everything(cast, now):
    """One case for each tab: {name: keluhan}."""
    cases = {"triase": forwarded(cast, now), "telaah": drafted(cast, now, **NOBODY)[0]}
    cases["rencana"] = planned(cast, now, **NOBODY)[0]
    cases["dirujuk"] = referred(cast, now, **NOBODY)[0]
    cases["puskesos"] = a_keluhan(cast.siti, now, **NOBODY)
    return cases


# --- tabs ----------------------------------------------------------------------------------------------------------
def test_each_case_stands_in_its_tabs(dewi_web, everything):
    def shown(tab):
        found = numbers(queue(dewi_web, tab))
        return {name for name, case in everything.items() if case.nomor_pendek in found}

    assert shown("triase") == {"triase"}
    assert shown("telaah") == {"telaah", "rencana"}
    assert shown("keputusan") == {"rencana"}
    assert shown("instansi") == {"dirujuk"}
    assert shown("hasil") == set()
    assert shown("saya") == {"telaah", "rencana", "dirujuk"}
    assert shown("semua") == set(everything)


def test_the_counts_are_those_of_the_tabs(dewi_web, everything):
    html = queue(dewi_web, "triase").content.decode()
    counts = dict(re.findall(r'\?tab=(\w+)"[^>]*>[^<]*<span class="count"[^>]*>(\d+)', html))
    assert counts == {"triase": "1", "telaah": "2", "keputusan": "1", "instansi": "1", "hasil": "0",
                      "cocokkan": "0", "lewat": "0", "saya": "3", "semua": "5"}  # fmt: skip


def test_the_manajer_decides_first(maya_web, dewi_web, everything):
    assert 'aria-current="page">Menunggu keputusan' in maya_web.get("/antrean/").content.decode()
    assert 'aria-current="page">Perlu ditriase' in dewi_web.get("/antrean/").content.decode()


def test_what_waits_for_the_manajer(cast, now, maya_web):
    emergency = urgent(cast, now)
    triage.refer_now(by=cast.dewi, now=now, id=emergency.pk, kebutuhan=emergency.kebutuhan.get().pk,
                     instansi="BPJS_KES", layanan="L01")  # fmt: skip
    running, _ = referred(cast, now, **NOBODY)
    assert numbers(queue(maya_web, "keputusan")) == [emergency.nomor_pendek]
    second = a_draft(cast.dewi, now, running, "DINSOS")
    referral.submit(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, second.pk))
    assert set(numbers(queue(maya_web, "keputusan"))) == {emergency.nomor_pendek, running.nomor_pendek}
    triage.ratify(by=cast.maya, now=now, id=emergency.pk)
    assert numbers(queue(maya_web, "keputusan")) == [running.nomor_pendek]


def test_an_emergency_is_ratified_by_the_end_of_the_next_working_day(cast, now, maya_web, time_machine):
    emergency = urgent(cast, now)
    triage.refer_now(by=cast.dewi, now=now, id=emergency.pk, kebutuhan=emergency.kebutuhan.get().pk,
                     instansi="BPJS_KES", layanan="L01")  # fmt: skip
    mark = '<span class="deadline" data-tone="{}">sahkan: {}</span>'
    time_machine.move_to(now)
    assert mark.format("soon", "1 hari kerja lagi") in queue(maya_web, "keputusan").content.decode()
    before = now - timedelta(days=4)  # the Thursday before: Friday was the day
    RencanaAksi.objects.update(disusun_pada=before, sahkan_sampai=deadlines.promise(1, before))
    assert mark.format("late", "lewat 1 hari kerja") in queue(maya_web, "keputusan").content.decode()
    triage.ratify(by=cast.maya, now=now, id=emergency.pk)
    assert "sahkan:" not in queue(maya_web, "keputusan").content.decode()


def test_an_emergency_past_its_ratification_is_late_until_it_is_ratified(cast, now, maya_web):
    """Counted, and on the list behind the count."""
    emergency = urgent(cast, now)
    triage.refer_now(by=cast.dewi, now=now, id=emergency.pk, kebutuhan=emergency.kebutuhan.get().pk,
                     instansi="BPJS_KES", layanan="L01")  # fmt: skip
    far = now + timedelta(days=30)
    Keluhan.objects.update(tenggat=far)
    Rujukan.objects.update(tenggat=far)
    assert RencanaAksi.objects.get().sahkan_sampai == deadlines.promise(1, now)
    assert numbers(queue(maya_web, "lewat")) == []
    RencanaAksi.objects.update(sahkan_sampai=now - timedelta(minutes=1))
    page = queue(maya_web, "lewat")
    assert numbers(page) == [emergency.nomor_pendek] and "sahkan:" in page.content.decode()
    assert [tab.count for tab in page.context["tabs"] if tab.code == "lewat"] == [1]
    triage.ratify(by=cast.maya, now=now, id=emergency.pk)
    assert numbers(queue(maya_web, "lewat")) == []


def test_late_is_past_the_own_deadline_or_that_of_an_agency(cast, now, dewi_web, everything):
    assert numbers(queue(dewi_web, "lewat")) == []
    Keluhan.objects.filter(pk=everything["triase"].pk).update(tenggat=now - timedelta(days=1))
    Rujukan.objects.filter(keluhan=everything["dirujuk"]).update(tenggat=now - timedelta(days=1))
    found = set(numbers(queue(dewi_web, "lewat")))
    assert found == {everything["triase"].nomor_pendek, everything["dirujuk"].nomor_pendek}


def test_the_nearest_promise_stands_on_top(cast, now, dewi_web):
    later = forwarded(cast, now)
    sooner = forwarded(cast, now, **NOBODY)
    first = forwarded(cast, now, prioritas="TINGGI", prioritas_catatan="Sakit.", **NOBODY)
    Keluhan.objects.filter(pk=sooner.pk).update(tenggat=later.tenggat - timedelta(minutes=1))
    assert numbers(queue(dewi_web, "triase")) == [one.nomor_pendek for one in (first, sooner, later)]


def test_an_unknown_tab_is_the_first_one(dewi_web, everything):
    assert numbers(queue(dewi_web, "bukan-tab")) == [everything["triase"].nomor_pendek]


# --- who sees what -------------------------------------------------------------------------------------------------
def test_the_supervisor_sees_the_own_area_only(cast, now, tono_web):
    own = a_keluhan(cast.tono, now)
    forwarded(cast, now, **NOBODY)
    assert numbers(queue(tono_web, "semua")) == [own.nomor_pendek]


def test_a_secret_case_stands_only_in_the_queue_of_its_handlers(cast, now, dewi_web, maya_web):
    secret = urgent(cast, now, rahasia=True)
    assert numbers(queue(maya_web, "triase")) == [secret.nomor_pendek]
    html = queue(dewi_web, "triase").content.decode()
    assert secret.nomor_pendek not in html
    assert "Halimah" not in html
    assert 'Perlu ditriase <span class="count">0</span>' in html
    assert "Rahasia" in queue(maya_web, "triase").content.decode()


@pytest.mark.parametrize("person, status", [("siti", 403), ("budi", 403), ("koor", 403), ("bulurah", 403),
                                            ("joko", 403), ("hendra", 403), ("pia", 403), ("adi", 403),
                                            ("tono", 200), ("fitri", 200), ("dewi", 200), ("maya", 200)])  # fmt: skip
def test_who_opens_the_queue(cast, person, status):
    assert getattr(cast, f"{person}_web").get("/antrean/").status_code == status


# --- narrowing -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "params, names",
    [
        ({"status": "RENCANA"}, {"rencana"}),
        ({"wilayah": "62.71.04"}, {"triase", "telaah", "rencana", "dirujuk", "puskesos"}),
        ({"wilayah": "62.71.04.1002"}, {"triase", "telaah", "rencana", "dirujuk", "puskesos"}),
        ({"wilayah": "62.71.01"}, set()),
        ({"jenis": "PBI_NONAKTIF_SAKIT", "status": "DIRUJUK"}, {"dirujuk"}),
        ({"jenis": "sektor.KESEHATAN", "status": "TELAAH"}, {"telaah"}),
        ({"jenis": "sektor.PENDIDIKAN"}, set()),
        ({"prioritas": "DARURAT"}, set()),
        ({"instansi": "BPJS_KES"}, {"telaah", "rencana", "dirujuk"}),
        ({"instansi": "DINSOS"}, set()),
        ({"pj": "saya"}, {"telaah", "rencana", "dirujuk"}),
        ({"pj": "belum"}, {"triase", "puskesos"}),
        ({"status": "TIDAK_ADA", "wilayah": "'; --", "jenis": "x"}, None),
        *(({name: value}, None) for name in ("status", "wilayah", "jenis", "prioritas", "instansi", "pj")
          for value in ("'; --", "DRAF", "sektor.", "62.71.99")),
    ],
)
def test_filters(dewi_web, everything, params, names):
    names = set(everything) if names is None else names
    found = numbers(queue(dewi_web, "semua", **params))
    assert set(found) == {everything[name].nomor_pendek for name in names}


def test_each_place_has_its_own_cases_though_the_sql_is_the_same(cast, now, dewi_web, tono_web, monkeypatch):
    here = [a_keluhan(cast.siti, now, **NOBODY) for _ in range(2)]
    there = a_keluhan(cast.rahmat, now, kelurahan=PAHANDUT, **NOBODY)
    for _ in range(2):  # written the first time, filled in the second
        assert set(numbers(queue(dewi_web, "semua", wilayah=KALAMPANGAN))) == {one.nomor_pendek for one in here}
        assert numbers(queue(dewi_web, "semua", wilayah=PAHANDUT)) == [there.nomor_pendek]
        # Not in Tono's reach, so not in his select: as good as no choice.
        assert there.nomor_pendek not in numbers(queue(tono_web, "semua", wilayah=PAHANDUT))
    monkeypatch.setattr("slrt.triage.paging.SIZE", 1)
    assert "1 dari 2 ·" in queue(dewi_web, "semua", wilayah=KALAMPANGAN).content.decode()


def test_two_choices_in_one_select_count_as_the_last(cast, now, dewi_web):
    a_keluhan(cast.siti, now)
    there = a_keluhan(cast.rahmat, now, kelurahan=PAHANDUT, **NOBODY)
    assert numbers(queue(dewi_web, "semua", wilayah=[KALAMPANGAN, PAHANDUT])) == [there.nomor_pendek]


def test_htmx_gets_the_rows_only(dewi_web, everything):
    fragment = dewi_web.get("/antrean/", {"tab": "semua"}, headers=ROWS)
    assert numbers(fragment) == numbers(queue(dewi_web, "semua"))
    html = fragment.content.decode()
    assert "<html" not in html
    assert 'id="keadaan" hx-swap-oob="true"' in html
    assert "5 dari 5" in html
    # Coming back in the browser asks for everything again, not for the rows.
    whole = dewi_web.get("/antrean/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in whole.content.decode()


def test_pages_by_key_reach_every_case_once(cast, now, dewi_web, monkeypatch):
    wanted = [forwarded(cast, now, **NOBODY) for _ in range(3)]
    monkeypatch.setattr("slrt.triage.paging.SIZE", 2)
    first = queue(dewi_web, "triase")
    cursor = re.search(r'rel="next" href="\?[^"]*cursor=([^"]+)"', first.content.decode())[1]
    second = dewi_web.get(f"/antrean/?tab=triase&cursor={cursor}")
    assert numbers(first) + numbers(second) == [one.nomor_pendek for one in sorted(wanted, key=lambda one: one.pk)]


def test_nothing_new_jumps_in(cast, now, dewi_web):
    since = (now - timedelta(hours=1)).isoformat()
    quiet = dewi_web.get("/antrean/baru/", {"tab": "triase", "sejak": (now + timedelta(hours=1)).isoformat()})
    assert "baru</strong>" not in quiet.content.decode()
    forwarded(cast, now)
    html = dewi_web.get("/antrean/baru/", {"tab": "triase", "sejak": since}).content.decode()
    assert "<strong>1 baru</strong>" in html
    assert "Halimah" not in html
    assert html.count("tab=triase") == 3, "asking again and again does not lengthen the address"
    for sejak in ("", "kemarin", "2026-11-23T09:00:00"):
        assert dewi_web.get("/antrean/baru/", {"tab": "triase", "sejak": sejak}).status_code == 204


# --- searching -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["Halimah", "halima", "6271035708900003", "081234567890", "NUMBER", "FULL"])
def test_a_case_is_found(cast, now, dewi_web, words):
    keluhan = forwarded(cast, now)
    text = {"NUMBER": str(keluhan.urut), "FULL": keluhan.nomor.lower()}.get(words, words)
    response = dewi_web.post("/antrean/cari/", {"cari": text})
    assert numbers(response) == [keluhan.nomor_pendek]
    assert words not in response.headers.get("HX-Push-Url", "")
    mark = Jejak.objects.filter(aksi="CARI").latest("id")
    assert mark.rincian["jumlah"] == 1
    assert "Halimah" not in str(mark.rincian)
    assert "6271035708900003" not in str(mark.rincian)


def test_searching_finds_closed_cases_too_and_nothing_out_of_reach(cast, now, dewi_web, tono_web):
    keluhan = forwarded(cast, now)
    assert numbers(tono_web.post("/antrean/cari/", {"cari": keluhan.nomor})) == []
    closing.withdraw(by=cast.maya, now=now, id=keluhan.pk, alasan="SALAH_CATAT", catatan="Keliru.")
    found = dewi_web.post("/antrean/cari/", {"cari": keluhan.nomor}, headers=ROWS)
    html = found.content.decode()
    assert numbers(found) == [keluhan.nomor_pendek]
    assert "1 kasus ditemukan" in html
    assert "hari kerja" not in html  # a closed case has no deadline
    assert "<html" not in html


def test_too_general_a_search_says_so(dewi_web, cast):
    for headers in ({}, ROWS):
        response = dewi_web.post("/antrean/cari/", {"cari": "ha"}, headers=headers)
        assert response.status_code == 422
        assert "Terlalu umum" in response.content.decode()
    assert dewi_web.get("/antrean/cari/").status_code == 405


# --- many at once --------------------------------------------------------------------------------------------------
def test_many_get_their_owner(cast, now, maya_web):
    cases = [forwarded(cast, now, **NOBODY) for _ in range(2)]
    response = maya_web.post(
        "/antrean/tetapkan/", {"pilih": [one.pk for one in cases], "pemilik": cast.dewi.petugas_id}
    )
    assert response.status_code == 302
    assert {fresh(one).pemilik_id for one in cases} == {cast.dewi.petugas_id}


def test_what_cannot_be_given_says_why(cast, now, maya_web):
    fine, back = forwarded(cast, now), in_triage(cast, now, **NOBODY)
    triage.send_back(by=cast.dewi, now=now, id=back.pk, alasan="DATA_KURANG", kekurangan=["KTP"])
    response = maya_web.post(
        "/antrean/tetapkan/", {"pilih": [fine.pk, back.pk, "bukan-id"], "pemilik": cast.dewi.petugas_id}
    )
    html = response.content.decode()
    assert "1 dari 2 keluhan" in html
    assert "Dikembalikan ke Puskesos" in html
    assert fresh(fine).pemilik_id == cast.dewi.petugas_id


def test_what_a_colleague_took_meanwhile_is_not_taken_away_unseen(cast, now, dewi_web, maya_web):
    taken, free = forwarded(cast, now), forwarded(cast, now, **NOBODY)
    boxes = re.findall(r'name="pilih" value="([^"]+)"', maya_web.get("/antrean/?tab=triase").content.decode())
    rina = hire("rina", "Rina Dua", [("BO_KOTA", CITY)])
    assert dewi_web.post("/antrean/tetapkan/", {"pilih": [taken.pk], "pemilik": rina.pk}).status_code == 302
    html = maya_web.post("/antrean/tetapkan/", {"pilih": boxes, "pemilik": cast.dewi.petugas_id}).content.decode()
    assert "1 dari 2 keluhan" in html and "baru saja diubah orang lain" in html
    assert (fresh(taken).pemilik_id, fresh(free).pemilik_id) == (rina.pk, cast.dewi.petugas_id)


def test_an_incomplete_bulk_action_says_what_is_missing(cast, now, maya_web):
    keluhan = forwarded(cast, now)
    nobody = maya_web.post("/antrean/tetapkan/", {"pilih": [keluhan.pk]})
    assert (nobody.status_code, "penanggung jawab" in nobody.content.decode()) == (422, True)
    nothing = maya_web.post("/antrean/tetapkan/", {"pemilik": cast.dewi.petugas_id})
    assert (nothing.status_code, "Pilih dulu keluhan" in nothing.content.decode()) == (422, True)
    assert fresh(keluhan).status == "DITERUSKAN"


@pytest.mark.parametrize(
    "chosen", [{"prioritas": "NORMAL"}, {"prioritas": "TINGGI"}, {"prioritas": "TINGGI", "pj": "saya"}]
)
def test_each_choice_stands_in_its_select(dewi_web, chosen):
    for _ in range(2):  # drawn the first time, remembered the second
        page = queue(dewi_web, "semua", **chosen).content.decode()
        marked = re.findall(r'<option value="([^"]+)" selected>', page)
        assert sorted(marked) == sorted(chosen.values())


# --- cost ----------------------------------------------------------------------------------------------------------
def test_the_page_asks_the_database_ten_times_at_most_however_many_cases(cast, now, dewi_web):
    referred(cast, now)
    dewi_web.get("/antrean/?tab=semua")  # the catalogue is in the process now
    response, few = asked(dewi_web.get, "/antrean/?tab=semua")
    hire("rina", "Rina Dua", [("BO_KOTA", CITY)])
    for _ in range(4):
        referred(cast, now, **NOBODY)
    response, many = asked(dewi_web.get, "/antrean/?tab=semua")
    assert len(numbers(response)) == 5
    assert len(few) == len(many)
    assert len(many) <= 10, many
    listing = next(sql for sql in many if "LIMIT 51" in sql)
    assert listing.count("JOIN") == 2  # the client and the owner
    _, rows = asked(dewi_web.get, "/antrean/?tab=semua", headers=ROWS)
    assert len(rows) <= len(many)


def test_one_choice_costs_no_form_and_one_count(cast, now, dewi_web, monkeypatch):
    for _ in range(2):
        forwarded(cast, now, **NOBODY)
    address = f"/antrean/?tab=semua&wilayah={KALAMPANGAN}"
    dewi_web.get(address)
    monkeypatch.setattr("slrt.triage.paging.SIZE", 1)
    monkeypatch.setattr("puskesos.filterbar.FilterBar.filterset", property(lambda _: pytest.fail("a form was made")))
    response, told = asked(dewi_web.get, address)
    assert "1 dari 2 ·" in response.content.decode()
    assert len(told) <= 11, told


def test_the_look_at_the_list_is_on_record(cast, now, dewi_web):
    keluhan = forwarded(cast, now)
    queue(dewi_web, "triase")
    mark = Jejak.objects.get(aksi="DAFTAR", petugas_id=cast.dewi.petugas_id)
    assert mark.rincian == {"daftar": "antrean", "ids": [str(keluhan.pk)], "tab": "triase"}


def test_somebody_else_looking_is_shown(cast, now, dewi_web, maya_web):
    keluhan = forwarded(cast, now)
    maya_web.get(f"/keluhan/{keluhan.pk}/")
    assert "dilihat Maya" in queue(dewi_web, "triase").content.decode()
    assert "dilihat" not in queue(maya_web, "triase").content.decode()
