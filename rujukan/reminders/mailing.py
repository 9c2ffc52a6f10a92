"""The letter of one recipient and one morning: sent between claim and mark, by whoever holds its first row.

Neither SMTP nor a gateway knows "exactly once": a crash between sending and marking repeats the letter, with the same
Message-ID or idempotency key. Every attempt that came back leaves a line (UpayaKirim).
"""

import logging
import smtplib
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from puskesos import catalogue
from rujukan import notices
from rujukan.models import Kiriman, Pengingat, UpayaKirim
from rujukan.reminders import gateways, ladder, paper, recipients, schedule, texts
from rujukan.reminders.raising import LETTERS, digest_id, opening, settle

log = logging.getLogger(__name__)
Status, Sent, Hasil = Pengingat.Status, Kiriman.Status, UpayaKirim.Hasil
# The address or the letter is at fault, not the way there: other letters may still be tried in this pass.
OWN_FAULT = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, gateways.MessageRefused, UnicodeError, ValueError)
# A plain no (550, 422) is asked again twice: servers are wrong now and then, and meanwhile the family waits.
TRIES_AFTER_A_NO = 3


def mail_row(id, lease, tries, now):
    """Send every mail that a claimed row waits for; returns (mails sent, mails failed, whether the way is blocked)."""
    sent = failed = 0
    for letter in _letters(id, lease):
        messages = _prepare(id, lease, letter, tries, now)
        if not messages:
            continue
        try:
            _hand_over(messages, now)
        except Exception as error:  # whatever a mail server answers: the row is tried again
            log.warning("letter not sent, try %s: %s", tries, type(error).__name__)
            _failed(id, lease, messages, tries, error, now)
            failed += 1
            if not isinstance(error, OWN_FAULT):
                return sent, failed, True
        else:
            mark(letter, messages, now, tries=tries)
            sent += 1
    return sent, failed, False


def _hand_over(messages, now):
    """Out of the house, by the way of its channel."""
    first = messages[0]
    if first.kanal == Kiriman.Kanal.PESAN:
        gateways.send(to=first.alamat, text=texts.short(messages), key=first.pesan_id)
    else:
        notices.send_reminder(notices.with_answer_links(messages, now))


def _letters(id, lease):
    waiting = Kiriman.objects.filter(
        pengingat=id, pengingat__klaim_sampai=lease, status=Sent.MENUNGGU, kanal__in=LETTERS
    )
    # What failed before comes last, so that one bad address does not keep the other letters back.
    return list(dict.fromkeys(waiting.order_by("galat", "pesan_id").values_list("pesan_id", flat=True)))


@transaction.atomic
def gather(now):
    """One mail per recipient and working morning: letters that missed their own morning join the next one.

    A letter that was tried already keeps its morning, because it keeps its Message-ID.
    """
    calendar = catalogue.calendar()
    morning = calendar.next_send_time(now) if calendar.is_quiet(now) else opening(now)
    missed = Pengingat.objects.filter(
        status=Status.MENUNGGU, percobaan=0, klaim_sampai__isnull=True, coba_lagi_pada__lt=min(now, morning)
    ).filter(Exists(Kiriman.objects.filter(pengingat=OuterRef("pk"), status=Sent.MENUNGGU, kanal__in=LETTERS)))
    for row in missed.select_for_update(of=("self",), skip_locked=True).order_by("pk"):
        letters = row.kiriman.filter(status=Sent.MENUNGGU, kanal__in=LETTERS)
        if all(one.pesan_id == digest_id(one, row.coba_lagi_pada) for one in letters):
            _move(row, letters, morning)


def _move(row, letters, morning):
    for one in letters:
        one.pesan_id = digest_id(one, morning)
        one.save(update_fields=["pesan_id"])
    schedule.put_back(row, at=morning, tries=0)


@transaction.atomic
def _prepare(id, lease, letter, tries, now):
    """The Kiriman that make up one letter, checked once more; [] when it is not for us to send it now."""
    row = schedule.held(id, lease)
    if row is None:
        return []
    if Kiriman.objects.filter(pesan_id=letter, status=Sent.TERKIRIM).exists():
        _move(row, row.kiriman.filter(pesan_id=letter, status=Sent.MENUNGGU), catalogue.calendar().next_send_time(now))
        return []
    messages = [one for one in _waiting(letter) if _still_applies(one, now)]
    if messages and messages[0].pengingat_id != row.pk:
        first = messages[0].pengingat.coba_lagi_pada
        schedule.put_back(row, at=max(first, now + timedelta(minutes=1)), tries=tries - 1)
        return []
    return messages


