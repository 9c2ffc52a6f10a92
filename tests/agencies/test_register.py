"""The agency register: contacts by position with their days, hours, capacity, and whether somebody made sure."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from puskesos import catalogue
from puskesos.models import Instansi, Jejak
from puskesos.refusals import MissingFact, NotAllowed, Refused, Stale
from rujukan import directory
from rujukan.models import AlamatKontak, JamLayanan, Kiriman, KontakInstansi, ProfilInstansi
from rujukan.reminders import recipients
from tests.cases import fresh_rujukan, referred

BPJS = "BPJS_KES"
PAGE = "/instansi/BPJS_KES/"


@pytest.fixture(autouse=True)
def _forget():
    catalogue.forget()
    yield
    catalogue.forget()


def contact(cast, now, **changes):
    known = {"jabatan": "Kepala Bidang Kepesertaan", "nama": "Rina", "email": "kepesertaan@contoh.invalid",
             "whatsapp": "0812 3456 7890"}  # fmt: skip
    return directory.add_contact(by=cast.dewi, now=now, **{"instansi": BPJS, **known, **changes})


def agency(kode=BPJS):
    return Instansi.objects.get(pk=kode)


# --- contacts ------------------------------------------------------------------------------------------------------
def test_messages_go_to_the_first_position_of_the_register(cast, now):
    assert recipients.address_of(agency(), now.date()) == "bpjs-kes@contoh.invalid"
    contact(cast, now, jabatan="Kepala Cabang", urutan=2, email="kepala@contoh.invalid", whatsapp="")
    contact(cast, now)
    assert recipients.address_of(agency(), now.date()) == "kepesertaan@contoh.invalid"
    assert recipients.phone_of(agency(), now.date()) == "+6281234567890"


def test_an_address_that_ended_gets_nothing_any_more(cast, now):
    row = contact(cast, now - timedelta(days=30))
    directory.end_address(by=cast.dewi, now=now, id=row.alamat.get(jenis="EMAIL").pk)
    assert recipients.address_of(agency(), now.date()) == "bpjs-kes@contoh.invalid"
    assert recipients.address_of(agency(), now.date() - timedelta(days=1)) == "kepesertaan@contoh.invalid"
    with pytest.raises(Http404):
        directory.end_address(by=cast.dewi, now=now, id=row.alamat.get(jenis="EMAIL").pk)


def test_a_position_that_ended_takes_its_addresses_along(cast, now):
    row = contact(cast, now - timedelta(days=30))
    yesterday = now.date() - timedelta(days=1)
    directory.edit_contact(by=cast.dewi, now=now, id=row.pk, versi=row.versi, jabatan=row.jabatan, nama=row.nama,
                           urutan=1, mulai=row.mulai, sampai=yesterday)  # fmt: skip
    assert recipients.address_of(agency(), now.date()) == "bpjs-kes@contoh.invalid"
    assert recipients.address_of(agency(), yesterday) == "kepesertaan@contoh.invalid"


def test_an_address_of_tomorrow_waits_for_its_day(cast, now):
    tomorrow = now.date() + timedelta(days=1)
    contact(cast, now, mulai=tomorrow)
    assert recipients.address_of(agency(), now.date()) == "bpjs-kes@contoh.invalid"
    assert recipients.address_of(agency(), tomorrow) == "kepesertaan@contoh.invalid"


def test_the_mail_of_a_new_referral_goes_to_the_registered_desk(cast, now):
    contact(cast, now)
    _, rujukan = referred(cast, now)
    mail = fresh_rujukan(rujukan).kiriman.get(kanal=Kiriman.Kanal.EMAIL, instansi=BPJS)
    assert mail.alamat == "kepesertaan@contoh.invalid"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [("email", "kepesertaan", "e-mail lengkap"), ("whatsapp", "0536 3221234", "nomor HP"),
     ("telepon", "12", "kurang lengkap")],
)  # fmt: skip
def test_a_wrong_address_is_said_at_its_field_and_nothing_is_kept(cast, now, field, typed, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        contact(cast, now, **{field: typed})
    assert refused.value.field == field
    assert not KontakInstansi.objects.exists()
    assert contact(cast, now, **{field: ""})


def test_the_same_position_or_address_twice_is_refused(cast, now):
    row = contact(cast, now)
    with pytest.raises(Refused, match="sudah ada"):
        contact(cast, now)
    with pytest.raises(Refused, match="sudah tercatat"):
        directory.add_address(by=cast.dewi, now=now, id=row.pk, jenis="EMAIL", alamat="kepesertaan@contoh.invalid")
    assert directory.add_address(by=cast.dewi, now=now, id=row.pk, jenis="EMAIL", alamat="dua@contoh.invalid")


def test_the_database_keeps_days_in_their_order(cast, now):
    row = contact(cast, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        AlamatKontak.objects.filter(kontak=row).update(sampai=now.date() - timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        JamLayanan.objects.create(instansi_id=BPJS, hari=1, buka=time(15), tutup=time(8))


def test_somebody_elses_change_is_not_overwritten(cast, now):
    row = contact(cast, now)
    edit = {"by": cast.dewi, "now": now, "id": row.pk, "versi": row.versi, "jabatan": row.jabatan, "nama": "Sari",
            "urutan": 1, "mulai": row.mulai}  # fmt: skip
    directory.edit_contact(**edit)
    with pytest.raises(Stale):
        directory.edit_contact(**edit | {"nama": "Tia"})
    assert KontakInstansi.objects.get(pk=row.pk).nama == "Sari"


def test_changes_are_on_record_without_the_number(cast, now):
    contact(cast, now)
    told = str(list(Jejak.objects.filter(petugas=cast.dewi.petugas_id).values_list("rincian", flat=True)))
    assert "Kepala Bidang Kepesertaan" in told and "•••7890" in told
    assert "81234567890" not in told and "kepesertaan@" not in told


@pytest.mark.parametrize("who", ["siti", "koor", "joko", "hendra", "pia"])
def test_only_the_secretariat_and_the_administrator_write(cast, now, who):
    with pytest.raises(NotAllowed):
        directory.add_contact(by=getattr(cast, who), now=now, instansi=BPJS, jabatan="Kepala")
    assert directory.add_contact(by=cast.fitri, now=now, instansi=BPJS, jabatan="Kepala")


# --- hours and capacity --------------------------------------------------------------------------------------------
def hours(cast, now, jam, **changes):
    return directory.save_profile(by=cast.dewi, now=now, instansi=BPJS, **{"versi": None, "jam": jam, **changes})


def test_days_that_are_left_out_are_closed(cast, now):
    hours(cast, now, {1: (time(8), time(15)), 5: (time(8), time(11))})
    hours(cast, now, {1: (time(8), time(14))})
    assert [(row.hari, row.tutup) for row in JamLayanan.objects.all()] == [(1, time(14))]


def test_closing_before_opening_is_refused_at_its_field(cast, now):
    with pytest.raises(Refused) as refused:
        hours(cast, now, {2: (time(15), time(8))})
    assert refused.value.field == "tutup_2"
    assert not JamLayanan.objects.exists()


def test_a_capacity_says_of_what(cast, now):
    with pytest.raises(MissingFact) as refused:
        hours(cast, now, {}, kapasitas=40)
    assert refused.value.field == "kapasitas_untuk"
    profil = hours(cast, now, {}, kapasitas=40, kapasitas_untuk="keluarga per bulan")
    assert profil.kapasitas_pada == now.date()


# --- made sure of --------------------------------------------------------------------------------------------------
def test_once_a_year_the_secretariat_is_reminded_in_one_notice(cast, now):
    directory.confirm(by=cast.dewi, now=now, instansi=BPJS, dengan="Bu Rina")
    others = directory.remind(now)
    assert others == directory.due(now.date()).count() > 1
    notice = Kiriman.objects.get(judul="Pastikan data instansi", petugas=cast.dewi.petugas_id)
    assert "BPJS" not in notice.isi
    assert not Kiriman.objects.filter(judul="Pastikan data instansi", petugas=cast.siti.petugas_id).exists()
    assert directory.remind(now + timedelta(days=29)) == 0
    assert directory.remind(now + timedelta(days=30)) == others


def test_the_notice_leads_to_what_is_due(cast, now, dewi_web):
    directory.confirm(by=cast.dewi, now=now, instansi=BPJS, dengan="Bu Rina")
    directory.remind(now)
    notice = Kiriman.objects.get(judul="Pastikan data instansi", petugas=cast.dewi.petugas_id)
    answer = dewi_web.post(f"/pemberitahuan/{notice.pk}/")
    assert answer.headers["Location"] == "/instansi/?tampil=dipastikan"
    seen = dewi_web.get(answer.headers["Location"]).content.decode()
    assert "Disdukcapil" in seen and "BPJS Kesehatan" not in seen


def test_a_year_later_an_agency_is_due_again(cast, now):
    directory.confirm(by=cast.dewi, now=now, instansi=BPJS, dengan="Bu Rina")
    almost, year = now.date() + timedelta(days=364), now.date() + timedelta(days=365)
    assert BPJS not in set(directory.due(almost).values_list("pk", flat=True))
    assert BPJS in set(directory.due(year).values_list("pk", flat=True))


# --- pages ---------------------------------------------------------------------------------------------------------
def test_an_agency_sees_its_own_page_and_no_other(cast, now, joko_web, dewi_web):
    contact(cast, now)
    assert joko_web.get("/instansi/").headers["Location"] == PAGE
    assert "Kepala Bidang Kepesertaan" in joko_web.get(PAGE).content.decode()
    assert joko_web.get("/instansi/DINKES/").status_code == 404
    assert dewi_web.get("/instansi/DINKES/").status_code == 200


def test_the_puskesos_reads_contacts_but_no_figures(cast, now, siti_web, dewi_web):
    contact(cast, now)
    seen = siti_web.get(PAGE).content.decode()
    assert "+6281234567890" in seen and "Cara menjawab" not in seen and "Ubah" not in seen
    assert "Cara menjawab" in dewi_web.get(PAGE).content.decode()


def test_everything_typed_stays_when_a_field_is_wrong(cast, now, dewi_web):
    typed = {"jabatan": "Kepala Seksi Uji", "urutan": "1", "mulai_0": "23", "mulai_1": "11", "mulai_2": "2026",
             "email": "bukan-alamat"}  # fmt: skip
    answer = dewi_web.post(f"{PAGE}kontak/baru/", typed)
    assert answer.status_code == 422
    assert "Kepala Seksi Uji" in answer.content.decode() and "Tulis alamat e-mail lengkap" in answer.content.decode()
    assert dewi_web.post(f"{PAGE}kontak/baru/", typed | {"email": "uji@contoh.invalid"}).status_code == 302
    assert AlamatKontak.objects.get().alamat == "uji@contoh.invalid"


def test_hours_are_typed_as_people_write_them(cast, now, dewi_web):
    typed = {"versi": "0", "buka_1": "8", "tutup_1": "15.30", "buka_2": "08:00", "tutup_2": ""}
    answer = dewi_web.post(f"{PAGE}ubah/", typed)
    assert answer.status_code == 422 and "Isi juga jam tutup hari Selasa" in answer.content.decode()
    assert dewi_web.post(f"{PAGE}ubah/", typed | {"tutup_2": "12"}).status_code == 302
    assert "08.00–15.30" in dewi_web.get(PAGE).content.decode()


def test_a_form_that_is_out_of_date_shows_again_with_what_was_typed(cast, now, dewi_web):
    row = contact(cast, now)
    typed = {"versi": str(row.versi), "jabatan": row.jabatan, "nama": "Sari", "urutan": "1", "mulai_0": "23",
             "mulai_1": "11", "mulai_2": "2026"}  # fmt: skip
    directory.edit_contact(by=cast.fitri, now=now, id=row.pk, versi=row.versi, jabatan=row.jabatan, nama="Tia",
                           urutan=1, mulai=row.mulai)  # fmt: skip
    answer = dewi_web.post(f"/instansi/kontak/{row.pk}/", typed)
    assert answer.status_code == 409 and "Sari" in answer.content.decode()
    assert KontakInstansi.objects.get(pk=row.pk).nama == "Tia"


def test_the_page_costs_the_same_whatever_it_holds(
    cast, now, dewi_web, django_assert_num_queries, django_assert_max_num_queries
):
    contact(cast, now)
    dewi_web.get(PAGE)
    with django_assert_max_num_queries(18) as counted:
        dewi_web.get(PAGE)
    usual = len(counted)
    for number in range(4):
        contact(cast, now, jabatan=f"Seksi {number}", email=f"seksi{number}@contoh.invalid")
    dewi_web.get(PAGE)
    with django_assert_num_queries(usual):
        dewi_web.get(PAGE)


def test_the_list_costs_the_same_whatever_it_holds(cast, now, dewi_web, django_assert_max_num_queries):
    dewi_web.get("/instansi/")
    with django_assert_max_num_queries(13):
        dewi_web.get("/instansi/")


def test_what_waits_at_an_agency_opens_the_list_of_it(cast, now, dewi_web, hendra_web):
    """For leaders it stays a number."""
    _, rujukan = referred(cast, now)
    page = dewi_web.get("/instansi/").content.decode()
    assert f'<a href="/rujukan/?instansi={BPJS}">1</a>' in page
    assert rujukan.nomor.removeprefix("PKY-2026-0") in dewi_web.get(f"/rujukan/?instansi={BPJS}").content.decode()
    assert f"/rujukan/?instansi={BPJS}" not in hendra_web.get("/instansi/").content.decode()


def test_the_desk_code_is_shown_once(cast, now, maya_web, dewi_web):
    from rujukan.answer_links import desk

    answer = maya_web.post(f"{PAGE}kode-meja/").content.decode()
    code = answer.split("<b>")[1].split("<")[0]
    assert desk.fits(BPJS, code)
    assert code not in maya_web.get(f"{PAGE}kode-meja/").content.decode()
    assert dewi_web.post(f"{PAGE}kode-meja/").status_code == 403
    again = maya_web.post(f"{PAGE}kode-meja/").content.decode()
    assert not desk.fits(BPJS, code) and code not in again


def test_confirming_says_with_whom(cast, now, dewi_web):
    refused = dewi_web.post(f"{PAGE}pastikan/", {"dengan": ""})
    assert refused.status_code == 422 and not ProfilInstansi.objects.filter(dikonfirmasi_pada__isnull=False).exists()
    assert dewi_web.post(f"{PAGE}pastikan/", {"dengan": "Bu Rina"}).status_code == 302
    assert ProfilInstansi.objects.get(pk=BPJS).dikonfirmasi_dengan == "Bu Rina"
    assert "Bu Rina" in dewi_web.get(PAGE).content.decode()


def test_the_page_of_a_referral_names_the_addresses_that_hold(cast, now, dewi_web):
    _, rujukan = referred(cast, now)
    contact(cast, now, telepon="0536 3221234")
    page = dewi_web.get(rujukan.get_absolute_url()).content.decode()
    assert "kepesertaan@contoh.invalid" in page and "Belum tercatat" not in page
