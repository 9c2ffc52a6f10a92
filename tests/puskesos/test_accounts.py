"""Accounts and assignments: who makes, proposes, decides and ends them, and that an ended one closes at once."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from puskesos import accounts, catalogue
from puskesos.forms.reference import KINDS
from puskesos.models import Jejak, Penugasan, Petugas, StandarLayanan
from puskesos.refusals import NotAllowed, Refused
from tests.cases import in_triage
from tests.people import CITY, KALAMPANGAN, PAHANDUT, PASSWORD, acting, browser, hire


def new_person():
    return Petugas.objects.create_user(username="wati", password="x", nama="Wati")


def propose(by, now, petugas, **changes):
    terms = {"peran": "BO_PUSKESOS", "wilayah": KALAMPANGAN, "mulai": date(2026, 11, 23)} | changes
    return accounts.assign(by=by, now=now, petugas=petugas, **terms)


# --- accounts ------------------------------------------------------------------------------------------------------
def test_admin_makes_an_account_with_a_password_shown_once(cast, now):
    page = cast.adi_web.post("/pengguna/baru/", {"nama": "Wati Susanti", "username": "wati"})
    petugas = Petugas.objects.get(username="wati")
    password = page.context["password"]
    assert petugas.check_password(password) and petugas.ganti_sandi
    assert password.encode() in page.content


def test_nobody_but_admin_makes_accounts(cast):
    for person in ("siti", "bulurah", "maya", "hendra", "pia"):
        answer = getattr(cast, f"{person}_web").post("/pengguna/baru/", {"nama": "Wati", "username": "wati"})
        assert answer.status_code == 403
    assert not Petugas.objects.filter(username="wati").exists()


def test_a_taken_user_name_is_said_at_its_field_and_nothing_is_lost(cast):
    answer = cast.adi_web.post("/pengguna/baru/", {"nama": "Siti Dua", "username": "siti"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["username"] == ["Nama pengguna ini sudah dipakai."]
    assert b"Siti Dua" in answer.content


def test_a_temporary_password_must_be_changed_before_anything_else(cast, now):
    petugas, password = accounts.create_petugas(by=cast.adi, now=now, username="wati", nama="Wati")
    accounts.assign(by=cast.adi, now=now, petugas=petugas, peran="FO_PUSKESOS", wilayah=KALAMPANGAN,
                    mulai=date(2026, 11, 1))  # fmt: skip
    web = browser(petugas)
    assert web.get("/hak-akses/").status_code == 200
    assert web.get("/referensi/").headers.get("Location") == "/profil/"
    wrong = web.post("/profil/", {"lama": "salah", "baru": "sungai kahayan panjang"})
    assert wrong.status_code == 422 and "Kata sandi lama tidak cocok." in wrong.content.decode()
    weak = web.post("/profil/", {"lama": password, "baru": "pendek"})
    assert weak.status_code == 422 and b"12" in weak.content
    assert web.post("/profil/", {"lama": password, "baru": "sungai kahayan panjang"}).status_code == 302
    assert web.get("/referensi/").status_code == 200


@pytest.mark.parametrize("given", ["created", "reset"])
def test_a_temporary_password_signs_in_for_72_hours(cast, client, given):
    long_ago = timezone.now() - timedelta(hours=72)
    petugas, password = accounts.create_petugas(by=cast.adi, now=long_ago, username="wati", nama="Wati")
    if given == "reset":
        password = accounts.reset_password(by=cast.adi, now=long_ago, petugas=petugas)
    answer = client.post("/masuk/", {"username": petugas.username, "password": password})
    assert answer.status_code == 422
    assert "sudah lewat 72 jam. Minta kata sandi sementara baru kepada admin sistem." in answer.content.decode()
    wrong = client.post("/masuk/", {"username": petugas.username, "password": "bukan-kata-sandinya"})
    assert "72 jam" not in wrong.content.decode()  # nobody learns it without the password
    password = accounts.reset_password(by=cast.adi, now=timezone.now() - timedelta(hours=71), petugas=petugas)
    assert client.post("/masuk/", {"username": petugas.username, "password": password}).status_code == 302
    accounts.change_password(by=None, now=timezone.now(), petugas=petugas, old=password, new="sungai-kahayan-teduh-9")
    assert petugas.sandi_sampai is None


def test_the_profile_leads_to_the_telephones_of_who_writes_down(cast):
    leads = 'class="button secondary" href="/perangkat/"'
    assert leads in cast.siti_web.get("/profil/").content.decode()
    assert leads not in cast.bulurah_web.get("/profil/").content.decode()


def test_resetting_a_password_ends_every_session(cast):
    assert cast.siti_web.get("/profil/").status_code == 200
    cast.adi_web.post(f"/pengguna/{cast.siti.petugas_id}/sandi/")
    assert cast.siti_web.get("/profil/").headers["Location"].startswith("/masuk/")


def test_deactivating_closes_everything_at_once_but_never_oneself(cast, now):
    assert cast.siti_web.get("/profil/").status_code == 200
    cast.adi_web.post(f"/pengguna/{cast.siti.petugas_id}/aktif/", {"aktif": "tidak"})
    assert cast.siti_web.get("/profil/").headers["Location"].startswith("/masuk/")
    with pytest.raises(Refused):
        accounts.set_active(by=cast.adi, now=now, petugas=cast.adi.petugas, active=False)


# --- signing in ----------------------------------------------------------------------------------------------------
def test_siti_signs_in_and_the_trace_knows(cast, client):
    answer = client.post("/masuk/", {"username": "siti", "password": PASSWORD})
    assert answer.status_code == 302 and answer["Location"] == "/"
    assert Jejak.objects.filter(aksi="MASUK", petugas=cast.siti.petugas).count() == 1


def test_a_wrong_password_is_said_plainly_and_counted(cast, client):
    answer = client.post("/masuk/", {"username": "siti", "password": "keliru"})
    assert answer.status_code == 422 and "Nama pengguna atau kata sandi tidak cocok." in answer.content.decode()
    assert Jejak.objects.filter(aksi="GAGAL_MASUK", petugas=cast.siti.petugas).count() == 1


def test_five_wrong_passwords_ask_for_a_minute_of_patience(cast, client):
    for _ in range(5):
        answer = client.post("/masuk/", {"username": "siti", "password": "keliru"})
    assert answer.status_code == 429 and answer["Retry-After"] == "60"
    assert client.post("/masuk/", {"username": "siti", "password": PASSWORD}).status_code == 429
    # Somebody else at the same desk is not locked out with her.
    assert client.post("/masuk/", {"username": "budi", "password": PASSWORD}).status_code == 302


@pytest.fixture
def one_minute(now, time_machine):
    """Wrong words are counted by the minute, and looking at thirty takes seconds: without this the minute may end."""
    time_machine.move_to(now, tick=False)


def test_one_password_tried_on_everybody_shuts_the_door_to_that_address(cast, client, one_minute):
    """No account is tried often enough to be locked; and beyond the limit nobody's password is looked at any more."""
    spray = {"REMOTE_ADDR": "203.0.113.7"}
    answers = [client.post("/masuk/", {"username": f"siti{n}", "password": "keliru"}, **spray) for n in range(30)]
    assert {answer.status_code for answer in answers} == {422}
    shut = client.post("/masuk/", {"username": "siti", "password": PASSWORD}, **spray)
    assert shut.status_code == 429 and shut["Retry-After"] == "60" and "jaringan ini" in shut.content.decode()
    by_program = client.post("/api/v1/token/", {"username": "siti", "password": PASSWORD}, **spray)
    assert by_program.status_code == 429 and by_program.json()["detail"]
    assert client.post("/masuk/", {"username": "siti", "password": PASSWORD}).status_code == 302


