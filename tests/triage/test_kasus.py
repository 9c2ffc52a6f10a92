"""The case page: one story for everything, for each reader only what is theirs, in a fixed number of queries."""

import re

import pytest

from puskesos import closing, files, notes, visits
from puskesos.models import Jejak
from rujukan import answers, referral
from rujukan.access import lock_rujukan
from slrt.triage import triage
from tests import cases
from tests.cases import a_draft, a_need, a_photo, forwarded, fresh, handled_local, in_triage, planned, referred, urgent
from tests.queries import asked
from tests.rujukan import letters_made

NOBODY = {"nik": "", "alasan_tanpa_nik": "HILANG", "no_kk": ""}


def page(web, keluhan, **params):
    return web.get(f"/keluhan/{keluhan.pk}/", params).content.decode()


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def story(html):
    return text_of(html.split('id="riwayat"')[1].split('id="catatan"')[0])


def first_button(html):
    return re.search(r'<div class="actions"><a class="button *" [^>]*>([^<]+)', html)[1].strip()


def test_where_every_need_is_met_the_family_is_told_before_another_way_is_sought(cast, now, dewi_web):
    met, _ = cases.served(cast, now)
    assert first_button(page(dewi_web, fresh(met))) == "Sampaikan hasil ke keluarga"
    assert "Coba pilihan lain" in page(dewi_web, met)
    declined, _ = cases.answered(cast, now, **NOBODY)
    assert first_button(page(dewi_web, declined)) == "Coba pilihan lain"


@pytest.mark.parametrize("where", ["/keluhan/{}/", "/antrean/panel/{}/"])
def test_papers_that_nobody_requires_are_not_told_as_missing(cast, now, dewi_web, where):
    keluhan = forwarded(cast, now)
    papers = keluhan.kebutuhan.get().kelengkapan
    papers.exclude(persyaratan__jenis_berkas__in=("KK", "SKTM")).update(status="ADA")
    papers.filter(persyaratan__jenis_berkas__in=("KK", "SKTM")).update(status="TIDAK_ADA")
    html = dewi_web.get(where.format(keluhan.pk)).content.decode()
    words = text_of(html)
    if "panel" in where:
        assert "belum, wajib: Kartu Keluarga · belum, tidak wajib: Surat keterangan tidak mampu" in words
    else:
        assert '<li data-ok="no"><span>Kartu Keluarga, wajib</span></li><li data-ok="free">' in html
        assert "Surat keterangan tidak mampu (SKTM), tidak wajib" in words


# --- what it shows -------------------------------------------------------------------------------------------------
def test_everything_about_a_referred_case(cast, now, dewi_web):
    keluhan, rujukan = referred(cast, now)
    html = page(dewi_web, keluhan)
    words = text_of(html)
    for expected in (
        "Halimah", "Dirujuk", "BPJS Kesehatan Cabang Palangka Raya", "menerima atau menolak", "Kamis, 26 Nov 2026",
        rujukan.nomor, "Rekomendasi pengaktifan kembali PBI-JK", "Diproses", "17 Agu 1990", "36 tahun",
        "Jl. Mahir Mahar km 18", "Terdaftar, desil 2", "Dewi Lestari", "Pelaksanaan tugas pelayanan publik",
    ):  # fmt: skip
        assert expected in words, expected
    assert "6271 ••••" in words
    assert "6271035708900003" not in html
    assert "81234567890" not in html


def test_the_story_merges_all_floors(cast, now, dewi_web):
    keluhan, rujukan = referred(cast, now)
    answers.accept(by=cast.joko, now=now, id=rujukan.pk)
    told = story(page(dewi_web, keluhan))
    for expected in ("Siti Rahmah mencatat keluhan", "Budi Santoso mulai memeriksa berkas", "Lestari Dewi meneruskan",
                     "Dewi Lestari mengambil keluhan", "Dewi Lestari menulis telaah", "mengajukan rencana",
                     "Maya Sari menyetujui", "Joko Susilo menerima rujukan"):  # fmt: skip
        assert expected in told, expected


