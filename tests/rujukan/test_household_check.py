"""“Sudah dilayani” has two sides: the household is asked by a day, and its word decides what the referral becomes."""

import pytest

from puskesos import closing, visits, worklist
from puskesos.models import CekKeluarga, Kebutuhan
from puskesos.refusals import MissingFact, NotAllowed, Refused
from rujukan import answers, followup
from rujukan.models import Kiriman
from rujukan.reminders import recipients
from slrt.triage import triage
from tests.cases import (
    NIK_MAN,
    a_draft,
    a_keluhan,
    a_need,
    a_photo,
    accepted,
    answered,
    drafted,
    fresh,
    fresh_rujukan,
    heard,
    served,
    with_result,
)

Word = Kebutuhan.KataKeluarga


def two_under_way(cast, now):
    """Two needs at two agencies; the first is declared served while the other is still awaited."""
    keluhan, first = drafted(cast, now, kebutuhan=(a_need("L01"), a_need("L10")))
    second = a_draft(cast.dewi, now, keluhan, "DINSOS", kebutuhan=keluhan.kebutuhan.last())
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk)
    answers.served(by=cast.joko, now=now, id=first.pk, tanggal=now.date(), uraian="Kartu aktif.", bukti=a_photo())
    return fresh(keluhan), fresh_rujukan(first), fresh_rujukan(second)


def say(cast, now, keluhan, word, by=None, **more):
    words = {row.kebutuhan_id: word for row in closing.open_checks(keluhan)}
    return followup.record_check(by=by or cast.siti, now=now, id=keluhan.pk, kata=words, **{"cara": "TELEPON", **more})


def test_a_declaration_opens_one_question_with_a_day(cast, now):
    keluhan, first, _ = two_under_way(cast, now)
    assert keluhan.status == "DIRUJUK"  # something else is still awaited, and yet the household is asked
    row = CekKeluarga.objects.get()
    assert (row.kebutuhan_id, row.kata, row.dijawab_pada) == (first.kebutuhan_id, "", None)
    assert row.tenggat > now
    (work,) = worklist.today(cast.siti, now).checks
    assert (work.keluhan, work.button) == (keluhan, "Tanyakan")
    assert worklist.today(cast.rahmat, now).checks == []
    assert worklist.today(cast.koor, now).checks == []  # reads feedback, does not take it


@pytest.mark.parametrize(
    ("word", "status", "need"),
    [
        ("SUDAH", "DIKONFIRMASI", "TERPENUHI"),
        ("SEBAGIAN", "DIKONFIRMASI", "SEBAGIAN"),
        ("BELUM", "DISANGGAH", "DIPROSES"),
    ],
)
def test_the_word_of_the_household_decides(cast, now, word, status, need):
    keluhan, first, second = two_under_way(cast, now)
    say(cast, now, keluhan, word)
    first = fresh_rujukan(first)
    assert (first.status, first.kebutuhan.status, first.kebutuhan.kata_keluarga) == (status, need, word)
    assert (fresh_rujukan(second).status, fresh(keluhan).status) == ("TERKIRIM", "DIRUJUK")
    row = CekKeluarga.objects.get()
    assert (row.kata, row.cara, row.petugas_id, row.dijawab_pada) == (word, "TELEPON", cast.siti.petugas_id, now)
    assert worklist.today(cast.siti, now).checks == []


def object_to(cast, now, keluhan, **changes):
    told = {"kanal": "KUNJUNGAN", "isi": "Kuota habis.", "reaksi": "KEBERATAN", "reaksi_catatan": "Kami butuh."}
    words = {need.pk: "BELUM" for need in keluhan.kebutuhan.all()}
    return followup.hear_family(by=cast.siti, now=now, id=keluhan.pk, kata=words, **told, **changes)


def test_the_manajer_hears_of_an_objection_even_where_nobody_claims_to_have_served(cast, now):
    declined, _ = answered(cast, now)
    local = with_result(cast, now, outcome=("unmet", "KUOTA"), nik=NIK_MAN, jenis_kelamin="L", nama="Udin", no_kk="")
    for keluhan in (declined, local):
        object_to(cast, now, fresh(keluhan))
        notice = Kiriman.objects.get(judul=f"Keluarga keberatan: {keluhan.nomor}")
        assert (notice.petugas_id, notice.keluhan_id) == (cast.maya.petugas_id, keluhan.pk)
        assert "Halimah" not in notice.isi and "Udin" not in notice.isi
        opened = cast.maya_web.post(f"/pemberitahuan/{notice.pk}/")
        assert opened["Location"] == f"/keluhan/{keluhan.pk}/"


def test_nobody_hears_of_an_objection_in_a_case_that_is_not_theirs_to_know(cast, now):
    keluhan = a_keluhan(cast.siti, now, rahasia=True)
    assert recipients.managers(fresh(keluhan), now) == []  # it never went up to SLRT
    accepts = with_result(cast, now, nik=NIK_MAN, jenis_kelamin="L", nama="Udin", no_kk="")
    words = {need.pk: "SUDAH" for need in accepts.kebutuhan.all()}
    followup.hear_family(by=cast.siti, now=now, id=accepts.pk, kanal="TELEPON", isi="Aktif.", reaksi="MENERIMA",
                         kata=words)  # fmt: skip
    assert not Kiriman.objects.filter(judul__startswith="Keluarga keberatan").exists()


