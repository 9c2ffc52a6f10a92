"""Letters through the browser: written, taken through their steps, printed, checked by strangers, issued in bulk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from puskesos.models import Jejak, Keluhan
from rujukan import answer_links, letters
from rujukan.models import BarisPekerjaan, PekerjaanSurat, Surat
from tests import cases
from tests.people import CITY, KALAMPANGAN
from tests.rujukan.letters_made import a_signer, drafted, fresh, issued, signed, sktm_drafted, sktm_issued
from tests.scanner import scan


@pytest.fixture(autouse=True)
def clock(now, time_machine):
    time_machine.move_to(now, tick=False)


def url(name, *args, **kwargs):
    return reverse(f"rujukan:{name}", args=args, kwargs=kwargs)


def typed(form, **changes):
    """What a browser would send of a form, with some of it changed."""
    values = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    return {name: value for name, value in (values | changes).items() if value is not False}


# --- writing -------------------------------------------------------------------------------------------------------
def test_a_letter_is_written_from_the_case_page(cast, now, dewi_web):
    keluhan, rujukan = cases.referred(cast, now)
    a_signer(cast, now)
    new = url("surat-baru", keluhan.pk)
    assert new in dewi_web.get(keluhan.get_absolute_url()).content.decode()
    assert new in dewi_web.get(rujukan.get_absolute_url()).content.decode()
    kinds = dewi_web.get(new).content.decode()
    address = f"{new}?jenis=RUJUKAN&rujukan={rujukan.pk}"
    assert f"rujukan={rujukan.pk}" in kinds and "BPJS" in kinds and "SKTM" not in kinds
    form = dewi_web.get(address).context["form"]
    assert "Halimah" not in form["uraian"].value() and "Mohon diprioritaskan" in form["uraian"].value()
    done = dewi_web.post(address, typed(form, uraian="Mohon dibantu."))
    surat = Surat.objects.get()
    assert done["Location"] == surat.get_absolute_url()
    assert (surat.uraian, surat.penanda.unit_id, surat.sertakan_identitas) == ("Mohon dibantu.", CITY, True)
    for page in (keluhan, rujukan):
        assert surat.get_absolute_url() in dewi_web.get(page.get_absolute_url()).content.decode()


def test_nothing_typed_is_lost_when_a_field_is_wrong(cast, now, dewi_web):
    keluhan, rujukan = cases.referred(cast, now)
    a_signer(cast, now)
    address = f"{url('surat-baru', keluhan.pk)}?jenis=RUJUKAN&rujukan={rujukan.pk}"
    form = dewi_web.get(address).context["form"]
    again = dewi_web.post(address, typed(form, hal="", uraian="KALIMAT " * 2_600))
    assert again.status_code == 422 and not Surat.objects.exists()
    page = again.content.decode()
    assert "Kelebihan" in page and "KALIMAT KALIMAT" in page
    assert dewi_web.post(address, typed(form, tujuan="")).status_code == 422


def test_all_that_a_letter_lacks_is_said_at_once(cast, now, dewi_web):
    """Under the usual heading, and no field that must be filled is called optional."""
    keluhan, rujukan = cases.referred(cast, now)
    a_signer(cast, now)
    address = f"{url('surat-baru', keluhan.pk)}?jenis=RUJUKAN&rujukan={rujukan.pk}"
    form = dewi_web.get(address).context["form"]
    assert form.fields["tujuan"].required and not form.fields["uraian"].required
    again = dewi_web.post(address, typed(form, hal="", tujuan=""))
    page = again.content.decode()
    assert again.status_code == 422 and set(again.context["form"].errors) == {"hal", "tujuan"}
    assert "Isi kepada siapa surat ini." in page
    assert "<h2>Belum tersimpan – ada isian yang perlu diperbaiki</h2>" in page


def test_the_form_says_when_nobody_may_sign(cast, now, dewi_web, maya_web):
    keluhan, rujukan = cases.referred(cast, now)
    address = f"{url('surat-baru', keluhan.pk)}?jenis=RUJUKAN&rujukan={rujukan.pk}"
    page = dewi_web.get(address)
    assert "Belum ada penanda tangan" in page.content.decode()
    assert dewi_web.post(address, typed(page.context["form"])).status_code == 422
    row = {"unit": CITY, "peran": "MANAJER", "jabatan": "Manajer SLRT", "nama": "Maya Sari", "berlaku_mulai_0": "1",
           "berlaku_mulai_1": "1", "berlaku_mulai_2": "2026"}  # fmt: skip
    assert maya_web.post("/referensi/surat-penanda/baru/", row).status_code == 302
    assert dewi_web.post(address, typed(dewi_web.get(address).context["form"])).status_code == 302


def test_texts_are_corrected_on_the_reference_page(cast, now, maya_web, dewi_web):
    assert "Teks surat" in maya_web.get("/referensi/").content.decode()
    rows = maya_web.get("/referensi/surat-teks/").content.decode()
    assert "RJK" in rows and "Surat rujukan" in rows
    from rujukan.models import TeksSurat

    text = TeksSurat.objects.get(jenis="RUJUKAN", tingkat="KOTA")
    address = f"/referensi/surat-teks/{text.pk}/"
    form = maya_web.get(address).context["form"]
    bad = maya_web.post(address, _dated(form, pola_nomor="{urut}/{entah}/{tahun}"))
    assert bad.status_code == 422 and "Tidak dikenal: {entah}" in bad.content.decode()
    assert maya_web.post(address, _dated(form, hal="Mohon layanan")).status_code == 302
    text.refresh_from_db()
    assert text.hal == "Mohon layanan" and text.disunting_pada
    assert dewi_web.get(address).status_code == 403


def _dated(form, **changes):
    """Like `typed`, with the three boxes of each date."""
    sent = typed(form, **changes)
    for name in ("berlaku_mulai", "berlaku_sampai"):
        day = sent.pop(name)
        parts = (day.day, day.month, day.year) if day else ("", "", "")
        sent |= {f"{name}_{at}": part for at, part in enumerate(parts)}
    return sent


def test_a_concept_is_changed_and_an_old_page_is_told(cast, now, dewi_web):
    surat = drafted(cast, now)
    address = url("surat-ubah", surat.pk)
    form = dewi_web.get(address).context["form"]
    assert dewi_web.post(address, typed(form, hal="Satu")).status_code == 302
    late = dewi_web.post(address, typed(form, hal="Dua"))
    assert late.status_code == 409 and "diubah orang lain" in late.content.decode()
    assert fresh(surat).hal == "Satu"


# --- steps ---------------------------------------------------------------------------------------------------------
def test_the_whole_way_by_buttons(cast, now, dewi_web, maya_web):
    surat = drafted(cast, now)
    for browser, code in ((dewi_web, "submit"), (maya_web, "sign"), (dewi_web, "issue")):
        page = browser.get(surat.get_absolute_url()).content.decode()
        assert url("surat-langkah", surat.pk, code) in page
        browser.post(url("surat-langkah", surat.pk, code), {"versi": fresh(surat).versi})
    assert fresh(surat).status == "TERBIT"
    page = dewi_web.get(surat.get_absolute_url()).content.decode()
    assert "400.9/1/RJK/SLRT/2026" in page and url("surat-langkah", surat.pk, "withdraw") not in page


def test_a_button_pressed_on_an_old_page_does_nothing(cast, now, dewi_web, maya_web):
    surat = signed(cast, now)
    again = maya_web.post(url("surat-langkah", surat.pk, "sign"), {"versi": surat.versi - 1})
    assert again.status_code == 409 and fresh(surat).status == "DITANDATANGANI"
    stale = dewi_web.post(url("surat-langkah", surat.pk, "issue"), {"versi": surat.versi - 1})
    assert stale.status_code == 409 and fresh(surat).status == "DITANDATANGANI"


def test_withdrawing_asks_why(cast, now, maya_web):
    surat = issued(cast, now)
    address = url("surat-langkah", surat.pk, "withdraw")
    assert "Mengapa dicabut" in maya_web.get(address).content.decode()
    assert maya_web.post(address, {"versi": surat.versi, "catatan": ""}).status_code == 422
    assert maya_web.post(address, {"versi": surat.versi, "catatan": "Salah alamat."}).status_code == 302
    assert "Salah alamat." in maya_web.get(surat.get_absolute_url()).content.decode()


def test_the_head_finds_and_signs_what_waits_for_him(cast, now, hendra_web, maya_web):
    surat = drafted(cast, now, penanda=a_signer(cast, now, peran="PIMPINAN", jabatan="Kepala Dinas Sosial").pk)
    letters.submit(by=cast.dewi, now=now, id=surat.pk)
    assert hendra_web.get(surat.get_absolute_url()).status_code == 404
    letters.paraf(by=cast.maya, now=now, id=surat.pk)
    assert surat.get_absolute_url() in hendra_web.get(url("persuratan")).content.decode()
    page = hendra_web.get(surat.get_absolute_url()).content.decode()
    assert surat.keluhan.get_absolute_url() not in page
    hendra_web.post(url("surat-langkah", surat.pk, "sign"), {"versi": fresh(surat).versi})
    assert fresh(surat).status == "DITANDATANGANI"


# --- paper ---------------------------------------------------------------------------------------------------------
def test_the_pdf_opens_in_the_browser_and_leaves_a_trace(cast, now, siti_web, joko_web, rahmat_web):
    surat = issued(cast, now)
    response = siti_web.get(url("surat-pdf", surat.pk))
    assert response["Content-Type"] == "application/pdf" and response["Content-Disposition"].startswith("inline;")
    assert response.content == letters.archived(surat) == joko_web.get(url("surat-pdf", surat.pk)).content
    seen = Jejak.objects.filter(aksi="CETAK", objek_id=str(surat.pk))
    assert [row.rincian["memuat_nik"] for row in seen] == [True, True]
    assert rahmat_web.get(url("surat-pdf", surat.pk)).status_code == 404


def test_the_head_may_not_open_a_letter_with_a_nik(cast, now, hendra_web):
    signer = a_signer(cast, now, peran="PIMPINAN", jabatan="Kepala Dinas Sosial").pk
    surat = drafted(cast, now, penanda=signer)
    letters.submit(by=cast.dewi, now=now, id=surat.pk)
    letters.paraf(by=cast.maya, now=now, id=surat.pk)
    assert hendra_web.get(url("surat-pdf", surat.pk)).status_code == 200  # masked
    letters.sign(by=cast.hendra, now=now, id=surat.pk)
    letters.issue(by=cast.dewi, now=now, id=surat.pk)
    assert hendra_web.get(url("surat-pdf", surat.pk)).status_code == 403
    seen = hendra_web.get(surat.get_absolute_url()).content.decode()
    assert url("surat-pdf", surat.pk) not in seen and "dibuka oleh yang berhak" in seen  # no button that is refused


def test_a_preview_without_letterhead_says_so(cast, now, dewi_web):
    from rujukan.models import KopSurat

    surat = drafted(cast, now)
    KopSurat.objects.filter(unit=CITY).update(berlaku_sampai=now.date() - timedelta(days=1))
    page = dewi_web.get(url("surat-pdf", surat.pk), follow=True).content.decode()
    assert "Kop surat untuk unit ini belum ada" in page


def test_the_scan_is_uploaded_and_opened(cast, now, dewi_web, budi_web):
    surat = issued(cast, now)
    address = url("surat-pindaian", surat.pk)
    assert dewi_web.post(address).status_code == 422
    assert dewi_web.post(address, {"berkas": cases.a_photo()}).status_code == 302
    page = dewi_web.get(surat.get_absolute_url()).content.decode()
    assert reverse("puskesos:berkas", args=[fresh(surat).pindaian_id]) in page
    assert "mengunggah pindaian bertanda tangan" in page and "mengganti pindaian" not in page
    assert dewi_web.post(address, {"berkas": cases.a_photo("gray")}).status_code == 302
    page = dewi_web.get(surat.get_absolute_url()).content.decode()
    told = ("mengganti pindaian bertanda tangan", "mengunggah pindaian bertanda tangan", "menerbitkan")
    assert [page.index(words) for words in told] == sorted(page.index(words) for words in told)
    assert fresh(surat).status == "TERBIT"
    assert budi_web.post(address, {"berkas": cases.a_photo()}).status_code == 403
    assert fresh(surat).riwayat.filter(langkah="").count() == 2


def test_a_secret_case_shows_its_letters_to_handlers_only(cast, now, dewi_web, fitri_web, joko_web):
    _, rujukan = cases.secret_referred(cast, now)
    surat = issued(cast, now, rujukan=rujukan)
    assert dewi_web.get(surat.get_absolute_url()).status_code == 200
    assert fitri_web.get(surat.get_absolute_url()).status_code == 404
    seen = joko_web.get(surat.get_absolute_url()).content.decode()
    assert "Halimah" not in seen and "H." in seen and "Rahasia" not in seen
    assert "Halimah" not in joko_web.get(f"{url('persuratan')}?tab=terbit").content.decode()


def test_the_agency_reads_nothing_that_was_said_inside(cast, now, joko_web, dewi_web):
    surat = signed(cast, now)
    letters.revise(by=cast.maya, now=now, id=surat.pk, catatan="KATA DALAM")
    issued(cast, now, fresh(surat))
    letters.withdraw(by=cast.maya, now=now, id=surat.pk, catatan="SEBAB DALAM")
    inside, outside = (web.get(surat.get_absolute_url()).content.decode() for web in (dewi_web, joko_web))
    for words in ("KATA DALAM", "SEBAB DALAM", "Dewi Lestari"):
        assert words in inside and words not in outside
    assert "menerbitkan surat" in outside and "dicabut" in outside
    tabs = joko_web.get(url("persuratan")).content.decode()
    assert "Konsep" not in tabs and "Terbit" in tabs


def test_the_list_costs_the_same_whatever_its_length(cast, now, dewi_web, django_assert_max_num_queries):
    rujukan = issued(cast, now).rujukan
    dewi_web.get(f"{url('persuratan')}?tab=terbit")
    with django_assert_max_num_queries(16):
        dewi_web.get(f"{url('persuratan')}?tab=terbit")
    for _ in range(4):
        issued(cast, now, rujukan=rujukan)
    with django_assert_max_num_queries(16):
        page = dewi_web.get(f"{url('persuratan')}?tab=terbit").content.decode()
    assert "400.9/5/RJK" in page


# --- strangers -----------------------------------------------------------------------------------------------------
def test_anybody_can_check_a_letter(cast, now, client):
    surat = issued(cast, now)
    page = client.get(url("surat-periksa", surat.code()))
    text = page.content.decode()
    assert page.status_code == 200 and "Surat ini asli" in text
    for word in (surat.nomor, "23 Nov 2026", "BPJS Kesehatan", "H.", surat.sidik[:4].upper()):
        assert word in text
    secrets = ("Halimah", cases.NIK_WOMAN, "Mahir Mahar", "tersertifikasi", "PBI", "Kalampangan", surat.keluhan.nomor)
    assert [word for word in secrets if word in text] == []
    assert len(page.content) < 10_000 and "<script" not in text


def test_the_qr_on_the_letter_is_the_address_of_that_page(cast, now, settings, client):
    settings.PUBLIC_URL = "https://slrt.contoh.id"
    surat = issued(cast, now)
    address = scan(letters.archived(surat))
    assert address == f"https://slrt.contoh.id{url('surat-periksa', surat.code())}"
    assert client.get(address.removeprefix("https://slrt.contoh.id")).status_code == 200


def test_a_withdrawn_letter_says_so(cast, now, client):
    surat = issued(cast, now)
    letters.withdraw(by=cast.maya, now=now, id=surat.pk, catatan="RAHASIA DAPUR")
    text = client.get(url("surat-periksa", surat.code())).content.decode()
    assert "sudah dicabut" in text and "asli" not in text and "RAHASIA DAPUR" not in text
    assert url("surat-jawab", surat.code()) not in text


@pytest.mark.parametrize("code", ["K7QM-2XRD-9TBA-5", "0000-0000-0000-0", "x", "%00", "🙂", "A" * 3000])
def test_an_unknown_code_is_told(cast, now, client, code):
    assert client.get(url("surat-periksa", code)).status_code == 404


def test_concepts_do_not_exist_for_strangers(cast, now, client):
    surat = signed(cast, now)
    assert client.get(url("surat-periksa", surat.code())).status_code == 404
    letters.issue(by=cast.dewi, now=now, id=surat.pk)
    assert client.get(url("surat-periksa", surat.code())).status_code == 200


def test_a_code_typed_by_hand_finds_the_letter(cast, now, client):
    surat = issued(cast, now)
    spoken = surat.code().replace("0", "o").replace("1", "l").replace("-", " ").lower()
    assert client.post(url("surat-ketik"), {"kode": spoken})["Location"] == url("surat-periksa", surat.code())
    wrong = client.post(url("surat-ketik"), {"kode": "salah"})
    assert wrong.status_code == 422 and "tidak cocok" in wrong.content.decode()
    assert "Isi kode di bawah kode QR." in client.post(url("surat-ketik"), {"kode": " "}).content.decode()


def test_guessing_is_stopped_for_right_and_wrong_codes_alike(cast, now, client):
    surat = issued(cast, now)
    for _ in range(10):
        assert client.get(url("surat-periksa", "K7QM-2XRD-9TBA-5")).status_code == 404
    assert client.get(url("surat-periksa", surat.code())).status_code == 429
    assert client.get(url("surat-periksa", surat.code()), REMOTE_ADDR="10.1.2.3").status_code == 200


def test_no_code_gets_into_the_log(cast, now, client, caplog):
    surat = issued(cast, now)
    with caplog.at_level("INFO", logger="django.request"):
        for _ in range(11):
            client.get(url("surat-periksa", "K7QM-2XRD-9TBA-5"))
            client.post(url("surat-jawab", "K7QM-2XRD-9TBA-5"))
        assert client.get(url("surat-periksa", surat.code())).status_code == 429
        assert client.post(url("surat-jawab", surat.code())).status_code == 429
        client.get("/tidak-ada/")
    assert "/tidak-ada/" in caplog.text
    assert "/surat/" not in caplog.text


def test_fifty_looks_change_nothing(cast, now, client):
    surat = issued(cast, now)
    before = (fresh(surat).updated_at, Jejak.objects.count(), surat.rujukan.status)
    for _ in range(50):
        client.get(url("surat-periksa", surat.code()))
    surat.rujukan.refresh_from_db()
    assert (fresh(surat).updated_at, Jejak.objects.count(), surat.rujukan.status) == before


def test_from_the_letter_to_the_agencys_answer(cast, now, client):
    surat = issued(cast, now)
    assert url("surat-jawab", surat.code()) in client.get(url("surat-periksa", surat.code())).content.decode()
    assert client.get(url("surat-jawab", surat.code())).status_code == 405
    assert client.post(url("surat-jawab", surat.code()))["Location"] == reverse("rujukan:jawab")
    assert client.get(reverse("rujukan:jawab")).status_code == 200
    answer_links.revoke_all(by=cast.dewi, now=now, rujukan_id=surat.rujukan_id)
    closed = client.post(url("surat-jawab", surat.code()), follow=True)
    assert "sudah ditutup" in closed.content.decode()


def test_an_sktm_has_no_answer(cast, now, client):
    surat = sktm_issued(cast, now)
    text = client.get(url("surat-periksa", surat.code())).content.decode()
    assert "asli" in text and "Jawab rujukan" not in text
    assert "tutup=1" in client.post(url("surat-jawab", surat.code()))["Location"]


# --- many at once --------------------------------------------------------------------------------------------------
def test_many_letters_are_issued_by_the_page_that_watches(cast, now, dewi_web, maya_web, monkeypatch):
    monkeypatch.setattr(letters.batch, "PER_LOOK", 4)
    monkeypatch.setattr(letters.batch, "LONGEST_LOOK", 60)
    rujukan = cases.referred(cast, now)[1]
    ready = [signed(cast, now, drafted(cast, now, rujukan)) for _ in range(6)]
    tab = dewi_web.get(f"{url('persuratan')}?tab=siap").content.decode()
    assert url("surat-massal") in tab and str(ready[0].pk) in tab
    go = dewi_web.post(url("surat-massal"), {"pilih": [str(one.pk) for one in ready] + ["x"]})
    work = PekerjaanSurat.objects.get()
    assert go["Location"] == url("surat-pekerjaan", work.pk)
    part = dewi_web.post(go["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "4 dari 6" in part and "hx-trigger" in part
    rest = dewi_web.post(go["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "6 dari 6" in rest and "hx-trigger" not in rest
    assert sorted(Surat.objects.values_list("urut", flat=True)) == list(range(1, 7))
    paper = dewi_web.get(url("surat-pekerjaan-pdf", work.pk))
    assert letters.rendering.pages(paper.content) == 6
    assert maya_web.get(go["Location"]).status_code == 404


def test_everything_that_is_ready_and_nothing_of_others(cast, now, dewi_web):
    """A kelurahan's letter is seen at the secretariat, and issued by the kelurahan."""
    city = signed(cast, now)
    local = sktm_drafted(cast, now, keluhan=cases.in_verification(cast, now, nik=cases.NIK_MAN, nama="Bahen"))
    letters.submit(by=cast.budi, now=now, id=local.pk)
    letters.paraf(by=cast.koor, now=now, id=local.pk)
    letters.sign(by=cast.bulurah, now=now, id=local.pk)
    tab = dewi_web.get(f"{url('persuratan')}?tab=siap").content.decode()
    assert f'value="{city.pk}"' in tab and f'value="{local.pk}"' not in tab and str(local.pk) in tab
    dewi_web.post(url("surat-massal"), {"semua": "1"})
    assert [row.surat_id for row in BarisPekerjaan.objects.all()] == [city.pk]


