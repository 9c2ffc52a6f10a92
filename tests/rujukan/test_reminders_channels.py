"""The ways out of the house: a mail server or a gateway that misbehaves, mail that comes back, paper, an own phone."""

import io
from email.message import EmailMessage

import pytest
from django.core import mail
from django.core.management import call_command

from puskesos.models import Instansi, Jejak
from puskesos.refusals import IllegalMove, NotAllowed, Refused
from rujukan import answers, reminders
from rujukan.models import AturanPengingat, Kiriman, UpayaKirim
from rujukan.reminders import bounces, by_hand, gateways, mailing, paper, recipients
from tests.cases import referred, secret_referred
from tests.rujukan import fakes
from tests.rujukan.ticks import at, pass_at, shown, steps

PHONE = "0812-5555-0101"


@pytest.fixture
def no_waiting(settings, monkeypatch):
    """Whoever hangs is given up after a blink instead of ten seconds."""
    settings.EMAIL_TIMEOUT = 0.3
    monkeypatch.setattr(gateways, "SECONDS", 0.3)


def by_smtp(settings, server):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False


def by_gateway(settings, server):
    settings.GATEWAY, settings.GATEWAY_URL = "rujukan.reminders.gateways.HttpGateway", server.url
    settings.GATEWAY_TOKEN = "rahasia-gateway"
    Instansi.objects.filter(pk="BPJS_KES").update(telepon=PHONE, email="")


def attempts():
    return [(one.ke, one.hasil, one.galat) for one in UpayaKirim.objects.order_by("pk")]


# --- a mail server that misbehaves (F12) ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "mood, first",
    [
        ("hang", "GAGAL"),
        ("451", "GAGAL"),
        ("550", "GAGAL"),
        ("554", "GAGAL"),
        ("drop", "GAGAL"),
        ("ok", "TERKIRIM"),
    ],
)
def test_whatever_a_mail_server_does_notices_are_on_time(cast, now, settings, no_waiting, mood, first):
    with fakes.smtp(mood) as server:
        by_smtp(settings, server)
        _, rujukan = referred(cast, now)
        report = pass_at("2026-11-24 07:30")
        assert (report.failed, report.mails) == ((1, 0) if first == "GAGAL" else (0, 1))
        assert [hasil for _, hasil, _ in attempts()] == [first]
        assert pass_at("2026-11-25 08:15").notices == 1
        assert ("Separuh waktu jawaban telah lewat", "dewi") in shown(rujukan)
        server.mood = "ok"
        assert pass_at("2026-11-25 09:00").mails == (1 if first == "GAGAL" else 0)
        ids = {line for one in server.letters for line in one.splitlines() if line.startswith("Message-ID")}
        assert ids == {"Message-ID: <pengingat-BPJS_KES-20261124@contoh.invalid>"}


def test_a_bad_address_is_given_up_after_three_tries_and_goes_to_paper(cast, now, settings):
    with fakes.smtp("550") as server:
        by_smtp(settings, server)
        _, rujukan = referred(cast, now)
        for moment in ("2026-11-24 07:30", "2026-11-24 07:31", "2026-11-24 07:36"):
            pass_at(moment)
    wrong = "SMTPRecipientsRefused 550"
    assert attempts() == [(1, "GAGAL", wrong), (2, "GAGAL", wrong), (3, "DITOLAK", wrong)]
    assert steps(rujukan)["BARU"] == "GAGAL"
    assert ("Pengingat gagal dikirim", "maya") in shown(rujukan)
    assert [one.rujukan_id for one in paper.waiting()] == [rujukan.pk]


# --- a gateway -----------------------------------------------------------------------------------------------------
def test_without_a_gateway_nobody_is_asked(cast, now):
    assert not gateways.configured()
    Instansi.objects.filter(pk="BPJS_KES").update(telepon=PHONE)
    referred(cast, now)
    assert not Kiriman.objects.filter(kanal="PESAN").exists()


def test_one_message_a_morning_by_the_documented_adapter(cast, now, settings):
    with fakes.gateway() as server:
        by_gateway(settings, server)
        _, first = referred(cast, now)
        _, second = referred(cast, now, nik="", alasan_tanpa_nik="HILANG", no_kk="", nama="Rusmini")
        pass_at("2026-11-24 07:30")
        pass_at("2026-11-24 07:31")
        ((key, secret, body),) = server.asked
    assert key == body["key"] == "<pengingat-BPJS_KES-pesan-20261124@contoh.invalid>"
    assert secret == "Bearer rahasia-gateway"
    assert body["to"] == "+6281255550101"
    assert first.nomor in body["text"] and second.nomor in body["text"]
    assert "Halimah" not in body["text"] and "Rusmini" not in body["text"]
    assert not mail.outbox and steps(first)["BARU"] == steps(second)["BARU"] == "TERKIRIM"


