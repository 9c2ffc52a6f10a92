"""Putting the sheet right before anything is decided, and the list of needs: who may, from where, and what stays."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from puskesos import correcting, deadlines, handlers, urgency, verification
from puskesos.models import Jejak, Keluhan
from puskesos.refusals import IllegalMove, MissingFact, NotAllowed, Refused, Stale
from puskesos.roles import Peran
from tests.cases import (
    NIK_MAN,
    a_keluhan,
    a_need,
    closed,
    forwarded,
    fresh,
    handled_local,
    in_triage,
    in_verification,
    planned,
    referred,
    verified,
)
from tests.people import KALAMPANGAN, acting, hire

STORY = {"subkategori": "BUTUH_PBI", "ringkasan": "Perlu PBI baru", "uraian": "Ayah sakit sejak Juni."}


@pytest.fixture(autouse=True)
def at_nine(monkeypatch, now):
    """Requests happen on the Monday of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def put_right(by, now, keluhan, **changes):
    return correcting.correct(by=by, now=now, id=keluhan.pk, **{**STORY, **changes})


def address(keluhan, code="correct"):
    return f"/keluhan/{keluhan.pk}/langkah/{code}/"


def story(browser, keluhan):
    return browser.get(f"/keluhan/{keluhan.pk}/").content.decode()


# --- the sheet -----------------------------------------------------------------------------------------------------
def test_topic_and_story_are_put_right_and_what_they_were_stays(cast, now):
    keluhan = in_verification(cast, now, uraian="Kartu ditolak di rumah sakit.")
    before = keluhan.versi
    put_right(cast.budi, now, keluhan)
    after = fresh(keluhan)
    assert (after.subkategori_id, after.sektor_id, after.ringkasan) == ("BUTUH_PBI", "KESEHATAN", "Perlu PBI baru")
    assert (after.status, after.versi) == ("VERIFIKASI", before + 1)
    line = after.riwayat.filter(jenis="DATA").get()
    assert line.fakta["sebelum"]["uraian"] == "Kartu ditolak di rumah sakit."
    page = story(cast.koor_web, keluhan)
    assert "memperbaiki isian: jenis keluhan, ringkasan dan cerita" in page
    assert "Kartu ditolak di rumah sakit." in page
    assert Jejak.objects.filter(aksi="UBAH", keluhan_id=keluhan.pk, rincian__has_key="diperbaiki").count() == 1


def test_it_becomes_an_emergency_at_the_puskesos_and_the_fast_lane_opens(cast, now):
    keluhan = in_verification(cast, now)
    later = now + timedelta(hours=1)
    put_right(cast.budi, later, keluhan, urgensi=["SAKIT_BERAT"])
    after = fresh(keluhan)
    assert (after.prioritas, after.prioritas_alasan[0][:20]) == ("DARURAT", "Ada yang sakit berat")
    assert after.tenggat == deadlines.due("KEPUTUSAN_PUSKESOS", "DARURAT", keluhan.status_sejak) < keluhan.tenggat
    verification.forward_urgent(by=cast.siti, now=later, id=keluhan.pk, catatan="Sudah ditelepon.")
    assert fresh(keluhan).status == "DITERUSKAN"


def test_another_priority_than_the_answers_give_needs_its_reason(cast, now):
    keluhan = in_verification(cast, now)
    with pytest.raises(MissingFact) as refused:
        put_right(cast.budi, now, keluhan, prioritas="TINGGI")
    assert refused.value.field == "prioritas_catatan"
    put_right(cast.budi, now, keluhan, prioritas="TINGGI", prioritas_catatan="Kontrol besok")
    assert urgency.told(fresh(keluhan)) == ([], "Kontrol besok")
    put_right(cast.budi, now, keluhan, prioritas="TINGGI", ringkasan="Perlu PBI segera")
    assert urgency.told(fresh(keluhan)) == ([], "Kontrol besok")