def test_the_tick_finishes_what_nobody_watches(cast, now, dewi_web):
    from django.core.management import call_command

    surat = signed(cast, now)
    dewi_web.post(url("surat-massal"), {"pilih": [str(surat.pk)]})
    call_command("tick", verbosity=0)
    assert fresh(surat).status == "TERBIT" and BarisPekerjaan.objects.get().status == "SELESAI"


def test_one_bad_letter_does_not_stop_the_others(cast, now, dewi_web):
    from rujukan import referral

    bad = signed(cast, now)
    good = signed(cast, now, drafted(cast, now, bad.rujukan, jenis="REKOMENDASI", tujuan="BPJS"))
    work = letters.batch.start(by=cast.dewi, now=now, ids=[bad.pk, good.pk])
    referral.withdraw(by=cast.maya, now=now, rujukan=cases.fresh_rujukan(bad.rujukan), catatan="Keliru.")
    letters.batch.work_off(now)
    assert letters.batch.progress(work) == (1, 1, 2)
    assert "tidak dapat diterbitkan" in dewi_web.get(url("surat-pekerjaan", work.pk)).content.decode()


def test_what_became_secret_is_neither_issued_nor_printed(cast, now, dewi_web):
    """It fails alone, and the letters behind it are issued; what was issued before is no longer given out."""
    surat = signed(cast, now)
    first = letters.batch.start(by=cast.dewi, now=now, ids=[surat.pk])
    letters.batch.work_off(now)
    assert len(letters.batch.printed(first, cast.dewi)[1]) == 1
    late = signed(cast, now, drafted(cast, now, surat.rujukan, jenis="REKOMENDASI", tujuan="BPJS"))
    work = letters.batch.start(by=cast.dewi, now=now, ids=[late.pk])
    Keluhan.objects.filter(pk=surat.keluhan_id).update(rahasia=True)
    letters.batch.work_off(now)
    assert letters.batch.progress(work) == (0, 1, 1)
    assert not letters.batch.printed(first, cast.dewi)[1]
    assert dewi_web.get(url("surat-pekerjaan-pdf", first.pk)).status_code == 302