def test_a_program_that_tries_passwords_is_counted_like_a_person(cast, client, one_minute):
    spray = {"REMOTE_ADDR": "203.0.113.7"}
    for n in range(30):
        client.post("/api/v1/token/", {"username": f"siti{n}", "password": "keliru"}, **spray)
    assert client.post("/masuk/", {"username": "siti", "password": PASSWORD}, **spray).status_code == 429


def test_behind_a_proxy_people_are_told_apart_and_the_trace_names_the_machine(cast, settings):
    """Without that, whoever mistypes five times for siti locks her out everywhere, and every Jejak names the proxy."""
    settings.PROXY_COUNT = 1
    proxy = {"REMOTE_ADDR": "172.18.0.5", "HTTP_X_FORWARDED_FOR": "10.9.9.9, 203.0.113.7"}
    stranger, siti = Client(**proxy), Client(**proxy | {"HTTP_X_FORWARDED_FOR": "203.0.113.7, 198.51.100.4"})
    for _ in range(5):
        stranger.post("/masuk/", {"username": "siti", "password": "keliru"})
    assert stranger.post("/masuk/", {"username": "siti", "password": PASSWORD}).status_code == 429
    assert siti.post("/masuk/", {"username": "siti", "password": PASSWORD}).status_code == 302
    assert siti.get("/pengguna/").status_code == 403 and siti.get("/kasus/").status_code == 200
    said = dict(Jejak.objects.filter(petugas=cast.siti.petugas).values_list("aksi", "asal"))
    assert said == {"GAGAL_MASUK": "203.0.113.7", "MASUK": "198.51.100.4", "DAFTAR": "198.51.100.4"}


