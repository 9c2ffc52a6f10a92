"""Short ways: everything one screen decided, in one transaction; and the fast lane of emergencies (T14b)."""

from django.db import transaction

from puskesos import workflow
from puskesos.access import lock_keluhan
from puskesos.models import Kebutuhan
from puskesos.models.katalog import Prioritas
from puskesos.refusals import MissingFact, Refused
from puskesos.roles import Peran
from puskesos.steps import take_step
from puskesos.workflow import StatusKeluhan
from rujukan import notices, referral
from rujukan.reminders import recipients
from slrt.triage.triage import owner, plan


@transaction.atomic
def refer_urgent(*, by, now, id, versi=None, catatan=""):
    """Send the drafts of a DARURAT case at once; the manajer ratifies within one working day."""
    keluhan = lock_keluhan(by, id, versi)
    workflow.require_move(keluhan, "refer_urgent", by)
    if keluhan.prioritas != Prioritas.DARURAT:
        raise Refused("Jalur cepat hanya untuk keluhan DARURAT.")
    drafts = plan.drafts_of(keluhan)
    if not drafts:
        raise MissingFact("Susun dulu paling sedikit satu rujukan.", field="rujukan")
    for draft in drafts:
        referral.send(by=by, now=now, rujukan=draft, darurat=True)
    plan.urgent_plan(keluhan, by=by, now=now, catatan=catatan)
    _tell(drafts[0], by, now)
    return take_step(
        keluhan, "refer_urgent", by=by, now=now, darurat=True, rujukan=[row.nomor for row in drafts], catatan=catatan
    )


@transaction.atomic
def refer_now(*, by, now, id, versi=None, kebutuhan, catatan="", **target):
    """One screen for an emergency: take the case if nobody has, draft one referral and send it."""
    keluhan = _taken(by, now, id, versi)
    draft = _draft(by, now, keluhan, kebutuhan, catatan=catatan, **target)
    if keluhan.status == StatusKeluhan.DIRUJUK:
        referral.send(by=by, now=now, rujukan=draft, darurat=True)
        _tell(draft, by, now)
        return plan.urgent_plan(keluhan, by=by, now=now, catatan=catatan)
    return refer_urgent(by=by, now=now, id=id, catatan=catatan)


def _tell(rujukan, by, now):
    """The manajer has to ratify it, and the head of Dinas Sosial is to know that the fast lane was used (T14b)."""
    nomor = rujukan.keluhan.nomor
    if not by.has(Peran.MANAJER):
        notices.tell(
            [one.pk for one in recipients.people("MANAJER", rujukan, now)], now=now, jabatan="MANAJER", rujukan=rujukan,
            judul=f"Rujukan darurat {nomor} perlu disahkan",
            isi="Back office mengirim rujukan lewat jalur darurat. Sahkan paling lambat hari kerja berikutnya.",
        )  # fmt: skip
    notices.tell(
        [one.pk for one in recipients.people("PIMPINAN", rujukan, now)], now=now, jabatan="PIMPINAN", rujukan=rujukan,
        judul=f"Jalur darurat dipakai: {nomor}", isi="Sekretariat SLRT merujuk keluhan ini lewat jalur darurat.",
    )  # fmt: skip


@transaction.atomic
def propose_referral(*, by, now, id, versi=None, kebutuhan, kesimpulan="", catatan="", **target):
    """One screen for an ordinary case: take it if nobody has, analyse, draft one referral, put it to the manajer.

    For a case that is already referred it is one more referral beside the running ones.
    """
    keluhan = _taken(by, now, id, versi)
    if keluhan.status == StatusKeluhan.DIRUJUK:
        draft = _draft(by, now, keluhan, kebutuhan, catatan=catatan, **target)
        return referral.submit(by=by, now=now, rujukan=draft)
    if kesimpulan or not keluhan.telaah.exists():
        plan.new_telaah(keluhan, by=by, now=now, masalah=keluhan.ringkasan, kesimpulan=kesimpulan)
    _draft(by, now, keluhan, kebutuhan, catatan=catatan, **target)
    return plan.submit_plan(by=by, now=now, id=id)


def _taken(by, now, id, versi):
    """The case at SLRT; what nobody took yet becomes one's own, the manajer's too until back office is named."""
    keluhan = lock_keluhan(by, id, versi)
    if keluhan.status != StatusKeluhan.DITERUSKAN:
        return keluhan
    if by.has(Peran.BO_KOTA):
        return owner.take(by=by, now=now, id=id)
    keluhan.pemilik_id = by.petugas_id
    return take_step(keluhan, "take", by=by, now=now, pemilik=by.petugas.nama)


def _draft(by, now, keluhan, kebutuhan, **values):
    need = Kebutuhan.objects.filter(keluhan=keluhan, pk=kebutuhan).first() if kebutuhan else None
    return referral.draft_rujukan(by=by, now=now, keluhan=keluhan, kebutuhan=need, **values)
