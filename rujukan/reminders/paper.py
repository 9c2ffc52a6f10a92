"""Reminders on paper: for agencies without an address, after a mail was given up, and where the rule asks for a letter.

Nobody waits for paper: it stands on a list until an officer says that it is printed and on its way.
"""

from django.db import transaction

from puskesos import trace
from puskesos.access import require
from puskesos.refusals import IllegalMove, NotAllowed
from rujukan.access import peek_rujukan
from rujukan.models import Kiriman, Rujukan
from rujukan.workflow import WAITING_ANSWER, WAITING_OUTCOME

Kanal, Sent = Kiriman.Kanal, Kiriman.Status


def ask(row, judul, isi):
    """One letter to print for this step; asking again changes nothing."""
    rujukan = row.rujukan
    Kiriman.objects.bulk_create(
        [
            Kiriman(pengingat=row, rujukan=rujukan, keluhan_id=rujukan.keluhan_id, kanal=Kanal.SURAT,
                    jabatan="INSTANSI", instansi_id=rujukan.instansi_id, judul=judul, isi=isi, status=Sent.MENUNGGU)
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def instead_of(messages):
    """What could not be delivered to an agency goes to paper."""
    for one in messages:
        if one.instansi_id and one.pengingat_id:
            ask(one.pengingat, one.judul, one.isi)


def waiting():
    """Letters to print whose referral still waits, by agency; what was answered meanwhile needs none."""
    rows = Kiriman.objects.filter(kanal=Kanal.SURAT, status=Sent.MENUNGGU, rujukan__in=_open())
    return rows.select_related("rujukan__keluhan", "instansi", "pengingat").order_by("instansi", "pk")


def _open():
    return Rujukan.objects.filter(status__in=(*WAITING_ANSWER, *WAITING_OUTCOME))


@transaction.atomic
def sent(*, by, now, id):
    """An officer printed it and sent it off; he stands for it by name."""
    require(by, "triase", "CUA")
    if not by.is_kota:
        raise NotAllowed("Surat pengingat dikirim oleh sekretariat SLRT.")
    row = Kiriman.objects.select_for_update(of=("self",), no_key=True).get(pk=id, kanal=Kanal.SURAT)
    peek_rujukan(by, row.rujukan_id)
    if row.status != Sent.MENUNGGU:
        raise IllegalMove("Surat ini sudah dicatat terkirim.")
    row.status, row.terkirim_pada, row.dikirim_oleh_id = Sent.TERKIRIM, now, by.petugas_id
    row.save(update_fields=["status", "terkirim_pada", "dikirim_oleh"])
    trace.record(by, trace.Aksi.KIRIM, row.rujukan, kanal="SURAT", instansi=row.instansi_id)
    return row
