"""The panel and the pages of each step: shown to whom, done once, refused in words, nothing typed lost."""

import gzip
import json

import pytest

from puskesos.models import Jejak, Riwayat
from rujukan.models import Rujukan
from slrt.triage import triage
from slrt.triage.forms import FORMS
from tests.cases import a_need, drafted, forwarded, fresh, in_triage, planned, referred, urgent
from tests.queries import asked

PANEL = {"HX-Request": "true"}
NOBODY = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}


def step(keluhan, code):
    return f"/keluhan/{keluhan.pk}/telaah/{code}/"


def referral_fields(keluhan, **changes):
    need = keluhan.kebutuhan.first()
    fields = {
        "versi": fresh(keluhan).versi, "kebutuhan": need.pk, "instansi": "BPJS_KES", "layanan": need.layanan_id,
        "kelayakan": "Desil 2.", "kesimpulan": "Aktifkan kembali.", "catatan": "Mohon segera.",
        "sertakan_identitas": "on",
    }  # fmt: skip
    return fields | changes


# --- the panel -----------------------------------------------------------------------------------------------------
def test_the_panel_shows_the_case_in_short_and_leaves_a_trace(cast, now, dewi_web):
    keluhan = forwarded(cast, now, kebutuhan=(a_need("L01", berkas={"KTP": "ADA"}),))
    html = dewi_web.get(f"/antrean/panel/{keluhan.pk}/", headers=PANEL).content.decode()
    for words in ("Halimah", "perempuan, 36 tahun", "Jl. Mahir Mahar km 18", "RT 003/RW 001", "Kec. Sabangau",
                  "Kartu KIS tidak aktif", "Rekomendasi pengaktifan kembali PBI-JK", "desil 2", "Lestari Dewi",
                  "Perlu rekomendasi kota untuk BPJS."):  # fmt: skip
        assert words in html, words
    assert "<html" not in html
    assert "6271" not in html
    assert Jejak.objects.filter(aksi="BACA", keluhan_id=keluhan.pk, petugas_id=cast.dewi.petugas_id).exists()


def test_the_panel_is_a_page_without_scripts(cast, now, dewi_web):
    html = dewi_web.get(f"/antrean/panel/{forwarded(cast, now).pk}/").content.decode()
    assert "<html" in html
    assert "Ajukan ke manajer" in html
    assert "hx-post" not in html.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("person, button", [("dewi", "Ajukan ke manajer"), ("fitri", "Tetapkan"), ("maya", None)])
def test_the_likely_step_is_open_at_once(cast, now, person, button):
    web = getattr(cast, f"{person}_web")
    html = web.get(f"/antrean/panel/{forwarded(cast, now).pk}/", headers=PANEL).content.decode()
    assert (button or "Ajukan ke manajer") in html


def test_the_manajer_finds_the_decision_open(cast, now, maya_web, dewi_web):
    keluhan, rujukan = planned(cast, now)
    html = maya_web.get(f"/antrean/panel/{keluhan.pk}/", headers=PANEL).content.decode()
    assert "Setujui dan kirim rujukan" in html
    assert rujukan.nomor in html
    assert "Aktifkan kembali lewat BPJS Kesehatan." in html  # the analysis
    theirs = dewi_web.get(f"/antrean/panel/{keluhan.pk}/", headers=PANEL).content.decode()
    assert "Setujui dan kirim rujukan" not in theirs


def test_the_panel_costs_the_same_for_a_full_case(cast, now, dewi_web):
    small, _ = drafted(cast, now)
    full, _ = drafted(cast, now, kebutuhan=(a_need("L01"), a_need("L10"), a_need("L06")), **NOBODY)
    url = "/antrean/panel/{}/"
    dewi_web.get(url.format(small.pk), headers=PANEL)
    _, few = asked(dewi_web.get, url.format(small.pk), headers=PANEL)
    response, many = asked(dewi_web.get, url.format(full.pk), headers=PANEL)
    assert len(few) == len(many)
    assert len(gzip.compress(response.content)) < 8 * 1024  # ux §6.2