def test_the_trace_says_from_where_somebody_whose_assignment_ended_came(cast):
    """Of all people: no assignment carries the address for her."""
    machine = Client(REMOTE_ADDR="198.51.100.4")
    machine.post("/masuk/", {"username": "ana", "password": PASSWORD})
    machine.post("/keluar/")
    told = machine.post("/api/v1/token/", {"username": "ana", "password": PASSWORD}).json()
    machine.delete("/api/v1/token/", headers={"Authorization": f"Token {told['token']}"})
    said = Jejak.objects.filter(petugas=cast.ana).order_by("id").values_list("aksi", "asal")
    assert list(said) == [(act, "198.51.100.4") for act in ("MASUK", "KELUAR", "MASUK", "KELUAR")]


def test_without_a_proxy_nobody_believes_the_header(cast, client):
    forged = {"HTTP_X_FORWARDED_FOR": "198.51.100.4"}
    client.post("/masuk/", {"username": "siti", "password": PASSWORD}, **forged)
    assert Jejak.objects.get(aksi="MASUK").asal == "127.0.0.1"


def test_a_password_is_not_found_out_at_a_session_left_open(cast, one_minute):
    for _ in range(5):
        wrong = cast.siti_web.post("/profil/", {"lama": "keliru", "baru": "sungai kahayan panjang"})
        assert wrong.status_code == 422 and "Kata sandi lama tidak cocok." in wrong.content.decode()
    shut = cast.siti_web.post("/profil/", {"lama": PASSWORD, "baru": "sungai kahayan panjang"})
    assert shut.status_code == 422 and "Tunggu satu menit" in shut.content.decode()
    assert Petugas.objects.get(username="siti").check_password(PASSWORD)
    assert cast.budi_web.post("/profil/", {"lama": PASSWORD, "baru": "sungai kahayan panjang"}).status_code == 302


def test_a_new_password_ends_the_token_of_a_program(cast, client):
    token = client.post("/api/v1/token/", {"username": "siti", "password": PASSWORD}).json()["token"]
    program = Client(headers={"Authorization": f"Token {token}"})
    assert program.get("/api/v1/keluhan/").status_code == 200
    cast.siti_web.post("/profil/", {"lama": PASSWORD, "baru": "sungai kahayan panjang"})
    assert program.get("/api/v1/keluhan/").status_code == 401


def test_an_unknown_name_gets_the_same_answer(cast, client):
    known = client.post("/masuk/", {"username": "siti", "password": "keliru"})
    unknown = client.post("/masuk/", {"username": "tidakada", "password": "keliru"})
    assert known.status_code == unknown.status_code == 422
    assert known.context["form"].errors == unknown.context["form"].errors


# --- assignments ---------------------------------------------------------------------------------------------------
def test_the_lurah_proposes_and_the_manajer_approves(cast, now):
    wati = new_person()
    hat = propose(cast.bulurah, now, wati)
    assert hat.status == Penugasan.Status.DIUSULKAN and acting(wati) is None
    accounts.decide(by=cast.maya, now=now, penugasan=hat, approve=True)
    assert acting(wati).peran == "BO_PUSKESOS"