@pytest.mark.parametrize("chip, inside, outside", [
    ("rujukan", "menerima rujukan", "mencatat keluhan"), ("tindakan", "mencatat keluhan", "menerima rujukan"),
    ("pesan", "", "mencatat keluhan"), ("bukan-saringan", "mencatat keluhan", ""),
])  # fmt: skip
def test_the_story_can_be_narrowed(cast, now, dewi_web, chip, inside, outside):
    keluhan, rujukan = referred(cast, now)
    answers.accept(by=cast.joko, now=now, id=rujukan.pk)
    told = story(page(dewi_web, keluhan, riwayat=chip))
    assert inside in told
    assert not outside or outside not in told


def test_who_must_act_next_while_several_agencies_are_awaited(cast, now, dewi_web):
    keluhan, first = referred(cast, now)
    second = a_draft(cast.dewi, now, keluhan, "DINSOS")
    referral.submit(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, second.pk))
    referral.send(by=cast.maya, now=now, rujukan=lock_rujukan(cast.maya, second.pk))
    answers.accept(by=cast.joko, now=now, id=first.pk)  # its outcome is due much later than Dinsos' answer
    next_card = text_of(page(dewi_web, keluhan).split('id="berikutnya"')[1].split("</section>")[0])
    assert "Dinas Sosial Kota Palangka Raya" in next_card
    assert "BPJS" not in next_card
    assert "Ingatkan" in next_card


def test_declared_and_the_familys_word_stand_apart(cast, now, dewi_web):
    keluhan, rujukan = referred(cast, now)
    answers.served(by=cast.joko, now=now, id=rujukan.pk, tanggal=now.date(), uraian="Kartu aktif.", bukti=a_photo())
    words = text_of(page(dewi_web, keluhan))
    assert "Instansi: dilayani 23 Nov 2026. Kartu aktif." in words
    assert "Kata keluarga: belum ditanya" in words


def test_papers_that_are_missing_and_files_that_are_there(cast, now, siti_web):
    keluhan = forwarded(cast, now, kebutuhan=(a_need("L01", berkas={"KTP": "ADA"}),))
    row = keluhan.kebutuhan.get().kelengkapan.get(persyaratan__jenis_berkas="KK")
    row.status = "TIDAK_ADA"
    row.save()
    papers = text_of(page(siti_web, keluhan).split('id="lampiran"')[1].split("</section>")[0])
    assert "Kartu Keluarga" in papers
    assert "KTP" not in papers
    assert "Belum ada lampiran" in papers


def test_the_slip_and_the_list_of_what_is_missing_can_be_printed_again(cast, now, siti_web):
    keluhan = forwarded(cast, now, kebutuhan=(a_need("L01", berkas={"KTP": "TIDAK_ADA"}),))
    keluhan.kebutuhan.get().kelengkapan.filter(persyaratan__jenis_berkas="KTP").update(status="TIDAK_ADA")
    html = page(siti_web, keluhan)
    for sheet in ("tanda-terima", "kekurangan"):
        assert f'href="/keluhan/{keluhan.pk}/{sheet}/"' in html


def test_who_must_act_stands_before_what_one_could_do(cast, now, siti_web):
    html = page(siti_web, forwarded(cast, now))
    assert html.index('id="berikutnya"') < html.index('class="actions"')


def test_only_what_the_case_waits_for_stands_out(cast, now, siti_web, koor_web):
    stands_out = r'class="button" href="/keluhan/[^"]+/(?:langkah/)?([a-z_-]+)/"'
    assert re.findall(stands_out, page(siti_web, forwarded(cast, now))) == []  # the secretariat's turn
    local, told = handled_local(cast, now, **NOBODY), cases.told(cast, now, **NOBODY)
    assert re.findall(stands_out, page(koor_web, local)) == ["local_result"]
    assert re.findall(stands_out, page(koor_web, told)) == ["close"]