@pytest.mark.parametrize("person", ["rahmat", "tono"])
def test_the_panel_of_a_foreign_case_does_not_exist(cast, now, person):
    keluhan = forwarded(cast, now)
    response = getattr(cast, f"{person}_web").get(f"/antrean/panel/{keluhan.pk}/")
    assert response.status_code == (404 if person == "tono" else 403)
    assert "Halimah" not in response.content.decode()


# --- referring in one screen ---------------------------------------------------------------------------------------
def test_one_screen_puts_a_case_before_the_manajer(cast, now, dewi_web):
    keluhan = forwarded(cast, now)
    response = dewi_web.post(step(keluhan, "rujuk"), referral_fields(keluhan))
    assert response.status_code == 302
    assert response["Location"] == keluhan.get_absolute_url()
    rujukan = Rujukan.objects.get(keluhan=keluhan)
    assert (fresh(keluhan).status, rujukan.status) == ("RENCANA", "MENUNGGU_PERSETUJUAN")
    assert (rujukan.instansi_id, rujukan.kelayakan, rujukan.sertakan_identitas) == ("BPJS_KES", "Desil 2.", True)
    assert keluhan.telaah.get().kesimpulan == "Aktifkan kembali."


def test_no_paper_has_a_tick_that_nobody_saw(cast, now, dewi_web):
    """Also one that need not be there: who judges the referral reads the tick as a paper in the file."""
    keluhan = forwarded(cast, now, kebutuhan=(a_need("L01"),))
    keluhan.kebutuhan.get().kelengkapan.update(status="TIDAK_ADA")
    page = dewi_web.get(step(keluhan, "rujuk")).content.decode()
    marks = page[page.index('aria-label="Syarat layanan"'):].partition("</ul>")[0]
    assert 'data-ok="yes"' not in marks
    assert 'data-ok="no"' in marks and 'data-ok="free"' in marks and "belum ada, tidak wajib" in marks


def test_from_the_queue_the_panel_closes_and_the_list_is_told(cast, now, dewi_web):
    keluhan = forwarded(cast, now)
    fields = referral_fields(keluhan, dari="antrean")
    response = dewi_web.post(step(keluhan, "rujuk") + "?panel=1", fields, headers=PANEL)
    assert response.status_code == 204
    events = json.loads(response["HX-Trigger"])
    assert events["panel:close"] is True
    assert events["antrean"] is True
    assert events["toast"]["text"] == "Rencana diajukan ke manajer."


def test_the_panel_goes_on_to_the_next_case(cast, now, dewi_web):
    keluhan, waiting = forwarded(cast, now), forwarded(cast, now, nama="Bahrun", **NOBODY)
    fields = referral_fields(keluhan, dari="antrean", lanjut="1")
    response = dewi_web.post(step(keluhan, "rujuk") + "?panel=1", fields, headers=PANEL)
    html = response.content.decode()
    assert response.status_code == 200
    assert f"{waiting.nomor_pendek} · Bahrun" in html
    assert "Belum tersimpan" not in html
    assert json.loads(response["HX-Trigger"])["toast"]["text"] == "Rencana diajukan ke manajer."
    last = dewi_web.post(step(waiting, "rujuk") + "?panel=1", referral_fields(waiting, dari="antrean", lanjut="1"),
                         headers=PANEL)  # fmt: skip
    assert "Antrean bersih" in json.loads(last["HX-Trigger"])["toast"]["text"]


