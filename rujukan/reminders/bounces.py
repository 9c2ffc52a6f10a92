"""A mail that came back: the delivery report names its Message-ID, and the agency gets paper instead.

The mail server hands each report to `manage.py bounce` (docs/operasi.md); what is no report, or names no letter of
ours, changes nothing.
"""

from email import message_from_bytes, policy

from django.db import transaction

from rujukan import notices
from rujukan.models import Kiriman, Pengingat, UpayaKirim
from rujukan.reminders import paper, recipients, schedule

LARGEST = 1024 * 1024


def take(content, now):
    """Read one report; returns how many reminders came back with it (0: not a final failure of a letter of ours)."""
    code, letter = _read(content[:LARGEST])
    return _came_back(code, letter, now) if code and letter else 0


def _read(content):
    """(status code of a final failure, Message-ID of the letter); ("", "") of anything else."""
    report = message_from_bytes(content, policy=policy.default)
    code = letter = ""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            code = next((one["Status"] for one in part.get_payload() if _is_final(one)), code)
        elif part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            letter = _message_id(part) or letter
    return str(code or ""), letter


def _is_final(fields):
    return str(fields["Action"] or "").strip().lower() == "failed" and str(fields["Status"] or "").startswith("5")


def _message_id(part):
    inside = part.get_payload()
    if isinstance(inside, list):
        return str(inside[0]["Message-ID"] or "").strip()
    return str(
        message_from_bytes(part.get_payload(decode=True) or b"", policy=policy.default)["Message-ID"] or ""
    ).strip()


@transaction.atomic
def _came_back(code, letter, now):
    rows = Kiriman.objects.select_for_update(of=("self",), no_key=True).filter(
        pesan_id=letter, kanal=Kiriman.Kanal.EMAIL, status=Kiriman.Status.TERKIRIM
    )
    messages = list(rows.select_related("pengingat", "rujukan__keluhan", "rujukan__instansi").order_by("pk"))
    if not messages:
        return 0
    first = messages[0]
    UpayaKirim.objects.create(
        pesan_id=letter, kanal=first.kanal, instansi_id=first.instansi_id, petugas_id=first.petugas_id, pada=now,
        ke=1, jumlah=len(messages), hasil=UpayaKirim.Hasil.KEMBALI, galat=f"Kembali {code}"[:200],
    )  # fmt: skip
    Kiriman.objects.filter(pk__in=[one.pk for one in messages]).update(
        status=Kiriman.Status.GAGAL, terkirim_pada=None, galat=f"Kembali {code}"[:200]
    )
    for one in messages:
        if one.pengingat and one.pengingat.status == Pengingat.Status.TERKIRIM:
            schedule.finish(one.pengingat, Pengingat.Status.GAGAL, now=now, sebab=f"E-mail kembali ({code})")
    paper.instead_of(messages)
    _tell(first, now)
    return len(messages)


def _tell(first, now):
    people = {one.pk for one in recipients.people("PEMILIK", first.rujukan, now)}
    where = first.instansi.nama if first.instansi_id and not first.rujukan.keluhan.rahasia else "penerima"
    notices.tell(
        people, now=now, jabatan="PEMILIK", rujukan=first.rujukan, judul="E-mail pengingat kembali",
        isi=f"E-mail kepada {where} kembali. Perbaiki alamatnya; pengingatnya ada di daftar surat untuk dicetak.",
    )  # fmt: skip
