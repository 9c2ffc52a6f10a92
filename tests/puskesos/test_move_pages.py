"""The pages of the moves: what a person sees, sends, and is told when it does not go through."""

import pytest
from django.urls import reverse

from puskesos.forms.moves import FORMS
from puskesos.models import Jejak, Kelengkapan, Keluhan, Kunjungan, Lampiran, Riwayat
from tests.cases import (
    a_keluhan,
    a_need,
    a_photo,
    closed,
    forwarded,
    fresh,
    handled_local,
    in_verification,
    told,
    verified,
    waiting_family,
    with_result,
)


def url(keluhan, code):
    return reverse("puskesos:langkah", kwargs={"id": keluhan.pk, "code": code})


def page(browser, keluhan, code, **query):
    return browser.get(url(keluhan, code), query)


def send(browser, keluhan, code, versi=None, **typed):
    return browser.post(url(keluhan, code), {"versi": versi or fresh(keluhan).versi, **typed})


def need(keluhan):
    return keluhan.kebutuhan.get()


# --- each move, once, as its page sends it -------------------------------------------------------------------------
def outcome(keluhan, result="met"):
    return {f"hasil_{one.pk}": result for one in keluhan.kebutuhan.all()}


MOVES = {
    # code: (what stands before, who, what is typed, what stands after)
    "verify": (lambda c, n: a_keluhan(c.siti, n), "budi", {}, "VERIFIKASI"),
    "ask_family": (in_verification, "budi", {"kekurangan": "KK", "janji_lain_0": "30",
                                             "janji_lain_1": "11", "janji_lain_2": "2026"}, "PERLU_LENGKAP"),
    "completed": (waiting_family, "siti", {"catatan": "KK diterima"}, "VERIFIKASI"),
    "handle_local": (verified, "koor", {"solusi": "Diantar"}, "DITANGANI_PUSKESOS"),
    "forward": (verified, "koor", {"alasan": "LAIN", "catatan": "Perlu kota"}, "DITERUSKAN"),
    "forward_urgent": (lambda c, n: a_keluhan(c.siti, n, prioritas="DARURAT", prioritas_catatan="Kejang"), "siti",
                       {"catatan": "Sudah ditelepon"}, "DITERUSKAN"),
    "forward_tried": (handled_local, "koor", {"catatan": "Sudah dicoba"}, "DITERUSKAN"),
    "local_result": (handled_local, "budi", {"hasil": "Beres"}, "HASIL_ADA"),
    "close": (told, "koor", {"kode_hasil": "TERPENUHI", "survei": "MENOLAK"}, "SELESAI"),
    "reopen": (closed, "koor", {"alasan": "SALAH_TUTUP", "catatan": "Keliru"}, "TELAAH"),
    "cannot": (verified, "koor", {"alasan": "LAIN", "catatan": "Saran", "hak_keberatan": "on"},
               "TIDAK_DAPAT_DITINDAKLANJUTI"),
    "withdraw": (in_verification, "siti", {"alasan": "SALAH_CATAT", "catatan": "Ganda"}, "DIBATALKAN"),
    "try_again_local": (lambda c, n: told(c, n, word="BELUM"), "koor", {"catatan": "Lagi"}, "DITANGANI_PUSKESOS"),
}  # fmt: skip