NEW = {"nama": "Wati Susanti", "username": "wati", "peran": "BO_PUSKESOS", "wilayah": KALAMPANGAN,
       "mulai_0": "23", "mulai_1": "11", "mulai_2": "2026"}  # fmt: skip


def test_the_lurah_proposes_somebody_new_and_only_the_administrator_opens_the_account(cast, client):
    assert "/pengguna/usul/" in cast.bulurah_web.get("/pengguna/").content.decode()
    assert cast.bulurah_web.get("/pengguna/usul/").status_code == 200
    assert cast.bulurah_web.post("/pengguna/usul/", NEW).status_code == 302
    wati = Petugas.objects.get(username="wati")
    hat = wati.penugasan.get()
    assert (hat.status, hat.diusulkan_oleh, wati.is_active) == ("DIUSULKAN", cast.bulurah.petugas, False)
    assert "Buka akun" not in cast.adi_web.get("/pengguna/").content.decode()  # not agreed to yet
    cast.maya_web.post(f"/penugasan/{hat.pk}/putus/", {"putusan": "setuju"})
    assert acting(wati) is None
    assert "Buka akun" in cast.adi_web.get("/pengguna/").content.decode()
    assert "Buka akun" not in cast.maya_web.get("/pengguna/").content.decode()
    password = cast.adi_web.post(f"/pengguna/{wati.pk}/sandi/").context["password"]
    assert client.post("/masuk/", {"username": "wati", "password": password}).status_code == 302
    wati.refresh_from_db()
    assert wati.ganti_sandi and acting(wati).peran == "BO_PUSKESOS"
    assert "Buka akun" not in cast.adi_web.get("/pengguna/").content.decode()


def test_an_account_that_was_closed_is_not_opened_by_a_new_password(cast, now):
    accounts.set_active(by=cast.adi, now=now, petugas=cast.siti.petugas, active=False)
    accounts.reset_password(by=cast.adi, now=now, petugas=cast.siti.petugas)
    assert not Petugas.objects.get(pk=cast.siti.petugas_id).is_active


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"username": "siti"}, "username"),
        ({"wilayah": PAHANDUT}, "wilayah"),
        ({"peran": "LURAH"}, "peran"),
        ({"nama": ""}, "nama"),
    ],
)
def test_a_proposal_of_somebody_new_that_cannot_stand_leaves_nothing(cast, changes, field):
    answer = cast.bulurah_web.post("/pengguna/usul/", {**NEW, **changes})
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not Petugas.objects.filter(username="wati").exists()


def test_what_is_missing_is_said_in_words_one_would_say(cast):
    pages = {"/pengguna/usul/": cast.bulurah_web, "/profil/": cast.siti_web, "/pengguna/baru/": cast.adi_web}
    blank = {"nama": "", "lama": "", "baru": ""}
    told = {path: web.post(path, blank).content.decode() for path, web in pages.items()}
    assert not any("harus diisi" in page for page in told.values())
    assert "Isi nama lengkap." in told["/pengguna/usul/"] and "Isi kata sandi lama." in told["/profil/"]


def test_a_refused_proposal_gives_nothing(cast, now):
    wati = new_person()
    hat = propose(cast.bulurah, now, wati)
    accounts.decide(by=cast.maya, now=now, penugasan=hat, approve=False, catatan="Belum ada SK")
    assert acting(wati) is None and hat.catatan == "Belum ada SK"
    with pytest.raises(Refused):
        accounts.decide(by=cast.maya, now=now, penugasan=hat, approve=True)


def test_the_lurah_proposes_only_for_her_own_counter(cast, now):
    wati = new_person()
    for terms in ({"wilayah": PAHANDUT}, {"peran": "LURAH"}, {"peran": "MANAJER", "wilayah": CITY}):
        with pytest.raises(NotAllowed):
            propose(cast.bulurah, now, wati, **terms)
    assert not Penugasan.objects.filter(petugas=wati).exists()


def test_nobody_gives_a_hat_to_himself_or_approves_his_own_proposal(cast, now):
    with pytest.raises(NotAllowed):
        propose(cast.adi, now, cast.adi.petugas, peran="MANAJER", wilayah=CITY)
    hat = propose(cast.bulurah, now, new_person())
    hat.diusulkan_oleh = cast.maya.petugas
    hat.save()
    with pytest.raises(NotAllowed):
        accounts.decide(by=cast.maya, now=now, penugasan=hat, approve=True)


