"""Steps over the API: the same stages as the pages, from the counter to the family's own word."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from puskesos.models import Jejak, Keluhan, Lampiran
from puskesos.numbering import new_uuid7
from puskesos.workflow import KELUHAN
from rujukan.api.steps import ON_RUJUKAN
from rujukan.models import Rujukan
from rujukan.workflow import RUJUKAN
from slrt.triage.api import STEPS
from tests import cases
from tests.api.callers import a_body, caller


class Road:
    """One case on its way: each step by the person whose work it is, with the version that was answered last."""

    def __init__(self, cast, id, kind="keluhan"):
        self.cast, self.id, self.kind, self.last = cast, id, kind, {}

    def now(self, who):
        return caller(getattr(self.cast, who)).read(f"{self.kind}/{self.id}/langkah/").json()

    def take(self, who, code, **facts):
        call, path = caller(getattr(self.cast, who)), f"{self.kind}/{self.id}/langkah/{code}/"
        files = any(hasattr(value, "read") for value in facts.values())
        facts = {"versi": self.now(who)["versi"], **facts}
        response = call.upload(path, facts) if files else call.post(path, facts)
        assert response.status_code == 200, (code, response.json())
        self.last = response.json()
        return self.last


def test_every_move_that_people_make_has_its_address():
    """Nothing of the tables is left to the pages alone; `register` is the PUT, `answered` the system's."""
    assert {move.code for move in KELUHAN.moves} - set(STEPS) == {"register", "answered"}
    # What the family says moves referrals by `tell_family`.
    assert {move.code for move in RUJUKAN.moves} - set(ON_RUJUKAN) == {"confirmed", "disputed"}


def test_a_case_goes_the_whole_way_by_programs_alone(cast, now):
    id = new_uuid7()
    assert caller(cast.siti).put(f"keluhan/{id}/", a_body()).status_code == 201
    road = Road(cast, id)
    road.take("budi", "verify")
    papers = caller(cast.budi).read(f"keluhan/{id}/").json()["kebutuhan"][0]["persyaratan"]
    road.take("budi", "checklist", lengkap=True, daftar=[{"id": row["id"], "status": "ADA"} for row in papers])
    road.take("budi", "propose", usulan="DITERUSKAN", catatan="Perlu BPJS.")
    assert road.take("koor", "forward", alasan="BUTUH_PROGRAM_KOTA", catatan="Perlu BPJS.")["status"] == "DITERUSKAN"
    road.take("dewi", "take")
    road.take("dewi", "write_telaah", masalah="Kartu nonaktif.", kesimpulan="Aktifkan lewat BPJS.")
    need = caller(cast.dewi).read(f"keluhan/{id}/").json()["kebutuhan"][0]
    road.take("dewi", "draft", kebutuhan=need["id"], instansi="BPJS_KES", layanan="L01", kelayakan="Desil 2.",
              catatan="Mohon segera.")  # fmt: skip
    assert road.take("dewi", "plan")["status"] == "RENCANA"
    assert road.take("maya", "refer")["status"] == "DIRUJUK"

    referral = Road(cast, caller(cast.joko).read("rujukan/").json()["results"][0]["id"], "rujukan")
    referral.take("joko", "accept")
    today = road_day(referral)
    assert referral.take("joko", "served", tanggal=today, uraian="Kartu aktif.", bukti=cases.a_photo())["langkah"] == []
    assert road.now("siti")["status"] == "HASIL_ADA"
    told = {"kanal": "KUNJUNGAN", "isi": "Kartu sudah aktif.", "reaksi": "MENERIMA"}
    road.take("siti", "tell_family", kata=[{"kebutuhan": need["id"], "kata": "SUDAH"}], **told)
    assert Rujukan.objects.get().status == "DIKONFIRMASI"
    closed = road.take("koor", "close", kode_hasil="TERPENUHI", survei="BERSEDIA")
    assert (closed["status"], closed["status_nama"]) == ("SELESAI", "Selesai")


def road_day(referral):
    """The day the referral was sent: the earliest on which it can have been served."""
    sent = Rujukan.objects.get(pk=referral.id).dikirim_pada
    return timezone.localdate(sent).isoformat()


def test_a_case_is_solved_at_the_puskesos_with_proof(cast, now):
    keluhan = cases.handled_local(cast, now)
    need = keluhan.kebutuhan.get()
    road = Road(cast, keluhan.pk)
    facts = {"hasil": "Kartu aktif.", "kebutuhan[0]kebutuhan": str(need.pk), "kebutuhan[0]hasil": "met"}
    without = caller(cast.budi).upload(f"keluhan/{keluhan.pk}/langkah/local_result/", {"versi": keluhan.versi, **facts})
    done = road.take("budi", "local_result", bukti_baru=cases.a_photo(), **facts)
    assert without.status_code == 422
    assert without.json()["isian"] == {"bukti": ["Lampirkan bukti hasil."]}
    assert done["status"] == "HASIL_ADA"
    need.refresh_from_db()
    assert need.status == "TERPENUHI"