@pytest.fixture
def at_nine(monkeypatch, now):
    """Requests happen on the Monday of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.mark.parametrize("code", MOVES)
def test_the_page_shows_the_form_and_the_form_makes_the_move(cast, now, at_nine, code):
    build, who, typed, after = MOVES[code]
    keluhan, browser = build(cast, now), getattr(cast, f"{who}_web")
    if code == "local_result":
        typed = typed | outcome(keluhan) | {"bukti_baru": a_photo()}
    shown = page(browser, keluhan, code)
    assert shown.status_code == 200
    assert f'value="{fresh(keluhan).versi}"' in shown.content.decode()
    answer = send(browser, keluhan, code, **typed)
    assert answer.status_code == 302, answer.content.decode()
    assert fresh(keluhan).status == after


@pytest.mark.parametrize("code", sorted(set(MOVES) - {"verify"}))
def test_an_empty_form_comes_back_with_422_and_nothing_happens(cast, now, at_nine, code):
    build, who, _, _ = MOVES[code]
    keluhan = build(cast, now)
    before = fresh(keluhan).status
    answer = send(getattr(cast, f"{who}_web"), keluhan, code)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert fresh(keluhan).status == before


def test_every_move_of_the_ground_floor_has_a_page(cast, now):
    assert set(MOVES) <= set(FORMS)
    beside = {"propose", "decline", "correct", "add_need", "drop_need", "wait_schedule", "end_wait"}
    assert set(FORMS) - set(MOVES) == {"give_up", "forward_again", "merge"} | beside


def test_an_unknown_step_is_404(cast, now):
    assert page(cast.budi_web, a_keluhan(cast.siti, now), "lompat").status_code == 404


# --- what was typed stays ------------------------------------------------------------------------------------------
def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(cast, now, at_nine):
    keluhan = verified(cast, now)
    answer = send(cast.koor_web, keluhan, "forward", catatan="Perlu rekomendasi kota segera")
    assert answer.status_code == 422
    assert answer.context["form"].errors["alasan"] == ["Pilih alasan."]
    assert "Perlu rekomendasi kota segera" in answer.content.decode()


def test_a_rule_of_the_stage_is_said_at_the_field_too(cast, now, at_nine):
    keluhan = told(cast, now, word="BELUM")
    answer = send(cast.koor_web, keluhan, "close", kode_hasil="TERPENUHI", survei="MENOLAK", **outcome(keluhan))
    assert answer.status_code == 422
    assert "keluarga menyatakan" in answer.context["form"].errors["kode_hasil"][0]
    assert need(keluhan).status == "DIPROSES"


def test_a_file_that_is_none_is_refused_at_its_field(cast, now, at_nine):
    keluhan = handled_local(cast, now)
    bad = a_photo()
    bad.file.seek(0)
    bad.file.write(b"MZ not a picture")
    answer = send(cast.budi_web, keluhan, "local_result", hasil="Beres", bukti_baru=bad, **outcome(keluhan))
    assert answer.status_code == 422
    assert "bukti_baru" in answer.context["form"].errors
    assert not Lampiran.objects.filter(keluhan=keluhan).exists()


def test_who_did_everything_alone_is_told_before_typing_and_after(cast, now, at_nine):
    keluhan = a_keluhan(cast.koor, now)
    send(cast.koor_web, keluhan, "verify")
    checklist(cast.koor_web, keluhan)
    assert "Minta petugas lain memeriksa" in page(cast.koor_web, keluhan, "forward").content.decode()
    answer = send(cast.koor_web, keluhan, "forward", alasan="LAIN", catatan="Perlu surat kota")
    assert answer.status_code == 422 and "Perlu surat kota" in answer.content.decode()
    assert "Minta petugas lain" in answer.context["form"].non_field_errors()[0]
    checklist(cast.budi_web, keluhan)
    assert send(cast.koor_web, keluhan, "forward", alasan="LAIN", catatan="Perlu surat kota").status_code == 302


# --- who may not ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", MOVES)
def test_neither_the_page_nor_the_move_is_for_others(cast, now, at_nine, code):
    build, _, typed, _ = MOVES[code]
    keluhan = build(cast, now)
    before = fresh(keluhan).status
    for who, status in (("rahmat", 404), ("joko", 403), ("hendra", 403), ("adi", 403), ("pia", 403)):
        browser = getattr(cast, f"{who}_web")
        assert page(browser, keluhan, code).status_code == status
        assert send(browser, keluhan, code, **typed).status_code == status
    assert fresh(keluhan).status == before


def test_a_lurah_reads_and_decides_only_what_a_lurah_decides(cast, now, at_nine):
    keluhan = verified(cast, now)
    for code in ("forward", "cannot", "withdraw", "merge", "ask_family"):
        assert page(cast.bulurah_web, keluhan, code).status_code == 403
    assert page(cast.bulurah_web, keluhan, "handle_local").status_code == 200


# --- somebody was faster -------------------------------------------------------------------------------------------
def test_a_changed_case_shows_who_did_what_and_what_was_typed(cast, now, at_nine):
    keluhan = verified(cast, now)
    shown = fresh(keluhan).versi
    send(cast.bulurah_web, keluhan, "handle_local", solusi="Diantar Bu Lurah")
    answer = send(cast.koor_web, keluhan, "forward", versi=shown, alasan="LAIN", catatan="Perlu kota")
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Endang Lurah" in body and "Diantar Bu Lurah" in body  # who, and what
    assert "Perlu kota" in body and "Alasan lain" in body  # what was typed, in words
    assert "Ditangani Puskesos" in body  # what stands now
    assert "Siti Rahmah" not in body  # the story before is not repeated
    assert fresh(keluhan).status == "DITANGANI_PUSKESOS"


def test_where_the_step_is_still_possible_one_button_does_it_all_the_same(cast, now, at_nine):
    keluhan = verified(cast, now)
    shown = fresh(keluhan).versi
    send(cast.budi_web, keluhan, "propose", usulan="DITERUSKAN", catatan="Perlu kota")
    answer = send(cast.koor_web, keluhan, "handle_local", versi=shown, solusi="Diantar")
    assert answer.status_code == 409 and ("solusi", "Diantar") in answer.context["again"]
    hidden = dict(answer.context["again"]) | {"versi": answer.context["versi"]}
    assert cast.koor_web.post(url(keluhan, "handle_local"), hidden).status_code == 302
    assert fresh(keluhan).status == "DITANGANI_PUSKESOS"


def test_a_page_opened_from_a_stale_link_says_where_the_case_stands(cast, now, at_nine):
    answer = page(cast.koor_web, forwarded(cast, now), "handle_local")
    assert answer.status_code == 409
    assert "Diteruskan ke SLRT Kota" in answer.content.decode()


# --- panel ---------------------------------------------------------------------------------------------------------
def test_the_panel_is_a_fragment_and_leads_on_with_a_header(cast, now, at_nine):
    keluhan = verified(cast, now)
    shown = page(cast.koor_web, keluhan, "handle_local", panel=1).content.decode()
    assert "<html" not in shown and 'id="panel-title"' in shown
    address = url(keluhan, "handle_local") + "?panel=1"
    wrong = cast.koor_web.post(address, {"versi": fresh(keluhan).versi})
    assert wrong.status_code == 422 and "<html" not in wrong.content.decode()
    right = cast.koor_web.post(address, {"versi": fresh(keluhan).versi, "solusi": "Diantar"})
    assert (right.status_code, right["HX-Redirect"]) == (204, keluhan.get_absolute_url())


# --- proposing, giving up, merging ---------------------------------------------------------------------------------
def test_a_proposal_goes_to_and_fro(cast, now, at_nine):
    keluhan = verified(cast, now)
    assert send(cast.budi_web, keluhan, "propose", usulan="DITERUSKAN", catatan="Perlu kota").status_code == 302
    assert "Perlu kota" in page(cast.koor_web, keluhan, "forward").content.decode()
    assert page(cast.budi_web, keluhan, "decline").status_code == 403
    assert send(cast.koor_web, keluhan, "decline", catatan="Coba di sini").status_code == 302
    assert fresh(keluhan).usulan == ""


def test_giving_up_shows_how_often_the_family_was_tried(cast, now, at_nine):
    keluhan = waiting_family(cast, now)
    assert "0 kali" in page(cast.koor_web, keluhan, "give_up").content.decode()
    answer = send(cast.koor_web, keluhan, "give_up", catatan="Tidak datang")
    assert answer.status_code == 422 and "dua kali" in answer.content.decode()
    for _ in range(2):
        contact = {"kanal": "TELEPON", "hasil": "TIDAK_MENJAWAB"}
        assert cast.siti_web.post(reverse("puskesos:kontak", args=[keluhan.pk]), contact).status_code == 302
    assert send(cast.koor_web, keluhan, "give_up", catatan="Tidak datang").status_code == 302


def test_a_mistake_is_said_once_in_the_summary(cast, now, at_nine):
    refused = send(cast.koor_web, verified(cast, now), "forward").content.decode()
    summary = refused.split("data-error-summary")[1].split("</ul>")[0]
    assert ">Pilih alasan.</a>" in summary
    assert "Alasan: Pilih" not in summary


def test_the_only_way_to_name_the_other_case_is_not_optional(cast, now, at_nine):
    keluhan = a_keluhan(cast.siti, now)
    shown = page(cast.budi_web, keluhan, "merge").content.decode()
    assert "(opsional)" not in shown.split("Nomor keluhan tujuan")[1].split("<input")[0]
    refused = send(cast.budi_web, keluhan, "merge")
    assert (refused.status_code, dict(refused.context["form"].errors)) == (
        422, {"nomor": ["Tulis nomor keluhan tujuan."]}
    )  # fmt: skip


def test_merging_by_a_listed_case_or_by_number(cast, now, at_nine):
    target, first, second = (a_keluhan(cast.siti, now) for _ in range(3))
    assert target.nomor in page(cast.budi_web, first, "merge").content.decode()
    assert send(cast.budi_web, first, "merge", tujuan=str(target.pk))["Location"] == target.get_absolute_url()
    wrong = send(cast.budi_web, second, "merge", nomor="PKY-2026-99999")
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["nomor"])
    assert send(cast.budi_web, second, "merge", nomor="entah").status_code == 422
    assert send(cast.budi_web, second, "merge", nomor=str(target.urut)).status_code == 302
    assert set(Keluhan.objects.filter(status="DUPLIKAT").values_list("induk_id", flat=True)) == {target.pk}


# --- notes, contacts, DTSEN ----------------------------------------------------------------------------------------
def test_a_note_is_written_and_only_the_city_is_asked_about_internal(cast, now, at_nine):
    keluhan = a_keluhan(cast.siti, now)
    address = reverse("puskesos:catatan", args=[keluhan.pk])
    assert "internal" not in cast.siti_web.get(address).context["form"].fields
    assert cast.siti_web.post(address, {"catatan": "Sore saja", "internal": "on"}).status_code == 302
    assert cast.dewi_web.post(address, {"catatan": "Dugaan ganda", "internal": "on"}).status_code == 302
    lines = Riwayat.objects.filter(keluhan=keluhan, jenis="CATATAN").values_list("catatan", "internal")
    assert sorted(lines) == [("Dugaan ganda", True), ("Sore saja", False)]
    assert cast.rahmat_web.post(address, {"catatan": "x"}).status_code == 404


def test_a_check_is_written_on_its_page(cast, now, at_nine):
    keluhan = in_verification(cast, now)
    address = reverse("puskesos:dtsen", args=[keluhan.pk])
    day = {"tanggal_cek_0": "20", "tanggal_cek_1": "11", "tanggal_cek_2": "2026"}
    answer = cast.budi_web.post(address, {"terdaftar": "TIDAK", "desil": "3", "sumber": "SIKS_NG", **day})
    assert answer.status_code == 422 and "desil" in answer.context["form"].errors
    assert cast.budi_web.post(address, {"terdaftar": "TIDAK", "sumber": "SIKS_NG", **day}).status_code == 302
    assert cast.bulurah_web.get(address).status_code == 403


# --- checklist page ------------------------------------------------------------------------------------------------
def checklist(browser, keluhan, aksi="simpan", status="ADA", **typed):
    address = reverse("puskesos:verifikasi", args=[keluhan.pk])
    form = browser.get(address).context["form"]
    ticks = {paper.name: status for paper in form.papers}
    return browser.post(address, {"versi": fresh(keluhan).versi, "aksi": aksi, **ticks, **typed})


def test_ticks_are_saved_and_complete_is_said(cast, now, at_nine):
    keluhan = in_verification(cast, now)
    assert checklist(cast.budi_web, keluhan, aksi="lengkap").status_code == 302
    assert Riwayat.objects.filter(keluhan=keluhan, fakta__lengkap=True).exists()


def test_what_is_missing_is_named_and_the_ticks_are_kept(cast, now, at_nine):
    keluhan = in_verification(cast, now)
    answer = checklist(cast.budi_web, keluhan, aksi="lengkap", status="MENYUSUL")
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "Tersimpan, tetapi belum bisa ditandai lengkap" in body and "Surat keterangan medis" in body
    assert keluhan.kebutuhan.get().kelengkapan.filter(status="MENYUSUL").count() == 6


def test_the_checklist_page_is_stopped_when_the_case_moved_on(cast, now, at_nine):
    keluhan = in_verification(cast, now)
    shown = fresh(keluhan).versi
    checklist(cast.koor_web, keluhan)
    address = reverse("puskesos:verifikasi", args=[keluhan.pk])
    form = cast.budi_web.get(address).context["form"]
    ticks = {paper.name: "TIDAK_ADA" for paper in form.papers}
    assert cast.budi_web.post(address, {"versi": shown, "aksi": "simpan", **ticks}).status_code == 409
    assert not keluhan.kebutuhan.get().kelengkapan.filter(status="TIDAK_ADA").exists()


def test_a_paper_that_two_needs_ask_for_is_ticked_once(cast, now, at_nine):
    keluhan = in_verification(cast, now, kebutuhan=(a_need("L01"), a_need("L08")))
    address = reverse("puskesos:verifikasi", args=[keluhan.pk])
    papers = {paper.first.persyaratan.nama: paper for paper in cast.budi_web.get(address).context["form"].papers}
    assert len(papers["KTP"].rows) == 2
    cast.budi_web.post(address, {"versi": fresh(keluhan).versi, "aksi": "simpan", papers["KTP"].name: "ADA"})
    found = Kelengkapan.objects.filter(kebutuhan__keluhan=keluhan)
    assert set(found.filter(diperiksa_pada__isnull=False).values_list("persyaratan__nama", "status")) == {
        ("KTP", "ADA")
    }
    assert found.filter(status="ADA").count() == 2


def test_nothing_is_ticked_beforehand_where_nobody_looked(cast, now, at_nine):
    keluhan = in_verification(cast, now, kebutuhan=(a_need("L01", berkas={"KTP": "ADA"}),))
    shown = cast.budi_web.get(reverse("puskesos:verifikasi", args=[keluhan.pk])).context["form"]
    assert {shown[paper.name].value() for paper in shown.papers if paper.first.persyaratan.nama == "KTP"} == {"ADA"}
    assert {shown[paper.name].value() for paper in shown.papers if paper.first.persyaratan.nama != "KTP"} == {""}


def test_looking_at_the_checklist_leaves_a_trace(cast, now, at_nine):
    keluhan = in_verification(cast, now)
    cast.budi_web.get(reverse("puskesos:verifikasi", args=[keluhan.pk]))
    assert Jejak.objects.filter(keluhan_id=keluhan.pk, aksi="BACA", petugas=cast.budi.petugas).count() == 1


# --- visits --------------------------------------------------------------------------------------------------------
def plan(browser, keluhan, **typed):
    return browser.post(reverse("puskesos:kunjungan-baru", args=[keluhan.pk]), {"rencana": "2026-11-24"} | typed)


def test_a_visit_is_planned_found_on_the_round_and_filled_in(cast, now, at_nine):
    keluhan = a_keluhan(cast.siti, now)
    assert plan(cast.siti_web, keluhan, tujuan="Melihat rumah").status_code == 302
    visit = Kunjungan.objects.get()
    address = reverse("puskesos:kunjungan-isi", args=[visit.pk])
    assert address in cast.budi_web.get(reverse("puskesos:kunjungan")).content.decode()
    assert "Seberang langgar" in cast.budi_web.get(address).content.decode()
    assert cast.budi_web.post(address, {"hasil": "SUDAH"}).status_code == 422
    sent = {"hasil": "SUDAH", "kondisi": "Atap bocor", "tanggungan": "3", "foto_FOTO_RUMAH_DEPAN": a_photo()}
    assert cast.budi_web.post(address, sent).status_code == 302
    visit.refresh_from_db()
    assert (visit.status, visit.kondisi, keluhan.lampiran.count()) == ("SUDAH", "Atap bocor", 1)
    assert cast.budi_web.post(address, {"hasil": "SUDAH", "kondisi": "Lain"}).status_code == 409
    assert "Atap bocor" in cast.bulurah_web.get(address).content.decode()


def test_nobody_home_needs_nothing_more_and_a_new_day_plans_it_again(cast, now, at_nine):
    plan(cast.siti_web, a_keluhan(cast.siti, now))
    address = reverse("puskesos:kunjungan-isi", args=[Kunjungan.objects.get().pk])
    assert cast.siti_web.post(address, {"hasil": "TIDAK_DI_RUMAH", "ulang": "2026-11-30"}).status_code == 302
    assert sorted(Kunjungan.objects.values_list("status", flat=True)) == ["BELUM", "TIDAK_DI_RUMAH"]


def test_visits_of_kalampangan_are_not_rahmats(cast, now, at_nine):
    plan(cast.siti_web, a_keluhan(cast.siti, now))
    address = reverse("puskesos:kunjungan-isi", args=[Kunjungan.objects.get().pk])
    assert cast.rahmat_web.get(address).status_code == 404
    assert cast.rahmat_web.post(address, {"hasil": "TIDAK_DI_RUMAH"}).status_code == 404
    assert "Halimah" not in cast.rahmat_web.get(reverse("puskesos:kunjungan")).content.decode()
    assert cast.fitri_web.post(address, {"hasil": "TIDAK_DI_RUMAH"}).status_code == 403
    assert Kunjungan.objects.get().status == "BELUM"


def test_a_result_already_told_upstairs_is_offered_there(cast, now):
    keluhan = with_result(cast, now)
    assert page(cast.siti_web, keluhan, "tell_family").status_code == 404