def test_a_need_that_is_met_is_not_waiting_for_a_referral(cast, now, koor_web):
    waiting, met = cases.verified(cast, now, **NOBODY), cases.told(cast, now, **NOBODY)
    assert "Belum dirujuk." in page(koor_web, waiting)
    assert "Belum dirujuk." not in page(koor_web, met)


def test_other_cases_of_the_person_that_i_may_see(cast, now, dewi_web):
    first, second = forwarded(cast, now), forwarded(cast, now, layanan="L10")
    secret = urgent(cast, now, rahasia=True, layanan="L06")
    html = page(dewi_web, first)
    assert second.nomor in html
    assert secret.nomor not in html


def test_who_else_looked(cast, now, dewi_web, budi_web):
    keluhan = forwarded(cast, now)
    page(dewi_web, keluhan)
    assert "Dewi Lestari 23 Nov 09.00" in text_of(page(budi_web, keluhan))
    assert Jejak.objects.filter(aksi="BACA", keluhan_id=keluhan.pk).count() == 2


# --- for whom ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("person, status", [
    ("siti", 200), ("budi", 200), ("koor", 200), ("bulurah", 200), ("fitri", 200), ("dewi", 200), ("maya", 200),
    ("rahmat", 404), ("tono", 404), ("joko", 403), ("hendra", 403), ("pia", 403), ("adi", 403),
])  # fmt: skip
def test_who_opens_it(cast, now, person, status):
    keluhan, _ = referred(cast, now)
    response = getattr(cast, f"{person}_web").get(f"/keluhan/{keluhan.pk}/")
    assert response.status_code == status
    if status != 200:
        assert "Halimah" not in response.content.decode()


def test_internal_notes_stay_in_the_secretariat(cast, now, dewi_web, siti_web):
    keluhan = in_triage(cast, now)
    notes.add_note(by=cast.dewi, now=now, id=keluhan.pk, catatan="Hanya untuk kita.", internal=True)
    assert "Hanya untuk kita." in page(dewi_web, keluhan)
    assert "Hanya untuk kita." not in page(siti_web, keluhan)
    assert "id_internal" in page(dewi_web, keluhan)
    assert "id_internal" not in page(siti_web, keluhan)


def test_a_secret_case_is_marked_and_names_its_handlers(cast, now, maya_web, dewi_web):
    keluhan = urgent(cast, now, rahasia=True)
    html = text_of(page(maya_web, keluhan))
    for expected in ("Rahasia", "Penangan", "Siti Rahmah", "Lestari Dewi", "Maya Sari", "Tunjuk penangan"):
        assert expected in html, expected
    assert dewi_web.get(f"/keluhan/{keluhan.pk}/").status_code == 404


def buttons(html):
    """The steps in the head of the page, the first is the main one."""
    head = html.split('class="actions"')[1].split("</div>")[0]
    return [text_of(one).strip() for one in re.findall(r'<a class="button[^>]*>(.*?)</a>', head)]


def test_the_buttons_come_from_the_tables(cast, now, dewi_web, maya_web, fitri_web, koor_web, siti_web):
    keluhan = forwarded(cast, now)
    assert buttons(page(dewi_web, keluhan))[:3] == ["Rujuk R", "Ambil untuk ditelaah", "Kembalikan ke Puskesos"]
    assert buttons(page(fitri_web, keluhan))[0] == "Ambil untuk ditelaah"
    assert "Rujuk R" not in buttons(page(koor_web, keluhan))
    case, _ = planned(cast, now, **NOBODY)
    assert buttons(page(maya_web, case))[0] == "Putuskan rencana"
    assert "Putuskan rencana" not in page(dewi_web, case)
    local = handled_local(cast, now, **NOBODY)
    assert buttons(page(koor_web, local))[0] == "Catat hasil di Puskesos"
    assert "telaah/" not in page(siti_web, local)