def test_a_denial_is_work_for_the_secretariat(cast, now):
    keluhan, first, _ = two_under_way(cast, now)
    say(cast, now, keluhan, "BELUM")
    told = Kiriman.objects.filter(judul=f"Rujukan {first.nomor} disanggah").values_list("petugas__username", flat=True)
    assert set(told) == {"dewi", "maya"}
    assert keluhan.nomor_pendek in cast.dewi_web.get("/antrean/?tab=cocokkan").content.decode()
    body = cast.dewi_web.get(f"/keluhan/{keluhan.pk}/").content.decode()
    assert "Belum terbantu" in body


def test_telling_the_result_answers_the_question_too(cast, now):
    heard(cast, now, "SUDAH")
    row = CekKeluarga.objects.get()
    assert (row.kata, row.cara) == ("SUDAH", "DISAMPAIKAN")


def test_the_result_of_one_agency_alone_is_told_not_asked_twice(cast, now):
    keluhan, _ = served(cast, now)
    today = worklist.today(cast.siti, now)
    assert keluhan.status == "HASIL_ADA" and [row.keluhan for row in today.news] == [keluhan] and today.checks == []


def test_a_second_declaration_asks_once(cast, now):
    keluhan, first, _ = two_under_way(cast, now)
    closing.open_check(first.kebutuhan, keluhan, now=now)
    assert CekKeluarga.objects.count() == 1


@pytest.mark.parametrize("person", ["koor", "maya", "joko", "hendra"])
def test_who_takes_no_feedback_may_not_speak_for_the_family(cast, now, person):
    keluhan, first, _ = two_under_way(cast, now)
    with pytest.raises(NotAllowed):
        say(cast, now, keluhan, "SUDAH", by=getattr(cast, person))
    assert fresh_rujukan(first).status == "DIREALISASIKAN"


def test_bad_words_are_refused_in_words(cast, now):
    keluhan, first, _ = two_under_way(cast, now)
    for changes, sentence in (({"kata": {}}, "sudah terbantu"), ({"cara": "MIMPI"}, "dari mana")):
        good = {"kata": {first.kebutuhan_id: "SUDAH"}, "cara": "TELEPON"}
        with pytest.raises(MissingFact, match=sentence):
            followup.record_check(by=cast.siti, now=now, id=keluhan.pk, **{**good, **changes})
    other, _ = accepted(cast, now, nik=NIK_MAN, nama="Bahen")
    with pytest.raises(Refused, match="tidak sedang ditanyakan"):
        followup.record_check(by=cast.siti, now=now, id=keluhan.pk, cara="TELEPON",
                              kata={other.kebutuhan.first().pk: "SUDAH"})  # fmt: skip
    assert fresh_rujukan(first).status == "DIREALISASIKAN"


def test_the_page_of_the_question(cast, now):
    keluhan, first, _ = two_under_way(cast, now)
    address = f"/keluhan/{keluhan.pk}/cek-keluarga/"
    assert address in cast.siti_web.get("/").content.decode()
    assert "Kartu aktif." in cast.siti_web.get(address).content.decode()
    answer = cast.siti_web.post(address, {"cara": "KUNJUNGAN"})
    assert answer.status_code == 422 and "Tanyakan kepada keluarga" in answer.content.decode()
    answer = cast.siti_web.post(address, {f"kata_{first.kebutuhan_id}": "SUDAH", "cara": "KUNJUNGAN"})
    assert answer.status_code == 302 and fresh_rujukan(first).status == "DIKONFIRMASI"
    assert cast.siti_web.get(address).status_code == 409
    assert cast.rahmat_web.get(address).status_code == 404
    story = cast.siti_web.get(f"/keluhan/{keluhan.pk}/").content.decode()
    assert "mencatat kata keluarga (kunjungan rumah)" in story


def test_the_next_visit_brings_the_question_along(cast, now):
    keluhan, _, _ = two_under_way(cast, now)
    visit = visits.plan_visit(by=cast.siti, now=now, id=keluhan.pk, rencana=now.date())
    address = f"/kunjungan/{visit.pk}/"
    assert "Tanyakan juga" in cast.siti_web.get(address).content.decode()
    assert "Tanyakan juga" not in cast.koor_web.get(address).content.decode()
    say(cast, now, keluhan, "SUDAH", cara="KUNJUNGAN")
    assert "Tanyakan juga" not in cast.siti_web.get(address).content.decode()


def test_a_late_declaration_after_the_case_is_closed_is_still_asked_about(cast, now):
    keluhan, rujukan = accepted(cast, now)
    answers.process(by=cast.joko, now=now, id=rujukan.pk)
    answers.wait_list(by=cast.joko, now=now, id=rujukan.pk, catatan="Giliran bulan depan.")
    need = keluhan.kebutuhan.get()
    followup.hear_family(by=cast.siti, now=now, id=keluhan.pk, kanal="TELEPON", isi="Menunggu giliran.",
                         reaksi="MENERIMA", kata={need.pk: "BELUM"})  # fmt: skip
    closing.close(by=cast.koor, now=now, id=keluhan.pk, kode_hasil="DAFTAR_TUNGGU", survei="MENOLAK",
                  outcomes={need.pk: ("drop", "LAIN")})  # fmt: skip
    answers.served(by=cast.joko, now=now, id=rujukan.pk, tanggal=now.date(), uraian="Kartu aktif.", bukti=a_photo())
    assert len(worklist.today(cast.siti, now).checks) == 1
    say(cast, now, keluhan, "SUDAH")
    assert fresh_rujukan(rujukan).status == "DIKONFIRMASI"
    with pytest.raises(Refused, match="Tidak ada lagi"):
        say(cast, now, keluhan, "SUDAH")