def _waiting(letter):
    rows = Kiriman.objects.filter(pesan_id=letter, status=Sent.MENUNGGU, pengingat__ditahan_pada__isnull=True)
    return rows.order_by("pengingat_id", "pk").select_related("pengingat", "rujukan", "instansi")


def _still_applies(one, now):
    if ladder.stage_of(one.rujukan.status) == one.pengingat.tahap:
        return True
    row = Pengingat.objects.select_for_update(no_key=True).get(pk=one.pengingat_id)
    Kiriman.objects.filter(pengingat=row, status=Sent.MENUNGGU).delete()
    if row.status == Status.MENUNGGU:
        schedule.finish(row, Status.BATAL, now=now, sebab="Tidak berlaku lagi saat akan dikirim")
    return False


@transaction.atomic
def mark(letter, messages, now, *, tries=1):
    """The letter is out: its Kiriman say so, and rows that wait for nothing more are done."""
    rows = _locked(messages)
    _log(messages, tries, Hasil.TERKIRIM, now)
    Kiriman.objects.filter(pk__in=[one.pk for one in messages]).update(
        status=Sent.TERKIRIM, terkirim_pada=now, galat="", pesan_id=letter
    )
    for row in rows:
        settle(row, now, at=row.coba_lagi_pada)


@transaction.atomic
def _failed(id, lease, messages, tries, error, now):
    """Try again later, less and less often; in the end give up, tell people, and let the agency have it on paper."""
    if schedule.held(id, lease) is None:
        return
    given_up = tries >= (TRIES_AFTER_A_NO if _is_a_no(error) else schedule.MOST_TRIES)
    _log(messages, tries, Hasil.DITOLAK if given_up else Hasil.GAGAL, now, galat=_shortly(error))
    Kiriman.objects.filter(pk__in=[one.pk for one in messages]).update(
        galat=_shortly(error), status=Sent.GAGAL if given_up else Sent.MENUNGGU
    )
    for row in _locked(messages):
        if given_up:
            settle(row, now, at=now + timedelta(minutes=1), sebab=f"Tidak terkirim setelah {tries} kali dicoba")
            tell_failure(row, now, tries)
        else:
            schedule.put_back(row, at=schedule.next_try(now, tries), tries=tries)
    if given_up:
        paper.instead_of(messages)


def _is_a_no(error):
    """True when the address itself was refused for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, gateways.MessageRefused)


def _log(messages, tries, hasil, now, galat=""):
    first = messages[0]
    UpayaKirim.objects.create(
        pesan_id=first.pesan_id, kanal=first.kanal, instansi_id=first.instansi_id, petugas_id=first.petugas_id,
        pada=now, ke=tries, jumlah=len(messages), hasil=hasil, galat=galat,
    )  # fmt: skip


def _locked(messages):
    ids = [one.pengingat_id for one in messages]
    rows = Pengingat.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids, status=Status.MENUNGGU)
    return list(rows.select_related("rujukan__keluhan", "rujukan__instansi").order_by("pk"))


def tell_failure(row, now, tries=schedule.MOST_TRIES):
    """A reminder that cannot be sent is work for people: supervisor and manajer are told."""
    people = {one.pk for jabatan in ("SUPERVISOR", "MANAJER") for one in recipients.people(jabatan, row.rujukan, now)}
    notices.tell(
        people, now=now, jabatan="MANAJER", rujukan=row.rujukan, judul="Pengingat gagal dikirim",
        isi=f"Pengingat untuk rujukan {row.rujukan.nomor} tidak terkirim meskipun sudah {tries} kali "
        "dicoba. Hubungi instansi lewat telepon atau surat.",
    )  # fmt: skip


def _shortly(error):
    """Which kind of error, never the server's words: they may repeat addresses."""
    code = getattr(error, "smtp_code", "") or getattr(error, "code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()), ("",))[0]
    return f"{type(error).__name__} {code}".strip()[:200]
