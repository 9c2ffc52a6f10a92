"""The Puskesos' own referrals: to places of the neighbourhood, decided by its koordinator (domain §2.4)."""

from django.db import transaction

from puskesos.access import lock_keluhan, require
from puskesos.models import Kebutuhan
from puskesos.refusals import NotAllowed
from rujukan import notices, referral
from rujukan.reminders import recipients


def require_writer(by):
    """Back office of a Puskesos writes these; its koordinator decides, the secretariat has its own way."""
    hat = require(by, "rujukan", "C")
    if by.is_kota:
        raise NotAllowed("Rujukan setempat disusun oleh Puskesos.")
    return hat


@transaction.atomic
def refer_nearby(*, by, now, id, versi=None, kebutuhan, **target):
    """One screen: draft one referral of a case that the Puskesos handles, and ask the koordinator for the decision."""
    require_writer(by)
    keluhan = lock_keluhan(by, id, versi)
    need = Kebutuhan.objects.filter(keluhan=keluhan, pk=kebutuhan).first() if kebutuhan else None
    draft = referral.draft_rujukan(by=by, now=now, keluhan=keluhan, kebutuhan=need, **target)
    rujukan = referral.submit(by=by, now=now, rujukan=draft)
    deciders = {one.pk for one in recipients.people("KOORDINATOR", rujukan, now)} - {by.petugas_id}
    notices.tell(
        deciders, now=now, jabatan="KOORDINATOR", rujukan=rujukan, judul=f"Rujukan {rujukan.nomor} perlu diputuskan",
        isi="Back office Puskesos mengajukan rujukan setempat. Setujui dan kirim, atau kembalikan.",
    )  # fmt: skip
    return rujukan