def test_each_role_needs_its_kind_of_place(cast, now):
    wati = new_person()
    for terms in ({"peran": "BO_PUSKESOS", "wilayah": CITY}, {"peran": "SUPERVISOR", "wilayah": KALAMPANGAN},
                  {"peran": "OPD", "wilayah": CITY}, {"peran": "DEWA", "wilayah": "99"}):  # fmt: skip
        with pytest.raises(Refused):
            propose(cast.adi, now, wati, **terms)


def test_an_ended_assignment_closes_the_very_next_page(cast, now):
    assert cast.budi_web.get("/referensi/").status_code == 200
    accounts.end_assignment(by=cast.adi, now=now, penugasan=cast.budi)
    assert cast.budi_web.get("/referensi/").headers["Location"] == "/tanpa-tugas/"


def test_ana_sees_why_she_sees_nothing(cast):
    assert cast.ana_web.get("/referensi/").headers["Location"] == "/tanpa-tugas/"
    page = cast.ana_web.get("/tanpa-tugas/")
    assert page.status_code == 403 and "berakhir 31 Desember 2025" in page.content.decode()


def test_a_substitute_wears_the_hat_between_two_dates(cast, now):
    hat = accounts.substitute(
        by=cast.adi, now=now, penugasan=cast.koor, petugas=cast.budi.petugas, mulai=date(2026, 11, 20),
        selesai=date(2026, 11, 30),
    )  # fmt: skip
    assert hat.menggantikan_id == cast.koor.id
    assert "KOORDINATOR" in acting(cast.budi.petugas).perans
    for terms in ({"selesai": None}, {"petugas": cast.koor.petugas}):
        with pytest.raises(Refused):
            accounts.substitute(**{"by": cast.adi, "now": now, "penugasan": cast.koor, "petugas": cast.budi.petugas,
                                   "mulai": date(2026, 11, 20), "selesai": date(2026, 11, 30)} | terms)  # fmt: skip


def test_switching_places_needs_no_new_sign_in(cast):
    wati = hire("wati", "Wati", [("FO_PUSKESOS", KALAMPANGAN), ("FO_PUSKESOS", PAHANDUT)])
    web = browser(wati)
    here = web.get("/profil/").context["by"]
    other = wati.penugasan.exclude(pk=here.pk).get()
    web.post("/penugasan/ganti/", {"penugasan": str(other.pk)})
    assert web.get("/profil/").context["by"].pk == other.pk


def test_nobody_switches_into_the_place_of_another(cast):
    before = cast.siti_web.get("/profil/").context["by"].pk
    cast.siti_web.post("/penugasan/ganti/", {"penugasan": str(cast.rahmat.pk)})
    assert cast.siti_web.get("/profil/").context["by"].pk == before


# --- reference data ------------------------------------------------------------------------------------------------
def test_the_manajer_corrects_a_standard_and_it_is_traced(cast):
    row = StandarLayanan.objects.get(langkah="TRIASE", prioritas="NORMAL")
    answer = cast.maya_web.post(f"/referensi/standar/{row.pk}/", {"jumlah": "2", "satuan": "HARI_KERJA"})
    row.refresh_from_db()
    assert answer.status_code == 302 and row.jumlah == 2 and row.disunting_pada
    assert Jejak.objects.get(aksi="REFERENSI", objek="standarlayanan").rincian["perubahan"]["jumlah"] == ["1", "2"]


NEW_ROWS = {
    "instansi": {"kode": "PMI_KOTA", "nama": "PMI Kota Palangka Raya", "jenis": "LKS", "aktif": "on"},
    "program": {"kode": "BLT_2027", "nama": "BLT 2027", "tingkat": "PUSAT", "aktif": "on"},
    "layanan": {"kode": "L24", "nama": "Bantuan air bersih", "tingkat": "KOTA", "batas_hasil_hari": "5", "aktif": "on"},
    "subkategori": {"kode": "AIR_BERSIH", "nama": "Tidak ada air bersih", "kategori": "NON_PROGRAM",
                    "sektor": "SOSIAL_EKONOMI", "aktif": "on"},
    "alasan": {"kelompok": "TOLAK", "kode": "PINDAH_KEWENANGAN", "nama": "Kewenangan provinsi", "urutan": "9",
               "aktif": "on"},
    "urgensi": {"kode": "BANJIR", "nama": "Apakah rumahnya terendam?", "prioritas": "DARURAT",
                "alasan": "Rumah terendam.", "urutan": "8", "aktif": "on"},
}  # fmt: skip