def test_another_agency_from_the_long_list(cast, now, dewi_web):
    keluhan = forwarded(cast, now)
    fields = referral_fields(keluhan, instansi="LAIN", instansi_lain="PMI")
    assert dewi_web.post(step(keluhan, "rujuk"), fields).status_code == 302
    assert Rujukan.objects.get(keluhan=keluhan).instansi_id == "PMI"


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"kelayakan": ""}, "Isi catatan kelayakan"),
        ({"kesimpulan": ""}, "Isi kesimpulan telaah"),
        ({"instansi": ""}, "Pilih instansi tujuannya"),
        ({"instansi": "LAIN", "instansi_lain": ""}, "Pilih instansi tujuan"),
        ({"instansi": "LAIN", "instansi_lain": "PALSU"}, "Pilih dari daftar"),
        ({"layanan": "L99"}, "Pilih dari daftar"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(cast, now, dewi_web, changes, sentence):
    keluhan = forwarded(cast, now)
    fields = referral_fields(keluhan, catatan="Tulisan panjang saya.", **changes)
    for headers in ({}, PANEL):
        response = dewi_web.post(step(keluhan, "rujuk"), fields, headers=headers)
        html = response.content.decode()
        assert response.status_code == 422
        assert sentence in html
        assert "Tulisan panjang saya." in html
    assert fresh(keluhan).status == "DITERUSKAN"
    assert not Rujukan.objects.exists()


def test_a_refusal_of_the_stage_stands_at_its_field(cast, now, dewi_web):
    keluhan, _ = drafted(cast, now)
    response = dewi_web.post(step(keluhan, "rujuk"), referral_fields(keluhan))
    assert response.status_code == 422
    assert "sudah punya rujukan yang berjalan ke BPJS Kesehatan" in response.content.decode()


def test_an_emergency_goes_out_at_once(cast, now, dewi_web):
    keluhan = urgent(cast, now)
    assert "Kirim rujukan darurat" in dewi_web.get(step(keluhan, "rujuk")).content.decode()
    dewi_web.post(step(keluhan, "rujuk"), referral_fields(keluhan, kelayakan=""))
    assert (fresh(keluhan).status, Rujukan.objects.get(keluhan=keluhan).status) == ("DIRUJUK", "TERKIRIM")


# --- the other steps -----------------------------------------------------------------------------------------------
def test_back_with_reason_and_gaps(cast, now, dewi_web):
    keluhan = forwarded(cast, now)
    url = step(keluhan, "send_back")
    page = dewi_web.get(url).content.decode()
    for words in ("Data atau berkas kurang", "Kartu Keluarga", "Cek DTSEN"):
        assert words in page
    fields = {"versi": keluhan.versi, "alasan": "DATA_KURANG", "kurang": ["berkas:KK", "dtsen"], "lain": "Foto buram"}
    assert dewi_web.post(url, {**fields, "alasan": ""}).status_code == 422
    assert dewi_web.post(url, {**fields, "kurang": [], "lain": ""}).status_code == 422
    assert dewi_web.post(url, fields).status_code == 302
    line = Riwayat.objects.get(keluhan=keluhan, langkah="send_back")
    assert line.fakta.pop("tanda").keys() == {"berkas:KK", "dtsen"}
    assert line.fakta == {"kekurangan": "Kartu Keluarga; Cek DTSEN; Foto buram", "isian": ["berkas:KK", "dtsen"]}


def test_taking_with_another_priority(cast, now, fitri_web):
    keluhan = forwarded(cast, now)
    fields = {"versi": keluhan.versi, "pemilik": cast.dewi.petugas_id, "prioritas": "TINGGI", "catatan": ""}
    refused = fitri_web.post(step(keluhan, "take"), fields)
    assert (refused.status_code, "mengapa prioritas diubah" in refused.content.decode()) == (422, True)
    assert fitri_web.post(step(keluhan, "take"), {**fields, "catatan": "Operasi besok."}).status_code == 302
    assert fresh(keluhan).prioritas == "TINGGI"


def test_the_decision_of_the_manajer(cast, now, maya_web, dewi_web):
    keluhan, rujukan = planned(cast, now)
    assert dewi_web.post(step(keluhan, "refer"), {"versi": keluhan.versi}).status_code == 403
    maya_web.post(step(keluhan, "revise_plan"), {"versi": keluhan.versi, "catatan": "Tambah Dinsos."})
    assert fresh(keluhan).status == "TELAAH"
    triage.submit_plan(by=cast.dewi, now=now, id=keluhan.pk)
    assert maya_web.post(step(keluhan, "refer"), {"versi": fresh(keluhan).versi}).status_code == 302
    assert Rujukan.objects.get(pk=rujukan.pk).status == "TERKIRIM"


def test_who_wrote_the_plan_reads_why_somebody_else_decides(cast, now, maya_web):
    keluhan, _ = drafted(cast, now)
    triage.submit_plan(by=cast.maya, now=now, id=keluhan.pk)
    response = maya_web.post(step(keluhan, "refer"), {"versi": fresh(keluhan).versi})
    assert (response.status_code, "Rencana ini Anda susun sendiri" in response.content.decode()) == (422, True)
    assert fresh(keluhan).status == "RENCANA"


@pytest.mark.parametrize("person", ["siti", "budi", "koor", "rahmat", "joko", "hendra", "adi", "pia"])
def test_who_may_not(cast, now, person):
    keluhan = forwarded(cast, now)
    for code in FORMS:
        response = getattr(cast, f"{person}_web").post(step(keluhan, code), {"versi": keluhan.versi})
        assert response.status_code == 403, code
    assert fresh(keluhan).status == "DITERUSKAN"


def test_every_step_can_be_looked_at_or_says_why_not(cast, now, dewi_web, maya_web):
    cases = [forwarded(cast, now), in_triage(cast, now, **NOBODY), planned(cast, now, **NOBODY)[0],
             referred(cast, now, **NOBODY)[0]]  # fmt: skip
    for keluhan in cases:
        for code in FORMS:
            for web in (dewi_web, maya_web):
                assert web.get(step(keluhan, code)).status_code in {200, 403, 409, 422}, (keluhan.status, code)
    assert dewi_web.get(step(cases[0], "tidak_ada")).status_code == 404


def test_a_secret_case_and_naming_its_handlers(cast, now, dewi_web, maya_web):
    keluhan = urgent(cast, now, rahasia=True)
    assert dewi_web.get(step(keluhan, "rujuk")).status_code == 404
    assert dewi_web.get(f"/keluhan/{keluhan.pk}/").status_code == 404
    assert maya_web.get(f"/keluhan/{keluhan.pk}/").status_code == 200
    maya_web.post(step(keluhan, "handler"), {"petugas": cast.dewi.petugas_id})
    assert dewi_web.get(f"/keluhan/{keluhan.pk}/").status_code == 200
    assert dewi_web.post(step(keluhan, "handler"), {"petugas": cast.fitri.petugas_id}).status_code == 403


# --- two people at once --------------------------------------------------------------------------------------------
def test_the_second_browser_sees_what_changed_and_overwrites_nothing(cast, now, dewi_web, maya_web):
    keluhan = forwarded(cast, now)
    seen = keluhan.versi
    fields = {"versi": seen, "pemilik": cast.dewi.petugas_id, "prioritas": "NORMAL"}
    assert maya_web.post(step(keluhan, "take"), fields).status_code == 302
    late = {"versi": seen, "alasan": "DATA_KURANG", "kurang": ["nik"], "lain": "Tulisan saya"}
    response = dewi_web.post(step(keluhan, "send_back"), late)
    html = response.content.decode()
    assert response.status_code == 409
    for words in ("baru saja diubah", "Maya Sari", "mengambil keluhan untuk ditelaah", "Tulisan saya"):
        assert words in html, words
    panel = dewi_web.post(step(keluhan, "send_back") + "?panel=1", late, headers=PANEL)
    assert panel.status_code == 422  # htmx swaps it in
    assert "<html" not in panel.content.decode()
    assert (fresh(keluhan).status, fresh(keluhan).pemilik_id) == ("TELAAH", cast.dewi.petugas_id)
