"""From a due row to notices: in the application at once and exactly once, by mail with the morning's digest."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from puskesos import catalogue
from puskesos.workdays import ZONE
from rujukan import notices
from rujukan.models import Kiriman, Pengingat
from rujukan.reminders import gateways, ladder, paper, recipients, schedule

BY_HAND = "INGATKAN"
Status, Kanal, Sent = Pengingat.Status, Kiriman.Kanal, Kiriman.Status
# What leaves the house by a machine, once a morning; for a printed letter or an officer's own phone nobody waits.
LETTERS = (Kanal.EMAIL, Kanal.PESAN)


@transaction.atomic
def raise_row(id, lease, now):
    """Tell everybody a claimed row is for, in one transaction; returns its name in the report, None when it was lost.

    "notice" told, "skipped" a higher step is due as well, "cancelled" nobody is awaited any more, "quiet" not now.
    """
    row = schedule.held(id, lease)
    if row is None:
        return None
    rule = ladder.rule_of(row)
    if rule is None or ladder.stage_of(row.rujukan.status) != row.tahap:
        schedule.finish(row, Status.BATAL, now=now, sebab="Tidak berlaku lagi saat akan dikirim")
        return "cancelled"
    if higher_is_due(row, now):
        schedule.finish(row, Status.DILEWATI, now=now, sebab="Langkah yang lebih tinggi sudah jatuh tempo")
        return "skipped"
    urgent = ladder.is_urgent(row.rujukan)
    if not urgent and catalogue.calendar().is_quiet(now):
        schedule.put_back(row, at=catalogue.calendar().next_send_time(now), tries=0)
        return "quiet"
    return _tell(row, rule, urgent, now)


def higher_is_due(row, now):
    """After a standstill only the highest step of a referral goes out.

    Nor does a lower one follow that was left behind by a dead worker; steps of an earlier round fell due before it.
    """
    return Pengingat.objects.filter(
        rujukan=row.rujukan_id, tahap=row.tahap, status__in=(Status.MENUNGGU, Status.TERKIRIM, Status.GAGAL),
        langkah__gt=row.langkah, jatuh_tempo__range=(row.jatuh_tempo, now),
    ).exists()  # fmt: skip


def _tell(row, rule, urgent, now):
    judul, isi = notices.words(rule, row.rujukan)
    letters = letters_of(rule, row.rujukan, now)
    readers = recipients.in_app(rule, row.rujukan, now) if Kanal.APLIKASI in rule["kanal"] else []
    morning = mail_time(row, urgent, now)
    store(row, judul, isi, readers=readers, letters=letters, urgent=urgent, morning=morning, now=now)
    if Kanal.SURAT in rule["kanal"]:
        paper.ask(row, judul, isi)
    _take_along(row, letters, now)
    if not readers and not any(one.alamat for one in letters) and not row.kiriman.filter(kanal=Kanal.SURAT).exists():
        schedule.finish(row, Status.GAGAL, now=now, sebab="Tidak ada penerima untuk jabatan yang diatur")
        return "failed"
    settle(row, now, at=morning)
    return "notice"


def letters_of(rule, rujukan, now):
    """Whom one step writes to, by mail and by the gateway as far as rule and house have them."""
    letters = recipients.by_mail(rule, rujukan, now) if Kanal.EMAIL in rule["kanal"] else []
    if Kanal.PESAN in rule["kanal"] and gateways.configured():
        letters += recipients.by_message(rule, rujukan, now)
    return letters


def store(row, judul, isi, *, readers, letters, urgent, morning, now):
    """One Kiriman per recipient and channel; the same again changes nothing (unique per recipient)."""
    isi += noted(row.catatan)
    common = {
        "pengingat": row, "rujukan": row.rujukan, "keluhan_id": row.rujukan.keluhan_id, "judul": judul, "isi": isi,
    }  # fmt: skip
    shown = [
        Kiriman(kanal=Kanal.APLIKASI, jabatan=one.jabatan, petugas_id=one.petugas_id, status=Sent.TERKIRIM,
                terkirim_pada=now, **common)
        for one in readers
    ]  # fmt: skip
    mailed = [
        Kiriman(kanal=one.kanal, jabatan=one.jabatan, petugas_id=one.petugas_id, instansi_id=one.instansi_id,
                alamat=one.alamat, status=Sent.MENUNGGU if one.alamat else Sent.TANPA_ALAMAT,
                pesan_id=letter_id(row, one, urgent, morning) if one.alamat else "", **common)
        for one in letters
    ]  # fmt: skip
    Kiriman.objects.bulk_create(shown + mailed, ignore_conflicts=True)
    if not any(one.alamat for one in letters if one.instansi_id) and any(one.instansi_id for one in letters):
        paper.ask(row, judul, isi)
        _say_no_address(row.rujukan, now)


def noted(catatan):
    """How the secretariat's own sentence follows the text of the rule."""
    return f" Catatan sekretariat: {catatan}" if catatan else ""