@pytest.mark.parametrize("mood", ["hang", "500", "503", "429", "taken, answer lost"])
def test_a_gateway_that_fails_is_asked_again_with_the_same_key(cast, now, settings, no_waiting, mood):
    with fakes.gateway(mood) as server:
        by_gateway(settings, server)
        _, rujukan = referred(cast, now)
        assert pass_at("2026-11-24 07:30").failed == 1
        assert steps(rujukan)["BARU"] == "MENUNGGU"
        assert pass_at("2026-11-24 07:31").mails == 1
        assert steps(rujukan)["BARU"] == "TERKIRIM"
        assert len(server.phones) == 1  # also when the first one had arrived and only its answer was lost
        assert len({key for key, *_ in server.asked}) == 1
    assert [hasil for _, hasil, _ in attempts()] == ["GAGAL", "TERKIRIM"]


def test_killed_between_gateway_and_mark_reaches_the_telephone_once(cast, now, settings, monkeypatch):
    with fakes.gateway() as server:
        by_gateway(settings, server)
        referred(cast, now)
        with monkeypatch.context() as patched:
            patched.setattr(mailing, "mark", lambda *args, **kwargs: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                pass_at("2026-11-24 07:30")
        assert pass_at("2026-11-24 07:33").mails == 1
        assert (len(server.asked), len(server.phones)) == (2, 1)


def test_a_number_the_gateway_refuses_goes_to_paper(cast, now, settings):
    with fakes.gateway("422", "422", "422") as server:
        by_gateway(settings, server)
        _, rujukan = referred(cast, now)
        for moment in ("2026-11-24 07:30", "2026-11-24 07:31", "2026-11-24 07:36"):
            pass_at(moment)
    assert [hasil for _, hasil, _ in attempts()] == ["GAGAL", "GAGAL", "DITOLAK"]
    assert attempts()[-1][2] == "MessageRefused 422"
    assert [one.rujukan_id for one in paper.waiting()] == [rujukan.pk]


def test_a_dead_mail_server_does_not_keep_messages_back(cast, now, settings, monkeypatch):
    monkeypatch.setattr(mailing.notices, "send_reminder", lambda messages: 1 / 0)
    with fakes.gateway() as server:
        by_gateway(settings, server)
        Instansi.objects.filter(pk="BPJS_KES").update(email="bpjs@contoh.invalid")
        AturanPengingat.objects.update(kanal="APLIKASI|EMAIL|PESAN")
        referred(cast, now)
        assert pass_at("2026-11-24 07:30").failed == 1
        assert pass_at("2026-11-24 07:31").mails == 1  # what failed comes last from now on
        assert len(server.phones) == 1


@pytest.mark.parametrize(
    "typed, number",
    [
        ("0812-5555-0101", "+6281255550101"),
        ("+62 812 5555 0101", "+6281255550101"),
        ("0812 5555 0101 / (0536) 322 1234", "+6281255550101"),
        ("(0536) 3221234", ""),
        ("", ""),
    ],
)
def test_only_a_mobile_number_reads_messages(typed, number):
    assert recipients.phone_of(Instansi(telepon=typed)) == number


# --- mail that came back -------------------------------------------------------------------------------------------
def report_of(letter, *, action="failed", status="5.1.1"):
    """A delivery report as mail servers write it (RFC 3464)."""
    report = EmailMessage()
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report.set_content("This is the mail system.")
    report.make_mixed()
    whole = report.as_string().replace("multipart/mixed", 'multipart/report; report-type="delivery-status"')
    boundary = whole.split('boundary="')[1].split('"')[0]
    parts = (
        f"--{boundary}\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        f"Final-Recipient: rfc822; a@b\nAction: {action}\nStatus: {status}\n\n"
        f"--{boundary}\nContent-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID: {letter}\n\n--{boundary}--\n"
    )
    return whole.replace(f"--{boundary}--", parts).encode()


def test_mail_that_came_back_goes_to_paper_once(cast, now, monkeypatch, capsys):
    _, rujukan = referred(cast, now)
    pass_at("2026-11-24 07:30")
    letter = Kiriman.objects.get(kanal="EMAIL").pesan_id
    stdin = io.TextIOWrapper(io.BytesIO(report_of(letter)))
    monkeypatch.setattr("sys.stdin", stdin)
    call_command("bounce")
    assert "1 pengingat kembali" in capsys.readouterr().out
    assert steps(rujukan)["BARU"] == "GAGAL"
    assert Kiriman.objects.get(kanal="EMAIL").status == "GAGAL"
    assert [one.rujukan_id for one in paper.waiting()] == [rujukan.pk]
    assert ("E-mail pengingat kembali", "dewi") in shown(rujukan)
    assert attempts()[-1] == (1, "KEMBALI", "Kembali 5.1.1")
    assert bounces.take(report_of(letter), now) == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00 no mail at all",
        b"Subject: hello\n\n5.1.1 failed",
        report_of("<pengingat-LAIN-20261124@contoh.invalid>"),
        report_of("<pengingat-BPJS_KES-20261124@contoh.invalid>", action="delayed", status="4.4.1"),
    ],
)
def test_what_is_no_final_report_of_ours_changes_nothing(cast, now, content):
    _, rujukan = referred(cast, now)
    pass_at("2026-11-24 07:30")
    assert bounces.take(content, now) == 0
    assert steps(rujukan)["BARU"] == "TERKIRIM"