# --- what may be done now --------------------------------------------------
def test_the_legal_steps_are_mine_and_tell_what_they_need(cast, now):
    keluhan = cases.verified(cast, now)
    koor = caller(cast.koor).read(f"keluhan/{keluhan.pk}/langkah/").json()
    siti = caller(cast.siti).read(f"keluhan/{keluhan.pk}/langkah/").json()
    codes = {step["kode"] for step in koor["langkah"]}
    assert {"handle_local", "forward", "ask_family", "cannot"} <= codes
    assert not {"verify", "take", "close", "tell_family"} & codes
    assert "forward" not in {step["kode"] for step in siti["langkah"]}
    forward = next(step for step in koor["langkah"] if step["kode"] == "forward")
    assert (forward["label"], forward["ke"]) == ("Teruskan ke SLRT Kota", "DITERUSKAN")
    fields = {field["nama"]: field for field in forward["isian"]}
    assert {name: (field["jenis"], field["wajib"]) for name, field in fields.items()} == {
        "versi": ("angka", True), "alasan": ("pilihan", True), "catatan": ("teks", True),
    }  # fmt: skip
    assert "BUTUH_PROGRAM_KOTA" in {choice["kode"] for choice in fields["alasan"]["pilihan"]}


def test_every_offered_step_is_taken_or_asks_for_facts(cast, now):
    """What is offered is never answered with “you may not” or “not from here”, and nothing else is taken."""
    keluhan, _ = cases.drafted(cast, now)
    for by in (cast.budi, cast.koor, cast.dewi, cast.maya, cast.fitri):
        call = caller(by)
        offered = {step["kode"] for step in call.read(f"keluhan/{keluhan.pk}/langkah/").json()["langkah"]}
        for code in STEPS:
            status = call.post(f"keluhan/{keluhan.pk}/langkah/{code}/", {"versi": -1}).status_code
            assert status == 400 if code in offered else status in {400, 403}, (by, code, status)


# --- refusals ---------------------------------------------------------------
def test_an_old_version_is_409_with_where_it_stands(cast, now):
    keluhan = cases.a_keluhan(cast.siti, now)
    old = keluhan.versi
    caller(cast.budi).post(f"keluhan/{keluhan.pk}/langkah/verify/", {"versi": old})
    response = caller(cast.koor).post(
        f"keluhan/{keluhan.pk}/langkah/withdraw/", {"versi": old, "alasan": "DITARIK_WARGA", "catatan": "Tidak jadi."}
    )
    told = response.json()
    assert response.status_code == 409
    assert (told["kode"], told["status"]) == ("sudah_berubah", "VERIFIKASI")
    assert told["versi"] > old
    assert "handle_local" in told["langkah"]
    again = caller(cast.koor).post(
        f"keluhan/{keluhan.pk}/langkah/withdraw/",
        {"versi": told["versi"], "alasan": "DITARIK_WARGA", "catatan": "Tidak jadi."},
    )
    assert again.json()["status"] == "DIBATALKAN"


def test_a_move_that_does_not_lead_on_is_409(cast, now):
    keluhan = cases.in_verification(cast, now)
    response = caller(cast.budi).post(f"keluhan/{keluhan.pk}/langkah/verify/", {"versi": keluhan.versi})
    assert response.status_code == 409
    assert (response.json()["kode"], response.json()["status"]) == ("langkah_tidak_sah", "VERIFIKASI")


def test_a_move_of_somebody_else_is_403_and_moves_nothing(cast, now):
    keluhan = cases.verified(cast, now)
    facts = {"versi": keluhan.versi, "solusi": "Diantar."}
    refused = caller(cast.siti).post(f"keluhan/{keluhan.pk}/langkah/handle_local/", facts)
    assert refused.status_code == 403
    assert cases.fresh(keluhan).status == "VERIFIKASI"
    assert caller(cast.koor).post(f"keluhan/{keluhan.pk}/langkah/handle_local/", facts).status_code == 200


def test_who_wrote_the_plan_does_not_approve_it(cast, now):
    keluhan = cases.in_triage(cast, now)
    road = Road(cast, keluhan.pk)
    need = keluhan.kebutuhan.get()
    road.take("maya", "propose_referral", kebutuhan=str(need.pk), instansi="BPJS_KES", layanan="L01",
              kelayakan="Desil 2.", kesimpulan="Lewat BPJS.")  # fmt: skip
    response = caller(cast.maya).post(f"keluhan/{keluhan.pk}/langkah/refer/", {"versi": road.now("maya")["versi"]})
    assert response.status_code == 422
    assert response.json()["kode"] == "orang_yang_sama"
    assert cases.fresh(keluhan).status == "RENCANA"


def test_missing_facts_are_said_and_nothing_moves(cast, now):
    keluhan = cases.verified(cast, now)
    path = f"keluhan/{keluhan.pk}/langkah/forward/"
    response = caller(cast.koor).post(path, {"versi": keluhan.versi, "alasan": "NGAWUR", "tujuan": 1})
    assert response.status_code == 400
    assert set(response.json()["isian"]) == {"alasan", "catatan", "tujuan"}
    without = caller(cast.koor).post(path, {"alasan": "BUTUH_PROGRAM_KOTA", "catatan": "x"})
    assert list(without.json()["isian"]) == ["versi"]
    assert cases.fresh(keluhan).status == "VERIFIKASI"