def letter_id(row, one, urgent, morning):
    """All of a recipient's reminders of one morning share a Message-ID and are one mail; an urgent one is its own."""
    return notices.message_id(row.pk, *_who(one)) if urgent else digest_id(one, morning)


def digest_id(one, morning):
    return notices.message_id(*_who(one), f"{timezone.localtime(morning):%Y%m%d}")


def _who(one):
    who = one.instansi_id or one.petugas_id
    return (who,) if one.kanal == Kanal.EMAIL else (who, one.kanal.lower())


def mail_time(row, urgent, now):
    """The working morning whose digest this row belongs to; `now` for an urgent one.

    A morning that has begun still counts as today's; what came too late for today's mail moves on when it is sent.
    """
    if urgent:
        return now
    calendar = catalogue.calendar()
    first = calendar.next_send_time(row.jatuh_tempo)
    if first > now:
        return first
    return calendar.next_send_time(now) if calendar.is_quiet(now) else opening(now)


def opening(now):
    """When the office opens, or opened, on this day."""
    return datetime.combine(timezone.localdate(now), catalogue.calendar().opens, tzinfo=ZONE)


def _say_no_address(rujukan, now):
    where = "Instansi ini" if rujukan.keluhan.rahasia else catalogue.instansi(rujukan.instansi_id).nama
    owners = [one.pk for one in recipients.people("PEMILIK", rujukan, now)]
    notices.tell(
        owners, now=now, jabatan="PEMILIK", rujukan=rujukan, judul="Instansi tanpa alamat e-mail",
        isi=f"Rujukan {rujukan.nomor}: {where} tidak punya alamat e-mail. Sampaikan lewat surat atau telepon; suratnya "
        "ada di daftar surat pengingat.",
    )  # fmt: skip


def _take_along(row, letters, now):
    """Mail of lower steps that still waits for its morning is replaced by this one; what was asked by hand is not."""
    lower = Kiriman.objects.filter(
        pengingat__rujukan=row.rujukan_id, pengingat__langkah__lt=row.langkah, pengingat__status=Status.MENUNGGU,
        kanal__in=LETTERS, status=Sent.MENUNGGU, alamat__in=[one.alamat for one in letters],
    ).exclude(pengingat__aturan__startswith=BY_HAND)  # fmt: skip
    ids = set(lower.values_list("pengingat_id", flat=True))
    lower.delete()
    for one in Pengingat.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"):
        settle(one, now, at=one.coba_lagi_pada, sebab="E-mail digabung ke langkah berikutnya")


def settle(row, now, *, at, sebab=""):
    """Done, when nothing of it waits any more: sent, or failed when a letter could not go out; else it waits on."""
    left = set(row.kiriman.exclude(kanal=Kanal.SURAT).values_list("status", flat=True))
    if Sent.MENUNGGU in left:
        schedule.put_back(row, at=at, tries=0)
    else:
        schedule.finish(row, Status.GAGAL if Sent.GAGAL in left else Status.TERKIRIM, now=now, sebab=sebab)