# --- paper ---------------------------------------------------------------------------------------------------------
def test_an_agency_without_any_address_is_on_the_list_to_print(cast, now):
    Instansi.objects.filter(pk="BPJS_KES").update(email="", telepon="(0536) 3221234")
    _, rujukan = referred(cast, now)
    (letter,) = paper.waiting()
    assert (letter.rujukan_id, letter.kanal, letter.instansi_id) == (rujukan.pk, "SURAT", "BPJS_KES")
    assert steps(rujukan)["BARU"] == "TERKIRIM"  # nobody waits for paper
    paper.sent(by=cast.dewi, now=now, id=letter.pk)
    letter.refresh_from_db()
    assert (letter.status, letter.dikirim_oleh_id) == ("TERKIRIM", cast.dewi.petugas_id)
    assert not paper.waiting().exists()
    with pytest.raises(IllegalMove, match="sudah dicatat"):
        paper.sent(by=cast.dewi, now=now, id=letter.pk)
    for by in (cast.koor, cast.joko, cast.tono):
        with pytest.raises(NotAllowed):
            paper.sent(by=by, now=now, id=letter.pk)


def test_a_letter_nobody_needs_any_more_is_off_the_list(cast, now):
    Instansi.objects.filter(pk="BPJS_KES").update(email="")
    _, rujukan = referred(cast, now)
    assert paper.waiting().count() == 1
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Kuota habis.")
    assert not paper.waiting().exists()


def test_a_rule_may_ask_for_a_letter(cast, now):
    AturanPengingat.objects.filter(kode="JAWABAN-5").update(kanal="APLIKASI|SURAT")
    _, rujukan = referred(cast, now)
    pass_at("2026-12-03 07:30")
    assert [one.pengingat.aturan for one in paper.waiting()] == ["JAWABAN-5"]
    assert steps(rujukan)["JAWABAN-5"] == "TERKIRIM"


# --- an officer's own phone ----------------------------------------------------------------------------------------
def test_the_text_is_prepared_and_the_officer_says_that_he_sent_it(cast, now):
    Instansi.objects.filter(pk="BPJS_KES").update(telepon=PHONE)
    _, rujukan = referred(cast, now)
    waiting = by_hand.open_referrals(cast.dewi, "BPJS_KES", now)
    assert [one.pk for one in waiting] == [rujukan.pk]
    text = by_hand.text(waiting)
    assert rujukan.nomor in text and "Halimah" not in text
    url = by_hand.whatsapp_url(Instansi.objects.get(pk="BPJS_KES"), text)
    assert url.startswith("https://wa.me/6281255550101?text=SLRT%20Kota")
    (row,) = by_hand.record(by=cast.dewi, now=now, instansi="BPJS_KES", ids=[rujukan.pk])
    assert (row.kanal, row.status, row.dikirim_oleh_id) == ("WHATSAPP", "TERKIRIM", cast.dewi.petugas_id)
    assert rujukan.tindak_lanjut.get().jenis == "INGATKAN"
    assert Jejak.objects.filter(aksi="KIRIM", objek_id=str(rujukan.pk), rincian__kanal="WHATSAPP").count() == 1
    with pytest.raises(Refused, match="hari ini sudah dicatat"):
        by_hand.record(by=cast.dewi, now=now, instansi="BPJS_KES", ids=[rujukan.pk])
    by_hand.record(by=cast.maya, now=at("2026-11-24 09:00"), instansi="BPJS_KES", ids=[rujukan.pk])


def test_only_the_secretariat_and_only_what_waits_there(cast, now):
    _, rujukan = referred(cast, now)
    for by in (cast.koor, cast.joko, cast.tono):
        with pytest.raises(NotAllowed):
            by_hand.record(by=by, now=now, instansi="BPJS_KES", ids=[rujukan.pk])
    with pytest.raises(IllegalMove):
        by_hand.record(by=cast.dewi, now=now, instansi="DINSOS", ids=[rujukan.pk])
    with pytest.raises(Refused, match="Tidak ada rujukan"):
        by_hand.record(by=cast.dewi, now=now, instansi="BPJS_KES", ids=[])
    answers.decline(by=cast.joko, now=now, id=rujukan.pk, alasan="KUOTA_HABIS", catatan="Kuota habis.")
    with pytest.raises(IllegalMove):
        by_hand.record(by=cast.dewi, now=now, instansi="BPJS_KES", ids=[rujukan.pk])


def test_of_a_secret_case_the_text_tells_number_and_limit(cast, now):
    _, rujukan = secret_referred(cast, now)
    text = by_hand.text([rujukan])
    assert rujukan.nomor in text and rujukan.instansi.nama not in text


def test_a_gateway_message_never_holds_a_family(cast, now):
    reminders.tick(now)
    _, rujukan = referred(cast, now, nama="KENARIWATI", ringkasan="KENARI", alamat="Jl. KENARI 7")
    assert "KENARI" not in by_hand.text([rujukan])
