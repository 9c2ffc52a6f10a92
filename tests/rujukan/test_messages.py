"""Notices, the outlook of reminders, the story of a case, and mail as files."""

import ast
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import kombu
import pytest
from django.core.mail import EmailMessage
from django.test import RequestFactory
from django.utils import timezone

from puskesos import catalogue
from puskesos.models import Instansi
from puskesos.roles import Peran
from rujukan import answers, followup, reminders, story
from rujukan.context import notices
from rujukan.models import Detak, Kiriman
from rujukan.notices import EmlBackend
from rujukan.reminders import pause, schedule
from rujukan.tasks import tick
from rujukan.workflow import RUJUKAN
from slrt.celery import app
from tests.cases import answered, fresh_rujukan, heard, referred, secret_referred
from tests.people import acting, hire
from tests.puskesos.test_intake_pages import send as send_sheet
from tests.rujukan.ticks import at


@pytest.fixture(autouse=True)
def clock(monkeypatch, now):
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(schedule, "database_now", lambda: now)


# --- my notices ----------------------------------------------------------------------------------------------------
def test_my_notices_unread_first(cast, now, joko_web, dewi_web):
    _, rujukan = referred(cast, now)
    page = joko_web.get("/pemberitahuan/").content.decode()
    assert "Belum dibaca" in page and "Rujukan baru" in page and rujukan.nomor in page
    assert "1 belum dibaca" in page
    assert "Belum ada pemberitahuan" in dewi_web.get("/pemberitahuan/").content.decode()
    notice = Kiriman.objects.get(petugas=cast.joko.petugas_id)
    opened = joko_web.post(f"/pemberitahuan/{notice.pk}/")
    assert opened["Location"] == f"/rujukan/{rujukan.pk}/"
    page = joko_web.get("/pemberitahuan/").content.decode()
    assert "Belum dibaca" not in page and "Sudah dibaca" in page


def test_marking_all_touches_only_mine(cast, now, joko_web):
    _, rujukan = referred(cast, now)
    answers.accept(by=cast.joko, now=now, id=rujukan.pk)
    joko_web.post("/pemberitahuan/dibaca/")
    assert not Kiriman.objects.filter(petugas=cast.joko.petugas_id, dibaca_pada__isnull=True).exists()
    assert Kiriman.objects.filter(petugas=cast.dewi.petugas_id, dibaca_pada__isnull=True).count() == 1