def test_the_puskesos_gets_the_light_page(cast, now, siti_web, dewi_web):
    keluhan = forwarded(cast, now)
    assert "htmx" not in page(siti_web, keluhan)
    assert "vendor/htmx" in page(dewi_web, keluhan)


def test_all_that_lies_beside_a_case_is_on_its_page(cast, now, dewi_web):
    keluhan, rujukan = planned(cast, now)
    photo = files.attach(by=cast.budi, now=now, file=a_photo(), jenis="KTP", keluhan=keluhan.pk)
    visit = visits.plan_visit(by=cast.siti, now=now, id=keluhan.pk, rencana=now.date())
    visits.record_visit(by=cast.siti, now=now, id=visit.pk, kondisi="Atap bocor, tiga anak.")
    triage.approve_plan(by=cast.maya, now=now, id=keluhan.pk, catatan="Segera, anaknya dirawat.")
    surat = letters_made.drafted(cast, now, rujukan=cases.fresh_rujukan(rujukan))
    html = page(dewi_web, keluhan)
    for address in (f"/berkas/{photo.pk}/", surat.get_absolute_url(), f"/rujukan/{rujukan.pk}/"):
        assert f'href="{address}"' in html
    for words in ("Atap bocor, tiga anak.", "menulis telaah", "memutuskan rencana Segera, anaknya dirawat."):
        assert words in story(html)


# --- cost ----------------------------------------------------------------------------------------------------------
def test_a_long_story_asks_no_more_than_a_short_one(cast, now, dewi_web):
    short, _ = referred(cast, now)
    full, first = referred(cast, now, kebutuhan=(a_need("L01"), a_need("L10"), a_need("L06")), **NOBODY)
    for instansi in ("DINSOS", "BAZNAS_KOTA"):
        draft = a_draft(cast.dewi, now, full, instansi)
        referral.submit(by=cast.dewi, now=now, rujukan=lock_rujukan(cast.dewi, draft.pk))
        referral.send(by=cast.maya, now=now, rujukan=lock_rujukan(cast.maya, draft.pk))
    answers.accept(by=cast.joko, now=now, id=first.pk)
    answers.report_progress(by=cast.joko, now=now, id=first.pk, isi="Sedang diverifikasi.")
    for number in range(5):
        notes.add_note(by=cast.dewi, now=now, id=full.pk, catatan=f"Catatan {number}")
    url = "/keluhan/{}/"
    dewi_web.get(url.format(short.pk))
    _, few = asked(dewi_web.get, url.format(short.pk))
    _, many = asked(dewi_web.get, url.format(full.pk))
    assert len(few) == len(many), sorted(set(many) - set(few))
    assert len(many) <= 21, many


def test_a_case_that_was_never_referred_asks_nothing_about_referrals(cast, now, dewi_web):
    keluhan = forwarded(cast, now)
    dewi_web.get(f"/keluhan/{keluhan.pk}/")
    _, asked_for = asked(dewi_web.get, f"/keluhan/{keluhan.pk}/")
    told = [sql for sql in asked_for if re.search('FROM "rujukan_(riwayatrujukan|tindaklanjut|kiriman)"', sql)]
    assert len(told) == 1  # the bell in the frame
    assert len(asked_for) <= 15, asked_for


def test_the_page_of_a_closed_or_merged_case(cast, now, dewi_web, maya_web):
    target, twin = forwarded(cast, now), forwarded(cast, now, layanan="L10")
    closing.merge(by=cast.dewi, now=now, id=twin.pk, tujuan_id=target.pk)
    html = page(dewi_web, twin)
    assert "Keluhan ini digabung" in html
    assert f"/keluhan/{target.pk}/" in html
    triage.take(by=cast.dewi, now=now, id=target.pk)
    closing.cannot(by=cast.maya, now=now, id=target.pk, alasan="KLIEN_MENINGGAL", catatan="Meninggal.",
                   hak_keberatan=True)  # fmt: skip
    assert "sudah ditutup" in page(maya_web, fresh(target))
