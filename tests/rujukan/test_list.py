"""The list of referrals: what stands on top, for whom, and reminding from the row."""

import re
from datetime import timedelta

import pytest
import time_machine

from puskesos.models import Jejak
from rujukan import answers, referral
from rujukan.access import lock_rujukan
from rujukan.models import Rujukan
from tests.cases import drafted, referred
from tests.people import MONDAY
from tests.queries import asked

NOBODY = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}
ROWS = {"HX-Request": "true", "HX-Target": "list"}


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=True):
        yield


def shown(response):
    return re.findall(r"data-open[^>]*>(\d{5}/R\d+)</a>", response.content.decode())


def name(rujukan):
    return f"{rujukan.keluhan.nomor_pendek}/R{rujukan.urutan}"


@pytest.fixture
def three(cast, now):
    """BPJS answers in time, Dinsos is late, one is not sent yet."""
    first = referred(cast, now)[1]
    late = referred(cast, now, "DINSOS", **NOBODY)[1]
    Rujukan.objects.filter(pk=late.pk).update(tenggat=now - timedelta(days=3))
    draft = drafted(cast, now, **NOBODY)[1]
    return first, late, draft


def test_what_is_overdue_stands_on_top(dewi_web, three):
    first, late, draft = three
    assert shown(dewi_web.get("/rujukan/")) == [name(late), name(first)]
    assert shown(dewi_web.get("/rujukan/?tab=lewat")) == [name(late)]
    assert shown(dewi_web.get("/rujukan/?tab=belum")) == [name(draft)]
    assert set(shown(dewi_web.get("/rujukan/?tab=semua"))) == {name(one) for one in three}
    assert shown(dewi_web.get("/rujukan/?tab=palsu")) == [name(late), name(first)]


def test_the_number_of_a_referral_opens_it(dewi_web, three):
    page = dewi_web.get("/rujukan/?tab=semua").content.decode()
    assert all(f'data-open href="/rujukan/{one.pk}/"' in page for one in three)


@pytest.mark.parametrize("params, places", [
    ({"instansi": "DINSOS"}, [1]), ({"tahap": "jawaban"}, [1, 0]), ({"tahap": "hasil"}, []),
    ({"status": "TERKIRIM"}, [1, 0]), ({"status": "DITERIMA"}, []), ({"layanan": "L10"}, []),
    ({"layanan": "L01"}, [1, 0]), ({"instansi": "PALSU", "tahap": "x"}, [1, 0]),
])  # fmt: skip
def test_filters(dewi_web, three, params, places):
    assert shown(dewi_web.get("/rujukan/", params)) == [name(three[place]) for place in places]


def test_stages_follow_the_answers(cast, now, dewi_web, three):
    first, late, _ = three
    answers.accept(by=cast.joko, now=now, id=first.pk)
    assert shown(dewi_web.get("/rujukan/?tahap=hasil")) == [name(first)]
    referral.withdraw(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, late.pk), catatan="Keliru.")
    assert shown(dewi_web.get("/rujukan/")) == [name(first)]


def test_reminding_from_the_row(dewi_web, three):
    first, late, _ = three
    html = dewi_web.get("/rujukan/").content.decode()
    assert f'action="/rujukan/{late.pk}/ingatkan/"' in html
    assert f'action="/rujukan/{first.pk}/ingatkan/"' not in html  # still in time
    assert dewi_web.post(f"/rujukan/{late.pk}/ingatkan/").status_code == 302
    assert late.tindak_lanjut.filter(jenis="INGATKAN").count() == 1


@pytest.mark.parametrize("person, count", [("budi", 2), ("koor", 2), ("bulurah", 2), ("dewi", 2), ("maya", 2),
                                           ("fitri", 2), ("rahmat", 0), ("tono", 0)])  # fmt: skip
def test_referrals_of_the_cases_in_reach(cast, three, person, count):
    response = getattr(cast, f"{person}_web").get("/rujukan/")
    assert response.status_code == 200
    assert len(shown(response)) == count


@pytest.mark.parametrize("person", ["siti", "hendra", "pia", "adi"])
def test_who_does_not_open_it(cast, three, person):
    assert getattr(cast, f"{person}_web").get("/rujukan/").status_code == 403


def test_an_agency_is_led_to_its_inbox(joko_web, three):
    response = joko_web.get("/rujukan/")
    assert (response.status_code, response["Location"]) == (302, "/kotak-masuk/")


def test_the_number_of_queries_does_not_grow(cast, now, dewi_web, three):
    dewi_web.get("/rujukan/")
    _, few = asked(dewi_web.get, "/rujukan/")
    for _ in range(3):
        referred(cast, now, **NOBODY)
    response, many = asked(dewi_web.get, "/rujukan/")
    assert len(shown(response)) == 5
    assert len(few) == len(many) <= 8, many
    fragment, rows = asked(dewi_web.get, "/rujukan/", headers=ROWS)
    assert "<html" not in fragment.content.decode()
    assert len(rows) <= len(many)


def test_the_look_is_on_record(cast, dewi_web, three):
    dewi_web.get("/rujukan/?tab=lewat")
    mark = Jejak.objects.get(aksi="DAFTAR", petugas_id=cast.dewi.petugas_id)
    assert (mark.rincian["daftar"], mark.rincian["tab"], mark.rincian["ids"]) == (
        "rujukan",
        "lewat",
        [str(three[1].pk)],
    )