def test_the_notice_of_somebody_else_does_not_exist(cast, now, dewi_web):
    referred(cast, now)
    notice = Kiriman.objects.get(petugas=cast.joko.petugas_id)
    assert dewi_web.post(f"/pemberitahuan/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.dibaca_pada is None


def test_a_notice_that_leads_nowhere_any_more_leads_back(cast, now, hendra_web):
    """The head of the department is told, but reads no cases."""
    referred(cast, now)
    reminders.tick(at("2026-12-03 07:30"))
    notice = Kiriman.objects.get(petugas=cast.hendra.petugas_id)
    assert hendra_web.post(f"/pemberitahuan/{notice.pk}/")["Location"] == "/pemberitahuan/"


def test_the_bell_costs_one_query(cast, now, joko_web, django_assert_num_queries):
    referred(cast, now)
    request = RequestFactory().get("/")
    request.user = cast.joko.petugas
    with django_assert_num_queries(0):
        context = notices(request)
    with django_assert_num_queries(1):
        assert f"{context['notices_unread']}" == "1"
        assert bool(context["notices_unread"])


# --- the outlook ---------------------------------------------------------------------------------------------------
def test_the_secretariat_sees_what_is_coming(cast, now, maya_web, dewi_web, koor_web):
    _, rujukan = referred(cast, now - timedelta(days=4))
    page = maya_web.get("/pengingat/").content.decode()
    assert "Pengingat berjalan" in page and rujukan.nomor in page
    assert "Separuh waktu jawaban telah lewat" in page
    assert "Halimah" not in page
    assert dewi_web.get("/pengingat/").status_code == 200
    assert koor_web.get("/pengingat/").status_code == 403


def test_the_outlook_says_when_the_worker_is_dead(cast, now, maya_web):
    reminders.tick()
    assert "Pengingat berjalan" in maya_web.get("/pengingat/").content.decode()
    Detak.objects.filter(nama="pengingat").update(terakhir=now - timedelta(minutes=11))
    assert "Pengingat tidak berjalan" in maya_web.get("/pengingat/").content.decode()


def test_releasing_from_the_page(cast, now, maya_web, dewi_web, koor_web, monkeypatch):
    monkeypatch.setattr(pause, "PAUSE_ABOVE", 3)
    referred(cast, now - timedelta(days=30))
    assert reminders.tick(now).held
    page = maya_web.get("/pengingat/").content.decode()
    assert "Pengingat ditahan" in page and "Lepaskan pengingat" in page and "Lewat 5 hari kerja" in page
    for web in (dewi_web, koor_web):
        assert web.post("/pengingat/lepas/").status_code == 403
    assert Detak.objects.get(nama="simulasi").dilepas_pada is None
    assert maya_web.post("/pengingat/lepas/").status_code == 302
    assert Detak.objects.get(nama="simulasi").dilepas_oleh_id == cast.maya.petugas_id
    assert not reminders.tick(now).held
    again = maya_web.post("/pengingat/lepas/", follow=True).content.decode()
    assert "tidak sedang ditahan" in again


def test_the_notice_that_reminders_are_held_leads_to_the_outlook(cast, now, maya_web, monkeypatch):
    monkeypatch.setattr(pause, "PAUSE_ABOVE", 3)
    referred(cast, now - timedelta(days=30))
    reminders.tick(now)
    notice = Kiriman.objects.get(judul="Pengingat ditahan")
    assert maya_web.post(f"/pemberitahuan/{notice.pk}/")["Location"] == "/pengingat/"


# --- the story -----------------------------------------------------------------------------------------------------
def texts(keluhan, by):
    return [f"{entry.who} {entry.text}".strip() for entry in story.entries(keluhan, by)][::-1]


def test_the_story_of_a_referral_in_sentences(cast, now):
    keluhan, rujukan = referred(cast, now)
    reminders.tick(at("2026-11-24 07:30"))
    reminders.tick(at("2026-11-25 08:15"))
    answers.accept(by=cast.dewi, now=at("2026-11-25 10:00"), id=rujukan.pk,
                   wakil=answers.Wakil(cara="TELEPON", nama="Bu Rina"))  # fmt: skip
    followup.log_contact(by=cast.dewi, now=at("2026-11-25 11:00"), id=rujukan.pk, jenis="TELEPON", isi="Diproses.")
    answers.decline(by=cast.joko, now=at("2026-11-26 09:00"), id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Habis.")
    bpjs = "BPJS Kesehatan Cabang Palangka Raya"
    assert texts(keluhan, cast.dewi) == [
        f"Dewi Lestari mengajukan rujukan R1 ke {bpjs}",
        f"Maya Sari menyetujui dan mengirim rujukan R1 ke {bpjs}",
        "Diberi tahu di aplikasi: Joko Susilo",
        f"Diberi tahu lewat e-mail ke {bpjs} – terkirim 24 Nov 07.30",
        "Diingatkan di aplikasi: Dewi Lestari",
        f"Dewi Lestari mencatat jawaban instansi: menerima rujukan R1 ke {bpjs} (telepon, Bu Rina)",
        f"Dewi Lestari menelepon instansi tentang rujukan R1 ke {bpjs}",
        f"Joko Susilo menolak rujukan R1 ke {bpjs}: Kuota atau anggaran habis",
    ]


def test_what_failed_and_what_had_no_address_is_told(cast, now):
    keluhan, rujukan = referred(cast, now)
    letter = rujukan.kiriman.get(kanal="EMAIL")
    for status, words in (("GAGAL", "gagal dikirim"), ("TANPA_ALAMAT", "tidak punya alamat e-mail")):
        Kiriman.objects.filter(pk=letter.pk).update(status=status)
        assert any(words in text for text in texts(keluhan, cast.dewi))


def test_the_familys_word_stands_in_the_story(cast, now):
    keluhan, _ = heard(cast, now, "BELUM")
    assert any("mencatat kata keluarga: belum terbantu" in text for text in texts(keluhan, cast.dewi))


def test_every_move_of_a_referral_has_its_sentence():
    assert {move.code for move in RUJUKAN.moves} == set(story.ANSWERS) | set(story.OTHERS)


def test_the_story_costs_the_same_whatever_its_length(cast, now, django_assert_num_queries):
    keluhan, rujukan = referred(cast, now)
    with django_assert_num_queries(4):
        story.entries(keluhan, cast.dewi)
    for day in range(24, 31):
        reminders.tick(at(f"2026-11-{day} 15:30"))
    followup.log_contact(by=cast.dewi, now=now, id=rujukan.pk, jenis="TELEPON", isi="x")
    with django_assert_num_queries(4):
        assert len(story.entries(keluhan, cast.dewi)) > 8


def test_what_was_sent_and_what_comes_next(cast, now):
    keluhan, rujukan = referred(cast, now)
    reminders.tick(at("2026-11-24 07:30"))
    reminders.tick(at("2026-11-25 08:15"))
    rows = story.reminder_rows(keluhan)
    assert [(row.title, row.upcoming) for row in rows[:3]] == [
        ("Rujukan baru", False), ("Separuh waktu jawaban telah lewat", False), ("Batas jawaban sudah dekat", True),
    ]  # fmt: skip
    told = rows[0].told
    assert [(one.to, one.channel, one.label, one.at) for one in told] == [
        ("Joko Susilo", "Di aplikasi", "Terkirim", now),
        ("BPJS Kesehatan Cabang Palangka Raya", "E-mail", "Terkirim", at("2026-11-24 07:30")),
    ]
    assert story.reminder_rows(keluhan, rujukan) == rows


def test_of_a_secret_case_the_agencys_page_tells_its_own_history_only(cast, now):
    _, rujukan = secret_referred(cast, now)
    assert [entry.who for entry in story.own(rujukan)] == ["SLRT"]


# --- answers are told ----------------------------------------------------------------------------------------------
def test_everybody_at_the_desk_is_told_of_a_new_referral(cast, now):
    rina = acting(hire("rina", "Rina BPJS", [(Peran.OPD, "BPJS_KES")]))
    gone = hire("mantan", "Mantan BPJS", [(Peran.OPD, "BPJS_KES")], selesai=now.date() - timedelta(days=1))
    _, rujukan = referred(cast, now)
    told = set(rujukan.kiriman.filter(judul="Rujukan baru", kanal="APLIKASI").values_list("petugas", flat=True))
    assert told == {cast.joko.petugas_id, rina.petugas_id}
    assert gone.pk not in told


def test_the_owner_is_told_of_the_answer(cast, now):
    _, rujukan = answered(cast, now)
    row = Kiriman.objects.get(petugas=cast.dewi.petugas_id, rujukan=rujukan)
    assert row.isi == "Sekarang: Ditolak."
    assert fresh_rujukan(rujukan).status == "DITOLAK"


def test_what_the_family_denies_is_work_for_the_secretariat(cast, now):
    _, rujukan = heard(cast, now, "BELUM")
    told = Kiriman.objects.filter(judul=f"Rujukan {rujukan.nomor} disanggah").values_list("petugas", flat=True)
    assert set(told) == {cast.dewi.petugas_id, cast.maya.petugas_id}


def test_what_the_family_confirms_disturbs_nobody(cast, now):
    heard(cast, now, "SUDAH")
    assert not Kiriman.objects.filter(judul__endswith="disanggah").exists()


# --- mail as files -------------------------------------------------------------------------------------------------
def test_mail_is_a_whole_file(cast, now, settings, tmp_path):
    settings.EMAIL_BACKEND = "rujukan.notices.EmlBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    _, rujukan = referred(cast, now)
    reminders.tick(at("2026-11-24 07:30"))
    (file,) = settings.MAIL_DIR.iterdir()
    assert file.suffix == ".eml"
    letter = message_from_bytes(file.read_bytes())
    assert letter["To"] == "bpjs-kes@contoh.invalid"
    assert letter["Message-ID"] == "<pengingat-BPJS_KES-20261124@contoh.invalid>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert rujukan.nomor in letter.get_payload(decode=True).decode()


def test_a_crash_while_writing_leaves_no_half_mail(settings, tmp_path, monkeypatch):
    settings.MAIL_DIR = tmp_path

    def broken(*args):
        raise OSError("disk full")

    monkeypatch.setattr("rujukan.notices.os.replace", broken)
    with pytest.raises(OSError):
        EmlBackend().send_messages([EmailMessage("a", "b", to=["x@contoh.invalid"])])
    assert not list(tmp_path.glob("*.eml"))


def test_a_newline_in_a_name_never_reaches_a_header(cast, now, mailoutbox):
    Instansi.objects.filter(pk="BPJS_KES").update(nama="BPJS\nBcc: semua@contoh.invalid")
    catalogue.forget()
    referred(cast, now)
    reminders.tick(at("2026-11-24 07:30"))
    catalogue.forget()
    (letter,) = mailoutbox
    assert letter.to == ["bpjs-kes@contoh.invalid"] and not letter.bcc
    assert "\n" not in letter.subject


# --- the broker is nobody's business -------------------------------------------------------------------------------
def test_pages_work_with_a_dead_broker(cast, now, joko_web, monkeypatch):
    """With a broker where nobody answers, intake, an answer and a reminder by hand still work."""
    monkeypatch.setitem(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setitem(app.conf, "task_always_eager", False)

    def touched(*args, **kwargs):
        raise AssertionError("a page opened a connection to the broker")

    monkeypatch.setattr(kombu.Connection, "ensure_connection", touched)
    monkeypatch.setattr(kombu.Connection, "connect", touched)
    monkeypatch.setattr(app, "send_task", touched)
    with pytest.raises(AssertionError, match="opened a connection"):
        tick.delay()
    assert send_sheet(cast.siti_web).status_code == 302
    _, rujukan = referred(cast, now)
    done = joko_web.post(f"/rujukan/{rujukan.pk}/langkah/accept/", {"versi": rujukan.versi})
    assert done.status_code == 302
    assert cast.dewi_web.post(f"/rujukan/{rujukan.pk}/ingatkan/").status_code == 302
    assert Kiriman.objects.filter(judul="Mohon tanggapan").exists()


def test_web_code_does_not_know_celery():
    """Only the task module, and outside these rooms the wiring, name it."""
    root = Path(__file__).parents[2]
    rooms = ("puskesos", "rujukan", "slrt/triage", "slrt/dashboard")
    known = {
        path.relative_to(root).as_posix()
        for room in rooms
        for path in root.glob(f"{room}/**/*.py")
        if imported(path) & {"celery", "kombu", "redis", "rujukan.tasks"}
    }
    assert known == {"rujukan/tasks.py"}


def imported(path):
    """The names of the modules and packages a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or ""} | {f"{node.module}.{one.name}" for one in node.names}
    return names | {name.split(".")[0] for name in names}