def test_an_unknown_step_is_404(cast, now):
    keluhan = cases.a_keluhan(cast.siti, now)
    for code in ("register", "answered", "hapus", "VERIFY"):
        response = caller(cast.siti).post(f"keluhan/{keluhan.pk}/langkah/{code}/", {"versi": 1})
        assert response.status_code == 404, code
        assert response.json()["detail"]


def test_steps_leave_the_trace_of_who_took_them(cast, now):
    keluhan = cases.a_keluhan(cast.siti, now)
    Road(cast, keluhan.pk).take("budi", "verify")
    trace = Jejak.objects.get(aksi=Jejak.Aksi.LANGKAH, keluhan_id=keluhan.pk, rincian__langkah="verify")
    assert (trace.petugas_id, trace.peran) == (cast.budi.petugas_id, "BO_PUSKESOS")


@pytest.mark.parametrize(("code", "facts"), [
    ("assign", {"pemilik": "dewi"}),
    ("take", {"pemilik": "dewi", "prioritas": "TINGGI", "catatan": "Ibu hamil."}),
])  # fmt: skip
def test_the_manajer_names_the_owner_by_user_name(cast, now, code, facts):
    keluhan = cases.forwarded(cast, now)
    Road(cast, keluhan.pk).take("maya", code, **facts)
    assert cases.fresh(keluhan).pemilik.username == "dewi"
    wrong = caller(cast.maya).post(
        f"keluhan/{keluhan.pk}/langkah/assign/", {"versi": cases.fresh(keluhan).versi, "pemilik": "hendra"}
    )
    assert wrong.status_code == 422
    assert "pemilik" in wrong.json()["isian"]


# --- referrals ---------------------------------------------------------------
def test_an_officer_answers_for_an_agency_only_with_proof(cast, now):
    _, rujukan = cases.referred(cast, now)
    path = f"rujukan/{rujukan.pk}/langkah/accept/"
    bare = caller(cast.dewi).post(path, {"versi": rujukan.versi})
    told = caller(cast.dewi).post(path, {"versi": rujukan.versi, "wakil_cara": "TELEPON", "wakil_nama": "Bu Rina"})
    assert bare.status_code == 422
    assert list(bare.json()["isian"]) == ["wakil_cara"]
    assert told.json()["status"] == "DITERIMA"


def test_a_referral_changed_meanwhile_is_409(cast, now):
    _, rujukan = cases.referred(cast, now)
    path = f"rujukan/{rujukan.pk}/langkah/"
    caller(cast.joko).post(f"{path}accept/", {"versi": rujukan.versi})
    response = caller(cast.maya).post(f"{path}withdraw/", {"versi": rujukan.versi, "catatan": "Salah alamat."})
    assert response.status_code == 409
    assert response.json()["status"] == "DITERIMA"


def test_an_agency_is_offered_its_answers_only(cast, now):
    _, rujukan = cases.referred(cast, now)
    told = caller(cast.joko).read(f"rujukan/{rujukan.pk}/langkah/").json()
    assert {step["kode"] for step in told["langkah"]} == {
        "accept", "decline", "ask_documents", "served", "redirect", "progress",
    }  # fmt: skip


# --- files -------------------------------------------------------------------
def test_a_file_sent_twice_is_stored_once(cast, now):
    keluhan, id = cases.a_keluhan(cast.siti, now), str(new_uuid7())
    call, path = caller(cast.siti), f"keluhan/{keluhan.pk}/berkas/"
    first = call.upload(path, {"berkas": cases.a_photo(), "jenis": "KTP", "id": id})
    again = call.upload(path, {"berkas": cases.a_photo(), "jenis": "KTP", "id": id})
    other = call.upload(path, {"berkas": cases.a_photo("red"), "jenis": "KTP", "id": id})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert Lampiran.objects.filter(keluhan=keluhan).count() == 1
    assert caller(cast.siti).read(f"keluhan/{keluhan.pk}/").json()["berkas"][0]["id"] == id


def test_files_that_are_none_are_said(cast, now):
    keluhan = cases.a_keluhan(cast.siti, now)
    call, path = caller(cast.siti), f"keluhan/{keluhan.pk}/berkas/"
    html = SimpleUploadedFile("foto.jpg", b"<script>alert(1)</script>", content_type="image/jpeg")
    assert call.upload(path, {"berkas": html, "jenis": "KTP"}).status_code == 422
    assert list(call.upload(path, {"jenis": "KTP"}).json()["isian"]) == ["berkas"]
    assert list(call.upload(path, {"berkas": cases.a_photo(), "jenis": "APA"}).json()["isian"]) == ["jenis"]
    assert list(call.upload(path, {"berkas": "teks", "jenis": "KTP"}).json()["isian"]) == ["berkas"]
    outside = caller(cast.rahmat).upload(path, {"berkas": cases.a_photo(), "jenis": "KTP"})
    assert outside.status_code == 404
    assert Lampiran.objects.count() == 0
    assert Keluhan.objects.count() == 1
