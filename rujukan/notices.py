"""Messages: their words, the in-app notice, the mail, and the backend that writes mail as files in demo and tests.

No message ever carries personal data: a number, an agency, a deadline and an address to sign in at (reliability T31).
"""

import os
import secrets
import time
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from puskesos import catalogue
from puskesos.templatetags.puskesos import tanggal
from rujukan.answer_links import answer_url
from rujukan.models import AturanPengingat, Kiriman


class EmlBackend(BaseEmailBackend):
    """Writes every mail as one .eml file in settings.MAIL_DIR; a file that is there is whole."""

    def send_messages(self, messages):
        for message in messages:
            self._write(message.message().as_bytes(linesep="\r\n"))
        return len(messages)

    def _write(self, content):
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}-{secrets.token_hex(4)}.eml"
        draft = folder / f".{name}.part"
        draft.write_bytes(content)
        os.replace(draft, folder / name)


# --- words ---------------------------------------------------------------------------------------------------------
HIDDEN_TITLE = "Pengingat rujukan"
HIDDEN_TEXT = "Rujukan {nomor} menunggu tindak lanjut. Batasnya {batas}."


def words(rule, rujukan):
    """(title, text) of one step; of a `rahasia` case only the number and the deadline."""
    if rujukan.keluhan.rahasia:
        return HIDDEN_TITLE, _filled(HIDDEN_TEXT, rule["tahap"], rujukan)
    return rule["judul"], _filled(rule["isi"], rule["tahap"], rujukan)


def _filled(text, tahap, rujukan):
    batas = getattr(rujukan, AturanPengingat.LIMITS[tahap])
    values = {"nomor": rujukan.nomor, "instansi": catalogue.instansi(rujukan.instansi_id).nama, "batas": tanggal(batas)}
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


# --- in the application --------------------------------------------------------------------------------------------
def tell(petugas_ids, *, now, jabatan, judul, isi, rujukan=None, keluhan=None):
    """Put one notice into the inbox of each of these people; it leads to the referral, or to the case."""
    keluhan_id = rujukan.keluhan_id if rujukan else keluhan and keluhan.pk
    Kiriman.objects.bulk_create(
        Kiriman(
            rujukan=rujukan, keluhan_id=keluhan_id, kanal=Kiriman.Kanal.APLIKASI, jabatan=jabatan,
            petugas_id=one, judul=judul, isi=isi, status=Kiriman.Status.TERKIRIM, terkirim_pada=now,
        )
        for one in dict.fromkeys(petugas_ids)
    )  # fmt: skip


# --- mail ----------------------------------------------------------------------------------------------------------
def message_id(*parts):
    """`<pengingat-…@host>`: the same parts always give the same id, so that a mail sent twice is seen to be one."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<pengingat-{'-'.join(str(part) for part in parts)}@{host}>"


def with_answer_links(messages, now):
    """The same messages; each that goes to an agency's desk has the address at which that referral can be answered.

    Only while the mail is being sent: the address is not kept, and nobody else ever gets it.
    """
    for one in messages:
        one.link = answer_url(one.rujukan, now, letter=one.pesan_id) if one.instansi_id else ""
    return messages


def send_reminder(messages):
    """One mail with all reminders of one recipient; `messages` are Kiriman with one address and one Message-ID."""
    first = messages[0]
    subject = f"[SLRT] {first.judul}" if len(messages) == 1 else f"[SLRT] {len(messages)} rujukan perlu tindak lanjut"
    _send(first, subject, "rujukan/mail/reminder.txt", {"messages": messages, "desk": first.instansi})


def _send(kiriman, subject, template, context):
    body = render_to_string(
        template, {"CITY": settings.CITY, "url": f"{settings.PUBLIC_URL}/pemberitahuan/", **context}
    )
    EmailMessage(
        subject=subject, body=body, to=[kiriman.alamat],
        headers={"Message-ID": kiriman.pesan_id, "Auto-Submitted": "auto-generated"},
    ).send()  # fmt: skip