def test_work_of_somebody_whose_assignment_ended_is_not_done(cast, now):
    surat = signed(cast, now)
    work = letters.batch.start(by=cast.dewi, now=now, ids=[surat.pk])
    cast.dewi.selesai = now.date() - timedelta(days=1)
    cast.dewi.save()
    letters.batch.work_off(now)
    assert letters.batch.progress(work) == (0, 1, 1) and fresh(surat).status == "DITANDATANGANI"


def test_nothing_chosen_is_told(cast, now, dewi_web):
    page = dewi_web.post(url("surat-massal"), follow=True).content.decode()
    assert "Pilih surat yang siap diterbitkan" in page


def test_the_lurahs_list_begins_with_what_waits_for_her(cast, now, bulurah_web):
    surat = sktm_drafted(cast, now)
    letters.submit(by=cast.budi, now=now, id=surat.pk)
    letters.paraf(by=cast.koor, now=now, id=surat.pk)
    assert surat.get_absolute_url() in bulurah_web.get(url("persuratan")).content.decode()
    assert surat.unit_id == KALAMPANGAN


# --- whose turn it is ----------------------------------------------------------------------------------------------
WAITS = "Surat menunggu Anda"


def home(web):
    return web.get("/").content.decode()


def test_the_first_page_says_that_a_letter_waits_for_me(cast, now, koor_web, bulurah_web, budi_web):
    surat = sktm_drafted(cast, now)
    assert WAITS not in home(koor_web)
    letters.submit(by=cast.budi, now=now, id=surat.pk)
    assert f'{WAITS} <span class="count">1</span>' in home(koor_web)
    assert WAITS not in home(bulurah_web) and WAITS not in home(budi_web), "not signed before it is initialled"
    letters.paraf(by=cast.koor, now=now, id=surat.pk)
    assert WAITS in home(bulurah_web) and "Tidak ada keluhan yang menunggu Anda" in home(bulurah_web)
    assert WAITS not in home(koor_web)
    letters.sign(by=cast.bulurah, now=now, id=surat.pk)
    assert WAITS not in home(bulurah_web)


def test_the_dashboard_tells_the_head_what_waits_for_that_signature(cast, now, hendra_web, dewi_web):
    surat = drafted(cast, now, penanda=a_signer(cast, now, peran="PIMPINAN", jabatan="Kepala Dinas Sosial").pk)
    letters.submit(by=cast.dewi, now=now, id=surat.pk)
    words = "menunggu tanda tangan Anda"
    assert words not in hendra_web.get("/dasbor/").content.decode()
    letters.paraf(by=cast.maya, now=now, id=surat.pk)
    assert "<b>1 surat</b> " + words in hendra_web.get("/dasbor/").content.decode()
    assert words not in dewi_web.get("/dasbor/").content.decode()