def test_what_turns_out_to_be_violence_is_from_then_on_its_handlers_alone(cast, now):
    keluhan = in_verification(cast, now)
    wati = acting(hire("wati", "Wati", [(Peran.BO_PUSKESOS, KALAMPANGAN)]))
    assert Keluhan.objects.visible_to(wati).filter(pk=keluhan.pk).exists()
    put_right(cast.budi, now, keluhan, urgensi=["KESELAMATAN"])
    knows = {name for name in ("siti", "budi", "koor", "bulurah") if
             Keluhan.objects.visible_to(getattr(cast, name)).filter(pk=keluhan.pk).exists()}  # fmt: skip
    assert knows == {"siti", "budi", "koor"}
    assert not Keluhan.objects.visible_to(wati).filter(pk=keluhan.pk).exists()
    call_command("hitung_ulang_rekap", check=True)
    put_right(cast.budi, now, keluhan, ringkasan="Tidak aman di rumah")
    assert fresh(keluhan).rahasia  # never taken back


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"subkategori": "TIDAK_ADA"}, "subkategori"),
        ({"ringkasan": ""}, "ringkasan"),
        ({"prioritas": "GAWAT"}, "prioritas"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field(cast, now, changes, field):
    keluhan = in_verification(cast, now)
    with pytest.raises(Refused) as refused:
        put_right(cast.budi, now, keluhan, **changes)
    assert refused.value.field == field
    with pytest.raises(Refused) as refused:
        put_right(cast.budi, now, keluhan, tanggal_kejadian=(now + timedelta(days=1)).date())
    assert refused.value.field == "tanggal_kejadian"
    assert fresh(keluhan).versi == keluhan.versi


@pytest.mark.parametrize("build", [forwarded, in_triage, handled_local, closed])
def test_after_the_decision_the_sheet_stands(cast, now, build):
    keluhan = build(cast, now)
    for by in (cast.budi, cast.dewi):
        with pytest.raises(IllegalMove):
            put_right(by, now, keluhan)


def test_a_fasilitator_puts_right_only_the_own_hand(cast, now):
    wati = acting(hire("wati", "Wati", [(Peran.FASILITATOR, KALAMPANGAN)]))
    with pytest.raises(NotAllowed):
        put_right(wati, now, a_keluhan(cast.siti, now))
    own = a_keluhan(wati, now)
    put_right(wati, now, own)
    for by in (cast.bulurah, cast.maya):
        with pytest.raises(NotAllowed):
            put_right(by, now, own)


def test_the_page_shows_what_stands_and_an_old_page_overwrites_nothing(cast, now):
    keluhan = in_verification(cast, now, uraian="Cerita pertama.", urgensi=("LANSIA_SENDIRI",))
    shown = cast.budi_web.get(address(keluhan))
    form = shown.context["form"]
    assert (form["uraian"].value(), form["urgensi"].value()) == ("Cerita pertama.", ["LANSIA_SENDIRI"])
    typed = {**STORY, "versi": fresh(keluhan).versi, "urgensi": ["LANSIA_SENDIRI"]}
    assert cast.budi_web.post(address(keluhan), typed).status_code == 302
    late = cast.koor_web.post(address(keluhan), {**typed, "uraian": "Cerita orang kedua."})
    assert late.status_code == 409
    body = late.content.decode()
    assert "belum tersimpan" in body and "Cerita orang kedua." in body and "memperbaiki isian" in body
    assert fresh(keluhan).uraian == STORY["uraian"]
    with pytest.raises(Stale):
        put_right(cast.koor, now, keluhan, versi=keluhan.versi)
    empty = cast.koor_web.post(address(keluhan), {"versi": fresh(keluhan).versi, "uraian": "Yang diketik tetap ada"})
    assert empty.status_code == 422 and "Yang diketik tetap ada" in empty.content.decode()
    same = cast.koor_web.post(address(keluhan), {**typed, "versi": fresh(keluhan).versi})
    assert same.status_code == 422 and "Belum ada yang diubah." in same.content.decode()


# --- its needs -----------------------------------------------------------------------------------------------------
def test_a_need_that_is_found_later_comes_with_its_papers_and_its_time(cast, now):
    keluhan = verified(cast, now)
    later = now + timedelta(days=3)
    need = correcting.add_need(by=cast.budi, now=later, id=keluhan.pk, layanan="L16", uraian="Atap bocor")
    assert (need.urutan, need.status, need.program_id) == (2, "TERBUKA", "RTLH_KOTA")
    assert need.kelengkapan.count() > 0 and not need.kelengkapan.exclude(diperiksa_pada=None).exists()
    after = fresh(keluhan)
    assert after.versi == keluhan.versi + 1 and after.janji_selesai > keluhan.janji_selesai
    assert "menambah kebutuhan" in story(cast.koor_web, keluhan)
    with pytest.raises(MissingFact, match="Daftar periksa belum diisi"):  # the new papers were not looked at yet
        verification.forward(by=cast.koor, now=later, id=keluhan.pk, alasan="LAIN", catatan="Perlu kota")
    with pytest.raises(Refused, match="sudah ada"):
        correcting.add_need(by=cast.budi, now=later, id=keluhan.pk, layanan="L16")
    call_command("hitung_ulang_rekap", check=True)


def test_at_the_puskesos_it_is_worked_on_at_once(cast, now):
    keluhan = handled_local(cast, now)
    need = correcting.add_need(by=cast.budi, now=now, id=keluhan.pk, layanan="L08")
    need.refresh_from_db()
    assert need.status == "DIPROSES"


@pytest.mark.parametrize("build", [in_triage, lambda c, n: referred(c, n)[0]])
def test_slrt_adds_what_it_finds_and_the_puskesos_no_longer(cast, now, build):
    keluhan = build(cast, now)
    assert correcting.add_need(by=cast.dewi, now=now, id=keluhan.pk, layanan="L16").urutan == 2
    with pytest.raises(IllegalMove):
        correcting.add_need(by=cast.budi, now=now, id=keluhan.pk, layanan="L08")


def test_while_the_manajer_decides_nothing_is_added(cast, now):
    keluhan, _ = planned(cast, now)
    with pytest.raises(IllegalMove):
        correcting.add_need(by=cast.dewi, now=now, id=keluhan.pk, layanan="L16")


def test_a_service_of_secret_cases_makes_the_case_secret(cast, now):
    keluhan = in_verification(cast, now)
    correcting.add_need(by=cast.budi, now=now, id=keluhan.pk, layanan="L18")
    assert fresh(keluhan).rahasia and not Keluhan.objects.visible_to(cast.bulurah).filter(pk=keluhan.pk).exists()
    assert handlers.Penangan.objects.filter(keluhan=keluhan).count() == 3


def test_a_need_that_was_none_ends_with_its_reason_but_never_the_last(cast, now):
    keluhan = in_verification(cast, now, kebutuhan=(a_need(), a_need("L16")))
    first, second = keluhan.kebutuhan.order_by("urutan")
    assert address(keluhan, "drop_need") in story(cast.budi_web, keluhan)
    typed = {"versi": fresh(keluhan).versi, "kebutuhan": str(second.pk), "alasan": "LAIN", "catatan": "Salah pilih"}
    assert cast.budi_web.post(address(keluhan, "drop_need"), typed).status_code == 302
    second.refresh_from_db()
    assert (second.status, second.alasan) == ("TIDAK_DILANJUTKAN", "LAIN")
    assert address(keluhan, "drop_need") not in story(cast.budi_web, keluhan)
    with pytest.raises(Refused, match="satu-satunya"):
        correcting.drop_need(by=cast.budi, now=now, id=keluhan.pk, kebutuhan=first.pk, alasan="LAIN")
    call_command("hitung_ulang_rekap", check=True)


def test_a_need_of_another_case_is_none_of_this_one(cast, now):
    keluhan = in_verification(cast, now, kebutuhan=(a_need(), a_need("L16")))
    other = a_keluhan(cast.siti, now, nik=NIK_MAN, nama="Udin", jenis_kelamin="L")
    with pytest.raises(Refused) as refused:
        correcting.drop_need(by=cast.budi, now=now, id=keluhan.pk, kebutuhan=other.kebutuhan.get().pk, alasan="LAIN")
    assert refused.value.field == "kebutuhan"
