"""What an agency's desk answers on its own way: the same stage functions as everybody, under the voice of the desk."""

from django.db import transaction

from puskesos import trace, voices
from puskesos.refusals import IllegalMove
from rujukan import agency, answers
from rujukan.answer_links import links
from rujukan.models import TautanInstansi

# What can be said without an account (issue 4, part 3): accept, decline, papers missing, served.
STAGES = {
    "accept": answers.accept, "served": answers.served, "ask_documents": answers.ask_documents,
    "decline": answers.decline,
}  # fmt: skip
WAY = {TautanInstansi.Tujuan.EMAIL: "TAUTAN", TautanInstansi.Tujuan.SURAT: "SURAT"}


def speaker(tautan, *, asal="", penjawab=""):
    """The voice of the desk this way belongs to: by the link sent to it, or by the letter with its desk code."""
    return voices.desk(tautan.instansi_id, asal=asal, lewat=WAY[tautan.tujuan], penjawab=penjawab)


@transaction.atomic
def answer(*, by, now, tautan_id, code, versi=None, **facts):
    """One answer through its stage; a way that was closed a moment ago, or is another agency's, moves nothing."""
    tautan = (
        TautanInstansi.objects.select_for_update(of=("self",), no_key=True).select_related("rujukan").get(pk=tautan_id)
    )
    closed = links.closed_because(tautan, now)
    if closed or by.instansi_id != tautan.instansi_id:
        raise IllegalMove(closed or "Tautan ini milik instansi lain.")
    rujukan = STAGES[code](by=by, now=now, id=tautan.rujukan_id, versi=versi, **facts)
    tautan.dipakai_pada = now
    tautan.save(update_fields=["dipakai_pada"])
    return rujukan


def look(*, by, now, tautan):
    """Who it is for and which papers are there; the look is recorded like that of any officer."""
    trace.record(by, trace.Aksi.BACA, tautan.rujukan, nomor=tautan.rujukan.nomor, **by.facts)
    return {"person": agency.person(tautan.rujukan, now), "requirements": agency.requirements(tautan.rujukan)}
