"""STAGE: “Kirim lewat WhatsApp”: the text is prepared, the officer sends it from his own phone and says so.

No gateway, no key, no machine: what counts is that he did it, when, and to which number.
"""

from datetime import datetime, time
from urllib.parse import quote

from django.db import transaction
from django.utils import timezone

from puskesos import trace
from puskesos.refusals import IllegalMove, Refused
from puskesos.workdays import ZONE
from rujukan import notices
from rujukan.access import lock_rujukan
from rujukan.models import Kiriman, Rujukan, TindakLanjut
from rujukan.reminders import announcing, ladder, recipients, texts
from rujukan.reminders.keeping import require_desk
from rujukan.reminders.outlook import outlook

Kanal, Sent = Kiriman.Kanal, Kiriman.Status
MOST = 30


def open_referrals(by, instansi, now):
    """What one agency owes and may be reminded of by hand: the lines of its next letter, then what is late already."""
    lines = [line.row.rujukan_id for desk in outlook(now, instansi).desks for line in desk.going]
    mine = Rujukan.objects.visible_to(by).filter(instansi=instansi, status__in=_waiting())
    late = mine.filter(tenggat__lt=now)
    found = (mine.filter(pk__in=lines) | late).select_related("keluhan", "instansi")
    return list(found.order_by("tenggat", "pk")[:MOST])


def _waiting():
    return [status for tahap in ladder.OF_AGENCY for status in ladder.STATUSES[tahap]]


def text(referrals):
    """The message for these referrals of one agency; numbers and limits, nothing about a family."""
    return texts.short([_Words(*_words(one)) for one in referrals])


class _Words:
    def __init__(self, judul, isi):
        self.judul, self.isi = judul, isi


def _words(rujukan):
    return notices.words(announcing.BY_HAND | {"tahap": ladder.stage_of(rujukan.status)}, rujukan)


def whatsapp_url(instansi, words):
    """The link that opens the officer's own WhatsApp with the text; "" when the agency has no mobile number."""
    number = recipients.phone_of(instansi)
    return f"https://wa.me/{number.lstrip('+')}?text={quote(words)}" if number else ""


@transaction.atomic
def record(*, by, now, instansi, ids):
    """The officer says that he sent it: one line per referral, with his name; at most once a working day each."""
    require_desk(by)
    if not ids:
        raise Refused("Tidak ada rujukan yang menunggu di instansi ini.")
    return [_record(by, now, instansi, id) for id in sorted(ids, key=str)[:MOST]]


def _sent_today(rujukan, now):
    morning = datetime.combine(timezone.localdate(now), time(), tzinfo=ZONE)
    return rujukan.kiriman.filter(kanal=Kanal.WHATSAPP, terkirim_pada__gte=morning).exists()


def _record(by, now, instansi, id):
    rujukan = lock_rujukan(by, id)
    if rujukan.instansi_id != instansi or not ladder.awaits_agency(rujukan.status):
        raise IllegalMove(f"Rujukan {rujukan.nomor} tidak sedang menunggu instansi ini.")
    if _sent_today(rujukan, now):
        raise Refused(f"Untuk rujukan {rujukan.nomor} pengiriman lewat WhatsApp hari ini sudah dicatat.")
    judul, isi = _words(rujukan)
    TindakLanjut.objects.create(
        rujukan=rujukan, jenis=TindakLanjut.Jenis.INGATKAN, isi="Dikirim lewat WhatsApp petugas.", at=now,
        petugas_id=by.petugas_id, peran=by.peran,
    )  # fmt: skip
    trace.record(by, trace.Aksi.KIRIM, rujukan, kanal="WHATSAPP", nomor=rujukan.nomor)
    return Kiriman.objects.create(
        rujukan=rujukan, keluhan_id=rujukan.keluhan_id, kanal=Kanal.WHATSAPP, jabatan="INSTANSI", instansi_id=instansi,
        alamat=recipients.phone_of(rujukan.instansi), judul=judul, isi=isi, status=Sent.TERKIRIM, terkirim_pada=now,
        dikirim_oleh_id=by.petugas_id,
    )  # fmt: skip