@pytest.mark.parametrize("kind", NEW_ROWS)
def test_the_city_adds_what_it_needs_and_the_loader_leaves_it_alone(cast, kind):
    address = f"/referensi/{kind}/baru/"
    assert address in cast.maya_web.get(f"/referensi/{kind}/").content.decode()
    row = NEW_ROWS[kind]
    small = cast.maya_web.post(address, row | {"kode": "huruf kecil"})
    assert small.status_code == 422 and "huruf besar" in small.context["form"].errors["kode"][0]
    answer = cast.maya_web.post(address, row)
    assert answer.status_code == 302, answer.context["form"].errors
    stored = KINDS[kind].model.objects.get(kode=row["kode"])
    assert stored.nama == row["nama"] and stored.disunting_pada
    assert cast.maya_web.post(address, row).status_code == 422  # a code is there once
    changed = cast.maya_web.post(f"/referensi/{kind}/{stored.pk}/", row | {"kode": "LAIN_LAGI", "nama": "Nama baru"})
    assert changed.status_code == 302
    stored.refresh_from_db()
    assert (stored.kode, stored.nama) == (row["kode"], "Nama baru")
    call_command("load_reference")
    stored.refresh_from_db()
    assert stored.nama == "Nama baru"
    assert cast.siti_web.get(address).status_code == 403


def test_a_new_agency_is_suggested_for_a_service_and_offered_at_the_referral(cast, now):
    cast.adi_web.post("/referensi/instansi/baru/", NEW_ROWS["instansi"])
    pair = {"layanan": "L01", "instansi": "PMI_KOTA", "urutan": "2"}
    assert cast.adi_web.post("/referensi/layanan-instansi/baru/", pair).status_code == 302
    assert "PMI_KOTA" in [one.pk for one in catalogue.agencies_for("L01")]
    twice = cast.adi_web.post("/referensi/layanan-instansi/baru/", pair)
    assert twice.status_code == 422
    keluhan = in_triage(cast, now)
    assert "PMI Kota Palangka Raya" in cast.dewi_web.get(f"/keluhan/{keluhan.pk}/telaah/rujuk/").content.decode()


def test_an_officer_reads_reference_data_and_cannot_change_it(cast):
    row = StandarLayanan.objects.get(langkah="TRIASE", prioritas="NORMAL")
    assert cast.siti_web.get("/referensi/standar/").status_code == 200
    answer = cast.siti_web.post(f"/referensi/standar/{row.pk}/", {"jumlah": "9", "satuan": "HARI_KERJA"})
    row.refresh_from_db()
    assert answer.status_code == 403 and row.jumlah == 1


def test_a_wrong_figure_in_reference_data_is_said_at_its_field(cast):
    row = StandarLayanan.objects.get(langkah="TRIASE", prioritas="NORMAL")
    answer = cast.maya_web.post(f"/referensi/standar/{row.pk}/", {"jumlah": "banyak", "satuan": "HARI_KERJA"})
    assert answer.status_code == 422 and "jumlah" in answer.context["form"].errors


def test_each_reads_the_trace_as_far_as_the_matrix_says(cast):
    cast.adi_web.get("/pengguna/")
    cast.siti_web.get("/jejak/")
    cast.adi_web.post(f"/pengguna/{cast.budi.petugas_id}/aktif/", {"aktif": "ya"})
    own, technical, everything = (
        [line[0] for line in web.get("/jejak/").context["rows"]] for web in (cast.siti_web, cast.adi_web, cast.pia_web)
    )
    assert {row.petugas_id for row in own} == {cast.siti.petugas_id}
    assert {row.aksi for row in technical} <= {"MASUK", "KELUAR", "GAGAL_MASUK", "AKUN", "REFERENSI"}
    assert len(everything) > len(technical)
    assert cast.hendra_web.get("/jejak/").status_code == 403
